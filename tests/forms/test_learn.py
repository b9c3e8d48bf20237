"""Forms are learnt from their blanks, recognised, and read like the built-in description of the same layout."""

from __future__ import annotations

import tomllib
from pathlib import Path
from statistics import median

import pytest

from tests.forms.blanks import FILLED
from tests.forms.layouts import LAYOUTS, workbook
from tests.forms.leave_one_out import UNMERGED, learnt, others, score
from tests.forms.test_layouts import amounts, cell, read
from xltools.form_identity import FormPurpose
from xltools.forms.interpret import interpret
from xltools.forms.known import KnownForms
from xltools.forms.learn import FORM_UNIT, LearntForm, learn_form
from xltools.forms.learn_toml import description_toml
from xltools.forms.learn_words import LabelPart, label_as_printed, meaning_words
from xltools.forms.loading import built_in_forms, read_form
from xltools.readers import read_content

UNIT_ANSWERS = {"SELF2022": {FORM_UNIT: "元"}}
"""What only the officer knows: the form prints no unit."""


@pytest.fixture(scope="module")
def forms() -> dict[str, LearntForm]:
    return {form: learnt(form) for form in LAYOUTS}


@pytest.mark.parametrize("form", LAYOUTS)
def test_a_learnt_form_is_recognised_and_read_like_the_built_in_one(form: str, forms: dict[str, LearntForm]) -> None:
    layout = LAYOUTS[form]
    description = read_form(
        tomllib.loads(description_toml(forms[form], "某县", UNIT_ANSWERS.get(form, {}), "空白表")), "某县.toml"
    )
    file = read_content(workbook(layout.text), ".xlsx", "a.xlsx").workbook
    assert file is not None
    result = interpret(file.sheets, "a.xlsx", (description, *others(form)))
    sheet = result.book.all_sheets[0]
    assert sheet.form.id == "某县"
    assert (sheet.name.value, sheet.unit_name, sheet.goal.entry.value) == (layout.name, layout.unit, layout.goal)
    assert amounts(sheet) == layout.money
    assert len(sheet.indicators) == layout.indicators
    assert {key: cell(sheet.indicators[0], key) for key in layout.columns} == layout.columns
    assert [finding.message.zh for finding in result.findings] == []


@pytest.mark.parametrize("form", LAYOUTS)
def test_a_county_form_wins_against_the_built_in_one_with_the_same_labels(
    form: str, forms: dict[str, LearntForm], tmp_path: Path
) -> None:
    (tmp_path / "某县.toml").write_text(description_toml(forms[form], "某县", {}, "空白表"), "utf-8")
    known = KnownForms(str(tmp_path), ("某县",))
    result = read(LAYOUTS[form].text, forms=known)
    assert {sheet.form.id for sheet in result.book.all_sheets} == {"某县"}
    assert "R36" not in {finding.rule for finding in result.findings}


@pytest.mark.parametrize("writer", ["openpyxl", UNMERGED])
def test_nine_of_ten_meanings_are_guessed_and_few_are_asked(writer: str) -> None:
    scores = [score(form, writer) for form in FILLED]
    assert sum(one.right for one in scores) >= 0.9 * sum(one.labels for one in scores)
    assert median(one.questions for one in scores) <= 5
    assert min(one.right / one.labels for one in scores) >= 0.75


OWN = """
某县2026年项目支出绩效目标表 →5
项目名称 | →4
项目承办科室 | | 单位 | →2
三重一大程序 | →4
资金来源 ↓2 | 年度总预算 | | 县级安排资金 | |
其他渠道资金 | →3
年度目标 | →4
一级指标 | 二级指标 | 三级指标 | 指标值 | 分值（100）
产出指标（60分） | 数量指标 | | |
效益指标（30分） | 服务对象满意度指标 | | |
填表说明 | →4
"""


def own(answers: dict[tuple[int, int], str] | None = None) -> LearntForm:
    file = read_content(workbook(OWN), ".xlsx", "空白.xlsx").workbook
    assert file is not None
    return learn_form(file.sheets[0], built_in_forms(), answers)


def test_what_is_not_known_is_asked_and_kept_as_a_text() -> None:
    form = own()
    assert [one.label.text for one in form.questions if not one.known] == ["三重一大程序"]
    description = read_form(tomllib.loads(description_toml(form, "某县", {}, "空白表")), "某县.toml")
    item = description.field("other_value_1")
    assert item is not None
    assert (item.optional, item.required) == (True, False)


def test_an_answer_settles_a_question() -> None:
    question = next(one for one in own().questions if not one.known)
    form = own({question.address: "procedure"})
    assert question.address not in [one.address for one in form.questions]
    assert 'key = "procedure"' in description_toml(form, "某县", {}, "空白表")


def test_levels_weights_and_what_ends_the_table() -> None:
    description = read_form(tomllib.loads(description_toml(own(), "某县", {}, "空白表")), "某县.toml")
    assert description.titles == ("项目支出绩效目标表",)
    assert description.levels.moved == {"服务对象满意度指标": "满意度指标"}
    assert description.weights.sums == (100,)
    assert description.weights.levels == {"产出": 60, "效益": 30}


def test_a_form_without_a_unit_asks_for_it() -> None:
    assert '# money_unit = "万元"' in description_toml(own(), "某县", {}, "空白表")
    assert '\nmoney_unit = "万元"' in description_toml(own(), "某县", {FORM_UNIT: "万元"}, "空白表")


UNSEEN = {
    "县级部门项目支出绩效目标申报表": (
        """
县级部门项目支出绩效目标申报表 →6
填报部门（盖章）： →3 | 填报日期： →3
项目名称 | →2 | 项目编号 | →2
项目类别 | □延续性 □一次性 →2 | 项目起止时间 | →2
项目负责人 | →2 | 联系电话 | →2
项目预算（万元） ↓3 | 项目预算总额 | | 当年预算安排 | →2
一般公共预算 | | 政府性基金 | →2
单位自筹资金 | | 其他 | →2
立项依据 | →5
项目主要内容 | →5
年度绩效目标 | →5
绩效指标 ↓3 | 一级指标 | 二级指标 | 指标内容 →2 | 目标值
产出指标 | 数量 | →2 |
满意度指标 | 服务对象满意度 | →2 |
主管部门审核意见 | →5
""",
        {
            *("reporting_unit", "filled_on", "name", "code", "type", "duration", "contact", "phone", "total", "budget"),
            *("fiscal", "own_money", "other", "grounds", "overview", "goals", "level1", "level2", "level3", "target"),
        },
        ["政府性基金"],
    ),
    "部门整体支出绩效自评表": (
        """
2025年度部门整体支出绩效自评表 →8
单位：万元 →8
部门名称 →2 | →6
预算执行情况 ↓4 →2 | 预算资金来源 | 年初预算数 | 调整预算数 | 全年执行数 | 分值 | 执行率
基本支出 | | | | |
项目支出 | | | | |
合计 | | | | |
年度总体目标 ↓2 | 年初设定目标 →4 | 全年完成情况 →3
→4 | →3
年度绩效指标完成情况 ↓2 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年完成值 | 权重 | 自评得分
产出指标 | 数量指标 | | | | |
自评结论 →2 | →6
""",
        {
            *("name", "all", "initial", "budget", "spent", "execution_weight", "execution_rate", "goals", "goals_done"),
            *("level1", "level2", "level3", "target", "actual", "weight", "score"),
        },
        ["基本支出", "项目支出"],
    ),
}


@pytest.mark.parametrize("title", UNSEEN)
def test_forms_that_no_description_is_of(title: str) -> None:
    text, keys, unknown = UNSEEN[title]
    file = read_content(workbook(text), ".xlsx", "空白.xlsx").workbook
    assert file is not None
    form = learn_form(file.sheets[0], built_in_forms())
    assert form.title == title
    assert {one.key for one in form.labels if one.known} - {"-"} == keys
    assert [one.label.text for one in form.questions] == unknown
    read_form(tomllib.loads(description_toml(form, "某县", {}, "空白表")), "某县.toml")


MATRIX = """
某县项目绩效目标表 →5
项目名称 | →4
项目资金（万元） ↓{rows} | 资金构成 | 年初预算数 | 全年执行数 | 执行率
{first} | | |
其他资金 | | |
{last}年度目标 | →4
一级指标 ↓2 | 二级指标 ↓2 | 三级指标 ↓2 | 完成情况 →2
指标值 | 实际完成值
产出指标 | 数量指标 | | |
"""


@pytest.mark.parametrize(
    ("rows", "first", "last", "keys"),
    [
        (3, "年度资金总额", "", ["all", "other"]),
        (4, "财政资金", "合计 | | |\n", ["all", "fiscal", "other"]),
        (3, "财政资金", "", ["all", "fiscal", "other"]),
    ],
    ids=["total first", "total last", "no total: it is not that of the first row"],
)
def test_the_total_of_a_matrix_is_never_one_of_its_parts(rows: int, first: str, last: str, keys: list[str]) -> None:
    file = read_content(workbook(MATRIX.format(rows=rows, first=first, last=last)), ".xlsx", "空白.xlsx").workbook
    assert file is not None
    form = learn_form(file.sheets[0], built_in_forms())
    description = read_form(tomllib.loads(description_toml(form, "某县", {}, "空白表")), "某县.toml")
    matrix = next(section.matrix for section in description.sections if section.matrix)
    assert [row.key for row in matrix.rows] == keys
    assert form.missing == (() if first != "财政资金" or last else ("budget",))


def test_a_head_above_other_heads_is_not_a_column() -> None:
    file = read_content(workbook(MATRIX.format(rows=3, first="总额", last="")), ".xlsx", "空白.xlsx").workbook
    assert file is not None
    form = learn_form(file.sheets[0], built_in_forms())
    description = read_form(tomllib.loads(description_toml(form, "某县", {}, "空白表")), "某县.toml")
    assert [column.key for column in description.table.columns] == ["level1", "level2", "level3", "target", "actual"]
    assert description.table.header_rows == 2


@pytest.mark.parametrize(
    ("text", "part", "key"),
    [
        ("其中：财政拨款（万元）", LabelPart.FIELD, "fiscal"),
        ("县级主管部门", LabelPart.FIELD, "department"),
        ("项目负责人及手机", LabelPart.FIELD, "contact"),
        ("省级财政补助", LabelPart.FIELD, "provincial"),
        ("项目起止年限", LabelPart.FIELD, "duration"),
        ("当年预算安排", LabelPart.FIELD, "budget"),
        ("项目预算总额", LabelPart.FIELD, "total"),
        ("一季度末", LabelPart.FIELD, "plan_03"),
        ("本年预算执行数", LabelPart.COLUMN, "spent"),
        ("县级配套资金", LabelPart.ROW, "county"),
        ("指标值来源", LabelPart.HEAD, "basis"),
        ("全年实际完成", LabelPart.HEAD, "actual"),
    ],
)
def test_meanings_of_labels_that_no_form_prints(text: str, part: LabelPart, key: str) -> None:
    assert meaning_words(built_in_forms()).meanings(text, part, FormPurpose.PLAN)[0].key == key


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("其中：财政拨款", "其中：财政拨款"),
        ("项目资金\n（万元）", "项目资金"),
        ("资金总额：", "资金总额"),
        ("分值权重（90）", "分值权重（90）"),
    ],
)
def test_labels_are_written_as_printed(text: str, label: str) -> None:
    assert label_as_printed(text) == label
