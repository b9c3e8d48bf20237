"""Families I and G: contents that belong to another field of work than the department and its projects."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import fired

CULTURE = {
    "unit": "357001示范县文化广电和旅游局",
    "department_name": "示范县文化广电和旅游局",
    "name": "2020年农村公益电影放映",
    "purpose": "农村公益电影放映3600场，每场补贴200元",
    "goals": "1、全年放映电影3600场。",
    "overall": "2020年放映电影3600场，丰富群众文化生活。",
    "sub_targets": "1.放映电影3600场。",
    "safeguards": "1.按场次签字结算。",
}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("培训合格率|参训教师考核合格的比例|≥95%", ["description"]),
        ("群众满意度|学生家长对学校办学满意的比例|≥90%", ["description"]),
        ("农村道路通行改善|改造道路受益的村民|≥1.2万人", ["level3"]),
        ("放映场次|全年放映的场次|≥3600场", []),
    ],
)
def test_indicators_of_another_field(row: str, expected: list[str]) -> None:
    columns = {"level3": "C", "description": "D"}
    hits = [cell[0] for _, cell, _ in fired("I09", **CULTURE, rows=[f"产出指标|质量指标|{row}|计划"])]
    assert hits == [columns[field] for field in expected]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"overall": "2020年放映电影3600场，农村公路列养率达到100%。"}, ["error"], id="another department's"
        ),
        pytest.param({}, [], id="its own"),
        pytest.param({"safeguards": "1.落实学生资助政策，资金及时发放。"}, ["warning"], id="safeguards"),
        pytest.param({"department_name": "示范县发展和改革局", "overall": "农村公路列养率100%。"}, [], id="all fields"),
    ],
)
def test_overall_targets_of_another_department(changes: dict[str, Any], expected: list[str]) -> None:
    assert [severity for severity, _, _ in fired("G07", **{**CULTURE, **changes})] == expected


@pytest.mark.parametrize(
    ("goals", "expected"),
    [
        ("1、全年放映电影3600场。\n2、带动全县粮食增产，农民增收。", ["warning"]),
        ("1、全年放映电影3600场。\n2、丰富农村群众文化生活。", []),
    ],
)
def test_goals_of_another_field(goals: str, expected: list[str]) -> None:
    assert [severity for severity, _, _ in fired("G08", **{**CULTURE, "goals": goals})] == expected
