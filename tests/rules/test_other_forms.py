"""The rules for forms beside the plans of projects, on real layouts: what differs from a clean one, and what is said.

A table: a layout, changes of its text, and the findings of the families that look at such forms, with their cells.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.forms.layouts import LAYOUTS
from tests.forms.test_layouts import read
from xltools.forms.known import KnownForms
from xltools.rules.catalogue import RULES
from xltools.rules.engine import check_book
from xltools.rules.rule import Rule

FAMILIES = ("D", "E", "W", "A14", "I15", "I16", "V14")


class Case(NamedTuple):
    """A layout with changes of its text, and the findings on it: rule, cell and what is expected."""

    form: str
    changes: tuple[tuple[str, str], ...]
    findings: tuple[tuple[str, str, str], ...] = ()


def case(form: str, *changes: tuple[str, str], says: str = "") -> Case:
    """Return a case; ``says`` names the findings as ``E05 I13, W01 G10 90``."""
    parts = (one.split(" ", 2) for one in says.split(", ") if one)
    return Case(form, changes, tuple((part[0], part[1], part[2] if len(part) > 2 else "") for part in parts))


RESULT = "≥20000册 | 21000册 | 30 | 30 | 无"
TASK = "粮食生产 | 稳定播种面积 →2 | 600 | 550 | 50"
USUAL = "产出50效益30满意度10 或 产出50效益40"
OFF = f"W01 K5 {USUAL}, W01 K8 {USUAL}"
"""The weights of the list, 70 and 20 beside 60 and 30, are off the usual ones."""
CASES = {
    # weights
    "one weight less": case("MOF2021", ("≤42万元 | 20", "≤42万元 | 15"), says="W01 G10 90"),
    "a form that asks for 90 has 100": case("MOF2021", ("≤42万元 | 20", "≤42万元 | 30"), says="W01 G10 90"),
    "a weight is blank": case("MOF2021", ("≤42万元 | 20", "≤42万元 |"), says="W01 G10 各条权重填全，合计 90"),
    "other weights by level": case(
        "MOF2021",
        ("≤42万元 | 20", "≤42万元 | 10"),
        ("=3个 | 20", "=3个 | 30"),
        says="W01 G10 成本20产出40效益20满意度10",
    ),
    "no cost, the usual weights": case(
        "MOF2021",
        (
            "成本指标 | 经济成本指标 | 单个食堂改造成本 →2 | ≤42万元 | 20\n产出指标 ↓2 |",
            "产出指标 ↓3 | 时效指标 | 完成时间 →2 | 8月底前 | 10\n",
        ),
        ("=3个 | 20", "=3个 | 20"),
        ("≥900个 | 20", "≥900个 | 30"),
    ),
    "points that are printed with a level": case(
        "SELF2020",
        ("21000册 | 30 | 30", "21000册 | 40 | 30"),
        ("4.8万人次 | 30 | 28", "4.8万人次 | 20 | 18"),
        ("100 | 98", "100 | 88"),
        says="W02 G13 50, W02 G15 30",
    ),
    "points in a range": case(
        "APPROVAL2021", ("=2座 | 20", "=2座 | 40"), ("≥3000人 | 20", "≥3000人 | 0"), says="W02 G16 40-50, W02 G19 20-30"
    ),
    "with the points of execution 100": case("SELF2020", ("99.97% | 10\n", "99.97% | 10\n")),
    "execution counts twice": case(
        "SELF2020",
        ("89.974 | 10 | 99.97%", "89.974 | 20 | 99.97%"),
        says="W01 G13 80",
    ),
    # scores
    "a score beyond its weight": case(
        "SELF2020", (RESULT, "≥20000册 | 21000册 | 30 | 32 | 无"), ("100 | 98", "100 | 100"), says="E01 H13"
    ),
    "a score below 0": case("SELF2022", ("12 | 60 | 60", "12 | 60 | -1"), ("100 | 100", "100 | 39"), says="E01 J15"),
    "execution beyond its weight": case(
        "SELF2020", ("99.97% | 10", "99.97% | 11"), ("100 | 98", "100 | 99"), says="E01 I6"
    ),
    "a wrong total": case("SELF2020", ("100 | 98", "100 | 100"), says="E02 H17 98"),
    "a total without execution": case("SELF2020", ("100 | 98", "90 | 88")),
    "no total": case("SELF2020", ("100 | 98", "100 |")),
    "no score": case("SELF2020", (RESULT, "≥20000册 | 21000册 | 30 | | 无"), says="E07 H13"),
    "no result": case("SELF2020", (RESULT, "≥20000册 | | 30 | 30 | 无"), says="E07 F13"),
    "no result, where the year lasts": case("MONITOR2019", ("≥36条 | 36条", "≥36条 |"), says="E07 F11"),
    # money
    "a wrong rate": case("SELF2020", ("10 | 99.97%", "10 | 95%"), says="E03 H6 99.97%"),
    "a wrong rate of a source": case("SELF2020", ("84.974 | — | 99.97%", "84.974 | — | 90%"), says="E03 H7 99.97%"),
    "a rounded rate": case("SELF2020", ("10 | 99.97%", "10 | 100%")),
    "a rate that was cut off": case("MONITOR2019", ("240 | 130 | 54.17%", "240 | 130 | 54.16%")),
    "a rate without the sign": case("MONITOR2019", ("130 | 54.17%", "130 | 0.5417")),
    # results
    "missed, no reason": case("SELF2020", ("30 | 28 | 闭馆维修", "30 | 28 | 无"), says="E05 I15"),
    "missed, full score": case("SELF2020", ("30 | 28 |", "30 | 30 |"), ("100 | 98", "100 | 100"), says="E06 H15"),
    "missed, in another unit": case(
        "SELF2020", (RESULT, "≥2万册 | 19000册 | 30 | 28 |"), ("100 | 98", "100 | 96"), says="E05 I13"
    ),
    "reached, in another unit": case("SELF2020", (RESULT, "≥2万册 | 20100册 | 30 | 30 |")),
    "reached, without a unit": case("SELF2020", (RESULT, "≥20000册 | 20100 | 30 | 30 |")),
    "a ceiling that was kept": case("SELF2020", (RESULT, "≤20000册 | 19000册 | 30 | 30 |")),
    "a ceiling that was passed": case(
        "SELF2020", (RESULT, "≤20000册 | 21000册 | 30 | 29 |"), ("100 | 98", "100 | 97"), says="E05 I13"
    ),
    "too late": case(
        "SELF2020", (RESULT, "2022年6月底前 | 2022年9月20日 | 30 | 29 |"), ("100 | 98", "100 | 97"), says="E05 I13"
    ),
    "words": case("SELF2020", (RESULT, "显著提高 | 有所提高 | 30 | 30 |")),
    "behind, as long as the forecast is kept": case("MONITOR2019", ("58% | 100% | 按季发放", "58% | 100% | 无")),
    "a forecast below the target": case("MONITOR2019", ("36条 | 36条 | 无", "36条 | 30条 | 无"), says="E05 H11"),
    "no reason column, no demand for one": case(
        "SELF2022", ("93 | 30 | 30", "80 | 30 | 25"), ("100 | 100", "100 | 95")
    ),
    "goals without an end": case("SELF2020", ("采购图书2.1万册 →3", "→3"), says="E08 G11"),
    # far above the target
    "far above the target": case("SELF2020", (RESULT, "≥20000册 | 26001册 | 30 | 30 |"), says="E10 I13"),
    "above it within the share": case("SELF2020", (RESULT, "≥20000册 | 26000册 | 30 | 30 |")),
    "far above it, in another unit": case("SELF2020", (RESULT, "≥2万册 | 30000册 | 30 | 30 |"), says="E10 I13"),
    "far above it, with a reason": case("SELF2020", (RESULT, "≥20000册 | 30000册 | 30 | 30 | 追加捐赠图书")),
    "far below a ceiling": case("SELF2020", (RESULT, "≤20000册 | 9000册 | 30 | 30 |")),
    "a forecast far above the target": case("MONITOR2019", ("36条 | 36条 | 无", "36条 | 50条 | 无"), says="E10 H11"),
    # money behind its plan
    "behind, with a reason": case("MONITOR2019", ("240 | 130 | 54.17%", "240 | 24 | 10%")),
    "behind, without one": case(
        "MONITOR2019", ("240 | 130 | 54.17%", "240 | 24 | 10%"), ("100% | 按季发放", "100% | 无"), says="E09 E6"
    ),
    "not yet behind": case(
        "MONITOR2019", ("240 | 130 | 54.17%", "240 | 116 | 48.33%"), ("100% | 按季发放", "100% | 无")
    ),
    "not yet behind, a month earlier": case(
        "MONITOR2019",
        *(("1—7月", "1—6月"),) * 3,
        ("240 | 130 | 54.17%", "240 | 98 | 40.83%"),
        ("100% | 按季发放", "100% | 无"),
    ),
    "behind at the end of the year": case(
        "SELF2020",
        ("90 | 89.974 | 10 | 99.97% | 10", "90 | 70 | 10 | 77.78% | 7.78"),
        ("闭馆维修", "无"),
        ("4.8万人次 | 30 | 28", "5.1万人次 | 30 | 28"),
        ("100 | 98", "100 | 95.78"),
        says="E09 F6",
    ),
    # scores that do not follow
    "a full score for execution": case(
        "SELF2020", ("90 | 89.974 | 10 | 99.97%", "90 | 81 | 10 | 90%"), says="E12 I6 9"
    ),
    "a score for execution that was cut off": case(
        "SELF2020",
        ("90 | 89.974 | 10 | 99.97% | 10", "90 | 82.8 | 10 | 92% | 9"),
        ("100 | 98", "100 | 97"),
    ),
    "one that follows a wrong rate": case(
        "SELF2020",
        ("90 | 89.974 | 10 | 99.97% | 10", "90 | 89.974 | 10 | 95% | 9.5"),
        ("100 | 98", "100 | 97.5"),
        says="E03 H6 99.97%",
    ),
    "more than budgeted": case("SELF2020", ("90 | 89.974 | 10 | 99.97%", "90 | 99 | 10 | 110%"), says="E04 F6"),
    "full scores and a reason": case(
        "SELF2020",
        ("4.8万人次 | 30 | 28", "5万人次 | 30 | 30"),
        ("100 | 98", "100 | 100"),
        says="E11 H17",
    ),
    "full scores and a reason for more": case(
        "SELF2020", ("4.8万人次 | 30 | 28", "5.5万人次 | 30 | 30"), ("100 | 98", "100 | 100")
    ),
    "full scores and goals that were missed": case(
        "SELF2020",
        ("4.8万人次 | 30 | 28 | 闭馆维修", "5万人次 | 30 | 30 |"),
        ("采购图书2.1万册 →3", "采购图书1.9万册，其余尚未到货 →3"),
        ("100 | 98", "100 | 100"),
        says="E11 H17",
    ),
    # the sheet of a department
    "no tasks": case(
        "DEPARTMENT2021",
        (f"{TASK}\n", " | →2 | | |\n"),
        ("人居环境整治 | 整治村庄20个 →2 | 400 | 400 | 0\n", " | →2 | | |\n"),
        says="D01 A1",
    ),
    "tasks off the total": case(
        "DEPARTMENT2021", (TASK, "粮食生产 | 稳定播种面积 →2 | 650 | 600 | 50"), says="D02 E8 1,050.00, D02 F8 1,000.00"
    ),
    "a task off its money": case(
        "DEPARTMENT2021",
        (TASK, "粮食生产 | 稳定播种面积 →2 | 600 | 500 | 50"),
        ("1000 | 950", "1000 | 900"),
        says="D03 E6 550.00",
    ),
    "a task without money": case(
        "DEPARTMENT2021",
        ("人居环境整治 | 整治村庄20个 →2 | 400 | 400 | 0", "人居环境整治 | 整治村庄20个 →2 | | |"),
        ("1000 | 950", "600 | 550"),
        says="D06 E7",
    ),
    "a task without content": case("DEPARTMENT2021", (TASK, "粮食生产 | →2 | 600 | 550 | 50"), says="D06 C6"),
    # sums of a list
    "a wrong sum above": case(
        "YTH2023", ("人民政府 | | 1,034,560.00", "人民政府 | | 1,034,000.00"), says=f"A14 C4 1,034,560.00, {OFF}"
    ),
    "a wrong sum below": case(
        "YTH2023",
        (
            "环境改善 | 定性 | 好 | | 30 | 正向指标",
            "环境改善 | 定性 | 好 | | 30 | 正向指标\n合计 | | 900,000.00 | | | | | | | | |",
        ),
        says=f"A14 C10 1,034,560.00, {OFF}",
    ),
    "sums of units and of all": case(
        "YTH2023",
        ("820001-青石镇机关 ↓2", "小计 | | 734,560.00 | | | | | | | | |\n820001-青石镇机关 ↓2"),
        (
            "环境改善 | 定性 | 好 | | 30 | 正向指标",
            "环境改善 | 定性 | 好 | | 30 | 正向指标\n合计 | | 1,034,560.00 | | | | | | | | |",
        ),
        says=OFF.replace("K8", "K9"),
    ),
    "a wrong sum of a unit": case(
        "YTH2023",
        ("820001-青石镇机关 ↓2", "小计 | | 734,561.00 | | | | | | | | |\n820001-青石镇机关 ↓2"),
        says=f"A14 C8 734,560.00, {OFF.replace('K8', 'K9')}",
    ),
    # levels
    "shifted by a level": case(
        "FP2018",
        ("产出指标 ↓3 | 数量指标 | ★硬化道路里程", "绩效指标 ↓3 | 产出指标 | 数量指标"),
        says="I15 C10",
    ),
    "cost under output since 2021": case(
        "MOF2021", ("成本指标 | 经济成本指标 | 单个", "产出指标 | 成本指标 | 单个"), says="I16 C10 成本指标"
    ),
    "cost under output before": case(
        "FP2018", ("时效指标 | 完工时间 →2 | 2020年11月底前", "成本指标 | 每公里成本 →2 | ≤25万元/公里")
    ),
}


def said(*texts: str, forms: KnownForms | None = None) -> list[tuple[str, str, str]]:
    book = (read(*texts, forms=forms) if forms else read(*texts)).book
    return [
        (finding.rule, finding.place.cell, finding.expected)
        for finding in sorted(check_book(book).findings, key=lambda finding: (finding.rule, finding.place))
        if finding.rule.startswith(FAMILIES)
    ]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_is_said_of_a_form(case: Case) -> None:
    text = LAYOUTS[case.form].text
    for old, new in case.changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    assert said(text) == list(case.findings)


@pytest.mark.parametrize("form", LAYOUTS)
def test_nothing_is_said_of_clean_content(form: str) -> None:
    expected = {
        "PROVINCE2023": [("I16", "C16", "成本指标")],
        "YTH2023": [("W01", "K5", USUAL), ("W01", "K8", USUAL)],  # 70 and 20, 60 and 30
    }
    assert said(LAYOUTS[form].text) == expected.get(form, [])


@pytest.mark.parametrize(
    ("totals", "cell"), [((100, 100, 100), "H17"), ((100, 100), ""), ((100, 98, 100), ""), ((98, 98, 98), "")]
)
def test_a_department_whose_projects_all_score_100(totals: tuple[int, ...], cell: str) -> None:
    full = LAYOUTS["SELF2020"].text.replace("4.8万人次 | 30 | 28 | 闭馆维修", "5万人次 | 30 | 30 | 无")
    sheets = [full.replace("100 | 98", "100 | 100") if total == 100 else LAYOUTS["SELF2020"].text for total in totals]
    assert [place for rule, place, _ in said(*sheets) if rule == "E13"] == [cell] * bool(cell)


PROJECT = LAYOUTS["MOF2021"].text.replace("中小学食堂改造", "粮食生产")


@pytest.mark.parametrize(
    ("budget", "findings"),
    [
        ("600", []),
        ("128.5", [("D04", "E6", "")]),
        ("1200", [("D04", "E6", "")]),  # the department's total is less than it, too, for the same cause
    ],
)
def test_tasks_against_the_projects_beside_them(budget: str, findings: list[tuple[str, str, str]]) -> None:
    project = PROJECT.replace("年度资金总额 | 128.5", f"年度资金总额 | {budget}")
    assert said(project, LAYOUTS["DEPARTMENT2021"].text) == findings


def test_projects_that_exceed_the_department() -> None:
    project = LAYOUTS["MOF2021"].text.replace("年度资金总额 | 128.5", "年度资金总额 | 1200")
    department = read(project, LAYOUTS["DEPARTMENT2021"].text).book
    (finding,) = [finding for finding in check_book(department).findings if finding.rule == "D05"]
    assert finding.message.zh == (
        "本工作簿 1 个项目的预算合计 12,000,000.00 元，大于部门整体绩效目标表的金额合计 10,000,000.00 元"
    )
    assert finding.related[0].sheet == "表1"


AREAS_FORM = """
id = "某市区域"
name = "某市转移支付区域绩效目标表"
purpose = "plan"
subject = "area"
framework = "2015"
titles = ["区域绩效目标表"]
[[sections]]
key = "identity"
fields = [{ key = "name", labels = ["转移支付名称"] }, { key = "department", labels = ["市级主管部门"] }]
[[sections]]
key = "funding"
fields = [{ key = "budget", labels = ["年度金额"] }]
[[sections]]
key = "indicators"
[[sections.tables]]
key = "indicators"
areas = true
columns = [
  { key = "level1", labels = ["一级指标"] }, { key = "level2", labels = ["二级指标"] },
  { key = "level3", labels = ["三级指标"] }, { key = "target", labels = ["全市"] },
]
"""
AREAS = """
某市转移支付区域绩效目标表 →6
转移支付名称 | 农村公路补助 →2 | 市级主管部门 | 示范市交通局 →2
年度金额（万元） | 850 →5
一级指标 | 二级指标 | 三级指标 | 全市 | 东县 | 西县
产出指标 | 数量指标 | {} | {} | {} | {}
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | ≥90% | ≥91%
"""


@pytest.mark.parametrize(
    ("name", "whole", "east", "west", "expected"),
    [
        ("新建公路里程", "≥30公里", "≥10公里", "≥20公里", None),
        ("新建公路里程", "≥30公里", "≥10公里", "≥15公里", "25公里"),
        ("新建公路里程", "≥30公里", "≥10公里", "≥20000米", None),
        ("新建公路里程", "≥30公里", "≥10公里", "≥15000米", "25公里"),
        ("新建公路里程", "≥30公里", "≥10公里", "≤15公里", None),  # another operator
        ("新建公路里程", "≥30公里", "≥10公里", "按计划", None),  # no number
        ("通村公路养护率", "≥90%", "≥90%", "≥95%", None),
        ("每公里补助标准", "≤10万元/公里", "≤10万元/公里", "≤12万元/公里", None),
        ("人均受益里程", "≥3公里", "≥3公里", "≥4公里", None),
        ("完工时间", "≤10个月", "≤8个月", "≤10个月", None),
    ],
)
def test_areas_against_the_whole(
    tmp_path: Path, name: str, whole: str, east: str, west: str, expected: str | None
) -> None:
    (tmp_path / "区域.toml").write_text(AREAS_FORM, encoding="utf-8")
    found = said(AREAS.format(name, whole, east, west), forms=KnownForms(folder=str(tmp_path)))
    assert found == ([("V14", "D5", expected)] if expected else [])


def test_every_rule_for_such_forms_is_in_the_table() -> None:
    special: list[Rule] = [rule for rule in RULES.values() if rule.id.startswith(FAMILIES) and rule.enabled]
    named = {finding[0] for case in CASES.values() for finding in case.findings} | {"D04", "D05", "E13", "E14", "V14"}
    assert {rule.id for rule in special} == named
