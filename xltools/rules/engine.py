"""Run the rules over a department's workbook, or over the digests of a county, and return their findings."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache, partial

from xltools.form_identity import FormIdentity, Framework
from xltools.messages.message import Hit
from xltools.model import NOWHERE, DepartmentBook, Finding, Place, Severity, TargetSheet
from xltools.quick_dataclass import dataclass
from xltools.rules.catalogue import RULES
from xltools.rules.county import department_missing, department_twice
from xltools.rules.digest import SheetDigest
from xltools.rules.known_amounts import ComparedHit
from xltools.rules.rule import Context, Parameter, Rule, Scope
from xltools.rules.settings import DEFAULT, Settings
from xltools.text import Text

__all__ = [
    "CheckReport",
    "FindingGroup",
    "check_book",
    "check_county",
    "compared_findings",
    "group_findings",
    "sort_findings",
]

_logger = logging.getLogger("xltools")


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The result of checking one workbook: findings, ids of the rules that ran, and number of target sheets.

    ``trial`` counts what the county's own rules that are on trial would have said, by rule.
    """

    findings: tuple[Finding, ...]
    rules_run: tuple[str, ...]
    sheets_checked: int
    trial: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings of one grouped rule on one sheet, shown as one line; at least one."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that represents the group: rule, severity, subject and remedy are the same in all."""
        return self.findings[0]

    @property
    def count(self) -> int:
        """Number of findings."""
        return len(self.findings)

    @property
    def cells(self) -> tuple[str, ...]:
        """Addresses of all cells, each once, in the order of the findings."""
        return tuple(dict.fromkeys(finding.place.cell for finding in self.findings if finding.place.cell))

    @property
    def message(self) -> Text:
        """The message of a single finding; for several, their number and the rule's title."""
        if self.count == 1:
            return self.first.message
        rule = RULES[self.first.rule]
        return Text(f"{self.count} 处{rule.zh.title}", f"{self.count} × {rule.en.title}")


@dataclass(frozen=True, slots=True)
class _PreparedRule:
    """A rule with the parameters and the severity that the settings give it."""

    rule: Rule
    parameters: Mapping[str, Parameter]
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class _LocatedHit:
    """A hit with its rule, and the number of the target sheet it belongs to (-1: none)."""

    prepared: _PreparedRule
    hit: Hit
    sheet: int

    @property
    def rule_on_sheet(self) -> tuple[str, int]:
        """Key for rules that silence another one on the same target sheet."""
        return (self.prepared.rule.id, self.sheet)

    @property
    def rule_on_row(self) -> tuple[str, int, str, int]:
        """Key for rules that silence another one on the same row of the worksheet."""
        return (self.prepared.rule.id, self.sheet, self.hit.place.sheet, self.hit.place.row)


@lru_cache(maxsize=32)
def _prepare_rules(settings: Settings) -> tuple[_PreparedRule, ...]:
    """Return the rules that run under these settings."""
    return tuple(
        _PreparedRule(rule, settings.parameters_of(rule), settings.severity_of(rule))
        for rule in (*RULES.values(), *(own.rule for own in settings.own_rules))
        if rule.check and settings.runs(rule)
    )


def check_book(book: DepartmentBook, settings: Settings = DEFAULT, framework: Framework | None = None) -> CheckReport:
    """Run the rules for sheets and departments over ``book``.

    A rule sees the sheets whose forms have what it needs. ``framework`` overrides that of every form. Findings are
    sorted by :func:`sort_findings`, with the sheets in the order of the book.
    """
    if framework:
        book = _with_framework(book, framework)
    sheets = book.all_sheets
    books = _BooksByRule(book)
    rules = [
        prepared
        for prepared in _prepare_rules(settings)
        if prepared.rule.scope is not Scope.COUNTY and books.suits(prepared.rule)
    ]
    places = [sheet.place for sheet in sheets]
    sheet_of = partial(_sheet_number, _form_rows(places))
    hits: list[_LocatedHit] = []
    cache: dict[object, object] = {}
    for prepared in rules:
        context = Context(book, prepared.parameters, cache)
        if prepared.rule.scope is Scope.DEPARTMENT:
            hits += _run_rule(prepared, books.of(prepared.rule), context, Place(book.file), sheet_of)
        else:
            for number, sheet in books.sheets_of(prepared.rule):
                hits += _run_rule(prepared, sheet, context, sheet.place, number)
    on_trial = {own.id: 0 for own in settings.own_rules if own.trial}
    for hit in hits if on_trial else ():
        if hit.prepared.rule.id in on_trial:
            on_trial[hit.prepared.rule.id] += 1
    labels = [sheet.label for sheet in sheets]
    sent = [hit for hit in hits if hit.prepared.rule.id not in on_trial]
    findings = _findings(sent, labels, (book.name.value or "").strip())
    ran = tuple(prepared.rule.id for prepared in rules)
    return CheckReport(sort_findings(findings, places), ran, len(sheets), on_trial)


def _with_framework(book: DepartmentBook, framework: Framework) -> DepartmentBook:
    """Return a book whose forms all follow one framework of indicators."""

    def framed(sheets: Iterable[TargetSheet]) -> tuple[TargetSheet, ...]:
        return tuple(replace(sheet, form=replace(sheet.form, framework=framework)) for sheet in sheets)

    return replace(
        book,
        sheets=framed(book.sheets),
        department_sheets=framed(book.department_sheets),
        progress_sheets=framed(book.progress_sheets),
    )


class _BooksByRule:
    """A book as each rule sees it: with the sheets whose forms have what the rule needs."""

    def __init__(self, book: DepartmentBook) -> None:
        self._book = book
        self._forms = {sheet.form for sheet in book.sheets}
        self._all_forms = {sheet.form for sheet in book.all_sheets}
        # The books are kept, because answers about them are cached by their identity.
        self._parts: dict[frozenset[FormIdentity], DepartmentBook] = {}
        self._sheets: dict[frozenset[FormIdentity], list[tuple[int, TargetSheet]]] = {}

    def suits(self, rule: Rule) -> bool:
        """Return whether the rule has something to look at; a book without sheets has its cover."""
        return not self._all_forms or any(map(rule.suits, self._all_forms))

    def of(self, rule: Rule) -> DepartmentBook:
        """Return the book with the sheets that suit the rule."""
        forms = frozenset(filter(rule.suits, self._forms))
        if len(forms) == len(self._forms):
            return self._book
        if forms not in self._parts:
            sheets = tuple(sheet for sheet in self._book.sheets if sheet.form in forms)
            self._parts[forms] = replace(self._book, sheets=sheets)
        return self._parts[forms]

    def sheets_of(self, rule: Rule) -> list[tuple[int, TargetSheet]]:
        """Return all sheets whose forms suit the rule, each with its number in the book."""
        forms = frozenset(filter(rule.suits, self._all_forms))
        if forms not in self._sheets:
            suited = ((n, sheet) for n, sheet in enumerate(self._book.all_sheets) if sheet.form in forms)
            self._sheets[forms] = list(suited)
        return self._sheets[forms]


def check_county(
    digests: Sequence[SheetDigest], settings: Settings = DEFAULT, absent: Iterable[tuple[str, str]] = ()
) -> tuple[Finding, ...]:
    """Run the rules that compare departments over the digests of all target sheets, in the county's order.

    ``absent`` holds code and name of the departments that should have reported and did not.
    """
    places = [digest.place for digest in digests]
    sheet_of = partial(_sheet_number, _form_rows(places))
    hits: list[_LocatedHit] = []
    for prepared in _prepare_rules(settings):
        if prepared.rule.scope is Scope.COUNTY:
            hits += _run_rule(prepared, digests, Context(parameters=prepared.parameters), NOWHERE, sheet_of)
    findings = _findings(hits, [digest.name.strip() for digest in digests])
    if settings.runs(department_twice):
        severity = settings.severity_of(department_twice)
        findings += [department_missing(code, name, severity) for code, name in absent]
    return sort_findings(findings, places)


def compared_findings(hits: Iterable[ComparedHit], settings: Settings = DEFAULT) -> tuple[Finding, ...]:
    """Return the findings of a comparison with the register or last year's summary, as far as their rules run."""
    return tuple(
        rule.finding(hit, subject, settings.severity_of(rule)) for rule, hit, subject in hits if settings.runs(rule)
    )


def sort_findings(findings: Iterable[Finding], sheets: Iterable[Place] = ()) -> tuple[Finding, ...]:
    """Sort findings by severity, worksheet, row, column and rule.

    Errors come first. Worksheets follow the order of ``sheets``; those not in it come before the others.
    """
    order: dict[tuple[str, str], int] = {}
    for place in sheets:
        order.setdefault((place.file, place.sheet), len(order))

    def key(finding: Finding) -> tuple[int, int, Place, str]:
        place = finding.place
        return finding.severity.rank, order.get((place.file, place.sheet), -1), place, finding.rule

    return tuple(sorted(findings, key=key))


def group_findings(findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """Group findings of the same grouped rule, severity, sheet and subject, in the order of each group's first.

    Every finding is in exactly one group; those of other rules are groups of one.
    """
    groups: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        rule = RULES.get(finding.rule)
        place = finding.place
        key = (finding.rule, finding.severity, place.file, place.sheet, finding.subject)
        groups.setdefault(key if rule and rule.grouped else number, []).append(finding)
    return tuple(FindingGroup(tuple(group)) for group in groups.values())


def _run_rule(
    prepared: _PreparedRule, subject: object, context: Context, place: Place, sheet: Callable[[Place], int] | int
) -> list[_LocatedHit]:
    """Return the hits of a rule in its subject.

    A rule that fails gives the finding R99: it must neither end the run nor look as if it had found nothing. ``sheet``
    is the number of the target sheet, or the function that finds it by the place of a hit.
    """
    try:
        hits = tuple(prepared.rule(subject, context))
    except MemoryError:
        raise  # what the file needs is at fault, and no rule
    except Exception as error:
        # The tests turn logged errors into failures, so a failing rule fails them.
        _logger.exception("rule %s failed at %s", prepared.rule.id, place)
        reason = f"{type(error).__name__}: {error}"
        hits = (Hit(place, found=reason, values={"failed": prepared.rule.id}),)
        prepared = _PreparedRule(RULES["R99"], {})
    if not hits:
        return []
    # An entry without a row has no label on the sheet, which R02 reports: there is no cell to mark.
    return [
        _LocatedHit(prepared, hit, sheet if isinstance(sheet, int) else sheet(hit.place))
        for hit in hits
        if hit.place.row or isinstance(hit.at, Place)
    ]


def _form_rows(places: Iterable[Place]) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """Return the first row and the number of each form by the worksheet it is on."""
    forms: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for number, place in enumerate(places):
        forms.setdefault((place.file, place.sheet), []).append((place.row, number))
    return forms


def _sheet_number(forms: Mapping[tuple[str, str], Sequence[tuple[int, int]]], place: Place) -> int:
    """Return the number of the form that ``place`` belongs to: the last one that begins above it; -1 for none."""
    on_worksheet = forms.get((place.file, place.sheet), ())
    return max((form for form in on_worksheet if form[0] <= place.row), default=(0, -1))[1]


def _findings(hits: Sequence[_LocatedHit], labels: Sequence[str], book_label: str = "") -> list[Finding]:
    """Return the findings of the hits that are not silenced; the subject is the sheet's label, or the book's."""
    on_sheets = {located.rule_on_sheet for located in hits}
    on_rows = {located.rule_on_row for located in hits}

    def silenced(located: _LocatedHit) -> bool:
        rule = located.prepared.rule
        if rule.per_row:
            return any((by, *located.rule_on_row[1:]) in on_rows for by in rule.silenced_by)
        return any((by, located.sheet) in on_sheets for by in rule.silenced_by)

    return [
        located.prepared.rule.finding(
            located.hit, labels[located.sheet] if located.sheet >= 0 else book_label, located.prepared.severity
        )
        for located in hits
        if not silenced(located)
    ]
