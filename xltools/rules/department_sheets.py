"""Family D, 部门整体: the sheet of a department as a whole, its yearly tasks, and the projects beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from xltools.form_identity import Capability, FormSubject
from xltools.messages.message import Example, Hit, Words
from xltools.model import Entry, Severity, TargetSheet, Task
from xltools.rules.entry_checks import missing
from xltools.rules.patterns import bare_text
from xltools.rules.rule import Context, rule
from xltools.text import Text
from xltools.values import format_amount

__all__: list[str] = []

ZERO = Decimal(0)
_DEPARTMENT = frozenset({FormSubject.DEPARTMENT})
_ROUNDING = Decimal("0.005")
"""Half of the last place of an amount with two decimals, in the money unit of the form."""
_PARTS = {
    "budget": Text("金额", "amounts"),
    "fiscal": Text("财政拨款", "fiscal money"),
    "other": Text("其他资金", "other money"),
}


@rule(
    "D01",
    Severity.ERROR,
    zh=Words(
        "没有填写年度主要任务", "部门整体绩效目标表没有填写年度主要任务", "逐项填写年度主要任务、主要内容和预算金额"
    ),
    en=Words(
        "No tasks of the year",
        "The sheet of the department has no tasks of the year",
        "Enter each task of the year with its content and its budget",
    ),
    needs=frozenset({Capability.TASKS}),
    subjects=_DEPARTMENT,
    source="部门整体支出绩效目标申报表：年度主要任务",
    fires=Example(form="DEPARTMENT2021", tasks=[]),
    clean=Example(form="DEPARTMENT2021"),
)
def tasks_missing(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a department's sheet without tasks."""
    if not any(task.name.value or task.content.value for task in sheet.tasks):
        yield Hit(sheet.place, "tasks")


@rule(
    "D02",
    Severity.ERROR,
    zh=Words(
        "任务金额与合计不符",
        "各项任务的{part}相加是 {sum} 元，合计栏是 {total} 元，相差 {difference} 元",
        "对照批复核对各项任务和合计",
    ),
    en=Words(
        "Tasks do not add up",
        "The {part} of the tasks add up to {sum} yuan, but the total is {total} yuan, a difference of {difference}",
        "Check the tasks and the total against what was approved",
    ),
    needs=frozenset({Capability.TASKS, Capability.BUDGET}),
    subjects=_DEPARTMENT,
    source="表内勾稽",
    silenced_by=("D01",),
    fires=Example(form="DEPARTMENT2021", tasks=["农村公路养护|养护县道86公里|800000|800000|0"]),
    clean=Example(form="DEPARTMENT2021", tasks=["农村公路建设和养护|硬化12公里|1200000|1200000|0"]),
)
def tasks_off_total(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a total that is not the sum of the tasks, each of the three columns by itself.

    Amounts that cannot be read are reported elsewhere, and nothing is added up then.
    """
    tolerance = _ROUNDING * (len(sheet.tasks) + 1) * sheet.money_unit.factor
    totals = {"budget": sheet.budget, "fiscal": sheet.fiscal, "other": sheet.other}
    for key, total in totals.items():
        entries: list[Entry[Decimal]] = [getattr(task, key) for task in sheet.tasks]
        filled = [entry.value for entry in entries if entry.value is not None]
        if total.value is None or not filled or any(entry.unreadable for entry in entries):
            continue
        together = sum(filled, ZERO)
        if abs(together - total.value) > tolerance:
            yield Hit(
                total,
                key,
                expected=format_amount(together, sheet.money_unit),
                related=tuple(entry.place for entry in entries if entry.value is not None),
                values={
                    "part": _PARTS[key],
                    "sum": format_amount(together),
                    "total": format_amount(total.value),
                    "difference": format_amount(abs(together - total.value)),
                },
            )


@rule(
    "D03",
    Severity.ERROR,
    zh=Words(
        "任务金额与资金来源不符",
        "任务“{task}”的金额 {total} 元，不等于财政拨款 {fiscal} 元加其他资金 {other} 元",
        "核对这项任务的三个金额",
    ),
    en=Words(
        "A task is not the sum of its money",
        'The amount {total} yuan of the task "{task}" is not fiscal money {fiscal} plus other money {other} yuan',
        "Check the three amounts of the task",
    ),
    needs=frozenset({Capability.TASKS, Capability.SOURCES}),
    subjects=_DEPARTMENT,
    source="表内勾稽",
    fires=Example(form="DEPARTMENT2021", tasks=["农村公路建设|硬化12公里|1200000|1000000|100000"]),
    clean=Example(form="DEPARTMENT2021", tasks=["农村公路建设|硬化12公里|1200000|1200000|"]),
)
def task_off_sources(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a task whose amount is not its fiscal and its other money; a blank one of the two counts as nothing."""
    tolerance = _ROUNDING * 2 * sheet.money_unit.factor
    for task in sheet.tasks:
        total, fiscal, other = task.budget.value, task.fiscal.value, task.other.value
        if total is None or (fiscal is None and other is None) or task.fiscal.unreadable or task.other.unreadable:
            continue
        parts = (fiscal or ZERO) + (other or ZERO)
        if abs(total - parts) > tolerance:
            yield Hit(
                task.budget,
                "budget",
                expected=format_amount(parts, sheet.money_unit),
                related=(task.fiscal.place, task.other.place),
                values={
                    "task": (task.name.value or "").strip(),
                    "total": format_amount(total),
                    "fiscal": format_amount(fiscal or ZERO),
                    "other": format_amount(other or ZERO),
                },
            )


@rule(
    "D04",
    Severity.WARNING,
    zh=Words(
        "任务与同名项目金额不同",
        "任务“{task}”的金额是 {total} 元，同名项目的预算数是 {budget} 元",
        "核对任务和项目的金额，使两处一致；任务不止包含这个项目的，改用能区分的名称",
    ),
    en=Words(
        "A task and the project of its name differ",
        'The task "{task}" has {total} yuan, the project of this name {budget} yuan',
        "Check both amounts; where the task is more than this project, give it another name",
    ),
    needs=frozenset({Capability.TASKS}),
    subjects=_DEPARTMENT,
    source="部门整体绩效目标与项目绩效目标相衔接",
    fires=Example(
        sheets=[
            Example(),
            Example(form="DEPARTMENT2021", tasks=["2020年农村道路硬化项目|硬化12公里|1300000|1300000|0"]),
        ]
    ),
    clean=Example(
        sheets=[
            Example(),
            Example(form="DEPARTMENT2021", tasks=["2020年农村道路硬化项目|硬化12公里|1200000|1200000|0"]),
        ]
    ),
)
def task_off_project(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a task whose amount is not that of the projects in the same workbook that have its name."""
    budgets: dict[str, list[Entry[Decimal]]] = defaultdict(list)
    for project in context.book.projects:
        budgets[bare_text(project.name.value or "")].append(project.budget)
    for task in sheet.tasks:
        same = budgets.get(bare_text(task.name.value or "")) if task.name.value else None
        values = [entry.value for entry in same or () if entry.value is not None]
        if not same or task.budget.value is None or len(values) != len(same):
            continue
        together = sum(values, ZERO)
        if abs(together - task.budget.value) > _ROUNDING * 2 * sheet.money_unit.factor:
            yield Hit(
                task.budget,
                "budget",
                related=tuple(entry.place for entry in same),
                values={
                    "task": task.name.text.strip(),
                    "total": format_amount(task.budget.value),
                    "budget": format_amount(together),
                },
            )


@rule(
    "D05",
    Severity.WARNING,
    zh=Words(
        "项目合计大于部门整体金额",
        "本工作簿 {count} 个项目的预算合计 {sum} 元，大于部门整体绩效目标表的金额合计 {total} 元",
        "核对部门整体绩效目标表是否漏列任务，或金额单位是否写错",
    ),
    en=Words(
        "Projects exceed the department's total",
        "The budgets of the {count} projects of this workbook are {sum} yuan, more than the {total} yuan of the "
        "department's sheet",
        "Check whether the department's sheet lacks a task, or states the wrong money unit",
    ),
    needs=frozenset({Capability.BUDGET, Capability.TASKS}),
    subjects=_DEPARTMENT,
    source="部门整体绩效目标与项目绩效目标相衔接",
    silenced_by=("D01", "D02", "D04"),
    fires=Example(
        sheets=[
            Example(),
            Example(
                form="DEPARTMENT2021", budget="800000", fiscal="800000", tasks=["公路养护|养护86公里|800000|800000|0"]
            ),
        ]
    ),
    clean=Example(sheets=[Example(), Example(form="DEPARTMENT2021")]),
)
def projects_exceed_department(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a department's total that is less than its projects; it may be more, since it has other spending too."""
    projects = context.book.projects
    together = sum((project.budget.value or ZERO for project in projects), ZERO)
    total = sheet.budget.value
    if total is not None and together - total > _ROUNDING * 2 * sheet.money_unit.factor:
        yield Hit(
            sheet.budget,
            "budget",
            related=tuple(project.budget.place for project in projects),
            values={"count": len(projects), "sum": format_amount(together), "total": format_amount(total)},
        )


@rule(
    "D06",
    Severity.WARNING,
    zh=Words("任务没有金额或内容", "任务“{task}”没有填{what}", "补填{what}"),
    en=Words("A task without money or content", 'The task "{task}" has no {what}', "Enter the {what}"),
    needs=frozenset({Capability.TASKS}),
    subjects=_DEPARTMENT,
    source="部门整体支出绩效目标申报表：年度主要任务",
    grouped=True,
    fires=Example(form="DEPARTMENT2021", tasks=["农村公路建设|硬化12公里|1200000|1200000|0", "公路养护|养护86公里|||"]),
    clean=Example(form="DEPARTMENT2021"),
)
def task_incomplete(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a task that has a name and no amount, or no content."""
    for task in sheet.tasks:
        if not task.name.value:
            continue
        for key, what in _blank_parts(task):
            entry: Entry[str] | Entry[Decimal] = task.budget if key == "budget" else task.content
            yield Hit(entry, key, values={"task": task.name.text.strip(), "what": what})


def _blank_parts(task: Task) -> Iterator[tuple[str, Text]]:
    if missing(task.budget):
        yield "budget", Text("预算金额", "amount")
    if missing(task.content):
        yield "content", Text("主要内容", "content")
