"""Text boxes and pictures are told with the cell that they cover or fill, in the formats whose drawings are read."""

from __future__ import annotations

import base64
import io
import zipfile

import pytest
import xlsxwriter

from tests.fixtures.forms import form
from tests.fixtures.legacy import ods
from xltools.forms.interpret import interpret
from xltools.grids.grid import Grid
from xltools.readers.identify import read_content

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
    for row, cells in enumerate(form(301).rows):
        for column, value in enumerate(cells):
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
