"""Family E, 执行与自评: a sheet of results held against the approved target sheet of its project.

These rules have no form as their subject: whoever has both calls :func:`compare_with_approved`, and the engine makes
findings of what it yields.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from xltools.glossary import field_term
from xltools.messages.message import Example, Hit, Words
from xltools.model import PERIODS, Place, Severity
from xltools.quick_dataclass import dataclass
from xltools.rules.deviations import behind_plan, behind_values
from xltools.rules.known_amounts import ComparedHit
from xltools.rules.patterns import bare_text
from xltools.rules.progress_rows import ProgressRow, ResultRow
from xltools.rules.rule import Rule, Scope
from xltools.text import Text
from xltools.values import format_amount, parse_target
from xltools.values.numbers import format_decimal

__all__ = [
    "ApprovedIndicator",
    "ApprovedProject",
    "changed_since_approval",
    "compare_with_approved",
    "due_by_plan",
    "not_among_approved",
]

_FEN = Decimal("0.01")
_ROUNDED, _HALF_ROUNDED = Decimal(100), Decimal(50)
"""Two decimals of 万元 are 100 元: an amount that was rounded to them is off by half of that at most."""

changed_since_approval = Rule(
    id="E14",
    severity=Severity.ERROR,
    zh=Words("与批复的绩效目标不一致", "{what}", "按批复的填写；批复后调整过的，用调整后的绩效目标表核对"),
    en=Words(
        "Not as approved",
        "{what}",
        "Enter it as approved; where the targets were adjusted since, compare with the adjusted target sheet",
    ),
    source="中发〔2018〕34号：绩效目标与预算同步批复下达，批复后不得擅自调整",
    scope=Scope.COMPARISON,
    fires=Example(what="“道路硬化里程”的指标值写 ≥9公里，批复的是 ≥12公里（301交通运输局.xlsx 项目1 E11）"),
)


@dataclass(frozen=True, slots=True)
class ApprovedIndicator:
    """An indicator as it was approved."""

    name: str
    target: str
    weight: Decimal | None
    place: Place


@dataclass(frozen=True, slots=True)
class ApprovedProject:
    """A project as it was approved: its budget in 元, and its cumulative plan by period in per cent."""

    name: str
    budget: Decimal | None
    shares: tuple[Decimal | None, ...]
    indicators: tuple[ApprovedIndicator, ...]
    place: Place


def due_by_plan(shares: Sequence[Decimal | None], months: int) -> tuple[Decimal, Text] | None:
    """Return the share that a plan has due by its last period within so many months, and that in words."""
    ended = [(period, share) for period, share in zip(PERIODS, shares, strict=True) if int(period) <= months]
    period, share = ended[-1] if ended else (PERIODS[0], None)
    if share is None:
        return None
    term, shown = field_term(f"plan_{period}"), format_decimal(share)
    return share, Text(f"批复的支出计划{term.zh}应达 {shown}%", f"the approved plan has {shown}% due {term.en}")


def compare_with_approved(row: ProgressRow, project: ApprovedProject, tolerance: Decimal) -> Iterator[ComparedHit]:
    """Yield what a sheet of results says otherwise than approved, and spending that is behind the approved plan."""
    for hit in (*_amount(row, project), *_indicators(row, project)):
        yield ComparedHit(changed_since_approval, hit, row.name)
    due = due_by_plan(project.shares, row.months)
    if due and not row.explained and row.spent is not None and row.budget:
        found, values = behind_values(row.spent, row.budget, *due)
        if due[0] - (row.share or Decimal(0)) > tolerance:
            hit = Hit(row.spent_place, "spent", found, related=(row.budget_place, project.place), values=values)
            yield ComparedHit(behind_plan, hit, row.name)


def not_among_approved(row: ProgressRow, *, ambiguous: bool) -> ComparedHit:
    """Return what is said of a sheet of results that belongs to none of its department's approved projects.

    Nothing on it is compared then. ``ambiguous`` tells that several of them have its name.
    """
    what = (
        Text(
            f"批复的绩效目标表里有几个项目叫“{row.name}”，分不清是哪一个，预算和指标没有核对",
            f'Several approved projects are named "{row.name}": budget and indicators were not compared',
        )
        if ambiguous
        else Text(
            f"批复的绩效目标表里没有项目“{row.name}”，预算和指标没有核对",
            f'No approved project is named "{row.name}": budget and indicators were not compared',
        )
    )
    return ComparedHit(changed_since_approval, Hit(row.place, "", row.name, values={"what": what}), row.name)


def _amount(row: ProgressRow, project: ApprovedProject) -> Iterator[Hit]:
    stated, approved = row.initial, project.budget
    if stated is None or approved is None:
        return
    gap = abs(stated - approved)
    if gap < _FEN or (gap <= _HALF_ROUNDED and stated % _ROUNDED == 0):
        return
    here, there = format_amount(stated), format_amount(approved)
    what = Text(
        f"年初预算数写 {here} 元，批复的是 {there} 元（{_where(project.place)}）",
        f"The initial budget is {here} yuan, approved are {there} yuan ({_where(project.place)})",
    )
    yield Hit(row.initial_place, "initial", here, there, related=(project.place,), values={"what": what})


def _indicators(row: ProgressRow, project: ApprovedProject) -> Iterator[Hit]:
    pairs, added, dropped = _matched(row.results, project.indicators)
    for result, approved in pairs:
        if bare_text(result.level3) != bare_text(approved.name):
            yield _changed(
                result.name_place, approved, Text("名称", "name"), result.level3, approved.name, Severity.WARNING
            )
        if not _same_target(result.target, approved.target):
            yield _changed(result.target_place, approved, Text("指标值", "target"), result.target, approved.target)
        stated, weight = result.weight, approved.weight
        if stated is not None and weight is not None and stated != weight:
            here, there = format_decimal(stated), format_decimal(weight)
            yield _changed(result.weight_place, approved, Text("分值", "weight"), here, there, Severity.WARNING)
    for approved in dropped:
        what = Text(
            f"批复的指标“{approved.name}”（{approved.target}）没有了（{_where(approved.place)}）",
            f'The approved indicator "{approved.name}" ({approved.target}) is gone ({_where(approved.place)})',
        )
        yield Hit(row.place, "level3", "", approved.name, related=(approved.place,), values={"what": what})
    for result in added:
        what = Text(
            f"指标“{result.level3}”（{result.target}）不在批复的绩效目标表里（{_where(project.place)}）",
            f'The indicator "{result.level3}" ({result.target}) is not on the approved sheet ({_where(project.place)})',
        )
        yield Hit(
            result.name_place,
            "level3",
            result.level3,
            severity=Severity.WARNING,
            related=(project.place,),
            values={"what": what},
        )


def _changed(
    at: Place, approved: ApprovedIndicator, part: Text, here: str, there: str, severity: Severity | None = None
) -> Hit:
    name, where = approved.name or approved.target, _where(approved.place)
    what = Text(
        f"“{name}”的{part.zh}写 {here or '（空）'}，批复的是 {there}（{where}）",
        f'The {part.en} of "{name}" is {here or "blank"}, approved is {there} ({where})',
    )
    return Hit(at, "target", here, there, severity, (approved.place,), {"what": what})


def _matched(
    results: Sequence[ResultRow], approved: Sequence[ApprovedIndicator]
) -> tuple[list[tuple[ResultRow, ApprovedIndicator]], list[ResultRow], list[ApprovedIndicator]]:
    """Return the pairs of the same indicator, and what is left on each side.

    Pairs have name and target in common, else the name, else the target: in each step only where one of each is left,
    so that which belongs to which is never a guess.
    """
    pairs: list[tuple[ResultRow, ApprovedIndicator]] = []
    left, open_ = list(results), list(approved)
    for with_name, with_target in ((True, True), (True, False), (False, True)):
        groups: dict[tuple[str, str], tuple[list[ResultRow], list[ApprovedIndicator]]] = defaultdict(lambda: ([], []))
        for result in left:
            groups[_key(result.level3, result.target, with_name, with_target)][0].append(result)
        for one in open_:
            groups[_key(one.name, one.target, with_name, with_target)][1].append(one)
        for mine, theirs in groups.values():
            if mine and theirs and (len(mine) == len(theirs) == 1 or (with_name and with_target)):
                for pair in zip(mine, theirs, strict=False):
                    pairs.append(pair)
                    left.remove(pair[0])
                    open_.remove(pair[1])
    return pairs, left, open_


def _key(name: str, target: str, with_name: bool, with_target: bool) -> tuple[str, str]:
    return bare_text(name) if with_name else "", bare_text(target) if with_target else ""


def _same_target(stated: str, approved: str) -> bool:
    """Return whether two target values are the same: in their letters, or in operator, number and unit."""
    if bare_text(stated) == bare_text(approved):
        return True
    one, other = parse_target(stated), parse_target(approved)
    if one is None or other is None or one.number is None:
        return False
    units = {one.unit, other.unit} - {""}
    numbers = one.number == other.number and one.upper == other.upper
    return one.operator == other.operator and numbers and len(units) <= 1


def _where(place: Place) -> str:
    return " ".join(part for part in (place.file.rpartition("/")[2], place.sheet, place.cell) if part)
