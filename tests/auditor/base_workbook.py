"""A valid workbook with most of what a workbook can hold, for tests that break one thing in it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from io import BytesIO

import xlsxwriter

__all__ = ["Parts", "base_parts", "packed"]

Parts = dict[str, bytes]
_CALCULATION_CHAIN = (
    b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<c r="B2" i="1"/><c r="C2"/></calcChain>'
)


@cache
def _base() -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.set_properties({"title": "底稿", "created": datetime(2020, 1, 1)})
        form, table, hidden = (book.add_worksheet(name) for name in ("项目1", "明细", "隐藏"))
        hidden.hide()
        _fill_form(book, form)
        rows = [["甲", 1], ["乙", 2], ["丙", 3]]
        columns = [{"header": "名称"}, {"header": "金额"}]
        table.add_table("A1:B4", {"name": "台账", "data": rows, "columns": columns})
        for place in ("D2", "D20"):
            chart = book.add_chart({"type": "column"})
            chart.add_series({"values": "=明细!$B$2:$B$4", "categories": "=明细!$A$2:$A$4"})
            table.insert_chart(place, chart)
        book.define_name("合计", "=项目1!$B$2")
        book.define_name("税率", "=0.13")
    return buffer.getvalue()


def _fill_form(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    bold = book.add_format({"bold": True, "font_size": 14, "bg_color": "#FFEB9C", "border": 1})
    money = book.add_format({"num_format": '#,##0.00"元"'})
    sheet.merge_range("A1:C1", "绩效目标表", bold)
    sheet.write_number("A2", 1.5, money)
    sheet.write_formula("B2", "=A2*2", money, 3)
    sheet.write_formula("C2", "=SUM(A2:B2)", money, 4.5)
    sheet.write_string("A3", "说明")
    sheet.write_boolean("B3", True)
    sheet.write_formula("C3", "=NA()", None, "#N/A")
    sheet.write_url("A5", "https://example.com/a", string="网页")
    sheet.write_url("A6", "internal:明细!A1", string="明细")
    sheet.merge_range("D5:E6", "", bold)
    sheet.write_comment("A2", "万元", {"author": "财政局"})
    sheet.write_comment("A3", "请填写", {"author": "财政局"})
    sheet.set_column("A:A", 20)
    sheet.set_column("C:D", 12, money)
    sheet.set_row(0, 30)
    sheet.set_row(7, None, None, {"level": 1})
    texts = {"input_title": "选", "input_message": "一", "error_title": "错"}
    sheet.data_validation("B5", {"validate": "list", "source": ["是", "否"], **texts})
    sheet.data_validation("B6", {"validate": "decimal", "criteria": ">=", "value": "=A2*0"})
    red = book.add_format({"font_color": "#9C0006"})
    sheet.conditional_format("A2:C2", {"type": "cell", "criteria": ">", "value": "$A$2+1", "format": red})
    sheet.conditional_format("A3", {"type": "formula", "criteria": "=LEN(A3)>5", "format": red})
    sheet.autofilter("A10:C12")
    sheet.freeze_panes(1, 1)
    sheet.set_zoom(90)
    sheet.set_landscape()
    sheet.set_print_scale(80)
    sheet.set_header("&C绩效")
    sheet.repeat_rows(0)
    sheet.protect("secret")
    sheet.unprotect_range("A3", "填写")


@cache
def _parts() -> Parts:
    with zipfile.ZipFile(BytesIO(_base())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    # XlsxWriter leaves the calculation chain to Excel.
    parts["xl/calcChain.xml"] = _CALCULATION_CHAIN
    for part, kind in (("[Content_Types].xml", _CHAIN_TYPE), ("xl/_rels/workbook.xml.rels", _CHAIN_RELATION)):
        end = parts[part].rindex(b"</")
        parts[part] = parts[part][:end] + kind + parts[part][end:]
    return parts


_CHAIN_TYPE = (
    b'<Override PartName="/xl/calcChain.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/>'
)
_CHAIN_RELATION = (
    b'<Relationship Id="rId99" Target="calcChain.xml" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"/>'
)


def base_parts() -> Parts:
    """Return the parts of the workbook, for the caller to change."""
    return dict(_parts())


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip file of these entries, whatever they are called."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts:
            entry = zipfile.ZipInfo("x")
            entry.filename = name  # the constructor would mend separators
            archive.NameToInfo.pop(name, None)  # a name that comes twice is warned of
            archive.writestr(entry, content)
    return buffer.getvalue()
