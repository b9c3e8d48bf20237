"""The money unit as people state it: in the head, behind a label, beside an amount, and in the middle of a list."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.forms.clean import CLEAN
from tests.forms.layouts import workbook
from tests.forms.test_layouts import read
from xltools.forms.interpret import Interpretation, interpret
from xltools.model import Severity
from xltools.readers import read_content


def changed(form: str, *changes: tuple[str, str]) -> Interpretation:
    text = CLEAN[form].text
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return read(text)


def budget(result: Interpretation) -> Decimal | None:
    return result.book.sheets[0].budget.value


HEADS = {
    "单位：万元": 10_000,
    "金额：万元": 10_000,
    "以万元为单位": 10_000,
    "本表金额均为万元": 10_000,
    "单位：人民币/万元": 10_000,
    "单位-万元": 10_000,
    "单位：万圆": 10_000,
    "單位：萬元": 10_000,
    "金额单位：10000元": 10_000,
    "单位：元、%": 1,
    "单位：千元（人民币）": 1000,
    "除注明外，单位：万元": 10_000,
    "单位：万元、人": 10_000,
    "单位：万": 10_000,
}


@pytest.mark.parametrize(("head", "factor"), HEADS.items())
def test_a_unit_in_the_head(head: str, factor: int) -> None:
    result = changed("HB2021", ("单位：元 →2", f"{head} →2"))
    assert (budget(result), result.findings) == (Decimal(1_200_000 * factor), ())


@pytest.mark.parametrize(
    "label", ["项目资金（万）", "项目资金（RMB万元）", "项目资金（万圆）", "项目资金/万元", "项目资金：万元"]
)
def test_a_unit_behind_the_label_of_the_money(label: str) -> None:
    result = changed("MOF2021", ("项目资金\\n（万元）", label))
    assert (budget(result), result.findings) == (Decimal(1_285_000), ())


UNCLEAR = [
    ("HB2021", "单位：元 →2", "单位：元/万元 →2", "H2"),
    ("HB2021", "单位：元 →2", "单位：元（□） 万元（□） →2", "H2"),
    ("HB2021", "单位：元 →2", "单位：元、万元 →2", "H2"),
    ("HB2021", "单位：元 →2", "单位：元，万元 →2", "H2"),
    ("HB2021", "单位：元 →2", "单位：元 万元 →2", "H2"),
    ("HB2021", "单位：元 →2", "单位：元或者万元 →2", "H2"),
    ("HB2021", "单位：元 →2", "单位：元和万元 →2", "H2"),
    ("MOF2021", "项目资金\\n（万元）", "项目资金（元/万元）", "A5"),
    ("MOF2021", "项目资金\\n（万元）", "项目资金（□元 ☑万元）", "A5"),
    ("MOF2021", "项目资金\\n（万元）", "项目资金（W元）", "A5"),
]


@pytest.mark.parametrize(("form", "old", "new", "cell"), UNCLEAR, ids=[new for _, _, new, _ in UNCLEAR])
def test_a_unit_that_is_not_certain_is_an_error_at_its_cell(form: str, old: str, new: str, cell: str) -> None:
    result = changed(form, (old, new))
    assert [(one.rule, one.severity, one.place.cell) for one in result.findings] == [("R12", Severity.ERROR, cell)]


def test_without_any_unit_the_finding_stands_at_the_amount() -> None:
    result = changed("MOF2021", ("项目资金\\n（万元）", "项目资金"))
    assert [(one.rule, one.severity, one.place.cell) for one in result.findings] == [("R12", Severity.NOTE, "D5")]


@pytest.mark.parametrize(
    "change",
    [
        ("年度资金总额 | 128.5 →4", "年度资金总额 | 1285 →2 | 千元 →2"),
        ("年度资金总额 | 128.5 →4", "年度资金总额（千元） | 1285 →4"),
    ],
)
def test_an_amount_in_another_unit_than_its_section(change: tuple[str, str]) -> None:
    result = changed("MOF2021", change)
    sheet = result.book.sheets[0]
    assert [sheet.budget.value, sheet.fiscal.value] == [Decimal(1_285_000), Decimal(1_200_000)]
    assert [(one.rule, one.place.cell) for one in result.findings] == [("R28", "D5")]


NO_UNIT = CLEAN["HB2020"].text.replace("单位：元 →2", " →2")
IN_WAN = CLEAN["MOF2021"].text.replace("（2024年度） →7", "（2024年度） →5 | 单位：万元 →2")


@pytest.mark.parametrize(
    ("texts", "names", "where"),
    [
        ((IN_WAN, NO_UNIT), ("项目1", "项目2"), "项目1 F2"),
        (("目录 | 项目\n单位：万元 |", NO_UNIT), ("目录", "项目2"), "目录 A2"),
        ((NO_UNIT,), ("项目（万元）",), "项目（万元）"),
        ((NO_UNIT + "-\n" * 9 + "注：金额单位为万元 →7",), ("项目1",), "项目1 A25"),
    ],
    ids=["another form", "another sheet", "the sheet's name", "far below"],
)
def test_a_form_without_a_unit_beside_one_in_wan(texts: tuple[str, ...], names: tuple[str, ...], where: str) -> None:
    file = read_content(workbook(*texts, names=names), ".xlsx", "a.xlsx").workbook
    assert file is not None
    (finding,) = (one for one in interpret(file.sheets, "a.xlsx").findings if one.rule == "R12")
    assert finding.severity is Severity.ERROR
    assert finding.message.zh.endswith(f"（{where}）")


def test_a_form_without_a_unit_beside_one_in_yuan_is_a_note() -> None:
    (finding,) = (one for one in read(CLEAN["HB2021"].text, NO_UNIT).findings if one.rule == "R12")
    assert finding.severity is Severity.NOTE


@pytest.mark.parametrize("name", ["单位养护成本（万元）", "单位万元GDP能耗"])
def test_an_indicator_states_no_unit_elsewhere(name: str) -> None:
    (finding,) = (one for one in read(NO_UNIT.replace("每公里养护成本", name)).findings if one.rule == "R12")
    assert finding.severity is Severity.NOTE


@pytest.mark.parametrize("county", ["元氏县", "元宝山区", "元江县", "元谋县", "元阳县"])
def test_the_first_character_of_a_county_is_no_unit(county: str) -> None:
    result = changed("HUNAN2023", ("填报单位：示范市城管局", f"填报单位：{county}城管局"), ("180万 ", "180 "))
    assert (budget(result), [one for one in result.findings if one.rule == "R12"]) == (Decimal(1_800_000), [])


def test_an_amount_in_digits_states_no_unit() -> None:
    result = changed(
        "MOF2021",
        ("年度资金总额 | 128.5 →4", "年度资金总额：10000元 →2 | →3"),
        ("其中：财政拨款 | 120 →4", "其中：财政拨款 | 0.6 →4"),
        ("其他资金 | 8.5 →4", "其他资金 | 0.4 →4"),
    )
    sheet = result.book.sheets[0]
    assert [entry.value for entry in (sheet.budget, sheet.fiscal, sheet.other)] == [10_000, 6_000, 4_000]


SECOND = """
部门预算项目绩效目标申报表 →12
金额单位：万元 →12
单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重
820001-青石镇机关 | 集镇环卫 | 30 | 集镇每日保洁 | 产出指标 | 数量指标 | 保洁面积 | ≥ | 12000 | 平方米 | 60
"""


def test_a_page_of_a_list_in_another_unit() -> None:
    sheets = read(CLEAN["YTH2023"].text.rstrip() + SECOND).book.sheets
    assert [sheet.budget.value for sheet in sheets] == [Decimal("734560"), Decimal(300_000)]


@pytest.mark.parametrize("name", ["单位养护成本（万元）", "单位万元GDP能耗"])
def test_an_indicator_changes_no_unit_of_a_list(name: str) -> None:
    indicator = f"\n | | | | | | {name} | ≤ | 0.5 | | "
    project = SECOND.rstrip().splitlines()[-1].replace("| 30 |", "| 300000 |")
    sheets = read(f"{CLEAN['YTH2023'].text.rstrip()}{indicator}\n{project}").book.sheets
    assert [sheet.budget.value for sheet in sheets] == [Decimal("734560"), Decimal(300_000)]
