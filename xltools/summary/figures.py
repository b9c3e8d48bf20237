"""The county's figures, each by several ways: as formulas on different sheets, and as sums of the reading.

:mod:`xltools.summary.proofs` compares them. A formula comes with its exact value, so that the comparison is known
before any program has calculated the workbook.
"""

from __future__ import annotations

from decimal import Decimal

from xltools.county.data import Containment, Fate
from xltools.derive import FUND_LEVELS
from xltools.messages.reading import READING
from xltools.model import Severity
from xltools.sheet_names import (
    COUNTY_SHEET,
    DOUBTFUL_SHEET,
    FILES_SHEET,
    FUNDS_SHEET,
    INDICATORS_SHEET,
    ISSUES_SHEET,
    PROGRESS_SHEET,
    PROJECTS_SHEET,
    STATISTICS_SHEET,
)
from xltools.summary.book import SummaryBook
from xltools.summary.doubtful import WHOLE_BUDGET
from xltools.summary.issues import UNASSIGNED
from xltools.writer.build import Formula

__all__ = ["MONEY_RULES", "Figures"]

ZERO = Decimal(0)
_COUNTED, _CONTAINED = ("counts", '"是"'), ("counts", '"否"')
"""The criteria of special funds that count in the deduplicated total, and of those that their projects count for."""
MONEY_RULES = (
    "A01",
    "A02",
    "A09",
    *(id for id, one in READING.items() if one.severity is Severity.ERROR and one.fires.get("field") == "budget"),
)
"""Rules about amounts that do not add up, are missing or cannot be read as they stand."""


class Figures:
    """The figures of one county summary."""

    def __init__(self, book: SummaryBook) -> None:
        self._facts = book.facts
        self._county = book.tables[COUNTY_SHEET]
        self._projects = book.tables[PROJECTS_SHEET]
        self._funds = book.tables[FUNDS_SHEET]
        self._progress = book.tables[PROGRESS_SHEET]
        self._issues = book.tables[ISSUES_SHEET]
        self._statistics = book.tables[STATISTICS_SHEET]
        self._indicators = book.tables[INDICATORS_SHEET]
        self._doubtful = book.tables[DOUBTFUL_SHEET]
        self._files = book.tables[FILES_SHEET]
        self._last = self._county.first + max(self._county.count, 1) + 1
        """the row of totals on the county's sheet"""

    def _county_yuan(self, key: str) -> str:
        """Return the formula of a total of the county's sheet, which is in 万元, in 元."""
        return f"'{COUNTY_SHEET}'!${self._county.letter(key)}${self._last}*10000"

    # --- the projects' money ------------------------------------------------------------------------------------------

    def budget(self) -> Formula:
        """Add up the detail sheet of the projects."""
        return Formula(self._projects.sum("budget"), self.budget_read())

    def budget_read(self) -> Decimal:
        """Return the sum of the reading."""
        return self._facts.projects.budget

    def budget_of_county(self) -> Formula:
        """Refer to the total of the county's sheet."""
        return Formula(self._county_yuan("budget"), self.budget_read())

    def fiscal_and_other(self) -> Formula:
        """Add up the two parts of the projects' budgets."""
        sums = self._facts.projects
        return Formula(f"{self._projects.sum('fiscal')}+{self._projects.sum('other')}", sums.fiscal + sums.other)

    def budget_by_level(self) -> Formula:
        """Add up the columns of the levels of government on the county's sheet."""
        return Formula("+".join(self._county_yuan(f"level {level}") for level in FUND_LEVELS), self.budget_read())

    def planned(self) -> Formula:
        """Refer to the money planned until December on the county's sheet."""
        return Formula(self._county_yuan("planned 3"), self._facts.projects.planned[-1])

    def planned_of_progress(self) -> Formula:
        """Refer to the money planned until December on the sheet of the plans."""
        cell = f"'{PROGRESS_SHEET}'!${self._progress.letter('planned 3')}${self._progress.first - 2}"
        return Formula(cell, self._facts.projects.planned[-1])

    def money_remark(self) -> str:
        """Return the rules that explain a budget that is not the sum of its parts."""
        fired = {rule for department in self._facts.all_with_unassigned for _, rule in department.findings}
        rules = "、".join(rule for rule in MONEY_RULES if rule in fired)
        return "不通过时，有部门填报的数不平、缺数或数读不出来" + (f"；可查问题清单规则 {rules}" if rules else "")

    def counted_and_doubtful(self) -> Formula:
        """Add up the detail sheets and the amounts that are kept out of them."""
        formula = f"{self._projects.sum('budget')}+{self._funds.sum('budget')}"
        apart = sum((doubt.budget_apart for doubt in self._facts.data.doubtful), ZERO)
        if self._doubtful.count:  # without doubtful amounts there is no such sheet
            formula += "+" + self._doubtful.sum_if("apart", ("money", WHOLE_BUDGET))
        return Formula(formula, self.budget_read() + self.fund_budget_read() + apart)

    def reported(self) -> Decimal:
        """Return what the departments report on all their sheets, as it was read."""
        reported = self._facts.data.reported
        return Decimal(self.counted_and_doubtful().value or 0) if reported is None else reported

    # --- special funds ------------------------------------------------------------------------------------------------

    def fund_budget(self) -> Formula:
        """Add up the detail sheet of the special funds."""
        return Formula(self._funds.sum("budget"), self.fund_budget_read())

    def fund_budget_read(self) -> Decimal:
        """Return the sum of the reading."""
        return self._facts.funds.budget

    def counted_and_contained(self) -> Formula:
        """Add up the special funds that count and those that do not."""
        sums = (self._funds.sum_if("budget", criterion) for criterion in (_COUNTED, _CONTAINED))
        return Formula("+".join(sums), self.fund_budget_read())

    def contained_funds(self) -> Formula:
        """Add up the special funds that do not count and hold projects, which do."""
        value = sum((one.fund.budget or ZERO for one in self._contained()), ZERO)
        return Formula(self._funds.sum_if("budget", _CONTAINED, ("project budget", '">=0"')), value)

    def contained_projects(self) -> Formula:
        """Add up the projects of the special funds."""
        projects = (project for containment in self._contained() for project in containment.projects)
        value = sum((project.budget or ZERO for project in projects), ZERO)
        return Formula(self._funds.sum_if("project budget", _CONTAINED), value)

    def _contained(self) -> list[Containment]:
        """Return the special funds whose projects count in their place."""
        return [one for one in self._facts.data.containments if one.projects and not one.counted]

    def deduplicated(self) -> Formula:
        """Refer to the deduplicated total of the county's sheet."""
        return Formula(self._county_yuan("deduplicated"), self.budget_read() + self._facts.counted_funds)

    def projects_and_counted_funds(self) -> Formula:
        """Add up the projects and the special funds that count."""
        formula = f"{self._projects.sum('budget')}+{self._funds.sum('counted')}"
        return Formula(formula, self.budget_read() + self._facts.counted_funds)

    def double_counting_remark(self) -> str:
        """Return the plain sum of projects and special funds, and the part of it that does not count."""
        plain = self.budget_read() + self.fund_budget_read()
        apart = self.fund_budget_read() - self._facts.counted_funds
        chosen = sum(one.choice is not None for one in self._facts.data.containments)
        why = f"（{chosen} 个专项按人工选择，见专项资金明细）" if chosen else ""
        return f"直接相加为 {plain:,.2f} 元，其中{'不计入' if chosen else '重复'} {apart:,.2f} 元{why}"

    # --- numbers of rows ----------------------------------------------------------------------------------------------

    def indicators(self) -> Formula:
        """Count the rows of the indicators' detail sheet."""
        parts = self._indicators.ranges("number")
        return Formula("+".join(f"COUNT({part})" for part in parts), self._facts.indicators)

    def indicators_of_sheets(self) -> Formula:
        """Add up the numbers of indicators of projects and special funds."""
        formula = f"{self._projects.sum('indicators')}+{self._funds.sum('indicators')}"
        return Formula(formula, self._facts.projects.indicators + self._facts.funds.indicators)

    def findings(self) -> Formula:
        """Count the findings of the issue list."""
        return Formula(self._issues.sum("count"), self.findings_read())

    def findings_read(self) -> int:
        """Return the number of findings of the checks."""
        return self._facts.issues.findings.total()

    def findings_of_rules(self) -> Formula:
        """Count the findings of the statistics by department and rule."""
        return Formula(self._statistics.sum("total"), self.findings_read())

    def findings_of_departments(self) -> Formula:
        """Count the findings of the county's sheet, and those that belong to no department."""
        totals = [f"'{COUNTY_SHEET}'!${self._county.letter(level.value)}${self._last}" for level in Severity]
        return Formula("+".join((*totals, self._issues.sum_if("count", UNASSIGNED))), self.findings_read())

    def files(self) -> Formula:
        """Count the rows of the list of files."""
        formula = "+".join(f"COUNT({part})" for part in self._files.ranges("number"))
        return Formula(formula, len(self._facts.data.files))

    def files_by_fate(self) -> Formula:
        """Count the files fate by fate."""
        counts = (self._files.count_if(("fate", f'"{fate.term.zh}"')) for fate in Fate)
        return Formula("+".join(counts), len(self._facts.data.files))
