"""Results of monitoring and self-evaluation, by department: what the sheets of the year's progress are made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import ROUND_HALF_UP, Decimal

from xltools.county.approved import owners_of
from xltools.county.data import CountyData, CountyFile
from xltools.form_identity import FormPurpose
from xltools.quick_dataclass import dataclass
from xltools.rules.patterns import bare_text
from xltools.rules.progress_rows import NO_GRADE, ProgressRow, ProjectStanding
from xltools.rules.results import Attainment
from xltools.summary.departments import Department

__all__ = ["ResultFact", "ResultSums", "collect_results", "rounded_ratio", "stage_of", "stages"]

ZERO = Decimal(0)
_PLACES = Decimal("0.0001")
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ResultFact:
    """A sheet of results with its department and its number on the sheet of results (from 1)."""

    department: Department
    number: int
    row: ProgressRow

    @property
    def stage(self) -> str:
        """The time of the year, as officers call it."""
        return stage_of(self.row)


def stage_of(row: ProgressRow) -> str:
    """Return the time of the year that a sheet of results is about, as officers call it."""
    return "全年自评" if row.purpose is FormPurpose.SELF_EVALUATION else f"1—{row.months}月监控"


def collect_results(
    data: CountyData, departments: Sequence[Department], by_file: Mapping[str, Department]
) -> list[ResultFact]:
    """Return the sheets of results in the order of the departments; monitoring comes before self-evaluation."""
    by_code = {department.code: department for department in departments if department.code}
    by_name = {bare_text(department.name): department for department in departments if department.name}

    def owner(row: ProgressRow, file: CountyFile) -> Department:
        """Return the department that the sheet names, as far as the county has it, else that of the file."""
        code, name = next(iter(owners_of(row, file)), ("", ""))
        return by_code.get(code) or by_name.get(bare_text(name)) or by_file[file.path]

    found = [(owner(row, file), row) for file in data.accepted for row in file.progress]
    found.sort(key=lambda pair: (pair[0].number, pair[1].purpose is FormPurpose.SELF_EVALUATION, pair[1].months))
    return [ResultFact(department, number, row) for number, (department, row) in enumerate(found, 1)]


def stages(results: Sequence[ResultFact]) -> tuple[str, ...]:
    """Return the times of the year that there are results of: monitoring by months, then self-evaluation."""
    ordered = sorted(results, key=lambda fact: (fact.row.purpose is FormPurpose.SELF_EVALUATION, fact.row.months))
    return tuple(dict.fromkeys(fact.stage for fact in ordered))


def rounded_ratio(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Return the value of ``ROUND(part/whole,4)``; None where there is no whole."""
    return (Decimal(part) / Decimal(whole)).quantize(_PLACES, ROUND_HALF_UP) if whole else None


@dataclass(slots=True)
class ResultSums:
    """The results of a department at one time of the year, added up; money in 元.

    Only projects with a budget and money spent are in ``budget`` and ``spent``, so that their share is one of both.
    """

    projects: int = 0
    budget: Decimal = ZERO
    spent: Decimal = ZERO
    counts: Counter[Attainment] = field(default_factory=Counter)
    standings: Counter[ProjectStanding] = field(default_factory=Counter)
    scored: int = 0
    score: Decimal = ZERO

    def add(self, row: ProgressRow) -> None:
        """Add a project."""
        self.projects += 1
        self.standings[row.standing] += 1
        for state in Attainment:
            self.counts[state] += row.count(state)
        if row.spent is not None and row.budget:
            self.budget += row.budget
            self.spent += row.spent
        if row.score is not None and row.grade != NO_GRADE:
            self.scored += 1
            self.score += row.score

    @property
    def share(self) -> Decimal | None:
        """The share of the budget that was spent, from 0 to 1."""
        return rounded_ratio(self.spent, self.budget)

    @property
    def attained(self) -> Decimal | None:
        """The share of the indicators that are attained, of those whose result can be held against the target."""
        states = (Attainment.ATTAINED, Attainment.MISSED, Attainment.BLANK)
        return rounded_ratio(self.counts[Attainment.ATTAINED], sum(self.counts[state] for state in states))

    @property
    def average(self) -> Decimal | None:
        """The average of the scores that can be right, rounded to hundredths."""
        return (self.score / self.scored).quantize(_HUNDREDTH, ROUND_HALF_UP) if self.scored else None
