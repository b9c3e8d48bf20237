"""Refusing a file: an exception that becomes one finding.

Messages and the model are loaded with the first refusal: the process that reads one old workbook rarely needs them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltools.errors import XltoolsError
from xltools.text import Text

if TYPE_CHECKING:
    from xltools.model import Finding, Place

__all__ = ["RefusedError", "about_sheet", "damaged", "not_xml", "over", "over_size", "unsafe"]

_NO_MEMORY = ("out of memory", "memory allocation failed")
_DECIMALS_OF_A_BYTE = 7
"""Decimals with which two sizes in MB differ that are a byte apart."""


class RefusedError(XltoolsError):
    """The file is not read. ``rule`` is the number of the message that says why; the rest fills it."""

    def __init__(self, rule: str, *, found: str = "", expected: str = "", **values: str | Text) -> None:
        self.rule = rule
        self.found = found
        self.expected = expected
        self.values = values
        from xltools.model import NOWHERE

        super().__init__(*self.finding(NOWHERE).message)

    def finding(self, place: Place) -> Finding:
        """Return the finding for the file at ``place``."""
        from xltools.messages.files import FILES
        from xltools.messages.message import Hit

        return FILES[self.rule].finding(Hit(place, found=self.found, expected=self.expected, values=self.values))


def about_sheet(error: RefusedError, part: str, sheet: str) -> RefusedError:
    """Return a refusal that names the worksheet, which people know, in place of its part in the package."""

    def named(value: str | Text) -> str | Text:
        if not isinstance(value, Text):
            return value.replace(part, sheet)
        zh = value.zh.replace(f"部件 {part}", f"工作表“{sheet}”")
        en = value.en.replace(f"Part {part}", f'Sheet "{sheet}"').replace(f"part {part}", f'sheet "{sheet}"')
        return Text(zh, en)

    values = {name: named(value) for name, value in error.values.items()}
    return RefusedError(error.rule, found=error.found, expected=error.expected, **values)


def damaged(detail: str, detail_en: str) -> RefusedError:
    """Return the refusal of a broken file; the details are given in Chinese and English."""
    return RefusedError("F03", detail=Text(detail, detail_en))


def not_xml(part: str, reason: str) -> RefusedError:
    """Return the refusal of a part that is broken as XML, for the reason that the parser gave.

    A parser without memory says it in the same way: that raises MemoryError, since nothing is wrong with the part.
    """
    if reason.lower().startswith(_NO_MEMORY):
        raise MemoryError(reason)
    return damaged(f"部件 {part} 不是完整的 XML（{reason}）", f"part {part} is not complete XML ({reason})")


def unsafe(detail: str, detail_en: str) -> RefusedError:
    """Return the refusal of a package that is built as no program builds one."""
    return RefusedError("F08", detail=Text(detail, detail_en))


def over(limit: str, what: str, what_en: str, found: str, expected: str) -> RefusedError:
    """Return the refusal of a file beyond a limit: the setting's name, what was measured, and both figures."""
    return RefusedError("F06", found=found, expected=expected, what=Text(what, what_en), limit=limit)


def over_size(limit: str, what: str, what_en: str, size: int, most: int) -> RefusedError:
    """Return the refusal of something beyond a limit; both sizes are bytes, and shown in MB so that they differ."""
    expected = f"{_megabytes(most, 2).rstrip('0').rstrip('.')}"
    decimals = 1
    # 16 MB and a byte are not "16.0 MB, should be 16 MB": a byte shows in the seventh decimal at the latest.
    while size > most and decimals < _DECIMALS_OF_A_BYTE and float(_megabytes(size, decimals)) <= float(expected):
        decimals += 1
    return over(limit, what, what_en, f"{_megabytes(size, decimals)} MB", f"{expected} MB")


def _megabytes(size: int, decimals: int) -> str:
    return f"{size / (1 << 20):.{decimals}f}"
