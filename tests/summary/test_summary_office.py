"""What a real spreadsheet program works out and prints for a summary."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.county.counties import GENERATED, county
from tests.summary.summary_reader import summary
from tests.summary.test_results import money_back, whole
from tests.summary.test_summary import published
from xltools.county.comparison import ComparedCounty
from xltools.county.data import CountyData
from xltools.summary.comparisons import EarlierCounty, compare_with
from xltools.summary.facts import collect_facts
from xltools.summary.issue_store import IssueStore

pytestmark = pytest.mark.desktop

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def converted(content: bytes, kind: str, folder: Path, source_kind: str = "xlsx") -> bytes:
    """The workbook or document as LibreOffice saves it, every formula worked out anew."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    source = folder / f"汇总.{source_kind}"
    source.write_bytes(content)
    command = ["soffice", f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", folder / "out", source], check=True, capture_output=True, timeout=180)
    return (folder / "out" / f"汇总.{kind}").read_bytes()


def stored(content: bytes, of: openpyxl.Workbook) -> dict[tuple[str, str], Any]:
    """The values of all cells that hold a formula in ``of``; a blank text counts as nothing."""
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return {
        (page.title, cell.coordinate): values[page.title][cell.coordinate].value or None
        for page in of.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


EMPTY = CountyData("", None, (), (), (), (), GENERATED, "0.1.0")


def compared() -> dict[str, Sequence[EarlierCounty]]:
    """An earlier state of the county with other amounts, one project less and one more."""
    with closing(IssueStore()) as issues:
        [one] = compare_with([EarlierCounty("", ComparedCounty("", ()))], collect_facts(county(), issues))
    first, second, *others = one.comparison.new.projects
    richer = replace(second, budget=(second.budget or 0) + Decimal("0.01"))
    old = (richer, *others, replace(first, code="", name="已停项目"))
    return {"earlier": [EarlierCounty("与上次", ComparedCounty("上次.xlsx", old))]}


def chosen(data: CountyData) -> CountyData:
    """The county with the officer's decisions about a fund with projects, and about one without."""
    within, alone = (next(one for one in data.containments if bool(one.projects) is has) for has in (True, False))
    decided = {id(within): replace(within, choice=True), id(alone): replace(alone, choice=False)}
    return replace(data, containments=tuple(decided.get(id(one), one) for one in data.containments))


@pytest.mark.parametrize(
    ("data", "formulas", "options"),
    [
        (county(), 2500, {}),
        (chosen(county()), 2500, compared()),
        (published(), 300, {}),
        (EMPTY, 200, {}),
        (whole(targets=True)[0], 400, {}),
        (money_back(), 300, {}),
    ],
    ids=[
        "a county",
        "compared and decided",
        "the published department",
        "nothing",
        "monitoring and self-evaluation",
        "money that came back",
    ],
)
def test_stored_values_are_what_a_program_works_out(
    data: CountyData, formulas: int, options: dict[str, Any], tmp_path: Path
) -> None:
    seen = summary(data, **options)
    ours, fresh = stored(seen.content, seen.book), stored(converted(seen.content, "xlsx", tmp_path), seen.book)
    assert len(ours) > formulas
    wrong = {
        cell: (value, fresh[cell])
        for cell, value in ours.items()
        if value != fresh[cell] and fresh[cell] != pytest.approx(value, rel=1e-12)
    }
    assert wrong == {}


def test_nothing_is_cut_off_in_print(tmp_path: Path) -> None:
    pdf = tmp_path / "汇总.pdf"
    pdf.write_bytes(converted(summary(county()).content, "pdf", tmp_path))
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    assert "###" not in text
    pages = text.split("\f")
    assert sum("部门预算绩效目标汇总表" in page for page in pages) == 1
    # Two pages wide: on each of them are the columns that say what a row is about.
    for last in ("处数", "日期"):
        issue_pages = [page for page in pages if "级别" in page and last in page and "启用" not in page]  # not 规则
        assert len(issue_pages) > 3
        assert all("部门" in page for page in issue_pages)
