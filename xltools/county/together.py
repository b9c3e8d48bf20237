"""From the records of files to a county: settle which count, hold doubtful amounts back, compare departments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from sys import intern
from typing import TypeVar

from xltools.county.approved import ApprovedTargets, hold_against_approved
from xltools.county.clock import now
from xltools.county.data import (
    COUNTED_FATES,
    MAX_SHEETS_WITHOUT_INDICATORS,
    Containment,
    CountyData,
    CountyFile,
    DepartmentEntry,
    Fate,
    county_parts,
    reporting_departments,
)
from xltools.county.doubtful import Plausibility, hold_amounts_back, reported_money
from xltools.county.fund_choices import with_choices
from xltools.county.guests import move_guests
from xltools.county.register import known_members, with_register
from xltools.county.settle import Choice, settle
from xltools.derive import containments
from xltools.model import Place, SheetKind
from xltools.rosters.read import RosterProject
from xltools.row_storage import ConcatenatedRows, LoadedRows
from xltools.rules.digest import IndicatorDigest, SheetDigest
from xltools.rules.engine import check_county
from xltools.rules.patterns import bare_text
from xltools.rules.settings import DEFAULT, Settings
from xltools.version import __version__

__all__ = ["NOTHING_KNOWN", "put_together"]

NOTHING_KNOWN = Plausibility()

T = TypeVar("T")


def put_together(
    records: Sequence[CountyFile],
    *,
    settings: Settings = DEFAULT,
    roster: Sequence[DepartmentEntry] = (),
    county: str = "",
    year: int | None = None,
    choices: Mapping[str, Choice] | None = None,
    generated: datetime | None = None,
    plausibility: Plausibility = NOTHING_KNOWN,
    approved: Sequence[CountyFile] = (),
) -> CountyData:
    """Put the county together from what was read of each file, in the order of their names.

    ``choices`` say by the names of files which of several workbooks of a department counts (:func:`settle`). The
    ``county`` and the ``year`` are those that most workbooks state, unless given. Sheets of results are held against
    the targets in ``approved``, records of other files; without any, against those among the records.
    """
    records = _with_codes_by_name(_with_rows_in_memory(records), roster)
    registers = {entry.code: entry.projects for entry in roster if entry.projects}
    settled = [
        _with_registers(record, registers) if record.fate is Fate.ACCEPTED else record
        for record in move_guests(settle(records, choices or {}), roster)
    ]
    reported = reported_money(settled)
    settled = hold_amounts_back(settled, registers, plausibility, settings)
    if any(record.progress for record in settled):
        targets = approved or [record for record in settled if record.fate is Fate.ACCEPTED]
        settled = hold_against_approved(settled, ApprovedTargets(targets), settings)
    accepted = [record for record in settled if record.fate is Fate.ACCEPTED]
    parts = county_parts(accepted)
    undecided = {record.department_code for record in settled if record.fate is Fate.UNDECIDED}
    present = undecided | reporting_departments(accepted)
    absent = [(entry.code, entry.name) for entry in roster if entry.code not in present]
    digests = tuple(_small_digests(parts))
    across = check_county(digests, settings, absent)
    with_funds = {digest.place.file for digest in digests if digest.kind is SheetKind.SPECIAL_FUND}
    live = [record.findings for record in settled if record.fate in COUNTED_FATES]
    return CountyData(
        county=county or _most_common(part.county for part in parts) or "",
        year=year
        or _most_common(part.year for part in parts if part.sheets)
        or _most_common(part.year for part in parts),
        files=tuple(settled),
        roster=tuple(roster),
        containments=tuple(
            with_choices(
                (
                    pair
                    for part in parts
                    if part.path in with_funds
                    for pair in _containments(part, registers.get(part.department_code, ()))
                ),
                plausibility.funds,
            )
        ),
        findings=ConcatenatedRows((*live, across)),
        generated=generated or now(),
        version=__version__,
        rule_settings=settings.name,
        reported=reported,
        approved=tuple(approved),
    )


def _with_rows_in_memory(records: Sequence[CountyFile]) -> Sequence[CountyFile]:
    """Return the records; of a county that is not large the rows of target sheets are unpacked, once for all."""
    if sum(len(record.sheets) for record in records) > MAX_SHEETS_WITHOUT_INDICATORS:
        return records
    return [replace(record, sheets=tuple(record.sheets)) for record in records]


def _small_digests(parts: Sequence[CountyFile]) -> Iterator[SheetDigest]:
    """Yield the digests of all sheets, small enough that those of a hundred thousand fit in memory.

    Of a large county their indicators stay where they are, and what digests have in common, such as their file, is
    one text.
    """
    if sum(len(part.digests) for part in parts) <= MAX_SHEETS_WITHOUT_INDICATORS:
        for part in parts:
            yield from part.digests
        return
    unpacking = _Unpacking()
    for part in parts:
        for number, digest in enumerate(part.digests):
            yield digest._replace(
                department_code=intern(digest.department_code),
                department_name=intern(digest.department_name),
                place=_small_place(digest.place),
                code_place=_small_place(digest.code_place),
                indicators=LoadedRows(partial(unpacking.indicators, part.digests, number), len(digest.indicators)),
            )


def _small_place(place: Place) -> Place:
    return place._replace(file=intern(place.file), sheet=intern(place.sheet))


class _Unpacking:
    """Unpacks the digests of a file again, once for all of its sheets that are asked for one after the other."""

    def __init__(self) -> None:
        self._packed: Sequence[SheetDigest] = ()
        self._digests: Sequence[SheetDigest] = ()

    def indicators(self, packed: Sequence[SheetDigest], number: int) -> Sequence[IndicatorDigest]:
        """Return the indicators of a digest by its number in its file."""
        if packed is not self._packed:
            self._packed, self._digests = packed, tuple(packed)
        return self._digests[number].indicators


def _with_codes_by_name(records: Sequence[CountyFile], roster: Sequence[DepartmentEntry]) -> list[CountyFile]:
    """Return the records; one with only the sheet of a department, which has no code, gets that of its namesake."""
    known = [(entry.name, entry.code) for entry in roster]
    known += [(record.department_name, record.department_code) for record in records if record.reports_projects]
    codes = {bare_text(name): code for name, code in known if name and code}
    return [
        replace(record, department_code=codes.get(bare_text(record.department_name), ""))
        if not record.department_code and not record.reports_projects
        else record
        for record in records
    ]


def _with_registers(record: CountyFile, registers: Mapping[str, Sequence[RosterProject]]) -> CountyFile:
    """Return a workbook and its guests with what the registers of their departments add."""
    own, *guests = (with_register(part, registers.get(part.department_code, ())) for part in (record, *record.guests))
    return replace(own, guests=tuple(guests))


def _most_common(values: Iterable[T]) -> T | None:
    """Return the value that most files state, the first of several; None if no file states one."""
    counts = Counter(value for value in values if value)
    return counts.most_common(1)[0][0] if counts else None


def _containments(record: CountyFile, register: Sequence[RosterProject]) -> Iterator[Containment]:
    """Return the projects that each special fund of a department holds."""
    rows = tuple(record.sheets)
    funds = [row for row in rows if row.kind is SheetKind.SPECIAL_FUND]
    projects = [row for row in rows if row.kind is SheetKind.PROJECT]
    found = containments(
        [(fund.name, fund.budget) for fund in funds],
        [(one.name, one.budget) for one in projects],
        known_members(funds, projects, register),
    )
    for fund, members in zip(funds, found, strict=True):
        yield Containment(fund, tuple(projects[index] for index in members))
