"""The indicator library: what is collected and what stays out, and its workbook."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from tests.outputs.test_json_report import samples
from xltools.derive.library import LibraryEntry
from xltools.model import Severity
from xltools.outputs.indicator_library import collect_library
from xltools.outputs.library_workbook import LibraryError, library_workbook, read_library

LIBRARY = (
    LibraryEntry("产出指标", "数量指标", "养护里程", "公里", "", ("≥12公里",), ("养护计划",), ("农村公路日常养护",), 2),
    LibraryEntry("产出指标", "数量指标", "修建沟渠长度", "公里", "", ("≥3公里",), (), ("高标准农田建设",), 1),
    LibraryEntry("产出指标", "时效指标", "坑槽修补时限", "天", "含义", ("≤3天",), (), (), 1, ("坑槽 修补时限",)),
)


def test_rows_with_faults_stay_out_and_every_other_row_is_counted() -> None:
    data = samples()
    faulty = {
        (finding.place.file, finding.place.sheet, finding.place.row)
        for finding in data.findings
        if finding.severity in (Severity.ERROR, Severity.WARNING) and finding.place.row
    }
    rows = [row for part in data.parts for row in part.indicators if row.level3 and row.original]
    clean = [row for row in rows if (row.place.file, row.place.sheet, row.place.row) not in faulty]
    assert 0 < len(clean) < len(rows)
    library = collect_library(data)
    assert {(one.level2, one.name) for one in library} <= {(row.level2, row.level3.strip()) for row in clean}
    for row in clean:
        found = [one for one in library if row.level3.strip() in (one.name, *one.spellings) and one.unit == row.unit]
        assert any(row.level2 == one.level2 for one in found)
    assert sum(one.used for one in library) <= len(clean)


def test_the_workbook_reads_back_and_can_be_corrected(tmp_path: Path) -> None:
    path = tmp_path / "指标库.xlsx"
    data = library_workbook(LIBRARY, "示范县2020年绩效指标库")
    assert data == library_workbook(LIBRARY, "示范县2020年绩效指标库")
    path.write_bytes(data)
    assert read_library(path) == LIBRARY
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    assert (sheet["C4"].value, sheet["H4"].value, sheet["F4"].value) == ("养护里程", 2, "≥12公里")
    sheet["C4"].value = "公路养护里程"
    sheet.delete_rows(5)
    book.save(path)
    assert [one.name for one in read_library(path)] == ["公路养护里程", "坑槽修补时限"]


def test_texts_that_look_like_formulas_stay_texts() -> None:
    odd = LibraryEntry("产出指标", "数量指标", "=1+1", "", "@x", ("=100%",), (), (), 1)
    sheet = openpyxl.load_workbook(io.BytesIO(library_workbook([odd], "库"))).active
    assert [sheet[cell].data_type for cell in ("C4", "D4", "F4")] == ["s", "s", "s"]


def test_another_workbook_is_not_a_library(tmp_path: Path) -> None:
    path = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(LibraryError, match="不是指标库"):
        read_library(path)
    path.write_bytes(b"PK\3\4")
    with pytest.raises(LibraryError, match="损坏"):
        read_library(path)
