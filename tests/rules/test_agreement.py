"""Family K over sixteen trades: what only looks like a contradiction is left alone, and a planted one is found once."""

from __future__ import annotations

import pytest

from tests.rules.agreement_cases import FORMS, Change, Form
from tests.rules.cases import all_findings
from xltools.rules.catalogue import RULES

OVERLAPPING = ("K", "G03", "G04", "A09")


def found(form: Form, *changes: Change) -> list[str]:
    findings = all_findings(**form.build(*changes))
    return [f"{one.rule} {one.message.zh}" for one in findings if one.rule.startswith(OVERLAPPING)]


RIGHT = [
    pytest.param(form, change, id=f"{trade}: {change[0]} {change[2] or change[1]}")
    for trade, form in FORMS.items()
    for change in (("goals", "", ""), *form.right)
]
WRONG = [
    pytest.param(form, rule, change, id=f"{trade}: {rule} {change[0]} {change[2]}")
    for trade, form in FORMS.items()
    for rule, change in form.wrong
]


@pytest.mark.parametrize(("form", "change"), RIGHT)
def test_what_agrees_is_left_alone(form: Form, change: Change) -> None:
    assert [one for one in found(form, change) if not one.startswith("G03")] == []


@pytest.mark.parametrize(("form", "rule", "change"), [case for case in WRONG if case.values[1] in RULES])
def test_a_contradiction_is_found_once(form: Form, rule: str, change: Change) -> None:
    before = found(form)
    findings = [one for one in found(form, change) if one not in before]
    assert [one.split()[0] for one in findings] == [rule], findings


def test_the_cases_are_many() -> None:
    assert len(FORMS) >= 15
    assert len(RIGHT) >= 100
    assert len(WRONG) >= 60
