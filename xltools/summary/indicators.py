"""指标明细 and 指标雷同: every indicator with its parts, and those that many projects share word for word."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.model import SheetKind
from xltools.sheet_names import INDICATORS_SHEET, REPEATED_SHEET
from xltools.summary.book import SummaryBook, TableRow, first_row
from xltools.summary.names import project_name
from xltools.summary.repeated_indicators import MIN_SHEETS, RepeatedIndicators
from xltools.summary.table import SummaryColumn, SummaryTable
from xltools.writer.build import Value

__all__ = [
    "INDICATOR_FORM",
    "INDICATOR_IDENTITY",
    "indicator_table",
    "repeated_table",
    "write_indicators",
    "write_repeated",
]

MAX_NAMED = 12
"""The most projects that are named; more are counted."""

_KINDS = {SheetKind.PROJECT: "项目", SheetKind.SPECIAL_FUND: "专项"}

_COLUMNS = (
    SummaryColumn("department", "部门序", 4.5, "serial"),
    SummaryColumn("number", "序", 6, "serial"),
    SummaryColumn("department name", "部门", 14),
    SummaryColumn("kind", "类型", 5, "centre"),
    SummaryColumn("owner code", "项目编码", 12, "code"),
    SummaryColumn("owner", "项目（专项）名称", 26, "small"),
    SummaryColumn("level1", "一级指标", 9, "centre"),
    SummaryColumn("level2", "二级指标", 12, "centre"),
    SummaryColumn("level3", "三级指标", 20),
    SummaryColumn("description", "指标描述", 26, "small"),
    SummaryColumn("operator", "符号", 5, "centre", "指标值"),
    SummaryColumn("figure", "数值", 9, "figure", "指标值"),
    SummaryColumn("upper", "上限", 8, "figure", "指标值"),
    SummaryColumn("unit", "单位", 6, "centre", "指标值"),
    SummaryColumn("remark", "文字说明", 16, "small", "指标值"),
    SummaryColumn("original", "原文", 18, "small", "指标值"),
    SummaryColumn("basis", "确定依据", 22, "small"),
    SummaryColumn("weight", "权重", 6, "figure"),
    SummaryColumn("core", "核心", 4.5, "centre"),
    SummaryColumn("issues", "问题", 5, "count"),
    SummaryColumn("source", "来源（点击打开）", 34, "link", printed=False),
)
_IDENTITY = {"number", "department name", "kind", "owner code", "owner", "level3"}
INDICATOR_IDENTITY = tuple(column for column in _COLUMNS if column.key in _IDENTITY or column.group == "指标值")
"""The columns that say whose an indicator is, which one, and its target value."""
_FORM = {"number", "kind", "owner", "level1", "level2", "level3", "original", "weight"}
INDICATOR_FORM = tuple(column for column in _COLUMNS if column.key in _FORM or column.group == "指标值")
"""The columns that say what the form of a project shows of an indicator."""
_REPEATED_COLUMNS = (
    SummaryColumn("number", "序", 5, "serial"),
    SummaryColumn("level2", "二级指标", 14, "centre"),
    SummaryColumn("level3", "三级指标", 26),
    SummaryColumn("description", "指标描述", 34),
    SummaryColumn("original", "指标值", 22),
    SummaryColumn("sheets", "出现\n项目数", 8, "count"),
    SummaryColumn("departments", "涉及\n部门数", 8, "count"),
    SummaryColumn("owners", "项目（部门）", 70, "small"),
)


def indicator_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the indicators."""
    return SummaryTable(INDICATORS_SHEET, _COLUMNS, book.facts.indicators, first=first_row(groups=True))


def write_indicators(book: SummaryBook) -> None:
    """Write 指标明细."""
    book.write_table(
        book.tables[INDICATORS_SHEET],
        _indicator_rows(book),
        title="绩效指标明细表",
        aside="一、二级指标为规范名称；数值、单位由指标值原文拆分，原文照录",
        freeze=6,
    )


def _indicator_rows(book: SummaryBook) -> Iterator[TableRow]:
    file, issues = "", {}
    indicators = ((department, row) for department in book.facts.departments for row in department.indicator_rows)
    for number, (department, row) in enumerate(indicators, 1):
        if row.place.file != file:
            file, issues = row.place.file, book.facts.issues.of_rows(row.place.file)
        cells: tuple[Value, ...] = (
            department.number,
            number,
            department.name,
            _KINDS[row.kind],
            row.owner_code,
            project_name(row.owner),
            row.level1,
            row.level2,
            row.level3,
            row.description,
            row.operator,
            row.number,
            row.upper,
            row.unit,
            row.remark,
            row.original,
            row.basis,
            row.weight,
            "★" if "★" in row.level3 else None,
            issues.get((row.place.sheet, row.place.row)),
            book.link(row.place),
        )
        yield "", cells


# --- the same words in several projects -------------------------------------------------------------------------------


def repeated_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the repeated indicators."""
    return SummaryTable(REPEATED_SHEET, _REPEATED_COLUMNS, len(book.facts.repeated.indicators), first=first_row())


def write_repeated(book: SummaryBook) -> None:
    """Write 指标雷同."""
    book.write_table(
        book.tables[REPEATED_SHEET],
        _repeated_rows(book.facts.repeated),
        title="雷同绩效指标一览表",
        aside=f"三级指标、描述和指标值完全相同，且出现在 {MIN_SHEETS} 张及以上绩效目标表的指标；满意度类指标雷同属正常",
        freeze=0,
        empty="本次没有雷同指标",
    )


def _repeated_rows(repeated: RepeatedIndicators) -> Iterator[TableRow]:
    for number, indicator in enumerate(repeated.indicators, 1):
        owners = [repeated.owners[sheet] for sheet in indicator.sheets]
        names = "；".join(f"{name}（{department.name}）" for name, department in owners[:MAX_NAMED])
        if len(owners) > MAX_NAMED:
            names += f"；等 {len(owners)} 个"
        departments = len({department.number for _, department in owners})
        row = indicator.row
        cells = (number, row.level2, row.level3, row.description, row.original, len(owners), departments, names)
        yield "", cells
