"""The tables of a county: every column with its type, its unit, its meaning, and where its value comes from.

The JSON, the CSV and Parquet files and the pandas tables all go by :data:`TABLES`, so that a column has one name and
one meaning everywhere. ``docs/json.md`` and ``docs/json.zh-CN.md`` list them, held by a test.
"""

from __future__ import annotations

from operator import attrgetter

from xltools.model import PERIODS, Severity, SheetKind
from xltools.outputs.column_kinds import count_column as _count
from xltools.outputs.column_kinds import department_columns as _department
from xltools.outputs.column_kinds import flag_column as _flag
from xltools.outputs.column_kinds import form_columns as _form
from xltools.outputs.column_kinds import money_column as _money
from xltools.outputs.column_kinds import number_column as _number
from xltools.outputs.column_kinds import place_columns as _place
from xltools.outputs.column_kinds import text_column as _text
from xltools.outputs.column_kinds import time_column as _time
from xltools.outputs.columns import OutputColumn, OutputTable, ValueType
from xltools.outputs.result_tables import RESULT_TABLES
from xltools.outputs.table_rows import (
    department_indicator_rows,
    department_rows,
    department_sheet_rows,
    department_task_rows,
    file_rows,
    finding_rows,
    indicator_rows,
    plan_rows,
    sheet_rows,
)
from xltools.text import Text

__all__ = ["FINDINGS", "SCHEMA", "TABLES", "OutputColumn", "OutputTable", "ValueType"]

SCHEMA = 2
"""The version of the JSON and of the tables. Columns may be added; none is removed or changes its meaning."""


def _severity_count(severity: Severity, zh: str, en: str) -> OutputColumn:
    return OutputColumn(
        f"{severity.value}s",
        ValueType.INTEGER,
        Text(f"{zh}数", f"findings of severity {en}"),
        lambda row: row.counts[severity],
    )


def _planned_by(number: int, month: int) -> OutputColumn:
    meaning = Text(f"项目到 {month} 月底的累计计划", f"money of the projects planned by the end of month {month}")
    return OutputColumn(f"planned_{month:02}", ValueType.MONEY, meaning, lambda row: row.projects.planned[number], "元")


_SEVERITIES = (
    _severity_count(Severity.ERROR, "错误", "error"),
    _severity_count(Severity.WARNING, "警告", "warning"),
    _severity_count(Severity.NOTE, "提示", "note"),
)

# --- files and departments --------------------------------------------------------------------------------------------

_WHOLE_FILE = Text("恒为空：整个文件", 'always "": the row is about a whole file')
_FILES = (
    OutputColumn(
        "file", ValueType.TEXT, Text("文件路径", "path of the file"), attrgetter("file.path"), json_name="path"
    ),
    OutputColumn("sheet", ValueType.TEXT, _WHOLE_FILE, lambda _: "", in_json=False),
    OutputColumn("cell", ValueType.TEXT, _WHOLE_FILE, lambda _: "", in_json=False),
    _text(
        "status",
        "处理结果：accepted 已汇总，superseded 被取代，undecided 存疑，rejected 未能读取，ignored 未采用",
        "accepted; superseded: a newer file of the same department counts, or one that says the same; "
        "undecided: nothing says whether it or another file counts, so neither does; rejected: it cannot be read; "
        "ignored: not a department workbook of this year",
        "file.fate.value",
    ),
    _text("reason", "没有汇总的原因和处理办法", "why it does not count and what to do, in Chinese", "file.reason.zh"),
    _text("reason_en", "同上，英文", "the same in English", "file.reason.en"),
    _text("sha256", "文件内容的 SHA-256", "SHA-256 of its content", "file.sha256"),
    _count("size", "文件大小（字节）", "size in bytes", "file.size"),
    _time("modified", "保存时间", "when it was saved", "file.modified"),
    *_department("file."),
    _text("county", "文件中填写的县（市、区）", "county that the file states", "file.county"),
    _count("year", "文件中填写的预算年度", "budget year that the file states", "file.year"),
    _text("profile", "表样", "edition of the form", "file.form"),
    OutputColumn(
        "department_sheets",
        ValueType.INTEGER,
        Text("部门整体绩效目标表数", "sheets of the department as a whole in it"),
        lambda row: len(row.file.department_sheets),
    ),
    OutputColumn(
        "other_sheets",
        ValueType.LIST,
        Text(
            "监控表、自评表等不计入任何合计的表，按表式名称和张数",
            "sheets that are in no sum (monitoring, self-evaluation), by the form's name and their number",
        ),
        lambda row: [f"{form} {count}" for form, count in row.file.other_forms.items()],
    ),
    _count("sheets_read", "读取的工作表数", "sheets that were read", "file.sheets_read"),
    _count("projects", "预算项目数", "budget projects in it"),
    _count("special_funds", "专项资金数", "special funds in it"),
    OutputColumn(
        "indicators", ValueType.INTEGER, Text("绩效指标数", "indicators in it"), lambda row: len(row.file.indicators)
    ),
    OutputColumn(
        "findings",
        ValueType.INTEGER,
        Text(
            "文件本身的问题数；被取代和存疑的文件，只算取舍上的问题；未采用的文件，其问题不列入问题表",
            "findings of the file itself; of superseded and undecided files those about their fate alone; "
            "those of ignored files are not in the list of findings",
        ),
        lambda row: len(row.file.findings),
    ),
    _count("rules_run", "运行的审核规则数", "rules that were run", "file.rules_run"),
    _flag("returned", "此前退回过", "it went back to its department before", "file.returned"),
    _count("mended", "退回后已改的问题数", "findings of that time that are gone", "file.mended"),
)

_DEPARTMENTS = (
    *_department(),
    _flag("expected", "在应报名单上", "it is on the roster"),
    _flag("received", "有一个文件已汇总", "one of its files counts"),
    _count("projects", "预算项目数", "budget projects", "projects.count"),
    _count("special_funds", "专项资金数", "special funds", "funds.count"),
    OutputColumn(
        "indicators",
        ValueType.INTEGER,
        Text("绩效指标数", "indicators"),
        lambda row: row.projects.indicators + row.funds.indicators,
    ),
    _money("project_budget", "项目预算合计", "budgets of the projects", "projects.budget"),
    _money("special_fund_budget", "专项资金合计", "budgets of the special funds", "funds.budget"),
    _money(
        "deduplicated_budget",
        "去重后合计：项目，加计入的专项资金（没有对应项目的，或审核人选择计入的）",
        "projects, and the special funds that count: those without projects of their own, or as the officer chose",
    ),
    _money("fiscal", "项目的财政资金", "fiscal money of the projects", "projects.fiscal"),
    _money("other", "项目的其他资金", "other money of the projects", "projects.other"),
    *(_planned_by(number, int(period)) for number, period in enumerate(PERIODS)),
    *_SEVERITIES,
    *_place("place"),
)

# --- target sheets ----------------------------------------------------------------------------------------------------


def _target_columns(kind: SheetKind, zh: str, en: str) -> tuple[OutputColumn, ...]:
    only_kind = (
        (
            _text("special_fund_code", "包含本项目的专项资金编码", "code of the special fund that contains it"),
            _text("special_fund_name", "包含本项目的专项资金名称", "name of that special fund"),
        )
        if kind is SheetKind.PROJECT
        else (
            _flag(
                "counted",
                "计入去重后合计（没有对应项目，或审核人选择计入）",
                "its budget counts in the deduplicated total",
            ),
        )
    )
    return (
        *_department("row."),
        _text("unit_code", "单位编码", "code of the reporting unit", "row.unit_code"),
        _text("unit_name", "单位名称", "name of the reporting unit", "row.unit_name"),
        _text("code", f"{zh}编码", f"code of the {en}", "row.code"),
        _text("name", f"{zh}名称", f"name of the {en}", "row.name"),
        *_form(),
        _flag("has_plan", "表式有支出计划", "its form has a spending plan", "row.has_plan"),
        _text(
            "fund_level",
            "资金级次：中央、省、市、县、其他、未注明",
            "level of government that pays: 中央 central, 省 province, 市 city, 县 county, 其他 other money, "
            "未注明 not stated",
            "row.fund_level",
        ),
        _text("document_number", "文号", "number of the document it rests on", "row.document_number"),
        _money("budget", "预算数", "budget", "row.budget"),
        _money("fiscal", "其中：财政资金", "fiscal money in it", "row.fiscal"),
        _money("other", "其他资金", "other money in it", "row.other"),
        _text("purpose", "资金用途", "purpose", "row.purpose"),
        _text("goal", "绩效目标", "goals", "row.goal"),
        _count("indicators", "绩效指标数", "indicators", "row.indicators"),
        OutputColumn(
            "classes",
            ValueType.LIST,
            Text("指标覆盖的二级类别", "level 2 classes that its indicators cover"),
            lambda target: sorted(target.row.classes),
        ),
        _number("completeness", "填报完整度", "part of its fields that are filled in", "row.completeness", "%"),
        *only_kind,
        *_SEVERITIES,
        *_place("place"),
    )


_PLANS = (
    *_department("row."),
    _text("kind", "类型：项目、专项", "project 项目 or special fund 专项", "row.kind.value"),
    _text("code", "项目（专项）编码", "code of the project or special fund", "row.code"),
    _text("name", "项目（专项）名称", "name of the project or special fund", "row.name"),
    _text("period", "截止月份：03、06、10、12", "month at whose end the plan stands: 03, 06, 10, 12", "period.value"),
    _number("typed", "填写的累计百分比；未填为空", "cumulative share that was typed; null if blank", unit="%"),
    _number(
        "share",
        "累计百分比；空白按规则推算，不能推算的为空",
        "cumulative share, with blanks filled by the rules; null if they say nothing",
        unit="%",
    ),
    _money("planned", "累计计划金额", "cumulative amount"),
    *_place("place"),
)

_INDICATOR = (
    _text("level1", "一级指标（规范名称）", "level 1 (standard name)"),
    _text("level2", "二级指标（规范名称）", "level 2 (standard name)"),
    _text("level3", "三级指标", "level 3"),
    _text("description", "指标描述", "description"),
    _text("operator", "符号：=、≥、≤、>、<", "operator: =, ≥, ≤, >, <"),
    _number("number", "数值", "number of the target value"),
    _number("upper", "上限（区间值）", "upper end of a range"),
    _text("unit", "计量单位", "unit of measure"),
    _text("remark", "文字说明", "words of the target value"),
    _text("original", "指标值原文", "target value as it was typed"),
    _text("basis", "确定依据", "basis of the target value"),
    _number("weight", "权重", "weight"),
    *_place("place"),
)
_INDICATORS = (
    *_department(),
    _text("kind", "类型：项目、专项", "project 项目 or special fund 专项", "kind.value"),
    _text("project_code", "项目（专项）编码", "code of the project or special fund", "owner_code"),
    _text("project_name", "项目（专项）名称", "name of the project or special fund", "owner"),
    *_INDICATOR,
)

# --- departments as a whole -------------------------------------------------------------------------------------------

_DEPARTMENT_SHEETS = (
    *_department(),
    *_form(),
    _text("name", "表上的部门名称", "name of the department on the sheet", "row.name"),
    _money("budget", "金额合计", "total of the sheet", "row.budget"),
    _money("fiscal", "其中：财政拨款", "fiscal money in it", "row.fiscal"),
    _money("other", "其他资金", "other money in it", "row.other"),
    _money("project_budget", "该部门项目预算合计", "budgets of the projects of the department"),
    _text("goal", "年度总体目标", "goals of the year", "row.goal"),
    OutputColumn(
        "tasks", ValueType.INTEGER, Text("年度任务数", "tasks of the year"), lambda sheet: len(sheet.row.tasks)
    ),
    OutputColumn(
        "indicators", ValueType.INTEGER, Text("绩效指标数", "indicators"), lambda sheet: len(sheet.row.indicators)
    ),
    *_place("row.place"),
)
_DEPARTMENT_TASKS = (
    *_department(),
    _text("name", "任务名称", "name of the task", "row.name"),
    _text("content", "主要内容", "content of the task", "row.content"),
    _money("budget", "金额", "amount", "row.budget"),
    _money("fiscal", "其中：财政拨款", "fiscal money in it", "row.fiscal"),
    _money("other", "其他资金", "other money in it", "row.other"),
    *_place("row.place"),
)

# --- amounts in doubt -------------------------------------------------------------------------------------------------

_DOUBTFUL = (
    *_department("row."),
    _text("kind", "类型：项目、专项", "project 项目 or special fund 专项", "row.kind.value"),
    _text("code", "项目（专项）编码", "code of the project or special fund", "row.code"),
    _text("name", "项目（专项）名称", "name of the project or special fund", "row.name"),
    _text("field", "存疑的栏目：budget、fiscal、other", "the amount in doubt: budget, fiscal or other"),
    _money("budget", "读到的预算数", "budget as it was read", "row.budget"),
    _money("fiscal", "读到的财政资金", "fiscal money as it was read", "row.fiscal"),
    _money("other", "读到的其他资金", "other money as it was read", "row.other"),
    _text("expected", "可能应为", "what the amount would be, in yuan"),
    _text("evidence", "依据", "what speaks against it, in Chinese"),
    OutputColumn(
        "evidence_place",
        ValueType.TEXT,
        Text("依据所在的文件、工作表和单元格", "file, sheet and cell of the evidence"),
        lambda doubt: str(doubt.evidence_place),
    ),
    _flag("counted", "已确认，计入合计", "it was accepted and counts in the totals"),
    _text("handling", "处理：计入、不计入、更正；未处理为空", 'decision: 计入, 不计入 or 更正; "" if there is none'),
    _text("remark", "备注", "remark of the officer"),
    *_place("place"),
)

# --- findings ---------------------------------------------------------------------------------------------------------

_FINDINGS = (
    _text("rule", "规则代码", "id of the rule", "finding.rule"),
    _text("severity", "级别：error 错误，warning 警告，note 提示", "error, warning or note", "finding.severity.value"),
    *_place("finding.place"),
    *_department(),
    _text("project_code", "项目（专项）编码", "code of the project or special fund whose form it is on"),
    _text("field", "栏目的键名", "key of the field", "finding.field"),
    _text("subject", "项目（专项）", "project or special fund, in words", "finding.subject"),
    _text("message", "问题", "what is wrong, in Chinese", "finding.message.zh"),
    _text("message_en", "问题（英文）", "the same in English", "finding.message.en"),
    _text("found", "现在的内容", "what is there", "finding.found"),
    _text("expected", "应为", "what should be there", "finding.expected"),
    _text("suggestion", "建议", "what to do, in Chinese", "finding.suggestion.zh"),
    _text("suggestion_en", "建议（英文）", "the same in English", "finding.suggestion.en"),
    OutputColumn(
        "related",
        ValueType.LIST,
        Text("有关的其他位置", "other places that take part"),
        lambda row: [str(place) for place in row.finding.related],
    ),
    OutputColumn(
        "since",
        ValueType.TEXT,
        Text("退回过的工作簿：new 新增，still 仍在；其余为空", 'of a returned workbook: new or still; else ""'),
        lambda row: row.finding.since.value if row.finding.since else "",
    ),
)

FINDINGS = OutputTable(
    "findings",
    Text(
        "已汇总和未能读取的文件的问题，以及全县范围的问题",
        "findings of accepted and rejected files, and of the county as a whole",
    ),
    _FINDINGS,
    finding_rows,
)

TABLES: tuple[OutputTable, ...] = (
    OutputTable("files", Text("全部文件", "every file that was found"), _FILES, file_rows),
    OutputTable(
        "departments",
        Text("应报部门和已收到的部门", "the departments of the roster and of the accepted files"),
        _DEPARTMENTS,
        department_rows,
    ),
    OutputTable(
        "projects",
        Text("已汇总文件的预算项目", "the budget projects of accepted files"),
        _target_columns(SheetKind.PROJECT, "项目", "project"),
        lambda data: sheet_rows(data, SheetKind.PROJECT),
    ),
    OutputTable(
        "special_funds",
        Text("已汇总文件的专项资金", "the special funds of accepted files"),
        _target_columns(SheetKind.SPECIAL_FUND, "专项资金", "special fund"),
        lambda data: sheet_rows(data, SheetKind.SPECIAL_FUND),
    ),
    OutputTable(
        "plans",
        Text(
            "支出计划：表式有支出计划的，每张绩效目标表四行",
            "the spending plans: four rows for each target sheet whose form has one",
        ),
        _PLANS,
        plan_rows,
    ),
    OutputTable("indicators", Text("绩效指标", "the indicators"), _INDICATORS, indicator_rows),
    OutputTable(
        "department_sheets",
        Text("部门整体绩效目标表，金额不计入任何合计", "the sheets of departments as a whole; no sum has their money"),
        _DEPARTMENT_SHEETS,
        department_sheet_rows,
    ),
    OutputTable(
        "department_tasks",
        Text("部门整体绩效目标表的年度任务", "the tasks of the year on these sheets"),
        _DEPARTMENT_TASKS,
        department_task_rows,
    ),
    OutputTable(
        "department_indicators",
        Text("部门整体绩效目标表的绩效指标", "the indicators on these sheets"),
        (*_department(), *_INDICATOR),
        department_indicator_rows,
    ),
    OutputTable(
        "doubtful_amounts",
        Text(
            "存疑金额：确认前，projects 和 special_funds 中这些表的金额为空，也不在合计里",
            "amounts in doubt: until they are accepted, projects and special_funds hold null for them, and no sum "
            "has them",
        ),
        _DOUBTFUL,
        lambda data: iter(data.doubtful),
    ),
    *RESULT_TABLES,
    FINDINGS,
)
