"""A department's book as a workbook of the template."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from xltools import __version__
from xltools.forms.hb2020 import HB2020
from xltools.forms.layout import Form
from xltools.glossary import chinese
from xltools.model import DepartmentBook, SheetKind, TargetSheet
from xltools.template.books import blank_sheet
from xltools.template.front import (
    CONTENTS,
    CONTENTS_WIDTHS,
    COVER,
    COVER_WIDTHS,
    OVERALL,
    OVERALL_WIDTHS,
    write_contents,
    write_cover,
    write_overall,
    write_status,
)
from xltools.template.lists import Lists
from xltools.template.page import Page
from xltools.template.styles import Styles
from xltools.template.target import target_widths, write_target

__all__ = ["PINNED", "STAMP_PROPERTY", "sheet_names", "write_department"]

PINNED = datetime(2020, 1, 1)
"""The date that a workbook says it was made, so that the same content gives the same bytes."""

STAMP_SHEET = "_xltools"
STAMP_PROPERTY = "xltools"

_SHEET_NAMES = {SheetKind.SPECIAL_FUND: "专项", SheetKind.PROJECT: "项目"}


def write_department(
    book: DepartmentBook,
    target: Path | BinaryIO,
    *,
    spare_sheets: int = 0,
    macros: bool = False,
    form: Form = HB2020,
    created: datetime = PINNED,
) -> None:
    """Write ``book`` as a department workbook: the template with every entry in its cell.

    ``spare_sheets`` blank project forms, and one for a special fund, follow the filled ones. The same arguments give
    the same bytes. An OSError of the target is the caller's.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        _write(workbook, book, spare_sheets=spare_sheets, macros=macros, form=form, created=created)
    if isinstance(target, Path):
        target.write_bytes(buffer.getvalue())
    else:
        target.write(buffer.getvalue())


def sheet_names(sheets: tuple[TargetSheet, ...]) -> Iterator[str]:
    """The names of the worksheets: 专项1, 专项2, … and 项目1, 项目2, … in the order of the book."""
    counts = dict.fromkeys(SheetKind, 0)
    for sheet in sheets:
        counts[sheet.kind] += 1
        yield f"{_SHEET_NAMES[sheet.kind]}{counts[sheet.kind]}"


def _with_spares(book: DepartmentBook, spare_sheets: int) -> tuple[TargetSheet, ...]:
    """The book's sheets and the blank ones, special funds before projects."""
    unit = next((sheet.unit for sheet in book.sheets if not sheet.unit.blank), None)
    spare = blank_sheet(SheetKind.PROJECT)
    spare = replace(spare, unit=replace(unit)) if unit else spare
    funds = (*book.special_funds, *([blank_sheet(SheetKind.SPECIAL_FUND)] if spare_sheets else []))
    return (*funds, *book.projects, *[spare] * spare_sheets)


def _write(
    workbook: xlsxwriter.Workbook,
    book: DepartmentBook,
    *,
    spare_sheets: int,
    macros: bool,
    form: Form,
    created: datetime,
) -> None:
    styles = Styles(workbook)
    lists = Lists(STAMP_SHEET)
    sheets = _with_spares(book, spare_sheets)
    names = tuple(sheet_names(sheets))

    def page(name: str, widths: tuple[float, ...]) -> Page:
        return Page(workbook.add_worksheet(name), styles, widths)

    cover, contents = page(COVER, COVER_WIDTHS), page(CONTENTS, CONTENTS_WIDTHS)
    overall = page(OVERALL, OVERALL_WIDTHS)
    counts = [(COVER, write_cover(cover, book, macros=macros)), (OVERALL, write_overall(overall, book))]
    targets = [
        write_target(page(name, target_widths(form)), form, sheet, lists)
        for name, sheet in zip(names, sheets, strict=True)
    ]
    write_status(cover, write_contents(contents, targets, counts))
    hidden = page(STAMP_SHEET, ())
    lists.write(hidden, _stamp(book, form, (COVER, CONTENTS, OVERALL, *names)))
    hidden.sheet.very_hidden()
    cover.sheet.activate()
    workbook.set_properties(
        {
            "title": f"{book.name.value or ''}{book.year.value or ''}{chinese('target_sheet')}",
            "author": "xltools",
            "created": created,
        }
    )
    workbook.set_custom_property(STAMP_PROPERTY, f"{form.profile}/{form.version}", "text")


def _stamp(book: DepartmentBook, form: Form, sheets: tuple[str, ...]) -> dict[str, str]:
    return {
        "template": form.version,
        "profile": form.profile.value,
        "county": book.county.value or "",
        "year": str(book.year.value or ""),
        "department_code": book.code.value or "",
        "department_name": book.name.value or "",
        "xltools": __version__,
        "sheets": "\n".join(sheets),
    }
