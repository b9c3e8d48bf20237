"""县级汇总表: one row for each department in 万元, with the charts that are printed for the meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from xltools.derive import FUND_LEVELS
from xltools.model import PERIODS, Severity
from xltools.sheet_names import COUNTY_SHEET, FUNDS_SHEET, ISSUES_SHEET, PROJECTS_SHEET
from xltools.summary.answers import Answers
from xltools.summary.book import SummaryBook, TableRow, first_row, ratio
from xltools.summary.charts import county_charts
from xltools.summary.departments import Department
from xltools.summary.facts import SATISFACTION
from xltools.summary.issues import UNASSIGNED, counts_in_words
from xltools.summary.projects import WITH_PLAN
from xltools.summary.receipts import received_words
from xltools.summary.table import SummaryColumn, SummaryTable
from xltools.writer.build import Formula, Value

__all__ = ["COUNTY_READ_AGAIN", "RETURNED", "county_cells", "county_table", "department_state", "write_county"]

MIN_ROW_POINTS, MAX_ROW_POINTS = 22, 34
"""The limits of the height of a row: few departments get more room."""
_AROUND_POINTS = 190
"""The height of title, header, totals and notes around the rows."""
_FREEZE = 3
"""The columns that say which department a row is about."""
WAN = Decimal(10000)
HUNDRED = Decimal(100)
ZERO = Decimal(0)
RETURNED = "退回"
_STATES = ("待报", "待审", RETURNED, "已审")

_MONEY_WIDTH = 10
_COLUMNS = (
    SummaryColumn("number", "序", 4, "serial"),
    SummaryColumn("code", "部门编码", 6.5, "centre"),
    SummaryColumn("name", "部门", 17),
    SummaryColumn("projects", "项目数", 5, "count"),
    SummaryColumn("funds", "专项数", 5, "count"),
    SummaryColumn("budget", "合计", 10.5, "wan", "项目预算"),
    SummaryColumn("fiscal", "财政资金", _MONEY_WIDTH, "wan", "项目预算"),
    SummaryColumn("other", "其他资金", 8.5, "wan", "项目预算"),
    *(SummaryColumn(f"level {level}", level, 9.3, "wan", "按资金级次") for level in FUND_LEVELS),
    SummaryColumn("fund budget", "合计", _MONEY_WIDTH, "wan", "专项资金"),
    SummaryColumn("counted", "其中计入", 9, "wan", "专项资金"),
    SummaryColumn("deduplicated", "去重后\n合计", 10.5, "wan"),
    *(
        column
        for n, period in enumerate(PERIODS)
        for column in (
            SummaryColumn(f"planned {n}", "金额", _MONEY_WIDTH, "wan", f"{int(period)}月底计划"),
            SummaryColumn(f"share {n}", "%", 7.5, "percent", f"{int(period)}月底计划"),
        )
    ),
    SummaryColumn("indicators", "指标数", 5.5, "count"),
    SummaryColumn("satisfied", "有满意\n度项目", 6.5, "count"),
    *(
        SummaryColumn(severity.value, title, 5, "count", "问题数")
        for severity, title in zip(Severity, ("错误", "警告", "提示"), strict=True)
    ),
    SummaryColumn("completeness", "完整度", 7, "complete"),
    SummaryColumn("state", "状态", 6, "choice"),
    SummaryColumn("automatic state", "自动状态", 7, "centre", printed=False),
    SummaryColumn("plan budget", "有支出计划的\n项目预算", 11, "wan", printed=False),
)
COUNTY_READ_AGAIN = (*_COLUMNS[:3], *(column for column in _COLUMNS if column.key in {"state", "automatic state"}))
"""The columns that say which department a row is about, and how far the officer is with it."""
_NOTES = (
    "注：1. 本表由“项目明细”“专项资金明细”“问题清单”公式汇总，明细以元存储；明细合计与万元页差额为四舍五入。",
    "　　2. 去重后合计 = 项目合计 + 计入的专项资金（无对应项目的或人工选择的），专项的项目只计一次；未填计划按 0 计。",
    "　　3. 状态列为下拉选项：收到且有错误（已同意不改的除外）的先标“退回”，由审核人改定，再汇总时保留。",
)


def county_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the departments."""
    count = len(book.facts.departments)
    least = max(MIN_ROW_POINTS, min(MAX_ROW_POINTS, _room(book) / (count + 1)))
    return SummaryTable(COUNTY_SHEET, _COLUMNS, count, first=first_row(groups=True), least=least)


def _room(book: SummaryBook) -> float:
    """Return the height of a printed page that rows of departments may take."""
    return book.layout(_COLUMNS, _FREEZE).points - _AROUND_POINTS


def write_county(book: SummaryBook) -> None:
    """Write the table, its last row of totals, and the page of charts below it."""
    table, facts = book.tables[COUNTY_SHEET], book.facts
    styles = book.styles
    row_formats = {
        "": styles.row_format(table.styles),
        "missing": styles.row_format(table.styles, "missing"),
    }
    (sheet,) = book.write_table(
        table,
        _rows(book, table),
        title="部门预算绩效目标汇总表",
        unit="单位：万元",
        aside=received_words(facts),
        row_formats=row_formats,
        freeze=_FREEZE,
        head_height=34,
        repeat=(table.count + 1) * table.least > _room(book),  # not above the charts alone
    )
    end = table.first + max(table.count, 1)
    for number, (column, value) in enumerate(zip(table.columns, _totals(book, table), strict=True)):
        book.put(sheet, end, number, value, column.style, "total")
    sheet.set_row(end, 24)
    layout = book.layout(_COLUMNS, _FREEZE)
    page = layout.first_page(table.printed)
    below = book.notes(sheet, end + 1, (layout.repeated, page), _notes(book))
    state = table.number("state")
    sheet.data_validation(table.first, state, end - 1, state, {"validate": "list", "source": list(_STATES)})
    if not facts.projects.count:  # there is nothing to draw
        sheet.print_area(0, 0, below - 1, table.printed - 1)
        return
    last = county_charts(book, sheet, table, below, end, layout)
    sheet.set_h_pagebreaks([below])
    sheet.print_area(0, 0, last, table.printed - 1)


def _notes(book: SummaryBook) -> tuple[Value, ...]:
    """Return the footnotes; one says what the plans cover, one how many findings are in no row of the table."""
    unassigned, coverage = book.facts.unassigned, book.facts.plan_coverage
    notes: tuple[Value, ...] = _NOTES
    if coverage:
        notes = (*notes, f"　　{len(notes) + 1}. {coverage}；各期计划的比例按有支出计划的项目预算计算。")
    if not unassigned.findings:
        return notes
    counts = counts_in_words(
        book.tables[ISSUES_SHEET], {level: unassigned.count(level) for level in Severity}, UNASSIGNED
    )
    before, after = f"　　{len(notes) + 1}. 问题数不含不属于某个部门的问题（", "），这些问题列在“问题清单”。"
    return (*notes, Formula(f'"{before}"&{counts.text}&"{after}"', f"{before}{counts.value}{after}"))


def _rows(book: SummaryBook, table: SummaryTable) -> Iterator[TableRow]:
    for at, department in enumerate(book.facts.departments, 1):
        yield ("" if department.received else "missing"), county_cells(book, table, department, table.line(at))


def county_cells(book: SummaryBook, table: SummaryTable, department: Department, line: int) -> tuple[Value, ...]:
    """Return the cells of a department, in the order of the columns; ``line`` is its row on the sheet, from 1."""
    projects, funds, issues = (book.tables[name] for name in (PROJECTS_SHEET, FUNDS_SHEET, ISSUES_SHEET))
    mine = ("department", f"$A{line}")
    own = department.project_sums

    def wan(formula: str, value: Decimal) -> Formula:
        return Formula(f"({formula})/{WAN}", value / WAN)

    sheets = f"({table.letter('projects')}{line}+{table.letter('funds')}{line})"
    complete = f"({projects.sum_if('completeness', mine)}+{funds.sum_if('completeness', mine)})"
    indicators = f"{projects.sum_if('indicators', mine)}+{funds.sum_if('indicators', mine)}"
    automatic = department_state(department, book.answers)
    typed = book.changes.states if book.changes else {}
    cells: dict[str, Value] = {
        "number": department.number,
        "code": department.code,
        "name": department.name,
        "projects": Formula(projects.count_if(mine), own.count),
        "funds": Formula(funds.count_if(mine), department.fund_sums.count),
        "budget": wan(projects.sum_if("budget", mine), own.budget),
        "fiscal": wan(projects.sum_if("fiscal", mine), own.fiscal),
        "other": wan(projects.sum_if("other", mine), own.other),
        **{
            f"level {level}": wan(projects.sum_if("budget", mine, ("level", f'"{level}"')), amount)
            for level, amount in department.levels.items()
        },
        "fund budget": wan(funds.sum_if("budget", mine), department.fund_sums.budget),
        "counted": wan(funds.sum_if("counted", mine), department.counted_funds),
        "deduplicated": wan(
            f"{projects.sum_if('budget', mine)}+{funds.sum_if('counted', mine)}", own.budget + department.counted_funds
        ),
        **{f"planned {n}": wan(projects.sum_if(f"planned {n}", mine), own.planned[n]) for n in range(len(PERIODS))},
        "plan budget": wan(projects.sum_if("budget", mine, WITH_PLAN), own.plan_budget),
        **_shares(table, line, own.planned, own.plan_budget),
        "indicators": Formula(indicators, department.indicators),
        "satisfied": Formula(projects.count_if(mine, (SATISFACTION, '"√"')), department.satisfied),
        **{
            level.value: Formula(
                issues.sum_if("count", mine, ("severity", f'"{level.term.zh}"')), department.count(level)
            )
            for level in Severity
        },
        "completeness": Formula(
            f'IF({sheets}=0,"",{complete}/{sheets})',
            ratio(department.completeness / HUNDRED, Decimal(department.sheets)),
        ),
        "state": typed.get(department.number) or automatic,
        "automatic state": automatic,
    }
    return tuple(cells[column.key] for column in table.columns)


def _shares(table: SummaryTable, line: int, planned: Sequence[Decimal], budget: Decimal) -> dict[str, Value]:
    """Return the share of the budget with a plan that each period's amount is, from the amounts in the same row."""
    whole = f"{table.letter('plan budget')}{line}"
    return {
        f"share {n}": Formula(f'IF({whole}=0,"",{table.letter(f"planned {n}")}{line}/{whole})', ratio(amount, budget))
        for n, amount in enumerate(planned)
    }


def _totals(book: SummaryBook, table: SummaryTable) -> tuple[Value, ...]:
    """Return the last row: sums of the rows above, and the shares of the sums."""
    facts = book.facts
    projects, funds = book.tables[PROJECTS_SHEET], book.tables[FUNDS_SHEET]
    first, end = table.first + 1, table.first + max(table.count, 1)
    sums: dict[str, int | Decimal] = {
        "projects": facts.projects.count,
        "funds": facts.funds.count,
        "budget": facts.projects.budget / WAN,
        "fiscal": facts.projects.fiscal / WAN,
        "other": facts.projects.other / WAN,
        **{f"level {level}": facts.level(level) / WAN for level in FUND_LEVELS},
        "fund budget": facts.funds.budget / WAN,
        "counted": facts.counted_funds / WAN,
        "deduplicated": (facts.projects.budget + facts.counted_funds) / WAN,
        **{f"planned {n}": amount / WAN for n, amount in enumerate(facts.projects.planned)},
        "plan budget": facts.projects.plan_budget / WAN,
        "indicators": facts.projects.indicators + facts.funds.indicators,
        "satisfied": sum(department.satisfied for department in facts.departments),
        **{level.value: sum(department.count(level) for department in facts.departments) for level in Severity},
    }
    sheets = f"({table.letter('projects')}{end + 1}+{table.letter('funds')}{end + 1})"
    complete = f"({projects.sum('completeness')}+{funds.sum('completeness')})"
    whole = sum((department.completeness for department in facts.departments), ZERO) / HUNDRED
    cells: dict[str, Value] = {
        "name": "合  计",
        **{
            key: Formula(f"SUM({table.letter(key)}{first}:{table.letter(key)}{end})", value)
            for key, value in sums.items()
        },
        **_shares(table, end + 1, facts.projects.planned, facts.projects.plan_budget),
        "completeness": Formula(
            f'IF({sheets}=0,"",{complete}/{sheets})', ratio(whole, Decimal(facts.projects.count + facts.funds.count))
        ),
    }
    return tuple(cells.get(column.key) for column in table.columns)


def department_state(department: Department, answers: Answers) -> str:
    """Return the state that a department begins with: not here, to be returned for an error, or to be reviewed."""
    if not department.received:
        return "待报"
    errors = department.count(Severity.ERROR) - answers.accepted[department.number, Severity.ERROR]
    return RETURNED if errors else "待审"
