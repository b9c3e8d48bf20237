"""Figures that are left over: all others of their unit are repeated, so that these two are of one thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from xltools.model import Place, TargetSheet
from xltools.rules.likeness import comparable_units, of_one_kind
from xltools.rules.slipped_figures import words_overlap
from xltools.rules.statements import DURATIONS, Statement, same_figure
from xltools.rules.subjects import actions_fit
from xltools.values import squeeze
from xltools.values.quantities import QuantityRole

__all__ = ["items_left_over", "left_over", "rates_left_over"]

_COUNTED: Final = (QuantityRole.AMOUNT, QuantityRole.SUM)
_NOT_COUNTED: Final = frozenset(("", "%", "百分点", "元", "岁", "级", "年", "月", "分", "倍"))
_NEAR_TIMES: Final = Decimal(2)
_LEAST: Final = 3
"""Smaller figures are the same by chance."""


def left_over(statements: Sequence[Statement], sheet: TargetSheet) -> Iterator[tuple[Statement, Statement]]:
    """Yield the one target of a unit that no text repeats with the one figure of the texts that no target repeats.

    All letters of the target's subject have to stand in the words of the text or the name of the sheet, so that the
    target is not a part: 群众查询档案平均用时5分钟, 档案查询平均用时 ≤8分钟.
    """
    counted = [one for one in statements if _is_counted(one)]
    aimed = _by_unit(one for one in counted if one.row)
    every_target = _by_unit(one for one in statements if one.row)
    for fields in (("purpose", "goals"), ("goals",), ("purpose",)) if aimed else ():
        every_text = _by_unit(one for one in statements if one.field in fields)
        for kind, texts in _by_unit(one for one in counted if one.field in fields).items():
            targets = aimed.get(kind, [])
            wrong = [one for one in targets if not _repeated(one, every_text[kind])]
            if len({one.number for one in wrong}) != 1:
                continue
            left = [one for one in texts if not _repeated(one, every_target[kind])]
            if len({one.number for one in left}) != 1 or not _near(left[0], wrong[0]):
                continue
            if _made_of(left[0], wrong[0], targets) or _made_of(wrong[0], left[0], texts):
                continue
            if any(_names(wrong[0], one, sheet) for one in left):
                yield wrong[0], left[0]


def _by_unit(statements: Iterable[Statement]) -> dict[tuple[str, frozenset[str]], list[Statement]]:
    """Return statements by their unit and by what they are for."""
    by_unit: dict[tuple[str, frozenset[str]], list[Statement]] = defaultdict(list)
    for one in statements:
        quantity = one.quantity
        by_unit[quantity.unit, frozenset(quantity.per) - _OF_COURSE].append(one)
    return by_unit


_OF_COURSE: Final = frozenset(("个", "年"))


def _repeated(one: Statement, others: Sequence[Statement]) -> bool:
    return any(same_figure(one.quantity, other.quantity) for other in others)


def _made_of(whole: Statement, part: Statement, others: Sequence[Statement]) -> bool:
    """Return whether one or all of the others and a part make the whole: 新建2万亩 and 提升1万亩 make 建成3万亩."""
    numbers = {one.number for one in others}
    return whole.number - part.number in numbers or (len(numbers) > 1 and sum(numbers) == whole.number)


def _is_counted(one: Statement) -> bool:
    quantity = one.quantity
    exact = quantity.upper is None and not quantity.about and quantity.number >= _LEAST
    return exact and quantity.role in _COUNTED and quantity.unit not in _NOT_COUNTED


def _near(one: Statement, other: Statement) -> bool:
    least, most = sorted((one.number, other.number))
    return most <= _NEAR_TIMES * least


def _names(target: Statement, text: Statement, sheet: TargetSheet) -> bool:
    """Return whether the words of a text have all letters of a target's subject, and what is done fits.

    A text that says no more than its figure (260人，分4期) is of the target that is left.
    """
    if _ONE_OF_SEVERAL.search(str(text.entry.text)[: text.quantity.start]):
        return False
    words = set(_item(text))
    named = any(subject.core for subject in text.subjects)
    if named and not any(actions_fit(one, other) for one in target.subjects for other in text.subjects):
        return False
    if len(_LETTER.findall("".join(words - _LOOSE))) < _LEAST_SHARED:
        return True
    subject = target.subjects[0]
    letters = set(subject.core) - _LOOSE
    if not letters:
        return any(subject.actions & other.actions for other in text.subjects)
    return len(letters & words) >= _LEAST_SHARED and letters <= words | set(sheet.name.text)


_ONE_OF_SEVERAL: Final = re.compile("[一-龥](?:和|及|与|以及)$")
"""Words before a count of what is named beside something else: 文化馆和14个文化站."""
_LETTER: Final = re.compile("[一-龥]")
_LOOSE: Final = frozenset("的平均全年数量时间次总共分人名个场期户")
_LEAST_SHARED: Final = 2


# --- rates ------------------------------------------------------------------------------------------------------------

_SUFFIX: Final = 3
_RATE_ENDS: Final = ("率", "度")
_GENERAL: Final = frozenset(
    (
        "及时率",
        "完成率",
        "准确率",
        "覆盖率",
        "到位率",
        "合格率",
        "达标率",
        "满意度",
        "满意率",
        "增长率",
        "下降率",
        "通过率",
    )
)
"""Ends of names that rates of quite different things have."""


def rates_left_over(statements: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """Yield the one target and the one rate of the texts whose names end alike: 培训后就业率, 参训人员就业率.

    Each of two names that say of what the rate is has its own: 生活垃圾处理率, 生活污水处理率.
    """
    by_end: dict[str, list[Statement]] = defaultdict(list)
    for one in statements:
        if one.quantity.unit == "%" and one.quantity.role in _COUNTED and one.field != "description":
            by_end[_ends(one)].append(one)
    by_end.pop("", None)
    for rates in by_end.values():
        texts, targets = ([one for one in rates if bool(one.row) is wanted] for wanted in (False, True))
        alone = len(targets) == 1 and len({one.number for one in texts}) == 1
        if alone and not same_figure(targets[0].quantity, texts[0].quantity) and _name_one_rate(targets[0], texts[0]):
            yield targets[0], texts[0]


def _name_one_rate(target: Statement, text: Statement) -> bool:
    """Return whether the name of one of two rates has all letters of the other's, in their order."""
    short, long = sorted((_rate_name(target), _rate_name(text)), key=len)
    letters = iter(long)
    return all(letter in letters for letter in short)


def _rate_name(one: Statement) -> str:
    return next((subject.core for subject in one.subjects if subject.core.endswith(_RATE_ENDS)), "").lstrip("后")


def _ends(one: Statement) -> str:
    end = _rate_name(one)[-_SUFFIX:]
    return "" if end in _GENERAL or len(end) < _SUFFIX else end


# --- the department's overall targets ---------------------------------------------------------------------------------


def items_left_over(
    overall: Sequence[Statement], by_sheet: Mapping[Place, Sequence[Statement]], sheets: Sequence[TargetSheet]
) -> Iterator[tuple[Statement, Statement]]:
    """Yield a figure of an item of the overall targets that no sheet has with the main figure of the item's sheet.

    The sheet is the only one whose name has words of the item; its main figure is the one of the unit that two of its
    texts give, and that the overall targets do not.
    """
    counted = [one for one in overall if _is_counted(one) and one.quantity.unit not in DURATIONS]
    everything = _by_unit(one for statements in by_sheet.values() for one in statements) if counted else {}
    numbers: dict[str, set[Decimal]] = defaultdict(set)
    for (unit, _), ones in everything.items():
        numbers[unit].update(one.number for one in ones)
    for statement in counted:
        units = comparable_units(statement.quantity.unit)
        if any(_same(statement, one) for (unit, _), ones in everything.items() if unit in units for one in ones):
            continue
        own = [sheet for sheet in sheets if _shares(_item(statement), sheet.name.text, sheets)]
        main = _main_figures(by_sheet[own[0].place], statement) if len(own) == 1 else []
        main = [one for one in main if not any(_same(one, other) for other in overall)]
        if len({one.number for one in main}) != 1 or not _near(statement, main[0]):
            continue
        if statement.number - main[0].number not in numbers[statement.quantity.unit]:
            yield statement, main[-1]


def _same(one: Statement, other: Statement) -> bool:
    kind = other.quantity.unit in comparable_units(one.quantity.unit)
    return kind and same_figure(one.quantity, other.quantity)


def _item(one: Statement) -> str:
    """Return the clause of a statement, with the words before the colon of its sentence."""
    before = _SENTENCE.split(one.entry.text[: one.quantity.start])[-1]
    head = _COLON.split(before)[0] if _COLON.search(before) else ""
    return squeeze(f"{head}{_CLAUSE.split(before)[-1]}{one.quantity.after}{one.quantity.around}")


_SENTENCE: Final = re.compile("[。；;\n]")
_CLAUSE: Final = re.compile("[，,、：:]")
_COLON: Final = re.compile("[：:]")


def _shares(item: str, name: str, sheets: Sequence[TargetSheet]) -> bool:
    """Return whether an item has two adjacent letters of a sheet's name that the names of the others have not."""
    pairs = {name[at : at + 2] for at in range(len(name) - 1)}
    others = [sheet.name.text for sheet in sheets if sheet.name.text != name]
    return any(pair in item and not any(pair in other for other in others) for pair in pairs)


def _main_figures(statements: Sequence[Statement], like: Statement) -> list[Statement]:
    """Return the figures of a kind that two texts of a sheet give, and whose words do not name another thing."""
    kin = [one for one in statements if _is_counted(one) and of_one_kind(like, one) and one.field != "description"]
    kin = [one for one in kin if one.quantity.unit == like.quantity.unit and _may_be_one(one, like)]
    return [one for one in kin if len({other.field for other in kin if other.number == one.number}) > 1]


def _may_be_one(one: Statement, other: Statement) -> bool:
    bare = any(not any(subject.core for subject in each.subjects) for each in (one, other))
    acts = any(left.actions & right.actions for left in one.subjects for right in other.subjects)
    return bare or acts or words_overlap(one, other)
