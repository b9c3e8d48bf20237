"""Text boxes and pictures are told with the cell that they cover or fill, in the formats whose drawings are read."""

from __future__ import annotations

import base64
import io
import struct
import zipfile

import pytest
import xlsxwriter

from tests.fixtures.forms import form
from tests.fixtures.legacy import cells, ods, record, xls, xls_stream, xlsb_parts
from tests.fixtures.packages import PACKAGE, RELATIONS
from tests.fixtures.zips import Member, raw_zip
from xltools.forms.interpret import interpret
from xltools.grids.grid import Grid
from xltools.readers.identify import read_content
from xltools.writer.compound_file import compound_file

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")


def sheet(data: bytes, suffix: str = ".xlsx") -> Grid:
    file = read_content(data, suffix, f"a{suffix}")
    assert file.problem is None, file.problem
    assert file.workbook is not None
    return file.workbook.sheets[0]


def written(*, boxes: dict[str, str] | None = None, over: str = "", inside: str = "") -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False})
    page = book.add_worksheet("项目1")
    for row, values in enumerate(form(301).rows):
        for column, value in enumerate(values):
            page.write(row, column, value)
    for cell, text in (boxes or {}).items():
        page.insert_textbox(cell, text)
    if over:
        page.insert_image(over, "seal.png", {"image_data": io.BytesIO(PNG)})
    if inside:
        page.embed_image(inside, "goal.png", {"image_data": io.BytesIO(PNG)})
    book.close()
    return target.getvalue()


def with_wps_picture(data: bytes) -> bytes:
    """The workbook with a picture in B8 as WPS puts it there: a formula, and a part with the pictures."""
    target = io.BytesIO()
    formula = '_xlfn.DISPIMG("ID_0A1B",1)'.replace('"', "&quot;")
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                begin = content.index(b'<c r="B8"')
                end = content.index(b"</c>", begin) + 4
                cell = f'<c r="B8" t="str"><f>{formula}</f><v>=DISPIMG(&quot;ID_0A1B&quot;,1)</v></c>'
                content = content[:begin] + cell.encode() + content[end:]
            new.writestr(name, content)
        new.writestr("xl/cellimages.xml", "<etc:cellImages xmlns:etc='urn:wps'/>")
    return target.getvalue()


def test_text_boxes() -> None:
    grid = sheet(written(boxes={"B8": "1、养护村道32公里\n2、群众满意", "I2": "请改"}))
    assert grid.text_boxes == {(8, 2): "1、养护村道32公里\n2、群众满意", (2, 9): "请改"}
    assert [(one.rule, one.place.cell) for one in interpret([grid], "a.xlsx").findings] == [
        ("R26", "B8"),
        ("R26", "I2"),
    ]


@pytest.mark.parametrize(
    ("data", "over", "inside"),
    [
        pytest.param(written(over="F12"), {(12, 6)}, set(), id="over the sheet"),
        pytest.param(written(inside="B8"), set(), {(8, 2)}, id="in a cell, by Excel"),
        pytest.param(with_wps_picture(written()), set(), {(8, 2)}, id="in a cell, by WPS"),
    ],
)
def test_pictures(data: bytes, over: set[tuple[int, int]], inside: set[tuple[int, int]]) -> None:
    grid = sheet(data)
    assert (grid.pictures, grid.cell_pictures) == (over, inside)
    assert not any(grid.filled(*address) for address in inside)
    assert not grid.errors
    assert [one.rule for one in interpret([grid], "a.xlsx").findings] == ["R27"]


def test_a_sheet_without_any_has_none() -> None:
    grid = sheet(written())
    assert (grid.text_boxes, grid.pictures, grid.cell_pictures) == ({}, frozenset(), frozenset())


FRAME = "<draw:frame><draw:text-box><text:p>1、养护</text:p><text:p>2、满意</text:p></draw:text-box></draw:frame>"
IMAGE = "<draw:frame><draw:image xlink:href='Pictures/a.png'/></draw:frame>"
CHART = "<draw:frame><draw:object xlink:href='./Object'/><draw:image xlink:href='./Replacement'/></draw:frame>"
NOTE = "<office:annotation><text:p>批注</text:p></office:annotation>"


@pytest.mark.parametrize(
    ("inside", "boxes", "pictures"),
    [
        (FRAME, {(15, 2): "1、养护\n2、满意"}, set()),
        (IMAGE, {}, {(15, 2)}),
        (CHART, {}, set()),
        (NOTE, {}, set()),
        (f"<draw:custom-shape><text:p>请改</text:p></draw:custom-shape>{NOTE}", {(15, 2): "请改"}, set()),
    ],
)
def test_drawings_of_opendocument(inside: str, boxes: dict[tuple[int, int], str], pictures: set[object]) -> None:
    row = f"<table:table-row><table:table-cell/><table:table-cell>{inside}</table:table-cell></table:table-row>"
    grid = sheet(ods(form(301), rows=row), ".ods")
    assert (grid.text_boxes, grid.pictures) == (boxes, pictures)
    assert not grid.filled(15, 2)


def _drawing(row: int, column: int) -> bytes:
    """A shape's container with its anchor, as a record."""
    anchor = struct.pack("<HHI9H", 0, 0xF010, 18, 2, column, 0, row, 0, column + 2, 0, row + 2, 0)
    return record(0xEC, struct.pack("<HHI", 0x0F, 0xF004, len(anchor)) + anchor)


def _object(kind: int) -> bytes:
    return record(0x5D, struct.pack("<5H", 0x15, 0x12, kind, 1, 0x6011) + bytes(16))


def _text(*parts: str, length: int | None = None) -> bytes:
    size = sum(map(len, parts)) if length is None else length
    text = record(0x1B6, struct.pack("<2H6x2H4x", 0x212, 0, size, 16))
    wide = (b"\0" + part.encode("latin-1") if part.isascii() else b"\1" + part.encode("utf-16-le") for part in parts)
    return text + b"".join(record(0x3C, part) for part in wide) + record(0x3C, bytes(16))


TEXT_BOX, RECTANGLE, PICTURE, COMMENT, DROP_DOWN = 0x06, 0x02, 0x08, 0x19, 0x14
XLS = {
    "a text box": (_drawing(14, 1) + _object(TEXT_BOX) + _text("1、\n2、"), {(15, 2): "1、\n2、"}, set()),
    "a rectangle": (_drawing(0, 0) + _object(RECTANGLE) + _text("OK"), {(1, 1): "OK"}, set()),
    "a text in two records": (_drawing(0, 0) + _object(TEXT_BOX) + _text("1、", "abc"), {(1, 1): "1、abc"}, set()),
    "two of them": (2 * (_drawing(2, 0) + _object(TEXT_BOX) + _text("请改")), {(3, 1): "请改\n请改"}, set()),
    "a picture": (_drawing(11, 4) + _object(PICTURE), {}, {(12, 5)}),
    "a comment": (_drawing(0, 0) + _object(COMMENT) + _text("批注"), {}, set()),
    "a drop-down": (_drawing(0, 0) + _object(DROP_DOWN), {}, set()),
    "a text that is cut off": (_drawing(0, 0) + _object(TEXT_BOX) + _text("请改", length=9), {(1, 1): "请改"}, set()),
    "records cut off": (record(0xEC, b"\0\0\x10\xf0") + record(0x5D, b"\x15") + record(0x1B6), {}, set()),
}  # fmt: skip


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize(("records", "boxes", "pictures"), XLS.values(), ids=XLS)
def test_drawings_of_old_workbooks(records: bytes, boxes: object, pictures: object) -> None:
    stream = xls_stream(("项目1", cells(form(301)) + records))
    grid = sheet(compound_file({"Workbook": stream.ljust(4096, b"\0")}), ".xls")
    assert (grid.text_boxes, grid.pictures) == (boxes, pictures)
    assert grid.text(4, 3) == "1200000"


@pytest.mark.usefixtures("in_this_process")
def test_drawings_of_binary_workbooks() -> None:
    with zipfile.ZipFile(io.BytesIO(written(boxes={"B8": "1、养护村道32公里"}, over="F12"))) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml")
    relation = f'<Relationship Id="rId1" Type="{RELATIONS}/drawing" Target="../drawings/drawing1.xml"/>'
    files = xlsb_parts(form(301)) | {
        "xl/drawings/drawing1.xml": drawing,
        "xl/worksheets/_rels/sheet1.bin.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relation}'
        "</Relationships>".encode(),
    }
    grid = sheet(raw_zip([Member(*part) for part in files.items()]), ".xlsb")
    assert (grid.text_boxes, grid.pictures) == ({(8, 2): "1、养护村道32公里"}, {(12, 6)})


DISPIMG = '=DISPIMG("ID_0A1B",1)'
WPS = {
    ".xls": lambda: xls(form(301, {(8, 2): DISPIMG})),
    ".xlsb": lambda: raw_zip([Member(*part) for part in xlsb_parts(form(301, {(8, 2): DISPIMG})).items()]),
    ".ods": lambda: ods(form(301, {(8, 2): DISPIMG})),
    ".csv": lambda: "\n".join(
        "\t".join(map(str, [*row, *[""] * (7 - len(row))])).replace("\n", " ")
        for row in form(301, {(8, 2): DISPIMG}).rows
    ).encode(),
}


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("suffix", WPS)
def test_pictures_that_wps_put_into_cells(suffix: str) -> None:
    grid = sheet(WPS[suffix](), suffix)
    assert (grid.cell_pictures, grid.filled(8, 2)) == ({(8, 2)}, False)
    assert "R27" in [one.rule for one in interpret([grid], "a").findings]


def test_a_formula_of_wps_that_shows_an_error_is_a_picture() -> None:
    cell = "<table:table-cell table:formula='of:=_xlfn.DISPIMG(&quot;ID_1&quot;;1)' calcext:value-type='error'>"
    row = f"<table:table-row>{cell}<text:p>#NAME?</text:p></table:table-cell></table:table-row>"
    grid = sheet(ods(form(301), rows=row), ".ods")
    assert (grid.cell_pictures, grid.errors, grid.formulas) == ({(15, 1)}, {}, frozenset())
