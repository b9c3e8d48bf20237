"""Rules that a county writes itself: what they say, when they are silent, and what is refused while they are loaded."""

from __future__ import annotations

import pickle
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_commands import run
from tests.summary.summary_reader import Summary
from xltools.model import Finding, Severity
from xltools.rules.engine import check_book
from xltools.rules.examples import build_books
from xltools.rules.own_rules import is_own_rule
from xltools.rules.settings import SettingsError, load_settings, read_settings
from xltools.template import write_department
from xltools.template.settings_stamp import read_stamped_settings, stamp_settings

REPAIRS = """
[[own_rules]]
id = "Z01"
title = "维修项目不超过五百万元"
when = [{ field = "name", operator = "contains", value = ["维修", "改造"] }]
must = { field = "budget", operator = "<=", value = 5000000 }
severity = "error"
message = "维修项目的预算是 {found} 元，超过 500 万元"
remedy = "附上会议纪要，或者分年度安排"
trial = false
fires = { name = "办公楼维修", budget = "6000000" }
passes = { name = "办公楼维修", budget = "4000000" }
"""


def one_rule(**changes: Any) -> dict[str, Any]:
    """The settings with one rule, changed; a change to None takes a key out."""
    (table,) = tomllib.loads(REPAIRS)["own_rules"]
    return {"own_rules": [{key: value for key, value in (table | changes).items() if value is not None}]}


def own_findings(settings: dict[str, Any], **form: Any) -> list[Finding]:
    (book,) = build_books(form)
    return [finding for finding in check_book(book, read_settings(settings)).findings if is_own_rule(finding.rule)]


def test_a_finding_has_the_words_of_the_county() -> None:
    (finding,) = own_findings(one_rule(), name="2020年校舍改造", budget="6000000")
    assert (finding.rule, finding.severity, finding.place.cell, finding.field) == (
        "Z01",
        Severity.ERROR,
        "C4",
        "budget",
    )
    assert finding.message.zh == "维修项目的预算是 6000000 元，超过 500 万元"
    assert (finding.expected, finding.suggestion.zh) == ("<= 5,000,000.00", "附上会议纪要，或者分年度安排")


CONDITIONS = [
    ("budget", "<=", 100, "101", "100"),
    ("other", "=", 0, "5", "0.00"),
    ("plan_03", ">=", 15, "14/50/80/100", "15/50/80/100"),
    ("year", "=", 2020, "2021", "2020"),
    ("department_name", "=", "甲局", "乙局", "甲 局"),
    ("name", "!=", "项目", "项目", "养护"),
    ("purpose", "contains", "公里", "修路", "修路2公里"),
    ("purpose", "not contains", ["等", "其他"], "修路等", "修路"),
    ("level1", "in", ["产出指标", "效益指标", "满意度指标"], "效果", "效益指标"),
    ("code", "like", "301-*-Y??-*", "301-0401-JSN-0001", "301-0401-YXN-0001"),
    ("title", "not like", "*（草稿）*", "目标表（草稿）", "目标表"),
    ("safeguards", "not blank", None, "空", "专账核算"),
    ("other", "blank", None, "1", "空"),
    ("target", ">=", 85, "≥80%", "≥85%"),
    ("basis", "contains", "2019", "经验", "2019年为91%"),
]
LAST_ROW = [{"field": "level3", "operator": "=", "value": "受益群众满意度"}]


@pytest.mark.parametrize(("field", "operator", "value", "bad", "good"), CONDITIONS)
def test_conditions(field: str, operator: str, value: Any, bad: str, good: str) -> None:
    key = "plan" if field.startswith("plan") else field
    must = {"field": field, "operator": operator} | ({} if value is None else {"value": value})
    when = LAST_ROW if field in {"target", "basis"} else []
    settings = one_rule(must=must, when=when, fires={key: bad}, passes={key: good})
    assert len(own_findings(settings, **{key: bad})) == 1
    assert own_findings(settings, **{key: good}) == []


def test_a_field_is_compared_with_a_part_of_another() -> None:
    must = {"field": "fiscal", "operator": ">=", "other": "budget", "times": 0.5}
    examples = {"fires": {"budget": "100", "fiscal": "49"}, "passes": {"budget": "100", "fiscal": "50"}}
    (finding,) = own_findings(one_rule(must=must, when=[], **examples), budget="100", fiscal="49")
    assert (finding.place.cell, finding.expected) == ("E4", ">= 50.00")
    assert [place.cell for place in finding.related] == ["C4"]


@pytest.mark.parametrize("form", [{"budget": "空"}, {"budget": "六百多万"}, {"name": "空", "budget": "6000000"}])
def test_what_is_blank_or_cannot_be_read_is_not_judged(form: dict[str, Any]) -> None:
    assert own_findings(one_rule(), **({"name": "办公楼维修"} | form)) == []


def test_a_rule_on_trial_is_counted_and_not_sent() -> None:
    settings = read_settings(one_rule(trial=None))
    (book,) = build_books({"name": "办公楼维修", "budget": "6000000"})
    report = check_book(book, settings)
    assert dict(report.trial) == {"Z01": 1}
    assert not any(is_own_rule(finding.rule) for finding in report.findings)
    assert "Z01" in report.rules_run


def test_rules_go_to_workers_and_into_templates() -> None:
    settings = read_settings(one_rule())
    (book,) = build_books({"name": "办公楼维修", "budget": "6000000"})
    for same in (pickle.loads(pickle.dumps(settings)), read_stamped_settings(stamp_settings(settings))):
        assert same.own_rules == settings.own_rules
        assert Counter(one.rule for one in check_book(book, same).findings)["Z01"] == 1


REFUSED = {
    "id": ({"id": "A01"}, "id 应为 Z 加两三位数字"),
    "no id": ({"id": None}, "id 应为文字"),
    "key": ({"mesage": "甲"}, "没有“mesage”这一项"),
    "no field": ({"must": {"field": "cost", "operator": "blank"}}, "must.field 应为"),
    "no operator": ({"must": {"field": "budget", "operator": "=="}}, "must.operator 应为"),
    "two values": ({"must": {"field": "budget", "operator": "<", "value": 1, "other": "fiscal"}}, "只写一个"),
    "no value": ({"must": {"field": "budget", "operator": "<"}}, "只写一个"),
    "text for a number": ({"must": {"field": "budget", "operator": "<", "value": "多"}}, "must.value 应为数字"),
    "infinite": ({"must": {"field": "budget", "operator": "<", "value": float("inf")}}, "must.value 应为数字"),
    "not a number": ({"must": {"field": "budget", "operator": "<", "value": float("nan")}}, "must.value 应为数字"),
    "blank with a value": ({"must": {"field": "budget", "operator": "blank", "value": 1}}, "后面不写"),
    "times alone": ({"must": {"field": "budget", "operator": "<", "value": 1, "times": 2}}, "与 other 一起用"),
    "scope": ({"scope": "county"}, "scope 应为"),
    "scope too wide": ({"scope": "department"}, "更小范围的项目"),
    "severity": ({"severity": "严重"}, "severity 应为"),
    "no example": ({"fires": None}, "要有例子 fires"),
    "example that does not fire": ({"fires": {"budget": "6000000"}}, "例子 fires 没有触发"),
    "example that fires": ({"passes": {"name": "改造", "budget": "6000000"}}, "例子 passes 也触发了"),
    "example of nothing": ({"fires": {"cost": "1"}}, "例子 fires 写得不对"),
    "not a list": ({"when": {"field": "name"}}, "when 应为列表"),
}


@pytest.mark.parametrize(("changes", "zh"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_followed_is_said(changes: dict[str, Any], zh: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(one_rule(**changes))
    assert zh in caught.value.text.zh
    assert "own rule" in caught.value.text.en


def test_an_id_is_used_once() -> None:
    with pytest.raises(SettingsError, match="写了两次"):
        read_settings({"own_rules": one_rule()["own_rules"] * 2})


def test_the_commands_send_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (book,) = build_books({"name": "办公楼维修", "budget": "6000000", "fiscal": "6000000"})
    write_department(book, tmp_path / "301.xlsx")
    on_trial = REPAIRS.replace("Z01", "Z02").replace("trial = false\n", "")
    (tmp_path / "规则.toml").write_text(REPAIRS + on_trial, encoding="utf-8")
    assert [own.trial for own in load_settings(tmp_path / "规则.toml").own_rules] == [False, True]
    _, checked = run("check", "301.xlsx", "--rules", "规则.toml")
    assert "Z01" in checked
    assert "试用规则 Z02：1 处" in checked
    _, consolidated = run("consolidate", "301.xlsx", "--rules", "规则.toml", "--out", "汇总.xlsx")
    assert "试用规则 Z02：1 处" in consolidated
    summary = Summary((tmp_path / "汇总.xlsx").read_bytes())
    rules = {row[0]: row for row in summary.rows("规则") if row[0] in {"Z01", "Z02"}}
    assert [(row[2], row[8], row[9]) for row in rules.values()] == [("是", 1, "本县自定"), ("试用", 1, "本县自定")]
    assert sum("维修项目的预算是" in str(cell) for row in summary.rows("问题清单") for cell in row) == 1
