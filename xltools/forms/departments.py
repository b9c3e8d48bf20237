"""The units that the sheets of a workbook name, compared with the department of the book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from xltools.messages.reading import READING
from xltools.model import DepartmentBook, Finding, Place
from xltools.text import Text

__all__ = ["report_departments"]

_CODE_DIGITS = 3
"""Digits of a department's code, with which the codes of its units begin."""


def report_departments(book: DepartmentBook) -> Iterator[Finding]:
    """Yield findings about sheets of another department, or about a book that names none."""
    codes = [sheet.unit_code[:_CODE_DIGITS] for sheet in book.sheets if len(sheet.unit_code) >= _CODE_DIGITS]
    own = (book.code.value or "").strip()[:_CODE_DIGITS] or _usual(codes)
    if own:
        for sheet in book.sheets:
            code = sheet.unit_code[:_CODE_DIGITS]
            if len(code) == _CODE_DIGITS and code != own:
                found = sheet.unit.text.strip()
                what = Text(
                    f"这张表写的单位是 {found}，不属于本工作簿的部门 {own}",
                    f"The unit of this form is {found}, not of {own}, the department of the workbook",
                )
                yield READING["R29"].at(
                    sheet.unit.place, field="unit", found=found, expected=own, subject=sheet.label, what=what
                )
    elif codes:
        counts = Counter(codes).most_common()
        what = Text(
            "封面没有部门编码，各表的单位又分属几个部门："
            + "、".join(f"{code}（{count} 张）" for code, count in counts),
            "The cover gives no department code, and the forms name units of several departments: "
            + ", ".join(f"{code} ({count})" for code, count in counts),
        )
        yield READING["R29"].at(Place(book.file), found="、".join(code for code, _ in counts), what=what)
    elif book.sheets and not book.name.value:
        yield READING["R11"].at(Place(book.file))


def _usual(codes: list[str]) -> str:
    """Return the code that most of the sheets name, or an empty text where no code has a majority."""
    code, count = Counter(codes).most_common(1)[0] if codes else ("", 0)
    return code if count * 2 > len(codes) else ""
