"""Well-written forms of several trades give nothing to mend, and one planted fault gives exactly its own finding."""

from __future__ import annotations

from functools import cache

import pytest

from tests.rules.cases import all_findings
from tests.rules.trades import TRADES
from xltools.model import Finding, Severity
from xltools.rules.examples import CLEAN
from xltools.rules.record import Example

FAULTS: list[tuple[Example, str]] = [
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
    (Example(plan="20/50/60/100"), "P09"),
    (Example(target="空"), "V01"),
    (Example(target="见合同"), "V01"),
    (Example(target="≥90%大于90%"), "V02"),
    (Example(target="≥90%不高于90%"), "V02"),
    (Example(target="≥90%不低于95%"), "V03"),
    (Example(target="≥90"), "V04"),
    (Example(target="≥190%"), "V05"),
    (Example(target=">100%"), "V06"),
    (Example(target="≤90%"), "V08"),
    (Example(target="≥50%"), "V09"),
    (Example(target="≥90%满意度高"), "V10"),
    (Example(level3="群众满意度95%"), "V11"),
]


@cache
def clean_findings(trade: str) -> tuple[Finding, ...]:
    return all_findings(**TRADES[trade])


@pytest.mark.parametrize("trade", TRADES)
def test_a_careful_form_gives_no_error_and_no_warning(trade: str) -> None:
    findings = clean_findings(trade)
    assert [one for one in findings if one.severity is not Severity.NOTE] == []
    assert len(findings) <= 1


@pytest.mark.parametrize("trade", TRADES)
@pytest.mark.parametrize(("fault", "rule"), [pytest.param(*pair, id=f"{pair[1]} {pair[0]}") for pair in FAULTS])
def test_one_fault_gives_one_finding(trade: str, fault: Example, rule: str) -> None:
    clean = {"name": CLEAN["name"], **TRADES[trade]}
    form = {**clean, **{key: value.format_map(clean) for key, value in fault.items()}}
    before = {(one.rule, one.place) for one in clean_findings(trade)}
    new = [one for one in all_findings(**form) if (one.rule, one.place) not in before or one.rule == rule]
    assert [one.rule for one in new] == [rule], [one.message for one in new]
