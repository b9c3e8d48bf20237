"""The items of a purpose with what each costs: 摄像机6台×8万元，切换台1套22万元 are 48 and 22 万元."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final

from xltools.lazy_pattern import LazyPattern
from xltools.quick_dataclass import dataclass
from xltools.values.quantities import QuantityRole, StatedQuantity, find_quantities
from xltools.values.text import fold
from xltools.values.unit_kinds import base_unit

__all__ = ["PricedItem", "priced_items"]

_BREAK: Final = re.compile(r"[，,；;。、\n+＋](?![0-9]{3}(?![0-9]))")
_BRACKET: Final = re.compile(r"[(（][^()（）]*[)）]")
_TIMES_SIGN: Final = LazyPattern(r"\s*[×xX*✕]\s*(?:每[^×，,。；;]{0,4})?")
_EACH: Final = re.compile(r"[每各]|单价|均")
_UNCLEAR: Final = re.compile(r"其中|[=＝]|[至~～]|按比例|配套|分担|不超过|以内|最高|上限|差额|比例|%")
"""Signs of a purpose that is more than a list of items with their prices."""
_YEARLY: Final = {"年": Decimal(1), "季": Decimal(4), "季度": Decimal(4)}


@dataclass(frozen=True, slots=True)
class PricedItem:
    """One item of a purpose: its words, its amount in 元, and whether the amount is a price times a count."""

    words: str
    amount: Decimal
    multiplied: bool


class _UnclearItemError(Exception):
    """An item whose amount cannot be told."""


def priced_items(text: str) -> tuple[PricedItem, ...]:
    """Return the items of a purpose with their amounts; none if the amount of one of them is not clear."""
    return _items(text) if "元" in text and not _UNCLEAR.search(text) else ()


@lru_cache(maxsize=1 << 12)
def _items(text: str) -> tuple[PricedItem, ...]:
    clean = _BRACKET.sub(lambda match: " " * len(match[0]), fold(text))
    quantities = find_quantities(clean)
    if any(one.upper or one.about or one.operator for one in quantities):
        return ()
    items: list[PricedItem] = []
    waiting: list[StatedQuantity] = []
    price: tuple[str, StatedQuantity] | None = None
    start = 0
    try:
        for match in (*_BREAK.finditer(clean), None):
            end = match.start() if match else len(clean)
            words = clean[start:end]
            inside = [one for one in quantities if start <= one.start < end]
            if price and inside and inside[0].unit != "元":  # 500元/生，共1200人
                items.append(_counted_behind(*price, inside, quantities))
                price, waiting = None, []
            elif _RESULT.match(words) and len(inside) == 1 and items:  # 22处，每处12万元，计264万元
                items[-1] = PricedItem(items[-1].words, inside[0].number, items[-1].multiplied)
            elif any(one.unit == "元" for one in inside):
                _settled(price)
                things = [one for one in inside if one.unit not in _TIMES]
                if len(things) == 1 and things[0].per and not waiting:
                    price = words, things[0]
                else:
                    items.append(_item(words, inside, waiting, quantities))
                waiting = []
            else:
                waiting += inside
            start = match.end() if match else end
    except _UnclearItemError:
        return ()
    return () if price else tuple(items)


_TIMES: Final = frozenset(("年", "月", "天", "学期"))
_RESULT: Final = re.compile(r"\s*(?:共?计|小计)(?!划)")


def _settled(price: object) -> None:
    """Raise if a price before this item waits for a count that has not come."""
    if price:
        raise _UnclearItemError


def _counted_behind(
    words: str, price: StatedQuantity, counts: Sequence[StatedQuantity], every: Sequence[StatedQuantity]
) -> PricedItem:
    return PricedItem(words.strip(), price.number * _count_of(price, counts, (), every), multiplied=True)


def _item(
    words: str, inside: Sequence[StatedQuantity], waiting: Sequence[StatedQuantity], every: Sequence[StatedQuantity]
) -> PricedItem:
    money = [one for one in inside if one.unit == "元"]
    if len(money) != 1 or money[0].role is not QuantityRole.AMOUNT:
        raise _UnclearItemError
    price = money[0]
    counts = [one for one in inside if one is not price]
    offset = inside[0].start - words.find(inside[0].text) if inside else 0
    if _multiplied(words, inside, offset):
        amount = price.number
        for count in counts:
            amount *= count.number / base_unit(count.written_unit)[1]
        return PricedItem(words.strip(), amount, multiplied=True)
    if price.per:
        return PricedItem(words.strip(), price.number * _count_of(price, counts, waiting, every), multiplied=True)
    if _EACH.search(words) or "/" in words:
        raise _UnclearItemError
    return PricedItem(words.strip(), price.number, multiplied=False)


def _multiplied(words: str, inside: Sequence[StatedQuantity], offset: int) -> bool:
    """Return whether signs of multiplication join all quantities; raise if they join some of them only."""
    gaps = [words[one.end - offset : other.start - offset] for one, other in pairwise(inside)]
    joined = [bool(_TIMES_SIGN.fullmatch(gap)) for gap in gaps]
    if any(joined) and not all(joined):
        raise _UnclearItemError
    return bool(joined) and all(joined)


def _count_of(
    price: StatedQuantity,
    counts: Sequence[StatedQuantity],
    waiting: Sequence[StatedQuantity],
    every: Sequence[StatedQuantity],
) -> Decimal:
    """Return how often a price is paid: for each thing counted in its item or right before it, and for each month."""
    times = Decimal(1)
    counted = False
    for unit in price.per:
        if unit in _YEARLY:
            times *= _YEARLY[unit]
        elif unit == "学期":
            times *= 1 if any(one.written_unit == "人次" for one in (*counts, *waiting)) else 2
        elif unit in ("月", "天"):
            stated = {one.number for one in every if one.unit == unit and not one.per}
            if len(stated) > 1 or (not stated and unit == "天"):
                raise _UnclearItemError
            times *= stated.pop() if stated else Decimal(12)
        else:
            times *= _number_of(unit, [one for one in counts if not one.per] or [one for one in waiting if not one.per])
            counted = True
    if not counted:
        raise _UnclearItemError
    return times


def _number_of(unit: str, counts: Sequence[StatedQuantity]) -> Decimal:
    base, factor = base_unit(unit)
    alike = {base, "人次"} if base == "人" else {base, "场次"} if base == "场" else {base}
    numbers = [one.number for one in counts if one.unit in alike]
    if not numbers and unit == "个" and len(counts) == 1:
        numbers = [counts[0].number]
    if len(numbers) != 1:
        raise _UnclearItemError
    return numbers[0] / factor
