"""The sheets of monitoring and self-evaluation: every figure from the sheets, none of it in a sum of budgets."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.county.results import EVALUATED, MONITORED, TARGET, write_county
from tests.summary.summary_reader import Summary, summary
from xltools.county.data import CountyData, DepartmentEntry
from xltools.county.find import find_files
from xltools.county.gather import gather
from xltools.outputs.json_report import county_json
from xltools.rules.settings import Settings
from xltools.sheet_names import ATTAINMENT_SHEET, LIVES_SHEET, RANKING_SHEET

ROSTER = (
    DepartmentEntry("205", "示范县教育局"),
    DepartmentEntry("320", "示范县交通运输局"),
    DepartmentEntry("331", "示范县水利局"),
    DepartmentEntry("349", "示范县林业局"),
)


def of(text: str, code: str, name: str, *changes: tuple[str, str]) -> str:
    """A sheet of another department, changed."""
    for old, new in (("320-示范县交通运输局", f"{code}-{name}"), ("示范县交通运输局", name), *changes):
        assert old in text, old
        text = text.replace(old, new)
    return text


BEHIND = (("240 | 132 | 55%", "240 | 72 | 30%"), ("36条 | 36条 | 无", "20条 | 30条 | 停运"), ("城乡客运", "校车"))
POOR = (
    ("36条 | 30 | 30", "18条 | 30 | 10"),
    ("38万人次 | 30 | 28", "20万人次 | 30 | 5"),
    ("100 | 97.75", "100 | 54.75"),
    ("城乡客运", "渠道"),
)
FILES = {
    "320监控": MONITORED,
    "320自评": EVALUATED,
    "205监控": of(MONITORED, "205", "示范县教育局", *BEHIND),
    "331监控": of(MONITORED, "331", "示范县水利局", ("城乡客运", "渠道")),
    "331自评": of(EVALUATED, "331", "示范县水利局", *POOR),
}


@cache
def whole(*, targets: bool) -> tuple[CountyData, Summary]:
    """A county of three departments and one that sent nothing, with the target of one of them or without."""
    with TemporaryDirectory() as folder:
        files = {**FILES, **({"320目标": TARGET} if targets else {})}
        data = gather(find_files([write_county(Path(folder), files)]), jobs=1, roster=ROSTER)
        return data, summary(data)


@cache
def money_back() -> CountyData:
    """A county of two departments, one of which has got back more than it spent."""
    back = of(MONITORED, "331", "示范县水利局", ("城乡客运", "渠道"), ("240 | 132 | 55%", "240 | -12 | -5%"))
    with TemporaryDirectory() as folder:
        return gather(find_files([write_county(Path(folder), {"320监控": MONITORED, "331监控": back})]), jobs=1)


def rows(seen: Summary, sheet: str, key: str, *keys: str) -> list[tuple[Any, ...]]:
    table = [row for row in seen.table(sheet, key) if row[key] is not None and row.get("环节", "x")]
    return [tuple(row[one] for one in keys) for row in table if not str(row[keys[0]]).startswith(("注：", "　"))]


def test_each_project_says_what_was_spent_and_reached() -> None:
    _, seen = whole(targets=True)
    keys = ("部门", "环节", "预算执行/执行率", "预算执行/应达", "预算执行/差距\n（百分点）", "等级", "状态")
    counts = tuple(f"绩效指标/{word}" for word in ("完成", "未完成", "未填", "文字", "合计"))
    assert rows(seen, ATTAINMENT_SHEET, "项目名称", *keys, *counts) == [
        ("示范县教育局", "1—7月监控", 0.3, pytest.approx(7 / 12), -28.33, None, "滞后", 3, 1, 0, 0, 4),
        ("示范县交通运输局", "1—7月监控", 0.55, 0.6, -5, None, "正常", 4, 0, 0, 0, 4),
        ("示范县交通运输局", "全年自评", 0.975, 1, -2.5, "优", "关注", 2, 1, 0, 1, 4),
        ("示范县水利局", "1—7月监控", 0.55, pytest.approx(7 / 12), -3.33, None, "正常", 4, 0, 0, 0, 4),
        ("示范县水利局", "全年自评", 0.975, 1, -2.5, "差", "滞后", 1, 2, 0, 1, 4),
    ]


def test_departments_are_ranked_and_those_without_data_come_last() -> None:
    _, seen = whole(targets=True)
    keys = ("部门", "环节", "名次", "预算执行/执行数", "绩效指标/完成率", "自评\n平均分", "项目状态/滞后")
    assert rows(seen, RANKING_SHEET, "部门", *keys) == [
        ("全县", "1—7月监控", None, 3_360_000, 0.9167, None, 1),
        ("示范县交通运输局", "1—7月监控", 1, 1_320_000, 1, None, 0),
        ("示范县水利局", "1—7月监控", 1, 1_320_000, 1, None, 0),
        ("示范县教育局", "1—7月监控", 3, 720_000, 0.75, None, 1),
        ("示范县林业局", "1—7月监控", "—", 0, None, None, 0),
        ("全县", "全年自评", None, 4_680_000, 0.5, 76.25, 1),
        ("示范县交通运输局", "全年自评", 1, 2_340_000, 0.6667, 97.75, 0),
        ("示范县水利局", "全年自评", 2, 2_340_000, 0.3333, 54.75, 1),
        ("示范县教育局", "全年自评", "—", 0, None, None, 0),
        ("示范县林业局", "全年自评", "—", 0, None, None, 0),
    ]


@pytest.mark.parametrize("sheet", [ATTAINMENT_SHEET, RANKING_SHEET])
def test_figures_are_formulas(sheet: str) -> None:
    table = whole(targets=True)[1].table(sheet, "部门", formulas=True)
    live = {"部门执行排名": "预算执行/年度预算", "项目执行与完成情况": "状态"}[sheet]
    assert all(str(row[live]).startswith("=") for row in table if row["部门"])


def test_money_that_came_back_is_in_the_sums() -> None:
    ranked = rows(summary(money_back()), RANKING_SHEET, "部门", "部门", "预算执行/执行数")
    assert dict(ranked)["示范县水利局"] == -120_000
    assert dict(ranked)["全县"] == dict(ranked)["示范县交通运输局"] - 120_000


def test_charts_tell_what_they_show() -> None:
    book = whole(targets=True)[1].book
    charts = book[RANKING_SHEET]._charts
    assert len(charts) == 4
    drawing = whole(targets=True)[1].drawing_texts()
    assert any("部门预算执行率（1—7月监控）" in text and "示范县水利局：55.00%" in text for text in drawing)
    assert any("项目状态（全年自评，个）" in text and "滞后 1" in text for text in drawing)


def test_a_life_is_one_line() -> None:
    _, seen = whole(targets=True)
    keys = ("项目名称", "批复的目标/预算数", "监控/执行数", "监控/执行率", "自评/得分", "自评/等级", "对应")
    found = {row[0]: row[1:] for row in rows(seen, LIVES_SHEET, "项目名称", *keys)}
    assert found["2024年城乡客运补贴"] == (2_400_000, 1_320_000, 0.55, 97.75, "优", "按部门和名称")
    assert found["2024年校车补贴"] == (None, 720_000, 0.3, None, None, "没有对应的绩效目标表")


OVER = (("36条 | 30 | 30", "36条 | 30 | 32"), ("100 | 97.75", "100 | 101.8"))
UNDER = (("36条 | 30 | 30", "36条 | 30 | 32"), ("100 | 97.75", "100 | 99.75"))
UNSUMMED = (("100 | 97.75", "100 | 92.75"),)


@pytest.mark.parametrize(
    ("changes", "rules"), [(OVER, {"E01", "E02"}), (UNDER, {"E01"}), (UNSUMMED, {"E02"})], ids=["over", "under", "sum"]
)
def test_a_score_with_an_error_has_no_grade(
    changes: tuple[tuple[str, str], ...], rules: set[str], tmp_path: Path
) -> None:
    wrong = of(EVALUATED, "331", "示范县水利局", ("城乡客运", "渠道"), *changes)
    files = {"320目标": TARGET, "320自评": EVALUATED, "331自评": wrong}
    data = gather(find_files([write_county(tmp_path, files)]), jobs=1, roster=ROSTER)
    found = {finding.rule for finding in data.findings if finding.place.file.endswith("331自评.xlsx")}
    assert found >= rules
    seen = summary(data)
    assert rows(seen, ATTAINMENT_SHEET, "项目名称", "部门", "等级", "状态") == [
        ("示范县交通运输局", "优", "关注"),
        ("示范县水利局", "无效", "关注"),
    ]
    graded = dict(rows(seen, LIVES_SHEET, "项目名称", "项目名称", "自评/等级"))
    assert graded == {"2024年城乡客运补贴": "优", "2024年渠道补贴": "无效"}
    averages = dict(rows(seen, RANKING_SHEET, "部门", "部门", "自评\n平均分"))
    assert (averages["全县"], averages["示范县水利局"]) == (97.75, None), "no average has it"
    for sheet in (ATTAINMENT_SHEET, LIVES_SHEET):
        assert any("无效" in str(cell.value) and "E01" in str(cell.value) for row in seen.book[sheet] for cell in row)
    grades = {row["department_name"]: row["grade"] for row in county_json(data)["results"]}
    assert grades == {"示范县交通运输局": "优", "示范县水利局": "无效"}


def test_each_department_that_is_missing_stands_under_its_own_name() -> None:
    missing = [row for row in whole(targets=True)[1].table("问题清单", "规则") if row["规则"] == "C01"]
    names = ["示范县教育局", "示范县水利局", "示范县林业局"]
    assert [(row["部门"], row["项目"]) for row in missing] == [(name, name) for name in names]


def test_what_a_department_has_sent_is_said() -> None:
    told = {row["部门"]: (row["是否收到"], row["说明"]) for row in whole(targets=True)[1].table("催报表", "是否收到")}
    assert told["示范县教育局"] == ("只有监控自评", "只报了监控表、自评表，没有项目的绩效目标表，请催报")
    assert told["示范县交通运输局"][0] == "已收到"
    assert told["示范县林业局"] == ("未收到", "请催报")


def test_no_sum_of_budgets_has_any_of_it() -> None:
    seen = whole(targets=True)[1]
    total = seen.table("县级汇总表", "部门")
    amounts = [row["项目预算/合计"] for row in total if row["部门"] and isinstance(row["项目预算/合计"], int | float)]
    assert sum(amounts[:4]) == 240
    lights = [row["结果"] for row in seen.table("勾稽核对", "核对内容") if row["结果"]]
    assert set(lights) == {"通过"}


def test_a_county_of_results_shows_results(tmp_path: Path) -> None:
    data, seen = whole(targets=False)
    assert data.collects_results
    assert [entry.code for entry in data.missing] == ["349"], "results are what is collected"
    assert LIVES_SHEET not in seen.names
    hidden = {sheet.title for sheet in seen.book if sheet.sheet_state == "hidden"}
    assert {"项目明细", "指标明细", "支出进度"} <= hidden
    assert not hidden & {"县级汇总表", ATTAINMENT_SHEET, RANKING_SHEET, "问题清单", "催报表", "勾稽核对"}
    assert not seen.charts("部门项目预算")
    lights = [row["结果"] for row in seen.table("勾稽核对", "核对内容") if row["结果"]]
    assert set(lights) == {"通过"}


def test_without_results_there_are_no_such_sheets(tmp_path: Path) -> None:
    seen = summary(gather(find_files([write_county(tmp_path, {"a": TARGET})]), jobs=1))
    assert not {ATTAINMENT_SHEET, RANKING_SHEET, LIVES_SHEET} & set(seen.names)


@pytest.mark.parametrize(
    ("tolerance", "late", "standing"), [(10, 20, "滞后"), (10, 30, "关注"), (30, 40, "关注"), (2, 4, "滞后")]
)
def test_the_limits_are_settings(tmp_path: Path, tolerance: int, late: int, standing: str) -> None:
    settings = Settings(parameters={"E09": {"tolerance": Decimal(tolerance), "late": Decimal(late)}})
    folder = write_county(tmp_path, {"205监控": FILES["205监控"]})
    data = gather(find_files([folder]), jobs=1, settings=settings)
    assert [row.standing.value for file in data.accepted for row in file.progress] == [standing]


def test_the_json_has_it() -> None:
    document = county_json(whole(targets=True)[0])
    assert [(row["department_name"], row["purpose"], row["spent"], row["standing"]) for row in document["results"]] == [
        ("示范县教育局", "monitoring", "720000.00", "滞后"),
        ("示范县交通运输局", "monitoring", "1320000.00", "正常"),
        ("示范县交通运输局", "self-evaluation", "2340000.00", "关注"),
        ("示范县水利局", "monitoring", "1320000.00", "正常"),
        ("示范县水利局", "self-evaluation", "2340000.00", "滞后"),
    ]
    assert len(document["result_indicators"]) == 20
    lives = {row["name"]: row for row in document["project_lives"]}
    life = lives["2024年城乡客运补贴"]
    assert (life["budget"], life["monitored_spent"], life["evaluated_score"], life["link"]) == (
        "2400000.00",
        "1320000.00",
        "97.75",
        "name",
    )
    assert document["totals"]["project_budget"] == "2400000.00"
