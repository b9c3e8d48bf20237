"""Family K, 前后一致: prices times quantities against the budget, and against the product that a text gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from xltools.derive import level1_class, level2_class
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Place, Severity, TargetSheet
from xltools.rules.budget_agreement import NOT_SPENT, OPEN_LIST, money_spent, same_amount
from xltools.rules.contradictions import contradicted
from xltools.rules.row_views import AT_MOST
from xltools.rules.rule import Context, Scope, rule
from xltools.rules.statements import Statement, counts_unit, sheet_statements
from xltools.rules.subjects import Likeness, compare_subjects
from xltools.text import Text
from xltools.values import format_amount
from xltools.values.quantities import QuantityRole, StatedQuantity, find_quantities
from xltools.values.rate_words import IN_A_YEAR, words_per
from xltools.values.unit_kinds import base_unit

__all__: list[str] = []

ZERO = Decimal(0)

_RATE: Final = LazyPattern(r"补助|补贴|标准|单价|成本|造价|费用|投资|经费|奖励|资助|发放|救助|价格|工资|报酬")
_SHARED: Final = re.compile(r"配套|分担|按比例|承担|差额|部分|缺口")
_ASSURED: Final = re.compile(r"低保[^补]*标准|保障标准|供养标准|救助标准|最低")
"""Standards up to which an income is made up: less than that is paid."""
_PEOPLE: Final = frozenset({"人", "户"})
_LEAST_USED: Final = Decimal("0.5")
_EXACT: Final = Decimal("0.03")
_MOST_USED: Final = Decimal("1.05")


@rule(
    "K06",
    Severity.WARNING,
    zh=Words(
        "单价与数量相乘的结果不对",
        "“{price}”乘“{quantity}”（{where}）为 {product} 元，{against}",
        "复核单价、数量和预算的测算过程，改正写错的一个",
    ),
    en=Words(
        "Price times quantity gives another result",
        '"{price}" times "{quantity}" ({where}) is {product} yuan, but {against}',
        "Check how price, quantity and budget were worked out, and correct the one that is wrong",
    ),
    source="绩效目标与预算相匹配的要求",
    scope=Scope.DEPARTMENT,
    silenced_by=("A09", "K04"),
    fires=Example(purpose="硬化4个村道路12公里，每公里补助8万元", pick="每公里补助标准", target="≤8万元/公里"),
    clean=Example(purpose="硬化4个村道路12公里，每公里补助10万元"),
)
def price_times_quantity(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report the one price of a sheet times its one quantity, if the product is not the budget, and wrong products.

    An exact price and its quantity in the purpose have to make the budget. Elsewhere a price for each person may be one
    of several costs, and a ceiling may leave up to half of the
    budget unused. A sheet with several prices or other sums
    is left alone, but for what each costs on average; and so is money to which others add their part.
    """
    known = contradicted(book, context)
    for sheet in book.sheets:
        wrong = [*_wrong_products(sheet.purpose, "purpose"), *_wrong_products(sheet.goal.entry, "goals")]
        yield from wrong
        budget = sheet.budget.value
        if wrong or not budget or budget <= ZERO:
            continue
        if calculation := _calculation_hit(sheet, budget):
            yield calculation
            continue
        statements = sheet_statements(sheet, context)
        prices = [one for one in statements if _is_price(one)]
        others = [one for one in money_spent(sheet.purpose) if not same_amount(one.number, budget)]
        if others:
            yield from _average_hits(sheet, statements, budget, known)
        if (
            not prices
            or others
            or _SHARED.search(sheet.purpose.text + sheet.name.text)
            or len({(one.number, one.quantity.per) for one in prices}) > 1
        ):
            continue
        price = prices[0]
        hit = _product_hit(sheet, price, statements, budget, known) or _chain_hit(sheet, price, statements, budget)
        if hit:
            yield hit


_CALCULATED: Final = (Decimal("0.6"), Decimal("1.6"))
"""A purpose whose prices and sums make less or more than this part of the budget does not say what all is spent on."""


def _calculation_hit(sheet: TargetSheet, budget: Decimal) -> Hit | None:
    """Return the hit of a purpose whose prices, counts and other sums do not make the budget.

    Prices and counts are taken in their order: C级每户1.2万元、D级每户2.8万元，C级40户、D级20户.
    """
    text = sheet.purpose.text
    if OPEN_LIST.search(text) or _SHARED.search(text) or re.search("[=＝]|(?<![预统估])计(?!划)", text):
        return None
    quantities = find_quantities(text)
    prices = [one for one in quantities if one.unit == "元" and one.per]
    sums = [one for one in money_spent(sheet.purpose) if one.role is QuantityRole.AMOUNT]
    units = {tuple(unit for unit in one.per if unit not in IN_A_YEAR) for one in prices}
    all_sums = (*(one.number for one in sums), sum((one.number for one in sums), ZERO))
    if len(units) != 1 or len(prices) + len(sums) < 2 or any(same_amount(one, budget) for one in all_sums):
        return None
    [unit] = units
    if len(unit) != 1 or any(one.upper or one.operator or one.about or NOT_SPENT.search(one.before) for one in prices):
        return None
    base, factor = base_unit(unit[0])
    alike = {base, "人次"} if base == "人" else {base}
    counted = (QuantityRole.AMOUNT, QuantityRole.PART)
    counts = [one for one in quantities if one.unit in alike and not one.per and one.role in counted]
    if len(counts) != len(prices) or any(one.about or one.upper for one in counts):
        return None
    made = ZERO
    for price, count in zip(prices, counts, strict=True):
        times = Decimal(1)
        for time in price.per:
            times *= IN_A_YEAR.get(time, Decimal(1))
        made += price.number * count.number / factor * times
    if not same_amount(made, budget):  # else the other sums are its parts
        made += sum((one.number for one in sums), ZERO)
    least, most = _CALCULATED
    if abs(made / budget - 1) <= _RESULT_ROUNDING or not least <= made / budget <= most:
        return None
    values = {
        "price": "、".join(one.text for one in (*prices, *sums)),
        "quantity": "、".join(one.text for one in counts),
        "where": f"{sheet.purpose.place.sheet} {sheet.purpose.place.cell}".strip(),
        "product": format_amount(made),
        "against": _budget_text(budget),
    }
    place = sheet.budget.place
    return Hit(sheet.purpose, "purpose", severity=Severity.ERROR, related=(place,), values=values)


def _budget_text(budget: Decimal) -> Text:
    amount = format_amount(budget)
    return Text(f"预算数是 {amount} 元", f"the budget is {amount} yuan")


def _is_price(statement: Statement) -> bool:
    quantity = statement.quantity
    if quantity.unit != "元" or not quantity.per or quantity.role is QuantityRole.BASELINE or quantity.upper:
        return False
    row = statement.row
    words = f"{quantity.lead}{quantity.before}{quantity.after}"
    if NOT_SPENT.search(words) or _ASSURED.search(words):
        return False
    cost = row is not None and "成本" in (level1_class(row), level2_class(row))
    return statement.field == "purpose" or (row is not None and (cost or bool(_RATE.search(words))))


def _product_hit(
    sheet: TargetSheet,
    price: Statement,
    statements: Sequence[Statement],
    budget: Decimal,
    known: frozenset[tuple[Place | str, Decimal]],
) -> Hit | None:
    units = [unit for unit in price.quantity.per if unit not in IN_A_YEAR]
    if len(units) != 1:
        return None
    base, factor = base_unit(units[0])
    alike = {base, "人次"} if base == "人" else {base}
    counts = [one for one in statements if one.quantity.unit in alike and not one.quantity.per and _counts(one)]
    if price.field == "purpose":
        counts = [one for one in counts if one.field == "purpose"] or counts
    only = len({one.number for one in counts}) == 1
    counts = [one for one in counts if _price_of(price, one, sheet.name.text)]
    if len({one.number for one in counts}) != 1:
        return None
    if any((one.entry.place, Decimal(one.quantity.start)) in known for one in (price, *counts)):
        return None
    count = next((one for one in counts if one.field == "purpose"), counts[0])
    times = Decimal(1)
    for unit in price.quantity.per:
        times *= _times(unit, statements)
    product = price.number * count.number / factor * times
    if not _off(product / budget, price, count, sheet, only and units[0] not in _PEOPLE):
        return None
    return _over_hit(sheet, price, count, product, budget)


def _over_hit(sheet: TargetSheet, price: Statement, count: Statement, product: Decimal, budget: Decimal) -> Hit:
    return Hit(
        price.entry,
        price.field,
        price.quote,
        severity=Severity.ERROR if price.field == "purpose" else None,
        related=(count.entry.place, sheet.budget.place),
        values={
            "price": price.quote,
            "quantity": count.quote,
            "where": count.where,
            "product": format_amount(product),
            "against": _budget_text(budget),
        },
    )


def _average_hits(
    sheet: TargetSheet, statements: Sequence[Statement], budget: Decimal, known: frozenset[tuple[Place | str, Decimal]]
) -> Iterator[Hit]:
    """Yield the one average cost that makes more than the budget with the one count of its unit: 件均成本, 260件.

    All money of the sheet is in an average, whatever items the purpose lists.
    """
    if _SHARED.search(sheet.purpose.text + sheet.name.text):
        return
    prices = [one for one in statements if one.row and _is_price(one)]
    for price in prices if len(prices) == 1 and _is_average(prices[0]) else ():
        [unit] = price.quantity.per
        base, factor = base_unit(unit)
        counts = [
            one
            for one in statements
            if one.row and one.quantity.unit == base and not one.quantity.per and level2_class(one.row) == "数量"
        ]
        if len({one.number for one in counts}) != 1 or not all(_counts(one) for one in counts):
            continue
        if base in _PEOPLE and not _price_of(price, counts[0], sheet.name.text):
            continue
        product = price.number * counts[0].number / factor
        taken = any((one.entry.place, Decimal(one.quantity.start)) in known for one in (price, *counts))
        if not taken and price.number <= budget and product > budget * _MOST_USED:  # K05 reports a price above it
            yield _over_hit(sheet, price, counts[0], product, budget)


def _is_average(price: Statement) -> bool:
    """Return whether a price is what one of a unit costs on average, for which no time is given."""
    words = f"{price.row.level3.text}{price.row.description.text}" if price.row else ""
    return len(price.quantity.per) == 1 and price.quantity.per[0] not in IN_A_YEAR and bool(_AVERAGE.search(words))


_AVERAGE: Final = re.compile(r"平均|[件案户亩人次台场期]均")


def _chain_hit(sheet: TargetSheet, price: Statement, statements: Sequence[Statement], budget: Decimal) -> Hit | None:
    """Return the hit of a price of the purpose that numbers for each multiply: 200人，每人5天，每人每天180元."""
    if price.field != "purpose" or OPEN_LIST.search(sheet.purpose.text) or price.quantity.operator in AT_MOST:
        return None
    own = [one for one in statements if one.field == "purpose" and _counts(one)]
    factors: list[Statement] = []
    product = price.number
    open_units, done = [*price.quantity.per], set[str]()
    while open_units:
        unit = open_units.pop()
        if unit in done:
            continue
        done.add(unit)
        if unit in IN_A_YEAR:
            product *= _times(unit, statements)
            continue
        found = [one for one in own if one is not price and counts_unit(one.quantity, unit)]
        if len({(one.number, one.quantity.per) for one in found}) != 1 or found[0].quantity.upper:
            return None
        factors.append(found[0])
        product *= found[0].number / base_unit(unit)[1]
        open_units += found[0].quantity.per
    if {bool(one.quantity.per) for one in factors} != {True, False} or abs(product / budget - 1) <= _EXACT:
        return None
    return Hit(
        price.entry,
        price.field,
        price.quote,
        severity=Severity.ERROR,
        related=(sheet.budget.place,),
        values={
            "price": price.quote,
            "quantity": " × ".join(one.quantity.text for one in factors),
            "where": factors[0].where,
            "product": format_amount(product),
            "against": _budget_text(budget),
        },
    )


def _price_of(price: Statement, count: Statement, name: str) -> bool:
    """Return whether the price is for all that is counted: 城市低保标准 is not for every 低保对象."""
    return not any(one.core for one in price.subjects) or any(
        compare_subjects(one, other, name) in (Likeness.SAME, Likeness.WIDER)
        for one in price.subjects
        for other in count.subjects
    )


def _counts(statement: Statement) -> bool:
    return statement.quantity.role not in (QuantityRole.BASELINE, QuantityRole.CHANGE, QuantityRole.PART)


def _times(unit: str, statements: Sequence[Statement]) -> Decimal:
    """Return how often a rate for each month or season is paid: as stated, else for the whole year."""
    stated = {one.number for one in statements if one.quantity.unit == unit and one.field == "purpose"}
    return stated.pop() if len(stated) == 1 and unit == "月" else IN_A_YEAR.get(unit, Decimal(1))


def _off(ratio: Decimal, price: Statement, count: Statement, sheet: TargetSheet, only: bool) -> bool:
    """Return whether the product is too far from the budget for what the sheet says of price and quantity."""
    ceiling = price.quantity.operator in AT_MOST
    if price.field == count.field == "purpose" and not OPEN_LIST.search(sheet.purpose.text) and not ceiling:
        return abs(ratio - 1) > _EXACT
    if price.row and "单价" in price.row.level3.text:  # the price of one thing among others
        only = False
    named = price.row is None or "/" in price.row.target.text or bool(words_per(price.row.level3.text))
    too_little = only and named and ratio < _LEAST_USED
    return too_little or ratio > (_MOST_USED if ceiling else 1 + _EXACT)


# --- products in the text ---------------------------------------------------------------------------------------------

_TIMES_SIGN: Final = LazyPattern(r"\s*[×xX*✕乘]\s*以?(?:每[^，,。；;×]{0,6})?")
_EQUALS: Final = re.compile(r"\s*[=＝]\s*")
_IN_ALL: Final = re.compile(r"[，,]?\s*(?:共?计|小计)\s*")
_RESULT_ROUNDING: Final = Decimal("0.01")


def _wrong_products(entry: Entry[str], field: str) -> Iterator[Hit]:
    """Yield products in a text that do not come out: 86人×1.2万元=103.2万元, and 40台，每台0.65万元，计26万元."""
    text = entry.text
    if "元" not in text or not ("计" in text or "=" in text or "＝" in text):
        return
    quantities = find_quantities(text)
    factors: list[StatedQuantity] = []
    for one, other in pairwise(quantities):
        between = text[one.end : other.start]
        factors.append(one)
        result = _EQUALS.fullmatch(between) or (_IN_ALL.fullmatch(between) and _priced(factors))
        if result and other.unit == "元" and not other.per and len(factors) > 1:
            yield from _product_in_text(entry, field, factors, other)
        if not (_TIMES_SIGN.fullmatch(between) or _prices_next(one, other)):
            factors = []


def _prices_next(count: StatedQuantity, price: StatedQuantity) -> bool:
    """Return whether a price for each of what was just counted follows: 40台，每台0.65万元."""
    same_sentence = count.sentence == price.sentence and price.clause == count.clause + 1
    of_these = bool(price.per) and (price.per[0] == "个" or base_unit(price.per[0])[0] == count.unit)
    return same_sentence and price.unit == "元" and of_these and not count.per and count.unit != "元"


def _priced(factors: Sequence[StatedQuantity]) -> bool:
    return len(factors) == 2 and bool(factors[1].per)


def _product_in_text(
    entry: Entry[str], field: str, factors: Sequence[StatedQuantity], result: StatedQuantity
) -> Iterator[Hit]:
    prices = [one for one in factors if one.unit == "元"]
    if len(prices) != 1 or not result.number or any(one.upper for one in (*factors, result)):
        return
    product = prices[0].number
    counts = [one for one in factors if one is not prices[0]]
    for count in counts:
        product *= count.number / base_unit(count.written_unit)[1]
    months = Decimal(12) if "月" in prices[0].per else Decimal(1)
    agrees = any(abs(made - result.number) <= result.number * _RESULT_ROUNDING for made in (product, product * months))
    if not agrees and not result.about:
        values = {
            "price": prices[0].text,
            "quantity": " × ".join(one.text for one in counts),
            "where": f"{entry.place.sheet} {entry.place.cell}".strip(),
            "product": format_amount(product),
            "against": Text(f"原文写“{result.text}”", f'the text says "{result.text}"'),
        }
        yield Hit(entry, field, result.text, severity=Severity.ERROR, values=values)
