"""Old Excel workbooks: what their records may hold, each read as Excel shows it, or refused."""

from __future__ import annotations

import io
import struct
from datetime import date, time

import pytest
import python_calamine
import xlrd
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.legacy import number_cell, record, text_cell, xls_stream
from tests.readers.read import only_sheet, refusal, sheets
from xltools.grids.grid import Grid
from xltools.limits import Limits
from xltools.readers.containers.compound import CompoundFile
from xltools.readers.xls.workbook_stream import read_workbook_stream
from xltools.writer.compound_file import compound_file

pytestmark = pytest.mark.usefixtures("in_this_process")

EOF = record(0x0A)
CONTINUE = 0x3C


def _book(cells: bytes, book: bytes = b"") -> bytes:
    return compound_file({"Workbook": xls_stream(("表", cells), book=book).ljust(4096, b"\0")})


def _grid(cells: bytes, book: bytes = b"") -> Grid:
    return only_sheet(_book(cells, book), ".xls")


def _shared_texts(*segments: bytes, count: int) -> bytes:
    first, *rest = segments
    head = record(0xFC, struct.pack("<II", count, count) + first)
    return head + b"".join(record(CONTINUE, segment) for segment in rest)


def _shared_label(row: int, number: int) -> bytes:
    return record(0xFD, struct.pack("<HHHI", row, 0, 0, number))


def _text(words: str, *, wide: bool = True, flags: int = 0) -> bytes:
    raw = words.encode("utf-16-le" if wide else "latin-1")
    return struct.pack("<HB", len(words), flags | wide) + raw


def _formula(row: int, result: bytes, tokens: bytes = b"\x1e\x05\0") -> bytes:
    head = struct.pack("<HHH", row, 0, 0) + result + struct.pack("<HIH", 0, 0, len(tokens))
    return record(0x06, head + tokens)


TEXT_FOLLOWS = b"\0\0\0\0\0\0\xff\xff"

SURVEY, COSTS = "普查".encode("utf-16-le"), "经费".encode("utf-16-le")
SHARED_TEXTS = {
    "whole": ((_text("普查"),), "普查"),
    "one byte a character": ((_text("abc", wide=False),), "abc"),
    "goes on in wide characters": ((struct.pack("<HB", 4, 1) + SURVEY, b"\1" + COSTS), "普查经费"),
    "goes on in narrow characters": ((struct.pack("<HB", 4, 1) + SURVEY, b"\0ab"), "普查ab"),
    "begins narrow, goes on wide": ((struct.pack("<HB", 4, 0) + b"ab", b"\1" + "普查".encode("utf-16-le")), "ab普查"),
    "breaks before its characters": ((struct.pack("<HB", 2, 1), b"\1" + "普查".encode("utf-16-le")), "普查"),
    "with runs of fonts": ((struct.pack("<HBH", 2, 9, 1) + "普查".encode("utf-16-le") + bytes(4),), "普查"),
    "runs in the next record": ((struct.pack("<HBH", 2, 9, 1) + "普查".encode("utf-16-le"), bytes(4)), "普查"),
    "with phonetic text": ((struct.pack("<HBI", 2, 5, 6) + "普查".encode("utf-16-le") + b"abcdef",), "普查"),
    "phonetic text in the next record": ((struct.pack("<HBI", 2, 5, 6) + SURVEY + b"ab", b"cdef"), "普查"),
    "empty": ((_text(""),), ""),
}  # fmt: skip


@pytest.mark.parametrize(("segments", "words"), SHARED_TEXTS.values(), ids=SHARED_TEXTS)
def test_a_shared_text_goes_on_over_records(segments: tuple[bytes, ...], words: str) -> None:
    """A second text stands behind it: one byte taken too many or too few would break that one."""
    *before, last = segments
    texts = _shared_texts(*before, last + _text("后"), count=2)
    grid = _grid(_shared_label(0, 0) + _shared_label(1, 1), texts)
    assert (grid.value(1, 1), grid.value(2, 1)) == (words, "后")


FORMULAS = {
    "number": (_formula(0, struct.pack("<d", 5.5)), 5.5, False),
    "text": (_formula(0, TEXT_FOLLOWS) + record(0x207, _text("≥5人")), "≥5人", False),
    "text that goes on": (
        _formula(0, TEXT_FOLLOWS) + record(0x207, struct.pack("<HB", 4, 1) + SURVEY) + record(CONTINUE, b"\1" + COSTS),
        "普查经费", False,
    ),
    "shared formula before the text": (
        _formula(0, TEXT_FOLLOWS) + record(0x4BC, bytes(12)) + record(0x207, _text("甲")), "甲", False,
    ),
    "text that stands nowhere": (_formula(0, TEXT_FOLLOWS), "", True),
    "blank": (_formula(0, b"\3\0\0\0\0\0\xff\xff"), "", True),
    "true": (_formula(0, b"\1\0\1\0\0\0\xff\xff"), True, False),
    "error": (_formula(0, b"\2\0\x17\0\0\0\xff\xff"), "", False),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "value", "uncalculated"), FORMULAS.values(), ids=FORMULAS)
def test_the_result_of_a_formula(cells: bytes, value: object, uncalculated: bool) -> None:
    grid = _grid(cells + number_cell(1, 0, 7.0))
    assert grid.formulas == {(1, 1)}
    assert (grid.value(1, 1), grid.value(2, 1)) == (value, 7.0)
    assert (1, 1) in grid.uncalculated if uncalculated else not grid.uncalculated


def test_an_error_value_is_known_by_name() -> None:
    errors = [0x00, 0x07, 0x0F, 0x17, 0x1D, 0x24, 0x2A, 0x99]
    grid = _grid(b"".join(record(0x205, struct.pack("<HHHBB", row, 0, 0, code, 1)) for row, code in enumerate(errors)))
    names = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#VALUE!"]
    assert [grid.errors[row, 1] for row in range(1, 9)] == names


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_a_number_is_an_error_value(number: float) -> None:
    assert _grid(number_cell(0, 0, number)).errors == {(1, 1): "#NUM!"}


RK = {
    "float": (struct.pack("<d", 1.5)[4:], 1.5),
    "float of hundredths": (struct.pack("<I", struct.unpack("<I", struct.pack("<d", 150.0)[4:])[0] | 1), 1.5),
    "whole": (struct.pack("<i", 725_000 << 2 | 2), 725_000.0),
    "whole of hundredths": (struct.pack("<i", 72_537 << 2 | 3), 725.37),
    "negative": (struct.pack("<i", -5 << 2 | 2), -5.0),
}


@pytest.mark.parametrize(("raw", "number"), RK.values(), ids=RK)
@pytest.mark.parametrize("many", [False, True], ids=["RK", "MULRK"])
def test_short_numbers(raw: bytes, number: float, many: bool) -> None:
    one, two = struct.pack("<HHH", 0, 0, 0) + raw, struct.pack("<HH", 0, 0) + 2 * (b"\0\0" + raw) + struct.pack("<H", 1)
    grid = _grid(record(0xBD, two) if many else record(0x27E, one))
    assert grid.rows == [[number] * (2 if many else 1)]


def test_hidden_rows_and_columns() -> None:
    hidden_row = record(0x208, struct.pack("<HHHHHHHH", 1, 0, 1, 255, 0, 0, 0x120, 0))
    hidden_column = record(0x7D, struct.pack("<HHHHH", 1, 1, 2048, 0, 1))
    grid = _grid(hidden_column + hidden_row + number_cell(0, 0, 1.0) + number_cell(1, 2, 2.0))
    assert (grid.hidden_rows, grid.hidden_columns) == ({2}, {2})


def test_hidden_sheets() -> None:
    stream = xls_stream(("看得见", b""), ("隐藏", b""), ("深藏", b""), states={"隐藏": (1, 0), "深藏": (2, 0)})
    data = compound_file({"Workbook": stream.ljust(4096, b"\0")})
    states = [(grid.sheet, grid.hidden) for grid in sheets(data, ".xls")]
    assert states == [("看得见", False), ("隐藏", True), ("深藏", True)]


@pytest.mark.parametrize("code_page", [1200, 1252, 936, 0, 65001])
def test_text_of_biff8_is_utf_16_whatever_the_code_page_says(code_page: int) -> None:
    grid = _grid(text_cell(0, 0, "安河县统计局"), record(0x42, struct.pack("<H", code_page)))
    assert grid.value(1, 1) == "安河县统计局"


def _biff5(code_page: int | None, cells: bytes, name: bytes) -> bytes:
    begin = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0))
    begin += record(0x42, struct.pack("<H", code_page)) if code_page is not None else b""
    size = len(begin) + len(record(0x85, bytes(7) + name)) + len(EOF)
    sheet = record(0x85, struct.pack("<IBBB", size, 0, 0, len(name)) + name)
    stream = begin + sheet + EOF + record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0)) + cells + EOF
    return compound_file({"Book": stream.ljust(4096, b"\0")})


def _label5(row: int, raw: bytes) -> bytes:
    return record(0x204, struct.pack("<HHHH", row, 0, 0, len(raw)) + raw)


@pytest.mark.parametrize(
    ("code_page", "encoding", "words"),
    [
        (936, "gbk", "安河县统计局"),
        (936, "gb18030", "朱镕基𠮷"),
        (1252, "gbk", "安河县统计局"),
        (None, "gbk", "安河县统计局"),
        (950, "cp950", "統計局"),
        (1252, "cp1252", "café"),
        (0x8001, "cp1252", "cafe"),
        (1251, "cp1251", "бюджет"),
    ],
)
def test_text_of_biff5_is_bytes_of_the_code_page(code_page: int | None, encoding: str, words: str) -> None:
    raw = words.encode(encoding)
    rich = record(0xD6, struct.pack("<HHHH", 1, 0, 0, len(raw)) + raw + b"\1\0\0")
    grid = only_sheet(_biff5(code_page, _label5(0, raw) + rich, raw), ".xls")
    assert (grid.sheet, grid.value(1, 1), grid.value(2, 1)) == (words, words, words)


TOKENS5 = {
    "sum of two": (b"\x44\0\xc0\4\x44\0\xc0\6\x03", "(E1+G1)"),
    "sum of a range": (b"\x25\0\xc0\1\xc0\4\6\x19\x10\0\0", "SUM(E1:G2)"),
    "rounded product": (b"\x44\0\0\4\x1e\4\0\x05\x1e\2\0\x41\x1b\0", "ROUND((E1*4),2)"),
    "a text": (b"\x17\1a", ""),
    "a condition": (b"\x44\0\xc0\4\x1e\1\0\x42\2\1\0", ""),
}


@pytest.mark.parametrize(("tokens", "formula"), TOKENS5.values(), ids=TOKENS5)
def test_formulas_of_biff5(tokens: bytes, formula: str) -> None:
    result = struct.pack("<HHHdHIH", 0, 0, 0, 7.0, 0, 0, len(tokens)) + tokens
    grid = only_sheet(_biff5(936, record(0x06, result), b"a"), ".xls")
    assert (grid.formula_texts.get((1, 1), ""), grid.value(1, 1)) == (formula, 7.0)


def _moved_sheet(by: int = 0, kind: int = 0x10) -> bytes:
    """A book with one sheet that begins elsewhere than it says, or is of another kind."""
    stream = xls_stream(("表", number_cell(0, 0, 1.0)))
    begin = stream.index(b"\x09\x08", 4)
    stream = stream.replace(struct.pack("<I", begin), struct.pack("<I", begin + by), 1)
    stream = stream[: begin + 6] + bytes([kind]) + stream[begin + 7 :]
    return compound_file({"Workbook": stream.ljust(4096, b"\0")})


BROKEN = {
    "a text that is not in the table": _book(_shared_label(0, 7), _shared_texts(_text("甲"), count=1)),
    "the table of texts is cut off": _book(_shared_label(0, 0), _shared_texts(_text("甲"), count=9)),
    "a record is cut off": _book(record(0x203, b"\0\0\0\0")),
    "merged blocks overlap": _book(
        text_cell(3, 3, "甲") + record(0xE5, struct.pack("<H8H", 2, 0, 1, 0, 1, 1, 2, 1, 2))
    ),
    "a sheet begins nowhere": _moved_sheet(by=4),
    "a sheet begins in another kind of sheet": _moved_sheet(kind=0x20),
    "no sheet": compound_file({"Workbook": xls_stream().ljust(4096, b"\0")}),
}  # fmt: skip


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_broken_book_is_refused(data: bytes) -> None:
    assert refusal(data, ".xls").rule == "F03"


@pytest.mark.parametrize("date1904", [False, True])
def test_dates_count_from_the_year_the_book_says(date1904: bool) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = date1904
    sheet = book.add_sheet("表")
    first = 36526 - (1462 if date1904 else 0)
    for row, (number, code) in enumerate([(first, "yyyy-m-d"), (0.5, "h:mm"), (2460000, "yyyy-m-d"), (-3, "yyyy-m-d")]):
        sheet.write(row, 0, number, xlwt.easyxf(num_format_str=code))
    target = io.BytesIO()
    book.save(target)
    grid = only_sheet(target.getvalue(), ".xls")
    assert grid.value(1, 1) == date(2000, 1, 1)
    assert grid.value(2, 1) == time(12)
    assert grid.serials[1, 1] == first
    assert grid.value(4, 1) == -3.0


def test_formats_of_the_book_come_before_the_built_in_ones() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for row, code in enumerate(["0%", "0.00%", '0.0"‰"', "0!.0000", "#,##0.00;[Red]-#,##0.00"]):
        sheet.write(row, 0, 0.25, xlwt.easyxf(num_format_str=code))
    target = io.BytesIO()
    book.save(target)
    grid = only_sheet(target.getvalue(), ".xls")
    assert grid.percents == {(1, 1), (2, 1)}


def test_struck_text() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "旧", xlwt.easyxf("font: struck_out on"))
    sheet.write_rich_text(1, 0, (("旧的", xlwt.easyfont("struck_out true")), "新的"))
    sheet.write_rich_text(2, 0, ("新的", ("旧的", xlwt.easyfont("struck_out true"))))
    target = io.BytesIO()
    book.save(target)
    grid = only_sheet(target.getvalue(), ".xls")
    assert grid.struck == {(1, 1)}
    assert grid.struck_runs == {(2, 1): ((0, 2),), (3, 1): ((2, 4),)}


CELL = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False, width=64),
    st.integers(-(10**12), 10**12).map(float),
    st.integers(0, 10**9).map(lambda fen: fen / 100),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60),
    st.booleans(),
)


@given(st.dictionaries(st.tuples(st.integers(0, 30), st.integers(0, 12)), CELL, min_size=1, max_size=40))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_two_other_readers_see_the_same_cells(cells: dict[tuple[int, int], object]) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for (row, column), value in cells.items():
        sheet.write(row, column, value)
    target = io.BytesIO()
    book.save(target)
    data = target.getvalue()
    (grid,) = read_workbook_stream(CompoundFile(data).read("Workbook"), "a.xls", Limits())
    first = xlrd.open_workbook(file_contents=data, formatting_info=True).sheet_by_index(0)
    second = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    rows = second.to_python(skip_empty_area=False)
    for (row, column), value in cells.items():
        assert grid.value(row + 1, column + 1) == value
        assert first.cell_value(row, column) == value
        assert rows[row][column] == value
