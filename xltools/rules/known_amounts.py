"""Family A, 资金: what a department reports, held against what the county knows: its register, and last year's summary.

These rules have no form as their subject: whoever has the register or the summary calls :func:`compare_with_register`
or :func:`compare_with_last_year`, and the engine makes findings of what they yield.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeVar

from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Place, Severity, SheetKind
from xltools.quick_dataclass import dataclass
from xltools.rules.patterns import bare_text
from xltools.rules.plausibility import agrees_with_words, slip_between, times_in_words
from xltools.rules.rule import Rule, Scope
from xltools.text import Text
from xltools.values import format_amount

__all__ = [
    "DOUBTING_RULES",
    "ComparedHit",
    "KnownAmount",
    "ReportedAmount",
    "StatedTarget",
    "approved_places",
    "compare_with_last_year",
    "compare_with_register",
    "differs_from_register",
    "matched_projects",
    "name_without_year",
    "place_in_words",
    "reported_amounts",
    "slipped_from_last_year",
    "slipped_from_register",
]

YEAR_TO_YEAR = Decimal("0.5")
"""A budget that grew or shrank by less than half since last year is of the same size, apart from a slip."""
FEN = Decimal("0.01")
_YEAR = re.compile(r"^(?:19|20)\d\d年度?")

slipped_from_register = Rule(
    id="A10",
    severity=Severity.ERROR,
    zh=Words(
        "金额与批复数差一万倍",
        "预算数 {amount} 元，应报名单批复 {expected} 元（{where}），两处差{times}",
        "按批复数改正金额或单位后重报；批复数有误的改名单",
    ),
    en=Words(
        "Amount off the approved one by 10,000 times",
        "The budget is {amount} yuan, the register approves {expected} yuan ({where}): {times} apart",
        "Correct amount or unit by the approval; if the register is wrong, correct the register",
    ),
    source="与应报名单中的批复数核对",
    scope=Scope.COMPARISON,
    fires=Example(amount="120.00", expected="1,200,000.00", where="应报名单.xlsx 项目 H2", times="一万倍"),
)
slipped_from_last_year = Rule(
    id="A11",
    severity=Severity.ERROR,
    zh=Words(
        "金额与上年同一项目差一万倍",
        "预算数 {amount} 元，上年同一项目 {last} 元（{where}），两处约差{times}",
        "核对金额和单位：多半应为 {expected} 元，改正后重报；确实无误的，由县级确认后才计入合计",
    ),
    en=Words(
        "Amount off last year's by 10,000 times",
        "The budget is {amount} yuan, that of the same project last year {last} yuan ({where}): about {times} apart",
        "Check amount and unit: {expected} yuan is probably meant. If it is right, the county has to accept it",
    ),
    source="与上年汇总核对",
    scope=Scope.COMPARISON,
    fires=Example(
        amount="120.00", last="1,150,000.00", where="2019汇总.xlsx 项目明细 H5", times="一万倍", expected="1,200,000.00"
    ),
)
differs_from_register = Rule(
    id="A12",
    severity=Severity.ERROR,
    zh=Words("与批复数不符", "{what}", "按批复改正；批复已调整的，先改应报名单"),
    en=Words("Not as approved", "{what}", "Correct it by the approval; if that has changed, change the register first"),
    source="与应报名单中的批复数核对",
    scope=Scope.COMPARISON,
    fires=Example(what="预算数 600,000.00 元，批复 1,200,000.00 元，正好一半"),
)
DOUBTING_RULES = frozenset({"A09", "R19", slipped_from_register.id, slipped_from_last_year.id})
"""The rules, and the message about amounts that do not show as stored, that keep an amount out of the county's totals
until somebody settles it."""


class KnownAmount(Protocol):
    """A project or fund with the amount that the county knows, and the cell that it is in."""

    @property
    def kind(self) -> SheetKind: ...  # noqa: D102
    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def budget(self) -> Decimal | None: ...  # noqa: D102
    @property
    def place(self) -> Place: ...  # noqa: D102


Known = TypeVar("Known", bound=KnownAmount)


class StatedTarget(NamedTuple):
    """The target value of an indicator as it is written, with the indicator's name and its cell."""

    name: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class ReportedAmount:
    """A project or fund with the amount that its department reports, its targets, and ``texts`` that speak of money."""

    kind: SheetKind
    code: str
    name: str
    budget: Decimal | None
    place: Place
    texts: tuple[str, ...] = ()
    name_place: Place | None = None
    targets: tuple[StatedTarget, ...] = ()


class ComparedHit(NamedTuple):
    """A hit of one of these rules, and the project or fund that it is about."""

    rule: Rule
    hit: Hit
    subject: str


def reported_amounts(book: DepartmentBook) -> tuple[ReportedAmount, ...]:
    """Return the amounts that a book reports."""
    return tuple(
        ReportedAmount(
            sheet.kind,
            sheet.code.value or "",
            sheet.label,
            sheet.budget.value,
            sheet.budget.place if sheet.budget.place.row else sheet.place,
            (sheet.name.text, sheet.purpose.text, sheet.goal.entry.text),
        )
        for sheet in book.sheets
    )


def compare_with_register(
    reported: Sequence[ReportedAmount],
    register: Sequence[KnownAmount],
    file: Place,
    doubtful: Collection[Place] = (),
) -> Iterator[ComparedHit]:
    """Yield what a department reports otherwise than approved: slipped, changed, missing and additional amounts.

    ``register`` is the department's part; a kind of which it approves no amount is not compared. ``doubtful`` are
    amounts with a finding of their own. What is missing is reported at ``file``.
    """
    for kind in SheetKind:
        approved = [entry for entry in register if entry.kind is kind]
        if not any(entry.budget is not None for entry in approved):
            continue
        amounts = [amount for amount in reported if amount.kind is kind]
        pairs, additional, missing = matched_projects(amounts, approved)
        for amount, entry in pairs:
            if amount.place not in doubtful:
                yield from _against_approval(amount, entry)
        for amount in additional:
            what = Text(
                f"{kind.term.zh}“{amount.name}”{_yuan(amount.budget).zh}，应报名单中没有",
                f'The {kind.term.en} "{amount.name}" ({_yuan(amount.budget).en}) is not in the register',
            )
            hit = Hit(amount.place, "budget", _text(amount.budget), severity=Severity.WARNING, values={"what": what})
            yield ComparedHit(differs_from_register, hit, amount.name)
        for entry in missing:
            what = Text(
                f"应报名单中的{kind.term.zh}“{entry.name}”{_yuan(entry.budget).zh}没有报",
                f'The {kind.term.en} "{entry.name}" of the register ({_yuan(entry.budget).en}) is missing',
            )
            hit = Hit(
                file,
                "budget",
                expected=_text(entry.budget),
                severity=Severity.WARNING,
                related=(entry.place,),
                values={"what": what},
            )
            yield ComparedHit(differs_from_register, hit, entry.name)


def _against_approval(amount: ReportedAmount, entry: KnownAmount) -> Iterator[ComparedHit]:
    approved, budget = entry.budget, amount.budget
    if approved is None or budget is None or abs(budget - approved) < FEN:
        return
    if factor := slip_between(budget, approved):
        values = {
            "amount": format_amount(budget),
            "where": place_in_words(entry.place),
            "times": times_in_words(factor),
        }
        hit = Hit(amount.place, "budget", _text(budget), _text(approved), related=(entry.place,), values=values)
        yield ComparedHit(slipped_from_register, hit, amount.name)
        return
    gap = abs(budget - approved)
    more = budget > approved
    remark = Text(
        f"{'多' if more else '少'} {format_amount(gap)} 元", f"{format_amount(gap)} yuan {'more' if more else 'less'}"
    )
    if gap == budget:
        remark = Text("正好一半", "exactly half of it")
    reported, granted, where = format_amount(budget), format_amount(approved), place_in_words(entry.place)
    what = Text(
        f"预算数 {reported} 元，应报名单批复 {granted} 元（{where}），{remark.zh}",
        f"The budget is {reported} yuan, approved are {granted} yuan ({where}), {remark.en}",
    )
    hit = Hit(amount.place, "budget", _text(budget), _text(approved), related=(entry.place,), values={"what": what})
    yield ComparedHit(differs_from_register, hit, amount.name)


def approved_places(reported: Sequence[ReportedAmount], register: Sequence[KnownAmount]) -> frozenset[Place]:
    """Return the amounts that are as approved: no other evidence speaks against these."""
    pairs, _, _ = matched_projects(reported, register)
    return frozenset(
        amount.place for amount, entry in pairs if amount.budget is not None and amount.budget == entry.budget
    )


def compare_with_last_year(
    reported: Sequence[ReportedAmount],
    last_year: Sequence[KnownAmount],
    doubtful: Collection[Place] = (),
) -> Iterator[ComparedHit]:
    """Yield the amounts that are about 10,000 times those of the same project of last year, or a ten thousandth.

    An amount that the sheet's own words state is not doubted: the project has grown.
    """
    pairs, _, _ = matched_projects(reported, last_year)
    for amount, entry in pairs:
        budget, last = amount.budget, entry.budget
        if budget is None or last is None or amount.place in doubtful or agrees_with_words(budget, amount.texts):
            continue
        if factor := slip_between(budget, last, YEAR_TO_YEAR):
            values = {
                "amount": format_amount(budget),
                "last": format_amount(last),
                "where": place_in_words(entry.place),
                "times": times_in_words(factor),
            }
            expected = format_amount(budget * factor)
            hit = Hit(amount.place, "budget", _text(budget), expected, related=(entry.place,), values=values)
            yield ComparedHit(slipped_from_last_year, hit, amount.name)


def matched_projects(
    reported: Sequence[ReportedAmount], known: Sequence[Known]
) -> tuple[list[tuple[ReportedAmount, Known]], list[ReportedAmount], list[Known]]:
    """Return the pairs of the same project, and what is left on each side; by code, else by name without the year.

    A name that several entries bear identifies none of them.
    """
    pairs: list[tuple[ReportedAmount, Known]] = []
    amounts, entries = list(reported), list(known)
    for key in (_code, _bare_name):
        by_key: dict[str, list[Known]] = defaultdict(list)
        for entry in entries:
            by_key[key(entry)].append(entry)
        left: list[ReportedAmount] = []
        for amount in amounts:
            candidates = by_key.get(key(amount), []) if key(amount) else []
            if len(candidates) == 1:
                entry = candidates.pop()
                entries.remove(entry)
                pairs.append((amount, entry))
            else:
                left.append(amount)
        amounts = left
    return pairs, amounts, entries


def _code(item: KnownAmount | ReportedAmount) -> str:
    code = bare_text(item.code)
    return "" if "9999" in code else code  # a placeholder, which several funds share


def _bare_name(item: KnownAmount | ReportedAmount) -> str:
    return name_without_year(item.name)


def name_without_year(name: str) -> str:
    """Return a project's name without a year in front, blanks and punctuation, for comparisons."""
    return bare_text(_YEAR.sub("", name.strip()))


def place_in_words(place: Place) -> str:
    """Return a place as findings name it: file without folders, worksheet and cell."""
    return " ".join(part for part in (place.file.rpartition("/")[2], place.sheet, place.cell) if part)


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else format_amount(amount)


def _yuan(amount: Decimal | None) -> Text:
    if amount is None:
        return Text("（未写金额）", "no amount given")
    return Text(f" {format_amount(amount)} 元", f"{format_amount(amount)} yuan")
