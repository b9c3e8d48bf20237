"""The tables of a roster: sheets with a heading row, where each column stands, and the money unit of its amounts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from xltools.errors import XltoolsError
from xltools.forms.hb2020 import HB2020
from xltools.glossary import field_term
from xltools.grids.grid import Grid
from xltools.lazy_pattern import LazyPattern
from xltools.limits import Limits
from xltools.model import MoneyUnit, Place
from xltools.quick_dataclass import dataclass
from xltools.readers import read_file
from xltools.readers.file_access import read_bytes
from xltools.readers.refusal import RefusedError
from xltools.text import Text
from xltools.values import normalise, squeeze

__all__ = [
    "AMOUNTS",
    "COLUMNS",
    "HEADING_SEARCH_ROWS",
    "RosterError",
    "RosterProblem",
    "RosterTable",
    "read_tables",
    "roster_error",
]

HEADING_SEARCH_ROWS = 15
"""The heading row is looked for in so many rows: titles and notes may stand above it."""

_ARCHIVED = Text("是压缩包。请先解压，再给出其中的名册。", "is an archive. Unpack it, then name the roster in it.")


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """A problem of a roster, its place, and what to do about it."""

    place: Place
    text: Text


class RosterError(XltoolsError):
    """The roster cannot be used; ``problems`` lists every reason."""

    def __init__(self, problems: Sequence[RosterProblem]) -> None:
        """Describe all problems at once."""
        self.problems = tuple(problems)
        super().__init__(
            "\n".join(f"{problem.place} {problem.text.zh}" for problem in self.problems),
            "\n".join(f"{problem.place} {problem.text.en}" for problem in self.problems),
        )


def roster_error(place: Place, zh: str, en: str) -> RosterError:
    """Return the error for a single problem."""
    return RosterError([RosterProblem(place, Text(zh, en))])


def _labels(key: str, *aliases: str) -> tuple[str, ...]:
    return (field_term(key).zh, *aliases)


COLUMNS: dict[str, tuple[str, ...]] = {
    "department_code": _labels("department_code", "部门代码", "主管部门编码", "主管部门代码"),
    "department_name": _labels("department_name", "部门", "部门全称", "主管部门", "主管部门名称"),
    "unit_code": _labels("unit_code", "单位代码", "预算单位编码", "预算单位代码"),
    "unit_name": _labels("unit_name", "单位", "预算单位", "预算单位名称", "单位全称"),
    "kind": ("类别", "项目类别", "类型"),
    "code": HB2020.field("code").texts,
    "name": (*HB2020.field("name").texts, "项目（专项资金）名称"),
    "budget": HB2020.field("budget").texts,
    "fiscal": HB2020.field("fiscal").texts,
    "other": HB2020.field("other").texts,
    "source": ("资金来源", "资金文号", "资金来源（文号）"),
    "level": _labels("fund_level", "级次"),
    "parent": ("所属专项资金", "所属专项", "对应专项资金"),
}
"""The labels of each column, the usual one first."""

_KEYS = {squeeze(text): key for key, texts in reversed(COLUMNS.items()) for text in texts}
AMOUNTS = ("budget", "fiscal", "other")
_UNIT_BEHIND = LazyPattern(r"\((?:单位)?([十百千万亿]*元)\)$")
_UNIT_ABOVE = LazyPattern(r"(?:单\s*位\s*[:：]?|[(（])\s*(?:人民币)?\s*((?:[十百千万亿]\s*)*元)(?![\u4e00-\u9fff])")
"""Money's unit in a line above the table; a word may not go on behind it, as in 编制单位：元氏县财政局."""


def read_tables(path: Path, limits: Limits) -> list[RosterTable]:
    """Return the tables of a workbook or CSV file; none where no sheet has a heading for departments.

    Raises :class:`RosterError` for a file that cannot be read as either.
    """
    read = _csv_grids if path.suffix.lower() in {".csv", ".txt", ".tsv"} else _workbook_grids
    grids = read(path, limits)
    return _tables(grids) or _tables(grids, least=1)


def is_roster(grids: Iterable[Grid]) -> bool:
    """Return whether one of the sheets is a table of several departments, as a roster has one."""
    for table in _tables(grids):
        column = table.columns.get("department_code") or table.columns["department_name"]
        rows = range(table.heading + 1, table.grid.height + 1)
        if len({table.grid.text(row, column).strip() for row in rows} - {""}) > 1:
            return True
    return False


def _workbook_grids(path: Path, limits: Limits) -> tuple[Grid, ...]:
    file = read_file(path, path.name, limits)
    if file.problem and file.problem.rule == "F31":  # a document of another kind
        zh, en = file.problem.found, file.problem.message.en.partition(";")[0]
        raise roster_error(
            file.problem.place, f"这是{zh}，名册应为 .xlsx 或 .csv。", f"{en}; a roster is an .xlsx or .csv file."
        )
    if file.problem:
        raise roster_error(
            file.problem.place,
            *(_ARCHIVED if file.problem.rule == "F11" else file.problem.explanation),
        )
    if file.workbook is None:
        zh, en = file.reason
        raise roster_error(
            Place(path.name), f"{zh}，名册应为 .xlsx 或 .csv。", f"{en}; a roster is an .xlsx or .csv file."
        )
    return file.workbook.sheets


def _csv_grids(path: Path, limits: Limits) -> tuple[Grid, ...]:
    try:
        data = read_bytes(path, limits)
    except RefusedError as refusal:
        raise roster_error(Place(path.name), *refusal.finding(Place(path.name)).explanation) from refusal
    for encoding in ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        zh = "看不出文字编码，请用 Excel 另存为“CSV UTF-8”或 .xlsx。"
        raise roster_error(Place(path.name), zh, "Unknown text encoding; save it as CSV UTF-8 or .xlsx.")
    try:
        grids = [
            Grid(path.name, "", tuple(csv.reader(io.StringIO(text), delimiter=delimiter))) for delimiter in ",\t;，"
        ]
    except csv.Error as error:
        zh = f"不是能读的 CSV（{error}），请用 Excel 另存为 .xlsx。"
        raise roster_error(Place(path.name), zh, f"Not a readable CSV file ({error}); save it as .xlsx.") from error
    # The delimiter is the one that makes a table of it: titles above the heading row may have any sign in them.
    return tuple([grid for grid in grids if _tables([grid])][:1] or grids[:1])


@dataclass(frozen=True, slots=True)
class RosterTable:
    """A sheet with a heading row: the column of each field, and the money unit of its amounts."""

    grid: Grid
    heading: int
    columns: dict[str, int]
    units: dict[str, MoneyUnit]


def _tables(grids: Iterable[Grid], least: int = 2) -> list[RosterTable]:
    """Return the sheets that have a heading row of at least so many known labels."""
    return [table for grid in grids if (table := _table(grid, least))]


def _table(grid: Grid, least: int) -> RosterTable | None:
    for row in range(1, min(grid.height, HEADING_SEARCH_ROWS) + 1):
        columns: dict[str, int] = {}
        units: dict[str, str] = {}
        for column in range(1, grid.width + 1):
            label = squeeze(grid.text(row, column))
            unit = _UNIT_BEHIND.search(label)
            key = _KEYS.get(label) or _KEYS.get(label[: unit.start()] if unit else label)
            if key and key not in columns:
                columns[key] = column
                if unit:
                    units[key] = unit[1]
        if len(columns) >= least and {"department_code", "department_name"} & columns.keys():
            return RosterTable(grid, row, columns, _money_units(grid, row, columns, units))
    return None


def _money_units(grid: Grid, heading: int, columns: dict[str, int], units: dict[str, str]) -> dict[str, MoneyUnit]:
    """Return the money unit of each amount: its heading's own, else that of the nearest line above, else 元."""
    above, place = _unit_above(grid, heading)
    return {
        key: _money_unit(units[key], grid.place(heading, columns[key])) if key in units else _money_unit(above, place)
        for key in AMOUNTS
        if key in columns
    }


def _unit_above(grid: Grid, heading: int) -> tuple[str, Place]:
    for row in range(heading - 1, 0, -1):
        for column in grid.filled_columns(row):
            if unit := _UNIT_ABOVE.search(normalise(grid.text(row, column))):
                return squeeze(unit[1]), grid.place(row, column)
    return MoneyUnit.YUAN, grid.place()


def _money_unit(text: str, place: Place) -> MoneyUnit:
    if text not in set(MoneyUnit):
        raise roster_error(
            place,
            f"金额单位“{text}”不能用，请换算成元或万元。",
            f"Amounts cannot be read in {text}: convert them to 元 or 万元.",
        )
    return MoneyUnit(text)
