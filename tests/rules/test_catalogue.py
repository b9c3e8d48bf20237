"""Every record of the catalogue: complete in both languages, with a function and examples that behave."""

from __future__ import annotations

import re

import pytest

from tests.rules.cases import all_findings
from xltools.messages.files import FILES
from xltools.messages.message import Words
from xltools.messages.reading import READING
from xltools.messages.structure import STRUCTURE
from xltools.model import Finding, Framework
from xltools.rules.catalogue import RULES, rule_by_id
from xltools.rules.explain import FAMILY_NAMES, example_findings
from xltools.rules.rule import Rule, Scope, WordList
from xltools.rules.settings import Settings
from xltools.rules.wordlists import TITLES, word_list_names, words

WITHOUT_FORM = frozenset({Scope.READING, Scope.COMPARISON})
CHECKED = [rule for rule in RULES.values() if rule.scope not in WITHOUT_FORM]
CHINESE = re.compile(r"[一-龥]")


def by_id(rules: list[Rule]) -> list[object]:
    return [pytest.param(rule, id=rule.id) for rule in rules]


def with_rule(rule: Rule) -> Settings:
    return Settings(enabled={rule.id: True})


@pytest.mark.parametrize("rule", by_id(list(RULES.values())))
def test_record_is_complete(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]\d\d", rule.id)
    assert rule.family in FAMILY_NAMES
    for texts in (rule.zh, rule.en):
        assert all((texts.title, texts.message, texts.remedy))
    assert CHINESE.search(rule.zh.title)
    assert CHINESE.search(rule.zh.remedy)
    assert not CHINESE.search(rule.en.title)
    assert rule.source
    assert rule.frameworks <= frozenset(Framework)
    assert (rule.check is None) == (rule.scope in WITHOUT_FORM)
    assert set(rule.silenced_by) <= set(RULES) - {rule.id}, "a rule is silenced by rules that exist"


def test_ids_are_sorted_and_found_by_name() -> None:
    assert list(RULES) == sorted(RULES)
    assert rule_by_id(" v02 ") is RULES["V02"]
    with pytest.raises(KeyError):
        rule_by_id("Z99")


def test_the_readers_records_are_in_the_catalogue() -> None:
    assert set(READING) | set(FILES) | set(STRUCTURE) == {
        rule.id for rule in RULES.values() if rule.scope is Scope.READING
    }


@pytest.mark.parametrize("rule", by_id(CHECKED))
def test_example_fires(rule: Rule) -> None:
    hits = [finding for finding in all_findings(with_rule(rule), **rule.fires) if finding.rule == rule.id]
    assert hits
    for finding in hits:
        assert finding.place.file, "a finding without a file cannot be found again"


@pytest.mark.parametrize("rule", by_id(CHECKED))
def test_example_keeps_quiet(rule: Rule) -> None:
    assert not [finding for finding in all_findings(with_rule(rule), **rule.clean) if finding.rule == rule.id]


@pytest.mark.parametrize("rule", by_id(CHECKED))
def test_rule_by_itself_gives_the_same_twice(rule: Rule) -> None:
    first = example_findings(rule, rule.fires)
    assert first
    assert first == example_findings(rule, rule.fires)


@pytest.mark.parametrize("rule", by_id(CHECKED))
def test_words_are_rendered_in_both_languages(rule: Rule) -> None:
    for finding in all_findings(with_rule(rule), **rule.fires):
        texts = (*finding.message, *finding.suggestion)
        assert all(texts), finding
        assert not any("{" in text or "}" in text for text in texts), finding
        assert not any("  " in text or "Text(" in text for text in texts), finding


@pytest.mark.parametrize("rule", by_id(CHECKED))
def test_word_lists_exist(rule: Rule) -> None:
    for value in rule.parameters.values():
        if isinstance(value, WordList):
            assert words(value.name)


@pytest.mark.parametrize("rule", by_id(CHECKED))
def test_every_parameter_has_a_label(rule: Rule) -> None:
    own = {name for name, value in rule.parameters.items() if not isinstance(value, WordList)}
    assert set(rule.labels) == own, "word lists bring their titles"
    for label in rule.labels.values():
        assert CHINESE.search(label.zh)
        assert not CHINESE.search(label.en)


MONEY = re.compile(r'"[^"]*"|\([^()]*\)')


@pytest.mark.parametrize("rule", by_id(CHECKED))
def test_english_messages_count_yuan(rule: Rule) -> None:
    for finding in example_findings(rule, rule.fires):
        for text in (finding.message.en, finding.suggestion.en):
            quoted = MONEY.sub("", text).replace(finding.found, "")
            assert "万元" not in quoted
            assert " 元" not in quoted
            assert "、" not in quoted
            assert "指标" not in quoted


WITH_WEIGHTS = [
    "成本指标|经济成本指标|造价||≤10万元||10",
    "产出指标|数量指标|里程||≥12公里||50",
    "效益指标|社会效益指标|人口||≥3人||20",
    "满意度指标|服务对象满意度指标|满意度||≥90%||10",
]


@pytest.mark.parametrize(
    ("rule", "changes", "message"),
    [
        ("A02", {"budget": "10000", "fiscal": "9950", "other": "0"}, "but differs by 50.00 yuan"),
        (
            "A02",
            {"money_unit": "万元", "budget": "100", "fiscal": "50", "other": "0"},
            "but differs by 50.00 × 10,000 yuan",
        ),
        (
            "A08",
            {"budget": "6500", "fiscal": "6500"},
            "The form states yuan (元), but the budget 6,500.00 is very",
        ),
        (
            "A08",
            {"money_unit": "万元", "budget": "1200000", "fiscal": "1200000", "purpose": "总投资120亿元"},
            "The form states 10,000 yuan (万元), but the budget 1,200,000.00 is very large: yuan (元) may be meant",
        ),
        ("I02", {"rows": ["效益指标|社会效益指标|人口||≥3人"]}, "There is no indicator of output (产出指标)"),
        (
            "I03",
            {"rows": ["产出指标|数量指标|里程||≥12公里"]},
            "quality (质量指标), timeliness (时效指标), cost (成本指标)",
        ),
        ("W01", {"rows": WITH_WEIGHTS, "framework": "2021"}, "cost 10, output 50, benefit 20, satisfaction 10"),
    ],
)
def test_english_messages(rule: str, changes: dict[str, object], message: str) -> None:
    (text,) = (finding.message.en for finding in all_findings(**changes) if finding.rule == rule)
    assert message in text


def test_every_word_list_has_a_title() -> None:
    assert set(TITLES) == set(word_list_names())


def test_every_word_list_is_used_and_holds_no_word_twice() -> None:
    used = {value.name for rule in RULES.values() for value in rule.parameters.values() if isinstance(value, WordList)}
    assert used == set(word_list_names())
    for name in word_list_names():
        assert len(words(name)) == len(set(words(name))), name


def test_the_clean_form_gives_nothing() -> None:
    assert all_findings() == ()


def test_a_message_shows_terms_in_its_own_language() -> None:
    finding: Finding = READING["R02"].at(field="budget")
    assert finding.message.zh == "没有找到“预算数”这一栏"
    assert finding.message.en == 'The form has no "budget"'


def test_an_unknown_name_in_a_message_shows_as_itself() -> None:
    rule = Rule("Z01", RULES["V01"].severity, Words("", "{found} {nothing}", ""), Words("", "", ""), source="")
    assert rule.at(found="甲").message.zh == "甲 {nothing}"
