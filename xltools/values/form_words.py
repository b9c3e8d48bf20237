"""Words that a file with targets or budgets has: without one of them, a text or a table is about something else."""

from __future__ import annotations

from xltools.lazy_pattern import LazyPattern

__all__ = ["find_form_word", "find_garbled_form_word", "has_chinese"]

_WORD = LazyPattern(
    r"项目名称|项目编码|项目代码|预算数|财政资金|资金用途|绩效目标|绩效指标|指标值|支出计划|金额|万\s*元|[:：(（]\s*元"
)
"""Labels of target sheets, and units of money."""
_CHINESE = LazyPattern("[\u3400-\u9fff]")
_MISTAKEN = (
    ("latin-1", "gb18030"),
    ("cp1252", "gb18030"),
    ("gb18030", "utf-8"),
    ("latin-1", "utf-8"),
    ("cp1252", "utf-8"),
)
"""Encodings that a program took for another one: the one it took, and the right one."""


def find_form_word(text: str) -> str:
    """Return the first such word of a text; empty if there is none."""
    match = _WORD.search(text)
    return match[0] if match else ""


def find_garbled_form_word(text: str) -> str:
    """Return such a word of a text that was decoded with a wrong encoding; empty if there is none."""
    for taken, right in _MISTAKEN:
        try:
            words = text.encode(taken).decode(right)
        except UnicodeError:
            continue
        if word := find_form_word(words):
            return word
    return ""


def has_chinese(text: str) -> bool:
    """Return whether a text has a Chinese character."""
    return _CHINESE.search(text) is not None
