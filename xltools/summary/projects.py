"""项目明细 and 专项资金明细: every budget project and every special fund, each with the way back to its cell."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltools.bounded_cache import BoundedCache
from xltools.county.data import SheetRow
from xltools.county.sums import Sums
from xltools.model import PERIODS, Severity, SheetKind
from xltools.sheet_names import FUNDS_SHEET, PROJECTS_SHEET
from xltools.summary.book import SummaryBook, TableRow, first_row
from xltools.summary.facts import SATISFACTION, Facts, OwnRow, known_level
from xltools.summary.names import department_name
from xltools.summary.table import SummaryColumn, SummaryTable
from xltools.writer.build import Formula, Value

__all__ = [
    "FUND_CONTENT",
    "FUND_IDENTITY",
    "FUND_READ_AGAIN",
    "PROJECT_CONTENT",
    "PROJECT_FORM",
    "PROJECT_IDENTITY",
    "WITH_PLAN",
    "fund_table",
    "project_table",
    "write_funds",
    "write_projects",
]

ZERO = Decimal(0)
HUNDRED = Decimal(100)
FIRST = first_row(totals=True, groups=True)
HAS_PLAN = "有"
WITH_PLAN = ("plan", f'"{HAS_PLAN}"')
"""The criterion of rows whose forms have a spending plan."""

_CLASSES = {
    "数量": ("数量",),
    "质量": ("质量",),
    "时效": ("时效",),
    "成本": ("成本",),
    "效益": ("经济效益", "社会效益", "生态效益", "可持续影响"),
    "满意度": (SATISFACTION,),
}
_MARKS: BoundedCache[frozenset[str], tuple[Value, ...]] = BoundedCache(
    lambda classes: tuple("√" if classes.intersection(members) else None for members in _CLASSES.values())
)
"""The marks of a project by the level 2 classes that its indicators cover."""
_PERIODS = [f"{int(period)}月底" for period in PERIODS]

_OWNER = (
    SummaryColumn("department", "部门序", 4.5, "serial"),
    SummaryColumn("number", "序", 5, "serial"),
    SummaryColumn("department code", "部门编码", 7, "centre"),
    SummaryColumn("department name", "部门", 15),
)
_MONEY = (
    SummaryColumn("budget", "预算数", 15, "yuan", "资金"),
    SummaryColumn("fiscal", "财政资金", 15, "yuan", "资金"),
    SummaryColumn("other", "其他资金", 13, "yuan", "资金"),
    SummaryColumn("purpose", "资金用途", 24, "small"),
)
_SHARES = tuple(SummaryColumn(f"share {n}", title, 7.5, "percent", "累计支出计划") for n, title in enumerate(_PERIODS))
_AMOUNTS = tuple(
    SummaryColumn(f"planned {n}", title, 15, "yuan", "累计计划金额（元）", printed=False)
    for n, title in enumerate(_PERIODS)
)
_FINDINGS = tuple(
    SummaryColumn(severity.value, title, 4.5, "count", "问题")
    for severity, title in zip(Severity, ("错误", "警告", "提示"), strict=True)
)
_SOURCE = (
    SummaryColumn("unit code", "单位编码", 9, "centre", printed=False),
    SummaryColumn("unit name", "单位名称", 20, printed=False),
    SummaryColumn("document", "文号", 19, printed=False),
)
_PLAN = SummaryColumn("plan", "有支出\n计划", 6, "centre", printed=False)
"""Whether the form of a row has a spending plan: totals and shares of plans cover these rows."""
_LAST = (
    SummaryColumn("completeness", "完整度", 8, "complete", printed=False),
    SummaryColumn("source", "来源（点击打开）", 34, "link", printed=False),
)

_PROJECT_COLUMNS = (
    *_OWNER,
    SummaryColumn("code", "项目编码", 12, "code"),
    SummaryColumn("name", "项目名称", 28),
    SummaryColumn("form", "表式", 11, "small"),
    SummaryColumn("level", "级次", 5, "centre"),
    *_MONEY,
    *_SHARES,
    SummaryColumn("goal", "绩效目标", 34, "small"),
    SummaryColumn("indicators", "指标数", 5, "count"),
    *(SummaryColumn(name, name, 3.7, "centre", "指标类别", upright=True) for name in _CLASSES),
    *_FINDINGS,
    *_SOURCE,
    _PLAN,
    *_AMOUNTS,
    *_LAST,
)
_FUND_COLUMNS = (
    *_OWNER,
    SummaryColumn("code", "专项编码", 12, "code"),
    SummaryColumn("name", "专项资金名称", 26),
    SummaryColumn("form", "表式", 11, "small"),
    SummaryColumn("level", "级次", 5, "centre"),
    *_MONEY,
    *_SHARES,
    SummaryColumn("indicators", "指标数", 5, "count"),
    SummaryColumn("project code", "项目编码", 12, "code", "对应项目"),
    SummaryColumn("project name", "项目名称", 24, "text", "对应项目"),
    SummaryColumn("project budget", "预算数", 15, "yuan", "对应项目"),
    SummaryColumn("gap", "差额", 12, "yuan", "对应项目"),
    SummaryColumn("counts", "计入合计", 6, "centre", "去重"),
    SummaryColumn("counted", "计入金额", 14, "yuan", "去重"),
    *_FINDINGS,
    *_SOURCE,
    _PLAN,
    *_AMOUNTS,
    SummaryColumn("goal", "绩效目标", 34, "small", printed=False),
    *_LAST,
)

_READ_AGAIN = {"department code", "department name", "code", "name", "budget", "fiscal", "other"}
_READ_AGAIN |= {"project code", "project name", "gap", "counts"}
FUND_READ_AGAIN = tuple(column for column in _FUND_COLUMNS if column.key in _READ_AGAIN)
"""The columns that say which fund a row is about, and whether its own money counts."""
_IDENTITY = {"number", "department code", "department name", "code", "name", "budget", "fiscal", "other"}
PROJECT_IDENTITY, FUND_IDENTITY = (
    tuple(column for column in columns if column.key in _IDENTITY) for columns in (_PROJECT_COLUMNS, _FUND_COLUMNS)
)
"""The columns that say which project or fund a row is about, and its amounts."""
PROJECT_CONTENT, FUND_CONTENT = (
    tuple(column for column in columns if column.key in _IDENTITY or column in (*_SHARES, _PLAN))
    for columns in (_PROJECT_COLUMNS, _FUND_COLUMNS)
)
"""These columns, the spending plan, and whether there is one."""
_FORM = {"number", "name", "budget", "fiscal", "other", "goal", "unit code", "unit name"}
PROJECT_FORM = tuple(column for column in _PROJECT_COLUMNS if column.key in _FORM)
"""The columns that say what the form of a project shows."""


def project_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the projects."""
    return SummaryTable(PROJECTS_SHEET, _PROJECT_COLUMNS, book.facts.projects.count, first=FIRST)


def fund_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the special funds, each followed by the projects it contains."""
    facts = book.facts
    return SummaryTable(FUNDS_SHEET, _FUND_COLUMNS, facts.funds.count + facts.memberships, first=FIRST)


def write_projects(book: SummaryBook) -> None:
    """Write 项目明细."""
    table, facts = book.tables[PROJECTS_SHEET], book.facts
    book.write_table(
        table,
        (_project_row(book, own) for own in facts.rows(SheetKind.PROJECT)),
        title="预算项目绩效目标明细表",
        unit="单位：元",
        aside="右侧各列（单位、文号、计划金额、完整度、来源）供屏幕核对，不打印",
        totals=_totals(table, facts, facts.projects, SheetKind.PROJECT),
        freeze=6,
        head_height=46,
    )


def _totals(table: SummaryTable, facts: Facts, sums: Sums, kind: SheetKind) -> dict[str, Value]:
    """Return the totals of a detail sheet by column."""
    values: dict[str, int | Decimal] = {
        "budget": sums.budget,
        "fiscal": sums.fiscal,
        "other": sums.other,
        "indicators": sums.indicators,
        **{f"planned {n}": amount for n, amount in enumerate(sums.planned)},
        **{severity.value: facts.issues.by_kind[kind, severity] for severity in Severity},
    }
    return {"name": "合计", **{key: Formula(table.sum(key), value) for key, value in values.items()}}


def _project_row(book: SummaryBook, own: OwnRow) -> TableRow:
    row = own.row
    cells = (
        *_owner(own),
        row.code,
        row.name,
        row.form,
        known_level(row),
        *_money(row),
        *_shares(row),
        row.goal,
        row.indicators,
        *_MARKS[row.classes],
        *(count or None for count in book.facts.issues.counts_of_form(row.place)),
        row.unit_code,
        row.unit_name,
        row.document_number,
        _plan_word(row),
        *row.planned,
        row.completeness / HUNDRED,
        book.link(row.budget_place if row.budget_place.cell else row.place),
    )
    return "", cells


def _owner(own: OwnRow) -> tuple[Value, ...]:
    return own.department.number, own.number, own.department.code, own.department.name


def _money(row: SheetRow) -> tuple[Value, ...]:
    return row.budget, row.fiscal, row.other, row.purpose


def _plan_word(row: SheetRow) -> str:
    return HAS_PLAN if row.has_plan else "无"


def _shares(row: SheetRow) -> tuple[Value, ...]:
    return tuple(None if share is None else share / HUNDRED for share in row.shares)


# --- special funds ----------------------------------------------------------------------------------------------------


def write_funds(book: SummaryBook) -> None:
    """Write 专项资金明细: the projects of a fund stand below it, and then its own money is not counted again."""
    table, facts = book.tables[FUNDS_SHEET], book.facts
    styles = book.styles
    totals = {
        **_totals(table, facts, facts.funds, SheetKind.SPECIAL_FUND),
        "counted": Formula(table.sum("counted"), facts.counted_funds),
    }
    row_formats = {
        "": styles.row_format(table.styles, wrap=table.wrapped),
        "child": styles.row_format(table.styles, "child", wrap=table.wrapped, level=1),
    }
    sheets = book.write_table(
        table,
        _fund_rows(book, table),
        title="专项资金绩效目标明细表",
        unit="单位：元",
        aside="专项资金包含的项目列在其下一行；已有对应项目的专项不再计入合计，避免重复",
        row_formats=row_formats,
        totals=totals,
        freeze=6,
        head_height=46,
        notes=_choice_notes(facts),
        empty="本次没有专项资金",
    )
    column = table.number("counts")
    for sheet, area in zip(sheets, table.areas, strict=True):
        last = area.first + max(area.count, 1) - 1
        sheet.data_validation(area.first, column, last, column, {"validate": "list", "source": ["是", "否"]})
        sheet.outline_settings(True, False, True, False)


def _choice_notes(facts: Facts) -> list[str]:
    """Say which funds count, or do not, because an officer has decided so."""
    chosen = [one for one in facts.containments.values() if one.choice is not None]
    return [
        f"注：{department_name(one.fund.department_name)}“{one.fund.name}”的“计入合计”按带入的人工选择为"
        f"“{'是' if one.counted else '否'}”（没有选择时为“{'否' if one.projects else '是'}”）"
        for one in chosen
    ]


def _fund_rows(book: SummaryBook, table: SummaryTable) -> Iterator[TableRow]:
    at = 0
    for own in book.facts.rows(SheetKind.SPECIAL_FUND):
        members = book.facts.members(own.row)
        at += 1
        yield "", _fund_cells(book, table, own, at, members)
        for project in members:
            at += 1
            yield "child", _member_cells(book, table, project)


def _fund_cells(
    book: SummaryBook, table: SummaryTable, own: OwnRow, at: int, members: tuple[SheetRow, ...]
) -> tuple[Value, ...]:
    row, line = own.row, table.line(at)
    budget, counted = row.budget or ZERO, book.facts.counts(row)
    total = sum((project.budget or ZERO for project in members), ZERO)
    own_cell, sum_cell, counts = (f"{table.letter(key)}{line}" for key in ("budget", "project budget", "counts"))
    projects = book.tables[PROJECTS_SHEET]
    cells = [projects.cell("budget", book.facts.contained[project.place]) for project in members]
    pairs: tuple[Value, ...] = (
        f"共 {len(members)} 个" if members else "",
        "" if members else "（未找到对应项目）",
        Formula(f"SUM({','.join(cells)})", total) if members else "",
        Formula(f"ROUND(N({own_cell})-{sum_cell},2)", budget - total) if members else "",
        "是" if counted else "否",
        Formula(f'IF({counts}="是",N({own_cell}),0)', budget if counted else ZERO),
    )
    return (
        *_owner(own),
        row.code,
        row.name,
        row.form,
        known_level(row),
        *_money(row),
        *_shares(row),
        row.indicators,
        *pairs,
        *(count or None for count in book.facts.issues.counts_of_form(row.place)),
        row.unit_code,
        row.unit_name,
        row.document_number,
        _plan_word(row),
        *row.planned,
        row.goal,
        row.completeness / HUNDRED,
        book.link(row.budget_place if row.budget_place.cell else row.place),
    )


def _member_cells(book: SummaryBook, table: SummaryTable, project: SheetRow) -> tuple[Value, ...]:
    number = book.facts.contained[project.place]
    cell = book.tables[PROJECTS_SHEET].cell("budget", number)
    cells: dict[str, Value] = {
        "project code": project.code,
        "project name": f"└ {project.name}",
        "project budget": Formula(f"N({cell})", project.budget or ZERO),
        "source": book.link(project.budget_place if project.budget_place.cell else project.place),
    }
    return tuple(cells.get(column.key) for column in table.columns)
