"""Families A, B and V: names, amounts and targets held against those of the same project in last year's summary.

Like those of :mod:`xltools.rules.known_amounts` these rules have no form as their subject: the county calls
:func:`compare_projects_with_last_year`, and the engine makes findings of what it yields.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from xltools.derive.measures import Direction
from xltools.messages.message import Example, Hit, Words
from xltools.model import Operator, Place, Severity
from xltools.rules.known_amounts import (
    ComparedHit,
    KnownAmount,
    ReportedAmount,
    StatedTarget,
    matched_projects,
    name_without_year,
    place_in_words,
)
from xltools.rules.patterns import bare_text
from xltools.rules.plausibility import slip_between
from xltools.rules.row_views import AT_LEAST, AT_MOST, IndicatorView, aligned
from xltools.rules.rule import Rule, Scope
from xltools.text import Text
from xltools.values import format_amount
from xltools.values.numbers import format_decimal

__all__ = [
    "EarlierProject",
    "amount_far_from_last_year",
    "compare_projects_with_last_year",
    "name_of_another_year",
    "target_below_last_year",
]

_TIMES = Decimal(2)
"""A budget of more than this many times last year's, or of less than this part, is worth a look."""
_LEAST_AMOUNT = Decimal(10_000)
"""Smaller budgets in 元 change without meaning anything."""
_POINTS = Decimal(1)
"""Points by which the target of a share may fall short of last year's."""
_PART = Decimal("0.1")
"""The part of last year's target by which another number may fall short of it."""
_SAME_BUDGET = Decimal("0.95")
"""The part of last year's budget from which as much can be done as last year."""
_FAR = 5
"""Targets that differ by more than this many times measure different things."""

amount_far_from_last_year = Rule(
    id="A16",
    severity=Severity.NOTE,
    zh=Words(
        "预算比上年增减较大",
        "预算数 {amount} 元，上年同一项目 {last} 元（{where}），{change}",
        "核对金额；任务有增减的，在资金用途中写明",
    ),
    en=Words(
        "Budget far from last year's",
        "The budget is {amount} yuan, that of the same project last year {last} yuan ({where}): {change}",
        "Check the amount; if there is more or less to do, say so in the purpose",
    ),
    source="与上年汇总核对",
    scope=Scope.COMPARISON,
    fires=Example(
        amount="2,600,000.00", last="1,000,000.00", where="2019汇总.xlsx 项目明细 H5", change="是上年的 2.6 倍"
    ),
)
name_of_another_year = Rule(
    id="B13",
    severity=Severity.NOTE,
    zh=Words(
        "编码与上年相同，名称不同",
        "编码 {code} 上年是“{last}”（{where}），今年写“{name}”",
        "同一个项目沿用原来的名称；换了项目的，使用新的编码",
    ),
    en=Words(
        "Last year's code with another name",
        'Last year the code {code} was "{last}" ({where}), this year it is "{name}"',
        "Keep the name of a project that goes on, and give another project a code of its own",
    ),
    source="与上年汇总核对",
    scope=Scope.COMPARISON,
    fires=Example(code="301-0401-YSN-0001", last="农村道路硬化", where="2019汇总.xlsx 项目明细 E5", name="县道养护"),
)
target_below_last_year = Rule(
    id="V17",
    severity=Severity.WARNING,
    zh=Words(
        "指标值不如上年",
        "“{indicator}”的指标值是 {found}，上年是 {last}（{where}）",
        "核对指标值；确需调低的，在确定依据中写明原因",
    ),
    en=Words(
        "Target short of last year's",
        'The target of "{indicator}" is {found}, last year it was {last} ({where})',
        "Check the target; if it has to be lower, give the reason in the basis",
    ),
    source="与上年汇总核对",
    scope=Scope.COMPARISON,
    fires=Example(indicator="受益群众满意度", found="≥80%", last="≥90%", where="2019汇总.xlsx 指标明细 H9"),
)


class EarlierProject(KnownAmount, Protocol):
    """A project or fund of last year's summary with its targets."""

    @property
    def targets(self) -> Sequence[StatedTarget]: ...  # noqa: D102


def compare_projects_with_last_year(
    reported: Sequence[ReportedAmount], last_year: Sequence[EarlierProject], doubtful: Collection[Place] = ()
) -> Iterator[ComparedHit]:
    """Yield what differs from the same project of last year: its name, a budget far from it, targets short of it.

    ``doubtful`` are amounts with a finding of their own. A project is the same by its code, else by its name.
    """
    for project, earlier in matched_projects(reported, last_year)[0]:
        yield from _names(project, earlier)
        if project.place not in doubtful:
            yield from _amounts(project, earlier)
        yield from _targets(project, earlier)


def _names(project: ReportedAmount, earlier: KnownAmount) -> Iterator[ComparedHit]:
    if name_without_year(project.name) != name_without_year(earlier.name):
        values = {
            "code": project.code,
            "last": earlier.name.strip(),
            "name": project.name.strip(),
            "where": place_in_words(earlier.place),
        }
        hit = Hit(
            project.name_place or project.place, "name", project.name.strip(), related=(earlier.place,), values=values
        )
        yield ComparedHit(name_of_another_year, hit, project.name)


def _amounts(project: ReportedAmount, earlier: KnownAmount) -> Iterator[ComparedHit]:
    budget, last = project.budget, earlier.budget
    if not budget or not last or max(budget, last) < _LEAST_AMOUNT or slip_between(budget, last):
        return
    if last / _TIMES <= budget <= last * _TIMES:
        return
    times = format_decimal((budget / last).quantize(Decimal("0.1")))
    share = format_decimal((budget / last * 100).quantize(Decimal(1)))
    more = Text(f"是上年的 {times} 倍", f"{times} times as much")
    change = more if budget > last else Text(f"只有上年的 {share}%", f"only {share} % of it")
    values = {
        "amount": format_amount(budget),
        "last": format_amount(last),
        "where": place_in_words(earlier.place),
        "change": change,
    }
    hit = Hit(project.place, "budget", format_amount(budget), related=(earlier.place,), values=values)
    yield ComparedHit(amount_far_from_last_year, hit, project.name)


def _targets(project: ReportedAmount, earlier: EarlierProject) -> Iterator[ComparedHit]:
    """Yield the targets short of those of the one indicator of the same name; less money may well do less."""
    before = _by_name(earlier.targets)
    less_money = project.budget is None or earlier.budget is None or project.budget < earlier.budget * _SAME_BUDGET
    for name, target in _by_name(project.targets).items():
        last = before.get(name)
        if last and _short(target, last, less_money):
            values = {"indicator": target.name, "last": last.text, "where": place_in_words(last.place)}
            hit = Hit(target.place, "target", target.text, related=(last.place,), values=values)
            yield ComparedHit(target_below_last_year, hit, project.name)


def _by_name(targets: Sequence[StatedTarget]) -> Mapping[str, StatedTarget]:
    """Return the targets by the names of their indicators, without names that several have."""
    counts = Counter(bare_text(target.name) for target in targets)
    named = ((bare_text(target.name), target) for target in targets)
    return {name: target for name, target in named if name and counts[name] == 1}


def _short(target: StatedTarget, last: StatedTarget, less_money: bool) -> bool:
    now, before = (IndicatorView("", one.name, "", "", one.text) for one in (target, last))
    numbers = aligned(now.number, now.unit, before.number, before.unit)
    if numbers is None or min(numbers) <= 0 or max(numbers) > min(numbers) * _FAR:
        return False
    number, earlier = numbers
    if less_money and not now.share:
        return False
    tolerance = _POINTS if now.share else earlier * _PART
    up = now.operator in AT_LEAST or (now.operator in (None, Operator.EQ) and now.direction is Direction.UP)
    return (up and number < earlier - tolerance) or (now.operator in AT_MOST and number > earlier + tolerance)
