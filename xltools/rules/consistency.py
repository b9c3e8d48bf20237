"""Family K, 前后一致: several places have to say the same of one thing, and parts have to make the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Severity, TargetSheet
from xltools.rules.contradictions import Contradiction, contradicted, contradictions
from xltools.rules.field_texts import narrative
from xltools.rules.likeness import of_one_kind
from xltools.rules.row_views import AT_LEAST, AT_MOST
from xltools.rules.rule import Context, Scope, rule
from xltools.rules.statements import DURATIONS, Statement, clause_around, same_figure, sheet_statements
from xltools.rules.subjects import Likeness, Subject, compare_subjects, subject_of
from xltools.text import Text
from xltools.values import squeeze
from xltools.values.dates import DATE_WORDS
from xltools.values.numbers import format_decimal
from xltools.values.quantities import QuantityRole, StatedQuantity, find_quantities

__all__: list[str] = []


@rule(
    "K01",
    Severity.ERROR,
    zh=Words(
        "同一事项前后数字不一致",
        "{label}写“{found}”，{other_label}写“{quote}”（{where}），“{figure}”与“{other_figure}”不一致",
        "核对台账或实施方案，把各处改成同一个数",
    ),
    en=Words(
        "One thing, two figures",
        'The {label} says "{found}", but the {other_label} says "{quote}" ({where}): "{figure}", "{other_figure}"',
        "Check the register or the plan of the project, and give one figure throughout",
    ),
    source="绩效目标、指标和资金用途相互衔接的要求",
    scope=Scope.DEPARTMENT,
    silenced_by=("V05", "V06"),
    per_row=True,
    fires=Example(goals="1、硬化4个村道路10公里，验收合格率达到100%。\n2、改善3200人出行条件。"),
    clean=Example(purpose="硬化4个村道路12公里，其中李庄5公里、王庄7公里，每公里补助10万元"),
)
def figures_disagree(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report figures for one thing that differ between purpose, goals, indicators and the department's overall targets.

    Two bounds in texts that point the same way are a warning.
    """
    for contradiction in contradictions(book, context):
        yield _contradiction_hit(contradiction)


def _contradiction_hit(contradiction: Contradiction) -> Hit:
    wrong, right = contradiction.wrong, contradiction.right
    places = dict.fromkeys(one.entry.place for one in (right, *contradiction.others))
    return Hit(
        wrong.entry,
        wrong.field,
        wrong.quote,
        severity=contradiction.severity,
        related=tuple(place for place in places if place != wrong.entry.place),
        values={
            "other_label": _LABELS[right.field],
            "quote": right.quote,
            "where": right.where,
            "figure": wrong.quantity.text,
            "other_figure": right.quantity.text,
        },
    )


_LABELS: Final = {
    "purpose": Text("资金用途", "purpose"),
    "goals": Text("绩效目标", "goals"),
    "description": Text("绩效指标描述", "description"),
    "target": Text("指标", "indicator"),
    "overall": Text("总体绩效目标", "overall target"),
    "sub_targets": Text("分项绩效目标", "sub-targets"),
    "safeguards": Text("工作保障措施", "safeguards"),
}


@rule(
    "K02",
    Severity.ERROR,
    zh=Words(
        "同一指标两个目标值",
        "“{found}”与“{quote}”（{where}）说的是同一件事，目标值却不同",
        "核对后保留一条；确是两件事的，在名称里写明区别",
    ),
    en=Words(
        "One indicator, two targets",
        '"{found}" and "{quote}" ({where}) are about the same thing, but their targets differ',
        "Keep one of them; if they are two things, let their names say so",
    ),
    source="指标设置惯例",
    fires=Example(row="产出指标|数量指标|硬化道路里程|硬化道路的总里程|≥20公里|示交〔2019〕36号"),
    clean=Example(row="产出指标|数量指标|养护道路里程|日常养护的道路里程|≥20公里|示交〔2019〕36号"),
)
def one_indicator_twice(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report indicators whose names say the same in the same or in other words, with different targets."""
    targets = [one for one in sheet_statements(sheet, context) if one.row]
    reported: set[int] = set()
    for first, second in combinations(targets, 2):
        row = second.entry.place.row
        if row not in reported and _same_indicator(first, second) and not _two_bounds(first, second):
            reported.add(row)
            yield Hit(
                second.entry,
                "target",
                second.quote,
                related=(first.entry.place,),
                values={"quote": first.quote, "where": first.where},
            )


_BRACKETED: Final = re.compile(r"[(（][^()（）]*[)）]")


def _same_indicator(first: Statement, second: Statement) -> bool:
    if not of_one_kind(first, second) or same_figure(first.quantity, second.quantity):
        return False
    if _described_alike(first, second):
        return True
    one, other = first.subjects[0], second.subjects[0]
    if one.actions != other.actions or (len(one.core) < 2 and not one.actions):
        return False
    names = [squeeze(statement.quantity.before) for statement in (first, second)]
    marks = [[*DATE_WORDS.findall(name), *_BRACKETED.findall(name)] for name in names]
    bare_one, bare_other = (Subject(subject.core, subject.actions, "") for subject in (one, other))
    if marks[0] != marks[1] or compare_subjects(bare_one, bare_other) is not Likeness.SAME:
        return False
    return names[0] != names[1] or not _descriptions_differ(first, second)


def _described_alike(first: Statement, second: Statement) -> bool:
    """Return whether two rows count the same by their descriptions, and one name only adds words to the other."""
    described, described_too = (one.row.description.text.strip() if one.row else "" for one in (first, second))
    if described != described_too or len(described) < _LEAST_DESCRIPTION:
        return False
    if first.quantity.unit != second.quantity.unit or first.quantity.per != second.quantity.per:
        return False
    short, long = sorted((one.subjects[0].core for one in (first, second)), key=len)
    letters = iter(long)
    return len(short) >= _LEAST_CORE and short != long and all(letter in letters for letter in short)


_LEAST_DESCRIPTION: Final = 8
_LEAST_CORE: Final = 2


def _descriptions_differ(first: Statement, second: Statement) -> bool:
    """Return whether two descriptions each name something that the other does not."""
    texts = [statement.row.description.text.strip() for statement in (first, second) if statement.row]
    if not all(texts):
        return False
    one, other = (subject_of(text, people=first.quantity.unit in ("人", "人次", "户")) for text in texts)
    return compare_subjects(one, other) is Likeness.OTHER and bool(one.core and other.core)


def _two_bounds(first: Statement, second: Statement) -> bool:
    """Return whether one target is a lower and the other an upper bound of the same value (≥6, ≤9)."""
    low, high = sorted((first, second), key=lambda one: one.number)
    return low.quantity.operator in AT_LEAST and high.quantity.operator in AT_MOST


@rule(
    "K03",
    Severity.ERROR,
    zh=Words(
        "分项与合计不符",
        "{label}写“{total}”，所列分项“{parts}”合计 {found}，{what}",
        "核对各分项和合计数，改正写错的一个",
    ),
    en=Words(
        "Parts do not make the whole",
        'The {label} says "{total}", but its parts "{parts}" make {found}: {what}',
        "Check the parts and the total, and correct the one that is wrong",
    ),
    source="数据前后一致的惯例",
    scope=Scope.DEPARTMENT,
    fires=Example(purpose="硬化道路12公里，其中李庄5公里、王庄9公里，每公里补助10万元"),
    clean=Example(purpose="硬化道路12公里，其中李庄5公里、王庄7公里，每公里补助10万元"),
)
def parts_do_not_sum(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report parts behind 其中 that are more than the whole or narrowly miss it, and a 共 that its parts do not make.

    A part that contradicts an indicator is left to K01.
    """
    known = contradicted(book, context)
    entries: list[tuple[str, Entry[str]]] = [*narrative(book)]
    for sheet in book.sheets:
        entries += [("purpose", sheet.purpose), ("goals", sheet.goal.entry)]
    wholes = [(field, entry, wrong) for field, entry in entries for wrong in _wrong_wholes(entry.text)]
    for sheet in book.sheets:
        wholes += [("goals", sheet.goal.entry, wrong) for wrong in _wrong_across(sheet, context)]
    for field, entry, (total, parts, what) in wholes:
        if any((entry.place, Decimal(one.start)) in known for one in (total, *parts)):
            continue
        unit = parts[0]
        factor = unit.number / _written_number(unit)
        made = sum((part.number for part in parts), Decimal(0)) / factor
        listed = "、".join(part.text for part in parts)
        yield Hit(
            entry,
            field,
            f"{format_decimal(made)}{_unit_words(unit)}",
            values={"total": clause_around(entry.text, total), "parts": listed, "what": what},
        )


_PARTS_FOLLOW: Final = ("其中", "包括", "包含")
_NEAR: Final = Decimal("0.15")
_NEAR_ABOVE: Final = Decimal("0.3")
_MEASURED_OTHERWISE: Final = LazyPattern(
    r"(?:[宽厚深高]|直径|口径|管径|半径|胸径|[间株行孔]距|净空|边长|埋深|跨径|井深|坡长)(?:度|均|平均|各|达|约|不[少低小]于)*$"
)
"""Words of another measure of what is counted than its length: 硬化12公里，宽3.5米."""
_OPEN_LIST: Final = LazyPattern(r"等|及其他|其余|剩余|以及其它|其他")
_PartsOfWhole = tuple[StatedQuantity, Sequence[StatedQuantity], Text]
_TOO_MUCH = Text("超过总数", "more than the whole")
_TOO_LITTLE = Text("与总数不符", "not the whole")


def _wrong_wholes(text: str) -> Iterator[_PartsOfWhole]:
    yield from _wrong_parts(text)
    yield from _wrong_sums(text)
    yield from _wrong_lists(text)
    yield from _wrong_classes(text)


def _wrong_across(sheet: TargetSheet, context: Context) -> Iterator[_PartsOfWhole]:
    """Yield the one count of a unit in the goals that the classes of the purpose narrowly miss.

    The classes are the counts of one sentence each of which is the target of an indicator, too.
    """
    statements = sheet_statements(sheet, context)
    targets = {(one.quantity.unit, one.number) for one in statements if one.row}
    counted = [one.quantity for one in statements if one.field in ("purpose", "goals") and _is_count(one.quantity)]
    purpose = [one.quantity for one in statements if one.field == "purpose" and _is_count(one.quantity)]
    goals = [one.quantity for one in statements if one.field == "goals" and _is_count(one.quantity)]
    for whole in goals:
        parts = [one for one in purpose if one.unit == whole.unit and one.sentence == purpose[0].sentence]
        if len(parts) < _LEAST_PARTS or sum(one.unit == whole.unit for one in goals) != 1:
            continue
        made = sum((one.number for one in parts), Decimal(0))
        near = made != whole.number and abs(made - whole.number) <= whole.number * _NEAR
        confirmed = all((one.unit, one.number) in targets for one in parts)
        again = (whole.unit, whole.number) in targets or sum(one.number == whole.number for one in counted) > 1
        if near and confirmed and not again and all(one.number < whole.number for one in parts):
            yield whole, parts, _TOO_MUCH if made > whole.number else _TOO_LITTLE


def _is_count(quantity: StatedQuantity) -> bool:
    plain = not quantity.per and not quantity.about and quantity.upper is None
    return plain and quantity.role is QuantityRole.AMOUNT and quantity.unit not in ("", "%", "元", *DURATIONS)


def _wrong_classes(text: str) -> Iterator[_PartsOfWhole]:
    """Yield wholes with the classes in the next clause, if those narrowly miss: 50人，老人25人、学生15人、职工5人."""
    quantities = find_quantities(text) if "、" in text and "其中" not in text else ()
    for index, total in enumerate(quantities):
        if total.unit in ("", "%", "元", *DURATIONS) or total.per or total.about or total.upper:
            continue
        parts: list[StatedQuantity] = []
        for part in quantities[index + 1 :]:
            if part.unit == "岁":  # 65岁以上2500人
                continue
            between = text[(parts[-1] if parts else total).end : part.start]
            joined = _LISTED.match(between) if parts else between.startswith(("，", ","))
            if not joined or part.sentence != total.sentence or part.unit != total.unit or part.per or part.upper:
                break
            if part.role is not QuantityRole.AMOUNT or part.about or part.number >= total.number or len(between) < 2:
                break
            parts.append(part)
        made = sum((part.number for part in parts), Decimal(0))
        near = made != total.number and abs(made - total.number) <= total.number * _NEAR
        if len(parts) >= _LEAST_CLASSES and near and not _OPEN_LIST.search(text[parts[0].start : parts[-1].end + 1]):
            yield total, parts, _TOO_MUCH if made > total.number else _TOO_LITTLE


_LISTED: Final = re.compile("[、和及与]")
_LEAST_CLASSES: Final = 3


def _wrong_parts(text: str) -> Iterator[_PartsOfWhole]:
    """Yield wholes with the parts behind 其中 that cannot be right; parts may overlap or be incomplete."""
    quantities = find_quantities(text) if any(word in text for word in _PARTS_FOLLOW) else ()
    for index, total in enumerate(quantities):
        if total.role is not QuantityRole.AMOUNT and total.role is not QuantityRole.SUM:
            continue
        parts: list[StatedQuantity] = []
        for part in quantities[index + 1 :]:
            if _MEASURED_OTHERWISE.search(part.before):
                continue
            if _bracket_closed(text[total.end : part.start]):
                break
            if part.sentence != total.sentence or part.role is not QuantityRole.PART:
                if part.unit == total.unit and part.role is not QuantityRole.PART:
                    break
                continue
            of_price = not part.per and (not total.per or part.number <= 2 * total.number)  # 每人1500元, 其中捐赠25万元
            if part.unit == total.unit and (of_price or set(part.per) == set(total.per)):
                parts.append(part)
        if not parts or total.unit == "%" or total.upper or any(part.upper for part in parts):
            continue
        made = sum((part.number for part in parts), Decimal(0))
        near = abs(made - total.number) <= total.number * _NEAR
        end = text[parts[-1].end :][:3]
        listed = text[parts[0].start : parts[-1].end]
        if any(part.number > total.number for part in parts) or total.number < made <= total.number * (1 + _NEAR_ABOVE):
            yield total, parts, _TOO_MUCH
        elif len(parts) > 1 and made < total.number and near and not _OPEN_LIST.search(listed + end):
            yield total, parts, _TOO_LITTLE


def _bracket_closed(between: str) -> bool:
    """Return whether a bracket that holds 其中 is closed again: 6个（每个80万元，其中补助40万元）、110个."""
    start = between.find("其中")
    behind = between[start:] if start >= 0 else ""
    return behind.count(")") + behind.count("）") > behind.count("(") + behind.count("（")


def _wrong_sums(text: str) -> Iterator[_PartsOfWhole]:
    """Yield sums behind 共 with the list right before them, if the list does not make the sum."""
    quantities = find_quantities(text) if "共" in text or "计" in text else ()
    for index, total in enumerate(quantities):
        if total.role is not QuantityRole.SUM or total.about:
            continue
        parts: list[StatedQuantity] = []
        for part in reversed(quantities[:index]):
            if part.sentence != total.sentence or part.unit != total.unit:
                break
            if part.per or part.role is not QuantityRole.AMOUNT or part.upper or part.about:
                parts = []
                break
            parts.insert(0, part)
        made = sum((part.number for part in parts), Decimal(0))
        listed = text[parts[0].start : total.start] if parts else ""
        if len(parts) > 1 and not total.per and made != total.number and not _OPEN_LIST.search(listed):
            yield total, parts, _TOO_MUCH if made > total.number else _TOO_LITTLE


_LIST_OPENS: Final = re.compile(r"[以次个]?[^，,。；;：:（()）、0-9]{0,12}[：:（(]")
_LIST_ENDS: Final = LazyPattern(r"[。；;！!？?\n）)]")


def _wrong_lists(text: str) -> Iterator[_PartsOfWhole]:
    """Yield wholes with the list behind their colon or in their bracket, if it narrowly misses."""
    opened = "：" in text or ":" in text or "（" in text or "(" in text
    quantities = find_quantities(text) if opened else ()
    for index, total in enumerate(quantities):
        opening = _LIST_OPENS.match(text, total.end)
        if not opening or total.unit in ("", "%") or total.per or total.about or total.role is QuantityRole.PART:
            continue
        end = closing.start() if (closing := _LIST_ENDS.search(text, opening.end())) else len(text)
        inside = [one for one in quantities[index + 1 :] if one.start < end]
        parts = [one for one in inside if one.unit == total.unit and not one.per]
        if len(parts) < _LEAST_PARTS or any(one.upper or one.about or one.role is QuantityRole.SUM for one in inside):
            continue
        made = sum((part.number for part in parts), Decimal(0))
        near = abs(made - total.number) <= total.number * _NEAR
        if (
            made != total.number
            and near
            and not _OPEN_LIST.search(text[opening.end() : end])
            and "其中" not in text[opening.end() : end]
        ):
            yield total, parts, _TOO_MUCH if made > total.number else _TOO_LITTLE


_LEAST_PARTS: Final = 2


def _written_number(quantity: StatedQuantity) -> Decimal:
    """Return the number as written, before its scale: 30 for 30万元."""
    digits = re.match(r"[\d,，.]+", quantity.text)
    number = Decimal(re.sub("[,，]", "", digits[0]).rstrip(".")) if digits else quantity.number
    return number or Decimal(1)


def _unit_words(quantity: StatedQuantity) -> str:
    digits = re.match(r"[\d,，.]+", quantity.text)
    return quantity.text[digits.end() :] if digits else quantity.unit
