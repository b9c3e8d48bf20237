"""Sheets of results against the approved targets: which project they are about, and what differs. Tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.county.results import EVALUATED, MONITORED, TARGET, write_county
from xltools.county.data import CountyData, Fate
from xltools.county.find import find_files
from xltools.county.gather import gather
from xltools.county.lives import ProjectLife, project_lives
from xltools.county.rows import read_county_file
from xltools.county.settle import settle
from xltools.form_identity import FormPurpose
from xltools.grids.workbook import SavedTime
from xltools.outputs.json_report import totals


def read(folder: Path, files: dict[str, str], approved: dict[str, str] | None = None) -> CountyData:
    records = gather(find_files([write_county(folder / "批复", approved)]), jobs=1).accepted if approved else ()
    return gather(find_files([write_county(folder / "报送", files)]), jobs=1, approved=records)


def changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def said(data: CountyData, *rules: str) -> list[tuple[str, str, str, str]]:
    return [
        (one.rule, one.place.cell, one.found, one.expected)
        for one in sorted(data.findings, key=lambda one: (one.rule, one.place))
        if one.rule in (rules or ("E09", "E14"))
    ]


CHANGES: dict[str, tuple[str, list[tuple[str, str]], list[tuple[str, str, str, str]]]] = {
    "nothing": (MONITORED, [], []),
    "a lower target": (MONITORED, [("≥36条 | 36条", "≥30条 | 36条")], [("E14", "E10", "≥30条", "≥36条")]),
    "the same target in other letters": (MONITORED, [("≥36条 | 36条", ">=36 条 | 36条")], []),
    "a target without its unit": (MONITORED, [("≥90% | 91%", "≥90 | 91%")], []),
    "another operator": (MONITORED, [("≥36条 | 36条", "=36条 | 36条")], [("E14", "E10", "=36条", "≥36条")]),
    "another name": (MONITORED, [("开行班线数量", "开行线路数量")], [("E14", "D10", "开行线路数量", "开行班线数量")]),
    "an indicator less": (
        MONITORED,
        [
            ("时效指标 | 补贴发放及时率 | =100% | 100% | 100% | 无 | 确定能\n", ""),
            ("↓5", "↓4"),
            ("产出指标 ↓2", "产出指标"),
        ],
        [("E14", "A1", "", "补贴发放及时率")],
    ),
    "another indicator": (
        MONITORED,
        [("补贴发放及时率 | =100% | 100% | 100%", "培训驾驶员 | ≥50人 | 50人 | 50人")],
        [("E14", "A1", "", "补贴发放及时率"), ("E14", "D11", "培训驾驶员", "")],
    ),
    "a project that was not approved": (
        MONITORED,
        [("城乡客运补贴 →7", "农村客运补贴 →7")],
        [("E14", "A1", "2024年农村客运补贴", "")],
    ),
    "another budget": (
        MONITORED,
        [("资金总额 | 240 | 132 | 55%", "资金总额 | 230 | 132 | 57.39%")],
        [("E14", "D6", "2,300,000.00", "2,400,000.00")],
    ),
    "behind the approved plan": (
        MONITORED,
        [("240 | 132 | 55%", "240 | 108 | 45%")],
        [("E09", "E6", "45%", "")],
    ),
    "behind the year, not the plan": (MONITORED, [("240 | 132 | 55%", "240 | 121 | 50.42%")], []),
    "behind both, with a reason": (
        MONITORED,
        [("240 | 132 | 55%", "240 | 24 | 10%"), ("36条 | 36条 | 无", "36条 | 36条 | 按季结算")],
        [],
    ),
    "a self-evaluation as approved": (EVALUATED, [], []),
    "a self-evaluation with another target": (
        EVALUATED,
        [("≥40万人次 | 38万人次", "≥38万人次 | 38万人次")],
        [("E14", "E13", "≥38万人次", "≥40万人次")],
    ),
}


@pytest.mark.parametrize(("text", "changes", "findings"), CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("apart", [False, True], ids=["in the folder", "approved apart"])
def test_what_differs_from_the_approved_targets(
    tmp_path: Path,
    text: str,
    changes: list[tuple[str, str]],
    findings: list[tuple[str, str, str, str]],
    apart: bool,
) -> None:
    results, target = {"b": changed(text, *changes)}, {"a": TARGET}
    data = read(tmp_path, results, target) if apart else read(tmp_path, {**target, **results})
    assert [(rule, *rest) for rule, *rest in said(data)] == findings


def test_the_plan_takes_the_place_of_the_time_of_the_year(tmp_path: Path) -> None:
    slow = changed(MONITORED, ("240 | 132 | 55%", "240 | 72 | 30%"))
    alone = read(tmp_path / "1", {"b": slow})
    (finding,) = [one for one in alone.findings if one.rule == "E09"]
    assert (finding.severity.value, "7月底时序进度是 58.33%" in finding.message.zh) == ("note", True)
    planned = read(tmp_path / "2", {"b": slow}, {"a": TARGET})
    (finding,) = [one for one in planned.findings if one.rule == "E09"]
    assert (finding.severity.value, "批复的支出计划6月底应达 60%" in finding.message.zh) == ("warning", True)
    (row,) = planned.accepted[0].progress
    assert (row.due, row.planned, row.share) == (60, True, 30)
    july = changed(TARGET, ("20 →2 | 60 | 80", "0 →2 | 0 | 80"))
    late_plan = read(tmp_path / "3", {"b": slow}, {"a": july})
    assert said(late_plan) == [], "nothing is due by the plan before October"


def test_results_are_in_no_sum(tmp_path: Path) -> None:
    with_results = read(tmp_path / "1", {"a": TARGET, "b": MONITORED, "c": EVALUATED})
    without = read(tmp_path / "2", {"a": TARGET})
    assert totals(with_results) == totals(without)
    assert totals(with_results)["project_budget"] == "2400000.00"
    only = read(tmp_path / "3", {"b": MONITORED, "c": EVALUATED}, {"a": TARGET})
    assert {key: totals(only)[key] for key in ("projects", "project_budget", "indicators")} == {
        "projects": 0,
        "project_budget": "0.00",
        "indicators": 0,
    }
    assert only.collects_results
    assert not with_results.collects_results


@pytest.mark.parametrize(
    ("hours", "fates"),
    [(None, ["undecided", "undecided", "accepted"]), (20, ["superseded", "accepted", "accepted"])],
)
def test_of_two_monitorings_the_newer_counts_or_neither(tmp_path: Path, hours: int | None, fates: list[str]) -> None:
    more = changed(MONITORED, ("240 | 132 | 55%", "240 | 144 | 60%"))
    folder = write_county(tmp_path, {"b": MONITORED, "c": more, "d": EVALUATED})
    first = datetime(2024, 8, 9, tzinfo=UTC)
    records = [
        replace(
            read_county_file(folder / f"{name}.xlsx", name),
            saved=SavedTime(first + timedelta(hours=hours * number), certain=True) if hours else SavedTime(),
        )
        for number, name in enumerate("bcd")
    ]
    assert [record.fate.value for record in settle(records, {})] == fates


def test_a_copy_is_a_copy(tmp_path: Path) -> None:
    data = read(tmp_path, {"b": MONITORED, "c": MONITORED, "d": EVALUATED})
    assert [file.fate.value for file in data.files] == ["accepted", "superseded", "accepted"]


# --- lives ------------------------------------------------------------------------------------------------------------


def lines(data: CountyData) -> list[tuple[object, ...]]:
    def what(life: ProjectLife) -> tuple[object, ...]:
        monitored, evaluated = life.monitored, life.evaluated
        return (
            life.year,
            life.target.row.budget if life.target else None,
            monitored.spent if monitored else None,
            evaluated.score if evaluated else None,
            life.link.value,
        )

    return [what(life) for life in project_lives(data)]


BUDGET, SPENT, SCORE = Decimal(2400000), Decimal(1320000), Decimal("97.75")
OTHER = changed(TARGET, ("13068324P00320110001A", "13068324P00320110002B"))
LAST_YEAR = [("2024", "2023"), ("13068324P00320110001A", "13068323P00320110009C")]
LIVES: dict[str, tuple[dict[str, str], list[tuple[object, ...]]]] = {
    "the whole life, by department and name": (
        {"a": TARGET, "b": MONITORED, "c": EVALUATED},
        [(2024, BUDGET, SPENT, SCORE, "name")],
    ),
    "the year before the name is missing": (
        {"a": TARGET, "b": changed(MONITORED, ("| 2024年城乡客运补贴", "| 城乡客运补贴"))},
        [(2024, BUDGET, SPENT, None, "name")],
    ),
    "the code before the name": (
        {"a": TARGET, "b": changed(MONITORED, ("| 2024年城乡客运补贴", "| 13068324P00320110001A-客运补贴"))},
        [(2024, BUDGET, SPENT, None, "code")],
    ),
    "the code before the department's name": (
        {"a": TARGET, "b": changed(MONITORED, ("320-示范县交通运输局", "320示范县交通运输局"))},
        [(2024, BUDGET, SPENT, None, "name")],
    ),
    "another department": (
        {"a": TARGET, "b": changed(MONITORED, ("320-示范县交通运输局", "205-示范县教育局"))},
        [(2024, None, SPENT, None, "none"), (2024, BUDGET, None, None, "none")],
    ),
    "two projects of one name": (
        {"a": TARGET, "a2": OTHER, "b": MONITORED},
        [
            (2024, None, SPENT, None, "ambiguous"),
            (2024, BUDGET, None, None, "none"),
            (2024, BUDGET, None, None, "none"),
        ],
    ),
    "another year": (
        {"a": changed(TARGET, *LAST_YEAR), "b": MONITORED},
        [(2023, BUDGET, None, None, "none"), (2024, None, SPENT, None, "none")],
    ),
    "two years": (
        {
            "a": changed(TARGET, *LAST_YEAR),
            "a2": TARGET,
            "b": changed(MONITORED, ("2024", "2023")),
            "c": changed(EVALUATED, ("2024", "2023")),
            "d": MONITORED,
        },
        [(2023, BUDGET, SPENT, SCORE, "name"), (2024, BUDGET, SPENT, None, "name")],
    ),
    "results only": ({"b": MONITORED, "c": EVALUATED}, []),
    "targets only": ({"a": TARGET}, []),
}


@pytest.mark.parametrize(("files", "expected"), LIVES.values(), ids=LIVES.keys())
def test_the_life_of_a_project_is_one_line(
    tmp_path: Path, files: dict[str, str], expected: list[tuple[object, ...]]
) -> None:
    data = read(tmp_path, files)
    assert all(file.fate is Fate.ACCEPTED for file in data.files)
    assert lines(data) == expected


def test_what_a_sheet_of_results_says(tmp_path: Path) -> None:
    data = read(tmp_path, {"b": MONITORED, "c": EVALUATED})
    rows = {row.purpose: row for file in data.accepted for row in file.progress}
    august, spring = rows[FormPurpose.MONITORING], rows[FormPurpose.SELF_EVALUATION]
    assert [result.state.value for result in august.results] == ["attained"] * 4
    assert [result.state.value for result in spring.results] == ["attained", "attained", "missed", "words"]
    assert (spring.share, spring.score, spring.department_code) == (Decimal("97.5"), SCORE, "320")
