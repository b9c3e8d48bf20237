"""What is read of our template's set-up from the markup behind a sheet's cells."""

from __future__ import annotations

import pytest

from tests.fixtures.forms import parts
from tests.fixtures.hostile.packages import SHEET
from tests.fixtures.packages import zipped
from xltools.grids.grid import Block
from xltools.grids.workbook import SheetTraces, TemplateTraces
from xltools.readers import read_content
from xltools.readers.xlsx.traces import read_traces

VALIDATIONS = (
    '<dataValidations count="1"><dataValidation type="list" sqref="E11:E18 $B$3"><formula1>A1</formula1>'
    "</dataValidation></dataValidations>"
)
EXTENDED = (
    "<extLst><ext><x14:dataValidations><x14:dataValidation><xm:sqref>C2:D3</xm:sqref></x14:dataValidation>"
    "</x14:dataValidations></ext></extLst>"
)
TAILS: dict[str, tuple[str, SheetTraces]] = {
    "nothing": ("<pageMargins/>", SheetTraces()),
    "validations": (VALIDATIONS, SheetTraces((Block(11, 5, 18, 5), Block(3, 2, 3, 2)))),
    "validations of newer Excel": (EXTENDED, SheetTraces((Block(2, 3, 3, 4),))),
    "both": (VALIDATIONS + EXTENDED, SheetTraces((Block(11, 5, 18, 5), Block(3, 2, 3, 2), Block(2, 3, 3, 4)))),
    "other ranges": ('<conditionalFormatting sqref="A1:A9"/>', SheetTraces()),
    "more ranges than a form has": (
        f'<dataValidations><dataValidation sqref="{"A1 " * 6000}"/></dataValidations>',
        SheetTraces(),
    ),
    "protected": ('<sheetProtection objects="1" sheet="1"/>', SheetTraces(protected=True)),
    "protected, in words": ('<sheetProtection sheet="true"/>', SheetTraces(protected=True)),
    "protection switched off": ('<sheetProtection sheet="0" objects="1"/>', SheetTraces()),
}


@pytest.mark.parametrize(("tail", "expected"), TAILS.values(), ids=TAILS)
def test_traces(tail: str, expected: SheetTraces) -> None:
    assert read_traces(f"</sheetData>{tail}</worksheet>".encode()) == expected


@pytest.mark.parametrize(("prefix", "known"), [(b"", True), (b"<!-- written by another program -->", False)])
def test_a_sheet_that_had_to_be_written_anew_tells_nothing(prefix: bytes, known: bool) -> None:
    package = parts(301)
    protection = b'<sheetProtection sheet="1"/></worksheet>'
    package[SHEET] = package[SHEET].replace(b"</worksheet>", prefix + protection)
    workbook = read_content(zipped(package), ".xlsx", "a.xlsx").workbook
    assert workbook is not None
    assert workbook.traces == TemplateTraces({"项目1": SheetTraces(protected=True)} if known else {})
