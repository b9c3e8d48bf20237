"""Binary workbooks: every kind of cell record, short or long, as Excel shows it, or the file is refused."""

from __future__ import annotations

import struct
from datetime import date, datetime, time

import pytest

from tests.fixtures.legacy import number12, row12, xlsb_parts
from tests.fixtures.packages import PACKAGE, RELATIONS
from tests.fixtures.zips import Member, raw_zip
from tests.readers.read import only_sheet, refusal, sheets
from xltools.grids.grid import Grid

pytestmark = pytest.mark.usefixtures("in_this_process")

EMPTY = Grid(file="", sheet="表", rows=[])


def record12(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, sizes = len(content), b""
    while True:
        size, low = size >> 7, size & 0x7F
        sizes += bytes([low | (0x80 if size else 0)])
        if not size:
            return head + sizes + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _book(cells: bytes, **parts: bytes) -> bytes:
    """A book with one sheet; ``parts`` are ``styles``, ``sharedStrings`` and ``book`` (records of the workbook)."""
    files = xlsb_parts(EMPTY, cells)
    relations = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{name}" Target="other/{name}.bin"/>'
        for name in ("styles", "sharedStrings")
        if name in parts
    )
    files["xl/_rels/workbook.bin.rels"] = files["xl/_rels/workbook.bin.rels"].replace(
        b"</Relationships>", relations.encode() + b"</Relationships>"
    )
    files["xl/workbook.bin"] = parts.pop("book", b"") + files["xl/workbook.bin"]
    files |= {f"xl/other/{name}.bin": content for name, content in parts.items()}
    return raw_zip([Member(name, content) for name, content in files.items()])


def _grid(cells: bytes, **parts: bytes) -> Grid:
    return only_sheet(_book(cells, **parts), ".xlsb")


def _styles(*formats: tuple[str, bool]) -> bytes:
    """A styles part: a number format and whether the font is struck through, for each cell format."""
    out = b"".join(record12(44, struct.pack("<H", 164 + n) + wide(code)) for n, (code, _) in enumerate(formats))
    out += record12(611, struct.pack("<I", 2)) + b"".join(
        record12(43, struct.pack("<HH", 220, 8 if struck else 0) + bytes(17) + wide("宋体")) for struck in (False, True)
    )
    out += record12(612) + record12(626) + record12(47, struct.pack("<HHH", 0xFFFF, 9, 1) + bytes(10)) + record12(627)
    out += record12(617, struct.pack("<I", len(formats)))
    out += b"".join(
        record12(47, struct.pack("<HHH", 0, 164 + number, int(struck)) + bytes(10))
        for number, (_, struck) in enumerate(formats)
    )
    return out + record12(618)


def _texts(*items: bytes) -> bytes:
    return record12(159, struct.pack("<II", len(items), len(items))) + b"".join(record12(19, i) for i in items)


VALUES: dict[str, tuple[int, bytes, object]] = {
    "RK": (2, struct.pack("<i", 725_000 << 2 | 2), 725_000.0),
    "RK of hundredths": (2, struct.pack("<i", 72_537 << 2 | 3), 725.37),
    "bool": (4, b"\1", True),
    "real": (5, struct.pack("<d", 1073060.55), 1073060.55),
    "text": (6, wide("安河县"), "安河县"),
    "blank text": (6, struct.pack("<I", 0xFFFFFFFF), ""),
    "shared text": (7, struct.pack("<I", 1), "第二"),
}


@pytest.mark.parametrize("short", [False, True], ids=["long", "short"])
@pytest.mark.parametrize(("kind", "content", "value"), VALUES.values(), ids=VALUES)
def test_a_cell(kind: int, content: bytes, value: object, short: bool) -> None:
    """A short record stands right of the cell before it; here that is C1, so D1."""
    head = bytes(4) if short else struct.pack("<II", 3, 0)
    cell = record12(kind + 11 if short else kind, head + content)
    grid = _grid(row12(0) + number12(2, 7.0) + cell, sharedStrings=_texts(b"\0" + wide("第一"), b"\0" + wide("第二")))
    assert (grid.value(1, 3), grid.value(1, 4)) == (7.0, value)


def test_blank_short_cells_move_on() -> None:
    grid = _grid(
        row12(0) + number12(0, 1.0) + 2 * record12(12, bytes(4)) + record12(16, bytes(4) + struct.pack("<d", 5))
    )
    assert grid.rows == [[1.0, "", "", 5.0]]


@pytest.mark.parametrize(("code", "name"), [(0x07, "#DIV/0!"), (0x17, "#REF!"), (0x2A, "#N/A"), (0x77, "#VALUE!")])
def test_error_values(code: int, name: str) -> None:
    assert _grid(row12(0) + record12(3, struct.pack("<II", 0, 0) + bytes([code]))).errors == {(1, 1): name}


def test_pictures_that_excel_puts_into_cells() -> None:
    error = record12(3, struct.pack("<II", 0, 0) + b"\x0f")
    cells = row12(0) + record12(50, struct.pack("<I", 1)) + error + row12(1) + error
    files = xlsb_parts(EMPTY, cells) | {"xl/richData/rdrichvaluestructure.xml": b'<s t="_localImage"/>'}
    grid = only_sheet(raw_zip([Member(*part) for part in files.items()]), ".xlsb")
    assert (grid.cell_pictures, grid.errors) == ({(1, 1)}, {(2, 1): "#VALUE!"})
    assert _grid(cells).errors == {(1, 1): "#VALUE!", (2, 1): "#VALUE!"}


def test_what_is_not_a_number_is_an_error_value() -> None:
    assert _grid(row12(0) + number12(0, float("nan"))).errors == {(1, 1): "#NUM!"}


FORMULAS: dict[str, tuple[int, bytes, object]] = {
    "text": (8, wide("≥5人"), "≥5人"),
    "number": (9, struct.pack("<d", 5.5), 5.5),
    "bool": (10, b"\1", True),
    "error": (11, b"\x17", ""),
}


@pytest.mark.parametrize(("kind", "result", "value"), FORMULAS.values(), ids=FORMULAS)
def test_the_result_of_a_formula(kind: int, result: bytes, value: object) -> None:
    tokens = b"\x1e\x05\0\x1e\x06\0\x03"
    cell = struct.pack("<II", 0, 0) + result + struct.pack("<HI", 0, len(tokens)) + tokens + bytes(4)
    grid = _grid(row12(0) + record12(kind, cell))
    assert (grid.value(1, 1), grid.formulas, grid.formula_texts) == (value, {(1, 1)}, {(1, 1): "(5+6)"})


@pytest.mark.parametrize("on_load", [False, True])
def test_a_placeholder_counts_only_where_the_book_asks_to_be_calculated(on_load: bool) -> None:
    tokens = b"\x1e\x05\0\x1e\x06\0\x03"
    cell = struct.pack("<IId", 0, 0, 0.0) + struct.pack("<HI", 0, len(tokens)) + tokens + bytes(4)
    book = record12(157, bytes(24) + struct.pack("<H", int(on_load)))
    grid = _grid(row12(0) + record12(9, cell), book=book)
    assert (grid.uncalculated, grid.value(1, 1)) == (({(1, 1)}, "") if on_load else (set(), 0.0))


FORMATS = {
    "per cent": ("0.0%", 0.003, "0.3%"),
    "wan": ("0!.0000", 65000.0, "6.5"),
    "date": ('yyyy"年"m"月"d"日"', 44175.0, date(2020, 12, 10)),
    "time": ("h:mm", 0.5, time(12)),
    "moment": ("yyyy-m-d h:mm", 44175.5, datetime(2020, 12, 10, 12)),
    "no date": ("yyyy-m-d", 99999999.0, 99999999.0),
}


@pytest.mark.parametrize(("code", "number", "seen"), FORMATS.values(), ids=FORMATS)
def test_formats(code: str, number: float, seen: object) -> None:
    grid = _grid(row12(0) + number12(0, number), styles=_styles((code, False)))
    shown = grid.shown_texts.get((1, 1)) or (grid.text(1, 1) if isinstance(seen, str) else grid.value(1, 1))
    assert shown == seen


def test_dates_count_from_1904_where_the_book_says_so() -> None:
    book = record12(153, struct.pack("<I", 1) + bytes(8))
    grid = _grid(row12(0) + number12(0, 36526 - 1462), book=book, styles=_styles(("yyyy-m-d", False)))
    assert grid.value(1, 1) == date(2000, 1, 1)


def test_struck_text() -> None:
    rich = b"\1" + wide("旧的新的") + struct.pack("<IHHHH", 2, 0, 1, 2, 0)
    cells = row12(0) + record12(6, struct.pack("<II", 0, 1) + wide("旧")) + record12(7, struct.pack("<III", 1, 0, 0))
    cells += record12(62, struct.pack("<II", 2, 0) + rich)
    grid = _grid(cells, styles=_styles(("0", False), ("0", True)), sharedStrings=_texts(rich))
    assert grid.struck == {(1, 1)}
    assert grid.struck_runs == {(1, 2): ((0, 2),), (1, 3): ((0, 2),)}
    assert grid.value(1, 3) == "旧的新的"


def test_hidden_rows_columns_and_merged_blocks() -> None:
    hidden_row = record12(0, struct.pack("<II", 1, 0) + bytes(3) + b"\x10" + bytes(5))
    columns = record12(60, struct.pack("<IIIIH", 1, 1, 2048, 0, 1))
    merged = record12(176, struct.pack("<4I", 0, 1, 0, 1))
    grid = _grid(columns + row12(0) + number12(0, 1.0) + hidden_row + number12(2, 2.0) + merged)
    assert (grid.hidden_rows, grid.hidden_columns, len(grid.merged)) == ({2}, {2}, 1)


def test_every_visible_and_hidden_sheet_in_order() -> None:
    files = xlsb_parts(EMPTY, row12(0) + number12(0, 1.0))
    bundle = record12(156, struct.pack("<II", 1, 2) + wide("rId1") + wide("隐藏"))
    files["xl/workbook.bin"] = files["xl/workbook.bin"].replace(record12(144), bundle + record12(144))
    data = raw_zip([Member(name, content) for name, content in files.items()])
    assert [(grid.sheet, grid.hidden) for grid in sheets(data, ".xlsb")] == [("表", False), ("隐藏", True)]


def _without_relation() -> bytes:
    files = xlsb_parts(EMPTY)
    files["xl/_rels/workbook.bin.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships"/>'.encode()
    return raw_zip([Member(name, content) for name, content in files.items()])


BROKEN = {
    "a sheet that is nowhere": _without_relation(),
    "a text that is not in the table": _book(row12(0) + record12(7, struct.pack("<III", 0, 0, 5))),
    "a cell outside of rows": _book(number12(0, 1.0)),
    "a cut text": _book(row12(0) + record12(6, struct.pack("<II", 0, 0) + struct.pack("<I", 50) + b"ab")),
    "a cut number": _book(row12(0) + record12(5, struct.pack("<II", 0, 0) + b"ab")),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_broken_book_is_refused(data: bytes) -> None:
    assert refusal(data, ".xlsb").rule == "F03"


def test_a_cell_far_away_is_over_a_limit() -> None:
    assert refusal(_book(row12(1_048_575) + number12(16_383, 1.0)), ".xlsb").rule == "F06"
