"""Further inputs of the kinds that people send: units, sums, dittos, lists, remarks in other words and other places.

A table: what differs from the clean form, and what is read of it: the amounts, the indicators, and the findings.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.fixtures.grids import PROJECT, grid
from tests.forms.clean import CLEAN
from tests.forms.test_layouts import read
from xltools.forms.interpret import interpret

LINES = PROJECT.strip("\n").splitlines()
NAMES = ["养护里程", "验收合格率", "完工时间", "受益人口", "群众满意度"]
SPLIT = ["养护里程", "养护面积", *NAMES[1:]]
NOTE = "\n{} | < | < | < | < | < | <"
FULL = ("1200000.00", "1000000.00", "200000.00")
SMALL = ("120.00", "100.00", "20.00")


class Case(NamedTuple):
    """A form, and what is read of it."""

    form: str
    amounts: tuple[str, str, str] = FULL
    names: list[str] = NAMES
    rules: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    """target, description and basis of the second indicator, as far as they matter"""


def changed(*pairs: tuple[str, str]) -> str:
    form = PROJECT
    for old, new in pairs:
        assert old in form
        form = form.replace(old, new, 1)
    return form


def amounts(budget: str, fiscal: str, other: str, *pairs: tuple[str, str]) -> str:
    return changed(
        ("预算数 | 1,200,000.00", f"预算数 | {budget}"),
        ("财政资金 | 1,000,000.00", f"财政资金 | {fiscal}"),
        ("其他资金 | 200,000.00", f"其他资金 | {other}"),
        *pairs,
    )


def with_row(after: int, row: str) -> str:
    return "\n".join([*LINES[:after], row, *LINES[after:]])


def two(name: str, target: str) -> str:
    return changed(("养护里程 |", f"{name} |"), ("≥32公里 |", f"{target} |"))


NO_UNIT = ("| 单位：元 | <", "")
WAN = ("120", "100", "20")
CASES = {
    # other units, and other places of the unit
    "千元": Case(amounts("1200", "1000", "200", ("单位：元", "单位：千元"))),
    "百元": Case(amounts("12000", "10000", "2000", ("单位：元", "单位：百元"))),
    "百万元": Case(amounts("1.2", "1", "0.2", ("单位：元", "单位：百万元"))),
    "亿元": Case(amounts("0.012", "0.01", "0.002", ("单位：元", "单位：亿元"))),
    "人民币万元": Case(amounts(*WAN, ("单位：元", "金额单位：人民币万元"))),
    "计量单位": Case(amounts(*WAN, ("单位：元", "计量单位：万元"))),
    "unit in the title": Case(amounts(*WAN, NO_UNIT, ("绩效目标表 |", "绩效目标表（单位：万元） |"))),
    "unit behind the department": Case(amounts(*WAN, NO_UNIT, ("交通运输局 |", "交通运输局（单位：万元） |"))),
    "unit in the section": Case(amounts(*WAN, NO_UNIT, ("资金用途 |", "资金用途（万元） |"))),
    "unit within the section": Case(amounts(*WAN, NO_UNIT, ("预算规模及资金用途 |", "预算规模（万元）及资金用途 |"))),
    "unit behind the whole, not behind its parts": Case(amounts(*WAN, NO_UNIT, ("预算数 |", "预算数（单位：万元） |"))),
    "unit without 元": Case(amounts(*WAN, ("单位：元", "单位：万"))),
    "RMB": Case(amounts(*WAN, ("单位：元", "单位：RMB万元"))),
    "仟元": Case(amounts("1200", "1000", "200", ("单位：元", "单位：仟元"))),
    "unit in the title, another below it": Case(
        amounts(*WAN, ("绩效目标表 |", "绩效目标表（单位：元） |"), ("单位：元 | <", "单位：万元 | <")), rules=("R28",)
    ),
    "unit in a cell of its own": Case(amounts(*WAN, ("单位：元", "单位： | 万元"))),
    "unit below the table": Case(amounts(*WAN, NO_UNIT) + NOTE.format("注：本表金额单位为万元")),
    "另一种写法 below": Case(amounts(*WAN, NO_UNIT) + NOTE.format("注：以上金额单位均为万元")),
    "千元 behind a label": Case(
        amounts("1200", "1,000,000", "200,000", ("预算数 |", "预算数（千元） |")), rules=("R28",)
    ),
    "units behind the amounts": Case(amounts("0.012亿元", "1000千元", "20万元")),
    "below, against the heading": Case(amounts(*WAN) + NOTE.format("注：以上金额单位均为万元"), SMALL, rules=("R28",)),
    "below, as the heading": Case(PROJECT + NOTE.format("注：以上金额单位均为元。")),
    # amounts
    "￥": Case(amounts("￥1,200,000.00", "¥1000000", "￥200,000")),
    "numerals": Case(amounts("壹佰贰拾万元整", "壹佰万元整", "贰拾万元整")),
    "full width": Case(amounts("１２０００００", "１００００００", "２０００００")),
    "one label with its amount": Case(changed(("预算数 | 1,200,000.00", "预算数：1,200,000.00 | <"))),
    **{
        f"nothing: {word}": Case(amounts("1000000", "1000000", word), ("1000000.00", "1000000.00", "0.00"))
        for word in ("无", "暂无", "没有", "不涉及", "——", "0元")
    },
    # lines of sums
    **{
        f"sums: {line}": Case(with_row(row, line))
        for row, line in (
            (14, "合计 | | | | 5项 | | "),
            (14, "总计 | | | | ≥5 | | "),
            (14, "合计（项） | | | | 5 | | "),
            (14, "指标合计 | | | | 5个 | | "),
            (14, " | 合计 | | | 5项 | | "),
            (12, "产出指标小计 | | | | 3项 | | "),
            (10, "产出指标 | 小计 | | | 32 | | "),
            (12, " | | 合计 | | 3 | | "),
        )
    },
    "an indicator that sums up": Case(
        with_row(10, "^ | 数量指标 | 培训人次合计 | 全年 | ≥500人次 | 计划 | "),
        names=[NAMES[0], "培训人次合计", *NAMES[1:]],
    ),
    # dittos
    **{
        f"ditto: {word}": Case(changed(("公路养护规范", word)), texts=("2020年养护计划",))
        for word in ("同上", "同 上", "（同上）", "同上。", "同前", "见上", "″", '"', '-"-')
    },
    "ditto in description": Case(changed(("一次验收合格的比例", "〃")), texts=("全年养护的村道里程",)),
    "ditto in target": Case(changed(("=100%", "同上")), texts=("≥32公里",)),
    # merged over rows
    "merged target": Case(changed(("=100% |", "^ |")), rules=("R07",), texts=("≥32公里",)),
    "merged basis": Case(changed(("公路养护规范", "^")), texts=("2020年养护计划",)),
    "merged description": Case(changed(("一次验收合格的比例", "^")), texts=("全年养护的村道里程",)),
    # several indicators in a row
    **{
        f"two: {name}": Case(two(name, target), names=SPLIT, rules=("R22",))
        for name, target in (
            ("养护里程；养护面积", "≥32公里；≥5亩"),
            ("养护里程/养护面积", "≥32公里/≥5亩"),
            ("养护里程、养护面积", "≥32公里、≥5亩"),
            ("养护里程，养护面积", "≥32公里，≤5亩"),
            ("养护里程 养护面积", "≥32公里 ≥5亩"),
            ("①养护里程②养护面积", "①≥32公里②≥5亩"),
            ("（1）养护里程（2）养护面积", "（1）≥32公里（2）≥5亩"),
        )
    },
    "two names, one value": Case(two("养护、维修里程", "≥32公里"), names=["养护、维修里程", *NAMES[1:]]),
    "a unit with a stroke": Case(two("补助/奖励标准", "≥32元/人"), names=["补助/奖励标准", *NAMES[1:]]),
    "numbered names, one value": Case(
        two("①养护里程②养护面积", "≥32公里"), names=["①养护里程②养护面积", *NAMES[1:]], rules=("R25",)
    ),
    # a second row of amounts, which falls among the cells of the purpose
    **{
        f"more amounts: {label}": Case(with_row(4, f"^ | {label} | 900,000 | {part} | 900,000"), rules=("R32",))
        for label, part in (("调整后预算数", "财政资金"), ("中央资金", "省级资金"), ("合计", "县级资金"))
    },
    # remarks below
    "a remark right below": Case(PROJECT + "\n另有上级资金50万元未列入本表", rules=("R23",)),
    "a remark below blank rows": Case(PROJECT + "\n\n\n另有上级资金50万元未列入本表", rules=("R23",)),
    "a note": Case(PROJECT + NOTE.format("注：按附件口径填报")),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_is_read(case: Case) -> None:
    result = interpret([grid(case.form)], "部门.xlsx")
    (sheet,) = result.book.sheets
    assert tuple(str(entry.value) for entry in (sheet.budget, sheet.fiscal, sheet.other)) == case.amounts
    assert [row.level3.text for row in sheet.indicators] == case.names
    assert tuple(finding.rule for finding in result.findings) == case.rules
    second = sheet.indicators[1]
    assert set(case.texts) <= {second.target.text, second.description.text, second.basis.text}


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        *(("≥", "≥80"), ("=>", "≥80"), ("⩾", "≥80"), ("大于等于", "≥80"), ("不小于", "≥80"), ("小于", "<80")),
        *(("等于", "=80"), ("定性", "80"), ("", "80")),
    ],
)
def test_an_operator_in_its_own_column(typed: str, target: str) -> None:
    text = CLEAN["NEIMENG2021"].text.replace("| ≥ | 80 | 户 |", f"| {typed} | 80 | 户 |")
    (sheet,) = read(text).book.sheets
    assert sheet.indicators[4].target.text == target
