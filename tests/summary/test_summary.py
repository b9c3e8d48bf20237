"""The county summary: every figure from the data, every total a formula, every row with the way back to its cell."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.county.counties import GENERATED, county, department_file, finding, indicator_row, sheet_row
from tests.summary.summary_reader import Summary, summary
from xltools.county.data import Containment, CountyData, CountyFile, DepartmentEntry, Fate
from xltools.derive import FUND_LEVELS, derive_fills
from xltools.model import Place, Severity, SheetKind
from xltools.rules.catalogue import RULES
from xltools.rules.examples import build_books
from xltools.rules.settings import read_settings
from xltools.sheet_names import (
    ATTAINMENT_SHEET,
    CHANGE_SUMS_SHEET,
    CHANGES_SHEET,
    DEPARTMENT_TARGETS_SHEET,
    DOUBTFUL_SHEET,
    LIVES_SHEET,
    ORIGINALS_SHEET,
    PAGES_SHEET,
    RANKING_SHEET,
    RUN_SHEET,
    UNMATCHED_SHEET,
)
from xltools.summary import table as table_module
from xltools.summary import write_summary
from xltools.summary.issues import FILLED
from xltools.summary.sheets import SHEETS as KEPT
from xltools.text import Text

SHEETS = [
    "封面说明",
    "县级汇总表",
    "项目明细",
    "专项资金明细",
    "指标明细",
    "支出进度",
    "问题清单",
    "部门问题统计",
    "指标雷同",
    "审核意见",
    "催报表",
    "文件清单",
    "勾稽核对",
    "部门勾稽",
    "规则",
]
WAN = Decimal(10000)


@cache
def whole() -> tuple[CountyData, Summary]:
    """青山县 and its summary, written and read once."""
    data = county()
    return data, summary(data)


def one_department(*sheets: Any, containments: tuple[Containment, ...] = (), **changes: Any) -> CountyData:
    """A county of one file with these sheets."""
    file = CountyFile(
        "报送/475.xlsx",
        Fate.ACCEPTED,
        department_code="475",
        department_name="扶贫开发办公室",
        sheets=sheets,
        **changes,
    )
    return CountyData("顺平县", 2020, (file,), (), containments, file.findings, GENERATED, "0.1.0")


def published() -> CountyData:
    """The published department: its five projects and two special funds with their amounts and plans."""

    def row(
        number: int, budget: str, level: str, plan: tuple[int | None, ...], kind: SheetKind = SheetKind.PROJECT
    ) -> Any:
        amount = Decimal(budget)
        shares = tuple(None if part is None else Decimal(part) for part in plan)
        planned = tuple(None if share is None else amount * share / 100 for share in shares)
        place = Place("报送/475.xlsx", f"{kind.value}{number}", 1, 1)
        money = {"budget": amount, "fiscal": amount, "other": None}
        return sheet_row(
            place, kind=kind, fund_level=level, name=f"{kind.value} {number}", shares=shares, planned=planned, **money
        )

    late = (0, 100, 100, 100)
    projects = (
        row(1, "1073060.00", "未注明", (20, 50, 70, 100)),
        row(2, "500000.00", "未注明", (20, 50, 70, 100)),
        row(3, "41770000.00", "中央", late),
        row(4, "40850000.00", "省", late),
        row(5, "1280000.00", "省", late),
    )
    funds = (
        row(1, "725000.00", "未注明", late, SheetKind.SPECIAL_FUND),
        row(2, "1573060.00", "未注明", (None,) * 4, SheetKind.SPECIAL_FUND),
    )
    pairs = (Containment(funds[0], ()), Containment(funds[1], projects[:2]))
    return one_department(*funds, *projects, containments=pairs)


# --- the workbook -----------------------------------------------------------------------------------------------------


def test_sheets_stand_in_their_order() -> None:
    assert whole()[1].names == SHEETS


def test_the_published_department_gives_its_sums() -> None:
    seen = summary(published())
    row = seen.table("县级汇总表", "部门")[0]
    assert {key: value for key, value in row.items() if value is not None} == {
        "序": 1,
        "部门编码": "475",
        "部门": "扶贫开发办公室",
        "项目数": 5,
        "专项数": 2,
        "项目预算/合计": 8547.306,
        "项目预算/财政资金": 8547.306,
        "项目预算/其他资金": 0,
        "按资金级次/中央": 4177,
        "按资金级次/省": 4213,
        "按资金级次/市": 0,
        "按资金级次/县": 0,
        "按资金级次/其他": 0,
        "按资金级次/未注明": 157.306,
        "专项资金/合计": 229.806,
        "专项资金/其中计入": 72.5,
        "去重后\n合计": 8619.806,
        "3月底计划/金额": 31.4612,
        "3月底计划/%": pytest.approx(314612 / 85473060),
        "6月底计划/金额": 8468.653,
        "6月底计划/%": pytest.approx(84686530 / 85473060),
        "10月底计划/金额": 8500.1142,
        "10月底计划/%": pytest.approx(85001142 / 85473060),
        "12月底计划/金额": 8547.306,
        "12月底计划/%": 1,
        "指标数": 0,
        "有满意\n度项目": 5,
        "问题数/错误": 0,
        "问题数/警告": 0,
        "问题数/提示": 0,
        "完整度": pytest.approx(0.964),
        "状态": "待审",
        "自动状态": "待审",
        "有支出计划的\n项目预算": 8547.306,
    }


def test_totals_of_the_county_are_the_sums_of_the_data() -> None:
    data, seen = whole()
    projects = [row for file in data.accepted for row in file.projects]
    funds = [row for file in data.accepted for row in file.special_funds]
    alone = sum((pair.fund.budget or 0 for pair in data.containments if pair.counted), Decimal(0))
    total = next(row for row in seen.table("县级汇总表", "部门") if row["部门"] == "合  计")
    budget = sum((row.budget or 0 for row in projects), Decimal(0))
    assert Decimal(str(total["项目预算/合计"])) == budget / WAN
    assert Decimal(str(total["去重后\n合计"])) == (budget + alone) / WAN
    assert Decimal(str(total["专项资金/合计"])) == sum((row.budget or 0 for row in funds), Decimal(0)) / WAN
    assert Decimal(str(total["专项资金/其中计入"])) == alone / WAN
    assert Decimal(str(total["12月底计划/金额"])) == sum((row.planned[3] or 0 for row in projects), Decimal(0)) / WAN
    assert (total["项目数"], total["专项数"]) == (len(projects), len(funds))
    assert total["指标数"] == sum(len(file.indicators) for file in data.accepted)
    for level in FUND_LEVELS:
        amount = sum((row.budget or 0 for row in projects if row.fund_level == level), Decimal(0))
        assert Decimal(str(total[f"按资金级次/{level}"])) == amount / WAN


@pytest.mark.parametrize(
    ("sheet", "row"),
    [("县级汇总表", 18), ("项目明细", 3), ("专项资金明细", 3), ("支出进度", 3), ("部门问题统计", 3)],
)
def test_every_total_is_a_formula(sheet: str, row: int) -> None:
    seen = whole()[1]
    values, formulas = seen.rows(sheet)[row - 1], seen.formulas(sheet)[row - 1]
    numbers = [formula for formula, value in zip(formulas, values, strict=True) if isinstance(value, int | float)]
    assert len(numbers) > 5
    assert all(str(formula).startswith("=") for formula in numbers)


def test_every_formula_has_a_stored_value() -> None:
    seen = whole()[1]
    for name in seen.names:
        values = seen.rows(name)
        for row in seen.book[name].iter_rows():
            for cell in row:
                if cell.data_type == "f" and '""' not in cell.value:
                    assert values[cell.row - 1][cell.column - 1] is not None, (name, cell.coordinate)


def test_the_same_county_gives_the_same_bytes() -> None:
    assert whole()[1].content == summary(county()).content


def test_a_summary_is_written_to_a_path_as_to_a_stream(tmp_path: Path) -> None:
    target = tmp_path / "汇总.xlsx"
    write_summary(county(), target, base=Path())
    assert target.read_bytes() == summary(county(), base=Path()).content


def test_progress_names_each_table() -> None:
    told: list[str] = []
    summary(county(), progress=told.append)
    assert [name for name in SHEETS[1:] if name not in told] == []


def test_every_sheet_is_set_up_for_print() -> None:
    seen = whole()[1]
    for page in seen.book.worksheets:
        setup = page.page_setup
        assert setup.orientation == "landscape"
        assert int(setup.paperSize) in {8, 9}
        assert "&P" in page.oddFooter.center.text
        assert page.print_area
    repeated = [page.title for page in seen.book.worksheets if page.print_title_rows]
    assert repeated == [name for name in SHEETS if name not in {"封面说明", "县级汇总表", "部门问题统计"}]


def test_lists_are_frozen_and_filtered() -> None:
    seen = whole()[1]
    for page in seen.book.worksheets[1:]:
        assert page.freeze_panes
        first, last = page.auto_filter.ref.split(":")
        assert page[first].row == int(re.sub(r"\D", "", page.freeze_panes)) - 1
        assert page[last].row <= page.max_row


# --- details ----------------------------------------------------------------------------------------------------------


def test_each_project_is_on_the_detail_sheet_in_yuan() -> None:
    data, seen = whole()
    rows = seen.table("项目明细", "项目名称")
    projects = [row for file in data.accepted for row in file.projects]
    assert [row["序"] for row in rows] == list(range(1, len(projects) + 1))
    for row, project in zip(rows, projects, strict=True):
        assert row["项目编码"] == project.code
        assert Decimal(str(row["资金/预算数"])) == project.budget
        assert row["绩效目标"] == project.goal
        shares = [row[f"累计支出计划/{period}"] for period in ("3月底", "6月底", "10月底", "12月底")]
        assert shares == [None if share is None else float(share / 100) for share in project.shares]
        marks = {name for name in ("数量", "质量", "时效", "成本", "满意度") if row[f"指标类别/{name}"] == "√"}
        assert marks == project.classes & {"数量", "质量", "时效", "成本", "满意度"}


def test_a_fund_is_the_parent_of_its_projects_and_is_not_counted_again() -> None:
    seen = summary(published())
    alone, parent, first, second = seen.table("专项资金明细", "专项资金名称")
    assert (alone["去重/计入合计"], alone["去重/计入金额"]) == ("是", 725000)
    assert (parent["去重/计入合计"], parent["去重/计入金额"]) == ("否", 0)
    assert (parent["对应项目/预算数"], parent["对应项目/差额"]) == (1573060, 0)
    assert [row["对应项目/项目名称"] for row in (first, second)] == ["└ project 1", "└ project 2"]
    assert [row["对应项目/预算数"] for row in (first, second)] == [1073060, 500000]
    assert [row["部门序"] for row in (first, second)] == [None, None]
    formula = seen.table("专项资金明细", "专项资金名称", formulas=True)[1]["对应项目/预算数"]
    assert formula == "=SUM('项目明细'!$I$6,'项目明细'!$I$7)"


def test_indicators_stand_with_their_parts_and_their_findings() -> None:
    data, seen = whole()
    rows = seen.table("指标明细", "三级指标")
    indicators = [row for file in data.accepted for row in file.indicators]
    assert [row["指标值/原文"] for row in rows] == [one.original for one in indicators]
    assert [row["指标值/数值"] for row in rows] == [one.number for one in indicators]
    marked = Counter((one.place.file, one.place.sheet, one.place.row) for one in data.findings)
    assert [row["问题"] or 0 for row in rows] == [
        marked[one.place.file, one.place.sheet, one.place.row] for one in indicators
    ]


def test_repeated_indicators_are_counted_by_sheets_and_departments() -> None:
    place = Place("报送/475.xlsx", "项目1", 1, 1)
    owners = [sheet_row(place._replace(sheet=f"项目{n}"), name=f"项目 {n}", code=str(n)) for n in range(4)]
    rows = [indicator_row(owner, owner.place._replace(row=20)) for owner in owners]
    rows[3] = rows[3]._replace(original="≥13公里")
    twice = [rows[0], rows[0]._replace(place=rows[0].place._replace(row=21))]  # twice on one sheet is not two sheets
    data = one_department(*owners, indicators=(*twice, *rows[1:]))
    [found] = summary(data).table("指标雷同", "三级指标")
    assert (found["出现\n项目数"], found["涉及\n部门数"], found["指标值"]) == (3, 1, "≥12公里")
    assert found["项目（部门）"] == "；".join(f"项目 {n}（扶贫开发办公室）" for n in range(3))


def test_spending_is_shown_against_the_schedule_with_subtotals() -> None:
    seen = summary(published())
    department, *projects = seen.table("支出进度", "预算数")
    assert (department["部门 / 项目"], department["预算数"]) == ("扶贫开发办公室", 85473060)
    june = "6月底（时序 50%）"
    assert department[f"{june}/累计金额"] == 84686530
    assert department[f"{june}/与时序差\n（百分点）"] == pytest.approx(49.0798)
    assert [row[f"{june}/与时序差\n（百分点）"] for row in projects] == [0, 0, 50, 50, 50]
    levels = [seen.row_settings("支出进度", row).get("outlineLevel") for row in (6, 7, 11)]
    assert levels == [None, "1", "1"]


# --- findings ---------------------------------------------------------------------------------------------------------


def test_the_issue_list_has_every_finding_errors_first() -> None:
    data, seen = whole()
    rows = [row for row in seen.table("问题清单", "规则") if row["级别"]]
    found = Counter(finding.severity for finding in data.findings)
    words = {"错误": Severity.ERROR, "警告": Severity.WARNING, "提示": Severity.NOTE}
    counted: Counter[Severity] = Counter()
    for row in rows:
        counted[words[row["级别"]]] += row["处数"] or 0
    assert counted == found
    heads = [row for row in rows if row["处数"]]
    order = [(words[row["级别"]].rank, row["部门序"] or 99) for row in heads]
    assert order == sorted(order)
    assert [row["序"] for row in heads] == list(range(1, len(heads) + 1))
    assert {row["部门处理"] for row in heads if row["级别"] == "错误"} == {"待改"}


def test_likes_are_one_line_with_all_cells_and_fold_out() -> None:
    place = Place("报送/475.xlsx", "项目1", 1, 1)
    vague = ("T02", Severity.WARNING, "basis", "", "依据笼统", "写明文件名")
    likes = tuple(finding(place._replace(row=row, column=8), "项目", vague) for row in (20, 21, 22))
    other = finding(place._replace(row=9, column=5), "项目")
    seen = summary(one_department(sheet_row(place), findings=(other, *likes)))
    rows = seen.table("问题清单", "规则")
    assert [(row["规则"], row["处数"], row["序"]) for row in rows] == [
        ("P03", 1, 1),
        ("T02", 3, 2),
        ("T02", None, None),
        ("T02", None, None),
        ("T02", None, None),
    ]
    assert rows[1]["位置（点击打开）"] == "475.xlsx 项目1!H20、H21、H22"
    assert rows[1]["问题"] == f"3 处{RULES['T02'].zh.title}"
    rows = [seen.row_settings("问题清单", row) for row in range(5, 10)]
    assert [(row.get("outlineLevel"), row.get("hidden"), row.get("collapsed")) for row in rows] == [
        (None, None, None),
        (None, None, "1"),
        *[("1", "1", None)] * 3,
    ]


def test_what_fills_mend_by_themselves_is_marked() -> None:
    for rule in FILLED:
        [book] = build_books(RULES[rule].fires)
        assert rule in {fill.rule for fill in derive_fills(book) if fill.automatic}
    marks = {row["规则"]: row["可自动\n填充"] for row in whole()[1].table("问题清单", "规则")}
    assert {rule for rule, mark in marks.items() if mark} == FILLED


def test_findings_count_on_the_form_they_stand_on() -> None:
    upper = sheet_row(Place("报送/475.xlsx", "表", 1, 1), name="上")
    lower = sheet_row(Place("报送/475.xlsx", "表", 40, 1), name="下")
    findings = tuple(finding(Place("报送/475.xlsx", "表", row, 3)) for row in (5, 45, 46))
    seen = summary(one_department(upper, lower, findings=findings))
    assert [row["问题/错误"] for row in seen.table("项目明细", "项目名称")] == [1, 2]
    summaries = [row["自动检查摘要"] for row in seen.table("审核意见", "自动检查摘要")]
    assert summaries == ["错误 1：P03", "错误 2：P03×2"]


def test_the_matrix_of_departments_and_rules_adds_up() -> None:
    data, seen = whole()
    rows = [row for row in seen.table("部门问题统计", "部门") if row["部门"] and row["部门"] != "部门"][:13]
    by_rule = Counter(one.rule for one in data.findings)
    for rule, count in by_rule.items():
        column = f"{rule}/{RULES[rule].zh.title}"
        assert sum(row[column] for row in rows) == count
    assert sum(row["问题数（处）/合计"] for row in rows) == len(data.findings)
    assert [row["部门"] for row in rows if row["F01/文件有打开密码"]] == ["自然资源和规划局"]


def with_nobodys() -> CountyData:
    """The published department, and a warning about a department that no file came from."""
    missing = finding(Place(""), "", ("C01", Severity.WARNING, "", "", "县委办公室（101）没有报送", "请催报"))
    mine = finding(Place("报送/475.xlsx", "project1", 9, 5))
    return replace(published(), findings=(mine, missing))


def test_findings_of_no_department_are_told_below_the_county_and_proved() -> None:
    seen = summary(with_nobodys())
    notes = [line for line in seen.lines("县级汇总表") if line.startswith("　　4.")]
    assert notes == ["　　4. 问题数不含不属于某个部门的问题（错误 0，警告 1，提示 0），这些问题列在“问题清单”。"]
    assert next(line for line in seen.lines("县级汇总表", formulas=True) if "4." in line).startswith("=")
    [proof] = [row for row in seen.table("勾稽核对", "核对内容") if "不属于部门" in str(row["核对内容"])]
    assert (proof["甲"], proof["乙"], proof["结果"]) == (2, 2, "通过")
    assert not [line for line in whole()[1].lines("县级汇总表") if line.startswith("　　4.")]


@pytest.mark.parametrize(("data", "charts"), [(with_nobodys(), 1), (published(), 0)], ids=["one department", "none"])
def test_the_chart_of_findings_has_departments_with_findings_only(data: CountyData, charts: int) -> None:
    found = summary(data).charts("问题最多的")
    assert ["".join(chart.itertext("{*}t")) for chart in found] == ["顺平县2020年问题最多的 1 个部门（处）处"] * charts


def test_labels_of_the_plan_keep_off_the_line_of_the_schedule() -> None:
    shares = tuple(map(Decimal, (19, 60, 85, 99)))  # 时序 25, 50, 83.33, 100: it runs close above the first only
    row = sheet_row(Place("报送/475.xlsx", "项目1", 1, 1), budget=Decimal(100), planned=shares, shares=shares)
    [chart] = summary(one_department(row)).charts("累计支出计划")
    labels = [[one.find(f"{{*}}{key}").get("val") for key in ("idx", "dLblPos")] for one in chart.iter("{*}dLbl")]
    assert labels == [["0", "b"]]


@pytest.mark.parametrize(("departments", "gap"), [(1, 500), (2, 400), (5, 100), (13, 60)])
def test_few_bars_stay_narrow(departments: int, gap: int) -> None:
    files = [department_file(f"报送/{code}.xlsx", str(code), f"部门{code}", 1) for code in range(departments)]
    data = CountyData("顺平县", 2020, tuple(files), (), (), (), GENERATED, "0.1.0")
    [chart] = summary(data).charts("部门项目预算")
    assert [one.get("val") for one in chart.iter("{*}gapWidth")] == [str(gap)]


def test_choices_are_offered_where_people_fill_in() -> None:
    seen = whole()[1]
    lists = {
        (page.title, rule.formula1) for page in seen.book.worksheets for rule in page.data_validations.dataValidation
    }
    assert lists == {
        ("县级汇总表", '"待报,待审,退回,已审"'),
        ("专项资金明细", '"是,否"'),
        ("问题清单", '"待改,已改,说明不改"'),
        ("问题清单", '"同意,不同意"'),
        ("问题清单", '"2020年度,本次"'),
        ("审核意见", '"通过,修改,退回"'),
        ("审核意见", '"优,良,中,差"'),
        ("文件清单", '"采用,不采用"'),
    }


def test_the_rule_sheet_shows_what_a_county_changed() -> None:
    settings = read_settings({"rules": {"P03": {"severity": "warning"}, "P09": {"enabled": False, "tolerance": 15}}})
    rows = {row["代码"]: row for row in summary(county(), settings=settings).table("规则", "规则")}
    assert len(rows) == len(RULES)
    assert (rows["P03"]["级别"], rows["P03"]["本县调整"]) == ("警告", "已调整")
    parameters = rows["P09"]["参数（括号内为设置文件用名）"]
    assert (rows["P09"]["启用"], "tolerance" in parameters, "15" in parameters) == ("否", True, True)
    assert (rows["A02"]["启用"], rows["A02"]["本县调整"]) == ("是", None)
    assert rows["P03"]["本次处数"] == sum(one.rule == "P03" for one in county().findings)


# --- files ------------------------------------------------------------------------------------------------------------


def test_every_department_has_its_line_and_every_file_its_fate() -> None:
    data, seen = whole()
    departments = seen.table("催报表", "是否收到")
    assert Counter(row["是否收到"] for row in departments) == {"已收到": 12, "读不了": 1}
    assert [row["重复报送"] for row in departments if row["部门编码"] == "236"] == [1]
    files = seen.table("文件清单", "处理结果")
    assert Counter(row["处理结果"] for row in files) == {"已汇总": 12, "被取代": 1, "未能读取": 1, "未采用": 2}
    assert [row["文件（点击打开）"] for row in files] == [file.path.removeprefix("报送/") for file in data.files]
    reasons = {row["处理结果"]: row["原因和处理办法"] for row in files}
    assert reasons["被取代"] == "同一部门有较新的文件 236农业农村局.xlsx"


@pytest.mark.parametrize(
    ("paths", "shown"),
    [
        (["报送/475.xlsx"], ["475.xlsx"]),
        (["报送/甲/475.xlsx", "报送/乙/475.xlsx"], ["甲/475.xlsx", "乙/475.xlsx"]),
        (["/a/报送/475.xlsx", "/a/报送2/475.xlsx"], ["报送/475.xlsx", "报送2/475.xlsx"]),
        (["/a/475.xlsx", "475.xlsx"], ["a/475.xlsx", "475.xlsx"]),
    ],
)
def test_files_are_shown_without_the_folder_that_all_lie_in(paths: list[str], shown: list[str]) -> None:
    files = tuple(CountyFile(path, Fate.IGNORED) for path in paths)
    rows = summary(replace(published(), files=files, containments=())).table("文件清单", "处理结果")
    assert [row["文件（点击打开）"] for row in rows] == shown


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("安河县林业局.xlsx", "349"),
        ("林业局（县委办公室收）.xlsx", "101"),  # the longest name
        ("349.xlsx", "349"),
        ("349001.xlsx", None),
        ("目标表.xlsx", None),
        ("35县教育局.xlsx", "35"),
    ],
)
def test_a_damaged_file_is_its_departments_by_the_files_name(name: str, code: str | None) -> None:
    roster = (DepartmentEntry("101", "县委办公室"), DepartmentEntry("349", "林业局"), DepartmentEntry("35", "教委"))
    problem = finding(Place(f"报送/{name}"), "", ("F03", Severity.ERROR, "", "", "文件损坏", "重报"))
    file = CountyFile(f"报送/{name}", Fate.REJECTED, Text("文件损坏", "it is damaged"), findings=(problem,))
    data = CountyData("安河县", 2020, (file,), roster, (), (problem,), GENERATED, "0.1.0")
    seen = summary(data)
    rows = {row["部门编码"]: row for row in seen.table("催报表", "是否收到")}
    sent = [rows.pop(code)] if code else []
    assert [(row["是否收到"], row["文件（点击打开）"], row["说明"]) for row in sent] == [
        ("读不了", name, f"收到 {name}，但读不了，请重报") for _ in sent
    ]
    assert {(row["是否收到"], row["说明"]) for row in rows.values()} == {("未收到", "请催报")}
    errors = {row["部门编码"]: row["问题数/错误"] for row in seen.table("县级汇总表", "部门")[:3]}
    assert errors == {entry.code: int(entry.code == code) for entry in roster}


def test_a_damaged_file_of_a_department_that_was_received_is_told_too() -> None:
    damaged = CountyFile("报送/475（补）.xlsx", Fate.REJECTED, Text("文件损坏", "it is damaged"))
    data = published()
    data = replace(data, files=(*data.files, damaged), roster=(DepartmentEntry("475", "扶贫开发办公室"),))
    [row] = summary(data).table("催报表", "是否收到")
    assert (row["是否收到"], row["文件（点击打开）"], row["说明"]) == ("已收到", "475.xlsx", "未能读取 475（补）.xlsx")


@pytest.mark.parametrize(
    ("roster", "county", "cover"),
    [
        ((), "已收到部门 1 个（没有提供应报名单）", "1 个（没有提供应报名单）"),
        (("475",), "应报部门 1 个，已收到 1 个", "1 / 1"),
        (("475", "101"), "应报部门 2 个，已收到 1 个", "1 / 2（未报 1）"),
        (("101",), "应报部门 1 个，已收到 0 个，另收到名单外部门 1 个", "0 / 1（未报 1，名单外 1）"),
    ],
)
def test_departments_are_counted_against_the_roster_only(roster: tuple[str, ...], county: str, cover: str) -> None:
    entries = tuple(DepartmentEntry(code, f"部门{code}") for code in roster)
    seen = summary(replace(published(), roster=entries))
    assert seen.lines("县级汇总表")[1] == county
    assert cover in {value for row in seen.rows("封面说明") for value in row}


def test_a_department_outside_the_roster_and_one_without_a_file() -> None:
    data = replace(published(), roster=(DepartmentEntry("101", "县委办公室"),))
    rows = summary(data).table("催报表", "是否收到")
    assert [(row["部门编码"], row["应报"], row["是否收到"]) for row in rows[:2]] == [
        ("101", "是", "未收到"),
        ("475", "名单外", "已收到"),
    ]
    states = [row["状态"] for row in summary(data).table("县级汇总表", "部门")[:2]]
    assert states == ["待报", "待审"]


def test_a_workbook_that_was_returned_says_what_has_been_mended() -> None:
    data = published()
    back = replace(data.files[0], returned=True, mended=7)
    assert summary(replace(data, files=(back,))).table("催报表", "是否收到")[0]["说明"] == "退回后重报，已改 7 处"


def test_a_roster_without_codes_goes_by_names() -> None:
    data = published()
    nameless = replace(data.files[0], department_code="")
    roster = (DepartmentEntry("", "扶贫开发办公室"), DepartmentEntry("", "县委办公室"))
    rows = summary(replace(data, files=(nameless,), roster=roster)).table("催报表", "是否收到")
    assert [(row["部门"], row["应报"], row["是否收到"]) for row in rows[:2]] == [
        ("县委办公室", "是", "未收到"),
        ("扶贫开发办公室", "是", "已收到"),
    ]


# --- proofs -----------------------------------------------------------------------------------------------------------


def test_all_lights_are_green_for_sound_data() -> None:
    seen = whole()[1]
    assert [row["结果"] for row in seen.table("勾稽核对", "核对内容")] == ["通过"] * 15
    assert [row["结果"] for row in seen.table("部门勾稽", "部门")] == ["通过"] * 13
    assert "通过" in {value for row in seen.rows("封面说明") for value in row}


def test_a_light_is_red_where_departments_money_does_not_add_up() -> None:
    place = Place("报送/475.xlsx", "项目1", 1, 1)
    data = one_department(sheet_row(place, budget=Decimal("100.00"), fiscal=Decimal("80.00"), other=Decimal("10.00")))
    seen = summary(data)
    red = {
        row["核对内容"]: row["差额（甲－乙）"] for row in seen.table("勾稽核对", "核对内容") if row["结果"] == "不通过"
    }
    assert red == {"预算数 ＝ 财政资金 ＋ 其他资金": 10}
    assert seen.table("部门勾稽", "部门")[0]["结果"] == "通过"
    assert "不通过" in {value for row in seen.rows("封面说明") for value in row}


@pytest.mark.parametrize(
    ("rules", "remark"),
    [
        ((), "不通过时，有部门填报的数不平、缺数或数读不出来"),
        (("T02",), "不通过时，有部门填报的数不平、缺数或数读不出来"),
        (("R03", "A02"), "不通过时，有部门填报的数不平、缺数或数读不出来；可查问题清单规则 A02、R03"),
    ],
)
def test_the_rules_named_for_money_that_does_not_add_up_are_those_that_fired(
    rules: tuple[str, ...], remark: str
) -> None:
    place = Place("报送/475.xlsx", "项目1", 1, 1)
    findings = tuple(finding(place, "", (rule, Severity.ERROR, "budget", "", "", "")) for rule in rules)
    rows = summary(one_department(sheet_row(place), findings=findings)).table("勾稽核对", "核对内容")
    assert rows[3]["说明"] == remark


def test_a_fund_of_another_amount_than_its_projects_is_seen() -> None:
    data = published()
    fund, projects = data.containments[1].fund, data.containments[1].projects
    dearer = fund._replace(budget=Decimal("1600000.00"))
    sheets = (dearer, *data.accepted[0].sheets[2:])
    seen = summary(one_department(*sheets, containments=(Containment(dearer, projects),)))
    red = {
        row["核对内容"]: row["差额（甲－乙）"] for row in seen.table("勾稽核对", "核对内容") if row["结果"] == "不通过"
    }
    assert red == {"已含于项目的专项 ＝ 其对应项目合计": 26940}
    assert seen.table("专项资金明细", "专项资金名称")[0]["对应项目/差额"] == 26940


# --- links, texts, sizes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "target"),
    [
        (None, "报送/475.xlsx"),
        (Path(), "报送/475.xlsx"),
        (Path("报送"), "475.xlsx"),
        (Path("汇总/2020"), "../../报送/475.xlsx"),
    ],
)
def test_links_lead_to_the_cell_from_where_the_summary_lies(base: Path | None, target: str) -> None:
    row = summary(published(), base=base).table("项目明细", "项目名称", formulas=True)[0]
    link = row["来源（点击打开）"]
    assert link == f'=HYPERLINK("{target}#\'project1\'!"&"C6","475.xlsx project1"&"!C6")'


EVIL = '=HYPERLINK("http://evil","点我")'


def test_no_text_of_a_workbook_becomes_a_formula_a_link_or_markup() -> None:
    place = Place(f"报送/{EVIL}.xlsx", EVIL, 1, 1)
    words = dict.fromkeys(
        ("code", "name", "purpose", "goal", "document_number", "unit_code", "unit_name", "fund_level"), EVIL
    )
    project = sheet_row(place, department_name=EVIL, **words)
    row = indicator_row(project, place._replace(row=20))
    texts = dict.fromkeys(
        ("level1", "level2", "level3", "description", "operator", "unit", "remark", "original", "basis"), EVIL
    )
    likes = [
        replace(finding(place, EVIL), message=Text(EVIL, EVIL), suggestion=Text(EVIL, EVIL), found=EVIL, field=EVIL)
        for _ in range(2)
    ]
    file = CountyFile(
        place.file,
        Fate.ACCEPTED,
        reason=Text(EVIL, EVIL),
        department_code=EVIL,
        department_name=EVIL,
        sheets=(project, project._replace(kind=SheetKind.SPECIAL_FUND, place=place._replace(sheet="专项"))),
        indicators=(row._replace(**texts),) * 3,
        findings=likes,
    )
    data = CountyData(EVIL, 2020, (file,), (DepartmentEntry("1", EVIL),), (), likes, GENERATED, "0.1.0")
    content = summary(data).content
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not [name for name in names if "external" in name.lower() or "vba" in name.lower()]
    formulas = []
    for name in names:
        root = etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(name))
        if name.endswith(".rels"):
            assert "External" not in {one.get("TargetMode") for one in root}
        formulas += [one.text or "" for one in root.iter("{*}f") if "worksheets" in name]
    # The text may stand in a formula only as a string of it, its quotes doubled.
    quoted = EVIL.replace('"', '""')
    assert all("http://evil" not in formula.replace(quoted, "") for formula in formulas)
    outside = [re.sub('"(?:[^"]|"")*"', "", formula) for formula in formulas]
    assert not [formula for formula in outside if "evil" in formula or formula.count("HYPERLINK") > 1]


@pytest.mark.parametrize(
    ("name", "department", "project"),
    [
        ("长" * 300, "长" * 39 + "…", "长" * 99 + "…"),
        ("长" * 40, "长" * 40, "长" * 40),
        ("换\n行\r\n和\t格", "换 行 和 格", "换 行 和 格"),
        ("林业局\u202e局业林\u202c\u2066教委\u2069", "林业局局业林教委", "林业局局业林教委"),
    ],
)
def test_names_are_shown_on_one_line_and_no_longer_than_fits(name: str, department: str, project: str) -> None:
    place = Place("报送/475.xlsx", "项目1", 1, 1)
    one = sheet_row(place, name=name)
    fund = sheet_row(place._replace(sheet="专项1"), kind=SheetKind.SPECIAL_FUND, name=name)
    data = one_department(
        one,
        fund,
        containments=(Containment(fund, (one,)),),
        indicators=(indicator_row(one, place._replace(row=20)),),
        findings=(finding(place, name),),
    )
    data = replace(data, files=(replace(data.files[0], department_name=name),), county=name)
    seen = summary(data)
    sheets = ["县级汇总表", "项目明细", "专项资金明细", "指标明细", "支出进度", "问题清单", "催报表", "文件清单"]
    for sheet in sheets:
        assert name == department or not [row for row in seen.rows(sheet) if name in row], sheet
    for sheet, key in (("县级汇总表", "部门"), ("问题清单", "部门"), ("催报表", "部门"), ("文件清单", "部门")):
        assert seen.table(sheet, key)[0]["部门"] == department
    for sheet, key in (("项目明细", "项目名称"), ("专项资金明细", "专项资金名称"), ("问题清单", "项目")):
        assert seen.table(sheet, key)[0][key] == project
    assert seen.table("指标明细", "三级指标")[0]["项目（专项）名称"] == project
    assert seen.table("部门勾稽", "部门")[0]["专项去重说明"] == f"{project} 含 {project}"
    assert data.files[0].sheets[0].name == name


def test_odd_characters_do_not_break_the_workbook() -> None:
    odd = "\x00\x0b<r>&\ud800\uffff]]>" + "长" * 40_000
    place = Place("报送/475.xlsx", "项\x01目'\"<&>", 1, 1)
    project = sheet_row(place, name=odd, goal=odd, purpose=odd, code=odd)
    seen = summary(one_department(project, findings=(finding(place, odd, found=odd, message=Text(odd, odd)),)))
    row = seen.table("项目明细", "项目名称")[0]
    assert row["绩效目标"].endswith("全文见原文件）")


@pytest.mark.parametrize("name", [EVIL, "=", "&P&D", "很长的名称" * 100, "换\n行", ""])
def test_whatever_the_county_is_called(name: str) -> None:
    seen = summary(replace(published(), county=name))
    chart = zipfile.ZipFile(io.BytesIO(seen.content)).read("xl/charts/chart1.xml").decode()
    assert "HYPERLINK" not in re.sub("<a:t>[^<]*</a:t>", "", chart)
    footer = seen.xml("县级汇总表").findtext(".//{*}oddFooter") or ""
    assert len(footer) < 255
    assert footer.replace("&&", "").count("&P") == 1


def test_numbers_beyond_all_sense_do_not_stop_the_summary() -> None:
    place = Place("报送/475.xlsx", "项目1", 1, 1)
    project = sheet_row(place, budget=Decimal("1E+40"), fiscal=Decimal("9E+300"))
    indicator = indicator_row(project, place._replace(row=20), number=Decimal("1E+9999"))
    seen = summary(one_department(project, indicators=(indicator,)))
    assert seen.table("项目明细", "项目名称")[0]["资金/预算数"] == 1e40
    assert seen.table("指标明细", "三级指标")[0]["指标值/数值"] == "1E+9999"


def test_blank_amounts_stay_blank_and_count_as_nothing() -> None:
    place = Place("报送/475.xlsx", "项目1", 1, 1)
    nothing = (None,) * 4
    blank = {"budget": None, "fiscal": None, "other": None, "plan": nothing, "shares": nothing, "planned": nothing}
    seen = summary(one_department(sheet_row(place, **blank)))
    row = seen.table("项目明细", "项目名称")[0]
    assert [row[f"资金/{key}"] for key in ("预算数", "财政资金", "其他资金")] == [None] * 3
    total = seen.table("县级汇总表", "部门")[0]
    assert (total["项目预算/合计"], total["12月底计划/%"]) == (0, None)


def test_a_county_of_nothing_but_rejected_files_can_be_written() -> None:
    file = CountyFile("报送/坏.xlsx", Fate.REJECTED, Text("打不开", "it is damaged"))
    data = CountyData("", None, (file,), (), (), (), datetime(2020, 1, 1, tzinfo=UTC), "0.1.0")
    seen = summary(data)
    assert seen.names == SHEETS
    assert [row["结果"] for row in seen.table("勾稽核对", "核对内容")] == ["通过"] * 15


def test_tables_without_rows_say_so() -> None:
    place = Place("报送/475.xlsx", "项目1", 1, 1)
    seen = summary(one_department(sheet_row(place)))
    assert seen.rows("专项资金明细")[5][0] == "本次没有专项资金"
    assert seen.rows("指标雷同")[3][0] == "本次没有雷同指标"


def test_tables_longer_than_a_sheet_go_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "MAX_ROWS", 60)
    file = department_file("报送/475.xlsx", "475", "扶贫开发办公室", 25)
    data = CountyData("顺平县", 2020, (file,), (), (), file.findings, GENERATED, "0.1.0")
    seen = summary(data)
    parts = [name for name in seen.names if name.startswith("指标明细")]
    assert parts == ["指标明细", "指标明细(2)", "指标明细(3)"]
    numbers = [row["序"] for name in parts for row in seen.table(name, "三级指标")]
    assert numbers == list(range(1, len(file.indicators) + 1))
    check = next(row for row in seen.table("勾稽核对", "核对内容", formulas=True) if "指标明细" in row["核对内容"])
    last = 4 + len(file.indicators) - 2 * (60 - 4)
    ranges = [f"COUNT('{name}'!$B$5:$B${end})" for name, end in zip(parts, (60, 60, last), strict=True)]
    assert check["甲"] == "=" + "+".join(ranges)


def test_a_long_list_keeps_to_one_line_per_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "MAX_WRAPPED_ROWS", 3)
    assert "ht" not in summary(published()).row_settings("项目明细", 8)
    monkeypatch.undo()
    assert "ht" in summary(published()).row_settings("项目明细", 8)


def test_every_sheet_has_one_record() -> None:
    names = [sheet.name for sheet in KEPT]
    assert names == [
        SHEETS[1],
        PAGES_SHEET,
        *SHEETS[2:4],
        DEPARTMENT_TARGETS_SHEET,
        DOUBTFUL_SHEET,
        *SHEETS[4:6],
        *(ATTAINMENT_SHEET, RANKING_SHEET, LIVES_SHEET, CHANGE_SUMS_SHEET, CHANGES_SHEET),
        *SHEETS[6:10],
        UNMATCHED_SHEET,
        *SHEETS[10:],
        RUN_SHEET,
        ORIGINALS_SHEET,
    ]
    assert len({sheet.description for sheet in KEPT}) == len(KEPT)
    assert all(set(sheet.inputs) <= set(sheet.read_again) for sheet in KEPT)


def test_the_cover_lists_the_sheets_with_their_descriptions() -> None:
    _, seen = whole()
    listed = [(row[1], row[2]) for row in seen.rows("封面说明") if len(row) > 2 and row[1] in SHEETS]
    assert listed == [(sheet.name, sheet.description) for sheet in KEPT if not sheet.optional]
