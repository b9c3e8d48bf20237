"""What has become of the findings of the last return: new, still there, mended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from xltools.department.resubmission import EarlierFinding, compare_findings, earlier_findings, findings_sheet, mended
from xltools.grids.grid import Grid
from xltools.model import Finding, Place, Severity, Since
from xltools.text import Text

BASE = Finding("V04", Severity.WARNING, Place("a.xlsx", "项目1", 12, 6), field="target", subject="修路", found="95")


def earlier(*findings: Finding) -> tuple[EarlierFinding, ...]:
    """The record of these findings as a reader sees it."""
    sheet = findings_sheet(findings)
    return earlier_findings([Grid("a.xlsx", sheet.name, [[cell.value for cell in row] for row in sheet.rows])])  # type: ignore[misc]


def at(row: int, **changes: Any) -> Finding:
    return replace(BASE, place=BASE.place._replace(row=row), **changes)


@pytest.mark.parametrize(
    ("now", "since"),
    [
        pytest.param(BASE, Since.STILL, id="nothing changed"),
        pytest.param(at(15), Since.STILL, id="rows inserted above"),
        pytest.param(replace(BASE, place=Place("a.xlsx", "修路", 12, 6)), Since.STILL, id="sheet renamed"),
        pytest.param(replace(BASE, subject="修桥"), Since.STILL, id="project renamed, same cell"),
        pytest.param(at(15, subject="修桥"), Since.STILL, id="project renamed and rows inserted"),
        pytest.param(replace(BASE, found=" 95\n"), Since.STILL, id="line breaks of another program"),
        pytest.param(replace(BASE, place=Place("b.xlsx", "项目1", 12, 6)), Since.STILL, id="file renamed"),
        pytest.param(
            replace(BASE, message=Text("换了说法", "other words"), severity=Severity.ERROR),
            Since.STILL,
            id="other words",
        ),
        pytest.param(replace(BASE, found="96"), Since.NEW, id="content changed and still wrong"),
        pytest.param(replace(BASE, rule="V05"), Since.NEW, id="another rule"),
        pytest.param(at(15, field="number"), Since.NEW, id="another field elsewhere"),
        pytest.param(
            replace(BASE, place=Place("a.xlsx", "项目2", 12, 6), subject="修桥"), Since.NEW, id="another project"
        ),
    ],
)
def test_since(now: Finding, since: Since) -> None:
    before = earlier(BASE)
    (compared,) = compare_findings((now,), before)
    assert compared == replace(now, since=since)
    assert mended((compared,), before) == (since is Since.NEW)


def test_without_an_earlier_return_nothing_is_said() -> None:
    assert compare_findings((BASE,), ()) == (BASE,)
    assert mended((BASE,), ()) == 0


def test_each_earlier_finding_answers_for_one_of_now() -> None:
    before = earlier(at(12), at(13))
    now = compare_findings((at(13), at(14), at(15)), before)
    assert [finding.since for finding in now] == [Since.STILL, Since.STILL, Since.NEW]
    assert mended(now, before) == 0


def test_the_same_cell_goes_before_a_likeness() -> None:
    before = earlier(at(13))
    now = compare_findings((at(12), at(13)), before)
    assert [finding.since for finding in now] == [Since.NEW, Since.STILL]


def test_a_sheet_that_somebody_called_so_is_no_record() -> None:
    assert earlier_findings([Grid("a.xlsx", "_xltools_findings", [["V04", "error"]])]) == ()
