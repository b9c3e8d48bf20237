"""A department's book as a workbook of the template."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from xltools.derive import only_unit
from xltools.derive.library import ChosenEntries
from xltools.form_identity import FormPurpose, FormSubject
from xltools.forms.hb2020 import HB2020
from xltools.forms.layout import Form
from xltools.forms.printed import printed_form
from xltools.forms.sheet_naming import sheet_names
from xltools.glossary import Term
from xltools.model import DepartmentBook, SheetKind, TargetSheet
from xltools.rosters.read import RosterDepartment
from xltools.rules.settings import DEFAULT, Settings
from xltools.sheet_names import CONTENTS_SHEET, COVER_SHEET, LIBRARY_SHEET, OVERALL_SHEET, STAMP_SHEET
from xltools.template.books import blank_sheet, book_from_roster, department_name, typed_entry
from xltools.template.contents import CONTENTS_WIDTHS, write_contents
from xltools.template.formats import TemplateFormats
from xltools.template.front import COVER_WIDTHS, OVERALL_WIDTHS, write_cover, write_overall, write_status, year_cell
from xltools.template.last_year import LastYear
from xltools.template.library_sheet import LIBRARY_WIDTHS, write_library
from xltools.template.lists import Lists
from xltools.template.page import Page, VerbatimFormulaSheet, address
from xltools.template.settings_stamp import stamp_settings
from xltools.template.target import target_widths, write_target
from xltools.text import drop_controls
from xltools.version import __version__
from xltools.writer.buttons import add_buttons
from xltools.writer.save import save_atomically

__all__ = ["PINNED", "STAMP_PROPERTY", "department_template", "write_department"]

PINNED = datetime(2020, 1, 1)
"""The date that a workbook says it was made, so that the same content gives the same bytes."""

STAMP_PROPERTY = "xltools"
_NO_LIBRARY = ChosenEntries()


def write_department(
    book: DepartmentBook,
    target: Path | BinaryIO,
    *,
    spare_sheets: int = 0,
    macros: bool = False,
    forms: Sequence[Form] = (HB2020,),
    created: datetime = PINNED,
    settings: Settings = DEFAULT,
    fixed: Collection[str] = (),
    library: ChosenEntries = _NO_LIBRARY,
) -> None:
    """Write ``book`` as a department workbook: the template with every entry in its cell.

    A sheet is drawn on the one of ``forms`` that it is on, else on the first. ``spare_sheets`` blank project forms, and
    one for a special fund, follow the filled ones. What is filled in of the fields and columns ``fixed`` (by key) is
    given: their cells are locked. ``library`` is what the cells for names of level 3 offer. The same arguments give the
    same bytes. A file that is there already is overwritten; raises SaveError where that fails. ``settings`` are the
    county's rule settings, which the buttons of the workbook then use.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        writer = _BookWriter(workbook, book, tuple(forms), frozenset(fixed), library)
        writer.write(spare_sheets, macros=macros, created=created, settings=settings)
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
    forms: Sequence[Form] = (HB2020,),
    last_year: LastYear | None = None,
    library: ChosenEntries = _NO_LIBRARY,
) -> bytes:
    """Return the workbook on ``forms`` that a department of a roster fills in, completed from ``last_year``.

    ``library`` is what the cells for names of level 3 offer.
    ``spare_sheets`` blank project forms are added; by default 2 beside a project register, 5 without one.
    """
    spares = spare_sheets if spare_sheets is not None else 2 if department.projects else 5
    buffer = io.BytesIO()
    book = book_from_roster(department, county=county, year=year, forms=forms, last_year=last_year)
    write_department(book, buffer, spare_sheets=spares, macros=macros, settings=settings, forms=forms, library=library)
    return buffer.getvalue()


def _with_spares(book: DepartmentBook, spare_sheets: int, forms: Sequence[Form]) -> tuple[TargetSheet, ...]:
    """Return the book's sheets and the blank ones: the department's, special funds, projects, then their progress.

    Blank project forms name department and unit where the whole book has only one.
    """
    funds, projects, progress = [*book.special_funds], [*book.projects], [*book.progress_sheets]
    for form in forms:
        if form.described.subject is not FormSubject.PROJECT:
            continue
        spare = replace(blank_sheet(SheetKind.PROJECT, form), unit=typed_entry(only_unit(book)))
        if any(item.key == "department" for item in form.fields):
            text = department_name(form, book.code.value or "", book.name.value or "")
            spare = replace(spare, extras={"department": typed_entry(text)})
        is_plan = form.described.purpose is FormPurpose.PLAN
        if is_plan and spare_sheets and form.has_funds:
            funds.append(blank_sheet(SheetKind.SPECIAL_FUND, form))
        (projects if is_plan else progress).extend([spare] * spare_sheets)
    return (*book.department_sheets, *funds, *projects, *progress)


class _BookWriter:
    """Writes one workbook of the template."""

    def __init__(
        self,
        workbook: xlsxwriter.Workbook,
        book: DepartmentBook,
        forms: tuple[Form, ...],
        fixed: frozenset[str],
        library: ChosenEntries,
    ) -> None:
        self.workbook = workbook
        self.book = book
        self.forms = forms
        self.fixed = fixed
        self.library = library
        self.formats = TemplateFormats(workbook)

    def write(self, spare_sheets: int, *, macros: bool, created: datetime, settings: Settings) -> None:
        """Write all sheets, the hidden one last."""
        book, forms, workbook = self.book, self.forms, self.workbook
        lists = Lists(STAMP_SHEET, forms, self.library.entries)
        sheets = _with_spares(book, spare_sheets, forms)
        names = tuple(sheet_names(sheets))
        has_overall = any(form.overall for form in forms)
        cover, contents = self._page(COVER_SHEET, COVER_WIDTHS), self._page(CONTENTS_SHEET, CONTENTS_WIDTHS)
        overall = self._page(OVERALL_SHEET, OVERALL_WIDTHS) if has_overall else None
        has_library = bool(self.library.entries)
        if has_library:
            write_library(self._page(LIBRARY_SHEET, LIBRARY_WIDTHS), self.library)
        counts = [(COVER_SHEET, write_cover(cover, book, forms, macros=macros, library=has_library))]
        if overall:
            counts.append((OVERALL_SHEET, write_overall(overall, book)))
        year = year_cell(cover)
        drawn = [self._form(sheet) for sheet in sheets]
        pages = [self._page(name, target_widths(form)) for name, form in zip(names, drawn, strict=True)]
        targets = [
            write_target(page, sheet, form=form, lists=lists, year=year, fixed=self.fixed)
            for page, sheet, form in zip(pages, sheets, drawn, strict=True)
        ]
        has_funds = any(form.has_funds for form in forms)
        write_status(cover, write_contents(contents, targets, counts, funds=has_funds))
        hidden = self._page(STAMP_SHEET, ())
        own = (COVER_SHEET, CONTENTS_SHEET, *([OVERALL_SHEET] if overall else []))
        lists.write(hidden, _stamp(book, forms, (*own, *names)) | stamp_settings(settings))
        hidden.sheet.very_hidden()
        cover.sheet.activate()
        workbook.set_properties(
            {
                "title": drop_controls(f"{book.name.value or ''}{book.year.value or ''}{Term.TARGET_SHEET.zh}"),
                "author": "xltools",
                "created": created,
            }
        )
        workbook.set_custom_property(STAMP_PROPERTY, f"{forms[0].id}/{forms[0].version}", "text")
        if macros:
            bar = address(1, len(forms[0].widths) + 1)
            add_buttons(workbook, cover.sheet, [page.sheet for page in pages], cover_cell="B1", sheet_cell=bar)

    def _page(self, name: str, widths: Sequence[float]) -> Page:
        return Page(self.workbook.add_worksheet(name, VerbatimFormulaSheet), self.formats, widths)

    def _form(self, sheet: TargetSheet) -> Form:
        """Return the form that a sheet is drawn on, with a row for each of its tasks."""
        form = next((form for form in self.forms if form.id == sheet.form.id), self.forms[0])
        return printed_form(form.id, len(sheet.tasks)) if sheet.tasks else form


def _stamp(book: DepartmentBook, forms: Sequence[Form], sheets: tuple[str, ...]) -> dict[str, str]:
    return {
        "template": forms[0].version,
        "profile": ",".join(form.id for form in forms),
        "county": book.county.value or "",
        "year": str(book.year.value or ""),
        "department_code": book.code.value or "",
        "department_name": book.name.value or "",
        "xltools": __version__,
        "sheets": "\n".join(sheets),
    }
