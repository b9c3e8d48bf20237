"""项目执行与完成情况: each project's money spent and indicators attained, by monitoring and self-evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltools.rules.deviations import behind_plan
from xltools.rules.progress_rows import GRADES, NO_GRADE, ProgressRow, ProjectStanding
from xltools.rules.results import Attainment
from xltools.sheet_names import ATTAINMENT_SHEET, ISSUES_SHEET
from xltools.summary.book import SummaryBook, TableRow, first_row
from xltools.summary.results import ResultFact
from xltools.summary.styles import BAD, FAIR, GOOD
from xltools.summary.table import SummaryColumn, SummaryTable
from xltools.values.numbers import format_decimal
from xltools.writer.build import BulkSheet, Formula, Value

__all__ = ["ATTAINMENT_CONTENT", "INVALID_SCORES", "attainment_table", "colour_standings", "write_attainment"]

HUNDRED = Decimal(100)
_COUNTS = {
    Attainment.ATTAINED: "完成",
    Attainment.MISSED: "未完成",
    Attainment.BLANK: "未填",
    Attainment.WORDS: "文字",
}
_COLUMNS = (
    SummaryColumn("department", "部门序", 4.5, "serial"),
    SummaryColumn("number", "序", 5, "serial"),
    SummaryColumn("department name", "部门", 17),
    SummaryColumn("name", "项目名称", 30),
    SummaryColumn("stage", "环节", 11, "centre"),
    SummaryColumn("budget", "年度预算", 15.5, "yuan", "预算执行"),
    SummaryColumn("spent", "执行数", 15.5, "yuan", "预算执行"),
    SummaryColumn("share", "执行率", 8.5, "percent", "预算执行"),
    SummaryColumn("due", "应达", 8.5, "percent", "预算执行"),
    SummaryColumn("by", "应达依据", 8.5, "code", "预算执行"),
    SummaryColumn("gap", "差距\n（百分点）", 9, "gap", "预算执行"),
    *(SummaryColumn(state.value, title, 5, "count", "绩效指标") for state, title in _COUNTS.items()),
    SummaryColumn("indicators", "合计", 5, "count", "绩效指标"),
    SummaryColumn("score", "自评\n得分", 7, "figure"),
    SummaryColumn("grade", "等级", 5, "centre"),
    SummaryColumn("standing", "状态", 7, "level"),
    SummaryColumn("initial", "年初预算", 15.5, "yuan", printed=False),
    SummaryColumn("unit", "实施单位", 20, printed=False),
    SummaryColumn("form", "表式", 12, "small", printed=False),
    SummaryColumn("source", "来源（点击打开）", 40, "link", printed=False),
)
INVALID_SCORES = (
    f"等级“{NO_GRADE}”：得分超出分值（E01）、总分与各项得分之和不符（E02）或超过 100 分，不评等级，"
    f"不计入平均分，见“{ISSUES_SHEET}”。"
)
"""The note on what has no grade."""
_CONTENT = {"number", "department name", "name", "stage", "budget", "spent", "share", "due"}
ATTAINMENT_CONTENT = tuple(column for column in _COLUMNS if column.key in _CONTENT)
"""The columns that say which project a row is about, and its amounts."""


def attainment_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the sheets of results."""
    return SummaryTable(ATTAINMENT_SHEET, _COLUMNS, len(book.facts.results), first=first_row(groups=True))


def write_attainment(book: SummaryBook) -> None:
    """Write 项目执行与完成情况."""
    table = book.tables[ATTAINMENT_SHEET]
    tolerance, late = _limits(book)
    sheets = book.write_table(
        table,
        _rows(book, table),
        title="项目预算执行与绩效目标完成情况表",
        unit="单位：元",
        aside="监控表、自评表的数据，不计入任何预算合计；每行链接到来源单元格",
        freeze=4,
        head_height=32,
        notes=(
            f"注：1. 滞后：执行率比应达的低 {late} 个百分点以上，或自评为差；关注：低 {tolerance} 个百分点以上，"
            f"或有未完成、未填的指标，或自评为中、{NO_GRADE}；其余为正常。",
            "　　2. 应达：批复的绩效目标表有支出计划的，按计划中已到期的一期；没有的，按时序进度。",
            "　　3. 监控的指标按全年预计判断；“文字”是不能按数比较的，由人工判断；等级：90 分以上优，80 良，60 中。",
            f"　　4. {INVALID_SCORES}",
        ),
    )
    for sheet, area in zip(sheets, table.areas, strict=True):
        column = table.number("standing")
        colour_standings(book, sheet, (area.first, column, area.first + max(area.count, 1) - 1, column))


def colour_standings(book: SummaryBook, sheet: BulkSheet, block: tuple[int, int, int, int]) -> None:
    """Colour the words of a block of cells, first row and column, last row and column: the words stay without it."""
    for standing, over in (
        (ProjectStanding.ON_TRACK, GOOD),
        (ProjectStanding.ATTENTION, FAIR),
        (ProjectStanding.LATE, BAD),
    ):
        rule = {"type": "cell", "criteria": "==", "value": f'"{standing.value}"', "format": book.styles.over(over)}
        sheet.conditional_format(*block, rule)


def _limits(book: SummaryBook) -> tuple[str, str]:
    numbers = (book.settings.number(behind_plan, name) for name in ("tolerance", "late"))
    tolerance, late = map(format_decimal, numbers)
    return tolerance, late


def _rows(book: SummaryBook, table: SummaryTable) -> Iterator[TableRow]:
    for fact in book.facts.results:
        cells = _cells(book, table, fact, table.line(fact.number))
        yield "", tuple(cells.get(column.key) for column in table.columns)


def _cells(book: SummaryBook, table: SummaryTable, fact: ResultFact, line: int) -> dict[str, Value]:
    row = fact.row
    at = {column.key: f"{table.letter(column.key)}{line}" for column in table.columns}
    share, gap = row.share, row.gap
    counted = [at[state.value] for state in _COUNTS]
    return {
        "department": fact.department.number,
        "number": fact.number,
        "department name": fact.department.name,
        "name": row.name,
        "stage": fact.stage,
        "budget": row.budget,
        "spent": row.spent,
        "share": Formula(
            f'IF(OR(N({at["budget"]})=0,{at["spent"]}=""),"",{at["spent"]}/{at["budget"]})',
            "" if share is None else share / HUNDRED,
        ),
        "due": row.due / HUNDRED,
        "by": "支出计划" if row.planned else "时序进度",
        "gap": Formula(f'IF({at["share"]}="","",ROUND(({at["share"]}-{at["due"]})*100,2))', "" if gap is None else gap),
        **{state.value: row.count(state) for state in _COUNTS},
        "indicators": Formula(f"SUM({counted[0]}:{counted[-1]})", len(row.results)),
        "score": row.score,
        "grade": _grade(row, at["score"]),
        "standing": Formula(_standing_formula(book, at), row.standing.value),
        "initial": row.initial,
        "unit": row.unit_name,
        "form": row.form,
        "source": book.link(row.spent_place if row.spent_place.cell else row.place),
    }


def _grade(row: ProgressRow, score: str) -> Value:
    """Return the grade of a score in a cell, which follows the score unless an error says that it cannot be right."""
    if not row.grade or row.wrong_score:
        return row.grade or None
    return Formula(_grade_formula(score), row.grade)


def _grade_formula(score: str) -> str:
    """Return the formula of the grade of a score in a cell."""
    *better, (_, worst) = GRADES
    formula = f'"{worst}"'
    for least, grade in reversed(better):
        formula = f'IF({score}>={least},"{grade}",{formula})'
    return f'IF({score}="","",IF(OR({score}<0,{score}>100),"{NO_GRADE}",{formula}))'


def _standing_formula(book: SummaryBook, at: dict[str, str]) -> str:
    """Return the formula of :func:`xltools.rules.progress_rows.standing_of`."""
    tolerance, late = _limits(book)
    gap, grade, missed, blank = (at[key] for key in ("gap", "grade", Attainment.MISSED.value, Attainment.BLANK.value))
    nothing = f'AND({at["share"]}="",{at["score"]}="",{blank}={at["indicators"]})'
    attention = f'OR(N({gap})<-{tolerance},{missed}+{blank}>0,{grade}="中",{grade}="{NO_GRADE}")'
    return (
        f'IF({nothing},"{ProjectStanding.UNKNOWN.value}",IF(OR(N({gap})<-{late},{grade}="差"),"{ProjectStanding.LATE.value}",'
        f'IF({attention},"{ProjectStanding.ATTENTION.value}","{ProjectStanding.ON_TRACK.value}")))'
    )
