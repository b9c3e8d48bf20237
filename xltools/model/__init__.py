"""The report of a department: target sheets, spending plans, goals, indicators, and the findings about them.

Everything here is an immutable value. Each value that a person typed is an :class:`Entry`: the text of the cell, its
meaning, and the :class:`Place` it was read from. Places are made when a cell is read and passed on; they are never
computed later.

Amounts are :class:`~decimal.Decimal` in 元 with two places; percentages are 0-100 (20 means 20 %).

Importing this package loads none of its modules: the process that reads one old workbook needs the smallest of them.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from xltools.form_identity import Capability, FormIdentity, FormPurpose, FormSubject, Framework
    from xltools.model.finding import Finding, Reply, Severity, Since
    from xltools.model.place import NOWHERE, Place, column_letters, column_number, quick_pickle
    from xltools.model.sheets import (
        DEPARTMENT_DIGITS,
        PERIODS,
        DepartmentBook,
        Entry,
        Funding,
        Goal,
        GoalItem,
        Indicator,
        MoneyUnit,
        Operator,
        OverallTargets,
        Period,
        SheetKind,
        SpendingPlan,
        TargetKind,
        TargetSheet,
        TargetValue,
        Task,
    )

__all__ = [
    "DEPARTMENT_DIGITS",
    "NOWHERE",
    "PERIODS",
    "Capability",
    "DepartmentBook",
    "Entry",
    "Finding",
    "FormIdentity",
    "FormPurpose",
    "FormSubject",
    "Framework",
    "Funding",
    "Goal",
    "GoalItem",
    "Indicator",
    "MoneyUnit",
    "Operator",
    "OverallTargets",
    "Period",
    "Place",
    "Reply",
    "Severity",
    "SheetKind",
    "Since",
    "SpendingPlan",
    "TargetKind",
    "TargetSheet",
    "TargetValue",
    "Task",
    "column_letters",
    "column_number",
    "quick_pickle",
]

_MODULES = {
    "xltools.form_identity": (
        "Capability",
        "FormIdentity",
        "FormPurpose",
        "FormSubject",
        "Framework",
    ),
    "xltools.model.finding": (
        "Finding",
        "Reply",
        "Severity",
        "Since",
    ),
    "xltools.model.place": (
        "NOWHERE",
        "Place",
        "column_letters",
        "column_number",
        "quick_pickle",
    ),
    "xltools.model.sheets": (
        "DEPARTMENT_DIGITS",
        "PERIODS",
        "DepartmentBook",
        "Entry",
        "Funding",
        "Goal",
        "GoalItem",
        "Indicator",
        "MoneyUnit",
        "Operator",
        "OverallTargets",
        "Period",
        "SheetKind",
        "SpendingPlan",
        "TargetKind",
        "TargetSheet",
        "TargetValue",
        "Task",
    ),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a name when it is first used."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value
