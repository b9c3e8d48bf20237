"""The budget and the money it comes from: every total on a sheet is the sum of its sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from xltools.form_identity import FormPurpose
from xltools.messages.message import Example, Hit, Words
from xltools.model import Entry, MoneyUnit, Severity, TargetSheet
from xltools.rules.rule import Context, rule
from xltools.text import Text
from xltools.values import format_amount

__all__: list[str] = []

ZERO = Decimal(0)
_FURTHER_TOTALS = ("initial", "adjusted", "spent", "forecast_spent")
"""Totals beside the budget that a matrix has a column for."""
_SOURCES = {
    "fiscal": Text("财政资金", "fiscal money"),
    "carried": Text("上年结转资金", "money carried over"),
    "account_money": Text("财政专户管理资金", "money in fiscal accounts"),
    "own_money": Text("单位资金", "own money"),
    "other": Text("其他资金", "other money"),
}


@rule(
    "A02",
    Severity.ERROR,
    zh=Words(
        "预算数不等于资金之和",
        "{label} {found} 不等于{parts}之和，相差 {difference}",
        "对照预算批复核对各个数，使总额等于各项资金之和",
    ),
    en=Words(
        "Budget is not the sum of its parts",
        "The {label} {found} is not the sum of {parts}, but differs by {difference}",
        "Check the amounts against the approved budget",
    ),
    purposes=frozenset(FormPurpose),
    source="表内勾稽",
    parameters={"tolerance": Decimal("0.005")},
    labels={"tolerance": Text("允许的差额，按表上的金额单位", "difference allowed, in the money unit of the form")},
    silenced_by=("A01", "A09", "A13"),
    fires=Example(budget="1000000.00", fiscal="800000.00", other="100000.00"),
    clean=Example(budget="725000.00", fiscal="725000.00", other="空"),
)
def budget_not_sum(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a budget that differs from the sum of its sources by more than ``tolerance`` of the form's money unit.

    So is each column of a matrix, such as the money spent. Blank parts count as 0; where those behind the first are
    blank they may make up the difference (A03).
    """
    for key, total in _totals(sheet):
        suffix = "" if key == "budget" else f"_{key}"
        parts = {source: _amount(sheet, f"{source}{suffix}") for source in sheet.form.sources}
        parts = {source: part for source, part in parts.items() if part.place.row}
        if total.value is None or "fiscal" not in parts or any(part.unreadable for part in parts.values()):
            continue
        difference = total.value - sum((part.value or ZERO for part in parts.values()), ZERO)
        if abs(difference) <= context.number("tolerance") * sheet.money_unit.factor:
            continue
        if difference > ZERO and _may_make_it_up(parts, sheet.form.purpose):
            continue
        yield Hit(
            total,
            key,
            format_amount(total.value, sheet.money_unit),
            related=tuple(part.place for part in parts.values()),
            values={
                "parts": _listed(parts, sheet.money_unit),
                "difference": _with_unit(abs(difference), sheet.money_unit),
            },
        )


def _totals(sheet: TargetSheet) -> Iterator[tuple[str, Entry[Decimal]]]:
    yield "budget", sheet.budget
    for key in _FURTHER_TOTALS:
        if key in sheet.amounts:
            yield key, sheet.amounts[key]


def _amount(sheet: TargetSheet, key: str) -> Entry[Decimal]:
    own = {"fiscal": sheet.fiscal, "other": sheet.other}
    return own[key] if key in own else sheet.amounts.get(key, Entry())


def _may_make_it_up(parts: Mapping[str, Entry[Decimal]], purpose: FormPurpose) -> bool:
    """Return whether a blank part may be what the others lack; on a plan that is other money only, which A03 names."""
    blank = [source for source, part in parts.items() if part.value is None]
    return blank == ["other"] if purpose is FormPurpose.PLAN else bool(blank)


def _listed(parts: Mapping[str, Entry[Decimal]], unit: MoneyUnit) -> Text:
    """Return the parts of a sum with their amounts, in words."""
    shown = [(_SOURCES[source], _shown(part, unit)) for source, part in parts.items()]
    zh = [f"{name.zh} {amount.zh}" for name, amount in shown]
    en = [f"{name.en} {amount.en}" for name, amount in shown]
    return Text(
        " 与".join(filter(None, ("、".join(zh[:-1]), zh[-1]))) + " ",
        " and ".join(filter(None, (", ".join(en[:-1]), en[-1]))),
    )


def _with_unit(amount: Decimal, unit: MoneyUnit) -> Text:
    """Return the amount as the form counts it: 5.00万元 is 5.00 × 10,000 yuan."""
    text = format_amount(amount, unit)
    return Text(f"{text}{unit}", f"{text} yuan" if unit is MoneyUnit.YUAN else f"{text} × {unit.factor:,f} yuan")


def _shown(entry: Entry[Decimal], unit: MoneyUnit) -> Text:
    if entry.value is None:
        return Text("（空白）", "(blank)")
    amount = format_amount(entry.value, unit)
    return Text(amount, amount)
