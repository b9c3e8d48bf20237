"""The identity of a form: what goes with every sheet that was read from it, for rules and summaries to ask."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from xltools.quick_dataclass import dataclass

__all__ = ["NO_FORM", "Capability", "FormIdentity", "FormPurpose", "FormSubject", "Framework"]


class FormPurpose(StrEnum):
    """The use of a form in the year: only plans state a budget that counts in the county's total."""

    PLAN = "plan"
    MONITORING = "monitoring"
    SELF_EVALUATION = "self-evaluation"


class FormSubject(StrEnum):
    """The subject of a form."""

    PROJECT = "project"
    FUND = "fund"
    DEPARTMENT = "department"
    AREA = "area"


class Framework(StrEnum):
    """The framework of indicators that a form follows; rules about its levels hold for some frameworks only."""

    MOF2015 = "2015"
    """财预〔2015〕88号: cost is a class of output"""
    POVERTY2018 = "2018"
    """国办发〔2018〕35号, funds for poverty relief: as 2015, and satisfaction is required"""
    MOF2021 = "2021"
    """财预〔2021〕101号: cost is a level 1 of its own"""


class Capability(StrEnum):
    """A part of a form that rules speak of; a rule runs on the forms that have all parts it needs."""

    CODE = "code"
    UNIT = "unit"
    UNIT_CODE = "unit_code"
    TITLE = "title"
    """a title that names the project, other than the title of the form"""
    BUDGET = "budget"
    SOURCES = "sources"
    """the budget's parts by source: fiscal money and other money, and no others"""
    PURPOSE = "purpose"
    SPENDING_PLAN = "plan"
    GOALS = "goals"
    INDICATORS = "indicators"
    LEVEL2 = "level2"
    DESCRIPTION = "description"
    BASIS = "basis"
    OPERATOR = "operator"
    MEASURE = "measure"
    WEIGHT = "weight"
    ACTUAL = "actual"
    SCORE = "score"
    FORECAST = "forecast"
    REASON = "reason"
    """the reason why an indicator is off its target"""
    GOALS_DONE = "goals_done"
    SPENT = "spent"
    EXECUTION_RATE = "execution_rate"
    TASKS = "tasks"
    LIST = "list"
    """many projects in one table, with sums among them"""
    AREAS = "areas"
    """the values of areas beside the target of the whole"""


@dataclass(frozen=True, slots=True)
class FormIdentity:
    """A form's id and name, what it is for, and what can be asked of a sheet that was read from it.

    ``fields`` and ``columns`` are the keys of what must be filled in. ``weight_sums`` are the sums that the weights of
    its indicators may have (empty: not fixed), ``level_weights`` their sums by level 1, without 指标; ``sources`` are
    the amounts that together are the budget (empty: the form has others, or none). The default belongs to sheets that
    were not read from a form: anything can be asked of them.
    """

    id: str = ""
    name: str = ""
    purpose: FormPurpose = FormPurpose.PLAN
    subject: FormSubject = FormSubject.PROJECT
    framework: Framework = Framework.MOF2015
    capabilities: frozenset[Capability] = frozenset(Capability)
    fields: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    weight_sums: tuple[Decimal, ...] = ()
    level_weights: tuple[tuple[str, Decimal], ...] = ()
    sources: tuple[str, ...] = ("fiscal", "other")


NO_FORM = FormIdentity()
"""The form of a sheet that was not read from one."""
