"""部门单页: one upright page for each department, to hand over or to lay before a meeting.

A page is a list of lines of stated height, so what has room on it is known before it is written: projects and
findings that have none are counted in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from heapq import nlargest
from itertools import accumulate, groupby

from xltools.model import PERIODS, Severity, SheetKind, column_letters
from xltools.quick_dataclass import dataclass
from xltools.sheet_names import COUNTY_SHEET, ISSUES_SHEET, PAGES_SHEET, PROJECTS_SHEET
from xltools.summary.book import SummaryBook
from xltools.summary.charts import SCHEDULE
from xltools.summary.counties import county_cells
from xltools.summary.departments import Department
from xltools.summary.facts import OwnRow
from xltools.summary.issue_store import MEMBER, IssueLine
from xltools.summary.paper import PORTRAIT_POINTS, PaperSize, PrintLayout
from xltools.summary.receipts import receipt_word
from xltools.summary.table import SummaryColumn, SummaryTable
from xltools.text import show_controls
from xltools.writer.build import BulkSheet, Formula, Value
from xltools.writer.row_heights import RowHeights

__all__ = ["page_table", "write_pages"]

MAX_PAGES = 1000
"""Pages on one sheet: Excel knows no more than 1,026 breaks."""
MAX_PROJECTS, MAX_FINDINGS = 12, 10
WAN, HUNDRED, ZERO = Decimal(10000), Decimal(100), Decimal(0)
FEN = Decimal("0.000001")
"""0.01 元 in 万元."""

_COLUMNS = tuple(SummaryColumn(f"part {n}", "", 7.3) for n in range(12))
_FIGURES = (
    (("projects", "项目数", "integer"), ("funds", "专项数", "integer"), ("indicators", "指标数", "integer")),
    (("budget", "项目预算", "wan"), ("fiscal", "财政资金", "wan"), ("other", "其他资金", "wan")),
    (("fund budget", "专项资金", "wan"), ("counted", "其中计入", "wan"), ("deduplicated", "去重后合计", "wan")),
)
_REVIEW = (
    tuple((level.value, level.term.zh, "integer") for level in Severity),
    (("completeness", "完整度", "complete"), ("satisfied", "有满意度项目", "integer"), ("state", "状态", "centre")),
)
_NAME_LENGTH, _PLACE_LENGTH, _MESSAGE_LENGTH = 40, 22, 68
"""Longer texts are cut, so that a row has two lines at most."""
_ROW_POINTS, _HEAD_POINTS = 16, 18

_Cell = tuple[int, Value, str]
"""The number of columns that a cell takes, its value, and its style."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a page; a severity colours its level."""

    cells: tuple[_Cell, ...]
    least: float = _ROW_POINTS
    sort: str = ""

    def points(self, book: SummaryBook) -> float:
        """Return the height of the row."""
        pixels = [columns * _COLUMNS[0].pixels for columns, _, _ in self.cells]
        sizes = [book.styles.points(style) for _, _, style in self.cells]
        return RowHeights(pixels, sizes, least=self.least)([value for _, value, _ in self.cells])


def page_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the pages, one for each department; none where only results are collected."""
    wanted = book.pages and not book.data.collects_results
    return SummaryTable(PAGES_SHEET, _COLUMNS, len(book.facts.departments) if wanted else 0, first=0)


def write_pages(book: SummaryBook) -> None:
    """Write 部门单页; more departments than a sheet can hold continue on another."""
    departments = book.facts.departments
    projects, findings = _largest_projects(book), _worst_findings(book)
    for start in range(0, len(departments), MAX_PAGES):
        name = f"{PAGES_SHEET}({start // MAX_PAGES + 1})" if start else PAGES_SHEET
        widths = [column.width for column in _COLUMNS]
        sheet = book.add_sheet(name, widths, PrintLayout(PaperSize.A4, 100))
        sheet.set_portrait()
        row = 0
        breaks = []
        for department in departments[start : start + MAX_PAGES]:
            breaks.append(row)
            page = _Page(book, department, row)
            row = _write(book, sheet, row, page.lines(projects[department.number], findings[department.number]))
        sheet.set_h_pagebreaks(breaks[1:])
        sheet.print_area(0, 0, row - 1, len(_COLUMNS) - 1)


def _write(book: SummaryBook, sheet: BulkSheet, row: int, lines: Sequence[_Line]) -> int:
    for at, line in enumerate(lines, row):
        column = 0
        for columns, value, style in line.cells:
            if columns == 1:
                book.put(sheet, at, column, value, style, line.sort)
            else:
                book.merge(sheet, (at, at), (column, column + columns - 1), value, style)
            column += columns
        sheet.set_row(at, line.points(book))
    return row + len(lines)


def _largest_projects(book: SummaryBook) -> Mapping[int, Sequence[OwnRow]]:
    """Return each department's projects with the largest budgets, by its number."""
    found: defaultdict[int, Sequence[OwnRow]] = defaultdict(tuple)
    for number, rows in groupby(book.facts.rows(SheetKind.PROJECT), key=lambda own: own.department.number):
        found[number] = nlargest(MAX_PROJECTS, rows, key=lambda own: own.row.budget or ZERO)
    return found


def _worst_findings(book: SummaryBook) -> Mapping[int, list[IssueLine]]:
    """Return the first lines of each department in the list of findings, by its number."""
    found: defaultdict[int, list[IssueLine]] = defaultdict(list)
    for line in book.facts.issues:
        if line.part != MEMBER and len(found[line.department]) < MAX_FINDINGS:
            found[line.department].append(line)
    return found


class _Page:
    """The page of one department. ``top`` is its first row, from 0; figures are formulas of its row of the county."""

    def __init__(self, book: SummaryBook, department: Department, top: int) -> None:
        self._book = book
        self._department = department
        self._top = top
        table = book.tables[COUNTY_SHEET]
        number = department.number
        cells = county_cells(book, table, department, table.line(number))
        self._figures = {
            column.key: Formula(table.cell(column.key, number), _stored(cell))
            for column, cell in zip(table.columns, cells, strict=True)
        }

    def lines(self, projects: Sequence[OwnRow], findings: Sequence[IssueLine]) -> list[_Line]:
        """Return the rows of the page; at least half of what the figures leave is kept for findings, if needed."""
        department = self._department
        lines = self._head()
        if not department.received:
            word = receipt_word(department)
            lines.append(_Line(((12, f"没有可以汇总的项目绩效目标表，“催报表”标为“{word}”。", "text"),), 30))
        if department.received or department.sheet_rows:
            lines += [*self._pairs(_FIGURES), *self._pairs(_REVIEW), *self._plan()]
        else:
            lines += self._pairs(_REVIEW[:1])
            lines.append(_Line(((2, "状态", "label"), (2, self._figures["state"], "centre"))))
        texts = [_finding_line(line) for line in findings]
        around = (*lines, *_PROJECT_HEAD, *_FINDING_HEAD, _rest_line(""), _rest_line(""))
        room = PORTRAIT_POINTS - self._points(around)
        shown = self._fitting(
            [_Line(self._project(own)) for own in projects], room - min(self._points(texts), room / 2)
        )
        if projects:
            lines += [*_PROJECT_HEAD, *shown]
            lines += self._other_projects(projects[: len(shown)], self._top + len(lines))
        shown_findings = self._fitting(texts, room - self._points(shown))
        if department.received or findings:
            lines += [*_FINDING_HEAD, *shown_findings]
            lines += self._other_findings(findings[: len(shown_findings)])
        return lines

    def _points(self, lines: Sequence[_Line]) -> float:
        return sum(line.points(self._book) for line in lines)

    def _fitting(self, lines: Sequence[_Line], room: float) -> list[_Line]:
        ends = accumulate(line.points(self._book) for line in lines)
        return [line for line, end in zip(lines, ends, strict=True) if end <= room]

    def _head(self) -> list[_Line]:
        book, name = self._book, self._department.name
        whose = name if book.county in name else f"{book.county}{name}"
        year = f"{book.data.year}年" if book.data.year else ""
        return [
            _Line(((12, f"{whose} {year}预算绩效目标审核情况", "page title"),), 30),
            _Line(((6, f"部门编码：{self._department.code or '（未填）'}", "aside"), (6, "单位：万元", "unit"))),
        ]

    def _pairs(self, rows: Sequence[Sequence[tuple[str, str, str]]]) -> Iterator[_Line]:
        for row in rows:
            cells: list[_Cell] = []
            for key, label, style in row:
                cells += [(2, label, "label"), (2, self._figures[key], style)]
            yield _Line(tuple(cells), _HEAD_POINTS)

    def _plan(self) -> Iterator[_Line]:
        """Lay out the plan of all projects at the end of each period, with its distance from the time of the year."""
        sums = self._department.project_sums
        coverage = f"（另 {sums.without_plan} 个项目的表式没有支出计划）" if sums.without_plan else ""
        yield _section(f"支出计划{coverage}")
        heads = ((2, "截至"), (3, "累计计划"), (3, "占预算"), (2, "序时进度"), (2, "差（百分点）"))
        yield _Line(tuple((columns, text, "head") for columns, text in heads), _HEAD_POINTS)
        for n, period in enumerate(PERIODS):
            share = self._figures[f"share {n}"]
            gap = (share.value - SCHEDULE[n]) * HUNDRED if isinstance(share.value, Decimal) else ""
            formula = f'IF({share.text}="","",({share.text}-{SCHEDULE[n]})*100)'
            yield _Line(
                (
                    (2, f"{int(period)}月底", "centre"),
                    (3, self._figures[f"planned {n}"], "wan"),
                    (3, share, "percent"),
                    (2, SCHEDULE[n], "percent"),
                    (2, Formula(formula, gap), "gap"),
                )
            )

    def _project(self, own: OwnRow) -> tuple[_Cell, ...]:
        row, table = own.row, self._book.tables[PROJECTS_SHEET]

        def value(key: str, amount: Decimal | None, unit: Decimal) -> Formula:
            cell = table.cell(key, own.number)
            scale = f"/{unit}" if unit != 1 else ""
            return Formula(f'IF({cell}="","",{cell}{scale})', "" if amount is None else amount / unit)

        shares = [None if share is None else share / HUNDRED for share in row.shares]
        return (
            (5, _cut(row.name, _NAME_LENGTH), "small"),
            (2, value("budget", row.budget, WAN), "wan"),
            *((1, value(f"share {n}", share, Decimal(1)), "complete") for n, share in enumerate(shares)),
            (1, row.indicators, "integer"),
        )

    def _other_projects(self, shown: Sequence[OwnRow], end: int) -> Iterator[_Line]:
        """Say how many projects are left out, and their budget; ``end`` is the row below those that are shown."""
        sums = self._department.project_sums
        if not (left := sums.count - len(shown)):
            return
        budget, letter = self._figures["budget"], column_letters(6)
        part = sum((own.row.budget or ZERO for own in shown), ZERO)
        above = f"-SUM({letter}{end - len(shown) + 1}:{letter}{end})" if shown else ""
        rest = ((sums.budget - part) / WAN).quantize(FEN, ROUND_HALF_UP)
        amount = Formula(f"ROUND({budget.text}{above},6)", rest)
        indicators = sums.indicators - sum(own.row.indicators for own in shown)
        yield _Line(
            ((5, f"其余 {left} 个项目合计", "small"), (2, amount, "wan"), (4, "", "text"), (1, indicators, "integer"))
        )

    def _other_findings(self, shown: Sequence[IssueLine]) -> Iterator[_Line]:
        total = sum(self._department.findings.values())
        if not total:
            yield _rest_line("没有发现问题")
        elif left := total - sum(line.findings for line in shown):
            yield _rest_line(f"其余 {left} 处见“{ISSUES_SHEET}”")


def _section(text: str) -> _Line:
    return _Line(((12, text, "section"),), 22)


def _heads(*cells: tuple[int, str]) -> _Line:
    return _Line(tuple((columns, text, "head") for columns, text in cells), _HEAD_POINTS)


def _rest_line(text: str) -> _Line:
    return _Line(((12, text, "small"),))


_PROJECT_HEAD = (
    _section("预算最大的项目"),
    _heads((5, "项目名称"), (2, "预算"), *((1, f"{int(period)}月") for period in PERIODS), (1, "指标数")),
)
_FINDING_HEAD = (_section("主要问题（错误在前）"), _heads((1, "级别"), (3, "位置"), (8, "问题")))


def _finding_line(line: IssueLine) -> _Line:
    severity = Severity(line.severity)
    place = _cut(f"{line.sheet} {line.cells}".strip() or line.file.rpartition("/")[2], _PLACE_LENGTH)
    cells = ((1, severity.term.zh, "level"), (3, place, "small"), (8, _cut(line.message, _MESSAGE_LENGTH), "small"))
    return _Line(cells, sort=severity.value)


def _cut(text: str, length: int) -> str:
    """Return the text on one line, cut if it is longer."""
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _stored(cell: Value) -> int | Decimal | str:
    value = cell.value if isinstance(cell, Formula) else cell
    return show_controls(value) if isinstance(value, str) else value if isinstance(value, int | Decimal) else ""
