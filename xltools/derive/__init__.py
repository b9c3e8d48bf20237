"""What follows from what was typed: pure functions on the model, used by rules, fills and the county's tables."""

from xltools.derive.funds import contained_projects, containments
from xltools.derive.levels import level1_class, level2_class, standard_level
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

__all__ = [
    "Gap",
    "Implied",
    "PlanMode",
    "Quarters",
    "contained_projects",
    "containments",
    "implied_shares",
    "level1_class",
    "level2_class",
    "period_amounts",
    "plan_mode",
    "plan_shares",
    "planned_amounts",
    "standard_level",
]
