"""The form of a sheet, from the labels that stand on it and from its title, for all known forms at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from xltools.form_identity import FormPurpose
from xltools.forms.description import FormDescription, FormLayout
from xltools.forms.lexicon import FormText, LabelledText, Lexicon
from xltools.forms.loading import built_in_forms
from xltools.forms.vocabulary import vocabulary
from xltools.quick_dataclass import dataclass

__all__ = ["FormMatch", "FormRegion", "is_unknown", "recognise", "split_regions"]

_TITLE_POINTS = 0.01
"""Points that each character of a known title adds to a score between 0 and 1."""
_MAX_TITLE = 14
_WRONG_PURPOSE = 0.3
"""Points that a title of another purpose takes off: a self-evaluation prints most labels of a plan."""
_OWN_FORM = 0.02
"""Points for a form that the county has described itself: it wins against a built-in one with the same labels, even if
an answer happens to be a word of the other one."""
_MIN_REGION_TEXTS = 6
"""Texts that begin a form of their own; fewer belong to the form above."""
_NOT_A_PLAN = re.compile(r"自评|评价|评分|监控")
"""Words of a title that no plan has."""
_MIN_SCORE = 0.6
"""Below this a sheet is on a form that is not known."""
_MIN_SCORE_WITHOUT_CORE = 0.85
"""The same for a sheet without the name, the money or the indicators; one without any word of its own is not known."""
_HEADS, _MIN_HEADS = ("level1", "level2", "level3", "target"), 2
_MAX_CACHED_TEXTS = 128
"""Texts of forms on a sheet of one or two forms, whose parts are worth caching."""
_HEADING_ROWS = 4
"""Rows above a form's first label in which its title is looked for."""


@dataclass(frozen=True, slots=True)
class FormMatch:
    """A form that a sheet may be on: ``score`` is 0 to 1 and a bit more for its title.

    ``found`` is the share of the form's required labels that are there; ``missing`` are the keys of the others.
    """

    form: FormDescription
    score: float
    found: float
    missing: frozenset[str]

    @property
    def percent(self) -> int:
        """The score in per cent, at most 100."""
        return max(0, min(100, round(self.score * 100)))

    @property
    def missing_fields(self) -> list[str]:
        """The keys of the fields and columns whose labels are missing, from top to bottom."""
        words = vocabulary(self.form)
        fields = [
            item.key
            for item in self.form.fields
            if item.required and {words.row_of.get(item.key), words.column_of.get(item.key)} & self.missing
        ]
        return fields + [column.key for column in self.form.table.columns if f"head:{column.key}" in self.missing]


@dataclass(frozen=True, slots=True, eq=False)
class FormRegion:
    """Rows of a sheet from one form's name or code to the next: the texts on them and the forms that suit, best first.

    ``top`` is the row of the first text.
    """

    texts: tuple[LabelledText, ...]
    matches: tuple[FormMatch, ...]

    @property
    def top(self) -> int:
        """The row of the first text."""
        return self.texts[0].row

    @property
    def best(self) -> FormMatch | None:
        """The form that suits best, if any does."""
        return self.matches[0] if self.matches else None

    @property
    def is_form(self) -> bool:
        """Whether it has the table of a form and labels above it, or the list of projects."""
        if self.best is None or not _has_table(self.texts):
            return False
        return self.best.form.layout is FormLayout.LIST or _has_labels(self.texts)

    @property
    def has_known_title(self) -> bool:
        """Whether its title is one of the form that suits best."""
        return self.best is not None and any(self.best.form in text.text.titles for text in self.texts)

    @property
    def runner_up(self) -> FormMatch | None:
        """The form that suits second best."""
        return self.matches[1] if len(self.matches) > 1 else None


def recognise(texts: Sequence[LabelledText], words: Lexicon) -> tuple[FormMatch, ...]:
    """Return the forms that these texts may be from, the best first; none if no form prints any of them."""
    return _ranking(frozenset(text.text for text in texts), words, _is_list(texts))


@lru_cache(maxsize=512)
def _ranking(texts: frozenset[FormText], words: Lexicon, listed: bool) -> tuple[FormMatch, ...]:
    known = [text for text in texts if text.keys]
    said = title_purpose(texts)
    matches: list[FormMatch] = []
    built_in = frozenset(built_in_forms())
    for form in words.forms:
        keys = {key for text in known for key in text.keys.get(form, ())}
        if not keys or (form.layout is FormLayout.LIST) != listed:
            continue
        required = vocabulary(form).required
        found = len(keys & required) / len(required)
        explained = len({text.word for text in known if form in text.keys}) / len({text.word for text in known})
        score = 2 * found * explained / (found + explained) if found else 0.0
        title = max((text.titles.get(form, 0) for text in texts), default=0)
        score += _TITLE_POINTS * min(title, _MAX_TITLE)
        if said is not None and said is not form.purpose:
            score -= _WRONG_PURPOSE
        if form not in built_in:
            score += _OWN_FORM
        matches.append(FormMatch(form, score, found, required - keys))
    return tuple(sorted(matches, key=lambda match: -match.score))


def title_purpose(texts: Iterable[FormText]) -> FormPurpose | None:
    """Return what the titles among the texts say that the form is for; None without a title."""
    titles = [text for text in texts if text.titles]
    if not titles:
        return None
    purposes = {
        form.purpose for text in titles for form in text.titles if text.titles[form] == max(text.titles.values())
    }
    return purposes.pop() if len(purposes) == 1 else None


def _is_list(texts: Sequence[LabelledText]) -> bool:
    """Return whether names of projects, their money and the names of indicators are columns of the same table."""
    rows: dict[str, set[int]] = {"name": set(), "budget": set(), "level3": set()}
    for text in texts:
        for key in rows.keys() & text.text.words:
            rows[key].add(text.row)
    if rows["name"] & rows["budget"] & rows["level3"]:
        return True
    # The one head of a list may have two rows: 资金规模 above 预算数, 绩效指标 above the levels.
    if sum("name" in text.text.words for text in texts) != 1:
        return False
    [row] = rows["name"]
    return all({row, row + 1} & rows[key] for key in ("budget", "level3"))


def split_regions(texts: Iterable[LabelledText], words: Lexicon) -> Sequence[FormRegion]:
    """Return the parts of a sheet that may be on different forms, from top to bottom.

    A part begins where a name or a code is printed again below a table. Neighbours on the same form are one part.
    """
    texts = tuple(texts)
    # The sheets of a workbook usually have the same labels in the same cells.
    return _split_cached(texts, words) if len(texts) <= _MAX_CACHED_TEXTS else _split(texts, words)


def _split(texts: Sequence[LabelledText], words: Lexicon) -> Sequence[FormRegion]:
    groups: list[list[LabelledText]] = [[]]
    begun_at = 0
    table = 0  # the column of a table's head, which a form beside it does not reach
    for text in texts:
        if text.text.begins and text.row != begun_at:
            if text.column <= table and len(groups[-1]) >= _MIN_REGION_TEXTS:
                groups.append(_heading_of_next(groups[-1], text.row))
                table = 0
            begun_at = text.row
        if not table and "level3" in text.text.words:
            table = text.column
        groups[-1].append(text)
    if len(groups) > 1 and len(groups[-1]) < _MIN_REGION_TEXTS:
        groups[-2:] = [groups[-2] + groups[-1]]
    regions: list[FormRegion] = []
    for group in groups:
        if not group:
            continue
        region = FormRegion(tuple(group), recognise(group, words))
        above = regions[-1].best if regions else None
        if above and region.best and above.form is region.best.form:
            region = FormRegion((*regions.pop().texts, *group), region.matches)
        regions.append(region)
    return regions


_split_cached = lru_cache(maxsize=64)(_split)


def _heading_of_next(group: list[LabelledText], row: int) -> list[LabelledText]:
    """Take the heading above ``row`` from the end of a group: its last title, and what stands below it."""
    titles = [number for number, text in enumerate(group) if text.text.titles and text.row >= row - _HEADING_ROWS]
    heading = group[titles[0] :] if titles and titles[0] else []
    del group[len(group) - len(heading) :]
    return heading


@lru_cache(maxsize=64)
def is_unknown(region: FormRegion, title: str) -> bool:
    """Return whether a part of a sheet is on a form that is not known, though its labels are those of forms.

    ``title`` is the squeezed text above it that seems to be its title. A sheet that merely has some words of forms is
    not on any.
    """
    best = region.best
    if best is None or not (_has_table(region.texts) and _has_labels(region.texts)):
        return False
    form = best.form
    if form.purpose is FormPurpose.PLAN and _NOT_A_PLAN.search(title):
        return True
    words = vocabulary(form)
    core = {words.row_of.get(key) for key in ("name", words.budget)} | {words.column_of.get(words.budget)}
    if (core | {"head:level3", "head:target"}) & best.missing:
        own = any(
            text.text.keys.keys() == {form} and not words.required.isdisjoint(text.text.keys[form])
            for text in region.texts
        )
        return best.score < _MIN_SCORE_WITHOUT_CORE or not own
    return best.score < _MIN_SCORE


def _has_labels(texts: Sequence[LabelledText]) -> bool:
    """Return whether a label stands above the table; without one the table continues that of another sheet."""
    head = min(text.row for text in texts if not text.text.words.isdisjoint(_HEADS))
    return any(text.row < head and text.text.labels for text in texts)


def _has_table(texts: Sequence[LabelledText]) -> bool:
    """Return whether the head of a table of indicators is among the texts."""
    heads = {key for key in _HEADS if any(key in text.text.words for text in texts)}
    return len(heads) >= _MIN_HEADS
