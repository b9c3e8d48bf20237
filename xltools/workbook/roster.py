"""The roster: which departments report, with their units, and optionally the projects that they report on.

A roster is a workbook or a CSV file. Every sheet whose heading row has a department's code or name is read; columns
are found by their labels, in any order. A row is a department, one of its units, or, where it has a project's code or
name, one entry of the project register. A row that leaves the department blank belongs to the one above.

A roster decides what every department is sent, so nothing doubtful is let through: all problems are collected, each
with its cell, and raised together.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from xltools.forms.grid import Grid
from xltools.forms.hb2020 import HB2020
from xltools.glossary import chinese
from xltools.model import MoneyUnit, Place, SheetKind
from xltools.values import normalise, parse_amount, squeeze
from xltools.workbook.guard import inspect
from xltools.workbook.read import read_grids

__all__ = ["Problem", "Roster", "RosterDepartment", "RosterError", "RosterProject", "RosterUnit", "read_roster"]

_HEADING_ROWS = 15
"""The heading row is looked for in so many rows: titles and notes may stand above it."""


@dataclass(frozen=True, slots=True)
class RosterUnit:
    """A reporting unit of a department, such as 475002."""

    code: str
    name: str

    def __str__(self) -> str:
        """As forms print it: code and name in one text."""
        return f"{self.code}{self.name}"


@dataclass(frozen=True, slots=True)
class RosterProject:
    """One entry of the project register. Amounts are 元; ``parent`` is the code or name of a special fund."""

    kind: SheetKind
    name: str
    code: str = ""
    unit: RosterUnit | None = None
    budget: Decimal | None = None
    fiscal: Decimal | None = None
    other: Decimal | None = None
    source: str = ""
    level: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class RosterDepartment:
    """A department that reports."""

    code: str
    name: str
    units: tuple[RosterUnit, ...] = ()
    projects: tuple[RosterProject, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """All departments, in the order of the file."""

    departments: tuple[RosterDepartment, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a roster, where, and what to do about it."""

    place: Place
    zh: str
    en: str


class RosterError(ValueError):
    """The roster cannot be used; ``problems`` says why, all of it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{line.place} {line.zh} {line.en}" for line in self.problems))

    @property
    def zh(self) -> str:
        """All problems in Chinese, one a line."""
        return "\n".join(f"{problem.place} {problem.zh}" for problem in self.problems)

    @property
    def en(self) -> str:
        """All problems in English, one a line."""
        return "\n".join(f"{problem.place} {problem.en}" for problem in self.problems)


def _labels(key: str, *aliases: str) -> tuple[str, ...]:
    return (chinese(key), *aliases)


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
_UNIT_BEHIND = re.compile(r"\((?:单位)?(万?元)\)$")
_KINDS = {"": SheetKind.PROJECT, "项目": SheetKind.PROJECT, "专项": SheetKind.SPECIAL_FUND}
_KINDS |= {chinese(kind.value): kind for kind in SheetKind}
_SIGNIFICANT_DIGITS = 15
_TOTALS = frozenset({"合计", "总计", "小计"})
_ONLY_DIGITS = re.compile(r"\d+")


def read_roster(path: Path) -> Roster:
    """Read a roster. Raises :class:`RosterError` with everything that is wrong with it, OSError where it cannot be."""
    grids = (_csv_grid(path),) if path.suffix.lower() in {".csv", ".txt", ".tsv"} else _workbook_grids(path)
    reader = _Reader()
    tables = [table for grid in grids if (table := _table(grid))]
    if not tables:
        found = f"“{chinese('department_code')}”或“{chinese('department_name')}”"
        raise _error(
            Place(path.name),
            f"没有找到名册：前 {_HEADING_ROWS} 行里没有带{found}的表头。请加上表头后再试。",
            f"No roster here: no heading row with a department's code or name in the first {_HEADING_ROWS} rows.",
        )
    for table in tables:
        reader.read(table)
    return reader.roster(Place(path.name))


def _error(place: Place, zh: str, en: str) -> RosterError:
    return RosterError([Problem(place, zh, en)])


def _workbook_grids(path: Path) -> tuple[Grid, ...]:
    inspection = inspect(path, path.name)
    if inspection.problem:
        raise _error(
            inspection.problem.place,
            f"{inspection.problem.message}。{inspection.problem.suggestion}",
            f"{inspection.problem.message_en}. {inspection.problem.suggestion_en}",
        )
    if inspection.foreign:
        zh, en = inspection.reason, inspection.reason_en
        raise _error(Place(path.name), f"{zh}，名册应为 .xlsx 或 .csv。", f"{en}; a roster is an .xlsx or .csv file.")
    grids, findings = read_grids(inspection, path.name)
    if not grids:
        raise RosterError([Problem(item.place, item.message, item.message_en) for item in findings])
    return grids


def _csv_grid(path: Path) -> Grid:
    data = path.read_bytes()
    for encoding in ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        zh = "看不出文字编码，请用 Excel 另存为“CSV UTF-8”或 .xlsx。"
        raise _error(Place(path.name), zh, "Unknown text encoding; save it as CSV UTF-8 or .xlsx.")
    head = text.partition("\n")[0]
    delimiter = max(",\t;，", key=head.count)
    try:
        rows = tuple(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        zh = f"不是能读的 CSV（{error}），请用 Excel 另存为 .xlsx。"
        raise _error(Place(path.name), zh, f"Not a readable CSV file ({error}); save it as .xlsx.") from error
    return Grid(path.name, "", rows)


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet with a heading row: where each column stands, and the money unit of its amounts."""

    grid: Grid
    heading: int
    columns: dict[str, int]
    units: dict[str, MoneyUnit]


def _table(grid: Grid) -> _Table | None:
    for row in range(1, min(grid.height, _HEADING_ROWS) + 1):
        columns: dict[str, int] = {}
        units: dict[str, MoneyUnit] = {}
        for column in range(1, grid.width + 1):
            label = squeeze(grid.text(row, column))
            unit = _UNIT_BEHIND.search(label)
            key = _KEYS.get(label) or _KEYS.get(label[: unit.start()] if unit else label)
            if key and key not in columns:
                columns[key] = column
                units[key] = MoneyUnit(unit[1]) if unit else MoneyUnit.YUAN
        if len(columns) > 1 and {"department_code", "department_name"} & columns.keys():
            return _Table(grid, row, columns, units)
    return None


@dataclass(slots=True)
class _Department:
    place: Place
    name: str = ""
    units: dict[str, RosterUnit] = field(default_factory=dict)
    projects: list[RosterProject] = field(default_factory=list)


class _Reader:
    """Collects departments and problems over all tables of a roster."""

    def __init__(self) -> None:
        self.departments: dict[str, _Department] = {}
        self.problems: list[Problem] = []
        self._codes: dict[str, Place] = {}

    def roster(self, file: Place) -> Roster:
        """What was read; raises RosterError if anything was wrong or nothing was there."""
        for code, department in self.departments.items():
            if not department.name:
                self._problem(department.place, f"部门 {code} 没有名称，请补填。", f"Department {code} has no name.")
        if not self.departments and not self.problems:
            self._problem(file, "名册里一个部门也没有。", "The roster has no department.")
        if self.problems:
            raise RosterError(self.problems)
        return Roster(
            tuple(
                RosterDepartment(code, department.name, tuple(department.units.values()), tuple(department.projects))
                for code, department in self.departments.items()
            )
        )

    def read(self, table: _Table) -> None:
        """Read the rows of one table."""
        above: _Department | None = None
        for row in range(table.heading + 1, table.grid.height + 1):
            cells = _Row(table, row)
            if not any(cells.text(key) for key in table.columns):
                continue
            named = cells.text("department_code") or cells.text("department_name")
            if named in _TOTALS:
                continue
            above = self._department(cells) if named else above
            if above is None:
                place = cells.place("department_code", "department_name")
                self._problem(place, "这一行没有部门编码，请补填。", "This row has no department code.")
                continue
            unit = self._unit(cells, above)
            if cells.text("name") or cells.text("code"):
                self._project(cells, above, unit)

    def _problem(self, place: Place, zh: str, en: str) -> None:
        self.problems.append(Problem(place, zh, en))

    def _department(self, cells: _Row) -> _Department | None:
        """The department of a row, new or known; None where its code is not to be found out."""
        code, name = cells.text("department_code"), cells.text("department_name")
        if not code and name:
            known = [key for key, department in self.departments.items() if department.name == name]
            code = known[0] if known else cells.text("unit_code")[:3]
        if not code:
            return None
        place = cells.place("department_code", "department_name")
        if not _ONLY_DIGITS.fullmatch(code) or not 3 <= len(code) <= 6:
            self._problem(
                place,
                f"部门编码“{code}”应为 3 到 6 位数字。编码列请设为文本格式，以免丢掉前面的 0。",
                f"Department code {code!r} is not 3 to 6 digits; format the column as text to keep leading zeros.",
            )
        department = self.departments.setdefault(code, _Department(place))
        if name and department.name and name != department.name:
            self._problem(
                cells.place("department_name"),
                f"部门 {code} 有两个名称：“{department.name}”（{department.place.cell}）和“{name}”，请统一。",
                f"Department {code} has two names: {department.name} ({department.place.cell}) and {name}.",
            )
        department.name = department.name or name
        return department

    def _unit(self, cells: _Row, department: _Department) -> RosterUnit | None:
        code, name = cells.text("unit_code"), cells.text("unit_name")
        if not code:
            return next((unit for unit in department.units.values() if unit.name == name), None) if name else None
        known = department.units.get(code)
        if known is None or (name and not known.name):
            department.units[code] = RosterUnit(code, name)
        elif name and known.name != name:
            self._problem(
                cells.place("unit_name"),
                f"单位 {code} 有两个名称：“{known.name}”和“{name}”，请统一。",
                f"Unit {code} has two names: {known.name} and {name}.",
            )
        return department.units[code]

    def _project(self, cells: _Row, department: _Department, unit: RosterUnit | None) -> None:
        code, name = cells.text("code"), cells.text("name")
        if cells.rounded("code"):
            self._problem(
                cells.place("code"),
                f"项目编码 {code} 是数字，超过 15 位的部分已被 Excel 改成 0。请把该列设为文本格式后重新填写。",
                f"Project code {code} is a number: Excel lost all digits after the 15th. Format the column as text.",
            )
        if not name:
            self._problem(cells.place("name", "code"), f"{code} 没有项目名称，请补填。", f"{code} has no name.")
        if code and code in self._codes:
            first = self._codes[code]
            self._problem(
                cells.place("code"),
                f"项目编码 {code} 与 {first} 重复，请核对。",
                f"Project code {code} is used at {first} already.",
            )
        self._codes.setdefault(code, cells.place("code"))
        kind = _KINDS.get(cells.text("kind"))
        if kind is None:
            choices = "、".join(chinese(item.value) for item in SheetKind)
            self._problem(
                cells.place("kind"),
                f"类别“{cells.text('kind')}”不认识，应为{choices}。",
                f"Unknown kind {cells.text('kind')!r}: should be one of {choices}.",
            )
        department.projects.append(
            RosterProject(
                kind=kind or SheetKind.PROJECT,
                name=name,
                code=code,
                unit=unit,
                budget=self._amount(cells, "budget"),
                fiscal=self._amount(cells, "fiscal"),
                other=self._amount(cells, "other"),
                source=cells.text("source"),
                level=cells.text("level"),
                parent=cells.text("parent"),
            )
        )

    def _amount(self, cells: _Row, key: str) -> Decimal | None:
        text = cells.text(key)
        if not text:
            return None
        amount = parse_amount(text, cells.table.units[key])
        if amount is None:
            label = COLUMNS[key][0]
            self._problem(
                cells.place(key), f"{label}“{text}”不是金额，请只填数字。", f"{text!r} is not an amount of money."
            )
        return amount


@dataclass(frozen=True, slots=True)
class _Row:
    table: _Table
    row: int

    def text(self, key: str) -> str:
        """The text of a column's cell; empty where there is no such column."""
        column = self.table.columns.get(key)
        return normalise(self.table.grid.text(self.row, column)) if column else ""

    def rounded(self, key: str) -> bool:
        """A number of more digits than a spreadsheet keeps."""
        column = self.table.columns.get(key)
        value = self.table.grid.value(self.row, column) if column else None
        return isinstance(value, (int, float)) and len(self.text(key)) > _SIGNIFICANT_DIGITS

    def place(self, *keys: str) -> Place:
        """The cell of the first of the columns that the table has, else of the row."""
        columns = [self.table.columns[key] for key in keys if key in self.table.columns]
        return self.table.grid.place(self.row, columns[0] if columns else 1)
