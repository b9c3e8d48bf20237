"""Figures of one thing that differ by the place of the point, or by 万: 12.5公里 and 125公里, 300元 and 300万元."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from xltools.lazy_pattern import LazyPattern
from xltools.rules.loose_units import SCALED
from xltools.rules.statements import Statement
from xltools.rules.subjects import cores_overlap
from xltools.values.quantities import QuantityRole
from xltools.values.unit_kinds import base_unit

__all__ = ["is_earned", "slipped_figures", "words_overlap"]


def is_earned(statement: Statement) -> bool:
    """Return whether a sum of money is earned, lent or saved by the project, and not spent."""
    quantity = statement.quantity
    return bool(_EARNINGS.search(quantity.lead + quantity.before + quantity.after))


_EARNINGS: Final = LazyPattern(
    "收入|产值|增收|销售|利润|税|效益|贷款|带动|撬动|引导|成交|挽回|核减|审减|登记额|交易额|零售额|出口|引资|追缴|罚没|节约|节支|追回|止付|冻结|挽损|减轻|减负|减免|募集|消费券|营业额"
)


def slipped_figures(statements: Sequence[Statement]) -> list[tuple[Statement, Statement]]:
    """Return the pairs of a target and a figure of a text of one sheet that differ by a slip of that kind."""
    return [*_slipped_money(statements), *_slipped_points(statements)]


_TEN_THOUSAND: Final = Decimal(10_000)


def _slipped_money(statements: Sequence[Statement]) -> list[tuple[Statement, Statement]]:
    """Return sums of an indicator and of a text about one thing that differ by 万 only: 消费券300元, 消费券300万元."""
    sums = [one for one in statements if one.quantity.unit == "元" and not one.quantity.per and one.number > 0]
    targets = [one for one in sums if one.row]
    return [
        (one, other)
        for one in targets
        for other in sums
        if other.row is None
        and max(one.number, other.number) == min(one.number, other.number) * _TEN_THOUSAND
        and words_overlap(one, other)
    ]


def _slipped_points(statements: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """Yield a target and a figure of purpose or goals that differ by the place of the point only.

    Neither is repeated elsewhere on the sheet, which would show that both are meant. A row about another thing that
    has the figure of the text (造林200公顷 in the row, 造林200亩 and 抚育200亩 in the text) does not show it.
    """
    texts_in: dict[str, list[Statement]] = defaultdict(list)
    for one in statements:
        if one.field in ("purpose", "goals") and one.quantity.upper is None and one.quantity.unit not in _SHARES:
            texts_in[one.quantity.unit].append(one)
    targets = [one for one in statements if one.row and one.quantity.upper is None and one.quantity.unit in texts_in]
    for target in targets:
        texts = texts_in[target.quantity.unit]
        slipped = [one for one in texts if _slipped_point(target, one)]
        if (
            len({one.number for one in slipped}) == 1
            and not any(one.number == target.number for one in texts)
            and not any(
                one.row
                and one.number == slipped[0].number
                and one.quantity.unit == target.quantity.unit
                and not (_unit_renamed(target, slipped[0]) and _nearer(target, one, slipped[0]))
                for one in statements
            )
        ):
            yield target, slipped[0]


def _slipped_point(target: Statement, text: Statement) -> bool:
    """Return whether a target has the figure of a text with its point moved: 12.5公里 and 125公里, 240元 and 2400元.

    Their unit is the same. They have the words in common, the action, or that both are the highest that is paid.
    One of them may be a change (减少量) only if its digits are hardly a coincidence and 万 is what differs.
    """
    one, other = target.quantity, text.quantity
    least, most = sorted((target.number, text.number))
    times = most / least if least > 0 else least
    distinctive = len(target.number.normalize().as_tuple().digits) > _FEW_DIGITS
    changes = (one.role is QuantityRole.CHANGE) != (other.role is QuantityRole.CHANGE)
    if QuantityRole.BASELINE is other.role or (changes and not (distinctive and times == _TEN_THOUSAND)):
        return False
    by_a_unit = times == _TEN_THOUSAND and one.unit == "元" and {*one.per} - _EACH == {*other.per} - _EACH != set()
    scaled = times == _TEN_THOUSAND and one.unit != "元" and ("万" in one.text) is not ("万" in other.text)
    if not (times in _MOVED or by_a_unit or scaled or _unit_renamed(target, text)):
        return False
    pairs = [(left, right) for left in target.subjects for right in text.subjects]
    if one.unit == "元" and not (one.per and other.per) and {*one.per, *other.per} <= _EACH_OF_THEM:
        return all(_HIGHEST.search(f"{each.before}{each.lead}{each.operator or ''}") for each in (one, other))
    if one.per or other.per:
        nested = bool(one.per and other.per) and ({*one.per} <= {*other.per} or {*other.per} <= {*one.per})
        return nested and any(not (left.core and right.core) or cores_overlap(left, right) for left, right in pairs)
    return any(
        cores_overlap(left, right) or (distinctive and bool(left.actions & right.actions)) for left, right in pairs
    )


def _nearer(target: Statement, other: Statement, text: Statement) -> bool:
    """Return whether the words of a text are those of the target, and not of the other row that repeats its figure."""
    return words_overlap(target, text) and not words_overlap(other, text)


def words_overlap(one: Statement, other: Statement) -> bool:
    """Return whether the subjects of two statements have a word in common."""
    return any(cores_overlap(left, right) for left in one.subjects for right in other.subjects)


def _unit_renamed(target: Statement, text: Statement) -> bool:
    """Return whether the same number is written with a larger or a smaller unit of the same measure: 800亩, 800公顷.

    万 counts with the number, for it may stand in a target's unit: 12万亩, 12万公顷.
    """
    units = [SCALED.sub("", one.quantity.written_unit) for one in (target, text)]
    numbers = {one.number / base_unit(unit)[1] for one, unit in zip((target, text), units, strict=True)}
    return target.number != text.number and units[0] != units[1] and len(numbers) == 1


_EACH_OF_THEM: Final = frozenset(("人", "户", "个", "家", "件"))
"""Units that the highest sum paid is for, also where they are not written."""
_EACH: Final = frozenset({"个"})
"""The measure that 单价 alone stands for."""
_FEW_DIGITS: Final = 2
_SHARES: Final = frozenset(("", "%", "百分点"))
_MOVED: Final = frozenset(Decimal(10) ** power for power in (1, 2, 3))
_HIGHEST: Final = LazyPattern(r"上限|最高|限额|封顶|不超过|不高于|≤")
