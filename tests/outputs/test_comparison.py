"""Two states of a county compared: which projects are one, what changed, and sums that tie."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.outputs.test_json_report import samples
from xltools.county.comparison import ComparedCounty, ComparedProject, Comparison, compare
from xltools.model import Place, SheetKind
from xltools.outputs.comparison_sources import ComparisonError, county_of_json, county_of_summary, read_county_json
from xltools.outputs.comparison_workbook import comparison_json, comparison_workbook
from xltools.outputs.json_report import county_json, totals
from xltools.summary.write import write_summary

ROADS = ComparedProject(
    SheetKind.PROJECT,
    "348",
    "交通运输局",
    "348-0401-YXN-0001",
    "2020年农村道路硬化",
    Decimal("1200000.00"),
    Decimal("1200000.00"),
    Decimal("0.00"),
    (Decimal(20), Decimal(50), Decimal(80), Decimal(100)),
    (("硬化里程", "≥12公里"), ("群众满意度", "≥90%")),
    Place("348.xlsx", "项目1", 4, 3),
)
UPKEEP = replace(ROADS, code="348-0401-YXN-0002", name="县道日常养护", budget=Decimal("300000.10"), targets=())


def side(*projects: ComparedProject) -> ComparedCounty:
    return ComparedCounty("县", projects)


def said(comparison: Comparison) -> list[tuple[str, str, str, str, str]]:
    return [
        (change.kind.value, change.field, change.before, change.after, f"{change.amount:.2f}")
        for change in comparison.changes
    ]


CHANGED: dict[str, tuple[dict[str, Any], list[tuple[str, str, str, str, str]]]] = {
    "nothing": ({}, []),
    "spelling of blanks": (
        {"name": "2020 年农村道路 硬化", "targets": (("硬化 里程", "≥12 公里"), ROADS.targets[1])},
        [],
    ),
    "the year in the name": ({"name": "2021年农村道路硬化"}, []),
    "amount": ({"budget": Decimal("1300000.55")}, [("amount", "预算数", "1,200,000.00", "1,300,000.55", "100000.55")]),
    "parts": (
        {"fiscal": Decimal(0), "other": Decimal(1200000)},
        [
            ("amount", "其中：财政资金", "1,200,000.00", "0.00", "0.00"),
            ("amount", "其他资金", "0.00", "1,200,000.00", "0.00"),
        ],
    ),
    "amount set apart": ({"budget": None}, [("amount", "预算数", "1,200,000.00", "", "-1200000.00")]),
    "plan": (
        {"plan": (Decimal(20), Decimal(50), None, Decimal(100))},
        [("plan", "10月底", "80%", "", "0.00")],
    ),
    "target": (
        {"targets": (("硬化里程", "≥10公里"), ROADS.targets[1])},
        [("target", "硬化里程", "≥12公里", "≥10公里", "0.00")],
    ),
    "indicator gone": ({"targets": ROADS.targets[:1]}, [("target", "群众满意度", "≥90%", "", "0.00")]),
    "new name under its code": (
        {"name": "通村道路建设"},
        [("renamed", "项目名称", "2020年农村道路硬化", "通村道路建设", "0.00")],
    ),
    "new code under its name": (
        {"code": "348-0401-YXN-9999"},
        [("code", "项目编码", "348-0401-YXN-0001", "348-0401-YXN-9999", "0.00")],
    ),
    "another code and a like name": (
        {"code": "", "name": "2020年农村道路硬化工程"},
        [
            ("renamed", "项目名称", "2020年农村道路硬化", "2020年农村道路硬化工程", "0.00"),
            ("code", "项目编码", "348-0401-YXN-0001", "", "0.00"),
        ],
    ),
    "another project": (
        {"code": "", "name": "公交补贴"},
        [("added", "", "", "", "1200000.00"), ("dropped", "", "", "", "-1200000.00")],
    ),
    "a fund of that name is another thing": (
        {"kind": SheetKind.SPECIAL_FUND},
        [("dropped", "", "", "", "-1200000.00"), ("added", "", "", "", "1200000.00")],
    ),
}


@pytest.mark.parametrize(("changes", "expected"), CHANGED.values(), ids=CHANGED)
def test_changes(changes: dict[str, Any], expected: list[tuple[str, str, str, str, str]]) -> None:
    comparison = compare(side(ROADS, UPKEEP), side(UPKEEP, replace(ROADS, **changes)))
    assert said(comparison) == expected
    for kind in SheetKind:
        total = comparison.total(kind)
        assert total.old + total.added - total.dropped + total.changed == total.new
        mine = [project.budget or 0 for project in comparison.new.projects if project.kind is kind]
        assert total.new == sum(mine)


def test_two_projects_of_one_code_are_told_apart_by_their_names() -> None:
    twin = replace(ROADS, name="农村道路养护", budget=Decimal(5))
    assert said(compare(side(ROADS, twin), side(twin, ROADS))) == []


def test_a_name_that_suits_two_is_not_guessed() -> None:
    old = replace(ROADS, code="", name="农村道路硬化工程")
    new = [replace(ROADS, code="", name=f"农村道路硬化工程{part}") for part in ("东段", "西段")]
    assert sorted(change.kind.value for change in compare(side(old), side(*new)).changes) == [
        "added",
        "added",
        "dropped",
    ]


def test_summary_and_json_of_one_county_are_the_same(tmp_path: Path) -> None:
    data = samples()
    write_summary(data, tmp_path / "汇总.xlsx")
    document = county_json(data)
    (tmp_path / "汇总.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    summary, of_json = county_of_summary(tmp_path / "汇总.xlsx"), read_county_json(tmp_path / "汇总.json")
    assert len(summary.projects) == len(of_json.projects) > 80
    comparison = compare(of_json, summary)
    assert comparison.changes == ()
    assert f"{comparison.total(SheetKind.PROJECT).new:.2f}" == totals(data)["project_budget"]
    assert f"{comparison.total(SheetKind.SPECIAL_FUND).new:.2f}" == totals(data)["special_fund_budget"]


def test_the_workbook_shows_every_change_and_its_sums_tie() -> None:
    old = county_of_json(county_json(samples()), "原")
    first, second, *others = old.projects
    changed = replace(second, budget=(second.budget or Decimal(0)) + Decimal("0.01"))
    comparison = compare(old, replace(old, projects=(changed, *others)))
    data = comparison_workbook(comparison)
    assert data == comparison_workbook(comparison)
    sheets = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    rows = list(sheets["项目变动"].iter_rows(min_row=4, values_only=True))
    assert [(row[0], row[4], row[8]) for row in rows] == [
        ("取消", first.name, -float(first.budget or 0)),
        ("金额", second.name, 0.01),
    ]
    for row in sheets["部门合计"].iter_rows(min_row=4, values_only=True):
        before, added, dropped, difference, after = (Decimal(f"{cell:.2f}") for cell in row[3:8])
        assert before + added - dropped + difference == after
    document = comparison_json(comparison)
    assert [change["change"] for change in document["changes"]] == ["dropped", "amount"]
    assert document["changes"][1]["budget_difference"] == "0.01"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"plans": 1}', '{"plans": [], "indicators": [], "projects": [{}]}'])
def test_other_json_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "别的.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ComparisonError, match="不是汇总的 JSON"):
        read_county_json(path)
