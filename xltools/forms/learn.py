"""A description of a county's own form, learnt from its blank: every label with its guessed meaning.

The words come from all known forms, the arrangement from the blank itself. A guess that is not sure is a question;
``answers`` settle it by the address of the label's cell. The key of a label is unique, so that a second label of the
same meaning gets its next likely one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from xltools.form_identity import FormPurpose, FormSubject, Framework
from xltools.forms.description import INDICATORS, LONG_TERM, TASKS, FormDescription, FormLayout
from xltools.forms.label_text import label_key
from xltools.forms.learn_layout import BlankForm, BlankLabel, arrange_blank
from xltools.forms.learn_words import MIN_SURE_SCORE, LabelPart, Meaning, MeaningWords, meaning_words, printed_label
from xltools.grids.grid import Address, Grid

__all__ = ["FORM_UNIT", "NO_MEANING", "UNKNOWN_KEY", "LearntForm", "LearntLabel", "learn_form", "unit_is_stated"]

FORM_UNIT: Address = (0, 0)
"""The address under which the unit of the form's amounts is answered, which no cell states."""

NO_MEANING = "-"
"""The key of a label that has no value."""
UNKNOWN_KEY = "other_value_"
"""The beginning of the key of a label whose meaning is not known: its value is kept as a text."""
_FIRST_KEYS = {
    LabelPart.FIELD: ("name", "unit", "budget", "goals"),
    LabelPart.ROW: ("all", "fiscal"),
    LabelPart.COLUMN: ("initial", "budget", "spent"),
    LabelPart.HEAD: ("level1", "level2", "level3", "target"),
    LabelPart.TASK: ("name",),
}
"""Keys that a form can hardly be without: the label that suits one best gets it before all others."""
_ONLY_IF_FIRST = frozenset(("initial",))
"""Keys that a label gets before all others only where nothing else is more likely."""
_KEYED = frozenset(_FIRST_KEYS)
_YEAR = re.compile(r"^(?:.*20\d\d年?|\d*年)度?(?:预算)?(?=.{5})")
"""The beginning of a title that changes from year to year."""
_IN_BRACKETS = re.compile(r"[(][^()]*[)]$")
_POINTS = re.compile(r"[(](\d{1,3})分?[)]|(\d{1,3})分")
_FIELD_IN_LIST = 0.03
"""Points that the meaning of a field loses for the head of a column."""
_COST, _SATISFACTION = "成本指标", "满意度指标"
_MAX_SUM = 100
_AREA = re.compile(r".{1,8}(?:镇|乡|街道|办事处|[县市区旗州村])")
"""The head of a column for one area: at least two of them make a table of areas."""


@dataclass(frozen=True, slots=True)
class LearntLabel:
    """A label of the blank with the key that it seems to have; ``sure`` is False for a question.

    ``choices`` are the keys that it may have, the most likely first; ``like`` is what a known form says of the key.
    """

    label: BlankLabel
    key: str
    sure: bool
    choices: tuple[str, ...] = ()
    like: Meaning | None = None
    score: float = 0.0

    @property
    def address(self) -> Address:
        """The cell of the label."""
        return self.label.block.top, self.label.block.left

    @property
    def known(self) -> bool:
        """Whether the key is one of those that forms have."""
        return not self.key.startswith(UNKNOWN_KEY)


@dataclass(frozen=True, slots=True)
class LearntForm:
    """All that was learnt from a blank form."""

    blank: BlankForm
    title: str
    purpose: FormPurpose
    subject: FormSubject
    framework: Framework
    layout: FormLayout
    labels: tuple[LearntLabel, ...]
    table_keys: Mapping[int, str]
    """The key of each table by its number; the header row is the number of a table of indicators."""
    aliases: Mapping[str, str]
    moved: Mapping[str, str]
    weight_sums: tuple[int, ...]
    level_weights: Mapping[str, int]
    optional: frozenset[str]
    area_tables: frozenset[int]
    """The numbers of the tables with a column for each area."""
    parts: Mapping[Address, tuple[str, ...]]
    """Labels of a second header row under a column that they are parts of, by the address of its label."""

    @property
    def questions(self) -> tuple[LearntLabel, ...]:
        """The labels whose meaning is not sure."""
        return tuple(label for label in self.labels if not label.sure)

    @property
    def missing(self) -> tuple[str, ...]:
        """The keys that a form cannot do without and no label has."""
        keys = {label.key for label in self.labels if label.label.part is not LabelPart.COLUMN}
        needs = [("name",), ("level3",), ("budget", "initial", "total", "all")]
        return tuple(need[0] for need in needs if not keys & set(need))


def learn_form(
    grid: Grid,
    forms: Sequence[FormDescription],
    answers: Mapping[Address, str] | None = None,
    inputs: frozenset[Address] = frozenset(),
) -> LearntForm:
    """Return what the blank form on a sheet seems to be, in the words of these forms.

    ``answers`` are keys that the officer gave (``-`` for a label without a value); ``inputs`` are cells that are to be
    filled, whatever stands in them.
    """
    words = meaning_words(tuple(forms))
    blank = arrange_blank(grid, words.knows, inputs)
    return _Learner(blank, words, answers or {}).form()


def unit_is_stated(form: LearntForm) -> bool:
    """Return whether the heading or the label of some amount states the money unit."""
    return bool(form.blank.money_unit) or any(printed_label(label.text)[1] for label in form.blank.labels)


class _Learner:
    def __init__(self, blank: BlankForm, words: MeaningWords, answers: Mapping[Address, str]) -> None:
        self.blank = blank
        self.words = words
        self.answers = answers
        self.purpose = _purpose(blank.title)
        self.unknown = 0

    def form(self) -> LearntForm:
        blank = self.blank
        labels, parts = self._without_parts()
        labels, area_tables = self._without_areas(labels)
        learnt = [*self._sections(labels)]
        groups: dict[tuple[object, ...], list[BlankLabel]] = {}
        for label in labels:
            if label.part in _KEYED:
                groups.setdefault(_namespace(label), []).append(label)
        fields = groups.pop((LabelPart.FIELD,), [])
        for group in groups.values():
            learnt += self._assign(group, set())
        if fields:
            learnt += self._assign(fields, _matrix_keys(learnt))
        learnt = _settle_groups(learnt)
        learnt.sort(key=lambda one: one.address)
        title = _IN_BRACKETS.sub("", _YEAR.sub("", blank.title))
        levels = [pair for table in blank.tables for pair in table.levels]
        is_list = any(one.label.part is LabelPart.HEAD and one.key == "name" for one in learnt)
        return LearntForm(
            blank=blank,
            title=title,
            purpose=self.purpose,
            subject=_subject(blank.title),
            framework=_framework(blank.title, levels),
            layout=FormLayout.LIST if is_list else FormLayout.BLOCK,
            labels=tuple(learnt),
            table_keys=self._table_keys(learnt),
            aliases=self._aliases(levels),
            moved=_moved(levels),
            weight_sums=_weight_sums(learnt),
            level_weights=_level_weights(levels, learnt),
            optional=frozenset(self.words.optional),
            area_tables=area_tables,
            parts=parts,
        )

    def _without_parts(self) -> tuple[list[BlankLabel], dict[Address, tuple[str, ...]]]:
        """Return the labels without those of parts of a column, and these by their column."""
        left: list[BlankLabel] = []
        below: dict[Address, list[BlankLabel]] = {}
        parts: dict[Address, tuple[str, ...]] = {}
        known = {label_key(text) for one in self.words.parts for text in one}
        heads = [label for label in self.blank.labels if label.part is LabelPart.HEAD]
        for label in self.blank.labels:
            above = next(
                (
                    head
                    for head in heads
                    if label.part is LabelPart.HEAD
                    and head.block.bottom + 1 == label.block.top
                    and head.block.left <= label.block.left <= head.block.right
                ),
                None,
            )
            if above:
                below.setdefault((above.block.top, above.block.left), []).append(label)
            else:
                left.append(label)
        for address, group in below.items():
            if all(label_key(label.text) in known for label in group):
                parts[address] = tuple(label.text for label in group)
            else:
                left += group  # a second row of columns, some of which happen to be called like parts
        return left, parts

    def _without_areas(self, labels: Sequence[BlankLabel]) -> tuple[list[BlankLabel], frozenset[int]]:
        """Return the labels without the names of areas that head columns, and the tables of these."""
        areas = [
            label
            for label in labels
            if label.part is LabelPart.HEAD and _AREA.fullmatch(label.text) and not self.words.knows(label.text)
        ]
        tables = frozenset(table for table, count in Counter(one.table for one in areas).items() if count > 1)
        return [label for label in labels if label not in areas or label.table not in tables], tables

    def _sections(self, labels: Iterable[BlankLabel]) -> Iterable[LearntLabel]:
        for label in labels:
            if label.part not in _KEYED:
                address = (label.block.top, label.block.left)
                yield LearntLabel(label, self.answers.get(address, NO_MEANING), sure=True)

    def _meanings(self, label: BlankLabel, *, listed: bool) -> tuple[Meaning, ...]:
        """Return what a label may mean; the heads of a list of projects may be those of fields, too."""
        meanings = self.words.meanings(label.text, label.part, self.purpose)
        if not listed:
            return meanings
        fields = self.words.meanings(label.text, LabelPart.FIELD, self.purpose)
        others = [meaning._replace(score=meaning.score - _FIELD_IN_LIST) for meaning in fields]
        return tuple(sorted((*meanings, *others), key=lambda meaning: -meaning.score))

    def _assign(self, labels: Sequence[BlankLabel], taken: set[str]) -> list[LearntLabel]:
        """Return the labels of one kind with keys of their own: the ones hard to do without first."""
        first = _FIRST_KEYS[labels[0].part]
        listed = labels[0].part is LabelPart.HEAD and any(label_key(label.text) == "项目名称" for label in labels)
        meanings = {label: self._meanings(label, listed=listed) for label in labels}
        learnt: dict[BlankLabel, LearntLabel] = {}

        def take(label: BlankLabel, key: str, score: float, like: Meaning | None) -> None:
            choices = tuple(meaning.key for meaning in meanings[label])
            learnt[label] = LearntLabel(label, key, score >= MIN_SURE_SCORE, choices, like, score)
            taken.add(key)

        for label in labels:
            answer = self.answers.get((label.block.top, label.block.left))
            if answer:
                like = next((meaning for meaning in meanings[label] if meaning.key == answer), None)
                take(label, answer, 1.0, like)
        for key in first:
            suitable = [
                (meaning.score - 0.5 * number, label, meaning)
                for label in labels
                if label not in learnt
                for number, meaning in enumerate(meanings[label])
                if meaning.key == key and meaning.score >= MIN_SURE_SCORE - 0.1 and key not in taken
                if number == 0 or key not in _ONLY_IF_FIRST
            ]
            if suitable:
                _, label, meaning = max(suitable, key=lambda one: one[0])
                take(label, key, meaning.score, meaning)
        ranked = [(label, meaning) for label in labels for meaning in meanings[label]]
        for label, meaning in sorted(ranked, key=lambda one: -one[1].score):
            if label not in learnt and meaning.key not in taken:
                take(label, meaning.key, meaning.score, meaning)
        for label in labels:
            if label not in learnt:
                self.unknown += 1
                learnt[label] = LearntLabel(label, f"{UNKNOWN_KEY}{self.unknown}", sure=False)
        return [learnt[label] for label in labels]

    def _table_keys(self, labels: Sequence[LearntLabel]) -> dict[int, str]:
        rows = [table.row for table in self.blank.tables]
        keys = {row: INDICATORS for row in rows}
        if len(rows) > 1:
            first = self.blank.tables[0]
            last = rows[0] if any("年度" in text for text in first.labels) else rows[-1]
            keys = {row: INDICATORS if row == last else LONG_TERM if row == rows[0] else f"table_{row}" for row in rows}
        tasks = {one.label.table for one in labels if one.label.part is LabelPart.TASK}
        for number in sorted(tasks):
            own = {one.key for one in labels if one.label.table == number}
            keys[number] = TASKS if "name" in own and TASKS not in keys.values() else f"table_{number}"
        return keys

    def _aliases(self, levels: Iterable[tuple[str, str]]) -> dict[str, str]:
        printed = {label_key(text) for pair in levels for text in pair if text}
        return {name: usual for name, usual in self.words.aliases.items() if name in printed}


def _settle_groups(labels: Sequence[LearntLabel]) -> list[LearntLabel]:
    """Return the labels where of a head and the ones below it only those with a meaning are columns."""
    heads = [one for one in labels if one.label.part is LabelPart.HEAD]
    without: set[Address] = set()
    for group in heads:
        block = group.label.block
        below = [
            one
            for one in heads
            if one.label.block.top == block.bottom + 1 and block.left <= one.label.block.left <= block.right
        ]
        if below and group.known:
            without.update(one.address for one in below if not one.known)
        elif any(one.known for one in below):
            without.add(group.address)
    return [replace(one, key=NO_MEANING, sure=True) if one.address in without else one for one in labels]


def _namespace(label: BlankLabel) -> tuple[object, ...]:
    """Return what tells labels that may have the same key from those that may not."""
    return (label.part,) if label.part is LabelPart.FIELD else (label.part, label.table)


def _matrix_keys(labels: Iterable[LearntLabel]) -> set[str]:
    """Return the keys of plain fields that the first row and the column of the budget of matrices have already."""
    columns = {one.key for one in labels if one.label.part is LabelPart.COLUMN}
    rows = {one.key for one in labels if one.label.part is LabelPart.ROW}
    return columns | rows if columns else set()


def _purpose(title: str) -> FormPurpose:
    if re.search(r"自评|评价|评分", title):
        return FormPurpose.SELF_EVALUATION
    return FormPurpose.MONITORING if "监控" in title else FormPurpose.PLAN


def _subject(title: str) -> FormSubject:
    if "整体" in title:
        return FormSubject.DEPARTMENT
    if re.search(r"转移支付|专项资金", title):
        return FormSubject.FUND
    return FormSubject.AREA if "区域" in title else FormSubject.PROJECT


def _framework(title: str, levels: Iterable[tuple[str, str]]) -> Framework:
    if re.search("扶贫|衔接", title):
        return Framework.POVERTY2018
    under = {label_key(upper) for upper, _ in levels}
    return Framework.MOF2021 if _COST in under else Framework.MOF2015


def _moved(levels: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the level 1 of satisfaction where the form prints it under another one."""
    return {
        label_key(lower): _SATISFACTION
        for upper, lower in levels
        if "满意度" in lower and upper and "满意度" not in upper and "服务对象" in lower
    }


def _points(text: str) -> int:
    match = _POINTS.search(text.replace("（", "(").replace("）", ")"))
    return int(match[1] or match[2]) if match else 0


def _weight_sums(labels: Iterable[LearntLabel]) -> tuple[int, ...]:
    points = [_points(one.label.text) for one in labels if one.label.part is LabelPart.HEAD and one.key == "weight"]
    return tuple(number for number in points if 0 < number <= _MAX_SUM)


def _level_weights(levels: Iterable[tuple[str, str]], labels: Iterable[LearntLabel]) -> dict[str, int]:
    if not any(one.key == "weight" for one in labels):
        return {}
    weights = {label_key(upper).removesuffix("指标"): _points(upper) for upper, lower in levels if not lower}
    return {name: points for name, points in weights.items() if points}
