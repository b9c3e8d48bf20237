"""The texts of a sheet's formulas, which most readings never ask for."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from functools import cached_property

from xltools.grids.grid import Address

__all__ = ["FormulaTexts"]


class FormulaTexts(Mapping[Address, str]):
    """Formulas by their cells, in the order of the sheet, decoded when they are asked for.

    The later cells of a shared formula are missing: their text stands in the first one only.
    """

    def __init__(self, markup: Mapping[Address, bytes]) -> None:
        self._markup = markup

    @cached_property
    def _texts(self) -> dict[Address, str]:
        return {address: text for address, markup in self._markup.items() if (text := _text(markup))}

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
