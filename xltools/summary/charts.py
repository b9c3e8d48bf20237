"""The charts of the summary: native, flat, in the tables' fonts, each drawn from cells that are formulas themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter.chart import Chart

from xltools.derive import FUND_LEVELS
from xltools.model import PERIODS, Severity
from xltools.quick_dataclass import dataclass
from xltools.sheet_names import ISSUES_SHEET
from xltools.summary.book import SummaryBook
from xltools.summary.facts import Facts
from xltools.summary.paper import PrintLayout
from xltools.summary.styles import CHART_FONT, ERROR, FONT, NOTE, WARNING
from xltools.summary.table import SummaryTable
from xltools.writer.build import BulkSheet, Formula, Value

__all__ = [
    "FAMILIES",
    "SCHEDULE",
    "TOP_BUDGETS",
    "TOP_ISSUES",
    "ChartData",
    "count_families",
    "county_charts",
    "describe_chart",
    "rate_chart",
    "stacked_chart",
    "standing_chart",
    "write_data",
]

SCHEDULE: tuple[Decimal, ...] = (Decimal("0.25"), Decimal("0.5"), Decimal("0.8333"), Decimal(1))
"""序时进度: the part of the year that has passed at the end of each period."""
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
    "K": "前后一致",
    "D": "部门整体",
    "E": "监控与自评",
    "C": "县级核对",
    "R": "表格读取",
    "S": "模板结构",
    "F": "文件",
    "Z": "本县自定",
}
"""The families of rules by the first letter of their ids; those of a county's own rules begin with Z."""

_LABEL_REACH = Decimal("0.02"), Decimal("0.15")
"""Shares of the budget above a point that its label covers."""
_MIN_BARS = 10
"""Bars are never wider than they would be in a chart of this many."""
_MAX_GAP_PERCENT = 500
"""The widest gap between bars that a chart allows, in percent of their width."""
_ROW_PIXELS = 20
"""The height of a row below a table."""
_MAX_TOLD = 6
"""The bars that the description of a chart names; the cells right of it hold all."""
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
        """Return XlsxWriter's options for one series; the first is number 1."""
        first, last = self.row + 1, self.row + max(self.count, 1)
        return {
            "name": [self.sheet, self.row, self.column + number],
            "categories": [self.sheet, first, self.column, last, self.column],
            "values": [self.sheet, first, self.column + number, last, self.column + number],
        }


def write_data(
    book: SummaryBook,
    sheet: BulkSheet,
    row: int,
    column: int,
    head: Sequence[str],
    rows: Sequence[Sequence[Value]],
    style: str = "faint number",
) -> ChartData:
    """Write a block of chart data with its numbers in one style, and return where it stands."""
    for offset, text in enumerate(head):
        book.put(sheet, row, column + offset, text, "faint")
    for number, cells in enumerate(rows, row + 1):
        for offset, value in enumerate(cells):
            book.put(sheet, number, column + offset, value, style if offset else "faint")
    return ChartData(sheet.get_name(), row, column, len(rows))


def county_charts(
    book: SummaryBook, sheet: BulkSheet, table: SummaryTable, row: int, total_row: int, layout: PrintLayout
) -> int:
    """Draw four charts below the county's table, from row ``row`` on; return the last row that they take.

    Their data stand right of the printed columns, as formulas on the table's own cells. They fill a page, or, if the
    table is two pages wide, two pages beside each other, whose repeated columns they leave free.
    """
    facts, total = book.facts, total_row + 1
    blocks = (
        (("部门", "预算（万元）"), _budgets(facts, table), "faint number"),
        (("累计", "县合计计划", f"时序进度（{_schedule()}）"), _progress(facts, table, total), "faint percent"),
        (("级次", "预算（万元）"), _levels(facts, table, total), "faint number"),
        (("类别", *(level.term.zh for level in Severity)), _families(book), "faint number"),
    )
    titles = (
        f"部门项目预算（前 {len(blocks[0][1])} 名，万元）",
        "累计支出计划与时序进度（%）",
        "项目预算按资金级次（万元）",
        "审核问题按类别和级别（处）",
    )
    told = [
        describe_chart(f"{book.heading}{title}", head, rows, percent=style == "faint percent")
        for title, (head, rows, style) in zip(titles, blocks, strict=True)
    ]
    data: list[ChartData] = []
    at = row + 1
    for head, rows, style in blocks:
        data.append(write_data(book, sheet, at, len(table.columns) + 1, head, rows, style))
        at += len(rows) + 3
    budgets, progress, levels, families = data
    middle = layout.breaks[0] if layout.breaks else table.number("deduplicated") + 1
    high = layout.points * 96 // 72 // _ROW_PIXELS // 2  # rows for a chart and the gap below it
    left, right = _widths(table, layout.repeated, middle)
    shares = [_share(facts, n) for n in range(len(PERIODS))]
    charts = (
        (layout.repeated, left, row, _column_chart(book, budgets, titles[0])),
        (middle, right, row, _line_chart(book, progress, shares, titles[1])),
        (layout.repeated, left, row + high, _ring_chart(book, levels, titles[2])),
        (middle, right, row + high, stacked_chart(book, families, titles[3])),
    )
    for (column, width, top, chart), description in zip(charts, told, strict=True):
        chart.set_size({"width": width, "height": (high - 1) * _ROW_PIXELS})
        options = {"x_offset": 6, "y_offset": 10, "object_position": 1, "description": description}
        sheet.insert_chart(top, column, chart, options)
    return row + 2 * high


def describe_chart(title: str, head: Sequence[str], rows: Sequence[Sequence[Value]], *, percent: bool = False) -> str:
    """Return what a chart shows, for those who hear it read: the title, and the first bars with their values."""
    names = head[1:] if len(head) > 2 else ("",)
    bars = (
        "，".join(f"{name} {_told(value, percent=percent)}".strip() for name, value in zip(names, values, strict=True))
        for _, *values in rows[:_MAX_TOLD]
    )
    parts = "；".join(f"{_told(row[0])}：{bar}" for row, bar in zip(rows, bars, strict=False))
    return f"图：{title}。{parts}{f'，等 {len(rows)} 项' if len(rows) > _MAX_TOLD else ''}。"


def _told(value: Value, *, percent: bool = False) -> str:
    """Return a label or a value as it is read out."""
    shown = value.value if isinstance(value, Formula) else value
    if not isinstance(shown, int | float | Decimal):
        return str(shown or "")
    return f"{shown:.2%}" if percent else f"{shown:,.2f}".removesuffix(".00")


def _budgets(facts: Facts, table: SummaryTable) -> list[tuple[Value, ...]]:
    """Return the largest budgets of departments."""
    departments = sorted(
        (department for department in facts.departments if department.project_sums.budget),
        key=lambda department: (-department.project_sums.budget, department.number),
    )
    rows: list[tuple[Value, ...]] = []
    for department in departments[:TOP_BUDGETS]:
        name, budget = (f"{table.letter(key)}{table.line(department.number)}" for key in ("name", "budget"))
        rows.append((Formula(name, department.name), Formula(budget, department.project_sums.budget / 10000)))
    return rows


def _progress(facts: Facts, table: SummaryTable, total: int) -> list[tuple[Value, ...]]:
    """Return the county's cumulative plan and the schedule by period; ``total`` is the row of totals."""
    return [
        (f"{int(period)}月底", Formula(f"N({table.letter(f'share {n}')}{total})", _share(facts, n)), SCHEDULE[n])
        for n, period in enumerate(PERIODS)
    ]


def _levels(facts: Facts, table: SummaryTable, total: int) -> list[tuple[Value, ...]]:
    """Return the projects' money by level of government; ``total`` is the row of totals."""
    rows: list[tuple[Value, ...]] = []
    for level in FUND_LEVELS:
        if amount := facts.level(level):
            cell = f"{table.letter(f'level {level}')}{total}"
            rows.append((_level_label(level, cell, amount), Formula(cell, amount / 10000)))
    return rows or [("无", 0)]


def _share(facts: Facts, n: int) -> Decimal:
    budget = facts.projects.plan_budget
    return facts.projects.planned[n] / budget if budget else Decimal(0)


def _schedule() -> str:
    return "、".join(f"{(part * 100).normalize():f}%" for part in SCHEDULE)


def _widths(table: SummaryTable, first: int, middle: int) -> tuple[int, int]:
    """Return the widths of the charts from the first column on, on both sides of the one in the middle."""
    pixels = [column.pixels for column in table.columns]
    return sum(pixels[first:middle]) - 16, sum(pixels[middle : table.printed]) - 16


def _level_label(level: str, cell: str, amount: Decimal) -> Formula:
    """Return a level with its amount, as the legend shows it."""
    return Formula(f'"{level}  "&TEXT({cell},"#,##0.00")', f"{level}  {amount / 10000:,.2f}")


def _families(book: SummaryBook) -> list[tuple[Value, ...]]:
    issues, facts = book.tables[ISSUES_SHEET], book.facts
    rows: list[tuple[Value, ...]] = []
    for letter, counts in count_families(facts).items():
        formulas = (
            Formula(issues.sum_if("count", ("severity", f'"{level.term.zh}"'), ("rule", f'"{letter}*"')), counts[level])
            for level in Severity
        )
        rows.append((FAMILIES[letter], *formulas))
    return rows or [("无", 0, 0, 0)]


def count_families(facts: Facts) -> dict[str, Counter[Severity]]:
    """Count the findings by the families of their rules, those with any."""
    counts: dict[str, Counter[Severity]] = {letter: Counter() for letter in FAMILIES}
    for department in facts.all_with_unassigned:
        for (severity, rule), number in department.findings.items():
            counts[rule[0]][severity] += number
    return {letter: count for letter, count in counts.items() if count}


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


def _new(book: SummaryBook, kind: str, title: str, subtype: str = "") -> Chart:
    chart = book.workbook.add_chart({"type": kind, **({"subtype": subtype} if subtype else {})})
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 13, "bold": True, "color": "#262626"}})
    chart.set_chartarea({"border": {"color": "#BFBFBF"}, "fill": {"color": "#FFFFFF"}})
    chart.set_legend({"none": True})
    return chart


def _legend(chart: Chart, position: str = "bottom", size: int = 10) -> None:
    chart.set_legend({"position": position, "font": _font(size=size)})


def _gap(data: ChartData, usual: int) -> int:
    """Return the gap between bars in percent of their width: few bars stay as narrow as many."""
    return min(max(usual, 100 * _MIN_BARS // max(data.count, 1) - 100), _MAX_GAP_PERCENT)


def _column_chart(book: SummaryBook, data: ChartData, title: str) -> Chart:
    chart = _new(book, "column", f"{book.heading}{title}")
    labels = {"value": True, "num_format": "[>=10]#,##0;0.00", "font": _font(size=9)}
    chart.add_series({**data.series(1), "fill": {"color": _BLUE}, "gap": _gap(data, 60), "data_labels": labels})
    chart.set_x_axis(_axis())
    chart.set_y_axis(_values("万元", "#,##0"))
    return chart


def _line_chart(book: SummaryBook, data: ChartData, shares: Sequence[Decimal], title: str) -> Chart:
    chart = _new(book, "line", f"{book.heading}{title}")
    font = _font(size=10, bold=True, color=ERROR)
    labels: dict[str, Any] = {"value": True, "num_format": "0.00%", "position": "above", "font": font}
    # Where the line of the schedule runs close above a point, the label goes below it.
    labels["custom"] = [
        {"position": "below", "font": font} if _LABEL_REACH[0] < due - share < _LABEL_REACH[1] else None
        for share, due in zip(shares, SCHEDULE, strict=True)
    ]
    styles = ((ERROR, "solid", "circle", labels), ("#7F7F7F", "dash", "diamond", None))
    for number, (colour, dash, marker, shown) in enumerate(styles, 1):
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


def _ring_chart(book: SummaryBook, data: ChartData, title: str) -> Chart:
    chart = _new(book, "doughnut", f"{book.heading}{title}")
    points = [{"fill": {"color": colour}} for colour in _PALETTE[: data.count]]
    labels = {"percentage": True, "num_format": "0.0%", "font": _font(size=10, bold=True, color="#FFFFFF")}
    chart.add_series({**data.series(1), "points": points, "data_labels": labels})
    chart.set_hole_size(50)
    _legend(chart, "right", size=11)
    return chart


def stacked_chart(book: SummaryBook, data: ChartData, title: str) -> Chart:
    """Create a chart of findings by severity with one bar for each label, the first on top."""
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


def rate_chart(book: SummaryBook, data: ChartData, title: str) -> Chart:
    """Create a chart of shares with one bar for each label, the first on top."""
    chart = _new(book, "bar", f"{book.heading}{title}")
    labels = {"value": True, "num_format": "0.00%", "font": _font(size=9)}
    chart.add_series({**data.series(1), "fill": {"color": _BLUE}, "gap": _gap(data, 45), "data_labels": labels})
    chart.set_y_axis(_axis(reverse=True, crossing="max", interval_unit=1))
    chart.set_x_axis(_values("占预算", "0%", min=0))
    return chart


def standing_chart(book: SummaryBook, data: ChartData, title: str) -> Chart:
    """Create a chart of projects by standing: words in the legend, numbers on the bars, colours apart."""
    chart = _new(book, "bar", f"{book.heading}{title}", "stacked")
    for number, (colour, letters) in enumerate((("#70AD47", "#FFFFFF"), ("#FFC000", "#262626"), (ERROR, "#FFFFFF")), 1):
        labels = {"value": True, "num_format": "#,##0;;", "font": _font(size=9, color=letters)}
        chart.add_series(
            {**data.series(number), "fill": {"color": colour}, "gap": _gap(data, 45), "data_labels": labels}
        )
    chart.set_y_axis(_axis(reverse=True, crossing="max", interval_unit=1))
    chart.set_x_axis(_values("个", "#,##0"))
    _legend(chart)
    return chart
