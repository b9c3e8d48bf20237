"""Every figure of the year read again with readers that are not ours: python-calamine, openpyxl, python-docx."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
from python_calamine import CalamineWorkbook

__all__ = [
    "budgets_of",
    "document_budgets",
    "executed_total",
    "expect",
    "found_in_copy",
    "grades",
    "lives",
    "names_in_library",
    "signs",
    "summary_total",
    "texts_on_cover",
    "typed_budgets",
]

_RULE = re.compile(r"[A-Z]\d{2}")
_AMOUNT = re.compile(r"-?[\d,]+\.\d\d")


def expect(what: str, found: object, expected: object) -> None:
    """Stop the year where a figure is another one than it has to be."""
    if found != expected:
        raise AssertionError(f"{what}: {found}, not {expected}")


def budgets_of(path: Path) -> list[Decimal]:
    """Return the budgets on the project sheets of a workbook in 元, each in the cell right of its label."""
    book = CalamineWorkbook.from_path(str(path))
    found = []
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).to_python() if name.startswith("项目") else []:
            if "预算数" in row:
                value = row[row.index("预算数") + 1]
                if value != "":  # else a spare sheet
                    found.append(Decimal(str(value)).quantize(Decimal("0.01")))
    return found


def typed_budgets(folder: Path) -> Decimal:
    """Add up the budgets of all workbooks of a folder."""
    return sum((budget for path in sorted(folder.glob("*.xlsx")) for budget in budgets_of(path)), Decimal(0))


def summary_total(path: Path, column: str = "合计", sheet: str = "县级汇总表") -> Decimal:
    """Return the stored total of the county's table, in 万元, from the first column with this title."""
    page = openpyxl.load_workbook(path, data_only=True)[sheet]
    titles = next(
        [str(cell.value) for cell in row] for row in page.iter_rows() if column in [str(cell.value) for cell in row]
    )
    total = next(row for row in page.iter_rows() if any(cell.value == "合  计" for cell in row))
    return Decimal(str(total[titles.index(column)].value))


def executed_total(path: Path) -> Decimal:
    """Return what all projects have spent by the ranking of departments, in 元."""
    page = openpyxl.load_workbook(path, data_only=True)["部门执行排名"]
    column = next(cell.column for row in page.iter_rows() for cell in row if cell.value == "执行数")
    [row] = [row for row in page.iter_rows() if any(cell.value == "全县" for cell in row)]
    return Decimal(str(row[column - 1].value))


def lives(path: Path) -> int:
    """Count the projects whose target, monitoring and self-evaluation stand on one line."""
    page = openpyxl.load_workbook(path, data_only=True)["项目全程"]
    columns = [cell.column for row in page.iter_rows(max_row=6) for cell in row if cell.value == "执行数"]
    return sum(all(isinstance(row[column - 1].value, (int, float)) for column in columns) for row in page.iter_rows())


def names_in_library(path: Path) -> set[str]:
    """Return the names of the sheet 指标库, of a library's own workbook or of a template that offers them."""
    page = openpyxl.load_workbook(path)["指标库"]
    title = next(cell for row in page.iter_rows(max_row=5) for cell in row if cell.value == "三级指标")
    return {str(row[0]) for row in page.iter_rows(title.row + 1, None, title.column, title.column, values_only=True)}


def signs(folder: Path) -> set[str]:
    """Return what stands in the column of signs on the project sheets of all workbooks of a folder."""
    found = set()
    for path in sorted(folder.glob("*.xlsx")):
        for page in openpyxl.load_workbook(path).worksheets:
            if page.title.startswith("项目"):
                head = next(cell for row in page.iter_rows() for cell in row if cell.value == "符号")
                column = page.iter_rows(head.row + 1, None, head.column, head.column, values_only=True)
                found |= {str(value) for (value,) in column if value is not None}
    return found


def texts_on_cover(path: Path) -> set[str]:
    """Return the texts on the first sheet of a workbook."""
    page = openpyxl.load_workbook(path).worksheets[0]
    return {str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None}


def grades(path: Path) -> Counter[str]:
    """Count the grades of self-evaluations on 项目全程."""
    page = openpyxl.load_workbook(path, data_only=True)["项目全程"]
    head = next(cell for row in page.iter_rows(max_row=6) for cell in row if cell.value == "等级")
    column = page.iter_rows(head.row + 1, None, head.column, head.column, values_only=True)
    return Counter(str(value) for (value,) in column if value is not None)


def found_in_copy(path: Path) -> set[str]:
    """Return the rules that the list in a returned copy names."""
    page = openpyxl.load_workbook(path)["校验结果"]
    return {str(cell.value) for row in page.iter_rows() for cell in row if _RULE.fullmatch(str(cell.value))}


def document_budgets(path: Path) -> list[Decimal]:
    """Return the budgets in the tables of a Word document: the amount right of its label."""
    found = []
    for table in docx.Document(str(path)).tables:
        for row in table.rows:
            cells = [cell.text for cell in row.cells]
            if "预算数" in cells:
                rest = next(text for text in cells[cells.index("预算数") + 1 :] if _AMOUNT.fullmatch(text))
                found.append(Decimal(rest.replace(",", "")))
    return found
