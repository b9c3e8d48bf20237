"""Family G, 绩效目标: goals have to be filled in, to give quantities, and to agree in their numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, islice, takewhile
from typing import Any

from xltools.form_identity import Capability, FormSubject
from xltools.glossary import field_term
from xltools.grids.error_values import is_error_value
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Severity, TargetSheet
from xltools.quick_dataclass import dataclass
from xltools.rules.contradictions import contradicted, taken_up
from xltools.rules.entry_checks import missing
from xltools.rules.field_texts import book_texts, narrative
from xltools.rules.patterns import any_of, bare_text
from xltools.rules.row_views import shares_word
from xltools.rules.rule import Context, Scope, WordList, rule
from xltools.rules.statements import overall_statements
from xltools.rules.subjects import covers_subject
from xltools.text import Text
from xltools.values import find_document_numbers, find_years, normalise, remark_quantities, squeeze
from xltools.values.numbers import format_decimal
from xltools.values.quantities import StatedQuantity, find_quantities, may_hold_numerals
from xltools.values.unit_kinds import base_unit

__all__: list[str] = []


@rule(
    "G01",
    Severity.ERROR,
    zh=Words("绩效目标空白", "绩效目标没有填", "逐条写明数量、标准、完成时限和预期效果；没有绩效目标的不得安排预算"),
    en=Words(
        "Goals are blank",
        "The goals are not filled in",
        "Write item by item what is to be reached: how much, how well, by when, to what effect; no budget is "
        "approved without goals",
    ),
    needs=frozenset({Capability.GOALS}),
    subjects=frozenset({FormSubject.PROJECT, FormSubject.FUND, FormSubject.DEPARTMENT}),
    source="《中共中央 国务院关于全面实施预算绩效管理的意见》（中发〔2018〕34号）",
    fires=Example(goals="空"),
    clean=Example(goals="1、2020年10月底前硬化道路12公里"),
)
def goals_blank(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a blank goal cell."""
    if missing(sheet.goal.entry):
        yield Hit(sheet.goal.entry, "goals")


@rule(
    "G06",
    Severity.WARNING,
    zh=Words("绩效目标不是本项目的", "绩效目标{what}", "按本项目的内容重写绩效目标"),
    en=Words(
        "Goals are not those of this project",
        "The goals {what}",
        "Write goals for what this project does",
    ),
    needs=frozenset({Capability.GOALS}),
    source="绩效目标相关性要求（财预〔2015〕88号）",
    scope=Scope.DEPARTMENT,
    fires=Example(sheets=[Example(), Example(name="2020年县道绿化项目", purpose="县道两侧栽植行道树5000株")]),
    clean=Example(sheets=[Example(), Example(name="2020年县道绿化", goals="1、2020年4月底前完成县道绿化16公里。")]),
)
def goals_of_another_project(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report goals that another project of the book has word for word, or that share no word with their own project.

    Goals without a number are left to G02. Sheets with the same purpose are one project reported twice.
    """
    first_sheets: dict[str, TargetSheet] = {}
    for sheet in book.sheets:
        goals = bare_text(sheet.goal.entry.text)
        purpose = sheet.purpose.text.strip()
        if len(goals) < _MIN_COMPARED_GOALS or not purpose or is_error_value(purpose):
            continue
        first = first_sheets.setdefault(goals, sheet)
        if first is not sheet and all(one != other for one, other in zip(_about(first), _about(sheet), strict=True)):
            what = Text(
                f"与“{first.label}”（{first.place.sheet}）的完全相同",
                f'are the same as those of "{first.label}" ({first.place.sheet})',
            )
            yield Hit(sheet.goal.entry, "goals", related=(first.goal.entry.place,), values={"what": what})
        elif _LARGE_NUMBER.search(goals) and not shares_word(_COMMON_WORDS.sub(" ", goals), _own_words(sheet)):
            what = Text("与项目名称、用途和指标没有联系", "have nothing to do with name, purpose and indicators")
            yield Hit(sheet.goal.entry, "goals", values={"what": what})


_LARGE_NUMBER = re.compile(r"(?<!\d)(?!20\d\d年)\d{2,}")
_MIN_COMPARED_GOALS = 12
"""Characters from which goals are compared."""
_COMMON_WORDS = re.compile(
    r"[^一-龥]|完成|达到|以上|以下|提高|提升|改善|保障|确保|满意度?|群众|年底?前?|全年|月底|工作|项目|任务|实现"
)


def _about(sheet: TargetSheet) -> tuple[str, str]:
    return bare_text(sheet.name.text), bare_text(sheet.purpose.text)


def _own_words(sheet: TargetSheet) -> str:
    texts = [sheet.name.text, sheet.purpose.text, sheet.unit.text]
    texts += [f"{row.level3.text} {row.description.text}" for row in sheet.indicators]
    return bare_text(" ".join(texts))


_DIGIT = re.compile(r"\d")
_WRITTEN_NUMBER = LazyPattern(
    r"(?:百分之|[百千万]分之)[一二三四五六七八九十百零点]+|[一二两三四五六七八九十百千万]+[余多]?"
    r"(?:个百分点|个以上|人次|公里|平方米|[户亩座处所家条台套名批件吨倍场辆村]|(?<!一)[个项次期人])"
)


@rule(
    "G05",
    Severity.ERROR,
    zh=Words("部门整体绩效目标空白", "部门整体绩效目标的“{label}”没有填", "在“部门整体绩效目标”页填写"),
    en=Words(
        "Department's overall targets are blank",
        'The "{label}" of the department is blank',
        "Fill it in on the sheet 部门整体绩效目标",
    ),
    source="表样要求：部门整体绩效目标为必填项",
    scope=Scope.DEPARTMENT,
    fires=Example(overall="空"),
    clean=Example(overall="2020年完成农村公路建设和养护任务，改善群众出行条件。"),
)
def overall_blank(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report each blank text of the department's overall targets, where the workbook has a cell for it.

    Missing safeguards are only a warning.
    """
    for field, entry in narrative(book):
        if entry.place.row and missing(entry):
            severity = Severity.WARNING if field == "safeguards" else None
            yield Hit(entry, field, severity=severity, values={"label": field_term(field)})


@rule(
    "G02",
    Severity.WARNING,
    zh=Words("绩效目标没有量化", "绩效目标里没有数量、标准或时限", "每条目标写明做多少、达到什么标准、什么时候完成"),
    en=Words(
        "Goals without a quantity",
        "The goals name no quantity, standard or date",
        "Say for each goal how much, how well and by when",
    ),
    needs=frozenset({Capability.GOALS}),
    source="绩效目标“细化量化”要求（财预〔2015〕88号）",
    parameters={"slogans": WordList("slogans")},
    fires=Example(goals="1、保障扶贫工作正常开展\n2、保障2020年完美收官"),
    clean=Example(goals="1、新建水泥路2公里\n2、改善群众出行条件"),
)
def goals_without_quantity(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report goals without any number, apart from numbering, years, document numbers and slogans (两不愁三保障)."""
    if sheet.goal.entry.blank:
        return
    items = [item.text for item in sheet.goal.items] or [sheet.goal.entry.text]
    if not any(_has_quantity(text, context.words("slogans")) for text in items):
        yield Hit(sheet.goal.entry, "goals", found=_shortened(normalise(sheet.goal.entry.text)))


def _has_quantity(text: str, slogans: tuple[str, ...]) -> bool:
    text = normalise(text)
    spans = [(number.start, number.end) for number in find_document_numbers(text)]
    spans += [(start, end) for _, start, end in find_years(text)]
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    text = any_of(slogans).sub("", text)
    return bool(_DIGIT.search(text) or _WRITTEN_NUMBER.search(text) or _PASSES.search(text))


_PASSES = LazyPattern(r"通过[一-龥]{0,10}(?:核查|验收|评审|审查|评估|认定|考核|审计|复核)")
"""A standard by which others judge the result."""


def _shortened(text: str, length: int = 40) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"


_FIGURE_OF_SPEECH = LazyPattern(
    r"(?<=、)[^、，,。；;！!？?\n]{1,12}各\d+[一-龥]|"
    r"\d+\s*个(?:方面|层面|环节|阶段|意识|自信|维护|重点|中心|坚持|确保|到位|一批|不|全)",
    needs="各 个",
)
"""Numbers that count nothing, and what is given for each of a list: 防汛、地震演练各1场."""
_CLAUSE = re.compile(r"(?:[^，,。；;！!？?\n]|(?<=\d),(?=\d{3}))+")


@rule(
    "G03",
    Severity.WARNING,
    zh=Words(
        "整体目标的数字没有指标承接",
        "整体绩效目标写“{found}”，但没有任何指标用到",
        "在有关项目中增加相应的指标，使整体目标与项目指标衔接",
    ),
    en=Words(
        "Number of the overall target without an indicator",
        'The overall target says "{found}", but no indicator takes it up',
        "Add an indicator for it to the project concerned",
    ),
    needs=frozenset({Capability.GOALS}),
    source="《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（财预〔2021〕101号）：不同层级的绩效目标和指标相互衔接",
    scope=Scope.DEPARTMENT,
    parameters={"units": WordList("counted_units")},
    fires=Example(sub_targets="1.解决124户283人出行问题。"),
    clean=Example(sub_targets="1.硬化4个村道路12公里，改善3200人出行条件。"),
)
def number_without_indicator(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report a clause of the overall target or the sub-targets none of whose numbers appears in an indicator.

    An amount of money may also be one of the budgets. A book without indicators is left to I01, a figure that an
    indicator contradicts to K01. Work for which the book has no project is the department's own business.
    """
    if not any(sheet.indicators for sheet in book.sheets):
        return
    units = frozenset(context.words("units"))
    reported: set[str] = set()

    def covered() -> set[Decimal]:
        return context.once("numbers in indicators", book, lambda: _covered_numbers(book))

    for field, entry in (("overall", book.overall.overall), ("sub_targets", book.overall.sub_targets)):
        for clause in _CLAUSE.findall(_FIGURE_OF_SPEECH.sub("", normalise(entry.text))):
            words = "、".join(
                f"{format_decimal(quantity.number)}{quantity.unit}"
                for quantity in remark_quantities(clause)
                if quantity.unit in units
            )
            if not words or words in reported:
                continue
            quantities = find_quantities(clause)
            compared = {one.number.normalize() for one in quantities if one.written_unit != one.unit}
            if covered().isdisjoint(_numbers(words).union(map(_plain_number, quantities), compared)):
                figures = {(quantity.unit, quantity.number) for quantity in quantities}
                if (
                    not figures & contradicted(book, context)
                    and not _taken_up(figures, entry, book, context)
                    and _work_of_a_project(figures, entry, book, context)
                ):
                    reported.add(words)
                    yield Hit(entry, field, words)


def _taken_up(figures: set[tuple[str, Decimal]], entry: Entry[str], book: DepartmentBook, context: Context) -> bool:
    """Return whether goals repeat one of the figures, or parts make it."""
    return any(
        (one.quantity.unit, one.number) in figures and taken_up(one, book, context)
        for one in overall_statements(book, context)
        if one.entry is entry
    )


def _work_of_a_project(
    figures: set[tuple[str, Decimal]], entry: Entry[str], book: DepartmentBook, context: Context
) -> bool:
    """Return whether a project of the book speaks of what one of the figures counts, and of what is done with it."""
    texts = context.once("texts of projects", book, lambda: [_all_words(sheet) for sheet in book.sheets])
    return any(
        (one.quantity.unit, one.number) in figures
        and (
            (one.quantity.unit == "元" and not any(each.core for each in one.subjects))
            or any(covers_subject(text, each) for text in texts for each in one.subjects)
        )
        and not _KEPT.search(one.quantity.before)
        for one in overall_statements(book, context)
        if one.entry is entry
    )


_KEPT = re.compile(r"(?:稳定|保持|维持)在?$|守住|坚守|常住|户籍")
"""Words of a state of the whole county, which no single project brings about: 播种面积稳定在62.4万亩."""


def _all_words(sheet: TargetSheet) -> str:
    rows = (f"{row.level3.text}{row.description.text}" for row in sheet.indicators)
    return squeeze(f"{sheet.name.text};{sheet.purpose.text};{sheet.goal.entry.text};{';'.join(rows)}")


_NUMBER = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s*([万亿]?)")
_SCALES = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}


def _numbers(text: str) -> set[Decimal]:
    """Return every number in the text with its scale applied: 2.2万人 is 22000, and 八座 is 8."""
    matches = set(_NUMBER.findall(text))
    digits = {(Decimal(digits.replace(",", "")) * _SCALES[scale]).normalize() for digits, scale in matches}
    if not may_hold_numerals(text):  # quantities in digits are those just found
        return digits
    return digits.union(_plain_number(one) for one in find_quantities(text) if not one.text[0].isdigit())


def _plain_number(quantity: StatedQuantity) -> Decimal:
    """Return the number before its unit: 12 for 12公里."""
    return (quantity.number / base_unit(quantity.written_unit)[1]).normalize()


def _covered_numbers(book: DepartmentBook) -> set[Decimal]:
    """Return every number in a name, description or target of the book's indicators, and the budgets in 元."""
    rows = [row for sheet in book.sheets for row in sheet.indicators]
    texts = (f"{row.level3.text} {row.description.text} {row.target.text}{row.measure.text}" for row in rows)
    budgets = {sheet.budget.value.normalize() for sheet in book.sheets if sheet.budget.value is not None}
    return budgets.union(*(_numbers(normalise(text)) for text in texts))


_PAIR = re.compile(r"(?P<households>\d[\d,]*)\s*户[、,\s]*(?P<people>\d[\d,]*)\s*人(?!次|均)")
_BOUNDARY = LazyPattern(r"[，,。；;：:、\n]")
_CONTEXT_CHARACTERS = 40
"""Characters before and after a pair of numbers that are compared."""
_MIN_DISTINCTIVE_HOUSEHOLDS = 50
"""From so many households on, two equal counts are hardly a coincidence."""
_MAX_COMPARED_PAIRS = 500
"""Pairs of numbers that are compared with each other: a book with more of them holds lists."""
_MIN_COMMON_CHARACTERS = 4
"""Common characters around two pairs of numbers that show that both are about the same people."""
_MIN_COMMON_CLAUSE_CHARACTERS = 8
"""The same if both numbers differ, so that only the clause can show it."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A count of households and people, the words before and after it in the clause, and its cell."""

    households: int
    people: int
    before: str
    after: str
    field: str
    entry: Entry[Any]

    @property
    def text(self) -> str:
        return f"{self.households}户{self.people}人"


@rule(
    "G04",
    Severity.ERROR,
    zh=Words("同一事项的数字前后不一致", "{label}写 {found}，别处写 {expected}", "核对台账，前后改成同一个数"),
    en=Words(
        "One matter, two numbers",
        "The {label} says {found}, elsewhere it is {expected}",
        "Check the register and use one number throughout",
    ),
    source="数据前后一致的惯例",
    scope=Scope.DEPARTMENT,
    fires=Example(
        overall="2020年实现剩余的124户283人贫困人口脱贫。",
        safeguards="1.对剩余的124户238人贫困人口逐户逐人排查。",
    ),
    clean=Example(
        overall="2020年实现剩余的124户283人贫困人口脱贫。",
        safeguards="1.对剩余的124户283人贫困人口逐户逐人排查，巩固9044户22461人脱贫成果。",
    ),
)
def numbers_disagree(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report different counts of the same households and people, at the rarer count."""
    pairs = list(islice(_pairs(book, context), _MAX_COMPARED_PAIRS))
    counts = Counter(pair.text for pair in pairs)
    reported: set[str] = set()
    for first, second in combinations(pairs, 2):
        if first.text == second.text or not _same_people(first, second):
            continue
        right, wrong = (second, first) if counts[first.text] < counts[second.text] else (first, second)
        if wrong.text not in reported:
            reported.add(wrong.text)
            places = dict.fromkeys(pair.entry.place for pair in pairs if pair.text in (right.text, wrong.text))
            related = tuple(place for place in places if place != wrong.entry.place)
            yield Hit(wrong.entry, wrong.field, wrong.text, right.text, related=related)


def _pairs(book: DepartmentBook, context: Context) -> Iterator[_Pair]:
    for field, entry in book_texts(book, context):
        if "户" not in entry.text:
            continue
        text = normalise(entry.text)
        for match in _PAIR.finditer(text):
            start, end = match.span()
            before = _BOUNDARY.split(text[max(0, start - _CONTEXT_CHARACTERS) : start])[-1]
            after = _BOUNDARY.split(text[end : end + _CONTEXT_CHARACTERS], maxsplit=1)[0]
            households, people = (int(number.replace(",", "")) for number in match.groups())
            yield _Pair(households, people, before, after, field, entry)


def _same_people(first: _Pair, second: _Pair) -> bool:
    """Return whether two counts are about the same people.

    They are if one of the two numbers is equal and either large or in similar words, or if both numbers differ in an
    otherwise equal clause.
    """
    common = _common_prefix_length(first.before[::-1], second.before[::-1])
    common += _common_prefix_length(first.after, second.after)
    if first.households == second.households or first.people == second.people:
        large = min(first.households, second.households) >= _MIN_DISTINCTIVE_HOUSEHOLDS
        return large or common >= _MIN_COMMON_CHARACTERS
    return first.before == second.before and common >= _MIN_COMMON_CLAUSE_CHARACTERS


def _common_prefix_length(first: str, second: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
