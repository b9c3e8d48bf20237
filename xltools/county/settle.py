"""Deciding between several workbooks of one department.

Workbooks are rivals where they share a project. Of rivals the newer one counts, by the time stored inside; what cannot
be told apart counts for nothing until an officer has settled it. Without a project in common all of them count: units
and parts of a department add up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from xltools.county.data import CountyFile, Fate
from xltools.county.project_identity import ProjectIdentity, row_content
from xltools.grids.workbook import SavedTime
from xltools.messages.counting import count_severities
from xltools.messages.files import FILES
from xltools.model import Finding, Place, SheetKind
from xltools.quick_dataclass import dataclass
from xltools.row_storage import PickledRows
from xltools.text import Text
from xltools.values import format_amount

__all__ = ["Choice", "settle"]

UNCERTAIN_CLOCKS = timedelta(hours=1)
"""Two times without an offset from UTC tell which is later if they are further apart: clocks of one county differ."""
MIXED_CLOCKS = timedelta(hours=14)
"""A time without an offset and one with it have to be further apart: no place on earth is further from UTC."""


class Choice(NamedTuple):
    """An officer's decision to take a file or to leave it.

    A decision on a file whose content began with another ``digest`` (SHA-256) is out of date.
    """

    take: bool
    digest: str = ""


def settle(records: Sequence[CountyFile], choices: Mapping[str, Choice]) -> list[CountyFile]:
    """Return the records with the fates that they have beside each other.

    ``choices`` holds an officer's decisions by the names of files.
    """
    decided = {
        record.path: choice.take
        for record in records
        if (choice := choices.get(record.path)) and record.sha256.startswith(choice.digest)
    }
    settled = {record.path: record for record in records}
    for record in records:
        if record.fate is Fate.ACCEPTED and decided.get(record.path) is False:
            settled[record.path] = _left_by_choice(record)
    for copies in _grouped(settled.values(), lambda record: record.sha256 or record.path):
        first = min(copies, key=lambda record: (not decided.get(record.path), record.path))
        settled |= {copy.path: _copy_of(first, copy) for copy in copies if copy is not first}
    for rivals in _grouped(settled.values(), _department_and_year):
        if len(rivals) > 1:
            candidates = [_Candidate.of(record, taken=decided.get(record.path, False)) for record in rivals]
            settled |= {record.path: record for record in _Department(candidates).settled()}
    return [settled[record.path] for record in records]


def _grouped(records: Iterable[CountyFile], key: Callable[[CountyFile], Hashable]) -> list[list[CountyFile]]:
    """Group the accepted records."""
    groups: dict[Hashable, list[CountyFile]] = defaultdict(list)
    for record in records:
        if record.fate is Fate.ACCEPTED:
            groups[key(record)].append(record)
    return list(groups.values())


def _department_and_year(record: CountyFile) -> Hashable:
    # A workbook without a department has no rivals: its key is its own path.
    return record.department_key, record.year


def _left_by_choice(record: CountyFile) -> CountyFile:
    reason = Text("在“文件清单”中选了“不采用”", "left out on the list of files")
    return replace(record, fate=Fate.IGNORED, reason=reason)


def _copy_of(first: CountyFile, copy: CountyFile) -> CountyFile:
    reason = Text(f"与 {first.path} 内容完全相同", f"identical to {first.path}")
    return _without_findings(copy, Fate.SUPERSEDED, reason)


def _without_findings(record: CountyFile, fate: Fate, reason: Text, findings: Sequence[Finding] = ()) -> CountyFile:
    """Return a record that does not count: findings of its content are not listed, only those about its fate."""
    return replace(record, fate=fate, reason=reason, findings=tuple(findings), counts=count_severities(findings))


# --- one department ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A workbook that may count, with the identities of its projects; an officer may have ``taken`` it."""

    record: CountyFile
    projects: tuple[ProjectIdentity, ...]
    taken: bool

    @classmethod
    def of(cls, record: CountyFile, *, taken: bool) -> _Candidate:
        plans, results = map(ProjectIdentity.of, record.sheets), map(ProjectIdentity.of_results, record.progress)
        return cls(record, (*plans, *results), taken)

    def has(self, project: ProjectIdentity) -> bool:
        """Return whether the project stands in this workbook."""
        return any(project.same(own) for own in self.projects)

    def shared(self, other: _Candidate) -> ProjectIdentity | None:
        """Return the first project that both workbooks have."""
        return next((own for own in self.projects if other.has(own)), None)

    def units_differ(self, other: _Candidate) -> bool:
        """Return whether a project of both is one unit's in this workbook and another's in the other."""
        return any(own.same(one) and own.other_unit(one) for own in self.projects for one in other.projects)

    def beats(self, other: _Candidate) -> bool:
        """Return whether this workbook counts rather than its rival: an officer took it, or it is certainly newer."""
        if self.taken != other.taken:
            return self.taken
        return not self.units_differ(other) and _later(self.record.saved, other.record.saved)

    def content(self) -> Hashable:
        """Return what the workbook says of projects, wherever it stands; one without any is like no other."""
        sheets = tuple(row_content(project.row) for project in self.projects)
        if not sheets and self.record.department_sheets:
            return self.record.path
        return sheets, tuple(map(row_content, self.record.indicators))


def _later(saved: SavedTime, other: SavedTime) -> bool:
    """Return whether one time is later than the other, whatever the clocks that they were read from."""
    if saved.moment is None or other.moment is None:
        return False
    margin = {2: timedelta(0), 1: MIXED_CLOCKS, 0: UNCERTAIN_CLOCKS}[saved.certain + other.certain]
    return _utc(saved.moment) - _utc(other.moment) > margin


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class _Department:
    """The workbooks of one department and year."""

    def __init__(self, candidates: Sequence[_Candidate]) -> None:
        self._copies: dict[str, _Candidate] = {}
        self._candidates = self._different(candidates)
        self._rivals = {
            one.record.path: [other for other in self._candidates if other is not one and one.shared(other)]
            for one in self._candidates
        }

    def settled(self) -> Iterator[CountyFile]:
        """Yield the records of all workbooks with their fates."""
        for path, first in self._copies.items():
            copy = next(one for one in self._all if one.record.path == path)
            yield _copy_of(first.record, copy.record)
        counted = [one for one in self._candidates if self._counts(one)]
        for one in self._candidates:
            if self._counts(one):
                yield self._accepted(one, counted)
            elif winners := [other for other in self._rivals[one.record.path] if other.beats(one)]:
                yield self._superseded(one, winners, counted)
            else:
                yield self._undecided(one)

    def _different(self, candidates: Sequence[_Candidate]) -> list[_Candidate]:
        """Return the workbooks that say different things; of several that say the same, one."""
        self._all = candidates
        by_content: dict[Hashable, _Candidate] = {}
        for one in sorted(candidates, key=lambda one: (not one.taken, one.record.path)):
            first = by_content.setdefault(one.content(), one)
            if first is not one:
                self._copies[one.record.path] = first
        return list(by_content.values())

    def _counts(self, one: _Candidate) -> bool:
        return all(one.beats(rival) for rival in self._rivals[one.record.path])

    def _accepted(self, one: _Candidate, counted: Sequence[_Candidate]) -> CountyFile:
        """Return the record, with a finding where a workbook beside it has one of its projects under another code."""
        findings = [
            FILES["F43"].at(
                project.row.place,
                subject=project.row.name,
                found=project.row.code,
                other=twin.row.place.file,
                code=twin.row.code,
            )
            for other in counted
            if other.record.path < one.record.path and not (one.taken and other.taken)
            for project in one.projects
            for twin in other.projects
            if project.renumbered(twin)
        ]
        if not findings:
            return one.record
        everything = (*one.record.findings, *findings)
        return replace(one.record, findings=PickledRows(everything), counts=count_severities(everything))

    def _superseded(self, one: _Candidate, winners: Sequence[_Candidate], counted: Sequence[_Candidate]) -> CountyFile:
        """Return a workbook that does not count, with a finding for each project that stands in no other."""
        record, winner = one.record, max(winners, key=_newness)
        chosen = winner.taken and not one.taken
        if chosen:
            reason = Text(f"已指定采用 {winner.record.path}", f"{winner.record.path} was chosen")
        else:
            reason = Text(
                f"同一部门有较新的文件 {winner.record.path}",
                f"{winner.record.path} of the same department was saved later",
            )
        rivals = [*counted, *(other for other in self._candidates if other is not one and other.beats(one))]
        alone = [project for project in one.projects if not any(other.has(project) for other in rivals)]
        message = FILES["F42" if chosen else "F40"]
        findings = [
            message.at(
                project.row.place,
                subject=project.row.name,
                found=_amount([project]),
                name=project.row.name,
                winner=winner.record.path,
            )
            for project in alone
        ]
        return _without_findings(record, Fate.SUPERSEDED, reason, findings)

    def _undecided(self, one: _Candidate) -> CountyFile:
        """Return a workbook that counts for nothing until somebody says which one does."""
        rival = next(other for other in self._rivals[one.record.path] if not one.beats(other))
        shared = one.shared(rival)
        finding = FILES["F41"].at(
            Place(one.record.path),
            subject=shared.row.name if shared else "",
            other=rival.record.path,
            name=shared.row.name if shared else "",
            why=_why(one, rival),
            count=str(len(one.projects)),
            amount=_amount(one.projects),
        )
        return _without_findings(one.record, Fate.UNDECIDED, finding.message, [finding])


def _newness(one: _Candidate) -> tuple[bool, datetime, str]:
    moment = one.record.saved.moment
    return one.taken, _utc(moment) if moment else datetime.min.replace(tzinfo=UTC), one.record.path


def _why(one: _Candidate, rival: _Candidate) -> Text:
    if one.taken and rival.taken:
        return Text("两份都被指定采用", "both were chosen")
    if one.units_differ(rival):
        return Text("两份填写的单位编码不同", "they state different units")
    times = one.record.saved, rival.record.saved
    if any(saved.moment is None for saved in times):
        return Text("文件里没有保存时间", "there is no time of saving in them")
    if all(saved.certain for saved in times) or times[0].moment == times[1].moment:
        return Text("保存时间相同", "they were saved at the same time")
    return Text("保存时间相近，而且没有注明时区", "their times of saving are close and do not state the time zone")


def _amount(projects: Sequence[ProjectIdentity]) -> str:
    budgets = [project.row.budget for project in projects if project.kind is SheetKind.PROJECT or len(projects) == 1]
    return format_amount(sum((budget for budget in budgets if budget), Decimal(0)))
