"""The figures of the summary: which rules explain a budget that is not the sum of its parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.county.test_gather import project, write
from tests.summary.summary_reader import summary
from xltools.county.gather import find_files, gather
from xltools.messages.reading import READING
from xltools.model import Severity
from xltools.summary.figures import MONEY_RULES


def test_every_error_of_reading_that_may_concern_an_amount_explains_a_gap() -> None:
    """Messages with the label of a field may be about an amount; only errors leave one out or alter it."""
    of_fields = {id for id, one in READING.items() if one.severity is Severity.ERROR and "{label}" in one.zh.message}
    # R44 is about all parts of a budget in a published text.
    assert of_fields | {"R44"} == {id for id in MONEY_RULES if id in READING}


@pytest.mark.parametrize(("budget", "rule"), [("约120万", "A01"), ("", "A01"), ("1,300,000.00", "A02")])
def test_the_proof_that_fails_names_the_rule(budget: str, rule: str, tmp_path: Path) -> None:
    write(tmp_path / "320.xlsx", project(budget=budget))
    rows = summary(gather(find_files([tmp_path]), jobs=1)).table("勾稽核对", "核对内容")
    (proof,) = [row for row in rows if row["核对内容"] == "预算数 ＝ 财政资金 ＋ 其他资金"]
    assert (proof["结果"], rule in str(proof["说明"])) == ("不通过", True)
