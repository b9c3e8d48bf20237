"""Words that a file with targets or budgets has: without one of them, a text or a table is about something else."""

from __future__ import annotations

import re

__all__ = ["find_form_word"]

_WORD = re.compile(
    r"项目名称|项目编码|项目代码|预算数|财政资金|资金用途|绩效目标|绩效指标|指标值|支出计划|金额|万\s*元|[:：(（]\s*元"
)
"""Labels of target sheets, and units of money."""


def find_form_word(text: str) -> str:
    """Return the first such word of a text; empty if there is none."""
    match = _WORD.search(text)
    return match[0] if match else ""
