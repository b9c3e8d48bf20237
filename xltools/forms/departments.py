"""The units that the sheets of a workbook name, compared with the department of the book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from xltools.messages.reading import READING
from xltools.model import DEPARTMENT_DIGITS, DepartmentBook, Finding, Place
from xltools.text import Text

__all__ = ["report_departments", "unit_departments"]


def unit_departments(book: DepartmentBook) -> tuple[str, ...]:
    """Return the codes of the departments that the sheets' units belong to, as far as they state one."""
    codes = (sheet.unit_code[:DEPARTMENT_DIGITS] for sheet in book.sheets)
    return tuple(code for code in codes if len(code) == DEPARTMENT_DIGITS)


def report_departments(book: DepartmentBook) -> Iterator[Finding]:
    """Yield findings about sheets of another department, or about a book that names none."""
    own = book.department_code.strip()[:DEPARTMENT_DIGITS]
    if own:
        for sheet in book.sheets:
            code = sheet.unit_code[:DEPARTMENT_DIGITS]
            if len(code) == DEPARTMENT_DIGITS and code != own:
                found = sheet.unit.text.strip()
                what = Text(
                    f"这张表写的单位是 {found}，不属于本工作簿的部门 {own}",
                    f"The unit of this form is {found}, not of {own}, the department of the workbook",
                )
                yield READING["R29"].at(
                    sheet.unit.place, field="unit", found=found, expected=own, subject=sheet.label, what=what
                )
    elif codes := unit_departments(book):
        counts = Counter(codes).most_common()
        what = Text(
            "封面没有部门编码，各表的单位又分属几个部门："
            + "、".join(f"{code}（{count} 张）" for code, count in counts),
            "The cover gives no department code, and the forms name units of several departments: "
            + ", ".join(f"{code} ({count})" for code, count in counts),
        )
        yield READING["R29"].at(Place(book.file), found="、".join(code for code, _ in counts), what=what)
    elif book.sheets and not book.name.value:
        names = Counter(sheet.unit_name for sheet in book.sheets if sheet.unit_name).most_common()
        if not names:
            yield READING["R11"].at(Place(book.file))
        elif len(names) > 1:
            what = Text(
                "封面没有部门编码和名称，各表的单位又不相同："
                + "、".join(f"{name}（{count} 张）" for name, count in names),
                "The cover gives neither code nor name of a department, and the forms name different units: "
                + ", ".join(f"{name} ({count})" for name, count in names),
            )
            yield READING["R29"].at(Place(book.file), found="、".join(name for name, _ in names), what=what)
