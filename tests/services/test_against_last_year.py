"""``--last-year``: names, amounts and targets of this year held against last year's summary."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xltools.model import Place, SheetKind
from xltools.rules.engine import compared_findings
from xltools.rules.examples import build_book, build_sheet
from xltools.rules.known_amounts import ReportedAmount, StatedTarget
from xltools.rules.last_year import compare_projects_with_last_year
from xltools.services.consolidate import ConsolidateRequest, ConsolidateResult, IfExists, consolidate
from xltools.template import write_department

NOW, BEFORE = Place("301.xlsx", "项目1", 4, 3), Place("2019汇总.xlsx", "项目明细", 5, 8)
CODE, NAME = "301-0401-YSN-0001", "农村道路硬化项目"


@dataclass(frozen=True)
class Earlier:
    """A project of last year's summary."""

    name: str
    budget: Decimal | None
    targets: tuple[StatedTarget, ...] = ()
    code: str = CODE
    kind: SheetKind = SheetKind.PROJECT
    place: Place = BEFORE


def told(now: dict[str, Any], before: dict[str, Any]) -> list[str]:
    """Return the rules that speak of a project given by name, budget and targets this year and last year."""
    sides = []
    for values, place in ((now, NOW), (before, BEFORE)):
        targets = tuple(StatedTarget(name, text, place) for name, text in values.get("targets", ()))
        sides.append((values.get("name", NAME), Decimal(values.get("budget", "1000000")), targets))
    (name, budget, targets), earlier = sides
    project = ReportedAmount(SheetKind.PROJECT, CODE, f"2020年{name}", budget, NOW, targets=targets)
    hits = compare_projects_with_last_year([project], [Earlier(f"2019年{earlier[0]}", *earlier[1:])])
    return [f"{one.rule} {one.severity.value}" for one in compared_findings(hits)]


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ("1000000", "1000000", []),
        ("1900000", "1000000", []),
        ("2600000", "1000000", ["A16 note"]),
        ("400000", "1000000", ["A16 note"]),
        ("9000", "3000", []),
        ("10000000000", "1000000", []),  # A11 reports a slip
    ],
)
def test_budgets(now: str, before: str, expected: list[str]) -> None:
    assert told({"budget": now}, {"budget": before}) == expected


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [("农村道路硬化项目", "农村道路 硬化项目", []), ("县道养护", "农村道路硬化项目", ["B13 note"])],
)
def test_names(now: str, before: str, expected: list[str]) -> None:
    assert told({"name": now}, {"name": before}) == expected


@pytest.mark.parametrize(
    ("name", "now", "before", "expected"),
    [
        ("群众满意度", "≥80%", "≥90%", True),
        ("群众满意度", "≥90%", "≥90.5%", False),
        ("验收合格率", "=95%", "=100%", True),
        ("病死率", "≤3%", "≤1%", True),
        ("病死率", "≤1%", "≤3%", False),
        ("硬化里程", "≥8公里", "≥12公里", True),
        ("硬化里程", "≥8000米", "≥8公里", False),
        ("硬化里程", "≥11.5公里", "≥12公里", False),
        ("硬化里程", "≥1公里", "≥12公里", False),
        ("响应时间", "≤4小时", "≤2小时", True),
        ("完工时间", "2020年10月底前", "2019年9月底前", False),
        ("群众满意度", "较高", "≥90%", False),
    ],
)
def test_targets(name: str, now: str, before: str, expected: bool) -> None:
    found = told({"targets": [(name, now)]}, {"targets": [(name, before)]})
    assert found == (["V17 warning"] if expected else [])


def test_less_money_may_do_less_but_not_worse() -> None:
    rows = [("硬化里程", "≥8公里"), ("合格率", "≥80%")], [("硬化里程", "≥12公里"), ("合格率", "≥95%")]
    assert told({"budget": "800000", "targets": rows[0]}, {"targets": rows[1]}) == ["V17 warning"]


def test_indicators_of_one_name_are_not_compared() -> None:
    twice = [("里程", "≥8公里"), ("里程", "≥5公里")]
    assert told({"targets": twice}, {"targets": [("里程", "≥12公里")]}) == []


def run(folder: Path, output: Path, **changes: Any) -> ConsolidateResult:
    return consolidate(
        ConsolidateRequest(paths=(folder,), output=output, jobs=1, if_exists=IfExists.REPLACE, **changes)
    )


def test_a_summary_of_last_year_speaks_of_names_amounts_and_targets(tmp_path: Path) -> None:
    for year, changes in (
        ("2019", {"budget": "400000", "fiscal": "400000", "name": "2019年通村路硬化"}),
        ("2020", {"name": "2020年农村道路硬化项目", "target": "≥80%"}),
    ):
        (tmp_path / year).mkdir()
        write_department(build_book(build_sheet(1, **changes), year=year), tmp_path / year / "301.xlsx")
    output = run(tmp_path / "2019", tmp_path / "2019汇总.xlsx").output
    findings = run(tmp_path / "2020", tmp_path / "汇总.xlsx", last_year=output).data.findings
    compared = {one.rule: one for one in findings if one.rule in ("A16", "B13", "V17")}
    assert set(compared) == {"A16", "B13", "V17"}
    assert compared["V17"].message.zh.startswith(
        "“受益群众满意度”的指标值是 ≥80%，上年是 ≥90%（2019汇总.xlsx 指标明细 "
    )
    assert compared["V17"].place.sheet == "项目1"
