"""Contradictions: two statements about one thing that give different figures, one for each cause.

A figure agrees with a text if any statement of the text about the same thing repeats it, or if those add up to it.
Only where neither side agrees with the other, and each says it in one way only, is there a contradiction.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from xltools.model import DepartmentBook, Place, Severity, TargetSheet
from xltools.quick_dataclass import dataclass
from xltools.rules.left_over import items_left_over, left_over, rates_left_over
from xltools.rules.likeness import (
    any_bare,
    both_pairs,
    comparable_units,
    likeness,
    mistyped,
    of_one_kind,
    people_only,
    repeated,
    same_digits,
    slipped_time,
    word_for_word,
)
from xltools.rules.prices_for_each import price_pairs, prices_left_over
from xltools.rules.row_views import AT_LEAST, AT_MOST
from xltools.rules.rule import Context
from xltools.rules.shared_wholes import made_by_targets, parts_of_one_whole, shares_of_one_whole
from xltools.rules.slipped_figures import is_earned, slipped_figures
from xltools.rules.statements import DURATIONS, Statement, overall_statements, same_figure, sheet_statements
from xltools.rules.subjects import Likeness, actions_fit
from xltools.rules.unrepeated import left_alone
from xltools.values import find_years
from xltools.values.quantities import QuantityRole

__all__ = ["Contradiction", "contradicted", "contradictions", "taken_up"]

_COUNTED: Final = frozenset(QuantityRole) - {QuantityRole.BASELINE}
_NAMED: Final = DURATIONS | {"%"}
"""Units of figures that have names (合格率, 响应时间), so that there is one of each."""
_DISTINCTIVE: Final = 20
"""From this number on, an equal figure of the same unit is hardly a coincidence."""
_MAX_TIMES: Final = 100
"""Figures of one thing that differ more than this are of different things (or in wrong units, which A09 finds)."""
_NEAR_TIMES: Final = 3
"""The same where only unit and action show that two figures are about one thing."""
_WHOLE_DEPARTMENT: Final = Decimal("1.5")
"""The department may do more than one project does; up to so many times, its figure was meant to be the same."""
_WHOLE_IF_CONFIRMED: Final = 2
"""The same where another overall text gives the figure of the project."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One cause: the statement that is probably wrong, the one it contradicts, and all others about the same thing."""

    wrong: Statement
    right: Statement
    others: tuple[Statement, ...]
    severity: Severity | None = None

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements that take part."""
        return (self.wrong, self.right, *self.others)


def contradicted(book: DepartmentBook, context: Context) -> frozenset[tuple[Place | str, Decimal]]:
    """Return the quantities that take part in a contradiction, for rules that give way to K01.

    Each is there by its cell and its position in the text, and by its unit and its number.
    """

    def answer() -> frozenset[tuple[Place | str, Decimal]]:
        statements = [one for cause in contradictions(book, context) for one in cause.statements]
        places: set[tuple[Place | str, Decimal]] = {
            (one.entry.place, Decimal(one.quantity.start)) for one in statements
        }
        return frozenset(places.union((one.quantity.unit, one.number) for one in statements))

    return context.once("contradicted", book, answer)


def contradictions(book: DepartmentBook, context: Context) -> tuple[Contradiction, ...]:
    """Return the contradictions within each sheet, and between the overall targets and the sheets."""

    def answer() -> tuple[Contradiction, ...]:
        year = context.budget_year
        found = [one for sheet in book.sheets for one in _of_sheet(sheet, context, year)]
        return (*found, *_of_overall(book, context, year))

    return context.once("contradictions", book, answer)


def taken_up(statement: Statement, book: DepartmentBook, context: Context) -> bool:
    """Return whether a figure of the overall targets comes back elsewhere: in goals, or as the sum of its parts.

    Parts are in indicators, goals or purposes (新改扩建43个 for 18个 and 25个), or in another sentence of the overall
    targets (8420人 for 6900人 and 1520人).
    """
    parts: dict[str, list[Decimal]] = defaultdict(list)
    for sheet in book.sheets:
        for one, relation, fits in _matches(statement, sheet_statements(sheet, context), sheet.name.text):
            if one.field == "goals" and same_figure(statement.quantity, one.quantity):
                return True
            if (fits or relation is Likeness.SAME) and one.quantity.role is not QuantityRole.SUM:
                parts[one.field].append(one.number)
    if any(len(numbers) > 1 and sum(numbers) == statement.number for numbers in parts.values()):
        return True
    if any(made_by_targets(statement, sheet_statements(sheet, context)) for sheet in book.sheets):
        return True
    return any(
        len(numbers) > 1 and sum(numbers) == statement.number
        for numbers in _by_sentence(
            one for one in overall_statements(book, context) if one is not statement and of_one_kind(statement, one)
        )
    )


def _by_sentence(statements: Iterable[Statement]) -> list[list[Decimal]]:
    """Return the numbers of each sentence of running text."""
    sentences: dict[tuple[object, int], list[Decimal]] = defaultdict(list)
    for one in statements:
        if one.row is None:
            sentences[one.entry.place, one.quantity.sentence].append(one.number)
    return list(sentences.values())


# --- one sheet ------------------------------------------------------------------------------------------------------


def _of_sheet(sheet: TargetSheet, context: Context, year: int | None) -> Iterator[Contradiction]:
    sources: dict[str, list[Statement]] = defaultdict(list)
    for statement in _usable_statements(sheet, context, year):
        sources[statement.field].append(statement)
    descriptions = sources.pop("description", [])
    name = sheet.name.text
    pairs: list[tuple[Statement, Statement]] = []
    for one, other in combinations(sources.values(), 2):
        pairs += _between(one, other, name)
    for statement in descriptions:
        row = statement.entry.place.row
        pairs += _between([statement], [target for target in sources["target"] if target.entry.place.row == row], name)
    everything = [statement for statements in sources.values() for statement in statements]
    pairs += left_over(statements := sheet_statements(sheet, context), sheet)
    for pairs_of in (slipped_figures, prices_left_over, shares_of_one_whole, parts_of_one_whole, rates_left_over):
        pairs += pairs_of(statements)
    yield from _causes(pairs, everything, name)


def _usable_statements(sheet: TargetSheet, context: Context, year: int | None) -> list[Statement]:
    statements = sheet_statements(sheet, context)
    return context.once(f"usable {year}", sheet, lambda: [one for one in statements if _usable(one, year)])


def _usable(statement: Statement, year: int | None) -> bool:
    """Return whether the statement is about this year, and not money spent, which is held against the budget."""
    quantity = statement.quantity
    if quantity.role is QuantityRole.BASELINE or not statement.subjects:
        return False
    if quantity.unit == "元" and not quantity.per and not is_earned(statement):
        return False
    words = quantity.lead + quantity.before
    return year is None or "年" not in words or all(named == year for named, _, _ in find_years(words))


def _between(ones: Sequence[Statement], others: Sequence[Statement], name: str) -> list[tuple[Statement, Statement]]:
    """Return the contradicting pairs of two texts."""
    pairs = []
    for first in ones:
        if first.quantity.role not in _COUNTED:
            continue
        units = comparable_units(first.quantity.unit)
        comparable = [other for other in others if other.quantity.unit in units and of_one_kind(first, other)]
        if not comparable or repeated(first, comparable, name):
            continue
        matches = _matches(first, comparable, name)
        matches = matches or [(other, Likeness.NARROWER, True) for other in comparable if mistyped(first, other)]
        same = [match for match in matches if match[1] is Likeness.SAME and match[2]]
        chosen = same or [
            match
            for match in matches
            if _impossible_part(first, *match)
            or _only_one(first, match, ones, others)
            or left_alone(first, match, ones, others)
        ]
        if not chosen or _agrees(first, others, matches, ones):
            continue
        second = chosen[0][0]
        if len({match[0].number for match in chosen}) > 1 or second.quantity.role not in _COUNTED:
            continue
        back = _matches(second, ones, name) or [(first, Likeness.NARROWER, True)]
        if all(match[0] is not first for match in back):
            continue
        alike = _same_numbers(second, back)
        if len(alike) <= 1 and not _agrees(second, ones, back, others) and not both_pairs(first, second):
            pairs.append((first, second))
    times = [one for one in ones if one.quantity.unit in _TIMES]
    return pairs + [
        (one, other) for one in times for other in others if other.quantity.unit in _TIMES and slipped_time(one, other)
    ]


def _same_numbers(statement: Statement, matches: Sequence[_Match]) -> set[Decimal]:
    """Return the figures of a text for the very thing of a statement; those in its own words go before others."""
    same = [one for one, relation, fits in matches if relation is Likeness.SAME and fits]
    cores = {subject.core for subject in statement.subjects if subject.core}
    exact = [one for one in same if any(subject.core in cores for subject in one.subjects)]
    return {one.number for one in exact or same}


_TIMES: Final = frozenset(("分钟", "天", "月"))
_Match = tuple[Statement, Likeness, bool]


def _matches(statement: Statement, others: Iterable[Statement], name: str) -> list[_Match]:
    """Return the statements about something alike, with the relation, and whether the actions fit."""
    matches: list[_Match] = []
    units = comparable_units(statement.quantity.unit)
    for other in others:
        if other.quantity.unit in units and of_one_kind(statement, other):
            relation, fits = likeness(statement, other, name)
            if relation is not Likeness.OTHER:
                matches.append((other, relation, fits))
    exact = [match for match in matches if match[0].quantity.unit == statement.quantity.unit]
    return exact or matches


def _impossible_part(first: Statement, second: Statement, relation: Likeness, fits: bool) -> bool:
    """Return whether a part (教师周转宿舍45套) is more than the whole that the other text names (周转宿舍40套)."""
    if not fits or first.quantity.unit in ("%", "元", "分钟", "天", "月", "年") or first.quantity.per:
        return False
    narrower, wider = (first, second) if relation is Likeness.NARROWER else (second, first)
    return narrower.number > wider.number and not people_only(wider, wider)


def _only_one(first: Statement, match: _Match, ones: Sequence[Statement], others: Sequence[Statement]) -> bool:
    """Return whether both texts have one figure of this kind only, and one of them names no other subject.

    Rates are one if nothing else is called so: 合格率100% and 工程验收合格率98%.
    """
    second, _, fits = match
    if not fits or any(sum(of_one_kind(first, one) for one in source) != 1 for source in (ones, others)):
        return fits and first.quantity.unit in _NAMED and _one_rate(first, second, ones, others)
    near = max(first.number, second.number) <= _NEAR_TIMES * min(first.number, second.number)
    if mistyped(first, second) or (first.quantity.unit == "%" and near and _one_rate(first, second, ones, others)):
        return True
    return (near or same_digits(first, second)) and (first.quantity.unit in DURATIONS or any_bare(first, second))


def _one_rate(first: Statement, second: Statement, ones: Sequence[Statement], others: Sequence[Statement]) -> bool:
    return all(
        sum(of_one_kind(one, other) and likeness(one, other)[0] is not Likeness.OTHER for other in source) == 1
        for one, source in ((first, others), (second, ones))
    )


def _agrees(
    statement: Statement, others: Sequence[Statement], matches: Sequence[_Match], own: Sequence[Statement] = ()
) -> bool:
    """Return whether another text repeats the figure, or gives parts that add up to it.

    A large figure may be repeated in quite other words, unless that is the one of another thing in the ``own`` text.
    """
    quantity = statement.quantity
    if any(same_figure(quantity, match[0].quantity) for match in matches):
        return True
    comparable = [other for other in others if of_one_kind(statement, other)]
    if quantity.unit == "%":
        return False
    if statement.number >= _DISTINCTIVE:
        exact = any(relation is Likeness.SAME and fits for _, relation, fits in matches)
        repeated = [other for other in comparable if same_figure(quantity, other.quantity)]
        if any(
            not _taken_by_another(other, statement, own) and not (exact and _of_another(other, statement))
            for other in repeated
        ):
            return True
    numbers = [other.number for other, _, fits in matches if fits]
    if len(numbers) > 1 and sum(numbers) == statement.number:
        return True
    totals = [sum(numbers) for numbers in _by_sentence(comparable) if len(numbers) > 1]
    every = [other.number for other in comparable if _may_be_part(statement, other)]
    return statement.number in totals or (len(every) > 1 and sum(every) == statement.number)


def _taken_by_another(other: Statement, statement: Statement, own: Sequence[Statement]) -> bool:
    """Return whether a figure is that of another thing in the statement's own text (医疗器械60批次、化妆品60批次)."""
    return any(
        one is not statement
        and of_one_kind(one, other)
        and same_figure(one.quantity, other.quantity)
        and likeness(one, other) == (Likeness.SAME, True)
        for one in own
    )


def _of_another(other: Statement, statement: Statement) -> bool:
    """Return whether a figure is that of a part, or of another thing than the statement."""
    return other.quantity.role is QuantityRole.PART or likeness(statement, other)[0] is Likeness.OTHER


def _may_be_part(whole: Statement, part: Statement) -> bool:
    """Return whether the actions of two statements do not exclude each other."""
    return any(actions_fit(one, other) for one in whole.subjects for other in part.subjects)


def _causes(
    pairs: Sequence[tuple[Statement, Statement]], everything: Sequence[Statement], name: str
) -> Iterator[Contradiction]:
    """Yield one contradiction for each group of statements that the pairs connect."""
    groups: list[list[Statement]] = []
    for pair in pairs:
        far = max(one.number for one in pair) > _MAX_TIMES * min(one.number for one in pair)
        if far and not same_digits(*pair):
            continue
        joined = [group for group in groups if any(one in group for one in pair)]
        merged = list(dict.fromkeys([*(one for group in joined for one in group), *pair]))
        groups = [group for group in groups if group not in joined] + [merged]
    for group in groups:
        yield _cause(group, [one for one in everything if one not in group and _repeats(one, group, name)])


def _repeats(statement: Statement, group: Sequence[Statement], name: str) -> bool:
    return any(
        of_one_kind(statement, one)
        and same_figure(statement.quantity, one.quantity)
        and likeness(statement, one, name) == (Likeness.SAME, True)
        for one in group
    )


def _cause(group: Sequence[Statement], repeating: Sequence[Statement]) -> Contradiction:
    """Return the contradiction of a group: the rarer figure is wrong, and of two the one in the indicator."""
    counts = Counter((statement.number, statement.quantity.unit) for statement in (*group, *repeating))
    ranked = sorted(
        group, key=lambda one: (counts[one.number, one.quantity.unit], one.row is None, -one.entry.place.row)
    )
    wrong = ranked[0]
    figure = wrong.number, wrong.quantity.unit
    right = next(one for one in reversed(ranked) if (one.number, one.quantity.unit) != figure)
    others = tuple(one for one in (*group, *repeating) if one not in (wrong, right))
    return Contradiction(wrong, right, others, _severity(wrong, right))


def _severity(wrong: Statement, right: Statement) -> Severity | None:
    """Return a warning for two bounds in texts that point the same way: 控制在1‰以内 beside 控制在0.9‰以内."""
    if wrong.row or right.row:
        return None
    bounds = {wrong.quantity.operator, right.quantity.operator}
    return Severity.WARNING if bounds <= AT_LEAST or bounds <= AT_MOST else None


# --- the department's overall targets --------------------------------------------------------------------------------


def _of_overall(book: DepartmentBook, context: Context, year: int | None) -> Iterator[Contradiction]:
    overall = [one for one in overall_statements(book, context) if _usable(one, year)]
    if not overall:
        return
    by_sheet = {sheet.place: _usable_statements(sheet, context, year) for sheet in book.sheets}
    everything = [one for statements in by_sheet.values() for one in statements]
    sources: dict[str, list[Statement]] = defaultdict(list)
    for statement in overall:
        sources[statement.field].append(statement)
    pairs = [pair for one, other in combinations(sources.values(), 2) for pair in _between(one, other, "")]
    counted = [one for one in overall if one.quantity.role in _COUNTED]
    pairs += [pair for one in counted if (pair := _against_sheets(one, by_sheet, everything, book, overall))]
    pairs += price_pairs(overall, [*by_sheet.values()])
    pairs += items_left_over(overall, by_sheet, book.sheets)
    yield from _causes(pairs, [*overall, *everything], "")


def _said_throughout(overall: Statement, alike: Sequence[Statement], others: Sequence[Decimal]) -> bool:
    """Return whether one sheet alone has the thing, with one figure in a target and elsewhere, and others do not add.

    What other sheets count of something wider or narrower may be the rest of the overall figure; where only the order
    of its digits differs, only if it is that rest exactly.
    """
    if len({one.number for one in alike}) != 1:
        return False
    if len({one.entry.place.sheet for one in alike}) != 1 and not mistyped(overall, alike[0]):
        return False
    counted = overall.quantity.unit not in ("%", "元") and overall.number >= _DISTINCTIVE
    rest = overall.number - alike[0].number
    both = any(one.row for one in alike) and len({one.entry.place for one in alike}) > 1
    made = rest > 0 and (
        rest in others
        or rest == sum({*others})
        or (not mistyped(overall, alike[0]) and any(rest >= one for one in others))
    )
    return counted and both and not made


def _of_the_same(overall: Statement, other: Statement, relation: Likeness) -> bool:
    return relation is Likeness.SAME or mistyped(overall, other) or word_for_word(overall, [other])


def _against_sheets(
    statement: Statement,
    by_sheet: Mapping[Place, Sequence[Statement]],
    everything: Sequence[Statement],
    book: DepartmentBook,
    overall: Sequence[Statement],
) -> tuple[Statement, Statement] | None:
    """Return the statement of the one sheet that speaks of the same thing, if no sheet agrees."""
    alike: list[Statement] = []
    sheets = 0
    others: list[Decimal] = []
    for sheet in book.sheets:
        matches = _matches(statement, by_sheet[sheet.place], sheet.name.text)
        if matches and _agrees(statement, by_sheet[sheet.place], matches):
            return None
        same = [other for other, relation, fits in matches if fits and _of_the_same(statement, other, relation)]
        sheets += bool(matches)
        alike += same
        others += [] if same else [other.number for other, _, _ in matches]
    if sheets > 1 and not _said_throughout(statement, alike, others):
        return None
    if not sheets or len({one.number for one in alike}) != 1 or alike[0].quantity.role not in _COUNTED:
        return None
    repeated = [
        other
        for other in everything
        if of_one_kind(statement, other) and same_figure(statement.quantity, other.quantity)
    ]
    if (
        statement.number >= _DISTINCTIVE
        and not word_for_word(statement, alike)
        and any(statement.quantity.unit != "%" or likeness(statement, other)[0] is Likeness.OTHER for other in repeated)
    ):
        return None
    other = alike[0]
    confirmed = any(one.field != statement.field and same_figure(one.quantity, other.quantity) for one in overall)
    most = other.number * (_WHOLE_IF_CONFIRMED if confirmed else _WHOLE_DEPARTMENT)
    more = statement.quantity.unit != "%" and statement.number > most
    return None if more or both_pairs(statement, other) else (statement, other)
