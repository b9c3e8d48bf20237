"""A02 on every form: the total is the sum of its sources, in each column that the form has."""

from __future__ import annotations

import pytest

from tests.forms.clean import CLEAN
from tests.forms.test_layouts import read
from xltools.rules.engine import check_book


def fired(form: str, old: str, new: str) -> list[tuple[str, str]]:
    text = CLEAN[form].text
    assert old in text
    report = check_book(read(text.replace(old, new)).book)
    return [(one.place.cell, one.message.zh) for one in report.findings if one.rule == "A02"]


@pytest.mark.parametrize(
    ("form", "old", "new", "cell"),
    [
        ("MOF2021", "其中：财政拨款 | 120 →4", "其中：财政拨款 | 12 →4", "D5"),
        ("MOF2021", "年度资金总额 | 128.5 →4", "年度资金总额 | 1285 →4", "D5"),
        ("MOF2015", "自有资金： | 0 →4", "自有资金： | 10 →4", "C8"),
        ("FP2018", "其他资金 | 5.6 →4", "其他资金 | 56 →4", "C5"),
        ("SELF2020", "其中：本年财政拨款 | 60 | 85 |", "其中：本年财政拨款 | 60 | 80 |", "E6"),
        ("SELF2020", "上年结转资金 | 0 | 5 | 5 |", "上年结转资金 | 0 | 5 | 50 |", "F6"),
        ("SELF2022", "其中：财政资金 | 198.5 |", "其中：财政资金 | 1985 |", "C9"),
        ("MONITOR2019", "其他资金 | 0 | 0 | — | 0 →3", "其他资金 | 0 | 0 | — | 24 →3", "G6"),
    ],
)
def test_a_total_that_is_not_the_sum(form: str, old: str, new: str, cell: str) -> None:
    assert [at for at, _ in fired(form, old, new)] == [cell]


def test_a_blank_source_does_not_take_up_what_others_lack() -> None:
    text = CLEAN["MOF2015"].text
    for old, new in (("自有资金： | 0 →4", "自有资金： | →4"), ("69.25", "49.25")):
        assert old in text
        text = text.replace(old, new)
    report = check_book(read(text).book)
    assert [one.place.cell for one in report.findings if one.rule == "A02"] == ["C8"]


def test_all_sources_are_named() -> None:
    ((_, message),) = fired("MOF2015", "自有资金： | 0 →4", "自有资金： | 10 →4")
    assert message == "预算数 106.75 不等于财政资金 69.25、单位资金 10.00 与其他资金 37.50 之和，相差 10.00万元"


@pytest.mark.parametrize(
    ("form", "old", "new"),
    [
        ("MOF2021", "其他资金 | 8.5 →4", "其他资金 | →4"),  # what other money lacks is for A03
        ("SELF2020", "上年结转资金 | 0 | 5 | 5 |", "上年结转资金 | | | |"),
        ("SELF2022", "其他资金 | | | | | / | /", "其他资金 | / | / | / | / | / | /"),
        ("PROVINCE2023", "省级财政安排 | 200万元 →2", "省级财政安排 | 100万元 →2"),  # parts of a longer total
        ("TRANSFER2021", "地方资金 | 120 | 118", "地方资金 | 100 | 98"),  # 县级资金 may be a part of 地方资金
    ],
)
def test_sums_that_may_be_right(form: str, old: str, new: str) -> None:
    assert fired(form, old, new) == []
