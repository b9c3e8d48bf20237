"""Files as other programs make them: forms stacked on one sheet, an OpenDocument spreadsheet, a WPS workbook."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

from xltools.model import DepartmentBook, TargetSheet

__all__ = ["as_ods", "as_stacked", "as_wps", "contacts", "lock_file", "with_formula"]

Row = list[str | Decimal]

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def _form(sheet: TargetSheet, *, numbers: bool) -> Iterator[Row]:
    """Write a form in seven columns without merged cells, amounts as numbers or as a report prints them."""

    def money(amount: Decimal | None) -> str | Decimal:
        if amount is None:
            return ""
        return amount if numbers else f"{amount:,.2f}"

    yield [sheet.title.text]
    yield [sheet.unit.text, "", "", "", "", "单位：元"]
    yield ["项目编码", sheet.code.text, "", "项目名称", sheet.name.text]
    amounts = (money(entry.value) for entry in (sheet.budget, sheet.fiscal, sheet.other))
    cells: Row = ["预算规模及资金用途"]
    for label, amount in zip(("预算数", "其中：财政资金", "其他资金"), amounts, strict=True):
        cells += [label, amount]
    yield cells
    yield ["", sheet.purpose.text]
    yield ["资金支出计划（%）", "3月底", "6月底", "10月底", "12月底"]
    yield ["", *("" if entry.value is None else entry.value for entry in sheet.plan.entries)]
    yield ["绩效目标", sheet.goal.entry.text]
    yield ["一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"]
    for row in sheet.indicators:
        level1 = "" if row.continued else row.level1.text
        yield [level1, row.level2.text, row.level3.text, row.description.text, row.target.text, row.basis.text]


def _narrative(book: DepartmentBook) -> Iterator[Row]:
    yield ["部门整体绩效目标"]
    texts = (book.overall.overall, book.overall.sub_targets, book.overall.safeguards)
    for label, entry in zip(("总体绩效目标", "分项绩效目标", "工作保障措施"), texts, strict=True):
        yield [label, entry.text]


def as_stacked(book: DepartmentBook, saved: datetime) -> bytes:
    """All forms below each other on one sheet, as budget software exports them; every cell is text."""
    rows: list[Row] = []
    for sheet in book.sheets:
        rows += [*_form(sheet, numbers=False), []]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        workbook.set_properties({"created": saved})
        wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
        for name, lines in (("整体目标", list(_narrative(book))), ("预算项目绩效目标", rows)):
            page = workbook.add_worksheet(name)
            page.set_column(0, 6, 20)
            for row, cells in enumerate(lines):
                for column, cell in enumerate(cells):
                    if cell != "":
                        page.write_string(row, column, str(cell), wrap)
    return buffer.getvalue()


def as_ods(book: DepartmentBook, saved: datetime) -> bytes:
    """Return an OpenDocument spreadsheet with one sheet per project."""
    tables = [("部门整体绩效目标", list(_narrative(book)))]
    tables += [(f"项目{number}", list(_form(sheet, numbers=True))) for number, sheet in enumerate(book.sheets, 1)]
    body = "".join(_ods_table(name, rows) for name, rows in tables)
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    spaces = (
        f'xmlns:office="{office}" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    content = (
        f'{head}<office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>'
        f"{body}</office:spreadsheet></office:body></office:document-content>"
    )
    meta = (
        f'{head}<office:document-meta {spaces} office:version="1.2"><office:meta><dc:date>{saved.isoformat()}</dc:date>'
        "</office:meta></office:document-meta>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", mimetype), ("content.xml", "text/xml"), ("meta.xml", "text/xml"))
    )
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = f'{head}<manifest:manifest xmlns:manifest="{space}" manifest:version="1.2">{entries}</manifest:manifest>'
    parts = {"mimetype": mimetype, "content.xml": content, "meta.xml": meta, "META-INF/manifest.xml": manifest}
    return _zipped({name: text.encode() for name, text in parts.items()}, stored=frozenset({"mimetype"}))


def _ods_table(name: str, rows: Sequence[Row]) -> str:
    lines = ("".join(map(_ods_cell, cells)) or "<table:table-cell/>" for cells in rows)
    body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    return f"<table:table table:name={quoteattr(name)}>{body}</table:table>"


def _ods_cell(cell: str | Decimal) -> str:
    if cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, Decimal):
        value = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {value}><text:p>{cell}</text:p></table:table-cell>"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def as_wps(data: bytes) -> bytes:
    """Return the workbook as WPS leaves it: every sheet states the dimension A1, whatever it holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, part in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1"/>', part, count=1)
        elif name == "docProps/app.xml":
            parts[name] = part.replace(b"Microsoft Excel", "WPS 表格".encode())
    return _zipped(parts)


def with_formula(data: bytes, part: str, cell: str, formula: str) -> bytes:
    """Return the workbook with a formula in a cell, as a program writes it that stores no results."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    pattern = rf'(<c r="{cell}"[^>]*>)<v>[^<]*</v>'.encode()
    parts[part], replaced = re.subn(pattern, rb"\1<f>" + formula.encode() + b"</f>", parts[part])
    if not replaced:
        raise ValueError(f"{part} has no number in {cell}")
    return _zipped(parts)


def _zipped(parts: dict[str, bytes], *, stored: frozenset[str] = frozenset()) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            item = zipfile.ZipInfo(name, _ZIP_DATE)
            archive.writestr(item, data, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def lock_file(user: str) -> bytes:
    """Return the file that Excel puts beside an open workbook: the user's name, twice, in 165 bytes."""
    narrow, wide = user.encode("gb18030"), user.encode("utf-16-le")
    return (bytes([len(narrow)]) + narrow).ljust(55, b" ") + (bytes([len(user), 0]) + wide).ljust(110, b"\x00")


def contacts(saved: datetime) -> bytes:
    """Return a workbook that has nothing to do with performance targets."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": saved})
        page = workbook.add_worksheet("通讯录")
        page.set_column(0, 2, 24)
        for row, cells in enumerate((("股室", "职责", "办公电话"), ("绩效股", "预算绩效管理", "内线 8206"))):
            page.write_row(row, 0, cells)
    return buffer.getvalue()
