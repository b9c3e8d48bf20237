"""县级汇总表: one line for each department in 万元, with the charts that are printed for the meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from xltools.derive import FUND_LEVELS
from xltools.glossary import chinese
from xltools.model import PERIODS, Severity
from xltools.sheet_names import COUNTY_SHEET, FUNDS_SHEET, ISSUES_SHEET, PROJECTS_SHEET
from xltools.summary.book import Book, Line, first_row, ratio
from xltools.summary.charts import county_charts
from xltools.summary.facts import SATISFACTION, Department, Facts
from xltools.summary.issues import NOBODYS, counts_in_words
from xltools.summary.receipts import received_words
from xltools.summary.table import Column, Table
from xltools.writer.build import Formula, Value

__all__ = ["county_table", "write_county"]

ONE_PAGE = 32
"""So many departments fit on one page; then the header would only be repeated above the charts."""
BODY, LOWEST, HIGHEST = 640, 22, 34
"""Points that the rows have on the first page, and how low and high they may be: few departments get more room."""
WAN = Decimal(10000)
HUNDRED = Decimal(100)
ZERO = Decimal(0)
_STATES = ("待报", "待审", "退回", "已审")

_MONEY_WIDTH = 10
_COLUMNS = (
    Column("number", "序", 4, "serial"),
    Column("code", "部门编码", 6.5, "centre"),
    Column("name", "部门", 17),
    Column("projects", "项目数", 5, "count"),
    Column("funds", "专项数", 5, "count"),
    Column("budget", "合计", 10.5, "wan", "项目预算"),
    Column("fiscal", "财政资金", _MONEY_WIDTH, "wan", "项目预算"),
    Column("other", "其他资金", 8.5, "wan", "项目预算"),
    *(Column(f"level {level}", level, 9.3, "wan", "按资金级次") for level in FUND_LEVELS),
    Column("fund budget", "合计", _MONEY_WIDTH, "wan", "专项资金"),
    Column("counted", "其中计入", 9, "wan", "专项资金"),
    Column("deduplicated", "去重后\n合计", 10.5, "wan"),
    *(
        column
        for n, period in enumerate(PERIODS)
        for column in (
            Column(f"planned {n}", "金额", _MONEY_WIDTH, "wan", f"{int(period)}月底计划"),
            Column(f"share {n}", "%", 7.5, "percent", f"{int(period)}月底计划"),
        )
    ),
    Column("indicators", "指标数", 5.5, "count"),
    Column("satisfied", "有满意\n度项目", 6.5, "count"),
    *(
        Column(severity.value, title, 5, "count", "问题数")
        for severity, title in zip(Severity, ("错误", "警告", "提示"), strict=True)
    ),
    Column("completeness", "完整度", 7, "complete"),
    Column("state", "状态", 6, "choice"),
)
_NOTES = (
    "注：1. 本表由“项目明细”“专项资金明细”“问题清单”公式汇总，明细以元存储；明细合计与万元页差额为四舍五入。",
    "　　2. 去重后合计 = 项目预算合计 + 计入的专项资金（无对应项目的），专项包含的项目只计一次；未填的计划按 0 计。",
    "　　3. 状态列为下拉选项：收到且有错误的先标“退回”，由审核人改定。",
)


def county_table(facts: Facts) -> Table:
    """Where the departments stand."""
    count = len(facts.departments)
    least = max(LOWEST, min(HIGHEST, BODY / (count + 1)))
    return Table(COUNTY_SHEET, _COLUMNS, count, first=first_row(groups=True), least=least)


def write_county(book: Book) -> None:
    """The table, its last line of totals, and the page of charts below it."""
    table, facts = book.tables[COUNTY_SHEET], book.facts
    styles = book.styles
    looks = {
        "": styles.look(table.styles),
        "missing": styles.look(table.styles, "missing"),
    }
    (sheet,) = book.draw(
        table,
        _rows(book, table),
        title="部门预算绩效目标汇总表",
        unit="单位：万元",
        aside=received_words(facts),
        looks=looks,
        freeze=3,
        head_height=34,
        repeat=table.count > ONE_PAGE,
    )
    end = table.first + max(table.count, 1)
    for number, (column, value) in enumerate(zip(table.columns, _totals(book, table), strict=True)):
        book.put(sheet, end, number, value, column.style, "total")
    sheet.set_row(end, 24)
    below = book.notes(sheet, end + 1, table.printed, _notes(book))
    state = table.number("state")
    sheet.data_validation(table.first, state, end - 1, state, {"validate": "list", "source": list(_STATES)})
    last = county_charts(book, sheet, table, below, end)
    sheet.set_h_pagebreaks([below])
    sheet.print_area(0, 0, last, table.printed - 1)


def _notes(book: Book) -> tuple[Value, ...]:
    """The footnotes; one says how many findings are in no line of the table."""
    nobodys = book.facts.nobodys
    if not nobodys.findings:
        return _NOTES
    counts = counts_in_words(book.tables[ISSUES_SHEET], {level: nobodys.count(level) for level in Severity}, NOBODYS)
    before, after = "　　4. 问题数不含不属于某个部门的问题（", "），这些问题列在“问题清单”。"
    return (*_NOTES, Formula(f'"{before}"&{counts.text}&"{after}"', f"{before}{counts.value}{after}"))


def _rows(book: Book, table: Table) -> Iterator[Line]:
    for at, department in enumerate(book.facts.departments, 1):
        yield ("" if department.received else "missing"), _cells(book, table, department, table.line(at))


def _cells(book: Book, table: Table, one: Department, line: int) -> tuple[Value, ...]:
    projects, funds, issues = (book.tables[name] for name in (PROJECTS_SHEET, FUNDS_SHEET, ISSUES_SHEET))
    mine = ("department", f"$A{line}")
    own = one.project_sums

    def wan(formula: str, value: Decimal) -> Formula:
        return Formula(f"({formula})/{WAN}", value / WAN)

    sheets = f"({table.letter('projects')}{line}+{table.letter('funds')}{line})"
    complete = f"({projects.sum_if('completeness', mine)}+{funds.sum_if('completeness', mine)})"
    indicators = f"{projects.sum_if('indicators', mine)}+{funds.sum_if('indicators', mine)}"
    cells: dict[str, Value] = {
        "number": one.number,
        "code": one.code,
        "name": one.name,
        "projects": Formula(projects.count_if(mine), own.count),
        "funds": Formula(funds.count_if(mine), one.fund_sums.count),
        "budget": wan(projects.sum_if("budget", mine), own.budget),
        "fiscal": wan(projects.sum_if("fiscal", mine), own.fiscal),
        "other": wan(projects.sum_if("other", mine), own.other),
        **{
            f"level {level}": wan(projects.sum_if("budget", mine, ("level", f'"{level}"')), amount)
            for level, amount in one.levels.items()
        },
        "fund budget": wan(funds.sum_if("budget", mine), one.fund_sums.budget),
        "counted": wan(funds.sum_if("counted", mine), one.counted_funds),
        "deduplicated": wan(
            f"{projects.sum_if('budget', mine)}+{funds.sum_if('counted', mine)}", own.budget + one.counted_funds
        ),
        **{f"planned {n}": wan(projects.sum_if(f"planned {n}", mine), own.planned[n]) for n in range(len(PERIODS))},
        **_shares(table, line, own.planned, own.budget),
        "indicators": Formula(indicators, one.indicators),
        "satisfied": Formula(projects.count_if(mine, (SATISFACTION, '"√"')), one.satisfied),
        **{
            level.value: Formula(
                issues.sum_if("count", mine, ("severity", f'"{chinese(level.value)}"')), one.count(level)
            )
            for level in Severity
        },
        "completeness": Formula(
            f'IF({sheets}=0,"",{complete}/{sheets})', ratio(one.completeness / HUNDRED, Decimal(one.sheets))
        ),
        "state": _state(one),
    }
    return tuple(cells[column.key] for column in table.columns)


def _shares(table: Table, line: int, planned: Sequence[Decimal], budget: Decimal) -> dict[str, Value]:
    """What part of the budget each period's amount is, from the amounts on the same line."""
    whole = f"{table.letter('budget')}{line}"
    return {
        f"share {n}": Formula(f'IF({whole}=0,"",{table.letter(f"planned {n}")}{line}/{whole})', ratio(amount, budget))
        for n, amount in enumerate(planned)
    }


def _totals(book: Book, table: Table) -> tuple[Value, ...]:
    """The last line: sums of the lines above, and the shares of the sums."""
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
        "indicators": facts.projects.indicators + facts.funds.indicators,
        "satisfied": sum(one.satisfied for one in facts.departments),
        **{level.value: sum(one.count(level) for one in facts.departments) for level in Severity},
    }
    sheets = f"({table.letter('projects')}{end + 1}+{table.letter('funds')}{end + 1})"
    complete = f"({projects.sum('completeness')}+{funds.sum('completeness')})"
    whole = sum((one.completeness for one in facts.departments), ZERO) / HUNDRED
    cells: dict[str, Value] = {
        "name": "合  计",
        **{
            key: Formula(f"SUM({table.letter(key)}{first}:{table.letter(key)}{end})", value)
            for key, value in sums.items()
        },
        **_shares(table, end + 1, facts.projects.planned, facts.projects.budget),
        "completeness": Formula(
            f'IF({sheets}=0,"",{complete}/{sheets})', ratio(whole, Decimal(facts.projects.count + facts.funds.count))
        ),
    }
    return tuple(cells.get(column.key) for column in table.columns)


def _state(one: Department) -> str:
    if not one.received:
        return "待报"
    return "退回" if one.count(Severity.ERROR) else "待审"
