"""Values for blank cells and their reasons: automatic fills, and suggestions that a person decides about.

Only a blank cell without a formula is ever filled, and only from typed values: a fill never uses another fill, so that
each formula shows numbers that are visible on the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from xltools.derive.funds import contained_projects
from xltools.derive.identity import inferred_year, only_unit
from xltools.derive.plan import PLAN_FIELDS, Gap, implied_shares, plan_shares, usable_share
from xltools.form_identity import Capability
from xltools.forms.departments import unit_departments
from xltools.glossary import field_term
from xltools.model import DepartmentBook, Entry, MoneyUnit, Place, SpendingPlan, TargetSheet
from xltools.quick_dataclass import dataclass
from xltools.text import drop_controls
from xltools.values import format_amount, format_percent

__all__ = ["Fill", "derive_fills", "sheet_fills"]

ZERO = Decimal(0)
HUNDREDTH = Decimal("0.01")

_PLAN_RULES = {Gap.AFTER_FULL: "P05", Gap.BETWEEN_EQUALS: "P07", Gap.LEADING: "P06"}


@dataclass(frozen=True, slots=True)
class Fill:
    """A value for one blank cell.

    ``value`` is in the field's own unit: 元, per cent, a year, or words; ``cell_value`` is what goes into the cell.
    ``formula`` is the calculation in Chinese, with its numbers; ``inputs`` are the cells it
    uses; ``rule`` is the rule that reports the blank. ``automatic`` fills may be written; the others are suggestions
    that are never put into an input cell without a decision.
    """

    place: Place
    field: str
    old: str
    value: Decimal | int | str
    formula: str
    rule: str = ""
    inputs: tuple[Place, ...] = ()
    automatic: bool = False
    subject: str = ""
    money_unit: MoneyUnit = MoneyUnit.YUAN

    @property
    def cell_value(self) -> Decimal | int | str:
        """The value as the cell takes and shows it: amounts in the unit of the form."""
        if isinstance(self.value, Decimal) and self.field in _MONEY:
            return self.value / self.money_unit.factor
        return drop_controls(self.value) if isinstance(self.value, str) else self.value


def derive_fills(book: DepartmentBook) -> tuple[Fill, ...]:
    """Return every fill and suggestion of the book: the cover first, then sheet by sheet in the order of the form."""
    contained = {fund.place: projects for fund, projects in contained_projects(book)}
    unit = only_unit(book)
    fills = [*_cover(book)]
    for sheet in book.sheets:
        fills += _unit(sheet, unit)
        fills += sheet_fills(sheet)
        if projects := contained.get(sheet.place, ()):
            fills += _from_projects(sheet, projects)
    return tuple(fills)


def sheet_fills(sheet: TargetSheet) -> tuple[Fill, ...]:
    """Return the fills that follow from the sheet alone: amounts and spending plan."""
    return (*_amounts(sheet), *_plan(sheet))


def _can_fill(entry: Entry[Any]) -> bool:
    """Return whether the entry has a cell on the sheet that is blank and holds no formula."""
    return entry.blank and not entry.formula and bool(entry.place.cell)


def _places(entries: Iterable[Entry[Any]]) -> tuple[Place, ...]:
    return tuple(entry.place for entry in entries)


def _cover(book: DepartmentBook) -> Iterator[Fill]:
    year, code = inferred_year(book), book.department_code
    if _can_fill(book.year) and year:
        yield Fill(
            book.year.place, "year", book.year.text, year, f"项目名称、表题和目标中多数写{year}年", automatic=True
        )
    if _can_fill(book.code) and code and len(set(unit_departments(book))) == 1:
        units = tuple(sheet.unit for sheet in book.sheets if sheet.unit_code)
        formula = f"单位编码前3位 = {code}"
        yield Fill(
            book.code.place, "department_code", book.code.text, code, formula, inputs=_places(units), automatic=True
        )


def _unit(sheet: TargetSheet, unit: str) -> Iterator[Fill]:
    if unit and _can_fill(sheet.unit):
        yield Fill(
            sheet.unit.place, "unit", sheet.unit.text, unit, "本工作簿唯一的单位", rule="B04", subject=sheet.label
        )


_MONEY = {"budget": "预算数", "fiscal": "财政资金", "other": "其他资金"}
_AMOUNT_RULES = {"budget": "A01", "fiscal": "", "other": "A03"}


def _amounts(sheet: TargetSheet) -> Iterator[Fill]:
    if Capability.SOURCES not in sheet.form.capabilities:
        return
    money = {"budget": sheet.budget, "fiscal": sheet.fiscal, "other": sheet.other}
    known = {key: entry.value for key, entry in money.items() if entry.value is not None and entry.value >= ZERO}
    blank = [key for key, entry in money.items() if _can_fill(entry)]
    shown = {key: _shown(amount, sheet.unit_of(key)) for key, amount in known.items()}

    def fill(key: str, value: Decimal, formula: str, automatic: bool) -> Fill:
        entry, inputs = money[key], _places(money[name] for name in known)
        rule = _AMOUNT_RULES[key]
        return Fill(
            entry.place, key, entry.text, value, formula, rule, inputs, automatic, sheet.label, sheet.unit_of(key)
        )

    if blank == ["budget"] and len(known) == 2:
        formula = f"财政资金＋其他资金 = {shown['fiscal']}＋{shown['other']}"
        yield fill("budget", known["fiscal"] + known["other"], formula, automatic=True)
    elif len(blank) == 1 and len(known) == 2:
        (part,) = known.keys() - {"budget"}
        rest = known["budget"] - known[part]
        if rest >= ZERO:
            formula = f"预算数−{_MONEY[part]} = {shown['budget']}−{shown[part]}"
            yield fill(blank[0], rest, formula, automatic=True)
    elif "other" in blank and len(blank) == 2 and len(known) == 1:
        # Only the department knows whether there is other money at all.
        (given,) = known
        wanted = "fiscal" if given == "budget" else "budget"
        formula = f"如无其他资金：{_MONEY[wanted]} = {_MONEY[given]} = {shown[given]}"
        yield fill(wanted, known[given], formula, automatic=False)


def _shown(amount: Decimal, unit: MoneyUnit) -> str:
    """Return the amount as on the form; in 万元 with all its decimals, so that the formula can be checked by hand."""
    return format_amount(amount) if unit is MoneyUnit.YUAN else f"{(amount / unit.factor).normalize():,f}"


def _plan(sheet: TargetSheet) -> Iterator[Fill]:
    if not _is_consistent(sheet.plan):
        return
    cells = zip(PLAN_FIELDS, sheet.plan.entries, implied_shares(sheet.plan), strict=True)
    for key, entry, implied in cells:
        if implied is None or not _can_fill(entry):
            continue
        given = _given_shares(sheet.plan, implied.inputs)
        formula = {
            Gap.AFTER_FULL: f"{given}，之后保持 100%",
            Gap.BETWEEN_EQUALS: f"{given}，中间相同",
            Gap.LEADING: f"{given}之前未填，可能为 0",
        }[implied.gap]
        yield Fill(
            entry.place,
            key,
            entry.text,
            implied.share,
            formula,
            _PLAN_RULES[implied.gap],
            _places(implied.inputs),
            automatic=implied.gap is not Gap.LEADING,
            subject=sheet.label,
        )


def _is_consistent(plan: SpendingPlan) -> bool:
    """Return whether every typed value is a share and no share falls; other plans are not completed."""
    typed = [usable_share(entry) for entry in plan.entries if not entry.blank]
    shares = [share for share in typed if share is not None]
    return len(shares) == len(typed) and shares == sorted(shares)


def _given_shares(plan: SpendingPlan, inputs: tuple[Entry[Decimal], ...]) -> str:
    return "、".join(
        f"{field_term(key).zh} {format_percent(entry.value)}"
        for key, entry in zip(PLAN_FIELDS, plan.entries, strict=True)
        if entry in inputs and entry.value is not None
    )


def _from_projects(fund: TargetSheet, projects: tuple[TargetSheet, ...]) -> Iterator[Fill]:
    """Suggest values for a special fund from the projects it contains; a person has to confirm them."""
    if fund.plan.blank:
        yield from _weighted_plan(fund, projects)
    names = "、".join(project.label for project in projects)
    purposes = dict.fromkeys(project.purpose.text.strip() for project in projects if not project.purpose.blank)
    goals = dict.fromkeys(item.text for project in projects for item in project.goal.items)
    numbered = (f"{number}、{text}" for number, text in enumerate(goals, start=1))
    for key, entry, words, rule, inputs in (
        ("purpose", fund.purpose, "；".join(purposes), "A04", [project.purpose for project in projects]),
        ("goals", fund.goal.entry, "\n".join(numbered), "G01", [project.goal.entry for project in projects]),
    ):
        if _can_fill(entry) and words:
            formula = f"摘自所含项目：{names}"
            filled = _places(part for part in inputs if not part.blank)
            yield Fill(entry.place, key, entry.text, words, formula, rule, filled, subject=fund.label)


def _weighted_plan(fund: TargetSheet, projects: tuple[TargetSheet, ...]) -> Iterator[Fill]:
    budgets = [project.budget.value or ZERO for project in projects]
    total = sum(budgets, ZERO)
    if not total:
        return
    shares = [plan_shares(project.plan) for project in projects]
    for n, (key, entry) in enumerate(zip(PLAN_FIELDS, fund.plan.entries, strict=True)):
        column = [share for quarters in shares if (share := quarters[n]) is not None]
        if len(column) < len(projects) or not _can_fill(entry):
            continue
        spent = sum((budget * share for budget, share in zip(budgets, column, strict=True)), ZERO)
        terms = "＋".join(
            f"{format_amount(budget)}×{format_percent(share)}" for budget, share in zip(budgets, column, strict=True)
        )
        yield Fill(
            entry.place,
            key,
            entry.text,
            (spent / total).quantize(HUNDREDTH, ROUND_HALF_UP),
            f"所含项目按预算加权 = ({terms})÷{format_amount(total)}",
            "P01",
            tuple(place for project in projects for place in (project.budget.place, project.plan.entries[n].place)),
            subject=fund.label,
        )
