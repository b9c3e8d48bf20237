"""The indicator library: what is collected, what stays out, and what is suggested."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from tests.outputs.test_json_report import samples
from xltools.model import Severity
from xltools.outputs.indicator_library import LibraryEntry, collect_library, suggest_indicators
from xltools.outputs.library_workbook import LibraryError, library_workbook, read_library


def entry(name: str, *, level2: str = "数量指标", projects: tuple[str, ...] = (), used: int = 1) -> LibraryEntry:
    return LibraryEntry("产出指标", level2, name, "公里", "", ("≥12公里",), ("养护计划",), projects, used)


LIBRARY = (
    entry("养护里程", projects=("农村公路日常养护",), used=2),
    entry("修建沟渠长度", projects=("高标准农田建设",)),
    entry("修复坑槽面积", projects=("国省干线养护", "农村公路日常养护")),
    entry("坑槽修补时限", level2="时效指标", projects=("农村公路日常养护",)),
)

SUGGESTED = {
    "by its own name": ("养护里程", "", ["养护里程"]),
    "by a part of it": ("沟渠长度", "", ["修建沟渠长度"]),
    "by the project": ("农村公路养护", "", ["养护里程", "修复坑槽面积", "坑槽修补时限"]),
    "in one level 2": ("农村公路养护", "时效指标", ["坑槽修补时限"]),
    "in the level 1": ("高标准农田建设", "产出指标", ["修建沟渠长度"]),
    "blanks do not count": ("养 护　里程", "", ["养护里程"]),
    "nothing like it": ("学前教育", "", []),
    "nothing asked": ("  ", "", []),
}


@pytest.mark.parametrize(("text", "level", "names"), SUGGESTED.values(), ids=SUGGESTED)
def test_suggestions(text: str, level: str, names: list[str]) -> None:
    assert [one.entry.name for one in suggest_indicators(LIBRARY, text, level=level)] == names


def test_no_more_than_asked_for() -> None:
    assert [one.entry.name for one in suggest_indicators(LIBRARY, "农村公路养护", limit=1)] == ["养护里程"]


def test_a_suggestion_says_by_which_project_it_was_found() -> None:
    by_name, by_project = suggest_indicators(LIBRARY, "养护里程")[0], suggest_indicators(LIBRARY, "农村公路养护")[0]
    assert (by_name.likeness, by_name.project) == (1.0, "")
    assert by_project.project == "农村公路日常养护"


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
    assert [one.name for one in read_library(path)] == ["公路养护里程", "修复坑槽面积", "坑槽修补时限"]


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
