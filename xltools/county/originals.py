"""A project's form as it was typed, as far as the rows of a county do not say it.

Rows show standard names of levels, texts without blanks around them, and each level on each line. To draw a form again
exactly as it was approved, the differences go with the row, and a digest of the whole form: what is put together later
from the rows and the differences is this form, or it is known not to be.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xltools.county.data import IndicatorRow, SheetRow
from xltools.forms.keyed_entries import indicator_entry, is_carried_on, sheet_entry
from xltools.lazy_pattern import LazyPattern
from xltools.model import DepartmentBook, Entry, TargetSheet
from xltools.text import CONTROLS

__all__ = [
    "AMOUNTS",
    "COLUMNS",
    "COVER",
    "NUMBERS",
    "TEXTS",
    "Content",
    "TypedForm",
    "pack_originals",
    "shown_form",
    "stored_originals",
    "whole_form",
]

Content = str | Decimal
"""The content of a cell: a text as it was typed, or a number (amounts in 元)."""

COVER = ("county", "year", "code", "name")
"""The fields of the cover that go with each form."""
TEXTS = ("name", "unit", "department", "goals", "goals_done")
AMOUNTS = (
    *("budget", "fiscal", "other", "carried"),
    *(
        f"{source}{column}"
        for source in ("", "fiscal_", "carried_", "other_")
        for column in ("initial", "spent", "forecast_spent")
    ),
    *("execution_weight", "execution_score"),
)
"""The fields of a plan that the forms of monitoring and self-evaluation print, by key: texts, and numbers."""
COLUMNS = (
    *("level1", "level2", "level3", "target", "measure", "weight"),
    *("actual", "forecast", "score", "reason", "likelihood"),
)
"""The columns of its indicators that they print, and the unit, which then becomes part of the target."""
NUMBERS = frozenset((*AMOUNTS, "weight", "score", "year"))
"""The fields and columns that hold numbers; a text in one of them says nothing."""
_LEVELS = ("level1", "level2")
_CONTROL = LazyPattern(f"[{CONTROLS}]")
_DIGEST_CHARACTERS = 32
_MAX_EXACT_DIGITS = 15
"""A spreadsheet keeps no more; a longer number is kept as the text that was typed."""


@dataclass(frozen=True, slots=True)
class TypedForm:
    """The contents of a form by the keys of its fields, and of each line of its indicators by those of the columns.

    What is blank has no key; a level that goes on from the line above is blank.
    """

    fields: Mapping[str, Content]
    rows: Sequence[Mapping[str, Content]]

    @classmethod
    def of(cls, sheet: TargetSheet) -> TypedForm:
        """Return the contents of a sheet."""
        fields = _typed((key, sheet_entry(sheet, key)) for key in (*TEXTS, *AMOUNTS))
        rows = []
        for row, above in zip(sheet.indicators, (None, *sheet.indicators), strict=False):
            typed = _typed((key, indicator_entry(row, key)) for key in COLUMNS)
            for key in _LEVELS if row.continued else ():
                if is_carried_on(row, above, key):
                    typed.pop(key, None)
            rows.append(typed)
        return cls(fields, rows)

    def digest(self, shown: TypedForm) -> str:
        """Return the digest of the contents and of those that are ``shown``, so that no change of either is missed."""
        contents = [self.fields, self.rows, shown.fields, shown.rows]
        text = json.dumps(contents, default=_plain, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_CHARACTERS]

    def difference(self, shown: TypedForm) -> dict[str, Any]:
        """Return what has to be put in place of contents that are ``shown``; None for what is blank here."""
        rows = {
            str(number): changes
            for number, (row, other) in enumerate(zip(self.rows, shown.rows, strict=True))
            if (changes := _changes(row, other))
        }
        return {"fields": _changes(self.fields, shown.fields), "rows": rows}

    def changed(
        self, fields: Mapping[str, Content | None], rows: Mapping[str, Mapping[str, Content | None]]
    ) -> TypedForm:
        """Return the form with a difference put in place."""
        lines = [_changed(row, rows.get(str(number), {})) for number, row in enumerate(self.rows)]
        return TypedForm(_changed(self.fields, fields), lines)


def shown_form(fields: Mapping[str, Content | None], rows: Iterable[Mapping[str, Content | None]]) -> TypedForm:
    """Return the form that rows of a county show, each level on the first of the lines that share it."""
    above: Sequence[object] = ()
    lines = []
    for row in rows:
        levels = [row.get(key) or None for key in _LEVELS]
        same = next((n for n, pair in enumerate(zip(levels, above, strict=False)) if pair[0] != pair[1]), len(above))
        lines.append(_filled((key, value) for key, value in row.items() if key not in _LEVELS[:same]))
        above = levels
    return TypedForm(_filled(fields.items()), lines)


def pack_originals(
    book: DepartmentBook, number: int, sheet: TargetSheet, row: SheetRow, indicators: Sequence[IndicatorRow]
) -> str:
    """Return what ``row`` and its indicators do not say of a sheet, the ``number``-th of its book, as JSON."""
    typed = TypedForm.of(sheet)
    fields = {
        "name": row.name,
        "unit": f"{row.unit_code}{row.unit_name}",
        "goals": row.goal,
        "budget": row.budget,
        "fiscal": row.fiscal,
        "other": row.other,
    }
    lines = (
        {
            "level1": line.level1,
            "level2": line.level2,
            "level3": line.level3,
            "target": line.original,
            "weight": line.weight,
        }
        for line in indicators
    )
    shown = shown_form(fields, lines)
    cover = _typed((key, getattr(book, key)) for key in COVER)
    return _json({"at": number, "cover": cover, "digest": typed.digest(shown), **typed.difference(shown)})


def stored_originals(originals: str, row: SheetRow, shown: Mapping[str, Content | None]) -> str:
    """Return the JSON of a row for a place that shows other fields than it has, such as a name that was cut."""
    here = {
        key: {"shown": value, "row": getattr(row, key)}
        for key, value in shown.items()
        if _known(value) != _known(getattr(row, key))
    }
    return _json(json.loads(originals) | {"here": here}) if here else originals


def whole_form(originals: str, shown: TypedForm) -> tuple[TypedForm, Mapping[str, Any]]:
    """Return the form whose row's JSON is ``originals``, of contents as they are shown, and the values of that JSON.

    Raises ValueError where what is shown has been changed, or the JSON is none of a row.
    """
    document = json.loads(originals, object_hook=_with_numbers)
    try:
        fields = dict(shown.fields)
        for key, values in document.get("here", {}).items():
            if fields.get(key) != _known(values["shown"]):
                raise ValueError(key)
            fields[key] = values["row"]
        shown = TypedForm(_filled(fields.items()), shown.rows)
        form = shown.changed(document["fields"], document["rows"])
        if form.digest(shown) != document["digest"]:
            raise ValueError("digest")
        return form, {"at": document["at"], "cover": document["cover"]}
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(originals[:80]) from error


def _typed(entries: Iterable[tuple[str, Entry[Any]]]) -> dict[str, Content]:
    """Return the contents of entries; most of those that are asked for are blank."""
    return _filled((key, _content(entry)) for key, entry in entries if entry.text or entry.value is not None)


def _content(entry: Entry[Any]) -> Content | None:
    value = entry.value
    if isinstance(value, (Decimal, int)) and len(Decimal(value).normalize().as_tuple().digits) <= _MAX_EXACT_DIGITS:
        return Decimal(value)
    return None if entry.blank else entry.text


def _filled(pairs: Iterable[tuple[str, Content | None]]) -> dict[str, Content]:
    return {key: value for key, value in pairs if value or isinstance(value, Decimal)}


def _known(value: Content | None) -> Content | None:
    return None if value == "" else value


def _changes(wanted: Mapping[str, Content], shown: Mapping[str, Content]) -> dict[str, Content | None]:
    keys = dict.fromkeys((*wanted, *shown))
    return {key: wanted.get(key) for key in keys if wanted.get(key) != shown.get(key)}


def _changed(contents: Mapping[str, Content], changes: Mapping[str, Content | None]) -> dict[str, Content]:
    return _filled((dict(contents) | dict(changes)).items())


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)  # a workbook shows these as what they are


def _plain(value: object) -> object:
    """Return a number as a list with its digits, so that it differs from a text."""
    if not isinstance(value, Decimal):
        raise TypeError(type(value).__name__)
    bare = value.normalize()
    text = str(bare)  # three times as quick as a format
    return [f"{bare:f}" if "E" in text else text]


def _with_numbers(values: dict[str, Any]) -> dict[str, Any]:
    return {key: Decimal(value[0]) if isinstance(value, list) else value for key, value in values.items()}
