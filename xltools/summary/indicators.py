"""指标明细 and 指标雷同: every indicator with its parts, and those that stand in many projects word for word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xltools.bounded_cache import BoundedCache
from xltools.county.data import IndicatorRow
from xltools.model import SheetKind
from xltools.sheet_names import INDICATORS_SHEET, REPEATED_SHEET
from xltools.summary.book import Book, Line, first_row
from xltools.summary.facts import Department, Facts
from xltools.summary.names import project_name
from xltools.summary.table import Column, Table
from xltools.writer.build import Value

__all__ = [
    "Repeated",
    "RepeatedIndicators",
    "find_repeated",
    "indicator_table",
    "repeated_table",
    "write_indicators",
    "write_repeated",
]

MIN_SHEETS = 3
"""An indicator is listed as repeated from so many target sheets on."""
MAX_NAMED = 12
"""More projects than this are counted, not named."""

_KINDS = {SheetKind.PROJECT: "项目", SheetKind.SPECIAL_FUND: "专项"}

_COLUMNS = (
    Column("department", "部门序", 4.5, "serial"),
    Column("number", "序", 6, "serial"),
    Column("department name", "部门", 14),
    Column("kind", "类型", 5, "centre"),
    Column("owner code", "项目编码", 12, "code"),
    Column("owner", "项目（专项）名称", 26, "small"),
    Column("level1", "一级指标", 9, "centre"),
    Column("level2", "二级指标", 12, "centre"),
    Column("level3", "三级指标", 20),
    Column("description", "指标描述", 26, "small"),
    Column("operator", "符号", 5, "centre", "指标值"),
    Column("figure", "数值", 9, "figure", "指标值"),
    Column("upper", "上限", 8, "figure", "指标值"),
    Column("unit", "单位", 6, "centre", "指标值"),
    Column("remark", "文字说明", 16, "small", "指标值"),
    Column("original", "原文", 18, "small", "指标值"),
    Column("basis", "确定依据", 22, "small"),
    Column("weight", "权重", 6, "figure"),
    Column("core", "核心", 4.5, "centre"),
    Column("issues", "问题", 5, "count"),
    Column("source", "来源（点击打开）", 34, "link", printed=False),
)
_REPEATED_COLUMNS = (
    Column("number", "序", 5, "serial"),
    Column("level2", "二级指标", 14, "centre"),
    Column("level3", "三级指标", 26),
    Column("description", "指标描述", 34),
    Column("original", "指标值", 22),
    Column("sheets", "出现\n项目数", 8, "count"),
    Column("departments", "涉及\n部门数", 8, "count"),
    Column("owners", "项目（部门）", 70, "small"),
)


def indicator_table(facts: Facts) -> Table:
    """Where the indicators stand."""
    return Table(INDICATORS_SHEET, _COLUMNS, facts.indicators, first=first_row(groups=True))


def write_indicators(book: Book) -> None:
    """指标明细."""
    book.draw(
        book.tables[INDICATORS_SHEET],
        _indicator_rows(book),
        title="绩效指标明细表",
        aside="一、二级指标为规范名称；数值、单位由指标值原文拆分，原文照录",
        freeze=6,
    )


def _indicators(facts: Facts) -> Iterator[tuple[Department, IndicatorRow]]:
    for department in facts.departments:
        for row in department.indicator_rows:
            yield department, row


def _indicator_rows(book: Book) -> Iterator[Line]:
    file, issues = "", {}
    for number, (department, row) in enumerate(_indicators(book.facts), 1):
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


@dataclass(slots=True)
class Repeated:
    """An indicator that several target sheets share: its words, and the sheets by their numbers in ``owners``."""

    row: IndicatorRow
    sheets: list[int]


@dataclass(frozen=True, slots=True)
class RepeatedIndicators:
    """The repeated indicators, most frequent first; the owners' names and departments by number."""

    indicators: list[Repeated]
    owners: list[tuple[str, Department]]


def find_repeated(facts: Facts) -> RepeatedIndicators:
    """One pass over all indicators. Of those that stand in one or two sheets only a hash is kept."""
    seen: dict[int, list[int]] = {}
    repeated: dict[int, Repeated] = {}
    owners: list[tuple[str, Department]] = []
    last: object = None
    bare = BoundedCache(_bare)
    for department, row in _indicators(facts):
        owner = (row.place.file, row.place.sheet, row.owner_code, row.owner)
        if owner != last:
            last = owner
            owners.append((project_name(row.owner), department))
        if not (row.level3 or row.original):
            continue
        key = hash((bare[row.level3], bare[row.description], bare[row.original]))
        sheets = seen.setdefault(key, [])
        if sheets and sheets[-1] == len(owners) - 1:
            continue
        sheets.append(len(owners) - 1)
        if len(sheets) == MIN_SHEETS:
            repeated[key] = Repeated(row, sheets)
    found = sorted(repeated.values(), key=lambda one: (-len(one.sheets), one.row.level2, one.row.level3, one.sheets[0]))
    return RepeatedIndicators(found, owners)


def _bare(text: str) -> str:
    return "".join(text.split())


def repeated_table(repeated: RepeatedIndicators) -> Table:
    """Where the repeated indicators stand."""
    return Table(REPEATED_SHEET, _REPEATED_COLUMNS, len(repeated.indicators), first=first_row())


def write_repeated(book: Book, repeated: RepeatedIndicators) -> None:
    """指标雷同."""
    book.draw(
        book.tables[REPEATED_SHEET],
        _repeated_rows(repeated),
        title="雷同绩效指标一览表",
        aside=f"三级指标、描述和指标值完全相同，且出现在 {MIN_SHEETS} 张及以上绩效目标表的指标；满意度类指标雷同属正常",
        freeze=0,
        empty="本次没有雷同指标",
    )


def _repeated_rows(repeated: RepeatedIndicators) -> Iterator[Line]:
    for number, one in enumerate(repeated.indicators, 1):
        owners = [repeated.owners[sheet] for sheet in one.sheets]
        names = "；".join(f"{name}（{department.name}）" for name, department in owners[:MAX_NAMED])
        if len(owners) > MAX_NAMED:
            names += f"；等 {len(owners)} 个"
        departments = len({department.number for _, department in owners})
        row = one.row
        cells = (number, row.level2, row.level3, row.description, row.original, len(owners), departments, names)
        yield "", cells
