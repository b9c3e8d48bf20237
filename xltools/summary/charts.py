"""The charts: native, flat, in the fonts of the tables, each drawn from cells that are formulas themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter.chart import Chart

from xltools.derive import FUND_LEVELS
from xltools.glossary import chinese
from xltools.model import PERIODS, Severity
from xltools.sheet_names import ISSUES_SHEET
from xltools.summary.book import Book
from xltools.summary.facts import Department, Facts
from xltools.summary.styles import CHART_FONT, ERROR, FONT, NOTE, WARNING
from xltools.summary.table import Table
from xltools.writer.build import BulkSheet, Formula, Value

__all__ = ["SCHEDULE", "TOP_BUDGETS", "TOP_ISSUES", "ChartData", "county_charts", "stacked_chart", "write_data"]

SCHEDULE: tuple[Decimal, ...] = (Decimal("0.25"), Decimal("0.5"), Decimal("0.8333"), Decimal(1))
"""序时进度: the part of the year that has passed by the end of each period."""
TOP_BUDGETS = 15
TOP_ISSUES = 10
FAMILIES: dict[str, str] = {
    "B": "基本信息",
    "A": "资金",
    "P": "支出计划",
    "G": "绩效目标",
    "I": "绩效指标",
    "V": "指标值",
    "T": "依据与文字",
    "W": "权重",
    "C": "县级核对",
    "R": "表格读取",
    "F": "文件",
}
"""What the first letters of rules stand for."""

_CLOSE = Decimal("0.02"), Decimal("0.15")
"""Parts of the budget between which a label above a point reaches up."""
_FEWEST = 10
"""Bars are no wider than if there were so many."""
_WIDEST = 500
"""The widest gap between bars that there is, in percent of their width."""
_BLUE = "#2F5597"
_PALETTE = ("#C00000", "#2F5597", "#70AD47", "#ED9B00", "#7F7F7F")
_SEVERITY_COLOURS = {Severity.ERROR: ERROR, Severity.WARNING: WARNING, Severity.NOTE: NOTE}


@dataclass(frozen=True, slots=True)
class ChartData:
    """A block of cells that a chart is drawn from: a heading, then labels and one column for each series."""

    sheet: str
    row: int
    column: int
    count: int

    def series(self, number: int) -> dict[str, Any]:
        """XlsxWriter's options for one series; the first is number 1."""
        first, last = self.row + 1, self.row + max(self.count, 1)
        return {
            "name": [self.sheet, self.row, self.column + number],
            "categories": [self.sheet, first, self.column, last, self.column],
            "values": [self.sheet, first, self.column + number, last, self.column + number],
        }


def write_data(
    book: Book,
    sheet: BulkSheet,
    row: int,
    column: int,
    head: Sequence[str],
    rows: Sequence[Sequence[Value]],
    style: str = "faint number",
) -> ChartData:
    """Write a block of chart data, its numbers in this style, and say where it is."""
    for offset, text in enumerate(head):
        book.put(sheet, row, column + offset, text, "faint")
    for number, cells in enumerate(rows, row + 1):
        for offset, value in enumerate(cells):
            book.put(sheet, number, column + offset, value, style if offset else "faint")
    return ChartData(sheet.get_name(), row, column, len(rows))


def county_charts(book: Book, sheet: BulkSheet, table: Table, row: int, total_row: int) -> int:
    """A page of four charts below the county's table, from row ``row`` on; the last row that it takes.

    Their data stand to the right of what is printed, in formulas on the table's own cells.
    """
    facts, column = book.facts, len(table.columns) + 1
    total = total_row + 1
    at = row + 1

    def cell(key: str, line: int) -> str:
        return f"{table.letter(key)}{line}"

    departments = facts.departments
    richest = sorted(
        (one for one in departments if one.project_sums.budget), key=lambda one: (-one.project_sums.budget, one.number)
    )[:TOP_BUDGETS]
    budgets = write_data(
        book,
        sheet,
        at,
        column,
        ("部门", "预算（万元）"),
        [
            _budget(table, one, cell("name", table.line(one.number)), cell("budget", table.line(one.number)))
            for one in richest
        ],
    )
    at += budgets.count + 3
    progress = write_data(
        book,
        sheet,
        at,
        column,
        ("累计", "县合计计划", f"时序进度（{_schedule()}）"),
        [
            (
                f"{int(period)}月底",
                Formula(f"N({cell(f'share {n}', total)})", _share(facts, n)),
                SCHEDULE[n],
            )
            for n, period in enumerate(PERIODS)
        ],
        "faint percent",
    )
    at += progress.count + 3
    levels = write_data(
        book,
        sheet,
        at,
        column,
        ("级次", "预算（万元）"),
        [
            (
                _level_label(level, cell(f"level {level}", total), amount),
                Formula(cell(f"level {level}", total), amount / 10000),
            )
            for level in FUND_LEVELS
            if (amount := facts.level(level))
        ]
        or [("无", 0)],
    )
    at += levels.count + 3
    families = write_data(book, sheet, at, column, ("类别", *(chinese(one.value) for one in Severity)), _families(book))

    height, left, right = 30, 0, table.number("deduplicated") + 1
    size = _size(table, right)
    charts = (
        (left, row, _column_chart(book, budgets)),
        (right, row, _line_chart(book, progress, [_share(facts, n) for n in range(len(PERIODS))])),
        (left, row + height, _ring_chart(book, levels)),
        (right, row + height, stacked_chart(book, families, "审核问题按类别和级别（处）")),
    )
    for where, top, chart in charts:
        chart.set_size({"width": size[0] if where == left else size[1], "height": (height - 1) * 20})
        sheet.insert_chart(top, where, chart, {"x_offset": 6, "y_offset": 10, "object_position": 1})
    return row + 2 * height


def _share(facts: Facts, n: int) -> Decimal:
    budget = facts.projects.budget
    return facts.projects.planned[n] / budget if budget else Decimal(0)


def _schedule() -> str:
    return "、".join(f"{(part * 100).normalize():f}%" for part in SCHEDULE)


def _size(table: Table, middle: int) -> tuple[int, int]:
    """The widths of the charts on both sides of a column."""
    pixels = [column.pixels for column in table.columns]
    return sum(pixels[:middle]) - 16, sum(pixels[middle : table.printed]) - 16


def _budget(table: Table, one: Department, name: str, budget: str) -> tuple[Value, ...]:
    return Formula(name, one.name), Formula(budget, one.project_sums.budget / 10000)


def _level_label(level: str, cell: str, amount: Decimal) -> Formula:
    """A level with its amount, as the legend shows it."""
    return Formula(f'"{level}  "&TEXT({cell},"#,##0.00")', f"{level}  {amount / 10000:,.2f}")


def _families(book: Book) -> list[tuple[Value, ...]]:
    issues, facts = book.tables[ISSUES_SHEET], book.facts
    rows: list[tuple[Value, ...]] = []
    for letter, name in FAMILIES.items():
        counts = {
            level: sum(
                number
                for one in facts.everybody
                for (severity, rule), number in one.findings.items()
                if severity is level and rule.startswith(letter)
            )
            for level in Severity
        }
        if any(counts.values()):
            formulas = (
                Formula(
                    issues.sum_if("count", ("severity", f'"{chinese(level.value)}"'), ("rule", f'"{letter}*"')),
                    count,
                )
                for level, count in counts.items()
            )
            rows.append((name, *formulas))
    return rows or [("无", 0, 0, 0)]


# --- the looks --------------------------------------------------------------------------------------------------------


def _font(**more: Any) -> dict[str, Any]:
    return {**CHART_FONT, **more}


def _axis(title: str = "", **more: Any) -> dict[str, Any]:
    return {
        "num_font": _font(size=9),
        "name": title,
        "name_font": _font(size=9, bold=False),
        "line": {"color": "#A6A6A6"},
        "major_gridlines": {"visible": False},
        **more,
    }


def _values(title: str, number: str, **more: Any) -> dict[str, Any]:
    grid = {"visible": True, "line": {"color": "#E3E3E3", "width": 0.75}}
    return _axis(title, num_format=number, major_gridlines=grid, **more)


def _new(book: Book, kind: str, title: str, subtype: str = "") -> Chart:
    chart = book.workbook.add_chart({"type": kind, **({"subtype": subtype} if subtype else {})})
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 13, "bold": True, "color": "#262626"}})
    chart.set_chartarea({"border": {"color": "#BFBFBF"}, "fill": {"color": "#FFFFFF"}})
    chart.set_legend({"none": True})
    return chart


def _legend(chart: Chart, position: str = "bottom", size: int = 10) -> None:
    chart.set_legend({"position": position, "font": _font(size=size)})


def _gap(data: ChartData, usual: int) -> int:
    """The room between bars in percent of their width: few bars stay as narrow as many."""
    return min(max(usual, 100 * _FEWEST // max(data.count, 1) - 100), _WIDEST)


def _column_chart(book: Book, data: ChartData) -> Chart:
    chart = _new(book, "column", f"{book.heading}部门项目预算（前 {data.count} 名，万元）")
    labels = {"value": True, "num_format": "[>=10]#,##0;0.00", "font": _font(size=9)}
    chart.add_series({**data.series(1), "fill": {"color": _BLUE}, "gap": _gap(data, 60), "data_labels": labels})
    chart.set_x_axis(_axis())
    chart.set_y_axis(_values("万元", "#,##0"))
    return chart


def _line_chart(book: Book, data: ChartData, shares: Sequence[Decimal]) -> Chart:
    chart = _new(book, "line", f"{book.heading}累计支出计划与时序进度（%）")
    font = _font(size=10, bold=True, color=ERROR)
    labels: dict[str, Any] = {"value": True, "num_format": "0.00%", "position": "above", "font": font}
    # Where the schedule runs close above, the label would lie on its line. Its number looks as in the cell.
    labels["custom"] = [
        {"position": "below", "font": font} if _CLOSE[0] < due - share < _CLOSE[1] else None
        for share, due in zip(shares, SCHEDULE, strict=True)
    ]
    looks = ((ERROR, "solid", "circle", labels), ("#7F7F7F", "dash", "diamond", None))
    for number, (colour, dash, marker, shown) in enumerate(looks, 1):
        chart.add_series(
            {
                **data.series(number),
                "line": {"color": colour, "width": 2.25, "dash_type": dash},
                "marker": {"type": marker, "size": 7, "fill": {"color": colour}, "border": {"color": colour}},
                "data_labels": shown or {},
            }
        )
    chart.set_x_axis(_axis())
    chart.set_y_axis(_values("占预算", "0%", min=0, max=1.1, major_unit=0.2))
    _legend(chart)
    return chart


def _ring_chart(book: Book, data: ChartData) -> Chart:
    chart = _new(book, "doughnut", f"{book.heading}项目预算按资金级次（万元）")
    points = [{"fill": {"color": colour}} for colour in _PALETTE[: data.count]]
    labels = {"percentage": True, "num_format": "0.0%", "font": _font(size=10, bold=True, color="#FFFFFF")}
    chart.add_series({**data.series(1), "points": points, "data_labels": labels})
    chart.set_hole_size(50)
    _legend(chart, "right", size=11)
    return chart


def stacked_chart(book: Book, data: ChartData, title: str) -> Chart:
    """Findings by severity, one bar for each label, the first on top."""
    chart = _new(book, "bar", f"{book.heading}{title}", "stacked")
    for number, severity in enumerate(Severity, 1):
        labels = {"value": True, "num_format": "#,##0;;", "font": _font(size=9, color="#FFFFFF")}
        fill = {"color": _SEVERITY_COLOURS[severity]}
        chart.add_series({**data.series(number), "fill": fill, "gap": _gap(data, 45), "data_labels": labels})
    # XlsxWriter calls the vertical axis of bars y. Its labels run from the top, and the values stay at the bottom.
    chart.set_y_axis(_axis(reverse=True, crossing="max"))
    chart.set_x_axis(_values("处", "#,##0"))
    _legend(chart)
    return chart
