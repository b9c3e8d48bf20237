"""Streamed sheets: what goes in comes out, whatever it looks like, next to what XlsxWriter itself writes."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook
from xlsxwriter.format import Format

from xltools.text import show_controls
from xltools.writer import build, packing
from xltools.writer.build import BulkSheet, BulkWorkbook, Formula, Links, Row, RowFormat, Value
from xltools.writer.safe_text import MAX_TEXT_UNITS, fit_text, link_target, literal, one_line, xml_text

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def written(rows: Sequence[Sequence[Value]], *, first: int = 0, **look: Any) -> bytes:
    """A workbook with these rows on its only sheet."""
    buffer = io.BytesIO()
    with BulkWorkbook(buffer) as workbook:
        sheet = workbook.add_worksheet("表")
        made = RowFormat((workbook.add_format({"border": 1}),) * max(map(len, rows)), **look)
        sheet.stream(first, len(rows), {"": made}, (("", row, None) for row in rows))
        workbook.set_properties({"created": datetime(2020, 1, 1)})
    return buffer.getvalue()


def part(data: bytes, name: str) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def cells(data: bytes) -> list[list[Any]]:
    """The values as openpyxl reads them."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    values = [[cell.value for cell in row] for row in book.active.iter_rows()]
    book.close()
    return values


def test_values_of_every_kind_are_read_back() -> None:
    rows = [
        ("项目", 3, Decimal("1073060.57"), None, ""),
        ("", -1, Decimal("-0.01"), "甲\n乙", " 前后有空格 "),
    ]
    assert cells(written(rows)) == [
        ["项目", 3, 1073060.57, None, None],
        [None, -1, -0.01, "甲\n乙", " 前后有空格 "],
    ]


def test_amounts_stand_in_the_file_digit_for_digit() -> None:
    data = written([(Decimal("85473060.00"), Decimal("0.10"), Decimal("99999999999.99"))])
    values = [value.text for value in part(data, "xl/worksheets/sheet1.xml").iter(f"{MAIN}v")]
    assert values == ["85473060.00", "0.10", "99999999999.99"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1E+400", "1E-400"])
def test_a_number_that_no_sheet_can_hold_is_a_text(number: str) -> None:
    assert cells(written([(Decimal(number),)])) == [[number]]


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://example.com","点我")',
        "=1+1",
        "+86 0312 1234567",
        "-",
        "@SUM(A1)",
        "{=A1}",
        "http://example.com/",
        "mailto:a@example.com",
        "internal:'表'!A1",
        "<r><t>假的富文本</t></r>",
        "<script>&amp;]]>",
        "_x0041_x0042_",
        "\x01\x1f\r\ufffe",
        "0012",
        "1E5",
        "TRUE",
        "#REF!",
    ],
)
@pytest.mark.parametrize("shared", [True, False], ids=["shared", "in the cell"])
def test_a_text_stays_the_text_it_is(text: str, *, shared: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shared:
        monkeypatch.setattr(build, "MAX_SHARED_TEXTS", 0)
    data = written([("甲", text)])
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert sheet.find(f".//{MAIN}f") is None
    assert sheet.find(f".//{MAIN}hyperlink") is None
    [_, cell] = sheet.iter(f"{MAIN}c")
    assert cell.get("t") == ("s" if shared else "inlineStr")
    where = part(data, "xl/sharedStrings.xml") if shared else cell
    assert unescape(list(where.iter(f"{MAIN}t"))[-1].text) == show_controls(text)


@given(st.text(max_size=60))
def test_escaped_texts_are_read_back(text: str) -> None:
    content = xml_text(text)
    read = etree.fromstring(f"<t>{content}</t>".encode()).text or ""
    # As the standard says: an escape stands for one UTF-16 unit, and what looks like one is escaped itself.
    assert re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), read) == show_controls(text)


def test_half_a_surrogate_pair_becomes_the_sign_for_unreadable() -> None:
    assert cells(written([("甲\ud83d乙",)])) == [["甲\ufffd乙"]]


@pytest.mark.parametrize("unit", ["字", "𠀀"])
def test_a_text_too_long_for_a_cell_is_cut_with_a_mark(unit: str) -> None:
    text = unit * 40_000
    [[value]] = cells(written([(text,)]))
    assert len(value.encode("utf-16-le")) // 2 in {MAX_TEXT_UNITS, MAX_TEXT_UNITS - 1}
    assert value.startswith(unit * 1000)
    assert value.endswith("全文见原文件）")
    assert fit_text("字" * MAX_TEXT_UNITS) == "字" * MAX_TEXT_UNITS


def test_a_text_that_looks_like_a_formula_stays_one_when_it_is_edited() -> None:
    data = written([("=1+1", "普通")])
    formats = part(data, "xl/styles.xml").find(f"{MAIN}cellXfs")
    assert formats is not None
    quoted, plain = (int(cell.get("s", "0")) for cell in part(data, "xl/worksheets/sheet1.xml").iter(f"{MAIN}c"))
    assert (formats[quoted].get("quotePrefix"), formats[plain].get("quotePrefix")) == ("1", None)
    assert formats[quoted].get("borderId") == formats[plain].get("borderId")


def test_formulas_hold_their_values() -> None:
    rows = [
        (Decimal("1.5"), Decimal("2.25")),
        (Formula("SUM(A1:B1)", Decimal("3.75")), Formula('"甲"&"<乙>"', "甲<乙>")),
    ]
    data = written(rows)
    assert cells(data)[1] == ["=SUM(A1:B1)", '="甲"&"<乙>"']
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1] == [3.75, "甲<乙>"]


def test_the_text_table_is_bounded_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "MAX_SHARED_TEXTS", 3)
    rows = [(f"文字 {number % 7}", "同一个") for number in range(20)]
    data = written(rows)
    assert cells(data) == [list(row) for row in rows]
    assert len(part(data, "xl/sharedStrings.xml")) == 3


def test_streamed_rows_stand_between_what_is_written_otherwise() -> None:
    buffer = io.BytesIO()
    with BulkWorkbook(buffer) as workbook:
        sheet: BulkSheet = workbook.add_worksheet("表")
        look = RowFormat((workbook.add_format(),) * 2)
        sheet.write_string(0, 0, "标题")
        sheet.stream(2, 2, {"": look}, [("", ("甲", 1), None), ("", ("乙", 2), 33.5)])
        sheet.write_string(4, 1, "说明")
        sheet.stream(6, 1, {"": look}, [("", ("丙", 3), None)])
        sheet.write_formula(7, 1, "=SUM(B3:B7)", None, 6)
        sheet.autofilter(1, 0, 3, 1)
    assert cells(buffer.getvalue()) == [
        ["标题", None],
        [None, None],
        ["甲", 1],
        ["乙", 2],
        [None, "说明"],
        [None, None],
        ["丙", 3],
        [None, "=SUM(B3:B7)"],
    ]
    page = part(buffer.getvalue(), "xl/worksheets/sheet1.xml")
    dimension = page.find(f"{MAIN}dimension")
    assert dimension is not None
    assert dimension.get("ref") == "A1:B8"
    assert [row.get("r") for row in page.iter(f"{MAIN}row")] == ["1", "3", "4", "5", "7", "8"]
    assert openpyxl.load_workbook(buffer).active.row_dimensions[4].height == 33.5


def test_outline_levels_and_folded_rows() -> None:
    buffer = io.BytesIO()
    with BulkWorkbook(buffer) as workbook:
        sheet = workbook.add_worksheet("表")
        made = (workbook.add_format(),)
        row_formats = {"head": RowFormat(made, collapsed=True), "member": RowFormat(made, level=1, hidden=True)}
        rows: list[Row] = [("head", ("两处",), None), ("member", ("甲",), None), ("member", ("乙",), None)]
        sheet.stream(0, 3, row_formats, rows)
    page = openpyxl.load_workbook(buffer).active
    assert [(page.row_dimensions[row].outlineLevel, page.row_dimensions[row].hidden) for row in (1, 2, 3)] == [
        (0, False),
        (1, True),
        (1, True),
    ]
    assert page.sheet_format.outlineLevelRow == 1


@pytest.mark.parametrize("announced", [1, 3])
def test_another_number_of_rows_than_announced_is_an_error(announced: int) -> None:
    rows: list[Row] = [("", ("甲",), None), ("", ("乙",), None)]
    with (
        pytest.raises(ValueError, match=f"{announced} rows were announced, 2 came"),
        BulkWorkbook(io.BytesIO()) as workbook,
    ):
        workbook.add_worksheet("表").stream(0, announced, {"": RowFormat((workbook.add_format(),))}, rows)


@pytest.mark.parametrize(("first", "count"), [(4, 1), (build.MAX_ROWS - 1, 2)])
def test_blocks_that_overlap_or_do_not_fit_are_errors(first: int, count: int) -> None:
    sheet = BulkSheet()
    row_formats = {"": RowFormat((Format(),))}
    sheet.stream(3, 2, row_formats, [])
    with pytest.raises(ValueError, match=r"top to bottom|do not fit"):
        sheet.stream(first, count, row_formats, [])


def test_a_failure_leaves_no_temporary_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def failing() -> Iterator[Row]:
        yield "", ("甲",), None
        raise LookupError("乙")

    def write(*, fail_early: bool) -> None:
        with BulkWorkbook(io.BytesIO()) as workbook:
            sheet = workbook.add_worksheet("表")
            sheet.stream(0, 2, {"": RowFormat((workbook.add_format(),))}, failing())
            if fail_early:
                raise LookupError("甲")

    for fail_early, reason in ((True, "甲"), (False, "乙")):
        with pytest.raises(LookupError, match=reason):
            write(fail_early=fail_early)
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    workbook = BulkWorkbook(tmp_path / "没有这个文件夹" / "汇总.xlsx")
    with pytest.raises(FileNotFoundError):
        workbook.close()


def test_parts_are_packed_at_the_quick_level() -> None:
    with zipfile.ZipFile(io.BytesIO(written([(number, f"第 {number} 行") for number in range(2000)]))) as archive:
        [largest] = [info for info in archive.infolist() if info.filename == "xl/worksheets/sheet1.xml"]
        content = archive.read(largest)
    sizes = {}
    for level in (packing._COMPRESSION_LEVEL, 6):
        compressor = zlib.compressobj(level, zlib.DEFLATED, -15)
        sizes[level] = len(compressor.compress(content) + compressor.flush())
    assert largest.compress_size == sizes[packing._COMPRESSION_LEVEL] != sizes[6]


def test_the_same_content_gives_the_same_bytes() -> None:
    rows = [("甲", Decimal("1.50"), "=甲"), ("乙", None, Formula("A1", "甲"))]
    assert written(rows) == written(rows)


# --- links ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "sheet", "target"),
    [
        ("报送/475.xlsx", "项目1", "报送/475.xlsx#'项目1'!"),
        ("报送/475.xlsx", "", "报送/475.xlsx"),
        ("a.xlsx", "it's", "a.xlsx#'it''s'!"),
        ("第#1号 50%.xlsx", "表", "第%231号 50%25.xlsx#'表'!"),
        ("http:/evil/x.xlsx", "表", "./http:/evil/x.xlsx#'表'!"),
        ("javascript:alert(1).xlsx", "", "./javascript:alert(1).xlsx"),
        ("C:/报送/475.xlsx", "", "C:/报送/475.xlsx"),
        ("a\n.xlsx", "换\n行", "a .xlsx#'换 行'!"),
    ],
)
def test_link_targets(file: str, sheet: str, target: str) -> None:
    assert link_target(file, sheet) == target


@given(st.text(max_size=400))
def test_literals_are_strings_of_a_formula(text: str) -> None:
    pieces = re.findall('"((?:[^"]|"")*)"', literal(text))
    assert literal(text) == "&".join(f'"{piece}"' for piece in pieces)
    assert "".join(pieces).replace('""', '"') == one_line(text)
    assert all(len(piece.replace('""', '"').encode("utf-16-le")) // 2 <= 255 for piece in pieces)


def test_a_link_is_a_formula_with_its_text() -> None:
    formula = Links("报送/475.xlsx", '表"1', "475 表").to("C6", "!C6")
    assert formula[:2] == ('HYPERLINK("报送/475.xlsx#\'表""1\'!"&"C6","475 表"&"!C6")', "475 表!C6")


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_the_xml_of_a_link_is_that_of_its_formula(file: str, sheet: str, caption: str, text: str) -> None:
    formula = Links(file, sheet, caption).to("C6", text)
    assert formula.xml == f"<f>{xml_text(formula.text)}</f><v>{xml_text(str(formula.value))}</v>"


def test_a_target_too_long_for_excel_leaves_the_text() -> None:
    formula = Links("夹/" * 130 + "a.xlsx", "表", "a.xlsx").to("A1")
    assert formula == Formula('"a.xlsx"', "a.xlsx")


def test_a_link_stays_within_the_length_of_a_formula() -> None:
    formula = Links('"' * 100, '"' * 31, '"' * 5000).to("A1", '"' * 5000)
    assert len(formula.text) <= 8192
