"""Results of monitoring and self-evaluation sheets: money spent, and indicators held against their targets."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final

from xltools.derive.measures import Direction
from xltools.form_identity import Capability, FormPurpose
from xltools.lazy_pattern import LazyPattern
from xltools.model import Entry, Indicator, TargetKind, TargetSheet, TargetValue
from xltools.rules.entry_checks import applies
from xltools.rules.row_views import AT_LEAST, AT_MOST, FULL, aligned, view_of
from xltools.text import Text
from xltools.values import parse_number
from xltools.values.numbers import format_decimal

__all__ = [
    "MONTHS",
    "Attainment",
    "attainment",
    "exceeded",
    "execution_points",
    "explains",
    "forecasts",
    "missed",
    "months_covered",
    "reason_given",
    "result_of",
    "schedule_in_words",
    "score_total",
    "spent_and_budget",
    "spent_share",
    "written_rate",
]

MONTHS: Final = 12
_USUAL_MONTHS: Final = 7
"""The monitoring of August covers January to July; forms that say otherwise print it above the money spent."""
_WRITTEN_RATE = LazyPattern(r"(\d+(?:\.(\d+))?)\s*([%％]?)")
_LARGEST_FRACTION = Decimal(2)
"""A rate without its sign is a fraction of 1 up to this."""
_NO_REASON = frozenset(("", "无", "/", "-", "—", "——", "无偏差", "不涉及", "正常", "已完成", "完成"))


class Attainment(StrEnum):
    """The state of an indicator: whether its result is up to its target."""

    ATTAINED = "attained"
    MISSED = "missed"
    WORDS = "words"
    """target or result are words, or in different units: only a person can tell"""
    BLANK = "blank"
    """no result is given"""


# --- indicators -------------------------------------------------------------------------------------------------------


def forecasts(sheet: TargetSheet) -> bool:
    """Return whether the sheet is of a year that lasts, so that its forecast counts."""
    return Capability.FORECAST in sheet.form.capabilities


def result_of(sheet: TargetSheet, row: Indicator) -> Entry[TargetValue]:
    """Return the result that a row is judged by: the forecast while the year lasts."""
    return row.forecast if forecasts(sheet) else row.actual


def missed(row: Indicator, result: Entry[TargetValue]) -> bool:
    """Return whether a result is plainly short of the target: a number in the same unit, or a later day."""
    return _gap(row, result) is Attainment.MISSED


def exceeded(row: Indicator, result: Entry[TargetValue], share: Decimal) -> Decimal | None:
    """Return by how many per cent a result is above a target that it should reach, if by more than ``share``.

    None for a target that is a ceiling, a day or not above 0, and for a result that is not a number in the same unit.
    """
    pair = _numbers(row, result)
    if pair is None or _falling(row) or pair[0] <= 0:
        return None
    wanted, got = pair
    over = (got / wanted - 1) * FULL
    return over if over > share else None


def attainment(sheet: TargetSheet, row: Indicator) -> Attainment:
    """Return the state of an indicator; without a forecast, a result that is up to the target already counts."""
    result = result_of(sheet, row)
    if result.blank and not row.actual.blank and _gap(row, row.actual) is Attainment.ATTAINED:
        return Attainment.ATTAINED
    return Attainment.BLANK if result.blank else _gap(row, result)


def _gap(row: Indicator, result: Entry[TargetValue]) -> Attainment:
    target, reached = row.target.value, result.value
    if target is None or reached is None or not applies(row):
        return Attainment.WORDS
    if target.deadline and reached.deadline:
        return Attainment.MISSED if reached.deadline > target.deadline else Attainment.ATTAINED
    pair = _numbers(row, result)
    if pair is None:
        return Attainment.WORDS
    wanted, got = pair
    short = got > wanted if _falling(row) else got < wanted
    return Attainment.MISSED if short else Attainment.ATTAINED


def _numbers(row: Indicator, result: Entry[TargetValue]) -> tuple[Decimal, Decimal] | None:
    """Return target and result as numbers in the same unit; None where one is a range, words, or of another unit."""
    target, reached = row.target.value, result.value
    if target is None or reached is None or not applies(row):
        return None
    if not target.kind is reached.kind is TargetKind.QUANTITATIVE or target.upper is not None or reached.upper:
        return None
    measure = row.measure.text.strip()
    return aligned(target.number, target.unit or measure, reached.number, reached.unit or measure)


def _falling(row: Indicator) -> bool:
    """Return whether the target is a ceiling: by its sign, else by its words."""
    view = view_of(row)
    return view.operator in AT_MOST or (
        view.operator not in AT_LEAST and (view.direction is Direction.DOWN or view.level2 == "成本")
    )


def reason_given(text: str) -> bool:
    """Return whether a cell for reasons holds one, and not only a word that there is none."""
    return text.strip() not in _NO_REASON


def explains(sheet: TargetSheet) -> bool:
    """Return whether any cell for reasons on a sheet holds one."""
    entries = [row.reason for row in sheet.indicators]
    entries += [entry for key, entry in sheet.extras.items() if key.endswith("reason")]
    return any(reason_given(entry.text) for entry in entries)


# --- money ------------------------------------------------------------------------------------------------------------


def written_rate(text: str) -> tuple[Decimal, int] | None:
    """Return the per cent that a text states, and the number of its decimal places; None for other texts."""
    match = _WRITTEN_RATE.fullmatch(text.strip())
    if match is None:
        return None
    rate, places = Decimal(match[1]), len(match[2] or "")
    if not match[3] and rate <= _LARGEST_FRACTION:
        return rate * FULL, places - 2
    return rate, places


def spent_and_budget(sheet: TargetSheet, source: str) -> tuple[Entry[Decimal], Entry[Decimal]]:
    """Return the money spent and the budget of a source of money, or of all money (an empty text)."""
    amounts = {**sheet.amounts, "fiscal": sheet.fiscal, "other": sheet.other}
    if not source:
        return amounts.get("spent", Entry()), sheet.budget
    budget = amounts.get(source, Entry())
    if budget.value is None:
        budget = amounts.get(f"{source}_initial", Entry())
    return amounts.get(f"{source}_spent", Entry()), budget


def spent_share(sheet: TargetSheet) -> tuple[Entry[Decimal], Entry[Decimal], Decimal | None]:
    """Return the money spent, the budget as it was last adjusted, and the share in per cent; None without either."""
    spent, budget = spent_and_budget(sheet, "")
    adjusted = sheet.funding.adjusted
    if adjusted.value:
        budget = adjusted
    if spent.value is None or not budget.value:
        return spent, budget, None
    return spent, budget, spent.value / budget.value * FULL


def months_covered(sheet: TargetSheet) -> int:
    """Return the months that a sheet covers: those that the form prints, 7 for monitoring without, else all."""
    if sheet.form.purpose is not FormPurpose.MONITORING:
        return MONTHS
    printed = sheet.extras.get("months")
    return int(printed.value) if printed and printed.value else _USUAL_MONTHS


def schedule_in_words(months: int) -> Text:
    """Return the part of the year that has passed after so many months, in words."""
    share = format_decimal((Decimal(months) / MONTHS * FULL).quantize(Decimal("0.01")))
    if months == MONTHS:
        return Text("全年应达 100%", "100% are due for the year")
    return Text(f"{months}月底时序进度是 {share}%", f"{share}% of the year had passed after {months} months")


def execution_points(sheet: TargetSheet, key: str) -> Decimal | None:
    """Return the weight or score of budget execution that stands beside the money; None if the form has none."""
    entry = sheet.extras.get(f"execution_{key}")
    return parse_number(entry.text) if entry and not entry.blank else None


def score_total(sheet: TargetSheet) -> tuple[Entry[Decimal], Decimal | None]:
    """Return the printed total and the score of the sheet: the printed one, else the sum of its parts, else None."""
    printed = sheet.printed_sums.get("score", Entry())
    if printed.value is not None:
        return printed, printed.value
    scores = [row.score.value for row in sheet.indicators if row.score.value is not None]
    if not scores:
        return printed, None
    return printed, sum(scores, Decimal(0)) + (execution_points(sheet, "score") or Decimal(0))
