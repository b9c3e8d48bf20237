"""The stages of the county's year that a summary is about: targets of the budget, monitoring, self-evaluation."""

from __future__ import annotations

from pathlib import Path

from xltools.county.data import CountyData
from xltools.sheet_names import ATTAINMENT_SHEET, PROJECTS_SHEET
from xltools.summary.attainment import ATTAINMENT_CONTENT
from xltools.summary.previous import find_columns, read_sheets
from xltools.summary.results import stage_of

__all__ = ["same_stage"]

_TARGETS = "绩效目标"


def same_stage(data: CountyData, path: Path) -> bool:
    """Return whether a county and an earlier summary have a stage in common, so that entries may be taken over.

    Raises NoSummaryError for what is not a summary.
    """
    return not _of_county(data).isdisjoint(_texts_of_summary(path))


def _of_county(data: CountyData) -> set[str]:
    results = {stage_of(row) for file in data.accepted for row in file.progress}
    return results if data.collects_results else {_TARGETS, *results}


def _texts_of_summary(path: Path) -> set[str]:
    """Return the stages that a summary is about, among other texts of the column that names them."""
    sheets = read_sheets(path, lambda name: name.startswith(ATTAINMENT_SHEET))
    texts = {_TARGETS} if PROJECTS_SHEET in sheets and not sheets[PROJECTS_SHEET].hidden else set()
    for name, grid in sheets.items():
        if name.startswith(ATTAINMENT_SHEET) and (column := find_columns(grid, ATTAINMENT_CONTENT).get("stage")):
            texts |= {grid.text(row, column) for row in range(1, grid.height + 1)}
    return texts
