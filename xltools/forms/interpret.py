"""From grids to a department's book: forms become target sheets, and what cannot be read becomes findings.

The same code serves files, open books and published texts: all give a :class:`~xltools.grids.grid.Grid`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from xltools.forms.content import sheet_content, without_live_checks
from xltools.forms.continued import find_loose_rows, is_continuation
from xltools.forms.departments import report_departments
from xltools.forms.description import FormDescription
from xltools.forms.find import FoundForm, find_forms
from xltools.forms.form_reader import FormReader, labels_of
from xltools.forms.known import BUILT_IN, KnownForms
from xltools.forms.overlooked import report_overlooked
from xltools.forms.twins import resolve_twins
from xltools.forms.units_elsewhere import with_units_elsewhere
from xltools.forms.unknown import looks_like_target_sheet, report_titled, report_unknown
from xltools.grids.formula_value import with_results
from xltools.grids.grid import Grid
from xltools.messages.known_forms import UNEXPECTED_FORM
from xltools.messages.reading import READING
from xltools.model import DepartmentBook, Entry, Finding, FormPurpose, FormSubject, OverallTargets, TargetSheet
from xltools.quick_dataclass import dataclass
from xltools.sheet_names import COMMON_SHEETS, COVER_SHEET, OWN_SHEETS, STAMP_SHEET, TEMPLATE_SHEETS
from xltools.values import normalise, parse_year

__all__ = ["Interpretation", "interpret", "read_stamp", "without_live_checks"]

T = TypeVar("T")

_EMPTY: Entry[Any] = Entry()
_OWNER = frozenset({"department", "department_code", "budget_unit", "unit", "reporting_unit"})
"""Fields that a template has filled in on its spare forms."""
_RATE = "execution_rate"
_PRINTED_COLUMNS = frozenset({"level1", "level2"})


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The content of a workbook's grids.

    ``target_sheets`` counts worksheets that hold or seem to hold a form, ``unused`` the forms among them that are still
    blank: a template's spare sheets are not projects. ``stamp`` is that of our template, empty for other workbooks.
    """

    book: DepartmentBook
    findings: tuple[Finding, ...]
    target_sheets: int
    unused: int
    stamp: Mapping[str, str]


def interpret(
    grids: Sequence[Grid], file: str, forms: KnownForms | Sequence[FormDescription] = BUILT_IN
) -> Interpretation:
    """Read every form and the department's own fields from the grids of one workbook. Never raises.

    ``forms`` are the known ones. One that the county does not expect is read, and reported once.
    """
    known = forms if isinstance(forms, KnownForms) else BUILT_IN
    stamped = any(grid.sheet == STAMP_SHEET for grid in grids)
    reading = _Reading(known.forms if isinstance(forms, KnownForms) else tuple(forms), stamped=stamped)
    for grid in grids:
        reading.read(grid)
    result = reading.result(file)
    unexpected = tuple(_unexpected(result.book, known)) if known.expected else ()
    return replace(result, findings=(*with_units_elsewhere(result.findings, grids), *unexpected))


def read_stamp(grids: Sequence[Grid]) -> dict[str, str]:
    """Return the stamp of our template, empty for other workbooks."""
    return next((_stamp(grid) for grid in grids if grid.sheet == STAMP_SHEET), {})


def _unexpected(book: DepartmentBook, known: KnownForms) -> Iterator[Finding]:
    """Yield a finding for each form of a book that the county does not expect, at its first sheet."""
    expected = known.names(known.expected)
    firsts = {sheet.form.id: sheet for sheet in reversed(book.all_sheets)}
    for id, sheet in firsts.items():
        if id not in known.expected:
            yield READING[UNEXPECTED_FORM].at(
                sheet.place, found=sheet.form.name, expected=expected, subject=sheet.label
            )


class _Reading:
    """The workbook as far as it has been read. A ``stamped`` one is of our template."""

    def __init__(self, forms: tuple[FormDescription, ...], *, stamped: bool) -> None:
        self.forms = forms
        self.common_names = COMMON_SHEETS - (TEMPLATE_SHEETS if stamped else set())
        self.findings: list[Finding] = []
        self.sheets: list[TargetSheet] = []
        self.fields: dict[str, Entry[Any]] = {}
        self.stamp: dict[str, str] = {}
        self.target_sheets = 0
        self.unused = 0

    def read(self, whole: Grid) -> None:
        """Read one sheet."""
        if whole.sheet == STAMP_SHEET:
            self.stamp = _stamp(whole)
            return
        content = sheet_content(whole)
        grid = with_results(content.grid)
        if grid is not content.grid:
            content = replace(content, grid=grid)
        reader = FormReader(grid, self.findings, content)
        if self._is_ours(grid):
            if grid.sheet == COVER_SHEET:
                self._add_fields(reader)
            return
        found = find_forms(grid, self.forms)
        top = min((form.top for form in found.forms), default=0)
        if top != 1:
            self._add_fields(reader, top - 1)
        self.target_sheets += bool(found.forms or found.unknown)
        self.findings += report_overlooked(content, found.forms)
        for form in found.forms:
            self._add(reader, form)
        for unknown in found.unknown:
            report_unknown(reader, unknown)
        if not found.forms and not found.unknown and not self._add_loose_rows(reader):
            book_sheet = any(entry.place.sheet == grid.sheet for entry in self.fields.values())
            if not book_sheet and looks_like_target_sheet(grid):
                self.target_sheets += 1
                report_titled(reader, self._usual_form())

    def _is_ours(self, grid: Grid) -> bool:
        """Return whether a sheet is one that the tools make: by its name, unless a target sheet was given that name."""
        if grid.sheet in self.common_names and find_forms(grid, self.forms).forms:
            return False
        return grid.sheet in OWN_SHEETS

    def _add_fields(self, reader: FormReader, last_row: int = -1) -> None:
        """Add the workbook's own fields on a sheet: those above its first form, where it has one."""
        for key, entry in reader.book_fields(last_row).items():
            if key not in self.fields or self.fields[key].blank:
                self.fields[key] = entry

    def _add(self, reader: FormReader, found: FoundForm) -> None:
        if not _is_used(found):
            self.unused += 1
        elif found.readable:
            self.sheets.append(reader.target_sheet(found))
        else:
            reader.report("R01", reader.grid.place(found.top, 1), missing=labels_of(found.missing, found.form))

    def _add_loose_rows(self, reader: FormReader) -> bool:
        """Add the indicators of a sheet without a form to the form that it continues; return whether it has any.

        Indicators that continue none are reported.
        """
        grid = reader.grid
        at = _continued_sheet(grid.sheet, self.sheets)
        form = self._form_of(self.sheets[at]) if self.sheets else self.forms[0]
        rows = find_loose_rows(grid, form)
        if rows and self.sheets and is_continuation(grid):
            self.sheets[at] = reader.with_more_indicators(self.sheets[at], rows, form)
        elif rows:
            reader.report("R24", grid.place(rows[0].row, 1), found=str(len(rows)))
        return bool(rows)

    def _form_of(self, sheet: TargetSheet) -> FormDescription:
        return next(form for form in self.forms if form.id == sheet.form.id)

    def _usual_form(self) -> FormDescription:
        """Return the form of most sheets, or the first known one."""
        if not self.sheets:
            return self.forms[0]
        counts = Counter(sheet.form.id for sheet in self.sheets)
        usual = counts.most_common(1)[0][0]
        return next(form for form in self.forms if form.id == usual)

    def result(self, file: str) -> Interpretation:
        """Return the workbook; what the cover leaves blank is taken from our template's stamp."""
        fields, stamp = self.fields, self.stamp

        def stamped(key: str, parse: Callable[[str], T | None]) -> Entry[T]:
            entry: Entry[T] = fields.get(key, _EMPTY)
            return replace(entry, value=parse(stamp.get(key, ""))) if entry.blank else entry

        sheets = resolve_twins(self.sheets, self.forms, stamp.get("profile", ""))
        book = DepartmentBook(
            file=file,
            county=stamped("county", _text_or_none),
            year=stamped("year", parse_year),
            code=stamped("department_code", _text_or_none),
            name=stamped("department_name", _text_or_none),
            overall=OverallTargets(
                fields.get("overall", _EMPTY), fields.get("sub_targets", _EMPTY), fields.get("safeguards", _EMPTY)
            ),
            sheets=tuple(sheet for sheet in sheets if sheet.is_budget),
            department_sheets=tuple(sheet for sheet in sheets if _is_department_plan(sheet)),
            progress_sheets=tuple(sheet for sheet in sheets if not sheet.is_budget and not _is_department_plan(sheet)),
        )
        self.findings += report_departments(book)
        return Interpretation(book, tuple(self.findings), self.target_sheets, self.unused, stamp)


def _is_department_plan(sheet: TargetSheet) -> bool:
    return sheet.form.subject is FormSubject.DEPARTMENT and sheet.form.purpose is FormPurpose.PLAN


def _stamp(grid: Grid) -> dict[str, str]:
    return {
        normalise(grid.text(row, 1)): normalise(grid.text(row, 2))
        for row in range(1, grid.height + 1)
        if grid.filled(row, 1)
    }


def _continued_sheet(name: str, sheets: Sequence[TargetSheet]) -> int:
    """Return the number of the target sheet that a sheet continues: the one it is named after, else the last."""
    # 表31 does not go on with 表3.
    own = [sheet.place.sheet for sheet in sheets]
    named = [n for n, start in enumerate(own) if name.startswith(start) and not name[len(start) :][:1].isdecimal()]
    return max(named, key=lambda number: (len(sheets[number].place.sheet), number), default=len(sheets) - 1)


def _is_used(form: FoundForm) -> bool:
    """Return whether anything has been filled in below the heading.

    Whose the form is may have been filled in beforehand, the rate of execution follows from amounts, and a blank may
    print the levels of its indicators.
    """
    cells = [cell for key, cell in form.fields.items() if key not in _OWNER and not key.endswith(_RATE)]
    cells += [cell for row in form.rows for key, cell in row.cells.items() if key not in _PRINTED_COLUMNS]
    return any(cell.cells for cell in cells)


def _text_or_none(text: str) -> str | None:
    return text or None
