"""Every form that counties print is recognised among all of them, and read whole from its description."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest

from tests.forms.layouts import LAYOUTS, Layout, workbook
from xltools.form_identity import Capability
from xltools.forms.interpret import Interpretation, interpret
from xltools.forms.known import BUILT_IN, KnownForms
from xltools.forms.loading import built_in_forms
from xltools.model import DepartmentBook, Entry, Indicator, Severity, TargetSheet
from xltools.readers import read_content
from xltools.rules.catalogue import RULES
from xltools.rules.engine import check_book


def read(*texts: str, forms: KnownForms = BUILT_IN) -> Interpretation:
    file = read_content(workbook(*texts), ".xlsx", "a.xlsx").workbook
    assert file is not None
    return interpret(file.sheets, "a.xlsx", forms)


def amounts(sheet: TargetSheet) -> dict[str, object]:
    entries = {"fiscal": sheet.fiscal, "other": sheet.other, **sheet.amounts}
    if "budget" not in entries and sheet.budget not in entries.values():
        entries["budget"] = sheet.budget
    return {key: entry.value for key, entry in entries.items() if entry.value is not None}


def cell(row: Indicator, key: str) -> str:
    entry: Entry[object] = row.extras[key] if key in row.extras else getattr(row, key)
    return entry.text


@pytest.fixture(scope="module", params=LAYOUTS)
def layout(request: pytest.FixtureRequest) -> Layout:
    return LAYOUTS[request.param]


@pytest.fixture(scope="module")
def result(layout: Layout) -> Interpretation:
    return read(layout.text)


@pytest.fixture(scope="module")
def sheet(result: Interpretation) -> TargetSheet:
    return result.book.all_sheets[0]


def test_the_form_is_recognised(sheet: TargetSheet, layout: Layout) -> None:
    assert sheet.form.id == layout.form


def test_who_and_what(sheet: TargetSheet, layout: Layout) -> None:
    assert (sheet.name.value, sheet.unit_name, sheet.goal.entry.value) == (layout.name, layout.unit, layout.goal)


def test_every_amount_in_yuan(sheet: TargetSheet, layout: Layout) -> None:
    read_amounts = amounts(sheet)
    expected = layout.money
    assert read_amounts == expected


def test_every_indicator_and_every_column(sheet: TargetSheet, layout: Layout) -> None:
    assert len(sheet.indicators) == layout.indicators
    assert {key: cell(sheet.indicators[0], key) for key in layout.columns} == layout.columns


def test_clean_content_gives_no_finding(result: Interpretation) -> None:
    assert [(finding.rule, finding.place.cell, finding.message.zh) for finding in result.findings] == []


UNKNOWN = """
某县专项资金绩效自评表 →6
项目名称 | 农村道路 →2 | 主管部门 | 示范县交通运输局 →2
自评金额（万元） | 85 →5
一级指标 | 二级指标 | 三级指标 | 指标值 | 自评结果 | 自评得分
产出指标 | 数量指标 | 道路里程 | ≥3公里 | 3公里 | 50
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | 95% | 10
"""


def test_a_form_that_is_not_known_is_one_finding_and_nothing_is_read() -> None:
    result = read(UNKNOWN)
    assert [finding.rule for finding in result.findings] == ["R35"]
    message = result.findings[0].message.zh
    assert message == "像是某县专项资金绩效自评表，本县没有登记这种表式，没有读取，也没有汇总"
    assert "xltools forms learn" in result.findings[0].suggestion.zh
    assert result.book.all_sheets == ()


def test_every_form_in_one_book() -> None:
    result = read(*(layout.text for layout in LAYOUTS.values()))
    book = result.book
    plans = {sheet.form.id: sheet for sheet in book.sheets}
    assert set(plans) == set(LAYOUTS) - {"SELF2020", "SELF2022", "TRANSFER2021", "MONITOR2019", "DEPARTMENT2021"}
    assert [sheet.form.id for sheet in book.department_sheets] == ["DEPARTMENT2021"]
    assert {sheet.form.purpose.value for sheet in book.progress_sheets} == {"self-evaluation", "monitoring"}
    assert {key: sheet.budget.value for key, sheet in plans.items()} == {
        key: LAYOUTS[key].money["budget"] for key in plans if key != "YTH2023"
    } | {"YTH2023": 300000}


@pytest.mark.parametrize("other", ["SELF2020", "HB2021", "MOF2015"])
def test_two_forms_on_one_sheet(other: str) -> None:
    first, second = LAYOUTS["MOF2021"], LAYOUTS[other]
    result = read(f"{first.text}-\n-\n{second.text.lstrip()}")
    assert [(sheet.form.id, sheet.name.value) for sheet in result.book.all_sheets] == [
        (one.form, one.name) for one in (first, second)
    ]
    sheets = result.book.all_sheets
    assert [len(sheet.indicators) for sheet in sheets] == [first.indicators, second.indicators]
    assert {finding.rule for finding in result.findings} <= {"R29"}  # their units differ


def test_a_list_holds_every_project() -> None:
    sheets = read(LAYOUTS["YTH2023"].text).book.sheets
    assert [(sheet.name.value, sheet.budget.value, len(sheet.indicators)) for sheet in sheets] == [
        ("村组干部报酬", 734560, 3),
        ("集镇环卫", 300000, 2),
    ]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("集镇环卫 ↓2", "↓2", "C8（300,000.00）"),
        ("820001-青石镇机关 ↓2", "820001 | 设备购置 | 500,000.00 | | | | | | | | |\n820001 ↓2", "C8（500,000.00）"),
        ("820001-青石镇机关 ↓3", "820001 | 设备购置 | 500,000.00 | | | | | | | | |\n820001 ↓3", "C5（500,000.00）"),
        ("820001-青石镇机关 ↓2", "小计 | | 734,561.00 | | | | | | | | |\n820001 ↓2", None),
        ("820001-青石镇机关 ↓2", "820001 | 小计 | 734,561.00 | | | | | | | | |\n820001 ↓2", None),
    ],
    ids=["no name", "no indicators", "no indicators, first", "sum of a unit", "sum by its name"],
)
def test_an_amount_of_a_list_that_no_project_takes_is_an_error(old: str, new: str, found: str | None) -> None:
    result = read(LAYOUTS["YTH2023"].text.replace(old, new))
    named = [(finding.rule, finding.severity, finding.found) for finding in result.findings]
    assert named == ([("R23", Severity.ERROR, found)] if found else [])


@pytest.mark.parametrize("source", ["自筹资金", "东西部协作资金：", "镇级配套（含实物）"])
def test_money_of_a_source_that_the_form_lacks_is_named(source: str) -> None:
    text = (
        LAYOUTS["FP2018"]
        .text.replace("其他资金 | 5.6 →4", f"其他资金 | 5.6 →4\n{source} | 12 →4")
        .replace("↓3 |", "↓4 |", 1)
    )
    assert [(finding.rule, finding.found) for finding in read(text).findings] == [("R23", "C8（12）")]


def test_a_missing_column_of_a_matrix_is_named() -> None:
    [finding] = read(LAYOUTS["MONITOR2019"].text.replace("1—7月执行数", "5月执行数")).findings
    assert finding.message.zh == "没有找到“年度资金总额：1—7月执行数”这一栏"


def test_the_indicators_of_all_years_are_apart_from_those_of_the_year() -> None:
    sheet = read(LAYOUTS["MOF2015"].text).book.sheets[0]
    assert [row.level3.value for row in sheet.long_term] == ["道路总里程", "服务人口"]
    assert [row.level1.value for row in sheet.indicators][-1] == "满意度指标"
    assert sheet.indicators[2].level2.value == "生态效益指标"


def test_the_tasks_of_a_department() -> None:
    [sheet] = read(LAYOUTS["DEPARTMENT2021"].text).book.department_sheets
    assert [(task.name.value, task.budget.value, task.fiscal.value, task.other.value) for task in sheet.tasks] == [
        ("粮食生产", 6000000, 5500000, 500000),
        ("人居环境整治", 4000000, 4000000, 0),
    ]


def test_a_label_that_is_missing_is_one_finding() -> None:
    result = read(LAYOUTS["MOF2021"].text.replace("主管部门及代码 →2", "→2").replace("年度绩效目标 |", " |"))
    [finding] = result.findings
    assert finding.rule == "R02"
    assert finding.message.zh == "没有找到“主管部门及代码”“年度绩效目标”这一栏"


def blanked(sheet: TargetSheet) -> TargetSheet:
    """Return a sheet as it would be with all its cells left blank."""

    def blank(thing: object) -> object:
        if isinstance(thing, Entry):
            return Entry(thing.place)
        if type(thing) is tuple:
            return tuple(map(blank, thing))
        if isinstance(thing, dict):
            return {key: blank(one) for key, one in thing.items()}
        if is_dataclass(thing) and not isinstance(thing, type) and thing is not sheet.form:
            return replace(thing, **{item.name: blank(getattr(thing, item.name)) for item in fields(thing)})
        return thing

    result = blank(replace(sheet, unit_code="", unit_name=""))
    assert isinstance(result, TargetSheet)
    return result


@pytest.mark.parametrize("change", [lambda sheet: sheet, blanked], ids=["filled", "blank"])
def test_no_rule_speaks_of_a_field_that_the_form_has_not(
    layout: Layout, sheet: TargetSheet, change: Callable[[TargetSheet], TargetSheet]
) -> None:
    form = next(form for form in built_in_forms() if form.id == layout.form)
    one = replace(change(sheet), place=sheet.place._replace(file="a.xlsx"))
    book = DepartmentBook("a.xlsx", name=Entry(value="某局"), sheets=(one,))
    said = {finding.field for finding in check_book(book).findings} - {"", "name", "overall", "indicator"}
    assert said - form.keys == set()


def test_a_rule_needs_what_forms_can_have() -> None:
    needed = {capability for rule in RULES.values() for capability in rule.needs}
    assert needed >= {
        Capability.SPENDING_PLAN,
        Capability.BASIS,
        Capability.CODE,
        Capability.PURPOSE,
        Capability.WEIGHT,
    }
    ids = {rule.id for rule in RULES.values() if Capability.SPENDING_PLAN in rule.needs}
    assert ids == {f"P{number:02}" for number in range(1, 12)} | {"K22"}
    ran = check_book(read(LAYOUTS["FP2018"].text).book).rules_run
    assert not ids & set(ran)


def test_another_form_than_the_county_expects_is_read_and_said_once() -> None:
    texts = [LAYOUTS[form].text for form in ("MOF2021", "FP2018", "FP2018")]
    result = read(*texts, forms=KnownForms(expected=("MOF2021",)))
    assert [finding.rule for finding in result.findings if finding.rule != "R29"] == ["R36"]
    finding = next(finding for finding in result.findings if finding.rule == "R36")
    assert finding.place.sheet == "表2"
    assert "本县要求的是项目支出绩效目标表（2021 年指引，分值权重）" in finding.message.zh
    assert len(result.book.sheets) == 3


def test_a_county_form_of_its_own_is_recognised_and_read(tmp_path: Path) -> None:
    (tmp_path / "某县.toml").write_text(
        'id = "某县"\nname = "某县专项资金绩效自评表"\npurpose = "self-evaluation"\nsubject = "project"\n'
        'framework = "2021"\ntitles = ["专项资金绩效自评表"]\n'
        '[[sections]]\nkey = "identity"\nfields = [{ key = "name", labels = ["项目名称"] },'
        ' { key = "department", labels = ["主管部门"] }]\n'
        '[[sections]]\nkey = "funding"\nfields = [{ key = "budget", labels = ["自评金额"] }]\n'
        '[[sections]]\nkey = "indicators"\n[[sections.tables]]\nkey = "indicators"\ncolumns = ['
        '{ key = "level1", labels = ["一级指标"] }, { key = "level2", labels = ["二级指标"] },'
        '{ key = "level3", labels = ["三级指标"] }, { key = "target", labels = ["指标值"] },'
        '{ key = "actual", labels = ["自评结果"] }, { key = "score", labels = ["自评得分"] }]\n',
        encoding="utf-8",
    )
    result = read(UNKNOWN, forms=KnownForms(folder=str(tmp_path)))
    [sheet] = result.book.progress_sheets
    assert (sheet.form.id, sheet.name.value, sheet.budget.value) == ("某县", "农村道路", 850000)
    assert [(row.actual.text, row.score.value) for row in sheet.indicators] == [("3公里", 50), ("95%", 10)]
    assert result.findings == ()


@pytest.mark.parametrize("form", LAYOUTS)
def test_a_form_that_is_taken_out_is_read_right_by_another_or_not_at_all(form: str) -> None:
    layout = LAYOUTS[form]
    file = read_content(workbook(layout.text), ".xlsx", "a.xlsx").workbook
    assert file is not None
    twins = {"HB2021", "HB2020"} if form == "HB2021" else {form}
    result = interpret(file.sheets, "a.xlsx", [one for one in built_in_forms() if one.id not in twins])
    assert [sheet.budget.value for sheet in result.book.sheets] in ([], [layout.money.get("budget")])
    assert result.findings
