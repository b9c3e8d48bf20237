"""Monitoring and self-evaluation sheets as plain rows, small enough to travel between processes by the thousand.

They hold what the county compares with the approved targets and shows by project. Amounts are 元, shares per cent.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from xltools.form_identity import FormPurpose, FormSubject
from xltools.model import DEPARTMENT_DIGITS, DepartmentBook, Entry, Indicator, Place, TargetSheet, quick_pickle
from xltools.rules.entry_checks import applies
from xltools.rules.results import (
    MONTHS,
    Attainment,
    attainment,
    explains,
    months_covered,
    score_total,
    spent_share,
)
from xltools.rules.row_views import FULL
from xltools.values import split_unit

__all__ = ["GRADES", "NO_GRADE", "ProgressRow", "ProjectStanding", "ResultRow", "progress_rows", "standing_of"]

_HUNDREDTH: Final = Decimal("0.01")
_SUBJECTS: Final = frozenset({FormSubject.PROJECT, FormSubject.FUND})


GRADES: Final = ((Decimal(90), "优"), (Decimal(80), "良"), (Decimal(60), "中"), (Decimal(0), "差"))
"""The least score of each grade of an evaluation (财预〔2020〕10号), from the best grade."""
NO_GRADE: Final = "无效"
"""The word in place of a grade where an error says that the score cannot be right, or it is beyond 100 points."""


class ProjectStanding(StrEnum):
    """The state of a project, as the county's sheets say it in words and in colours."""

    ON_TRACK = "正常"
    ATTENTION = "关注"
    LATE = "滞后"
    UNKNOWN = "无数据"


@quick_pickle
class ResultRow(NamedTuple):
    """One indicator with its target, its result as it was typed, and whether that is up to the target."""

    level1: str
    level2: str
    level3: str
    target: str
    weight: Decimal | None
    actual: str
    forecast: str
    score: Decimal | None
    reason: str
    state: Attainment
    place: Place
    name_place: Place
    target_place: Place
    weight_place: Place


@quick_pickle
class ProgressRow(NamedTuple):
    """One project's sheet of monitoring or self-evaluation.

    ``department_code`` and ``department_name`` are what the sheet itself names. ``initial`` is the budget at the
    year's beginning, ``budget`` the one that ``spent`` is a share of. ``due`` is the share that should be spent by the
    end of ``months``: by the time of the year, or by the approved plan (``planned``) where that is known. ``explained``
    says that a reason for a deviation is given anywhere on the sheet.
    """

    purpose: FormPurpose
    form: str
    form_name: str
    department_code: str
    department_name: str
    unit_code: str
    unit_name: str
    code: str
    name: str
    months: int
    initial: Decimal | None
    budget: Decimal | None
    spent: Decimal | None
    forecast_spent: Decimal | None
    due: Decimal
    planned: bool
    explained: bool
    score: Decimal | None
    results: tuple[ResultRow, ...]
    place: Place
    initial_place: Place
    budget_place: Place
    spent_place: Place
    score_place: Place
    standing: ProjectStanding = ProjectStanding.UNKNOWN
    """as :func:`standing_of` says by the county's settings"""
    wrong_score: bool = False
    """whether an error of the sheet says that its score cannot be right"""

    @property
    def grade(self) -> str:
        """The grade of a self-evaluation's score, or that it cannot be graded; an empty text without a score."""
        if self.score is None or self.purpose is not FormPurpose.SELF_EVALUATION:
            return ""
        if self.wrong_score or not 0 <= self.score <= FULL:
            return NO_GRADE
        return next((grade for least, grade in GRADES if self.score >= least), GRADES[-1][1])

    @property
    def gap(self) -> Decimal | None:
        """The percentage points that were spent beyond what is due, rounded to hundredths; below 0 it is behind."""
        share = self.share
        return None if share is None else (share - self.due).quantize(_HUNDREDTH, ROUND_HALF_UP)

    @property
    def share(self) -> Decimal | None:
        """The share of the budget that was spent, in per cent; None where either is missing or the budget is 0."""
        return self.spent / self.budget * FULL if self.spent is not None and self.budget else None

    def count(self, state: Attainment) -> int:
        """Return the number of indicators in this state."""
        return sum(result.state is state for result in self.results)


def standing_of(row: ProgressRow, tolerance: Decimal, late: Decimal) -> ProjectStanding:
    """Return how a project stands: late, or in need of attention, by its money, its indicators and its grade.

    It is late if its spending is behind what is due by more than ``late`` percentage points, or its grade is 差; it
    needs attention if it is behind by more than ``tolerance``, an indicator is missed or has no result, its grade is
    中, or its score cannot be graded.
    """
    behind = -(row.gap or Decimal(0))
    open_ = row.count(Attainment.MISSED) + row.count(Attainment.BLANK)
    if row.share is None and row.score is None and row.count(Attainment.BLANK) == len(row.results):
        return ProjectStanding.UNKNOWN
    if behind > late or row.grade == "差":
        return ProjectStanding.LATE
    if behind > tolerance or open_ or row.grade in {"中", NO_GRADE}:
        return ProjectStanding.ATTENTION
    return ProjectStanding.ON_TRACK


def progress_rows(book: DepartmentBook) -> tuple[ProgressRow, ...]:
    """Return the sheets of monitoring and self-evaluation of a book's projects and funds, in its order."""
    return tuple(
        _progress_row(sheet)
        for sheet in book.progress_sheets
        if sheet.form.purpose is not FormPurpose.PLAN and sheet.form.subject in _SUBJECTS
    )


def _progress_row(sheet: TargetSheet) -> ProgressRow:
    spent, budget, _ = spent_share(sheet)
    initial = sheet.funding.initial
    if initial.value is None and sheet.form.purpose is FormPurpose.MONITORING:
        initial = sheet.budget
    months = months_covered(sheet)
    total, score = score_total(sheet)
    code, name = split_unit(sheet.extras.get("department", Entry()).text)
    return ProgressRow(
        purpose=sheet.form.purpose,
        form=sheet.form.id,
        form_name=sheet.form.name,
        department_code=code[:DEPARTMENT_DIGITS],
        department_name=name,
        unit_code=sheet.unit_code,
        unit_name=sheet.unit_name,
        code=sheet.code.value or "",
        name=sheet.label,
        months=months,
        initial=initial.value,
        budget=budget.value,
        spent=spent.value,
        forecast_spent=sheet.amounts.get("forecast_spent", Entry()).value,
        due=Decimal(months) / MONTHS * FULL,
        planned=False,
        explained=explains(sheet),
        score=score,
        results=tuple(_result_row(sheet, row) for row in sheet.indicators if _is_set(row)),
        place=sheet.place,
        initial_place=initial.place,
        budget_place=budget.place,
        spent_place=spent.place,
        score_place=total.place,
    )


def _is_set(row: Indicator) -> bool:
    """Return whether a row sets a target that a result can be expected for."""
    return applies(row) and not (row.level3.blank and row.target.blank)


def _result_row(sheet: TargetSheet, row: Indicator) -> ResultRow:
    return ResultRow(
        level1=row.level1.value or "",
        level2=row.level2.value or "",
        level3=row.level3.value or "",
        target=row.target.text.strip(),
        weight=row.weight.value,
        actual=row.actual.text.strip(),
        forecast=row.forecast.text.strip(),
        score=row.score.value,
        reason=row.reason.text.strip(),
        state=attainment(sheet, row),
        place=row.place,
        name_place=row.level3.place,
        target_place=row.target.place,
        weight_place=row.weight.place,
    )
