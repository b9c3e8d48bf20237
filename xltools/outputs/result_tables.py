"""The tables of monitoring and self-evaluation, and of projects' lives. No sum of budgets has any of their money."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from xltools.county.data import CountyData
from xltools.county.lives import ProjectLife, project_lives
from xltools.model import NOWHERE, Place
from xltools.outputs.column_kinds import (
    count_column,
    department_columns,
    flag_column,
    form_columns,
    money_column,
    number_column,
    place_columns,
    text_column,
)
from xltools.outputs.columns import OutputColumn, OutputTable, ValueType
from xltools.rules.progress_rows import ProgressRow, ResultRow
from xltools.rules.results import Attainment
from xltools.summary.departments import Department, collect_departments
from xltools.summary.results import collect_results
from xltools.text import Text

__all__ = ["RESULT_TABLES"]

_SHARE_PLACES = Decimal("0.0001")


class _SheetEntry(NamedTuple):
    """A sheet of results with its department and the year of its file."""

    department_code: str
    department_name: str
    year: int | None
    row: ProgressRow

    @property
    def place(self) -> Place:
        """The cell of the money spent; where there is none, the beginning of the form."""
        return self.row.spent_place if self.row.spent_place.cell else self.row.place


class _IndicatorEntry(NamedTuple):
    """An indicator of a sheet of results."""

    sheet: _SheetEntry
    row: ResultRow


def _sheets(data: CountyData) -> Iterator[_SheetEntry]:
    departments, by_file = collect_departments(data)
    years = {file.path: file.year for file in data.files}
    for fact in collect_results(data, departments, by_file):
        department: Department = fact.department
        yield _SheetEntry(department.code, department.name, years.get(fact.row.place.file), fact.row)


def _indicators(data: CountyData) -> Iterator[_IndicatorEntry]:
    for sheet in _sheets(data):
        for row in sheet.row.results:
            yield _IndicatorEntry(sheet, row)


def _counted(state: Attainment, zh: str, en: str) -> OutputColumn:
    return OutputColumn(f"{state.value}", ValueType.INTEGER, Text(zh, en), lambda entry: entry.row.count(state))


_PURPOSE = text_column(
    "purpose", "环节：monitoring 监控，self-evaluation 自评", "monitoring or self-evaluation", "row.purpose.value"
)
_RESULTS = (
    *department_columns(),
    count_column("year", "预算年度", "budget year"),
    _PURPOSE,
    count_column("months", "涵盖的月数", "months that it covers", "row.months"),
    text_column("code", "项目编码", "code of the project", "row.code"),
    text_column("name", "项目名称", "name of the project", "row.name"),
    text_column("unit_name", "实施单位", "unit that carries it out", "row.unit_name"),
    *form_columns(),
    money_column("initial", "年初预算数", "budget at the beginning of the year", "row.initial"),
    money_column("budget", "预算数（调整的按调整后）", "budget, as it was adjusted", "row.budget"),
    money_column("spent", "执行数", "money spent", "row.spent"),
    OutputColumn(
        "share",
        ValueType.NUMBER,
        Text("执行率（四位小数）", "share of the budget that was spent, to four decimals"),
        lambda entry: None if entry.row.share is None else entry.row.share.quantize(_SHARE_PLACES),
        "%",
    ),
    OutputColumn(
        "due",
        ValueType.NUMBER,
        Text("应达的执行率（四位小数）", "share that is due, to four decimals"),
        lambda entry: entry.row.due.quantize(_SHARE_PLACES),
        "%",
    ),
    flag_column(
        "planned", "应达按批复的支出计划（否则按时序进度）", "due by the approved plan, not by the time", "row.planned"
    ),
    _counted(Attainment.ATTAINED, "完成的指标数", "indicators that are attained"),
    _counted(Attainment.MISSED, "未完成的指标数", "indicators that are missed"),
    _counted(Attainment.BLANK, "没有填的指标数", "indicators without a result"),
    _counted(Attainment.WORDS, "不能按数比较的指标数", "indicators that cannot be compared as numbers"),
    number_column("score", "自评得分", "score of the self-evaluation", "row.score"),
    text_column(
        "grade",
        "等级：优、良、中、差；得分有错误的：无效",
        'grade: 优, 良, 中, 差, 无效 where the score has an error; "" without a score',
        "row.grade",
    ),
    text_column(
        "standing",
        "状态：正常、关注、滞后、无数据",
        "正常 on track, 关注 needs attention, 滞后 late, 无数据 no data",
        "row.standing.value",
    ),
    *place_columns("place"),
)
_RESULT_INDICATORS = (
    *department_columns("sheet."),
    text_column(
        "purpose",
        "环节：monitoring 监控，self-evaluation 自评",
        "monitoring or self-evaluation",
        "sheet.row.purpose.value",
    ),
    text_column("project_code", "项目编码", "code of the project", "sheet.row.code"),
    text_column("project_name", "项目名称", "name of the project", "sheet.row.name"),
    text_column("level1", "一级指标", "level 1", "row.level1"),
    text_column("level2", "二级指标", "level 2", "row.level2"),
    text_column("level3", "三级指标", "level 3", "row.level3"),
    text_column("target", "指标值", "target value", "row.target"),
    text_column("actual", "完成值", "result", "row.actual"),
    text_column("forecast", "全年预计完成情况", "forecast for the year", "row.forecast"),
    text_column(
        "state",
        "完成情况：attained 完成，missed 未完成，blank 未填，words 不能按数比较",
        "attained, missed, blank: no result, words: cannot be compared as numbers",
        "row.state.value",
    ),
    number_column("weight", "分值", "weight", "row.weight"),
    number_column("score", "得分", "score", "row.score"),
    text_column("reason", "偏差原因", "reason of the deviation", "row.reason"),
    *place_columns("row.place"),
)


def _of(part: str, key: str) -> OutputColumn:
    """Return a column of a life that is an amount or a score of its monitoring or self-evaluation."""
    names = {
        "monitored": Text("监控", "monitoring"),
        "evaluated": Text("自评", "self-evaluation"),
    }
    values = {"spent": Text("执行数", "money spent"), "score": Text("得分", "score")}
    kind = ValueType.MONEY if key == "spent" else ValueType.NUMBER

    def value(life: ProjectLife) -> Decimal | None:
        row: ProgressRow | None = getattr(life, part)
        amount: Decimal | None = getattr(row, key) if row else None
        return amount

    meaning = Text(f"{names[part].zh}的{values[key].zh}", f"{values[key].en} by the {names[part].en}")
    return OutputColumn(f"{part}_{key}", kind, meaning, value, "元" if key == "spent" else "")


def _counts_of(part: str, state: Attainment, zh: str, en: str) -> OutputColumn:
    def value(life: ProjectLife) -> int | None:
        row: ProgressRow | None = getattr(life, part)
        return row.count(state) if row else None

    return OutputColumn(f"{part}_{state.value}", ValueType.INTEGER, Text(zh, en), value)


def _place_of(life: ProjectLife) -> Place:
    """Return where the target stands; without one, the first sheet of results."""
    if life.target:
        row = life.target.row
        return row.budget_place if row.budget_place.cell else row.place
    first = next((row for rows in life.results.values() for row in rows), None)
    return first.place if first else NOWHERE


_LIVES = (
    text_column("department_code", "部门编码", "code of the department"),
    text_column("department_name", "部门名称", "name of the department"),
    count_column("year", "预算年度", "budget year"),
    text_column("code", "项目编码", "code of the project"),
    text_column("name", "项目名称", "name of the project"),
    OutputColumn(
        "budget",
        ValueType.MONEY,
        Text("批复的预算数", "approved budget; null without a target sheet"),
        lambda life: life.target.row.budget if life.target else None,
        "元",
    ),
    _of("monitored", "spent"),
    _counts_of("monitored", Attainment.MISSED, "监控预计不能完成的指标数", "indicators that will be missed by it"),
    _of("evaluated", "spent"),
    _counts_of("evaluated", Attainment.ATTAINED, "自评完成的指标数", "indicators that were attained by it"),
    _counts_of("evaluated", Attainment.MISSED, "自评未完成的指标数", "indicators that were missed by it"),
    _of("evaluated", "score"),
    text_column(
        "link",
        "对应方式：code 按编码，name 按部门和名称，ambiguous 有几个同名项目、没有对应，none 没有对应",
        "how results belong to the target: code, name (and department), ambiguous: several fit, none was taken; none",
        "link.value",
    ),
    OutputColumn(
        "file", ValueType.TEXT, Text("来源文件", "file that the row comes from"), lambda life: _place_of(life).file
    ),
    OutputColumn(
        "sheet",
        ValueType.TEXT,
        Text("来源工作表", 'sheet of it; "" for a whole file'),
        lambda life: _place_of(life).sheet,
    ),
    OutputColumn(
        "cell",
        ValueType.TEXT,
        Text("来源单元格", 'cell of it (A1); "" for a whole sheet or file'),
        lambda life: _place_of(life).cell,
    ),
)

RESULT_TABLES: tuple[OutputTable, ...] = (
    OutputTable(
        "results",
        Text(
            "监控表、自评表：每个项目一行，金额不计入任何合计",
            "monitoring and self-evaluation: a row for each project's sheet; no sum has their money",
        ),
        _RESULTS,
        _sheets,
    ),
    OutputTable(
        "result_indicators", Text("这些表的绩效指标", "the indicators on these sheets"), _RESULT_INDICATORS, _indicators
    ),
    OutputTable(
        "project_lives",
        Text(
            "项目全程：目标、监控、自评在一行，有目标又有监控或自评时才有",
            "projects from target to result on one line, where there are targets and results",
        ),
        _LIVES,
        lambda data: iter(project_lives(data)),
    ),
)
