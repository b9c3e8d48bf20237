"""部门执行排名: the departments at each time of the year, ranked by the share of the budget that they have spent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from xltools.quick_dataclass import dataclass
from xltools.rules.progress_rows import NO_GRADE, ProjectStanding
from xltools.rules.results import Attainment
from xltools.sheet_names import ATTAINMENT_SHEET, RANKING_SHEET
from xltools.summary.book import SummaryBook, TableRow, first_row
from xltools.summary.charts import describe_chart, rate_chart, standing_chart, write_data
from xltools.summary.departments import Department
from xltools.summary.results import ResultSums, stages
from xltools.summary.table import ANY_NUMBER, SummaryColumn, SummaryTable
from xltools.writer.build import BulkSheet, Formula, Value

__all__ = ["ranking_table", "write_ranking"]

_WHOLE = "全县"
_NO_RANK = "—"
_SHOWN = (ProjectStanding.ON_TRACK, ProjectStanding.ATTENTION, ProjectStanding.LATE, ProjectStanding.UNKNOWN)
_CHART_ROWS, _ROW_PIXELS = 18, 20
_HEAD_PIXELS = 80
"""The height of the table's head, which every page has."""
_AROUND_POINTS = 60
"""The height of the title and the notes around the table."""
_DATA_COLUMNS = 5
_MAX_BARS = 20
"""Departments that a chart shows, the first of the ranking."""
_COLUMNS = (
    SummaryColumn("stage", "环节", 11, "centre"),
    SummaryColumn("rank", "名次", 6, "centre"),
    SummaryColumn("department", "部门序", 5, "serial"),
    SummaryColumn("name", "部门", 25),
    SummaryColumn("projects", "项目数", 6, "integer"),
    SummaryColumn("budget", "年度预算", 17, "yuan", "预算执行"),
    SummaryColumn("spent", "执行数", 17, "yuan", "预算执行"),
    SummaryColumn("share", "执行率", 9, "percent", "预算执行"),
    SummaryColumn(Attainment.ATTAINED.value, "完成", 6, "integer", "绩效指标"),
    SummaryColumn(Attainment.MISSED.value, "未完成", 6, "integer", "绩效指标"),
    SummaryColumn(Attainment.BLANK.value, "未填", 6, "integer", "绩效指标"),
    SummaryColumn("attained share", "完成率", 9, "percent", "绩效指标"),
    SummaryColumn("average", "自评\n平均分", 8, "figure"),
    *(SummaryColumn(standing.value, standing.value, 6.5, "integer", "项目状态") for standing in _SHOWN),
)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A row: a department at one time of the year, or all of them together (no department)."""

    stage: str
    department: Department | None
    sums: ResultSums
    rank: int | None = None


def ranking_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the departments by the time of the year."""
    return SummaryTable(RANKING_SHEET, _COLUMNS, len(_ranked(book)), first=first_row(groups=True))


def write_ranking(book: SummaryBook) -> None:
    """Write 部门执行排名, and its charts below the table."""
    table = book.tables[RANKING_SHEET]
    ranked = _ranked(book)
    notes = (
        "注：1. 按执行率排名，相同的按指标完成率，都相同的名次并列；没有数据的部门排在最后，不排名次。",
        "　　2. 执行率只含预算数、执行数都填了的项目；完成率＝完成÷（完成＋未完成＋未填），文字表述的指标不计。",
    )
    (sheet,) = book.write_table(
        table,
        _rows(book, table, ranked),
        title="部门预算执行与绩效目标完成情况排名表",
        unit="单位：元",
        aside=f"由“{ATTAINMENT_SHEET}”按部门公式汇总，不计入任何预算合计",
        row_formats={
            "": book.styles.row_format(table.styles),
            "subtotal": book.styles.row_format(table.styles, "subtotal"),
            "off": book.styles.row_format(table.styles, "off"),
        },
        freeze=4,
        head_height=32,
        notes=notes,
    )
    _charts(book, sheet, table, ranked, table.first + table.count + len(notes) + 1)


def _ranked(book: SummaryBook) -> list[_Ranked]:
    """Return the rows: at each time of the year the county, then its departments by rank, those without data last."""
    results, departments = book.facts.results, book.facts.departments
    rows: list[_Ranked] = []
    for stage in stages(results):
        whole = ResultSums()
        sums = {department.number: ResultSums() for department in departments}
        for fact in results:
            if fact.stage == stage:
                whole.add(fact.row)
                sums[fact.department.number].add(fact.row)
        keys = {
            number: (one.share, one.attained or Decimal(0)) for number, one in sums.items() if one.share is not None
        }
        ranks = {number: 1 + sum(other > key for other in keys.values()) for number, key in keys.items()}
        last = len(departments) + 1
        ordered = sorted(departments, key=lambda one: (ranks.get(one.number, last), one.number))
        rows.append(_Ranked(stage, None, whole))
        rows += (_Ranked(stage, one, sums[one.number], ranks.get(one.number)) for one in ordered)
    return rows


def _rows(book: SummaryBook, table: SummaryTable, ranked: Sequence[_Ranked]) -> Iterator[TableRow]:
    for number, one in enumerate(ranked, 1):
        cells = _cells(book, table, one, table.line(number))
        look = "subtotal" if one.department is None else "" if one.rank else "off"
        yield look, tuple(cells.get(column.key) for column in table.columns)


def _cells(book: SummaryBook, table: SummaryTable, one: _Ranked, line: int) -> dict[str, Value]:
    projects = book.tables[ATTAINMENT_SHEET]
    at = {column.key: f"{table.letter(column.key)}{line}" for column in table.columns}
    mine = (("stage", at["stage"]), *((("department", at["department"]),) if one.department else ()))
    with_share = (*mine, ("share", ANY_NUMBER))
    sums = one.sums

    def counted(state: Attainment) -> Formula:
        return Formula(projects.sum_if(state.value, *mine), sums.counts[state])

    states = [at[state.value] for state in (Attainment.ATTAINED, Attainment.MISSED, Attainment.BLANK)]
    scored = (*mine, ("score", '">=0"'), ("grade", f'"<>{NO_GRADE}"'))
    scores = projects.count_if(*scored)
    return {
        "stage": one.stage,
        "rank": Formula(_rank_formula(table, at), one.rank or _NO_RANK) if one.department else None,
        "department": one.department.number if one.department else None,
        "name": one.department.name if one.department else _WHOLE,
        "projects": Formula(projects.count_if(*mine), sums.projects),
        "budget": Formula(projects.sum_if("budget", *with_share), sums.budget),
        "spent": Formula(projects.sum_if("spent", *with_share), sums.spent),
        "share": Formula(_ratio_formula(at["spent"], at["budget"]), _or_blank(sums.share)),
        **{state.value: counted(state) for state in (Attainment.ATTAINED, Attainment.MISSED, Attainment.BLANK)},
        "attained share": Formula(_ratio_formula(states[0], f"({'+'.join(states)})"), _or_blank(sums.attained)),
        "average": Formula(
            f'IF(({scores})=0,"",ROUND(({projects.sum_if("score", *scored)})/({scores}),2))', _or_blank(sums.average)
        ),
        **{
            standing.value: Formula(
                projects.count_if(*mine, ("standing", f'"{standing.value}"')), sums.standings[standing]
            )
            for standing in _SHOWN
        },
    }


def _or_blank(number: Decimal | None) -> Decimal | str:
    return "" if number is None else number


def _ratio_formula(part: str, whole: str) -> str:
    return f'IF({whole}=0,"",ROUND({part}/{whole},4))'


def _rank_formula(table: SummaryTable, at: dict[str, str]) -> str:
    """Return the formula of a rank: one more than the departments that are ahead; a department has a number above 0.

    Shares are rounded to hundredths of a per cent, so that the text of a criterion is the number itself.
    """
    (area,) = table.areas
    first, last = area.first + 1, area.first + area.count

    def column(key: str) -> str:
        return f"${table.letter(key)}${first}:${table.letter(key)}${last}"

    rivals = f'{column("stage")},{at["stage"]},{column("department")},">0"'
    ahead = f'COUNTIFS({rivals},{column("share")},">"&{at["share"]})'
    equal = (
        f'COUNTIFS({rivals},{column("share")},{at["share"]},{column("attained share")},">"&N({at["attained share"]}))'
    )
    return f'IF({at["share"]}="","{_NO_RANK}",1+{ahead}+{equal})'


# --- charts -----------------------------------------------------------------------------------------------------------


def _charts(book: SummaryBook, sheet: BulkSheet, table: SummaryTable, ranked: Sequence[_Ranked], row: int) -> None:
    """Draw two charts for each time of the year below the table, their data right of it; set the print area."""
    page = book.layout(table.columns, 4).points * 96 // 72 - _HEAD_PIXELS
    left_over = page - (table.count * table.least + _AROUND_POINTS) * 96 // 72
    breaks: list[int] = []
    half = 7
    widths = [column.pixels for column in table.columns[: table.printed]]
    left, right = sum(widths[:half]) - 16, sum(widths[half:]) - 16
    at = row
    for stage in stages(book.facts.results):
        numbered = [(n, one) for n, one in enumerate(ranked, 1) if one.stage == stage and one.rank][:_MAX_BARS]
        if not numbered:
            continue
        rates = [_chart_row(table, n, one, ("share",)) for n, one in numbered]
        standings = [_chart_row(table, n, one, tuple(one.value for one in _SHOWN[:3])) for n, one in numbered]
        blocks: tuple[tuple[str, tuple[str, ...], list[tuple[Value, ...]], str], ...] = (
            (f"部门预算执行率（{stage}）", ("部门", "执行率"), rates, "faint percent"),
            (f"项目状态（{stage}，个）", ("部门", *(one.value for one in _SHOWN[:3])), standings, "faint number"),
        )
        data = [
            write_data(book, sheet, at, len(table.columns) + 1 + number * _DATA_COLUMNS, head, rows, style)
            for number, (_, head, rows, style) in enumerate(blocks)
        ]
        high = max(_CHART_ROWS, len(numbered) + 8)
        if left_over < high * _ROW_PIXELS:
            breaks.append(at)
            left_over = page
        left_over -= high * _ROW_PIXELS
        drawn: tuple[tuple[int, int, Any], ...] = (
            (0, left, rate_chart(book, data[0], blocks[0][0])),
            (half, right, standing_chart(book, data[1], blocks[1][0])),
        )
        for (column, width, chart), (title, head, rows, style) in zip(drawn, blocks, strict=True):
            chart.set_size({"width": width, "height": (high - 1) * _ROW_PIXELS})
            told = describe_chart(f"{book.heading}{title}", head, rows, percent=style == "faint percent")
            options = {"x_offset": 6, "y_offset": 8, "object_position": 1, "description": told}
            sheet.insert_chart(at, column, chart, options)
        at += high
    sheet.print_area(0, 0, at, table.printed - 1)
    sheet.set_h_pagebreaks(breaks)


def _chart_row(table: SummaryTable, number: int, one: _Ranked, keys: Sequence[str]) -> tuple[Value, ...]:
    """Return label and values of a bar, as formulas on the table's own cells."""
    line = table.line(number)
    name = one.department.name if one.department else _WHOLE
    values: dict[str, int | Decimal] = {"share": one.sums.share or Decimal(0)}
    values |= {standing.value: one.sums.standings[standing] for standing in _SHOWN}
    return (
        Formula(f"{table.letter('name')}{line}", name),
        *(Formula(f"N({table.letter(key)}{line})", values[key]) for key in keys),
    )
