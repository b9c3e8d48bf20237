"""What the template's tests share: books written to memory and read back, and comparing models without places."""

from __future__ import annotations

import io
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

from xltools.forms.description import FormDescription, FormField
from xltools.forms.hb2020 import HB2020
from xltools.forms.interpret import Interpretation, interpret
from xltools.forms.layout import Form
from xltools.forms.loading import built_in_forms
from xltools.model import DepartmentBook, Entry
from xltools.readers import read_content
from xltools.template import write_department

__all__ = ["artefact", "described", "looked_at", "meaning", "messages", "read", "written"]


def written(book: DepartmentBook, **options: Any) -> bytes:
    """The bytes of the book as a template."""
    buffer = io.BytesIO()
    write_department(book, buffer, **options)
    return buffer.getvalue()


def read(data: bytes, form: Form = HB2020) -> Interpretation:
    """Read a workbook's bytes the way a file is read."""
    workbook = read_content(data, ".xlsx", "a.xlsx").workbook
    assert workbook is not None
    assert workbook.notes == ()
    return interpret(workbook.sheets, "a.xlsx", [described(form)])


def described(form: Form) -> FormDescription:
    """The description of HB2020 with the fields that a printed form has beyond it."""
    description = built_in_forms()[0]
    first, *sections = description.sections
    more = tuple(
        FormField(key=item.key, labels=item.texts, kind=item.kind)
        for item in form.fields
        if item.key not in description.keys
    )
    return replace(description, sections=(replace(first, fields=(*first.fields, *more)), *sections))


def looked_at(data: bytes, *, values: bool = False) -> Workbook:
    """The workbook as an independent library sees it, with formulas or with their stored values."""
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def messages(data: bytes, sheet: str = "项目1", column: int = 10) -> dict[int, str]:
    """The messages of the live checks that are stored, by row."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return {row: str(cells[column - 1]) for row, cells in enumerate(rows, 1) if row > 2 and cells[column - 1]}


def meaning(thing: Any) -> Any:
    """A model without places and file names; numbers by value, texts as they were typed."""
    if isinstance(thing, Entry):
        return thing.text.strip() if thing.value is None or isinstance(thing.value, str) else thing.value
    if is_dataclass(thing) and not isinstance(thing, type):
        return {item.name: meaning(getattr(thing, item.name)) for item in fields(thing) if item.name not in _PLACES}
    return tuple(map(meaning, thing)) if isinstance(thing, tuple) else thing


_PLACES = frozenset({"place", "file", "form"})


def artefact(folder: Path, data: bytes, suffix: str = ".xlsx") -> Path:
    """The bytes as a file."""
    path = folder / f"book{suffix}"
    path.write_bytes(data)
    return path
