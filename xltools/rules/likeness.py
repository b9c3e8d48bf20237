"""The likeness of two statements: whether their figures can be compared, and whether they are about one thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from xltools.lazy_pattern import LazyPattern
from xltools.rules.slipped_figures import is_earned
from xltools.rules.statements import DURATIONS, Statement, same_figure
from xltools.rules.subjects import Likeness, actions_fit, compare_subjects, cores_overlap
from xltools.values.quantities import QuantityRole
from xltools.values.unit_kinds import base_unit

__all__ = [
    "any_bare",
    "both_pairs",
    "comparable_units",
    "likeness",
    "mistyped",
    "of_one_kind",
    "pays_part",
    "people_only",
    "repeated",
    "same_digits",
    "slipped_time",
    "word_for_word",
]

_NO_RATE: Final = "比例"
"""The word that does not say what is shared."""
_OF_COURSE: Final = frozenset({"年"})
"""A budget is for a year, whether a price says so or not."""
_GENERAL_COUNTER: Final = "个"
_OF_ALL: Final = DURATIONS | {"%"}
"""Units of figures that are for each without its being said: 合格率均不低于95%."""
_COUNTERS: Final = frozenset("座处所家间栋幢套台条辆口眼盏块")
_PEOPLE: Final = frozenset({"人", "人次", "户"})
_NOT_COMPARED: Final = frozenset({"岁", "级", "届", "星", "倍", "度"})
_SESSIONS: Final = "期"
"""A unit of courses and issues, and also a phase of works (二期工程)."""
_SESSION_WORDS: Final = LazyPattern("班|训|讲座|讲堂|课|刊|简报|专栏|节目|沙龙|论坛|活动")


def of_one_kind(first: Statement, second: Statement) -> bool:
    """Return whether two figures can be compared at all: unit, what they are for, and change with change."""
    one, other = first.quantity, second.quantity
    if one.unit != other.unit and other.unit not in comparable_units(one.unit):
        return False
    if (one.role is QuantityRole.CHANGE) != (other.role is QuantityRole.CHANGE):
        return False
    if one.unit in _NOT_COMPARED or (one.unit == _SESSIONS and not (_of_sessions(first) and _of_sessions(second))):
        return False
    of_course = _OF_COURSE | {_GENERAL_COUNTER} if one.unit in _OF_ALL else _OF_COURSE  # 平均等候时间
    return one.per == other.per or {*one.per} - of_course == {*other.per} - of_course


def _of_sessions(statement: Statement) -> bool:
    return any(_SESSION_WORDS.search(subject.words) for subject in statement.subjects)


@lru_cache(maxsize=1024)
def comparable_units(unit: str) -> frozenset[str]:
    """Return the units that may count the same things as a unit."""
    others: set[str] = {unit}
    if unit == _GENERAL_COUNTER:
        others |= _COUNTERS
    elif unit in _COUNTERS:
        others.add(_GENERAL_COUNTER)
    if unit == "":
        others |= _PEOPLE
    elif unit in _PEOPLE:
        others.add("")
    return frozenset(others)


def likeness(first: Statement, second: Statement, context: str = "") -> tuple[Likeness, bool]:
    """Return the closest relation of the subjects of two statements, and whether their actions fit."""
    if not first.subjects or not second.subjects:
        return Likeness.OTHER, False
    rate = first.quantity.unit == "%" and first.quantity.role is not QuantityRole.CHANGE
    best, fit = Likeness.OTHER, False
    for one in first.subjects:
        for other in second.subjects:
            if rate and not (_may_be_one_rate(one.core, other.core) and _checked_alike(one.words, other.words)):
                continue
            if _LEADING in f"{one.core}{other.core}" and _only_leading(one.core, other.core, context):
                continue
            relation = compare_subjects(one, other, context)
            if relation is Likeness.OTHER or (best is Likeness.SAME and fit):
                continue
            fits = actions_fit(one, other)
            if relation is Likeness.SAME or best is Likeness.OTHER:
                best, fit = relation, fits
    if best is Likeness.SAME and people_only(first, second):
        best = Likeness.NARROWER
    if best is Likeness.OTHER and _bare(first, second):
        return Likeness.NARROWER, True
    return best, fit


def _may_be_one_rate(first: str, second: str) -> bool:
    """Return whether two names may be of one rate: 老人健康管理率 and 老人规范健康管理服务率, not 合格率 and 及时率."""
    if _NO_RATE in (first, second):
        return False
    if first[-2:] == second[-2:]:
        return True
    short, long = sorted((first, second), key=len)
    rest = iter(long)
    return len(short) >= _MIN_RATE_NAME and short[-1:] == long[-1:] and all(mark in rest for mark in short)


def _checked_alike(first: str, second: str) -> bool:
    """Return whether two rates are not one of samples and the other of what is accepted: 抽检合格率, 验收合格率."""
    return not any(
        _SAMPLED.search(one) and _ACCEPTED.search(other) for one, other in ((first, second), (second, first))
    )


_SAMPLED: Final = LazyPattern("抽检|抽样|抽查|抽测")
_ACCEPTED: Final = LazyPattern("验收|竣工")


def _only_leading(first: str, second: str, context: str) -> bool:
    """Return whether one of two counts is of the leading people among the others: 骨干教师, 教师."""
    bare = first.replace(_LEADING, "")
    return _LEADING not in context and first != second and bool(bare) and bare == second.replace(_LEADING, "")


_LEADING: Final = "骨干"
_MIN_RATE_NAME: Final = 5
"""Characters of a rate's name all of which another name has to have, in their order, to be of the same rate."""


def slipped_time(first: Statement, second: Statement) -> bool:
    """Return whether two times of one thing differ in nothing but their units: 72小时, 72天."""
    one, other = first.quantity, second.quantity
    return (
        one.unit != other.unit
        and {*one.per, *other.per} <= {_GENERAL_COUNTER}
        and one.number / base_unit(one.written_unit)[1] == other.number / base_unit(other.written_unit)[1] > 1
        and any(cores_overlap(left, right) for left in first.subjects for right in second.subjects)
    )


def repeated(statement: Statement, comparable: Iterable[Statement], context: str) -> bool:
    """Return whether one of them gives the same figure for something alike, in the same unit: most figures are."""
    return any(
        statement.quantity.unit == other.quantity.unit
        and same_figure(statement.quantity, other.quantity)
        and likeness(statement, other, context)[0] is not Likeness.OTHER
        for other in comparable
    )


def people_only(first: Statement, second: Statement) -> bool:
    """Return whether both say no more than that people benefit."""
    subjects = (*first.subjects, *second.subjects)
    return not any(subject.core or subject.actions - {"惠", "护"} for subject in subjects)


def _bare(first: Statement, second: Statement) -> bool:
    """Return whether a rate or a count of people who benefit says no more (户均2.4万元, 受益户数), or a duration that.

    Durations are alike if they are of the same action.
    """
    sides = [{action for subject in one.subjects for action in subject.actions} for one in (first, second)]
    if first.quantity.unit in DURATIONS:
        return bool(sides[0] & sides[1])
    if not any_bare(first, second) or any(
        is_earned(one) and not is_earned(other) and _PAID.search(f"{other.quantity.before}{other.quantity.after}")
        for one, other in ((first, second), (second, first))
    ):
        return False
    return (
        (bool(first.quantity.per) and not pays_part(first, second))
        or _same_bare_words(first, second)
        or (first.quantity.unit in _PEOPLE and all(actions <= {"惠", "护"} for actions in sides))
    )


def pays_part(first: Statement, second: Statement) -> bool:
    """Return whether the lower of two prices is paid towards the other: 每个补助7万元, 单个造价 ≤9万元."""
    lower, higher = sorted((first, second), key=lambda one: one.number)
    words = f"{lower.quantity.lead}{lower.quantity.before}"
    costs = _COST.search(higher.quantity.before) and not _GIVEN.search(higher.quantity.before)
    return bool(costs) and bool(_SUBSIDY.search(words)) and not _COST.search(words)


_COST: Final = LazyPattern("造价|投资|成本|费用")
_SUBSIDY: Final = LazyPattern("补|奖")
_GIVEN: Final = LazyPattern("补[助贴差]|奖")
"""Words by which a cost is the subsidy itself: 人均补助成本."""
_PAID: Final = LazyPattern("补|奖|费|成本|单价|造价|工资|报酬|标准|救助|资助")
"""Words of money that is paid, beside which money that is earned is another thing."""


def _same_bare_words(first: Statement, second: Statement) -> bool:
    """Return whether two counts say in the same words alone what is counted: 参与9000人次, 参与人次."""
    if any(subject.core or subject.actions for one in (first, second) for subject in one.subjects):
        return False
    words = [one.quantity.before.removesuffix(first.quantity.written_unit) for one in (first, second)]
    return bool(words[0] and words[1]) and (words[0].endswith(words[1]) or words[1].endswith(words[0]))


def any_bare(first: Statement, second: Statement) -> bool:
    """Return whether one of two statements says no more than its action and its unit."""
    return any(not subject.core for one in (first, second) for subject in one.subjects)


def mistyped(first: Statement, second: Statement) -> bool:
    """Return whether two counts about a common word differ in the order of their digits: 3400件, 4300件."""
    one, other = (statement.number.normalize().as_tuple().digits for statement in (first, second))
    return (
        one != other
        and sorted(one) == sorted(other)
        and first.number.adjusted() == second.number.adjusted()
        and first.quantity.unit not in ("", "%", "元")
        and of_one_kind(first, second)
        and any(
            cores_overlap(left, right) or (first.number.adjusted() > 0 and left.actions & right.actions)
            for left in first.subjects
            for right in second.subjects
        )
    )


def same_digits(first: Statement, second: Statement) -> bool:
    """Return whether only the unit or the place of the point differs: 1.2万公顷 for 1.2万亩, 8000 for 800."""
    numbers = [
        (one.number / base_unit(one.quantity.written_unit)[1]).normalize().as_tuple().digits for one in (first, second)
    ]
    return numbers[0] == numbers[1]


def word_for_word(overall: Statement, alike: Sequence[Statement]) -> bool:
    """Return whether a sheet names the thing in the very words of the overall target, so that a figure is its own.

    A rate may have words before its name that say of whom it is: 适龄儿童免疫规划疫苗接种率, 免疫规划疫苗接种率.
    """
    subjects = {one for one in overall.subjects if len(one.core) >= _LONG_NAME}
    rate = overall.quantity.unit == "%"
    return any(
        one.actions == other.actions
        and (one.core == other.core or (rate and len(other.core) >= _LONG_NAME and one.core.endswith(other.core)))
        for one in subjects
        for each in alike
        for other in each.subjects
    )


_LONG_NAME: Final = 6
"""Characters of a name that two things hardly share."""


def both_pairs(first: Statement, second: Statement) -> bool:
    """Return whether both belong to a count such as 124户283人, which G04 compares as a whole."""
    return _in_pair(first) and _in_pair(second)


def _in_pair(statement: Statement) -> bool:
    if statement.row or statement.quantity.unit not in ("户", "人"):
        return False
    text, quantity = statement.entry.text, statement.quantity
    near = text[max(0, quantity.start - 14) : quantity.start] if quantity.unit == "人" else text[quantity.end :][:14]
    head = near.rstrip(" 、,，").endswith("户") if quantity.unit == "人" else near.lstrip(" 、,，")[:1].isdigit()
    return head and (quantity.unit == "人" or "人" in near)
