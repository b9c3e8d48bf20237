"""Blank forms: the filled examples without what their own descriptions say was filled in."""

from __future__ import annotations

import io
import re

import openpyxl
from openpyxl.cell import Cell

from tests.forms.layouts import LAYOUTS, Layout, workbook
from tests.forms.published import PUBLISHED
from xltools.forms.description import FormLayout
from xltools.forms.find import find_forms
from xltools.readers import read_content

__all__ = ["FILLED", "as_text", "blank_form"]

FILLED: dict[str, Layout] = LAYOUTS | {
    layout.form: layout for layout in PUBLISHED.values() if layout.form not in LAYOUTS
}
"""A filled example of each built-in form but the first."""

_KEPT = frozenset(("level1", "level2"))
"""Columns that are printed on a blank."""
_FURTHER = {
    "FP2018": ("同意",),
    "MOF2015": ("新增□ 延续√", "无", "集镇规划", "2021年1月", "2021年3月", "工程施工", "2021年4月", "2021年12月"),
    "APPROVAL2021": ("一般公共预算", "2130305", "100%", "10分"),
    "SELF2020": ("100", "98"),
    "SELF2022": ("100", "完成较好", "无"),
    "TRANSFER2021": ("无",),
    "DEPARTMENT2021": ("示范县农业农村局",),
    "HUBEI2022": (
        *(
            "保安服务费",
            "150",
            "招标文件",
            "保洁服务费",
            "80",
            "水电维修费",
            "400",
            "据实结算",
            "310.2",
            "388.4",
            "540.2",
        ),
        *("618.4", "按月检查"),
    ),
}
"""Answers that the description has no field for."""
_TITLE = {"HB2021": "2023年农村公路养护项目绩效目标表"}
_INLINE = re.compile(r"^((?:填报单位|预算单位)[^：]*：).+|^((?:填报人|单位负责人|项目负责人|财务负责人)：).+")


def blank_form(form: str) -> bytes:
    """Return the .xlsx file of a blank of one of the layouts."""
    content = workbook(FILLED[form].text)
    file = read_content(content, ".xlsx", "a.xlsx").workbook
    assert file is not None
    filled: set[tuple[int, int]] = set()
    [*forms] = find_forms(file.sheets[0]).forms
    for found in forms:
        cells = [cell for cell in found.fields.values() if not cell.inline]
        for rows in (found.rows, *found.tables.values()):
            cells += [
                cell
                for row in rows
                for key, cell in row.cells.items()
                if key not in _KEPT or found.form.layout is FormLayout.LIST
            ]
        filled.update(address for cell in cells for address in (*cell.cells, *cell.extra))
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for line in sheet.iter_rows():
        for cell in line:
            if not isinstance(cell, Cell) or cell.value is None:
                continue
            text = str(cell.value)
            if (
                (cell.row, cell.column) in filled
                or text in _FURTHER.get(form, ())
                or text == "820-示范县青石镇人民政府"
            ):
                cell.value = None
            elif text == _TITLE.get(form):
                cell.value = "年项目绩效目标表"
            elif match := _INLINE.match(text):
                cell.value = match[1] or match[2]
            elif text == "320001示范县交通运输局":
                cell.value = None
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def as_text(content: bytes) -> str:
    """Return the first sheet of an .xlsx file as the text of a layout, so that other programs can write it."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    spans = {(block.min_row, block.min_col): block for block in sheet.merged_cells.ranges}
    covered = {
        (row, column)
        for block in spans.values()
        for row in range(block.min_row, block.max_row + 1)
        for column in range(block.min_col, block.max_col + 1)
    } - spans.keys()
    lines: list[str] = []
    for row in range(1, sheet.max_row + 1):
        cells: list[str] = []
        for column in range(1, sheet.max_column + 1):
            if (row, column) in covered:
                continue
            value = sheet.cell(row, column).value
            text = "" if value is None else str(value).replace("\n", "\\n")
            if block := spans.get((row, column)):
                text += f" →{block.max_col - block.min_col + 1} ↓{block.max_row - block.min_row + 1}"
            cells.append(text)
        lines.append(" | ".join(cells))
    return "\n".join(lines)
