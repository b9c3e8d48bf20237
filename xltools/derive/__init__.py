"""Facts derived from typed values: pure functions on the model, for rules, fills and the county's tables."""

from xltools.derive.fills import Fill, derive_fills, sheet_fills
from xltools.derive.funds import contained_projects, containments
from xltools.derive.identity import budget_year, only_unit, stated_department
from xltools.derive.levels import CLASSES, level1_class, level2_class, standard_level
from xltools.derive.measures import Direction, Nature, derived_unit, direction, nature, standard_target
from xltools.derive.plan import (
    Gap,
    Implied,
    PlanMode,
    Quarters,
    implied_shares,
    period_amounts,
    plan_mode,
    plan_shares,
    planned_amounts,
)
from xltools.derive.quality import completeness, problem_score
from xltools.derive.sources import FUND_LEVELS, document_number, fund_level

__all__ = [
    "CLASSES",
    "FUND_LEVELS",
    "Direction",
    "Fill",
    "Gap",
    "Implied",
    "Nature",
    "PlanMode",
    "Quarters",
    "budget_year",
    "completeness",
    "contained_projects",
    "containments",
    "derive_fills",
    "derived_unit",
    "direction",
    "document_number",
    "fund_level",
    "implied_shares",
    "level1_class",
    "level2_class",
    "nature",
    "only_unit",
    "period_amounts",
    "plan_mode",
    "plan_shares",
    "planned_amounts",
    "problem_score",
    "sheet_fills",
    "standard_level",
    "standard_target",
    "stated_department",
]
