"""No check gives the same message twice for one place, in examples, samples and a published text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.seed import seed
from tests.rules.cases import all_findings, duplicated_messages
from workbooks.build import HERE, SAMPLES
from xltools.department.read import read_book
from xltools.rules.catalogue import RULES
from xltools.rules.engine import check_book
from xltools.rules.rule import Rule
from xltools.rules.settings import Settings

EVERYTHING = Settings(enabled=dict.fromkeys((rule.id for rule in RULES.values() if rule.check), True))
EXAMPLES = [pytest.param(rule, id=rule.id) for rule in RULES.values() if rule.check]
WORKBOOKS = [pytest.param(path, id=path.name) for path in sorted((HERE / SAMPLES).iterdir())]


@pytest.mark.parametrize("rule", EXAMPLES)
def test_in_the_examples(rule: Rule) -> None:
    for example in (rule.fires, rule.clean):
        assert duplicated_messages(all_findings(EVERYTHING, **example)) == []


@pytest.mark.parametrize("path", WORKBOOKS)
def test_in_the_samples(path: Path) -> None:
    result = read_book(path)
    checked = check_book(result.book, EVERYTHING).findings if result.book else ()
    assert duplicated_messages((*result.findings, *checked)) == []


def test_in_the_published_text() -> None:
    assert duplicated_messages(check_book(seed(), EVERYTHING).findings) == []


def test_where_rows_carry_on_the_cells_above() -> None:
    rows = ["产出指标|数量指标|里程||≥12公里|计划", "|社会效益指标|甲||≥1人|统计", "||乙||≥2人|统计", "||丙||≥3人|统计"]
    findings = all_findings(EVERYTHING, rows=rows)
    (misplaced,) = (finding for finding in findings if finding.rule == "I06")
    assert [place.cell for place in misplaced.related] == ["A11"]
    assert duplicated_messages(findings) == []
