"""Well-written forms of several trades give no findings, and one planted fault gives exactly its own."""

from __future__ import annotations

from functools import cache

import pytest

from tests.rules.cases import all_findings
from tests.rules.trades import TRADES
from xltools.messages.message import Example
from xltools.model import Finding, Severity
from xltools.rules.examples import CLEAN

FAULTS: list[tuple[Example, str]] = [
    (Example(code="空"), "B01"),
    (Example(code="0401-YXN-0001"), "B01"),
    (Example(code="999-0401-YXN-0001"), "B03"),
    (Example(unit="空"), "B04"),
    (Example(title="1、2020年招待费绩效目标表"), "B05"),
    (Example(name="关于下达{name}资金的通知"), "B06"),
    (Example(purpose="2019年{purpose}"), "B07"),
    (Example(purpose="按示财农[2019]15号，{purpose}"), "B08"),
    (Example(purpose="按示财农〔2019〕150号，{purpose}，见示财农〔2019〕50号"), "B09"),
    (Example(budget="空"), "A01"),
    (Example(budget="约120万"), "A01"),
    (Example(other="0.01"), "A02"),
    (Example(other="空"), "A03"),
    (Example(purpose="空"), "A04"),
    (Example(purpose="{name}"), "A05"),
    (Example(plan="空/空/空/空"), "P01"),
    (Example(plan="20/50/120/100"), "P02"),
    (Example(plan="0.2/0.5/0.8/1"), "P02"),
    (Example(plan="20/60/50/100"), "P03"),
    (Example(plan="20/50/80/95"), "P04"),
    (Example(plan="20/50/100/空"), "P05"),
    (Example(plan="空/50/80/100"), "P06"),
    (Example(plan="20/空/80/100"), "P07"),
    (Example(plan="30/30/20/20"), "P08"),
    (Example(goals="空"), "G01"),
    (Example(goals="1、保障工作正常开展\n2、保障圆满收官"), "G02"),
    (Example(sub_targets="1.{name}惠及7777户。"), "G03"),
    (Example(goals="1、惠及111户222人。", safeguards="惠及111户333人。"), "G04"),
    (Example(rows=[]), "I01"),
    (Example(level1="满意指标"), "I05"),
    (Example(level1="产出指标"), "I06"),
    (Example(row=["产出指标|数量指标|检查次数|全年检查的次数|≥4次|示办〔2019〕3号"] * 2), "I07"),
    (Example(row="产出指标|质量指标|破案率|破获的占立案的比例|≥80%|示公〔2019〕3号"), "I09"),
    (Example(row="产出指标|时效指标|专项资金到位率|到位资金占应到位资金的比例|=100%|示财〔2019〕3号"), "I10"),
    (Example(level3="××满意度"), "I11"),
    (Example(basis="空"), "T01"),
    (Example(basis="根据有关规定"), "T02"),
    (Example(safeguards="1.资金专款专用，按月拔付。"), "T03"),
    (Example(target="空"), "V01"),
    (Example(target="见合同"), "V01"),
    (Example(target="≥90%大于90%"), "V02"),
    (Example(target="≥90%不高于90%"), "V02"),
    (Example(target="≥90%不低于95%"), "V03"),
    (Example(target="≥90"), "V04"),
    (Example(target="≥190%"), "V05"),
    (Example(target=">100%"), "V06"),
    (Example(target="≤90%"), "V08"),
    (Example(target="≥50%", goals="1、全年开展检查4次。"), "V09"),
    (Example(target="≥90%满意度高"), "V10"),
    (Example(level3="群众满意度95%"), "V11"),
]


@cache
def clean_findings(trade: str) -> tuple[Finding, ...]:
    return all_findings(**TRADES[trade])


@pytest.mark.parametrize("trade", TRADES)
def test_a_careful_form_gives_no_error_and_no_warning(trade: str) -> None:
    findings = clean_findings(trade)
    assert [finding for finding in findings if finding.severity is not Severity.NOTE] == []
    assert len(findings) <= 1


@pytest.mark.parametrize("trade", TRADES)
@pytest.mark.parametrize(("fault", "rule"), [pytest.param(*pair, id=f"{pair[1]} {pair[0]}") for pair in FAULTS])
def test_one_fault_gives_one_finding(trade: str, fault: Example, rule: str) -> None:
    clean = {**CLEAN, **TRADES[trade]}
    changes = {key: value.format_map(clean) if isinstance(value, str) else value for key, value in fault.items()}
    form = {**TRADES[trade], **changes}
    before = {(finding.rule, finding.place) for finding in clean_findings(trade)}
    new = [
        finding
        for finding in all_findings(**form)
        if (finding.rule, finding.place) not in before or finding.rule == rule
    ]
    assert [finding.rule for finding in new] == [rule], [finding.message for finding in new]
