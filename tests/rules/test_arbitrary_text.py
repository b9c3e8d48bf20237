"""Arbitrary texts: no rule raises, loses its place or leaves a gap in its message."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rules.cases import all_findings, duplicated_messages
from xltools.rules.catalogue import RULES
from xltools.rules.settings import Settings

EVERYTHING = Settings(enabled=dict.fromkeys((rule.id for rule in RULES.values() if rule.check), True))

FRAGMENTS = """
≥ ≤ = > < >= 0 1 100 90 95% 1600 万元 元/人 户 个 % 人均 不低于 大于 以上 以内 以下 不发生 无 零 事故 投诉 满意度
合格率 成本 率 （个） ( ） 、 ， 。 ： : - / ~ ** XX 2020年 6月底前 2019 〔2019〕137号 冀财农[2019]150号 增长 资金
到位率 道路 扶贫 { } {found} %s １２３ 空 〇 一二三 1:50 1e5 -5 .5 5. 1,000 九十
"""
PIECES = st.sampled_from([*FRAGMENTS.split(), "\n", "\u3000"])
TEXTS = st.one_of(
    st.lists(PIECES, max_size=6).map("".join),
    st.text(st.characters(exclude_characters="|/", exclude_categories=["Cs"]), max_size=12),
)
CELLS = TEXTS.map(lambda text: text.replace("|", ""))
PLANS = st.lists(CELLS.map(lambda text: text.replace("/", "")), min_size=4, max_size=4).map("/".join)
ROWS = st.lists(st.lists(CELLS, min_size=6, max_size=7).map("|".join), max_size=4)
SHEETS = st.fixed_dictionaries(
    {},
    optional={
        "title": CELLS.map(lambda text: text.replace("{", "").replace("}", "")),
        "unit": CELLS,
        "money_unit": st.sampled_from(["元", "万元"]),
        "code": CELLS.map(lambda text: text.replace("{", "").replace("}", "")),
        "name": CELLS,
        "budget": CELLS,
        "fiscal": CELLS,
        "other": CELLS,
        "purpose": CELLS,
        "plan": PLANS,
        "goals": CELLS,
        "rows": ROWS,
        "kind": st.sampled_from(["project", "special_fund"]),
    },
)


@given(st.lists(SHEETS, min_size=1, max_size=3), CELLS, st.sampled_from(["2015", "2018", "2021"]))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_rule_fails(sheets: list[dict[str, Any]], overall: str, framework: str) -> None:
    findings = all_findings(EVERYTHING, sheets=sheets, overall=overall, framework=framework)
    assert not [finding for finding in findings if finding.rule == "R99"]
    assert duplicated_messages(findings) == []
    for finding in findings:
        assert finding.place.file
        assert finding.message.zh
        assert finding.message.en
