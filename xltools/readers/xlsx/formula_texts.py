"""The texts of a sheet's formulas, which most readings never ask for."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping

from xltools.grids.grid import Address
from xltools.lazy_pattern import LazyPattern
from xltools.model import column_letters, column_number
from xltools.quick_property import cached_property

__all__ = ["FormulaTexts"]


_SHARED = re.compile(rb'\bsi="(\d+)"')
_RELATIVE = LazyPattern(
    r'"(?:[^"]|"")*"|\'[^\']*\''  # texts and quoted sheet names stay as they are
    r"|(?<![A-Za-z0-9_.])(\$?)([A-Z]{1,3})(\$?)([1-9][0-9]{0,6})(?![A-Za-z0-9_(.!])"
)


class FormulaTexts(Mapping[Address, str]):
    """Formulas by their cells, in the order of the sheet, decoded when they are asked for.

    The text of a shared formula stands in its first cell only; that of the others is made from it.
    """

    def __init__(self, markup: Mapping[Address, bytes]) -> None:
        self._markup = markup

    def without_conditions(self, addresses: Iterable[Address]) -> dict[Address, str]:
        """Return the texts of the formulas at ``addresses`` that have no condition; the others are not decoded."""
        simple = (address for address in addresses if b"IF(" not in self._markup[address])
        return {address: _text(self._markup[address]) or self.get(address, "") for address in simple}

    @cached_property
    def _texts(self) -> dict[Address, str]:
        texts: dict[Address, str] = {}
        shared: dict[bytes, Address] = {}
        for address, markup in self._markup.items():
            text = _text(markup)
            number = _SHARED.search(markup, 0, markup.find(b">"))
            if number and text:
                shared.setdefault(number[1], address)
            elif number and number[1] in shared:
                first = shared[number[1]]
                text = _moved(texts[first], address[0] - first[0], address[1] - first[1])
            if text:
                texts[address] = text
        return texts

    def __getitem__(self, address: Address) -> str:
        return self._texts[address]

    def __iter__(self) -> Iterator[Address]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _text(markup: bytes) -> str:
    """Return the text of ``<f>``. No value is read from it, so a broken character is not worth a refusal."""
    text = markup.removesuffix(b"</f>").partition(b">")[2]
    return html.unescape(text.decode("utf-8", "replace"))


def _moved(formula: str, rows: int, columns: int) -> str:
    """Return a shared formula as a cell has it so many rows and columns further on; empty beyond the sheet."""
    beyond = False

    def move(match: re.Match[str]) -> str:
        nonlocal beyond
        if match[2] is None:
            return match[0]
        column = column_number(match[2]) + (0 if match[1] else columns)
        row = int(match[4]) + (0 if match[3] else rows)
        beyond = beyond or column < 1 or row < 1
        return f"{match[1]}{column_letters(max(column, 1))}{match[3]}{row}"

    moved = _RELATIVE.sub(move, formula)
    return "" if beyond else moved
