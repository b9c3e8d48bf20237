"""The values of a department's book that findings about its document are about, wherever the book is written.

A finding has its place in the document; the workbook that is made of it has the value in a cell of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from xltools.model import DepartmentBook, Entry, Finding, Place
from xltools.text import Text

__all__ = ["DoubtfulValue", "doubtful_values", "findings_in", "places_of", "shown_place"]

ValuePath = tuple[str | int, ...]
"""The way to a value in a book, such as ``("projects", 2, "budget")``: the same where the workbook is read again."""
_KINDS = ("special_funds", "projects")


@dataclass(frozen=True, slots=True)
class DoubtfulValue:
    """A finding with its place in the document, and the way to the value that it is about."""

    finding: Finding
    path: ValuePath


def doubtful_values(
    book: DepartmentBook, findings: Sequence[Finding], shown: Sequence[Finding]
) -> tuple[DoubtfulValue, ...]:
    """Return the values that findings are about, as far as they are about values of the book.

    Book and ``findings`` have their places in the same grids; ``shown`` are the findings with those of the document.
    One about a form is put to the form's name, one about forms that were not found to the names of the blank ones.
    """
    by_place: dict[Place, ValuePath] = {}
    for path, place in _places(book):
        if place.cell:
            by_place.setdefault(place, path)
    return tuple(
        DoubtfulValue(carried, path)
        for finding, carried in zip(findings, shown, strict=True)
        for path in _paths(book, finding, by_place)
    )


def findings_in(book: DepartmentBook, doubtful: Sequence[DoubtfulValue]) -> tuple[Finding, ...]:
    """Return the findings at the cells of a workbook, read as ``book``, that was written of the document's book.

    Their messages name the place in the document.
    """
    return tuple(
        replace(one.finding, place=entry.place, message=_with_origin(one.finding))
        for one in doubtful
        if (entry := _value_at(book, one.path)) and entry.place.cell
    )


def places_of(book: DepartmentBook) -> Iterator[Place]:
    """Yield the cells of all values of a book."""
    return (place for sheet in (book.all_sheets, book.overall) for _, place in _entries(sheet, ()) if place.cell)


def shown_place(place: Place) -> Text:
    """Return the place of a finding in words that people look for in a document: ``公开.docx 表3 第4行``."""
    row = Text(f"第{place.row}行", f"row {place.row}") if place.row else Text("", "")
    return Text(*(" ".join(filter(None, (place.file, place.sheet, words))) for words in row))


def _with_origin(finding: Finding) -> Text:
    message, place = finding.message, shown_place(finding.place)
    return Text(f"{message.zh}（原件：{place.zh}）", f"{message.en} (document: {place.en})")


def _paths(book: DepartmentBook, finding: Finding, by_place: Mapping[Place, ValuePath]) -> Iterator[ValuePath]:
    if path := by_place.get(finding.place):
        yield path
        return
    forms = [((kind, number, "name"), sheet) for kind in _KINDS for number, sheet in enumerate(getattr(book, kind))]
    if not finding.place.sheet:
        yield from (path for path, sheet in forms if not sheet.name.place.row and not sheet.name.blank)
        return
    there = {path for path, sheet in forms if sheet.place.sheet == finding.place.sheet}
    named = [path for path, sheet in forms if sheet.label == finding.subject]
    yield from sorted(there.intersection(named) or named or there)[:1]


def _places(book: DepartmentBook) -> Iterator[tuple[ValuePath, Place]]:
    for part in ("code", "name", "overall", *_KINDS):
        yield from _entries(getattr(book, part), (part,))


def _entries(value: object, path: ValuePath) -> Iterator[tuple[ValuePath, Place]]:
    if isinstance(value, Entry):
        yield path, value.place
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _entries(one, (*path, key))
    elif isinstance(value, tuple) and not isinstance(value, Place):
        for number, one in enumerate(value):
            yield from _entries(one, (*path, number))
    elif is_dataclass(value):
        for field in fields(value):
            yield from _entries(getattr(value, field.name), (*path, field.name))


def _value_at(book: DepartmentBook, path: ValuePath) -> Entry[Any] | None:
    """Return the value at the end of a way; None where the workbook has no such value."""
    value: Any = book
    for step in path:
        try:
            value = getattr(value, step) if isinstance(step, str) and not isinstance(value, Mapping) else value[step]
        except (AttributeError, IndexError, KeyError):
            return None
    return value if isinstance(value, Entry) else None
