"""Sheets by the type of their relationship: worksheets are read, chart sheets hold no form, anything else is said."""

from __future__ import annotations

import pytest

from tests.fixtures.forms import parts
from tests.fixtures.packages import zipped
from xltools.readers.identify import read_content

RELATIONSHIPS = "xl/_rels/workbook.xml.rels"


@pytest.mark.parametrize(
    ("kind", "sheets"),
    [
        pytest.param("worksheet", 1, id="worksheet"),
        pytest.param("chartsheet", 0, id="chart sheet"),
        pytest.param("dialogsheet", 0, id="dialog sheet"),
        pytest.param("xlMacrosheet", 0, id="macro sheet"),
        pytest.param("Worksheet", None, id="another case"),
        pytest.param("sheet", None, id="unknown"),
        pytest.param("", None, id="none"),
    ],
)
def test_a_sheet_by_its_kind(kind: str, sheets: int | None) -> None:
    package = parts(301)
    package[RELATIONSHIPS] = package[RELATIONSHIPS].replace(
        b'relationships/worksheet"', f'relationships/{kind}"'.encode()
    )
    file = read_content(zipped(package), ".xlsx", "a.xlsx")
    if sheets is None:
        assert file.problem is not None
        assert (file.problem.rule, "类型" in file.problem.message.zh) == ("F03", True)
    else:
        assert file.workbook is not None
        assert len(file.workbook.sheets) == sheets
