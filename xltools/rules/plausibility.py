"""Family A, 资金: amounts that cannot be, held against what else the department's own workbook says of money.

Evidence against an amount is, in this order: a sum that the same sheet states in words, its own parts, the other sheets
of the book, and last its size: a project of less than 1,000 元, of more than 10 亿元 on a form in 万元, or of more than
100 亿元 on any form, unless words of the sheet state it. A few thousand 元 are honest: where every amount of a book is
small, those of 1,000 元 and more are doubted only if at least half of all are below it. Each part of a budget is held
against words about it and against the rest of the budget. What the county knows besides (its register, last year's
summary) is in :mod:`xltools.rules.known_amounts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from xltools.derive import derived_unit, level1_class, level2_class
from xltools.glossary import field_term
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Indicator, MoneyUnit, Place, Severity, TargetSheet
from xltools.quick_dataclass import dataclass
from xltools.rules.rule import Context, Scope, rule
from xltools.text import Text
from xltools.values import format_amount
from xltools.values.stated_money import find_money, money_factor

__all__ = ["SLIPS", "TINY_YUAN", "agrees_with_words", "amount_slipped", "slip_between", "times_in_words"]

ZERO = Decimal(0)
SLIPS = (Decimal(10_000), 1 / Decimal(10_000))
"""The factors of an amount whose unit was taken for another one, 元 for 万元 or 万元 for 元."""
THOUSAND_SLIPS = (Decimal(1000), 1 / Decimal(1000))
"""The same for 千元. Only equal digits show it: a part of a budget may be a thousandth of it by chance."""
STATED_TOLERANCE = Decimal("0.1")
"""Words round an amount, and a cap on costs is a little above them."""
EXACT_TOLERANCE = Decimal("0.0005")
MIN_EXACT_DIGITS = 3
LARGEST_SMALL_YUAN, SMALLEST_HUGE_YUAN = Decimal(10_000), Decimal(100_000_000)
"""If every amount of a book is below the first or above the second, one that is proved wrong speaks for all."""
TINY_YUAN, ODD_YUAN = Decimal(1_000), Decimal(1_000_000_000)
"""No project of a department whose others are of ordinary size costs less than the first, or more than the second."""
ORDINARY_YUAN = Decimal(100_000)
MIN_SIBLINGS = 2
IMPOSSIBLE_YUAN = Decimal(10_000_000_000)
"""No project of a county's department costs as much, whatever the unit of the form."""

_SPENT = re.compile(
    r"自筹|资金|投资|预算|安排|投入|拨付|拨款|经费|总额|总计|共计|合计|成本|费用|支出|下达|造价|概算|总价|控制"
)
_NOT_SPENT = LazyPattern(
    r"每|均|单价|标准|/|增收|收入|产值|销售|营业|带动|撬动|引导|贷款|授信|担保|收益|节约|节省|资产|监管|管理|"
    r"评审|审计|审核|检查|督查|监督|核查|绩效评价|罚|债|累计|历年|上年|去年|往年|税|损失|挽回|追回|清欠|赔|万户|以上的"
)

_WHOLE = LazyPattern(r"总|共|合计|全部|预算|概算|控制|安排(?:项目|专项|财政)?(?:资金|经费)")
"""Words of a sum for the project as a whole; without them a sum in 元 is a rate, such as 补助500元."""


_FISCAL = re.compile(r"财政(?:性)?(?:拨款|资金|补助)|财政(?:安排|投入)|(?:中央|省级?|市级?|县级?|上级)(?:财政|补助)")
_OTHER = LazyPattern(r"自筹|其他资金|社会(?:资金|资本)|单位资金|群众(?:投资|投入)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence against a budget: a quotation with its cell, and the factor that reconciles the two."""

    factor: Decimal
    quote: Text
    place: Place


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sum that a sheet states, in 元; ``whole`` says that it is the sum for all and not a rate.

    ``part`` is the key of the part of the budget that it is about; empty for one about the whole.
    """

    amount: Decimal
    quote: Text
    place: Place
    whole: bool
    part: str = ""


def slip_between(amount: Decimal, other: Decimal, tolerance: Decimal = STATED_TOLERANCE) -> Decimal | None:
    """Return the factor of a slip that makes ``amount`` the ``other`` one; None if there is no slip between them."""
    if amount <= ZERO or other <= ZERO:
        return None
    ratio = other / amount
    for factor in SLIPS:
        if abs(ratio / factor - 1) <= tolerance:
            return factor
    if len((amount.normalize().as_tuple()).digits) >= MIN_EXACT_DIGITS:
        for factor in THOUSAND_SLIPS:
            if abs(ratio / factor - 1) <= EXACT_TOLERANCE:
                return factor
    return None


def times_in_words(factor: Decimal) -> Text:
    """Return how many times two amounts differ: 一万倍, or 一千倍."""
    return Text("一万倍", "10,000 times") if factor in SLIPS else Text("一千倍", "1,000 times")


def agrees_with_words(amount: Decimal, texts: Iterable[str]) -> bool:
    """Return whether the texts state a sum of the size of the amount."""
    return any(_same_size(amount, stated.amount) for text in texts for stated in find_money(text))


def _same_size(amount: Decimal, stated: Decimal) -> bool:
    return amount / 2 <= stated <= amount * 2


@rule(
    "A09",
    Severity.ERROR,
    zh=Words(
        "金额可能差一万倍",
        "{what}",
        "核对金额和单位（元、万元）：多半应为 {expected} 元，改正后重报；确实无误的，由县级确认后才计入合计",
    ),
    en=Words(
        "Amount may be off by 10,000 times",
        "{what}",
        "Check amount and unit (元, 万元): {expected} yuan is probably meant. Correct it; if it is right, the county "
        "has to accept it before it counts",
    ),
    source="同一工作簿内金额互相核对",
    scope=Scope.DEPARTMENT,
    fires=Example(budget="120", fiscal="120", purpose="安排资金120万元，硬化村道路12公里"),
    clean=Example(budget="1200000", fiscal="1200000", purpose="安排资金120万元，硬化村道路12公里"),
)
def amount_slipped(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report amounts that words, parts, siblings or their size show to be off by 10,000 (or 1,000) times."""
    budgets = {n: amount for n, sheet in enumerate(book.sheets) if (amount := sheet.budget.value) and amount > ZERO}
    direct = {n: proof for n in budgets if (proof := _own_evidence(book.sheets[n], context))}
    for n, budget in budgets.items():
        sheet = book.sheets[n]
        proof = direct.get(n)
        if not proof and not _words_agree(sheet, context):
            proof = _siblings_evidence(n, book.sheets, budgets, direct) or _size_evidence(n, book.sheets, budgets)
        if proof:
            yield _slip_hit(sheet.budget, "budget", budget, proof)
        else:
            for key, part, evidence in _slipped_parts(sheet, budget, context):
                yield _slip_hit(part, key, part.value or ZERO, evidence)


def _slip_hit(entry: Entry[Decimal], key: str, amount: Decimal, proof: Evidence) -> Hit:
    term, shown, times = field_term(key), format_amount(amount), times_in_words(proof.factor)
    what = Text(f"{term.zh} {shown} 元，{proof.quote.zh}", f"The {term.en} is {shown} yuan, {proof.quote.en}")
    if proof.place != entry.place:
        where = f"{proof.place.sheet} {proof.place.cell}".strip()
        what = Text(
            f"{term.zh} {shown} 元，但{proof.quote.zh}（{where}），两处差{times.zh}",
            f"The {term.en} is {shown} yuan, but {proof.quote.en} ({where}): {times.en} apart",
        )
    expected = format_amount(amount * proof.factor)
    return Hit(entry, key, expected=expected, related=(proof.place,), values={"what": what})


# --- the sheet itself -------------------------------------------------------------------------------------------------


def _own_evidence(sheet: TargetSheet, context: Context) -> Evidence | None:
    budget = sheet.budget.value
    if not budget or budget <= ZERO:
        return None
    statements = _statements(sheet, context)
    if any(_same_size(budget, statement.amount) for statement in statements):
        return None
    for statement in statements:
        factor = slip_between(budget, statement.amount)
        if factor and (factor > 1 or statement.whole):
            return Evidence(factor, statement.quote, statement.place)
    return _parts_evidence(sheet, budget, statements)


def _parts_evidence(sheet: TargetSheet, budget: Decimal, statements: Sequence[_Statement]) -> Evidence | None:
    """Return what the parts of a budget say against it, or words about parts that add up to it."""
    parts = (sheet.fiscal.value or ZERO) + (sheet.other.value or ZERO)
    if parts == budget:
        for statement in statements:
            amount = _parts(sheet)[statement.part].value if statement.part else None
            if amount and (factor := slip_between(amount, statement.amount)):
                return Evidence(factor, statement.quote, statement.place)
    if not _ordinary(parts) and _ordinary(budget):
        return None  # the parts are wrong
    if factor := slip_between(budget, parts, EXACT_TOLERANCE):
        text = format_amount(parts)
        place = sheet.fiscal.place if sheet.fiscal.value else sheet.other.place
        return Evidence(factor, Text(f"财政资金与其他资金共 {text} 元", f"its parts make {text} yuan"), place)
    return None


def _ordinary(amount: Decimal) -> bool:
    """Return whether an amount is of a size that shows no slip."""
    return LARGEST_SMALL_YUAN <= amount < ODD_YUAN


def _parts(sheet: TargetSheet) -> dict[str, Entry[Decimal]]:
    return {"fiscal": sheet.fiscal, "other": sheet.other}


def _slipped_parts(
    sheet: TargetSheet, budget: Decimal, context: Context
) -> Iterator[tuple[str, Entry[Decimal], Evidence]]:
    """Yield the parts of a budget that words, or the rest of the budget, show to be off."""
    parts = _parts(sheet)
    total = sum((part.value or ZERO for part in parts.values()), ZERO)
    if total == budget:
        return
    quote = Text(f"预算数 {format_amount(budget)} 元", f"the budget is {format_amount(budget)} yuan")
    both = slip_between(total, budget, EXACT_TOLERANCE) if _ordinary(budget) else None
    for key, part in parts.items():
        amount = part.value
        if not amount or amount < ZERO:
            continue
        said = [one for one in _statements(sheet, context) if one.part == key]
        if any(_same_size(amount, one.amount) for one in said):
            continue
        proofs = (
            Evidence(factor, one.quote, one.place) for one in said if (factor := slip_between(amount, one.amount))
        )
        rest = both or slip_between(amount, budget - (total - amount), EXACT_TOLERANCE)
        proof = next(proofs, Evidence(rest, quote, sheet.budget.place) if rest else None)
        if proof:
            yield key, part, proof


def _words_agree(sheet: TargetSheet, context: Context) -> bool:
    budget = sheet.budget.value
    return bool(budget) and any(
        _same_size(budget or ZERO, statement.amount) for statement in _statements(sheet, context)
    )


def _statements(sheet: TargetSheet, context: Context) -> tuple[_Statement, ...]:
    """Return the sums of money to be spent that the sheet states."""
    return context.once("stated sums", sheet, lambda: tuple(_stated(sheet)))


def _stated(sheet: TargetSheet) -> Iterator[_Statement]:
    """Yield the sums of money to be spent that the sheet states."""
    for zh, en, entry in (
        ("项目名称写", "the name says", sheet.name),
        ("资金用途写", "the purpose says", sheet.purpose),
        ("绩效目标写", "the goals say", sheet.goal.entry),
    ):
        for stated in find_money(entry.text):
            context = stated.before + stated.after[:6]
            if _SPENT.search(context) and not _NOT_SPENT.search(stated.before + stated.after):
                quote = f"{stated.before}{stated.text}"[-30:]
                whole = bool(_WHOLE.search(context)) or "万" in stated.text or "亿" in stated.text
                said = Text(f"{zh}“{quote}”", f'{en} "{quote}"')
                yield _Statement(stated.amount, said, entry.place, whole, _part_of(stated.before))
    for row in sheet.indicators:
        yield from _cost_target(row)


def _part_of(words: str) -> str:
    """Return the part of the budget that the words before a sum name."""
    return "fiscal" if _FISCAL.search(words) else "other" if _OTHER.search(words) else ""


def _cost_target(row: Indicator) -> Iterator[_Statement]:
    """Yield the sum of a target for the whole cost; a price for each person or kilometre is not one."""
    target = row.target.value
    factor = money_factor(derived_unit(row)) if target and target.number else None
    if not (target and target.number and factor):
        return
    words = row.level3.text + row.description.text
    cost = "成本" in {level1_class(row), level2_class(row)}
    if (cost or _SPENT.search(words)) and not _NOT_SPENT.search(words + row.target.text):
        name, value = row.level3.text.strip(), row.target.text.strip()
        unit = "" if "元" in value else derived_unit(row)
        quote = f"{name} {value}{unit}".strip()
        whole = factor > 1 or bool(_WHOLE.search(words))
        said = Text(f"指标写“{quote}”", f'an indicator says "{quote}"')
        yield _Statement(target.number * factor, said, row.target.place, whole)


# --- the other sheets -------------------------------------------------------------------------------------------------


def _siblings_evidence(
    number: int,
    sheets: Sequence[TargetSheet],
    budgets: Mapping[int, Decimal],
    direct: Mapping[int, Evidence],
) -> Evidence | None:
    """Return what the other sheets say of a budget for which its own sheet says nothing."""
    return _proved_sibling(number, sheets, budgets, direct) or _other_magnitude(number, sheets, budgets, direct)


def _proved_sibling(
    number: int, sheets: Sequence[TargetSheet], budgets: Mapping[int, Decimal], direct: Mapping[int, Evidence]
) -> Evidence | None:
    """Return the sheet that is proved wrong, if all of the book are filled in alike."""
    if not direct:
        return None
    unit = sheets[number].money_unit
    alike = [budget for n, budget in budgets.items() if sheets[n].money_unit is unit]
    small, huge = max(alike) < LARGEST_SMALL_YUAN, min(alike) >= SMALLEST_HUGE_YUAN
    for n, proof in direct.items():
        right = (small and proof.factor == SLIPS[0]) or (huge and proof.factor == SLIPS[1])
        if right and sheets[n].money_unit is unit:
            twin = sheets[n]
            units = Text("元", "yuan"), Text("万元", "10,000 yuan")
            wrong, meant = units if small else units[::-1]
            amount = format_amount(budgets[n])
            quote = Text(
                f"同簿“{twin.label}”{amount} 元已证实把{meant.zh}当作{wrong.zh}",
                f'"{twin.label}" of this book ({amount} yuan) is proved to give {meant.en} as {wrong.en}',
            )
            return Evidence(proof.factor, quote, twin.budget.place)
    return None


def _other_magnitude(
    number: int, sheets: Sequence[TargetSheet], budgets: Mapping[int, Decimal], direct: Mapping[int, Evidence]
) -> Evidence | None:
    """Return the sheets of ordinary size among which this budget is impossible unless its unit is wrong."""
    budget = budgets[number]
    others = sorted((amount, n) for n, amount in budgets.items() if n != number and n not in direct)
    if len(others) < MIN_SIBLINGS or not (budget < TINY_YUAN or budget >= ODD_YUAN):
        return None
    (least, _), (most, largest) = others[0], others[-1]
    factor = SLIPS[0] if budget < TINY_YUAN else SLIPS[1]
    ordinary = least >= ORDINARY_YUAN and most < ODD_YUAN
    if not ordinary or not least / 10 <= budget * factor <= most * 10:
        return None
    place = sheets[largest].budget.place
    span = f"{format_amount(least)}～{format_amount(most)}"
    return Evidence(factor, Text(f"同簿其他各表在 {span} 元之间", f"the other sheets are between {span} yuan"), place)


# --- its size ---------------------------------------------------------------------------------------------------------


def _size_evidence(number: int, sheets: Sequence[TargetSheet], budgets: Mapping[int, Decimal]) -> Evidence | None:
    """Return the size of a budget as evidence where no project of a department costs so little, or so much."""
    sheet, budget = sheets[number], budgets[number]
    if agrees_with_words(budget, (sheet.name.text, sheet.purpose.text, sheet.goal.entry.text)):
        return None
    place = sheet.budget.place
    limit = ODD_YUAN if sheet.unit_of("budget") is MoneyUnit.WAN else IMPOSSIBLE_YUAN
    if budget > limit:
        words = Text("单个项目不会有这样大", "more than a project can cost")
        return Evidence(SLIPS[1], words, place)
    if budget < TINY_YUAN:
        words = Text("单个项目不会这样小，表里也没有文字能证实", "less than a project can cost, and no words state it")
        return Evidence(SLIPS[0], words, place)
    if not all(amount < LARGEST_SMALL_YUAN for amount in budgets.values()):
        return None
    if 2 * sum(amount < TINY_YUAN for amount in budgets.values()) >= len(budgets):
        words = Text(
            "全簿金额都很小，多数不足 1,000 元，像是都把万元填成了元",
            "and most budgets of the book are below 1,000 yuan, as if all were given in 10,000 yuan",
        )
        return Evidence(SLIPS[0], words, place)
    return None
