"""Taking a finding's advice mends it and brings no other finding; and all findings are written in one voice."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.rules.cases import all_findings
from xltools.messages.message import Example
from xltools.model import Finding, Severity
from xltools.rules.catalogue import RULES
from xltools.rules.rule import Rule
from xltools.rules.settings import Settings

OFFICE = {
    "name": "2020年机关运转经费",
    "purpose": "32名职工办公、差旅、水电",
    "goals": "1、保障32人全年办公，文件办结率98%。",
}
SATISFACTION = "满意度指标|服务对象满意度指标|受益群众满意度|受访群众中表示满意的占比|≥90%|2019年满意度调查"
BENEFIT = "效益指标|社会效益指标|受益人口|出行条件得到改善的人口|≥3200人|户籍人口统计"
QUANTITY = "产出指标|数量指标|道路硬化里程|完成硬化的长度|{}|{}"
NOT_NEEDED = "产出指标|{}指标|本项目不涉及|本项目不涉及此类产出|不适用|示交〔2019〕36号"

COSTS = "效益指标|经济效益指标|运输成本降低|每吨公里运输成本降低的比例|≥5%|示交〔2019〕36号"
WEIGHTED = [
    "产出指标（50分）|数量指标|道路硬化里程||≥12公里||50",
    "效益指标（30分）|社会效益指标|受益人口||≥3200人||30",
    "满意度指标（10分）|服务对象满意度指标|群众满意度||≥90%||10",
]

ADVICE: list[tuple[str, Example, Example]] = [
    ("A03", Example(other="空"), Example(other="0.00")),
    ("A03", Example(fiscal="1000000", other="空"), Example(fiscal="1000000", other="200000.00")),
    ("A02", Example(other="100000"), Example(other="0")),
    ("A05", Example(purpose="农村道路硬化项目"), Example(purpose="硬化李庄等4个村道路12公里，每公里补助10万元")),
    ("P01", Example(plan="空/空/空/空"), Example(plan="20/60/90/100")),
    ("P02", Example(plan="0.2/0.5/0.7/1"), Example(plan="20/50/70/100")),
    ("P04", Example(plan="20/50/80/90"), Example(plan="20/50/80/100")),
    ("P05", Example(plan="20/50/100/空"), Example(plan="20/50/100/100")),
    ("P06", Example(plan="空/100/100/100"), Example(plan="0/100/100/100")),
    ("P06", Example(plan="空/空/40/100"), Example(plan="0/0/40/100")),
    ("P06", Example(plan="空/空/空/100"), Example(plan="0/0/0/100")),
    ("P06", Example(plan="空/空/空/100", **OFFICE), Example(plan="0/0/0/100", **OFFICE)),
    ("P06", Example(plan="空/60/90/100", **OFFICE), Example(plan="0/60/90/100", **OFFICE)),
    ("P07", Example(plan="20/空/80/100"), Example(plan="20/20/80/100")),
    ("P08", Example(plan="20/30/20/30"), Example(plan="20/50/70/100")),
    ("P08", Example(plan="0/0/30/70"), Example(plan="0/0/30/100")),
    ("P09", Example(plan="10/25/50/100", **OFFICE), Example(plan="20/50/80/100", **OFFICE)),
    ("P10", Example(plan="20/100/100/100", **OFFICE), Example(plan="25/50/80/100", **OFFICE)),
    ("B04", Example(unit="空"), Example(unit="301001示范县交通运输局")),
    ("B05", Example(title="1、2020年招待费绩效目标表"), Example(title="1、2020年农村道路硬化项目绩效目标表")),
    ("B08", Example(purpose="按示财农[2019]15号硬化12公里"), Example(purpose="按示财农〔2019〕15号硬化12公里")),
    ("B10", Example(basis="示财〔2019〕号"), Example(basis="示财〔2019〕36号")),
    ("G02", Example(goals="1、做好道路硬化工作。"), Example(goals="1、2020年10月底前硬化道路12公里。")),
    (
        "I04",
        Example(rows=[QUANTITY.format("≥12公里", "计划"), BENEFIT]),
        Example(rows=[QUANTITY.format("≥12公里", "计划"), BENEFIT, SATISFACTION]),
    ),
    (
        "I03",
        Example(rows=[QUANTITY.format("≥12公里", "计划"), BENEFIT, SATISFACTION]),
        Example(
            rows=[
                QUANTITY.format("≥12公里", "计划"),
                *(NOT_NEEDED.format(level) for level in ("质量", "时效", "成本")),
                BENEFIT,
                SATISFACTION,
            ]
        ),
    ),
    ("I05", Example(pick="受益人口", level1="效益类指标"), Example(pick="受益人口", level1="效益指标")),
    (
        "I14",
        Example(description="受益群众满意度", level3="受益群众满意度"),
        Example(description="受访群众中表示满意的占比"),
    ),
    ("T01", Example(basis="空"), Example(basis="2019年满意度调查")),
    ("T02", Example(basis="领导要求"), Example(basis="示交〔2019〕36号")),
    (
        "T04",
        Example(basis="2019年调查结果为96%"),
        Example(target="≥96%", basis="2019年调查结果为96%", goals="1、硬化12公里。"),
    ),
    ("V01", Example(target="空"), Example(target="≥90%")),
    ("V01", Example(pick="道路设计使用年限", target="长期"), Example(pick="道路设计使用年限", target="≥10年")),
    (
        "V01",
        Example(pick="道路设计使用年限", target="明显改善"),
        Example(pick="道路设计使用年限", target="优/良/中/差"),
    ),
    ("V01", Example(pick="工程完工时间", target="及时"), Example(pick="工程完工时间", target="2020年10月底前")),
    ("V02", Example(target="≥90%大于90%"), Example(target="≥90%")),
    ("V03", Example(target="≥90%不低于95%"), Example(target="≥90%")),
    ("V04", Example(target="≥90"), Example(target="≥90%")),
    ("V04", Example(target="0.9"), Example(target="=90%")),
    ("V06", Example(pick="工程验收合格率", target=">100%"), Example(pick="工程验收合格率", target="=100%")),
    (
        "V08",
        Example(pick="每公里补助标准", target="≥10万元/公里"),
        Example(pick="每公里补助标准", target="≤10万元/公里"),
    ),
    ("V08", Example(target="≤90%"), Example(target="≥90%")),
    ("V09", Example(target="=100%", goals="1、硬化12公里。"), Example(target="≥99%", goals="1、硬化12公里。")),
    ("V10", Example(target="≥90%群众满意度"), Example(target="≥90%")),
    ("V12", Example(pick="受益人口", target="≥3200户"), Example(pick="受益人口", target="≥3200人")),
    ("C01", RULES["C01"].fires, Example(books=[Example()])),
    (
        "C03",
        RULES["C03"].fires,
        Example(
            books=[
                Example(code="301-0401-YXN-A2WI"),
                Example(
                    department_code="302",
                    department_name="示范县水利局",
                    unit="302001示范县水利局",
                    code="302-0401-YXN-A2WI",
                ),
            ]
        ),
    ),
    (
        "E03",
        RULES["E03"].fires,
        Example(
            form="SELF2020", spent="1100000.00", execution_rate="91.67%", execution_score="9.17", total_score="99.17"
        ),
    ),
    (
        "E13",
        RULES["E13"].fires,
        Example(
            sheets=[
                *[Example(form="SELF2020", total_score="100")] * 2,
                Example(
                    form="SELF2020", spent="1140000.00", execution_rate="95%", execution_score="9.5", total_score="99.5"
                ),
            ]
        ),
    ),
    (
        "I09",
        RULES["I09"].fires,
        Example(row="产出指标|成本指标|每公里硬化成本|总成本除以里程|≤10万元/公里|示交〔2019〕36号"),
    ),
    ("G05", RULES["G05"].fires, Example(overall="2020年硬化道路12公里，改善3200人出行条件。")),
    (
        "G06",
        RULES["G06"].fires,
        Example(
            sheets=[
                Example(),
                Example(
                    name="2020年县道绿化项目",
                    purpose="县道两侧栽植行道树5000株",
                    goals="1、2020年10月底前在县道两侧栽植行道树5000株。",
                ),
            ]
        ),
    ),
    ("I01", RULES["I01"].fires, Example()),
    ("I02", RULES["I02"].fires, Example(rows=[QUANTITY.format("≥12公里", "示交〔2019〕36号"), BENEFIT, SATISFACTION])),
    ("I12", RULES["I12"].fires, Example(rows=[QUANTITY.format("≥12公里", "示交〔2019〕36号"), BENEFIT, COSTS])),
    ("I15", RULES["I15"].fires, Example()),
    ("K08", RULES["K08"].fires, Example(goals="1、2020年10月31日前完成4个村12公里道路硬化。")),
    ("P03", RULES["P03"].fires, Example(plan="20/50/60/100")),
    ("W02", RULES["W02"].fires, Example(rows=WEIGHTED)),
]
"""Forms with a finding, and with its advice taken."""


def kinds(rule: str, **changes: object) -> set[tuple[str, str]]:
    settings = Settings(enabled={rule: True})
    return {(finding.rule, finding.place.cell) for finding in all_findings(settings, **changes)}


@pytest.mark.parametrize(
    ("rule", "before", "after"), [pytest.param(*case, id=f"{case[0]} {number}") for number, case in enumerate(ADVICE)]
)
def test_advice_that_is_taken_brings_nothing_new(rule: str, before: Example, after: Example) -> None:
    found = kinds(rule, **before)
    left = kinds(rule, **after)
    assert rule in {one for one, _ in found}
    assert rule not in {one for one, _ in left}
    assert left <= found


EXAMPLES = [pytest.param(rule, id=rule.id) for rule in RULES.values() if rule.check]
BY_EXAMPLE = [rule.id for rule in RULES.values() if rule.check and rule.id not in {one for one, _, _ in ADVICE}]
CONFIRMED = {"A07": ("A06", "C4")}
"""What a rule's advice leads to: a fund that was left out holds the project, which A06 asks to confirm."""


@pytest.mark.parametrize("rule", BY_EXAMPLE)
def test_a_form_that_is_clean_of_one_rule_has_nothing_new(rule: str) -> None:
    before, after = RULES[rule].fires, RULES[rule].clean
    assert kinds(rule, **after) - kinds(rule, **before) - {CONFIRMED.get(rule)} == set()


_ACCUSING = re.compile(r"编造|粘贴|弄虚作假|故意|偷|骗|虚报|乱填|抄袭")
_CUT_NUMBER = re.compile(r"…\d|\d…")
_BARE_AMOUNT = re.compile(r"(?<![\d,.])\d{5,}(?![\d,.]*\d?(?:号|-))(?=\.\d\d |元)")


def of_rule(rule: Rule) -> Iterator[Finding]:
    for finding in all_findings(**rule.fires):
        if finding.rule == rule.id:
            yield finding


@pytest.mark.parametrize("rule", EXAMPLES)
def test_one_voice(rule: Rule) -> None:
    for finding in of_rule(rule):
        message, advice = finding.message.zh, finding.suggestion.zh
        assert message, "what is wrong"
        assert advice, "what to do"
        assert "“”" not in message, "an empty quotation"
        assert not message.endswith("。")
        assert not advice.endswith("。")
        assert not _ACCUSING.search(message + advice)
        assert not _CUT_NUMBER.search(message)
        if finding.severity is Severity.NOTE:
            assert "应为" not in message + advice
            assert "必须" not in message + advice
        if re.search(r"预算|资金", message) and "指标值" not in message:
            assert not _BARE_AMOUNT.search(message), "amounts are written 1,300,000.00"
