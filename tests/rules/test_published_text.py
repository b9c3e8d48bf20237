"""The published text of one county office, read line by line: what a careful reviewer marks in each table.

Each line is a cell, the rules that mark it (``!!`` 错误, ``!`` 警告, none 提示), and why. What is not listed is right.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from tests.fixtures.seed import seed
from xltools.model import Finding, Severity
from xltools.rules.engine import check_book

REVIEW: dict[str, str] = {
    "部门整体绩效目标": """
        B2 T03             an ASCII comma between Chinese words
        B3 G03! G03!       124户283人 and 9044户22461人 reach no indicator
        B4 T03             战略新型产业
    """,
    "专项1": """
        A2 B04             no unit: worth a note on a special fund
        E3 B06             项目…项目
        I4 A03             other money is blank: 0.00
        B7 P06             nothing planned before June: 0?
        E7 P05!            100 in June, then blank
        B8 G02!            goals without a number
        A11 I03!           no quantity, quality, time
        C11 I08!           the cost in 4 of 6 tables
        D11 I09!           public health in an interest subsidy
        E11 V04! V08! V10  ≥1600三保支出: no unit, a cost without a ceiling, words that do not belong
        I11 T02!
        C12 I08! I09!      the political line in 6 of 6 tables, and of another field
        E12 V07!!          不出现…, yet ≤1
        I12 T02!
        D13 T03            a full stop that the others do not have
        E13 V02! V04       ≥90大于90%
        I13 T02!
    """,
    "专项2": """
        A1 I01!!           no indicator, said once and not once more for each missing level
        A2 B04
        C4 A06!            1,573,060 = 1,073,060 + 500,000: two projects counted twice
        I4 A03
        B5 A04!!           no purpose
        B7 P01!!           no plan, said once and not for each period
        B8 G01!!           no goals
    """,
    "项目3": """
        I4 A03
        B5 A05 B07!!       2019年 in the year 2020, and no more than the name
        E7 P09             70 % by October
        B8 G02!
        A11 I03!
        C11 I10            money that arrives is no output
        E11 P11! V04 V10   ≥90, while the plan reaches 100
        I11 T02!
        C12 I09!
        E12 V07!!
        I12 T02!
        D13 T03
        E13 V02! V04
        I13 T02!
    """,
    "项目4": """
        I4 A03
        B5 A05             the purpose is the name again
        E7 P09
        B8 G02!
        A11 I03!
        D11 I09!
        E11 V04! V08! V10
        I11 T02!
        C12 I09!
        E12 V07!!
        I12 T02!
        D13 T03
        E13 V04 V10        ≥90群众满意度: the name again
        I13 T02!
    """,
    "项目5": """
        E3 A07 B06 B08     superior money without its fund; a notice for a name; [2019]
        I4 A03
        B5 A05
        B7 P06
        D7 P10             41.77 million of works spent by June
        E7 P05!
        B8 G02!
        A11 I03!
        C11 I10
        E11 V04            ≥100: no unit
        I11 T02!
        C12 I09!
        E12 V07!!
        I12 T02!
        D13 T03
        E13 V04 V10
        I13 T02!
    """,
    "项目6": """
        E3 B06 B08
        I4 A03
        B5 A05
        B7 P06
        D7 P10
        E7 P05!
        B8 G02!
        A11 I03! I04!!     no quantity, no quality; no satisfaction, which poverty relief requires
        D11 I09!
        E11 V04 V08!       ≥1600人均1600元: 元/人
        I11 T02!
        C12 I10
        E12 V04
        I12 T02!
        C13 I09!
        E13 V07!!
        I13 T02!
    """,
    "项目7": """
        E3 B06 B08 B08 B09!!   150号 and 50号
        I4 A03
        B5 A05
        B7 P06
        D7 P10
        E7 P05!
        B8 G02!
        A11 I03!
        D11 I09!
        E11 V04 V08!
        I11 T02!
        C12 I10
        E12 V04
        I12 T02!
        C13 I09!
        E13 V07!!
        I13 T02!
        D14 T03
        E14 V04 V10
        I14 T02!
    """,
}
MARKS = {Severity.ERROR: "!!", Severity.WARNING: "!", Severity.NOTE: ""}


@cache
def findings() -> tuple[Finding, ...]:
    return check_book(seed()).findings


def wanted(review: str) -> dict[str, list[str]]:
    """The rules by cell; the reason stands two blanks behind them."""
    lines = (line.strip().partition(" ") for line in review.strip().splitlines())
    return {cell: rest.split("  ")[0].split() for cell, _, rest in lines}


@pytest.mark.parametrize("sheet", REVIEW)
def test_what_a_reviewer_marks(sheet: str) -> None:
    marked: dict[str, list[str]] = defaultdict(list)
    for finding in findings():
        if finding.place.sheet == sheet:
            marked[finding.place.cell].append(finding.rule + MARKS[finding.severity])
    assert {cell: sorted(rules) for cell, rules in marked.items()} == wanted(REVIEW[sheet])


def test_every_finding_is_in_the_review() -> None:
    assert {finding.place.sheet for finding in findings()} == set(REVIEW)


@pytest.mark.parametrize(
    ("rule", "count"),
    [("V07", 6), ("T02", 19), ("I03", 6), ("I04", 1), ("P05", 4), ("P06", 4), ("A03", 7), ("A06", 1), ("T03", 7)],
)
def test_how_often(rule: str, count: int) -> None:
    assert sum(finding.rule == rule for finding in findings()) == count


@pytest.mark.parametrize("rule", ["A02", "B02", "B03", "B05", "G04", "I06", "I07", "I11", "P02", "P03", "P08", "V01"])
def test_what_is_right_is_left_alone(rule: str) -> None:
    """Amounts that add up, unique codes of the right department, titles like names, numbers that agree throughout."""
    assert [finding for finding in findings() if finding.rule == rule] == []
