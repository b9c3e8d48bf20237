"""Sheets of another department inside a workbook: they count for that department, once.

A sheet belongs to the department that its unit names, by code or by name. It moves there unless that department's own
workbooks have the same project, or it is not known which of several different sheets of the project is right. Where the
county knows the departments, a unit code of none of them is a slip of the pen, and the sheet stays where it is. So does
a workbook whose sheets all name another department than its cover: which of the two is wrong is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from xltools.county.data import CountyFile, DepartmentEntry, Fate, IndicatorRow, SheetRow
from xltools.county.project_identity import ProjectIdentity, row_content
from xltools.messages.counting import count_severities
from xltools.messages.reading import READING
from xltools.model import DEPARTMENT_DIGITS, Finding, Place
from xltools.row_storage import PickledRows
from xltools.rules.engine import sort_findings
from xltools.rules.patterns import bare_text
from xltools.rules.progress_rows import ProgressRow
from xltools.text import NO_TEXT, Text
from xltools.values import format_amount

__all__ = ["move_guests"]

_OTHER_UNIT = "R29"


def move_guests(records: Sequence[CountyFile], roster: Sequence[DepartmentEntry]) -> list[CountyFile]:
    """Return the records with the sheets of other departments in :attr:`CountyFile.guests`, or left out."""
    if not any(record.units for record in records):
        return list(records)
    departments = _Departments(records, roster)
    guests = [guest for record in records if record.fate is Fate.ACCEPTED for guest in departments.guests(record)]
    own = _own_projects(records) if guests else {}
    alike: dict[Hashable, list[_Guest]] = defaultdict(list)
    for guest in guests:
        if not guest.alone:
            alike[guest.target, guest.host.year].append(guest)
    settled: dict[str, list[_Settled]] = defaultdict(list)
    for guest in guests:
        verdict = _verdict(guest, alike[guest.target, guest.host.year], own)
        settled[guest.host.path].append(_Settled(guest, verdict))
    return [_parted(record, settled[record.path]) if record.path in settled else record for record in records]


class _Target(NamedTuple):
    """A department that a sheet may belong to."""

    code: str
    name: str

    @property
    def key(self) -> str:
        """The key of the department, as of :attr:`CountyFile.department_key`."""
        return self.code or self.name


class _Guest(NamedTuple):
    """A sheet in the workbook of another department; no ``target`` if the department of its unit is not known.

    ``alone`` says that the workbook has no sheet of its own department.
    """

    host: CountyFile
    row: SheetRow
    project: ProjectIdentity
    target: _Target | None
    alone: bool

    @property
    def unit(self) -> str:
        """The unit as the sheet names it."""
        return f"{self.row.unit_code}{self.row.unit_name}"


class _Departments:
    """The departments of a county by their codes and names."""

    def __init__(self, records: Iterable[CountyFile], roster: Sequence[DepartmentEntry]) -> None:
        reporting = [record for record in records if record.fate in {Fate.ACCEPTED, Fate.UNDECIDED}]
        known = [_Target(entry.code, entry.name) for entry in roster]
        known += [_Target(record.department_code, record.department_name) for record in reporting]
        self._by_code: dict[str, _Target] = {}
        self._by_name: dict[str, _Target] = {}
        for target in known:
            if target.code:
                self._by_code.setdefault(target.code[:DEPARTMENT_DIGITS], target)
            if target.key:
                self._by_name.setdefault(bare_text(target.name), target)
        self._complete = bool(roster)

    def guests(self, record: CountyFile) -> Iterator[_Guest]:
        """Yield the sheets of other departments in a workbook."""
        targets = {unit: self._target(record, *unit) for unit in record.units}
        if not any(guest for guest, _ in targets.values()):
            return
        rows = tuple(record.sheets)
        sheets = [(row, *targets.get((row.unit_code, row.unit_name), (False, None))) for row in rows]
        alone = bool(record.department_code) and all(guest for _, guest, _ in sheets)
        for row, guest, target in sheets:
            if guest:
                yield _Guest(record, row, ProjectIdentity.of(row), target, alone)

    def _target(self, record: CountyFile, code: str, name: str) -> tuple[bool, _Target | None]:
        """Return whether a unit is of another department than the workbook, and which one if that is known."""
        own, bare = record.department_code[:DEPARTMENT_DIGITS], bare_text(name)
        short = code[:DEPARTMENT_DIGITS]
        if len(short) == DEPARTMENT_DIGITS:
            if short == own:
                return False, None
            target = self._by_code.get(short)
            slip = self._complete or (bool(bare) and bare == bare_text(record.department_name))
            return True, target or (None if slip else _Target(short, name))
        target = self._by_name.get(bare) if bare else None
        return (True, target) if target and target.key != record.department_key else (False, None)


class _Verdict(NamedTuple):
    """The department for which a sheet counts, if any, and a clause that says so."""

    target: _Target | None
    clause: Text
    counts: bool


def _own_projects(records: Iterable[CountyFile]) -> Mapping[Hashable, list[ProjectIdentity]]:
    """Return the projects of each department and year that stand in its own workbooks, also in undecided ones."""
    projects: dict[Hashable, list[ProjectIdentity]] = defaultdict(list)
    for record in records:
        if record.fate in {Fate.ACCEPTED, Fate.UNDECIDED} and record.department_code:
            own = (row for row in record.sheets if not _other_code(row, record))
            projects[record.department_key, record.year].extend(map(ProjectIdentity.of, own))
    return projects


def _other_code(row: SheetRow, record: CountyFile) -> bool:
    code = row.unit_code[:DEPARTMENT_DIGITS]
    return len(code) == DEPARTMENT_DIGITS and code != record.department_code[:DEPARTMENT_DIGITS]


def _verdict(
    guest: _Guest,
    alike: Sequence[_Guest],
    own: Mapping[Hashable, Sequence[ProjectIdentity]],
) -> _Verdict:
    """Return whether and where a sheet counts; ``alike`` are the sheets of its department in workbooks of others."""
    target, project = guest.target, guest.project
    if target is None:
        host = guest.host.department_key
        clause = Text(
            f"应报名单和其他工作簿里都没有这个部门，仍计入 {host}",
            f"neither the roster nor another workbook has that department; the form still counts for {host}",
        )
        return _Verdict(None, clause, counts=True)
    name = f"{target.code}{target.name}"
    for other in own.get((target.key, guest.host.year), ()):
        if project.same(other):
            gap = _amounts(guest.row, other.row)
            clause = Text(
                f"{name} 自己报送的 {other.row.place.file} 里已有这个项目，这里的没有计入合计{gap.zh}",
                f"{other.row.place.file}, sent by {name}, has this project; this form is not in the total{gap.en}",
            )
            return _Verdict(target, clause, counts=False)
    if guest.alone:
        host = guest.host.department_key
        clause = Text(
            f"本工作簿没有一张表是 {host} 的，可能是封面填错，仍计入 {host}",
            f"no form of the workbook is of {host}; perhaps the cover is wrong; the form still counts for {host}",
        )
        return _Verdict(None, clause, counts=True)
    rivals = [one for one in alike if one is not guest and project.same(one.project)]
    for rival in rivals:
        where = f"{rival.row.place.file} {rival.row.place.sheet}"
        if row_content(_of(rival.row, target)) != row_content(_of(guest.row, target)):
            gap = _amounts(guest.row, rival.row)
            clause = Text(
                f"{where} 也有 {name} 的这个项目，内容不同，分不出以哪张为准，都没有计入合计{gap.zh}",
                f"{where} has this project of {name} too, and says otherwise: neither is in the total{gap.en}",
            )
            return _Verdict(target, clause, counts=False)
    before = takewhile(lambda one: one is not guest, alike)
    if twin := next((one for one in before if project.same(one.project)), None):
        where = f"{twin.row.place.file} {twin.row.place.sheet}"
        clause = Text(f"与 {where} 内容相同，只计入一次", f"it says the same as {where} and counts once")
        return _Verdict(target, clause, counts=False)
    return _Verdict(target, Text(f"已计入 {name}", f"it counts for {name}"), counts=True)


def _amounts(row: SheetRow, other: SheetRow | ProgressRow) -> Text:
    """Say two different amounts, the sheet's and the one beside it."""
    if row.budget == other.budget:
        return Text("", "")
    here, there = (format_amount(one.budget) if one.budget is not None else "—" for one in (row, other))
    return Text(f"（这里 {here} 元，那里 {there} 元）", f" ({here} yuan here, {there} yuan there)")


def _of(row: SheetRow, target: _Target) -> SheetRow:
    return row._replace(department_code=target.code, department_name=target.name)


# --- the parts of a workbook ------------------------------------------------------------------------------------------


class _Settled(NamedTuple):
    """A sheet of another department with its verdict."""

    guest: _Guest
    verdict: _Verdict


def _parted(record: CountyFile, settled: Sequence[_Settled]) -> CountyFile:
    """Return a workbook without the sheets of other departments; those that count are its guests."""
    gone = [guest.row for guest, verdict in settled if verdict.target]
    counted: dict[_Target, list[SheetRow]] = defaultdict(list)
    for guest, verdict in settled:
        if verdict.target and verdict.counts:
            counted[verdict.target].append(guest.row)
    findings = tuple(_replaced(record.findings, settled))
    own = _without(record, gone) if gone else record
    return replace(
        own,
        findings=PickledRows(findings),
        counts=count_severities(findings),
        guests=tuple(_guest_record(record, target, rows) for target, rows in counted.items()),
    )


def _without(record: CountyFile, gone: Sequence[SheetRow]) -> CountyFile:
    places, owners = {row.place for row in gone}, set(map(_owner, gone))
    return replace(
        record,
        sheets=PickledRows(row for row in record.sheets if row.place not in places),
        indicators=PickledRows(row for row in record.indicators if _indicator_owner(row) not in owners),
        digests=PickledRows(digest for digest in record.digests if digest.place not in places),
    )


def _guest_record(record: CountyFile, target: _Target, rows: Sequence[SheetRow]) -> CountyFile:
    """Return the sheets of another department as a record of their own; its findings stay with the workbook."""
    places, owners = {row.place for row in rows}, set(map(_owner, rows))
    code, name = target
    return CountyFile(
        record.path,
        record.fate,
        department_code=code,
        department_name=name,
        year=record.year,
        form=record.form,
        sheets=PickledRows(_of(row, target) for row in rows),
        indicators=PickledRows(
            row._replace(department_code=code, department_name=name)
            for row in record.indicators
            if _indicator_owner(row) in owners
        ),
        digests=PickledRows(
            digest._replace(department_code=code, department_name=name, guest=True)
            for digest in record.digests
            if digest.place in places
        ),
    )


def _owner(row: SheetRow) -> Hashable:
    return row.place.sheet, row.kind, row.code, row.name


def _indicator_owner(row: IndicatorRow) -> Hashable:
    return row.place.sheet, row.kind, row.owner_code, row.owner


def _replaced(findings: Iterable[Finding], settled: Sequence[_Settled]) -> Iterator[Finding]:
    """Yield the findings, with those of reading about the unit replaced by what has become of each sheet."""
    places: dict[tuple[str, str], Place] = {}
    others = []
    for finding in findings:
        if finding.rule == _OTHER_UNIT:
            places[finding.place.sheet, finding.subject] = finding.place
        else:
            others.append(finding)
    told = [_finding(one, places.get((one.guest.row.place.sheet, one.guest.row.name))) for one in settled]
    yield from sort_findings((*others, *told), [one.guest.row.place for one in settled])


def _finding(settled: _Settled, place: Place | None) -> Finding:
    guest, verdict = settled
    own = f"{guest.host.department_code}{guest.host.department_name}"
    host = Text(f"，不属于本工作簿的部门 {own}", f", not of {own}, the department of the workbook") if own else NO_TEXT
    what = Text(
        f"这张表写的单位是 {guest.unit}{host.zh}；{verdict.clause.zh}",
        f"The unit of this form is {guest.unit}{host.en}; {verdict.clause.en}",
    )
    return READING[_OTHER_UNIT].at(
        place or guest.row.place,
        field="unit",
        found=guest.unit,
        expected=guest.host.department_code,
        subject=guest.row.name,
        what=what,
    )
