"""From a published document to the books of the departments in it, with findings about all that is not certain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xltools.documents.doubtful_values import DoubtfulValue, doubtful_values
from xltools.documents.doubts import check_amounts, check_forms, check_plans, count_labels
from xltools.documents.lost_rows import check_rows
from xltools.documents.placed_grids import PlacedGrid, carry_back, place_grids
from xltools.documents.published_text import name_department
from xltools.documents.whole_document import check_titles, check_units
from xltools.forms.interpret import interpret
from xltools.forms.known import BUILT_IN, KnownForms
from xltools.messages.documents import DOCUMENTS
from xltools.model import DEPARTMENT_DIGITS, DepartmentBook, Finding, Severity, TargetSheet
from xltools.readers.published_document import PublishedDocument

__all__ = ["ImportedDepartment", "read_departments"]

_PROJECT_CODE = re.compile(r"(?!000)(\d{3})-\d{4}-")


@dataclass(frozen=True, slots=True)
class ImportedDepartment:
    """A department's book from a document. What is not certain is blank in it, and has a finding.

    ``doubtful`` are the values that findings are about.
    """

    book: DepartmentBook
    findings: tuple[Finding, ...]
    doubtful: tuple[DoubtfulValue, ...] = ()


@dataclass(slots=True)
class _Group:
    """The grids of one department, and the forms among them whose department is in doubt."""

    grids: list[PlacedGrid]
    doubtful: list[PlacedGrid]


def read_departments(document: PublishedDocument, forms: KnownForms = BUILT_IN) -> tuple[ImportedDepartment, ...]:
    """Return the departments of a document in its order; none where it holds no form."""
    placed = place_grids(document.passages)
    readings = [_Reading(group, document, forms) for group in _departments(placed, document, forms)]
    readings = [reading for reading in readings if reading.book.all_sheets]
    if not readings:
        return ()
    # What stands in no table belongs to no department that could be told: the last one gets the blank forms.
    found = sum(reading.forms + reading.lost for reading in readings) + sum(each.repeated for each in placed)
    readings[-1].lost += max(count_labels(document.raw_text) - found, 0)
    departments = [reading.department(document.file) for reading in readings]
    untitled = tuple(check_titles(document, sum(reading.lost for reading in readings)))
    return (*departments[:-1], replace(departments[-1], findings=(*departments[-1].findings, *untitled)))


class _Reading:
    """The forms of one department, and how many more its text tells."""

    def __init__(self, group: _Group, document: PublishedDocument, forms: KnownForms) -> None:
        grids = [each.grid for each in group.grids]
        result = interpret(grids, document.file, forms)
        self.book = name_department(result.book)
        self.forms = len(self.book.all_sheets) + result.unused
        text = "".join(text for grid in grids for _, _, text in grid.texts())
        self.lost = max(count_labels(text) - self.forms, 0)
        self._group = group
        told = (one for one in result.findings if one.severity is not Severity.NOTE or one.rule == "R12")
        self._findings = [*check_units(told, document)]
        self._from_pages = document.from_pages

    def department(self, file: str) -> ImportedDepartment:
        """Return the department with all its findings, at their places in the document."""
        book, findings = self.book, self._findings
        book, amounts = check_amounts(book, from_pages=self._from_pages)
        book, plans = check_plans(book, {each.grid.sheet: each.grid for each in self._group.grids})
        findings += [*amounts, *plans]
        findings += check_rows(self.book, self._group.grids)
        if self.lost:
            book, finding = check_forms(book, file, self.forms, self.lost)
            findings.append(finding)
        names = {each.grid.sheet for each in self._group.doubtful}
        findings += [
            DOCUMENTS["R48"].at(sheet.place, subject=sheet.label) for sheet in book.sheets if sheet.place.sheet in names
        ]
        grids = self._group.grids
        shown = carry_back(tuple(findings), grids)
        return ImportedDepartment(carry_back(book, grids), shown, doubtful_values(book, findings, shown))


def _departments(placed: Sequence[PlacedGrid], document: PublishedDocument, forms: KnownForms) -> Iterator[_Group]:
    """Yield the grids of each department: a new one begins with a cover, its own parts, or units of another code.

    Special funds name no department. In the order of published texts they stand before its projects.
    """
    group = _Group([], [])
    own = ""
    undecided: list[PlacedGrid] = []
    covered = False
    for each in placed:
        book = interpret([each.grid], document.file, forms).book
        sheets = book.all_sheets
        code = next(filter(None, map(_department_of, sheets)), "")
        other = bool(code and own and code != own)
        is_cover = not sheets and bool(book.code.value and book.name.value)
        opens = is_cover or (each.opens and not covered)  # behind a cover the parts of its department begin
        covered = is_cover
        if group.grids and (opens or other):
            moved = [] if opens else undecided
            kept = [one for one in group.grids if one not in moved]
            yield replace(group, grids=kept)
            group, own = _Group([*moved], [*moved]), ""
        group.grids.append(each)
        own = own or code
        undecided = [] if code or each.opens else [*undecided, *([each] if sheets and own else [])]
    yield group


def _department_of(sheet: TargetSheet) -> str:
    """Return the code of the department that a form tells: that of its unit, else of its project; may be empty."""
    if len(sheet.unit_code) >= DEPARTMENT_DIGITS:
        return sheet.unit_code[:DEPARTMENT_DIGITS]
    match = _PROJECT_CODE.match(sheet.code.text.strip())
    return match[1] if match else ""
