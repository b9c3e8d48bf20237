"""项目全程: each project's life on one line, from the approved target to what was monitored and what was reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from xltools.county.lives import ProjectLife
from xltools.model import Place
from xltools.rules.progress_rows import ProgressRow
from xltools.rules.results import Attainment
from xltools.sheet_names import LIVES_SHEET
from xltools.summary.attainment import INVALID_SCORES
from xltools.summary.book import SummaryBook, TableRow, first_row
from xltools.summary.names import department_name, project_name
from xltools.summary.table import SummaryColumn, SummaryTable
from xltools.writer.build import Formula, Value

__all__ = ["life_table", "write_lives"]

HUNDRED = Decimal(100)
_TARGET, _MONITORED, _EVALUATED = "批复的目标", "监控", "自评"


_COLUMNS = (
    SummaryColumn("number", "序", 4, "serial"),
    SummaryColumn("department name", "部门", 14),
    SummaryColumn("name", "项目名称", 24),
    SummaryColumn("year", "年度", 5.5, "centre"),
    SummaryColumn("code", "项目编码", 11.5, "code"),
    SummaryColumn("budget", "预算数", 14, "yuan", _TARGET),
    SummaryColumn("indicators", "指标数", 5, "count", _TARGET),
    SummaryColumn("monitored spent", "执行数", 14, "yuan", _MONITORED),
    SummaryColumn("monitored share", "执行率", 8.5, "percent", _MONITORED),
    SummaryColumn("monitored short", "预计\n未完成", 6, "count", _MONITORED),
    SummaryColumn("evaluated budget", "预算数", 14, "yuan", _EVALUATED),
    SummaryColumn("evaluated spent", "执行数", 14, "yuan", _EVALUATED),
    SummaryColumn("evaluated share", "执行率", 8.5, "percent", _EVALUATED),
    SummaryColumn("attained", "完成", 5, "count", _EVALUATED),
    SummaryColumn("missed", "未完成", 5, "count", _EVALUATED),
    SummaryColumn("score", "得分", 7, "figure", _EVALUATED),
    SummaryColumn("grade", "等级", 5, "centre", _EVALUATED),
    SummaryColumn("link", "对应", 12, "small"),
    SummaryColumn("monitored budget", "监控时\n预算数", 14, "yuan", printed=False),
    SummaryColumn("department code", "部门编码", 7, "centre", printed=False),
    SummaryColumn("target source", "目标来源", 34, "link", printed=False),
    SummaryColumn("monitored source", "监控来源", 34, "link", printed=False),
    SummaryColumn("evaluated source", "自评来源", 34, "link", printed=False),
)


def life_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the projects' lives."""
    return SummaryTable(LIVES_SHEET, _COLUMNS, len(book.facts.lives), first=first_row(groups=True))


def write_lives(book: SummaryBook) -> None:
    """Write 项目全程."""
    table = book.tables[LIVES_SHEET]
    book.write_table(
        table,
        _rows(book, table, book.facts.lives),
        title="项目绩效全程一览表",
        unit="单位：元",
        aside="目标、监控、自评按项目编码对应；没有编码的，按部门和名称；不止一个项目相符的不对应，列在“对应”栏。不计入任何合计",
        freeze=3,
        head_height=32,
        notes=(f"注：{INVALID_SCORES}",),
    )


def _rows(book: SummaryBook, table: SummaryTable, lives: Sequence[ProjectLife]) -> Iterator[TableRow]:
    for number, life in enumerate(lives, 1):
        cells = _cells(book, table, life, number)
        yield "", tuple(cells.get(column.key) for column in table.columns)


def _cells(book: SummaryBook, table: SummaryTable, life: ProjectLife, number: int) -> dict[str, Value]:
    line = table.line(number)
    cells: dict[str, Value] = {
        "number": number,
        "department name": department_name(life.department_name),
        "department code": life.department_code,
        "name": project_name(life.name),
        "year": life.year,
        "code": life.code,
        "link": _link_in_words(life),
    }
    if life.target:
        target = life.target.row
        cells |= {
            "budget": target.budget,
            "indicators": target.indicators,
            "target source": _link(book, target.budget_place, target.place),
        }
    if life.monitored:
        cells |= _results(book, table, line, "monitored", life.monitored)
        cells["monitored short"] = life.monitored.count(Attainment.MISSED)
    if life.evaluated:
        row = life.evaluated
        cells |= {
            **_results(book, table, line, "evaluated", row),
            "attained": row.count(Attainment.ATTAINED),
            "missed": row.count(Attainment.MISSED),
            "score": row.score,
            "grade": row.grade,
        }
    return cells


def _results(book: SummaryBook, table: SummaryTable, line: int, key: str, row: ProgressRow) -> dict[str, Value]:
    budget, spent = (f"{table.letter(f'{key} {part}')}{line}" for part in ("budget", "spent"))
    share = row.share
    formula = f'IF(OR(N({budget})=0,{spent}=""),"",{spent}/{budget})'
    return {
        f"{key} budget": row.budget,
        f"{key} spent": row.spent,
        f"{key} share": Formula(formula, "" if share is None else share / HUNDRED),
        f"{key} source": _link(book, row.spent_place, row.place),
    }


def _link(book: SummaryBook, cell: Place, sheet: Place) -> Value:
    return book.link(cell if cell.cell else sheet)


def _link_in_words(life: ProjectLife) -> str:
    """Say how the results belong to the target, and what there is not."""
    if not life.results:
        return "没有监控表和自评表"
    return "有几张同一环节的表，没有列出" if life.several else life.link.term.zh
