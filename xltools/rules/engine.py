"""Run the rules over a department's workbook, or over a county's digests, and give back what they found."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from xltools.messages.message import Hit
from xltools.model import NOWHERE, DepartmentBook, Finding, Place, Profile, Severity
from xltools.rules.catalogue import RULES
from xltools.rules.county import department_missing, department_twice
from xltools.rules.digest import SheetDigest
from xltools.rules.rule import Context, Parameter, Rule, Scope
from xltools.rules.settings import DEFAULT, Settings

__all__ = ["CheckReport", "FindingGroup", "check_book", "check_county", "group_findings", "sort_findings"]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a pass over one workbook found, and what it looked at: the ids of the rules that ran, and target sheets."""

    findings: tuple[Finding, ...]
    rules_run: tuple[str, ...]
    sheets_checked: int


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Likes of one rule on one sheet, shown as one line; ``findings`` holds every one of them."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that stands for all: rule, severity, subject and remedy are the same."""
        return self.findings[0]

    @property
    def count(self) -> int:
        """How many findings there are."""
        return len(self.findings)

    @property
    def cells(self) -> tuple[str, ...]:
        """The addresses of all cells, each once, in the order of the sheet."""
        return tuple(dict.fromkeys(finding.place.cell for finding in self.findings if finding.place.cell))

    @property
    def message(self) -> str:
        """The message of a single finding; how many of which rule for several."""
        return self.first.message if self.count == 1 else f"{self.count} 处{RULES[self.first.rule].zh.title}"

    @property
    def message_en(self) -> str:
        """:attr:`message` in English."""
        return self.first.message_en if self.count == 1 else f"{self.count} × {RULES[self.first.rule].en.title}"


@dataclass(frozen=True, slots=True)
class _Ready:
    """A rule with its parameters and severity settled."""

    rule: Rule
    parameters: Mapping[str, Parameter]
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class _Fired:
    """A hit, the rule it came from, and the number of the target sheet it belongs to (-1: none)."""

    ready: _Ready
    hit: Hit
    sheet: int

    @property
    def row(self) -> tuple[str, int, str, int]:
        """The rule and the row of the worksheet."""
        return (self.ready.rule.id, self.sheet, self.hit.place.sheet, self.hit.place.row)


@lru_cache(maxsize=32)
def _ready_rules(settings: Settings, profile: Profile | None) -> tuple[_Ready, ...]:
    """The rules that run under these settings, for forms of ``profile`` (None: whatever the form)."""
    return tuple(
        _Ready(rule, settings.parameters_of(rule), settings.severity_of(rule))
        for rule in RULES.values()
        if rule.check and settings.runs(rule) and (profile is None or profile in rule.profiles)
    )


def check_book(book: DepartmentBook, settings: Settings = DEFAULT, profile: Profile | None = None) -> CheckReport:
    """Run the rules for sheets and departments over ``book``.

    ``profile`` forces an edition of the rules; otherwise the book's own counts. Findings are sorted as by
    :func:`sort_findings`, sheets in the order of the book.
    """
    if profile and profile is not book.profile:
        book = replace(book, profile=profile)  # some rules ask less, or more, by edition
    rules = [one for one in _ready_rules(settings, book.profile) if one.rule.scope is not Scope.COUNTY]
    places = [sheet.place for sheet in book.sheets]
    owner = partial(_owner, _forms(places))
    fired: list[_Fired] = []
    memo: dict[object, object] = {}
    for ready in rules:
        context = Context(book, ready.parameters, memo)
        if ready.rule.scope is Scope.DEPARTMENT:
            fired += _fire(ready, book, context, Place(book.file), owner)
        else:
            for number, sheet in enumerate(book.sheets):
                fired += _fire(ready, sheet, context, sheet.place, number)
    labels = [sheet.label for sheet in book.sheets]
    findings = _findings(fired, labels, (book.name.value or "").strip())
    return CheckReport(sort_findings(findings, places), tuple(ready.rule.id for ready in rules), len(book.sheets))


def check_county(
    digests: Sequence[SheetDigest], settings: Settings = DEFAULT, absent: Iterable[tuple[str, str]] = ()
) -> tuple[Finding, ...]:
    """Run the rules that compare departments over the digests of all target sheets, in the county's order.

    ``absent`` holds code and name of the departments that should have reported and did not.
    """
    places = [digest.place for digest in digests]
    owner = partial(_owner, _forms(places))
    fired: list[_Fired] = []
    for ready in _ready_rules(settings, None):
        if ready.rule.scope is Scope.COUNTY:
            fired += _fire(ready, digests, Context(parameters=ready.parameters), NOWHERE, owner)
    findings = _findings(fired, [digest.name.strip() for digest in digests])
    if settings.runs(department_twice):
        severity = settings.severity_of(department_twice)
        findings += [department_missing(code, name, severity) for code, name in absent]
    return sort_findings(findings, places)


def sort_findings(findings: Iterable[Finding], sheets: Iterable[Place] = ()) -> tuple[Finding, ...]:
    """Errors first; then by worksheet in the order of ``sheets`` (those not named before), row, column, rule."""
    order: dict[tuple[str, str], int] = {}
    for place in sheets:
        order.setdefault((place.file, place.sheet), len(order))

    def key(finding: Finding) -> tuple[int, int, Place, str]:
        place = finding.place
        return finding.severity.rank, order.get((place.file, place.sheet), -1), place, finding.rule

    return tuple(sorted(findings, key=key))


def group_findings(findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """The findings as lines to show: likes of one grouped rule on one sheet together, in the order of their first.

    Every finding is in exactly one group.
    """
    groups: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        rule = RULES.get(finding.rule)
        place = finding.place
        likes = (finding.rule, finding.severity, place.file, place.sheet, finding.subject)
        groups.setdefault(likes if rule and rule.grouped else number, []).append(finding)
    return tuple(FindingGroup(tuple(group)) for group in groups.values())


def _fire(
    ready: _Ready, subject: object, context: Context, place: Place, owner: Callable[[Place], int] | int
) -> list[_Fired]:
    """What a rule finds in its subject. A rule that fails neither takes the run down nor looks as if it had run."""
    try:
        hits = tuple(ready.rule(subject, context))
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        # In the tests warnings are errors, so a rule that fails fails them.
        warnings.warn(f"rule {ready.rule.id} failed at {place}: {reason}", RuntimeWarning, stacklevel=3)
        hits = (Hit(place, found=reason, values={"failed": ready.rule.id}),)
        ready = _Ready(RULES["R99"], {})
    if not hits:
        return []
    # The reader has already reported an entry whose label is missing: there is no cell to point at.
    return [
        _Fired(ready, hit, owner if isinstance(owner, int) else owner(hit.place))
        for hit in hits
        if hit.place.row or isinstance(hit.at, Place)
    ]


def _forms(places: Iterable[Place]) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """For each worksheet the first rows of its forms and their numbers."""
    forms: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for number, place in enumerate(places):
        forms.setdefault((place.file, place.sheet), []).append((place.row, number))
    return forms


def _owner(forms: Mapping[tuple[str, str], Sequence[tuple[int, int]]], place: Place) -> int:
    """The number of the form that ``place`` belongs to: the last one that begins above it; -1 for none."""
    here = forms.get((place.file, place.sheet), ())
    return max((form for form in here if form[0] <= place.row), default=(0, -1))[1]


def _findings(fired: Sequence[_Fired], labels: Sequence[str], elsewhere: str = "") -> list[Finding]:
    """The hits in words, without those that another rule says better."""
    sheets = {one.row[:2] for one in fired}
    rows = {one.row for one in fired}

    def silenced(one: _Fired) -> bool:
        if one.ready.rule.per_row:
            return any((by, *one.row[1:]) in rows for by in one.ready.rule.silenced_by)
        return any((by, one.sheet) in sheets for by in one.ready.rule.silenced_by)

    return [
        one.ready.rule.finding(one.hit, labels[one.sheet] if one.sheet >= 0 else elsewhere, one.ready.severity)
        for one in fired
        if not silenced(one)
    ]
