"""Formats dragged far beyond the content: honest workbooks are read, others refused with the name of the worksheet."""

from __future__ import annotations

import pytest

from tests.fixtures.forms import parts
from tests.fixtures.packages import Parts, zipped
from xltools.readers.identify import read_content
from xltools.readers.sent_file import SentFile

SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"


def borders(rows: range, *, columns: str = "ABCDEFGHI", written: str = '<c r="{}" s="2"/>') -> str:
    return "".join(
        f'<row r="{row}">{"".join(written.format(f"{column}{row}") for column in columns)}</row>' for row in rows
    )


def read(package: Parts) -> SentFile:
    return read_content(zipped(package), ".xlsx", "a.xlsx")


@pytest.mark.parametrize("written", ['<c r="{}" s="2"/>', '<c r="{}" s="2"></c>', '<c r="{}" s="2" />'])
def test_borders_down_to_row_20024(written: str) -> None:
    file = read(parts(301, inside=borders(range(25, 20_025), written=written)))
    assert file.problem is None
    assert file.workbook is not None
    (grid,) = file.workbook.sheets
    assert (grid.height, grid.text(4, 3)) == (14, "1200000")


@pytest.mark.parametrize(
    "more",
    [
        pytest.param('<row r="20025"><c r="A100" s="2"/></row>', id="two blanks"),
        pytest.param('<row r="20025"><c r="C4" s="2"/></row>', id="a blank and a value"),
    ],
)
def test_an_address_that_is_there_twice_is_refused(more: str) -> None:
    file = read(parts(301, inside=borders(range(25, 20_025)) + more))
    assert file.problem is not None
    assert file.problem.rule == "F03"
    assert "出现两次" in file.problem.message.zh


def test_values_by_the_ten_thousand_are_still_refused() -> None:
    inside = borders(range(25, 20_025), written='<c r="{}" s="1"><v>1</v></c>')
    file = read(parts(301, inside=inside))
    assert file.problem is not None
    assert file.problem.rule == "F06"


def test_styles_by_the_ten_thousand() -> None:
    package = parts(301)
    xf = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" applyNumberFormat="0" applyFill="0" applyBorder="0"/>'
    names = b"".join(b'<cellStyle name="\xe5\xb8\xb8\xe8\xa7\x84 2 %d" xfId="0"/>' % number for number in range(60_000))
    package[STYLES] = package[STYLES].replace(b"</cellStyleXfs>", xf * 60_000 + b"</cellStyleXfs>")
    package[STYLES] = package[STYLES].replace(b"</cellStyles>", names + b"</cellStyles>")
    file = read(package)
    assert file.problem is None


def test_a_sheet_that_is_too_large_is_named() -> None:
    rows = "".join(f'<row r="{row}" s="2" customFormat="1" ht="20" customHeight="1"/>' for row in range(25, 300_000))
    file = read(parts(301, inside=rows))
    assert file.problem is not None
    assert file.problem.rule == "F06"
    assert "工作表“项目1”" in file.problem.message.zh
    assert "sheet1.xml" not in file.problem.message.zh
