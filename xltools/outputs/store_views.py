# ruff: noqa: S608 - the queries are made of the parts in this module
"""The questions of a prefecture, as views over the tables of a store (``docs/store.md`` describes them).

Every sum is a DECIMAL(38, 2), exact to the fen; no view divides, and none has a float.
"""

from __future__ import annotations

from dataclasses import dataclass

from xltools.text import Text

__all__ = ["VIEWS", "StoreView"]


@dataclass(frozen=True, slots=True)
class StoreView:
    """A view: its name, what it shows, and its SQL."""

    name: str
    meaning: Text
    sql: str


_COUNTED = """
    SELECT county, year, fund_level, true AS is_project, budget, fiscal, other FROM projects
    UNION ALL
    SELECT county, year, fund_level, false, budget, fiscal, other FROM special_funds WHERE counted
"""
"""The projects, and the special funds without projects of their own: what the total of a county is the sum of."""

_SUMS = """
    count(*) FILTER (is_project) AS projects,
    coalesce(sum(budget) FILTER (is_project), 0) AS project_budget,
    count(*) FILTER (NOT is_project) AS special_funds,
    coalesce(sum(budget) FILTER (NOT is_project), 0) AS special_fund_budget,
    coalesce(sum(budget), 0) AS total,
    coalesce(sum(fiscal), 0) AS fiscal,
    coalesce(sum(other), 0) AS other,
    count(*) FILTER (budget IS NULL) AS without_amount
"""

VIEWS = (
    StoreView(
        "county_totals",
        Text(
            "各县各年：项目数、专项数、去重后合计，以及存疑而没有计入的预算",
            "each county and year: projects, special funds, the deduplicated total, and budgets in doubt that are not "
            "in it",
        ),
        f"""
        WITH counted AS ({_COUNTED}),
        sums AS (SELECT county, year, {_SUMS} FROM counted GROUP BY county, year),
        doubt AS (
            SELECT county, year, sum(budget) AS in_doubt FROM doubtful_amounts
            WHERE field = 'budget' AND NOT counted GROUP BY county, year
        ),
        stored AS (SELECT county, year, count(*) FILTER (status = 'accepted') AS files FROM files GROUP BY county, year)
        SELECT county, year, files,
            coalesce(projects, 0) AS projects, coalesce(project_budget, 0) AS project_budget,
            coalesce(special_funds, 0) AS special_funds, coalesce(special_fund_budget, 0) AS special_fund_budget,
            coalesce(total, 0) AS total, coalesce(fiscal, 0) AS fiscal, coalesce(other, 0) AS other,
            coalesce(without_amount, 0) AS without_amount, coalesce(in_doubt, 0) AS in_doubt
        FROM stored LEFT JOIN sums USING (county, year) LEFT JOIN doubt USING (county, year)
        """,
    ),
    StoreView(
        "fund_levels",
        Text("各县各年各资金级次的合计", "the totals of each county and year by level of government that pays"),
        f"WITH counted AS ({_COUNTED}) SELECT county, year, fund_level, {_SUMS} FROM counted "
        "GROUP BY county, year, fund_level",
    ),
    StoreView(
        "findings_by_rule",
        Text("各县各年各规则的问题数和涉及的文件数", "findings and files with findings of each county, year and rule"),
        """
        SELECT county, year, rule, severity, count(*) AS findings,
            count(DISTINCT file) FILTER (file <> '') AS files
        FROM findings GROUP BY county, year, rule, severity
        """,
    ),
    StoreView(
        "weak_indicators",
        Text(
            "有错误或警告的绩效指标：所在行有指标（I）、指标值（V）或时限（T）规则的问题",
            "indicators with errors or warnings: a rule of indicators (I), target values (V) or times (T) fires in "
            "their row",
        ),
        """
        WITH faults AS (
            SELECT county, year, file, sheet, regexp_extract(cell, '[0-9]+$') AS line,
                string_agg(DISTINCT rule, ' ' ORDER BY rule) AS rules, count(*) AS findings
            FROM findings
            WHERE severity <> 'note' AND left(rule, 1) IN ('I', 'V', 'T') AND cell <> ''
            GROUP BY ALL
        )
        SELECT i.county, i.year, i.department_code, i.department_name, i.project_code, i.project_name, i.level2,
            i.level3, i.original, f.rules, f.findings, i.file, i.sheet, i.cell, i.sha256
        FROM indicators i JOIN faults f ON (i.county, i.year, i.file, i.sheet, regexp_extract(i.cell, '[0-9]+$'))
            = (f.county, f.year, f.file, f.sheet, f.line)
        """,
    ),
    StoreView(
        "shared_codes",
        Text("同一年度里两个以上的县都有的项目编码", "codes of projects that two or more counties have in one year"),
        """
        WITH shared AS (
            SELECT year, code FROM projects WHERE code <> '' GROUP BY year, code HAVING count(DISTINCT county) > 1
        )
        SELECT code, year, county, department_code, department_name, name, budget, file, sheet, cell, sha256
        FROM projects JOIN shared USING (year, code)
        """,
    ),
    StoreView(
        "year_on_year",
        Text(
            "同一县同一编码的项目，本年和上年的预算；只有一年有的，另一年为空",
            "projects by county and code: the budget of the year and of the year before; null where a year has none",
        ),
        """
        WITH budgets AS (
            SELECT county, year, code, any_value(name ORDER BY name) AS name, count(*) AS projects,
                CASE WHEN count(*) = count(budget) THEN sum(budget) END AS budget
            FROM projects WHERE code <> '' GROUP BY county, year, code
        ),
        stored AS (SELECT DISTINCT county, year FROM files),
        pairs AS (SELECT county, year FROM stored SEMI JOIN (SELECT county, year + 1 AS year FROM stored)
            USING (county, year)),
        present AS (SELECT budgets.* FROM budgets SEMI JOIN pairs USING (county, year)),
        past AS (SELECT budgets.* REPLACE (year + 1 AS year) FROM budgets
            WHERE (county, year + 1) IN (SELECT (county, year) FROM pairs))
        SELECT county, year, code, coalesce(present.name, past.name) AS name,
            past.projects AS projects_before, past.budget AS budget_before,
            present.projects AS projects, present.budget AS budget, present.budget - past.budget AS change
        FROM present FULL JOIN past USING (county, year, code)
        """,
    ),
)
"""All views, in the order in which they are listed."""
