"""Rules in words, and the pages made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltools.rules.catalogue import RULES
from xltools.rules.explain import Language, describe_parameters, explain, message_and_remedy, page, write_pages
from xltools.rules.rule import Rule
from xltools.rules.settings import read_settings

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("lang", "name"), [("zh", "rules.zh-CN.md"), ("en", "rules.md")])
def test_the_pages_are_in_step_with_the_records(lang: Language, name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == page(lang), "run: python -m xltools.rules.explain docs"


def test_a_rule_in_words() -> None:
    text = explain(RULES["P03"])
    assert text.splitlines()[:3] == ["### P03 累计支出计划递减", "", "- **级别**：错误"]
    assert "- 资金支出计划（%）：`20/50/40/100`" in text
    assert "- → 错误 项目1 E7 10月底累计计划 40%，小于6月底的 50%" in text
    assert "- **不重复报**：P08（同一张表）" in text


def test_a_rule_in_english() -> None:
    text = explain(RULES["V12"], "en")
    assert "- **Severity**: error" in text
    assert '- → error 项目1 E19 "脱贫人口数" is counted in people (人)' in text
    assert "- **Parameters**: what counts people (`people`, word list): 人数、" in text


@pytest.mark.parametrize(
    ("rule", "lang", "message", "remedy"),
    [
        ("A04", "zh", ("资金用途没有填写", False), ("写明资金用在什么事项上、数量多少、按什么标准", False)),
        ("A01", "zh", ("预算数没有填写", True), ("按预算批复填写大于 0 的金额，只写数字", False)),
        ("A03", "zh", ("其他资金没有填，按预算数减财政资金为 0.00", True), ("填 0.00；没有其他资金的填 0", True)),
        ("C01", "zh", ("示范县交通运输局报送的 1.xlsx、2.xlsx 没有相同的项目，都计入了合计", True), None),
        ("R04", "zh", ("“预算数”显示错误值 #REF!", True), ("改正公式，或直接填写内容", False)),
        (
            "R04",
            "en",
            ('"budget" shows the error value #REF!', True),
            ("Correct the formula, or type the value", False),
        ),
        ("V06", "en", None, ("Write =100%", True)),
    ],
)
def test_what_a_rule_says_without_a_finding(
    rule: str, lang: Language, message: tuple[str, bool] | None, remedy: tuple[str, bool] | None
) -> None:
    texts = message_and_remedy(RULES[rule], lang)
    for text, expected in zip(texts, (message, remedy), strict=True):
        assert expected is None or text == expected


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in RULES.values()])
def test_no_rule_shows_its_templates(rule: Rule, lang: Language) -> None:
    for text in message_and_remedy(rule, lang):
        assert text.text
        assert "{" not in text.text
    assert "{" not in explain(rule, lang)


def test_an_example_is_told_as_one() -> None:
    assert "- **消息（举例）**：预算数没有填写\n- **怎么改**：按预算批复填写" in explain(RULES["A01"])
    assert "- **怎么改（举例）**：填 0.00；没有其他资金的填 0\n" in explain(RULES["A03"])


@pytest.mark.parametrize(
    ("rule", "lang", "expected"),
    [
        ("A04", "zh", []),
        ("A02", "zh", ["允许的差额，按表上的金额单位（tolerance）：0.005"]),
        (
            "I12",
            "en",
            [
                "words of building works (works, word list): 工程、基础设施、道路、公路、桥梁、硬化 … (15 in all)",
                "words of industry and subsidies (industry): 产业、贴息、基地、园区",
            ],
        ),
        (
            "I09",
            "zh",
            [
                "指标所属领域（domains，词表）：公共卫生、医疗保障、意识形态、教育、农业综合开发、畜牧 等 53 个",
                "职责涉及各领域的单位（broad，词表 broad_units）："
                "镇人民政府、乡人民政府、镇政府、乡政府、街道办事处、街道办 等 15 个",
            ],
        ),
    ],
)
def test_parameters_in_words(rule: str, lang: Language, expected: list[str]) -> None:
    assert list(describe_parameters(RULES[rule], lang)) == expected


def test_parameters_are_those_of_the_county() -> None:
    settings = read_settings({"rules": {"A02": {"tolerance": 15}}, "words": {"works": {"replace": ["绿化"]}}})
    assert list(describe_parameters(RULES["A02"], settings=settings)) == [
        "允许的差额，按表上的金额单位（tolerance）：15"
    ]
    assert "工程建设类用语（works，词表）：绿化" in list(describe_parameters(RULES["I03"], settings=settings))


def test_a_readers_record_has_no_examples() -> None:
    text = explain(RULES["R03"])
    assert "- **检查范围**：读取文件时" in text
    assert "会报" not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_names_every_rule_twice(lang: Language) -> None:
    text = page(lang)
    for rule in RULES.values():
        title = (rule.zh if lang == "zh" else rule.en).title
        assert text.count(f"{rule.id} {title}\n") == 1
        assert f"| {rule.id} |" in text


def test_pages_are_written_with_plain_line_ends(tmp_path: Path) -> None:
    for file in write_pages(tmp_path / "new" / "docs"):
        assert b"\r" not in file.read_bytes()
