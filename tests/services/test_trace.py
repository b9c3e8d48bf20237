"""A figure of the summary, traced to the files that it came from, also after somebody changed, moved or lost them."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_commands import clean, faulty, run
from xltools.model import Place
from xltools.services.contract import RequestError
from xltools.services.trace import SourceState, Trace, trace
from xltools.sheet_names import COUNTY_SHEET, FUNDS_SHEET, PROJECTS_SHEET
from xltools.summary.precedents import trace_figure
from xltools.summary.previous import read_sheets

__all__ = ["clean", "faulty"]

SAMPLES = Path(__file__).parents[2] / "workbooks/samples"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples' summary beside a copy of the samples in a folder whose name has signs that links treat specially."""
    folder = tmp_path_factory.mktemp("县")
    sent = folder / "报送 100%#1"
    shutil.copytree(SAMPLES, sent)
    run("consolidate", sent, "--out", folder / "汇总.xlsx", "--no-cache")
    return folder / "汇总.xlsx"


@pytest.fixture
def summary(clean: Path, faulty: Path) -> Path:
    path = clean.with_name("汇总.xlsx")
    run("consolidate", clean.parent, "--out", path, "--no-cache")
    return path


def states(traced: Trace) -> list[str]:
    return [one.state.value for one in traced.sources]


MONEY_COLUMNS = "FGHIJKLMNOPQRTVX"
"""The columns of 县级汇总表 with amounts."""


def test_every_amount_of_the_county_sheet_is_the_sum_of_its_parts(samples: Path) -> None:
    sheets = read_sheets(samples)
    grid = sheets[COUNTY_SHEET]
    totals = [row for row in range(5, 30) if grid.text(row, 3) == "合计" or grid.text(row, 1) == "合计"]
    rows = [row for row in range(5, 30) if grid.text(row, 2).isdecimal()]
    assert len(rows) == 14
    checked = 0
    for row in (*rows, *totals):
        for letter in MONEY_COLUMNS:
            column = ord(letter) - 64
            figure = trace_figure(sheets, Place("", COUNTY_SHEET, row, column))
            if figure.amount:
                assert figure.adds_up, f"{letter}{row}"
                assert all(part.sheet in (PROJECTS_SHEET, FUNDS_SHEET) for part in figure.parts)
                checked += 1
    assert checked > 100


@pytest.mark.parametrize(
    ("cell", "amount", "sources", "adds_up"),
    [
        ("F5", "172860000.00", 25, True),
        ("县级汇总表!$F$5", "172860000.00", 25, True),
        ("'县级汇总表'!f5", "172860000.00", 25, True),
        ("项目明细!I6", "38640000.00", 1, None),
        ("项目明细!AG6", "19320000.00", 1, None),
        ("专项资金明细!W3", "725000.00", 1, True),
        ("存疑金额!I4", "360.00", 1, None),
        ("S5", None, 50, None),
    ],
)
def test_samples(samples: Path, cell: str, amount: str | None, sources: int, adds_up: bool | None) -> None:
    traced = trace(samples, cell)
    assert traced.amount == (None if amount is None else Decimal(amount))
    assert (len(traced.sources), traced.adds_up) == (sources, adds_up)
    assert {*states(traced)} == {"same"}
    assert traced.proven
    assert all(one.file and one.file.parent.name == "报送 100%#1" for one in traced.sources)


def test_a_source_that_changed(summary: Path, clean: Path) -> None:
    book = openpyxl.load_workbook(clean)
    book["项目1"]["C4"] = 1_200_000.01
    book.save(clean)
    (one,) = trace(summary, "F5").sources
    assert (one.state, one.amount, one.now) == (SourceState.CHANGED, Decimal(1_200_000), Decimal("1200000.01"))
    assert (one.file, one.sheet, one.cell) == (clean, "项目1", "C4")
    assert trace(summary, "F6").proven, "the other department is as it was"
    assert states(trace(summary, "项目明细!I3")) == ["changed", "same"]


def test_a_source_that_is_no_longer_in_its_place(summary: Path, clean: Path) -> None:
    book = openpyxl.load_workbook(clean)
    book["项目1"].title = "改过名"
    book.save(clean)
    assert states(trace(summary, "F5")) == ["gone"]
    clean.unlink()
    assert states(trace(summary, "F5")) == ["missing"]


def test_a_figure_that_somebody_typed_over_is_not_proven(summary: Path) -> None:
    book = openpyxl.load_workbook(summary)
    book["项目明细"]["I6"] = 5
    book.save(summary)
    (one,) = trace(summary, "项目明细!I6").sources
    assert (one.state, one.amount, one.now) == (SourceState.CHANGED, Decimal(5), Decimal(1_200_000))


def test_a_result_that_is_not_the_sum_is_said(summary: Path, tmp_path: Path) -> None:
    sheets = {**read_sheets(summary)}
    grid = sheets[PROJECTS_SHEET]
    figure = Place("", PROJECTS_SHEET, 3, 9)
    assert trace_figure(sheets, figure).adds_up
    rows = [list(row) for row in grid.rows]
    rows[5][8] = 7.0
    sheets[PROJECTS_SHEET] = replace(grid, rows=tuple(map(tuple, rows)))
    assert trace_figure(sheets, figure).adds_up is False


@pytest.mark.parametrize("cell", ["没有!A1", "F", "5", "", "县级汇总表!"])
def test_no_cell_of_the_summary(summary: Path, cell: str) -> None:
    with pytest.raises(RequestError, match="不是这个汇总里的单元格"):
        trace(summary, cell)


@pytest.mark.parametrize("cell", ["C5", "D5", "ZZ900", "封面说明!A1"])
def test_a_cell_without_an_amount(summary: Path, cell: str) -> None:
    with pytest.raises(RequestError, match="没有可以追溯的金额"):
        trace(summary, cell)


def test_the_command(summary: Path, clean: Path) -> None:
    code, text = run("trace", summary, "F5")
    assert code == 0
    assert "之和 1,200,000.00 元" in text
    code, text = run("trace", summary, "F5", "--json")
    assert json.loads(text)["sources"][0]["state"] == "same"
    clean.unlink()
    code, text = run("trace", summary, "F5", "--lang", "en")
    assert code == 1
    assert "file missing" in text
    assert run("trace", clean, "F5")[0] == 2
