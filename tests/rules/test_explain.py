"""Rules in words, and the pages made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltools.rules.catalogue import RULES
from xltools.rules.explain import Language, explain, page, write_pages

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
    assert "- **Severity**: note (off by default)" in text
    assert '- → note 项目1 E19 "脱贫人口数" is counted in 人' in text
    assert "word list people (人数、" in text


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
