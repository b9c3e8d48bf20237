"""Several indicators typed into one row: names that are numbered or separated, and as many values in another cell."""

from __future__ import annotations

import re
from dataclasses import replace

from xltools.lazy_pattern import LazyPattern
from xltools.model import Entry, Indicator
from xltools.values import parse_target

__all__ = ["count_names", "split_indicator"]

_MARK = LazyPattern(
    r"(?:[（(]\s*(\d{1,2})\s*[)）]|(?:^|(?<=[\s；;，,。、]))(\d{1,2})\s*(?:[、)）．]|\.(?!\d))|([①-⑳]))\s*"
)
_SEPARATORS = (re.compile(r"[；;]"), re.compile(r"/"), re.compile(r"[、，,]"), re.compile(r"\s+"))
_COMPARED = LazyPattern(r"\s*(?:[=≥≤><＝≧≦]|[><]=)\s*\d")
_OPERATOR = re.compile("[=≥≤><＝≧≦]")
_QUANTITY = re.compile(r"\s*[=≥≤><＝≧≦]?\s*\d")
_ENDS = " \t\r\n；;，,。、"


def _numbered(text: str) -> list[str]:
    """Return the parts of a text that is numbered from 1 on; none for any other text."""
    begin = text.lstrip()[:1]
    if not begin.isdigit() and begin not in ("(", "（"):  # ① is a digit, too
        return []
    marks: list[re.Match[str]] = []
    for mark in _MARK.finditer(text):
        number = ord(mark[3]) - ord("①") + 1 if mark[3] else int(mark[1] or mark[2])
        if number == len(marks) + 1:
            marks.append(mark)
    if len(marks) < 2 or text[: marks[0].start()].strip():
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    parts = [text[mark.end() : end].strip(_ENDS) for mark, end in zip(marks, ends, strict=True)]
    return parts if all(parts) else []


def _lines(text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines if len(lines) > 1 else []


def _separated(name: str, target: str) -> tuple[list[str], list[str]]:
    """Return the parts of name and target if one sign separates equally many of both, each value with its operator."""
    if len(_OPERATOR.findall(target)) < 2:
        return [], []
    for separator in _SEPARATORS:
        names, values = ([part.strip() for part in separator.split(text)] for text in (name, target))
        if len(names) == len(values) > 1 and all(names) and all(map(_COMPARED.match, values)):
            return names, values
    return [], []


def count_names(indicator: Indicator) -> int:
    """Return how many indicators a row names: 1 unless its name is a numbered list."""
    return max(len(_numbered(indicator.level3.text)), 1)


def split_indicator(indicator: Indicator) -> tuple[Indicator, ...]:
    """Return the indicators of a row, each with its own name and value.

    A row is one indicator unless there are as many values as names. The other columns are split too where they have as
    many parts; else every indicator has the whole text.
    """
    name, target = indicator.level3.text, indicator.target.text
    names = _numbered(name)
    values = (_numbered(target) or _lines(target)) if names else []
    if not names and "\n" in name and "\n" in target:
        names, values = _lines(name), _lines(target)
        if not all(map(_QUANTITY.match, values)):
            return (indicator,)
    if not names:
        names, values = _separated(name, target)
    if len(names) < 2 or len(names) != len(values):
        return (indicator,)
    return tuple(
        replace(
            indicator,
            level3=replace(indicator.level3, text=words, value=words),
            target=replace(indicator.target, text=value, value=parse_target(value)),
            description=_part(indicator.description, number, len(names)),
            basis=_part(indicator.basis, number, len(names)),
            measure=_part(indicator.measure, number, len(names)),
        )
        for number, (words, value) in enumerate(zip(names, values, strict=True))
    )


def _part(entry: Entry[str], number: int, count: int) -> Entry[str]:
    """Return one part of a text that has as many parts as there are indicators, else the whole entry."""
    if entry.value is None:
        return entry
    separated = ([part.strip() for part in separator.split(entry.text)] for separator in _SEPARATORS[:1])
    for parts in (_numbered(entry.text), _lines(entry.text), *separated):
        if len(parts) == count:
            return replace(entry, text=parts[number], value=parts[number])
    return entry
