"""The county's workbook: what the buttons look for is there, can be filled in, and the buttons are the county's."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from xltools.sheet_names import COUNTY_BUTTONS_SHEET
from xltools.template.county import LABEL_COLUMN, VALUE_COLUMN, CountyCell, write_county_buttons
from xltools.writer.buttons import COVER_BARS, Host


@cache
def written() -> bytes:
    buffer = io.BytesIO()
    write_county_buttons(buffer)
    return buffer.getvalue()


@cache
def cover() -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(written()))[COUNTY_BUTTONS_SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


@pytest.mark.parametrize("key", CountyCell)
def test_each_cell_stands_right_of_its_label_and_takes_input(key: CountyCell) -> None:
    rows = [row for row in range(1, cover().max_row + 1) if cover().cell(row, LABEL_COLUMN).value == key]
    assert len(rows) == 1
    value = cover().cell(rows[0], VALUE_COLUMN)
    assert value.value is None
    assert not value.protection.locked
    assert cover().protection.sheet


def test_the_buttons_are_those_of_a_county() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as archive:
        drawing = archive.read("xl/drawings/vmlDrawing1.vml").decode()
    macros = re.findall(r"<x:FmlaMacro>[^<]*XltButtons\.(\w+)</x:FmlaMacro>", drawing)
    assert macros == [button.macro for button in COVER_BARS[Host.COUNTY]]


def test_every_text_explains_a_button_by_its_caption() -> None:
    texts = "".join(str(cell.value) for row in cover().iter_rows() for cell in row if cell.value)
    assert all(f"“{button.caption}”" in texts for button in COVER_BARS[Host.COUNTY])
