"""Standard names of indicator levels: forms, counties and years write them in many ways."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from xltools.derive.tables import table
from xltools.model import Indicator
from xltools.values.text import squeeze

__all__ = [
    "CLASSES",
    "INDICATOR",
    "bare_level",
    "begins_with_level",
    "is_level",
    "known_level",
    "level1_class",
    "level2_class",
    "names_of_levels",
    "parents",
    "standard_level",
    "standard_names",
    "without_levels",
]

INDICATOR = "指标"

CLASSES: tuple[str, ...] = (
    "数量",
    "质量",
    "时效",
    "成本",
    "经济效益",
    "社会效益",
    "生态效益",
    "可持续影响",
    "满意度",
)
"""The classes that :func:`level2_class` distinguishes, in the order of the forms."""

_NOISE = re.compile(r"[\s\u3000\u00a0★☆*：:]+|^[(（]?[一二三四五六七八九十\d]+[)）]?[、.．](?=\D)|[(（]\d+\s*分?[)）]$")


@lru_cache(maxsize=4096)
def bare_level(name: str) -> str:
    """Return the name as written, without white space, numbering, stars and a closing 指标."""
    return _NOISE.sub("", name).removesuffix(INDICATOR)


@cache
def _spellings(level: int) -> dict[str, str]:
    names = table("levels")[f"level{level}"]
    return {alias: standard for standard, aliases in names.items() for alias in (standard, *aliases)}


@lru_cache(maxsize=4096)
def known_level(name: str, level: int) -> str:
    """Return the standard name without 指标, or an empty text for a name that the table does not know."""
    bare = bare_level(name)
    known = _spellings(level).get(bare, "")
    if not known and "满意度" in bare:  # names differ, but all of them are about satisfaction
        known = "满意度" if level == 1 else "服务对象满意度"
    return known


def standard_level(name: str, level: int) -> str:
    """Return the standard name of level 1 or 2 as printed on forms (效果指标 is 效益指标); unknown names stay."""
    known = known_level(name, level)
    return known + INDICATOR if known else name.strip()


def standard_names(level: int) -> tuple[str, ...]:
    """Return the standard names of level 1 or 2, without 指标."""
    return tuple(table("levels")[f"level{level}"])


def parents(level2: str) -> tuple[str, ...]:
    """Return the bare level 1 names under which a bare standard level 2 name may appear."""
    return tuple(table("levels")["parents"].get(level2, ()))


def level1_class(indicator: Indicator) -> str:
    """Return the bare standard name of the indicator's level 1, or an empty text."""
    return known_level(indicator.level1.value or "", 1)


def level2_class(indicator: Indicator) -> str:
    """Return the indicator's class, one of :data:`CLASSES`, or an empty text.

    Level 2 decides; if it is blank, level 1 decides if it has one class only.
    """
    level2 = known_level(indicator.level2.value or "", 2)
    if not level2 and indicator.level2.blank and level1_class(indicator) in ("成本", "满意度"):
        level2 = level1_class(indicator)
    return str(table("levels")["classes"].get(level2, level2))


@cache
def _names() -> re.Pattern[str]:
    names = {name for level in (1, 2) for name in _spellings(level)}
    return re.compile(f"(?:{'|'.join(sorted(map(re.escape, names), key=len, reverse=True))}){INDICATOR}")


def names_of_levels(text: str) -> list[str]:
    """Return the names of levels of indicators in a text, such as 数量指标; white space does not matter."""
    return _names().findall(squeeze(text))


def begins_with_level(text: str) -> bool:
    """Return whether a text begins with the name of a level of indicators, and says more."""
    return _names().match(squeeze(text)) is not None and bool(without_levels(text))


def is_level(text: str) -> bool:
    """Return whether a text is the name of a level of indicators, and nothing else."""
    return _names().fullmatch(squeeze(text)) is not None


def without_levels(text: str) -> str:
    """Return a text without the names of levels of indicators and without white space."""
    return _names().sub("", squeeze(text))
