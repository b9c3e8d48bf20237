"""The lives of projects: what was approved, how it stood when it was monitored, what was reached, over files and years.

One life is a project in one budget year; those of one project over the years stand one behind the other.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import field

from xltools.county.approved import (
    ApprovedTarget,
    ApprovedTargets,
    TargetLink,
    TargetMatch,
    name_without_year,
    owners_of,
    stated_code,
)
from xltools.county.data import CountyData, CountyFile
from xltools.county.project_identity import known_code
from xltools.form_identity import FormPurpose
from xltools.quick_dataclass import dataclass
from xltools.rules.patterns import bare_text
from xltools.rules.progress_rows import ProgressRow

__all__ = ["ProjectLife", "project_lives"]


@dataclass(slots=True)
class ProjectLife:
    """A project in one budget year: its target sheet and its sheets of results, as far as there are any.

    ``link`` says how the results were found to be about the target.
    """

    year: int | None
    department_code: str
    department_name: str
    code: str
    name: str
    link: TargetLink
    target: ApprovedTarget | None = None
    results: dict[FormPurpose, list[ProgressRow]] = field(default_factory=lambda: defaultdict(list))

    @property
    def monitored(self) -> ProgressRow | None:
        """The sheet of the monitoring, if there is just one."""
        return self._only(FormPurpose.MONITORING)

    @property
    def evaluated(self) -> ProgressRow | None:
        """The sheet of the self-evaluation, if there is just one."""
        return self._only(FormPurpose.SELF_EVALUATION)

    def _only(self, purpose: FormPurpose) -> ProgressRow | None:
        rows = self.results.get(purpose, [])
        return rows[0] if len(rows) == 1 else None

    @property
    def several(self) -> bool:
        """Whether it has several sheets of results of one kind, so that none of them is its result."""
        return any(len(rows) > 1 for rows in self.results.values())


def project_lives(data: CountyData) -> tuple[ProjectLife, ...]:
    """Return the lives of all projects with a target sheet or results, by department, project and year.

    Nothing is returned where there are only targets, or only results without any target: there is nothing to follow.
    """
    sheets = [(file, row) for file in data.accepted for row in file.progress]
    if not sheets:
        return ()
    targets = ApprovedTargets(data.approved or data.accepted)
    if not targets.targets:
        return ()
    lives: dict[object, ProjectLife] = {target.row.place: _of_target(target) for target in targets.targets}
    for file, row in sheets:
        found = targets.match(row, file)
        life = lives[found.target.row.place] if found.target else _without_target(lives, found, row, file)
        life.link = found.link
        life.results[row.purpose].append(row)
    return tuple(sorted(lives.values(), key=_order))


def _of_target(target: ApprovedTarget) -> ProjectLife:
    return ProjectLife(target.year, *target.department, target.row.code, target.row.name, TargetLink.NONE, target)


def _without_target(
    lives: dict[object, ProjectLife], found: TargetMatch, row: ProgressRow, file: CountyFile
) -> ProjectLife:
    """Return the life of results without a target; monitoring and self-evaluation of one project share it."""
    (department_code, department_name), *_ = (*owners_of(row, file), ("", ""))
    code, name = stated_code(row)
    key: tuple[object, ...] = (
        file.year,
        department_code or bare_text(department_name),
        code or name_without_year(name),
        bare_text(row.unit_name),
    )
    if found.link is TargetLink.AMBIGUOUS:
        key = (*key, row.purpose)  # which of the projects each of them is about is not known
    return lives.setdefault(key, ProjectLife(file.year, department_code, department_name, code, name, found.link))


def _order(life: ProjectLife) -> tuple[str, str, str, int, str]:
    """Return what lives are sorted by: the years of one project follow each other."""
    project = name_without_year(life.name)
    return life.department_code, bare_text(life.department_name), project, life.year or 0, known_code(life.code)
