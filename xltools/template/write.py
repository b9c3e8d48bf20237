"""A department's book as a workbook of the template."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from xltools.derive import only_unit
from xltools.forms.hb2020 import HB2020
from xltools.forms.layout import Form
from xltools.glossary import Term
from xltools.model import DepartmentBook, SheetKind, TargetSheet
from xltools.rosters.read import RosterDepartment
from xltools.rules.settings import DEFAULT, Settings
from xltools.sheet_names import CONTENTS_SHEET, COVER_SHEET, OVERALL_SHEET, STAMP_SHEET
from xltools.template.books import blank_sheet, book_from_roster, typed_entry
from xltools.template.contents import CONTENTS_WIDTHS, write_contents
from xltools.template.formats import TemplateFormats
from xltools.template.front import COVER_WIDTHS, OVERALL_WIDTHS, write_cover, write_overall, write_status
from xltools.template.lists import Lists
from xltools.template.page import Page, VerbatimFormulaSheet, address
from xltools.template.settings_stamp import stamp_settings
from xltools.template.target import target_widths, write_target
from xltools.text import drop_controls
from xltools.version import __version__
from xltools.writer.buttons import add_buttons
from xltools.writer.save import save_atomically

__all__ = ["PINNED", "STAMP_PROPERTY", "department_template", "sheet_names", "write_department"]

PINNED = datetime(2020, 1, 1)
"""The date that a workbook says it was made, so that the same content gives the same bytes."""

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
    settings: Settings = DEFAULT,
) -> None:
    """Write ``book`` as a department workbook: the template with every entry in its cell.

    ``spare_sheets`` blank project forms, and one for a special fund, follow the filled ones. The same arguments give
    the same bytes. A file that is there already is overwritten; raises SaveError where that fails. ``settings`` are the
    county's rule settings, which the buttons of the workbook then use.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        _write(workbook, book, spare_sheets=spare_sheets, macros=macros, form=form, created=created, settings=settings)
    if isinstance(target, Path):
        save_atomically(buffer.getvalue(), target, overwrite=True)
    else:
        target.write(buffer.getvalue())


def department_template(
    department: RosterDepartment,
    *,
    year: int | None = None,
    county: str = "",
    macros: bool = False,
    spare_sheets: int | None = None,
    settings: Settings = DEFAULT,
) -> bytes:
    """Return the workbook that a department of a roster fills in.

    ``spare_sheets`` blank project forms are added; by default 2 beside a project register, 5 without one.
    """
    spares = spare_sheets if spare_sheets is not None else 2 if department.projects else 5
    buffer = io.BytesIO()
    book = book_from_roster(department, county=county, year=year)
    write_department(book, buffer, spare_sheets=spares, macros=macros, settings=settings)
    return buffer.getvalue()


def sheet_names(sheets: tuple[TargetSheet, ...]) -> Iterator[str]:
    """Go through the names of the worksheets: 专项1, 专项2, … and 项目1, 项目2, … in the order of the book."""
    counts = dict.fromkeys(SheetKind, 0)
    for sheet in sheets:
        counts[sheet.kind] += 1
        yield f"{_SHEET_NAMES[sheet.kind]}{counts[sheet.kind]}"


def _with_spares(book: DepartmentBook, spare_sheets: int) -> tuple[TargetSheet, ...]:
    """Return the book's sheets and the blank ones, special funds before projects.

    Blank project forms name the reporting unit where the whole book has only one.
    """
    spare = replace(blank_sheet(SheetKind.PROJECT), unit=typed_entry(only_unit(book)))
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
    settings: Settings,
) -> None:
    formats = TemplateFormats(workbook)
    lists = Lists(STAMP_SHEET)
    sheets = _with_spares(book, spare_sheets)
    names = tuple(sheet_names(sheets))

    def page(name: str, widths: tuple[float, ...]) -> Page:
        return Page(workbook.add_worksheet(name, VerbatimFormulaSheet), formats, widths)

    cover, contents = page(COVER_SHEET, COVER_WIDTHS), page(CONTENTS_SHEET, CONTENTS_WIDTHS)
    overall = page(OVERALL_SHEET, OVERALL_WIDTHS)
    counts = [(COVER_SHEET, write_cover(cover, book, macros=macros)), (OVERALL_SHEET, write_overall(overall, book))]
    pages = [page(name, target_widths(form)) for name in names]
    targets = [write_target(*pair, form=form, lists=lists) for pair in zip(pages, sheets, strict=True)]
    write_status(cover, write_contents(contents, targets, counts))
    hidden = page(STAMP_SHEET, ())
    lists.write(
        hidden, _stamp(book, form, (COVER_SHEET, CONTENTS_SHEET, OVERALL_SHEET, *names)) | stamp_settings(settings)
    )
    hidden.sheet.very_hidden()
    cover.sheet.activate()
    workbook.set_properties(
        {
            "title": drop_controls(f"{book.name.value or ''}{book.year.value or ''}{Term.TARGET_SHEET.zh}"),
            "author": "xltools",
            "created": created,
        }
    )
    workbook.set_custom_property(STAMP_PROPERTY, f"{form.id}/{form.version}", "text")
    if macros:
        bar = address(1, len(form.widths) + 1)
        add_buttons(workbook, cover.sheet, [page.sheet for page in pages], cover_cell="B1", sheet_cell=bar)


def _stamp(book: DepartmentBook, form: Form, sheets: tuple[str, ...]) -> dict[str, str]:
    return {
        "template": form.version,
        "profile": form.id,
        "county": book.county.value or "",
        "year": str(book.year.value or ""),
        "department_code": book.code.value or "",
        "department_name": book.name.value or "",
        "xltools": __version__,
        "sheets": "\n".join(sheets),
    }
