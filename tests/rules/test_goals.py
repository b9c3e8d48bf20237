"""Family G: goals that are there, say how much, and whose numbers agree."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.cases import Fired, all_findings, fired
from xltools.messages.message import Example

GOALS, OVERALL, SUB_TARGETS, SAFEGUARDS = "B8", "B2", "B3", "B4"


def test_goals_are_blank() -> None:
    assert fired("G01", goals="空") == [("error", GOALS, "")]
    assert fired("G01", goals=" \n　") == [("error", GOALS, "")]
    assert fired("G01", goals="保障运行") == []


@pytest.mark.parametrize(
    ("goals", "fires"),
    [
        ("1、保障扶贫工作正常开展\n\n2、保障2020年完美收官", True),
        ("1、支持产业化发展\n2、加快贫困人口脱贫", True),
        ("落实“两不愁三保障”，强化四个意识", True),
        ("按冀财农〔2019〕137号落实资金", True),
        ("确保一个目标全面实现", True),
        ("1、新建水泥路2公里\n2、改善群众出行条件", False),
        ("1、改善群众出行条件\n2、受益群众满意度达到90%以上", False),
        ("新建三个文化广场", False),
        ("培训农民二百人次", False),
        ("合格率达到百分之九十五", False),
        ("6月底前完成招标", False),
        ("空", False),  # G01 says so
    ],
)
def test_goals_without_quantity(goals: str, fires: bool) -> None:
    assert fired("G02", goals=goals) == ([("warning", GOALS, "")] if fires else [])


@pytest.mark.parametrize(
    ("sub_targets", "expected"),
    [
        ("1.解决124户283人出行问题。", ["124户、283人"]),
        ("1.解决124户283人出行问题。2.解决124户283人出行问题。", ["124户、283人"]),  # reported once
        ("1.硬化村内道路86公里，新建桥梁2座。", ["86公里"]),
        ("1.养护县道86公里，粮食播种面积稳定在62.4万亩。", []),
        ("1.硬化4个村道路12公里。", []),
        ("1.硬化5个村道路12公里。", []),  # part of the clause arrives
        ("1.改善0.32万人出行条件。", []),  # 3200人
        ("1.改善3,200人出行条件。", []),
        ("1.安排资金120万元。", []),  # the budget
        ("1.安排资金121万元。", ["121万元"]),
        ("1.围绕3个方面抓落实，做到5个到位。", []),
        ("1.合格率达到97%，2020年6月底前完工。", []),
        ("1.落实冀财农〔2019〕137号要求。", []),
        ("空", []),
    ],
)
def test_numbers_that_reach_no_indicator(sub_targets: str, expected: list[str]) -> None:
    hits = [finding for finding in all_findings(sub_targets=sub_targets) if finding.rule == "G03"]
    assert [finding.found for finding in hits] == expected
    assert {finding.place.cell for finding in hits} <= {SUB_TARGETS}


def test_a_book_without_indicators_is_not_told_so_twice() -> None:
    assert fired("G03", sub_targets="使124户283人脱贫", rows=[]) == []
    assert fired("G03", overall="硬化村内道路86公里") == [("warning", OVERALL, "")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"overall": "实现剩余的124户283人脱贫", "safeguards": "对剩余的124户238人逐户排查"},
            [("error", SAFEGUARDS, "124户283人")],
        ),
        (
            {"overall": "实现剩余的124户283人脱贫", "safeguards": "对剩余的142户283人逐户排查"},
            [("error", SAFEGUARDS, "124户283人")],
        ),
        (  # the rarer one is marked, wherever it is
            {"overall": "剩余的124户238人", "sub_targets": "剩余的124户283人", "safeguards": "剩余的124户283人"},
            [("error", OVERALL, "124户283人")],
        ),
        (  # the same clause with both numbers changed
            {"overall": "对系统内剩余的124户283人贫困人口", "safeguards": "对系统内剩余的142户238人贫困人口"},
            [("error", SAFEGUARDS, "124户283人")],
        ),
        ({"overall": "剩余124户283人", "safeguards": "剩余124户283人，现有9044户22461人"}, []),
        ({"overall": "李庄3户9人危改", "safeguards": "王庄3户8人搬迁"}, []),  # small numbers meet by chance
        ({"overall": "李庄12户30人", "safeguards": "王庄15户30人次"}, []),
        ({"overall": "剩余1,024户2,830人", "goals": "剩余1024户2830人"}, []),
        ({"overall": "剩余1024户2830人", "goals": "使1024户2380人增收"}, [("error", GOALS, "1024户2830人")]),
    ],
)
def test_numbers_disagree(changes: dict[str, Any], expected: Fired) -> None:
    assert fired("G04", **changes) == expected


def test_the_other_places_are_named() -> None:
    sheets = [Example(goals="使1024户2830人增收"), Example(goals="使1024户2380人增收")]
    (finding,) = [
        finding for finding in all_findings(overall="剩余1024户2830人", sheets=sheets) if finding.rule == "G04"
    ]
    assert (finding.place.sheet, finding.found, finding.expected) == ("项目2", "1024户2380人", "1024户2830人")
    assert [place.sheet for place in finding.related] == ["部门整体绩效目标", "项目1"]


TREES = {"name": "2020年县道绿化项目", "purpose": "县道两侧栽植行道树5000株"}
ROADS = "1、2020年10月底前完成4个村12公里道路硬化，验收合格率达到100%。"
POOR = "1、为320名孤儿按月发放生活费，每人每月1400元。"


@pytest.mark.parametrize(
    ("sheets", "cells"),
    [
        ([{"goals": ROADS}, {**TREES, "goals": ROADS}], [("项目2", "B8")]),
        ([{"goals": POOR}], [("项目1", "B8")]),  # of another department
        ([{"goals": ROADS}, {**TREES, "goals": "1、2020年4月底前栽植行道树5000株。"}], []),
        ([{"goals": "1、按月发放。"}, {**TREES, "goals": "1、按月发放。"}], []),  # too short to tell
        ([{"goals": ROADS}, {"goals": ROADS, "name": "2020年农村道路硬化项目"}], []),  # one project twice: B02
        ([{"goals": "1、做好各项惠民政策的宣传和落实。"}], []),  # G02
    ],
)
def test_goals_of_another_project(sheets: list[dict[str, str]], cells: list[tuple[str, str]]) -> None:
    examples = [Example(**sheet) for sheet in sheets]
    findings = [finding for finding in all_findings(sheets=examples) if finding.rule == "G06"]
    assert [(finding.place.sheet, finding.place.cell) for finding in findings] == cells
