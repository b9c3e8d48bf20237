"""Entries of an old and a new workbook side by side: which have moved, and which have no cell on the new form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from xltools.forms.description import FormDescription
from xltools.forms.keyed_entries import KeyedEntry, sheet_entries
from xltools.forms.layout import Form
from xltools.forms.printed import PRINTED_FORMS, printed_form
from xltools.glossary import field_term
from xltools.model import Entry, FormPurpose, Place, TargetSheet
from xltools.template.convert import AT_THE_BEGINNING, printed_keys
from xltools.values import squeeze

__all__ = ["NO_CONTENT", "LeftCell", "SheetPair", "form_labels", "left_entries", "moved_places"]

NO_CONTENT = frozenset({"—", "——", "-", "--", "/", "\\"})
"""Texts that say that there is nothing to fill in."""
_QUALITATIVE = "定性"
"""An operator that follows from the target value."""
_OF_THE_PRINT = frozenset({"year", "months"})
"""The time as headings and labels print it, where a form has no field for it."""


class LeftCell(NamedTuple):
    """Content of the old workbook that has no place in the template, and the label of its column if it had one."""

    place: Place
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class SheetPair:
    """A sheet as it was, and as it is read from the new workbook, where it is on ``form``; None where it is gone."""

    before: TargetSheet
    after: TargetSheet | None
    form: Form | None

    @property
    def becomes_progress(self) -> bool:
        """Whether a plan has become the beginning of a sheet of the year's progress."""
        return (
            self.form is not None
            and self.form.described.purpose is not FormPurpose.PLAN
            and self.before.form.purpose is FormPurpose.PLAN
        )


def moved_places(pairs: Iterable[SheetPair]) -> set[Place]:
    """Return the places of the entries that the new workbook has with the same meaning, or the same text."""
    moved: set[Place] = set()
    for pair in pairs:
        if pair.after is None or pair.form is None:
            continue
        there, keys = _there(pair.after), printed_keys(pair.form) | _calculated(pair.form)
        results = [
            (item.entry.place, _same(item, there, pair))
            for item in sheet_entries(pair.before)
            if _key(item, pair) in keys
        ]
        moved.update(place for place, same in results if same)
        # Several entries may share a place: it has moved when all of them have.
        moved.difference_update(place for place, same in results if not same)
        moved.update(_in_the_target(pair, there))
    return moved


def left_entries(
    pairs: Iterable[SheetPair], moved: set[Place], descriptions: Mapping[str, FormDescription]
) -> Iterator[LeftCell]:
    """Yield the entries that have no cell on the new form, such as weights and extra fields."""
    for pair in pairs:
        labels = form_labels(descriptions.get(pair.before.form.id))
        keys = printed_keys(pair.form) | _calculated(pair.form) if pair.form else frozenset[str]()
        for item in sheet_entries(pair.before):
            entry = item.entry
            text = entry.text.strip()
            if entry.blank or not entry.place.row or text in NO_CONTENT or text == _QUALITATIVE or entry.place in moved:
                continue
            if item.key == "title" or (item.key in _OF_THE_PRINT and item.key not in labels):
                continue  # the cells are looked for one by one, and a title may say no more than the name
            if _key(item, pair) not in keys or pair.after is None:
                key = item.key.removeprefix("long_term.")
                yield LeftCell(entry.place, text, labels.get(key) or field_term(key).zh)


def form_labels(form: FormDescription | None) -> dict[str, str]:
    """Return the printed labels of a form's fields and columns by their keys, where these differ from usual terms."""
    if form is None or (form.id in PRINTED_FORMS and printed_form(form.id).has_funds):
        return {}
    labels = {item.key: "：".join((item.labels[0], *item.columns[:1])) for item in form.fields if item.labels}
    for table in form.tables:
        prefix = "tasks." if table.key == "tasks" else ""
        labels |= {prefix + column.key: column.labels[0] for column in table.columns}
    return labels


def _calculated(form: Form) -> frozenset[str]:
    return frozenset(item.key for item in form.fields if item.formula)


def _key(item: KeyedEntry, pair: SheetPair) -> str:
    """Return what an entry is called on the new form."""
    return AT_THE_BEGINNING.get(item.key, item.key) if pair.becomes_progress and item.row < 0 else item.key


def _there(sheet: TargetSheet) -> dict[tuple[str, int], Entry[Any]]:
    return {(item.key, item.row): item.entry for item in sheet_entries(sheet)}


def _same(item: KeyedEntry, there: Mapping[tuple[str, int], Entry[Any]], pair: SheetPair) -> bool:
    new = there.get((_key(item, pair), item.row), Entry())
    if item.entry.value is not None and item.entry.value == new.value:
        return True
    return squeeze(item.entry.text) == squeeze(new.text)


def _in_the_target(pair: SheetPair, there: Mapping[tuple[str, int], Entry[Any]]) -> Iterator[Place]:
    """Yield the places of operators and units that stand in the target value now."""
    for row, indicator in enumerate(pair.before.indicators):
        new = squeeze(there.get(("target", row), Entry()).text)
        target, unit = squeeze(indicator.target.text), squeeze(indicator.measure.text)
        if new and new == target + unit:
            yield indicator.target.place
            yield indicator.measure.place
        if new and new.startswith(target) and not indicator.operator.blank:
            yield indicator.operator.place
