"""The roster: which departments report, with their units, and optionally the projects that they report on.

A roster is a workbook or a CSV file. Every sheet whose heading row has a department's code or name is read; columns
are found by their labels, in any order. A row is a department, one of its units, or, where it has a project's code or
name, one entry of the project register. A row that leaves the department blank belongs to the one above where the cell
is merged with it, or where the sheet names each department in its first row only.

A roster decides what every department is sent, so nothing doubtful is let through: all problems are collected, each
with its cell, and raised together.
"""

from __future__ import annotations

import re
from dataclasses import field
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from xltools.glossary import FieldTerm, field_term
from xltools.limits import Limits
from xltools.model import NOWHERE, Place, SheetKind
from xltools.quick_dataclass import dataclass
from xltools.rosters.table import (
    AMOUNTS,
    COLUMNS,
    HEADING_SEARCH_ROWS,
    RosterError,
    RosterProblem,
    RosterTable,
    read_tables,
    roster_error,
)
from xltools.text import Text
from xltools.values import format_amount, normalise, parse_amount, squeeze

__all__ = ["Roster", "RosterDepartment", "RosterError", "RosterProblem", "RosterProject", "RosterUnit", "read_roster"]


@dataclass(frozen=True, slots=True)
class RosterUnit:
    """A reporting unit of a department, such as 475002."""

    code: str
    name: str

    def __str__(self) -> str:
        """Return code and name in one text, as forms print them."""
        return f"{self.code}{self.name}"


@dataclass(frozen=True, slots=True)
class RosterProject:
    """One entry of the project register. Amounts are 元; ``parent`` is the code or name of a special fund.

    ``place`` is the cell of its budget, or of its name.
    """

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
    place: Place = field(default=NOWHERE, compare=False)


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


_DEFAULT_LIMITS = Limits()
_DASHES = "-—–―"
"""Written for an amount, they say that there is none."""
_KINDS = {"": SheetKind.PROJECT, "项目": SheetKind.PROJECT, "专项": SheetKind.SPECIAL_FUND}
_KINDS |= {kind.term.zh: kind for kind in SheetKind}
_MAX_SIGNIFICANT_DIGITS = 15
_TOTALS = frozenset({"合计", "总计", "小计"})
_ONLY_DIGITS = re.compile(r"\d+")


def read_roster(path: Path, limits: Limits = _DEFAULT_LIMITS) -> Roster:
    """Read a roster within the limits of size.

    Raises :class:`RosterError` with everything that is wrong with it, OSError where it cannot be read.
    """
    file = Place(path.name)
    if not path.is_file():
        raise roster_error(file, f"找不到文件 {path}，请检查路径。", f"There is no file {path}; check the path.")
    tables = read_tables(path, limits)
    if not tables:
        headings = f"“{FieldTerm.DEPARTMENT_CODE.zh}”或“{FieldTerm.DEPARTMENT_NAME.zh}”"
        raise roster_error(
            file,
            f"没有找到名册：前 {HEADING_SEARCH_ROWS} 行里没有带{headings}的表头。请加上表头后再试。",
            f"No roster here: no heading row with a department's code or name in the first {HEADING_SEARCH_ROWS} rows.",
        )
    for keys in (("department_code", "unit_code"), ("department_name",)):
        if not any(key in table.columns for table in tables for key in keys):
            raise roster_error(
                tables[0].grid.place(tables[0].heading, 1),
                f"表头里没有“{'”或“'.join(field_term(key).zh for key in keys)}”一列，请加上后再试。",
                f"No heading is {' or '.join(field_term(key).en for key in keys)}; add the column.",
            )
    reader = _RosterReader()
    for table in tables:
        reader.read(table)
    return reader.roster(file)


@dataclass(slots=True)
class _RosterEntry:
    """A department as it is read; ``listed`` tells that a table with names has it, not only its code."""

    code: str
    place: Place
    name: str = ""
    listed: bool = False
    units: dict[str, RosterUnit] = field(default_factory=dict)
    projects: list[RosterProject] = field(default_factory=list)


class _RosterReader:
    """Collects departments and problems over all tables of a roster."""

    def __init__(self) -> None:
        self.departments: dict[str, _RosterEntry] = {}
        self.problems: list[RosterProblem] = []
        self._codes: dict[str, Place] = {}
        self._names: dict[tuple[str, ...], tuple[str, Place]] = {}
        self._units: dict[str, tuple[str, Place]] = {}

    def roster(self, file: Place) -> Roster:
        """Return the roster; raise RosterError if anything was wrong or nothing was there."""
        for code, department in self.departments.items():
            if not department.name and department.listed:
                self._problem(department.place, f"部门 {code} 没有名称，请补填。", f"Department {code} has no name.")
            elif not department.name:
                self._problem(
                    department.place,
                    f"部门 {code} 不在部门名单里，请在部门名单中补上，或者更正编码。",
                    f"Department {code} is not in the list of departments; add it there or correct the code.",
                )
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

    def read(self, table: RosterTable) -> None:
        """Read the rows of one table."""
        above: _RosterEntry | None = None
        rows = [_RosterRow(table, row) for row in range(table.heading + 1, table.grid.height + 1)]
        everywhere = any(row.department and row.department == below.department for row, below in pairwise(rows))
        for cells in rows:
            if not cells.filled or cells.total:
                continue
            if problem := cells.spoilt():
                self.problems.append(problem)
                continue
            if cells.department:
                department = above = self._department(cells)
            else:
                department = above if cells.merged or not everywhere else None
            if department is None:
                place = cells.place("department_code", "department_name")
                self._problem(place, "这一行没有部门编码，请补填。", "This row has no department code.")
                continue
            unit = self._unit(cells, department)
            if cells.text("name") or cells.text("code"):
                self._project(cells, department, unit)

    def _problem(self, place: Place, zh: str, en: str) -> None:
        self.problems.append(RosterProblem(place, Text(zh, en)))

    def _department(self, cells: _RosterRow) -> _RosterEntry | None:
        """Return the department of a row, new or known; None where its code cannot be found out."""
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
        department = self.departments.setdefault(code, _RosterEntry(code, place))
        department.listed |= "department_name" in cells.table.columns
        if name and department.name and name != department.name:
            self._problem(
                cells.place("department_name"),
                f"部门 {code} 有两个名称：“{department.name}”（{department.place.cell}）和“{name}”，请统一。",
                f"Department {code} has two names: {department.name} ({department.place.cell}) and {name}.",
            )
        elif name and not department.name:
            self._name(department, name, cells.place("department_name"))
        return department

    def _name(self, department: _RosterEntry, name: str, place: Place) -> None:
        twin = next((other for other in self.departments.values() if other.name == name), None)
        if twin:
            self._problem(
                place,
                f"部门 {department.code} 与部门 {twin.code}（{twin.place}）同名“{name}”，请核对编码和名称。",
                f"Departments {department.code} and {twin.code} ({twin.place}) are both named {name}.",
            )
        department.name = name

    def _unit(self, cells: _RosterRow, department: _RosterEntry) -> RosterUnit | None:
        code, name = cells.text("unit_code"), cells.text("unit_name")
        if not code:
            return next((unit for unit in department.units.values() if unit.name == name), None) if name else None
        known = department.units.get(code)
        owner, first = self._units.setdefault(code, (department.code, cells.place("unit_code")))
        if known is None and owner != department.code:
            self._problem(
                cells.place("unit_code"),
                f"单位 {code} 已经列在部门 {owner} 下（{first}），请核对。",
                f"Unit {code} belongs to department {owner} already ({first}).",
            )
        if known is None or (name and not known.name):
            department.units[code] = RosterUnit(code, name)
        elif name and known.name != name:
            self._problem(
                cells.place("unit_name"),
                f"单位 {code} 有两个名称：“{known.name}”和“{name}”，请统一。",
                f"Unit {code} has two names: {known.name} and {name}.",
            )
        return department.units[code]

    def _project(self, cells: _RosterRow, department: _RosterEntry, unit: RosterUnit | None) -> None:
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
            choices = "、".join(item.term.zh for item in SheetKind)
            self._problem(
                cells.place("kind"),
                f"类别“{cells.text('kind')}”不认识，应为{choices}。",
                f"Unknown kind {cells.text('kind')!r}: should be one of {choices}.",
            )
        project = RosterProject(
            kind=kind or SheetKind.PROJECT,
            name=name,
            code=code,
            unit=unit,
            **self._amounts(cells),
            source=cells.text("source"),
            level=cells.text("level"),
            parent=cells.text("parent"),
            place=cells.place("budget", "name", "code"),
        )
        self._twice(cells, department, project)
        department.projects.append(project)

    def _twice(self, cells: _RosterRow, department: _RosterEntry, project: RosterProject) -> None:
        """Report an entry whose name is there already, unless both have a code."""
        place = cells.place("name", "code")
        key = (department.code, project.unit.code if project.unit else "", project.kind, project.name)
        code, first = self._names.setdefault(key, (project.code, place))
        if project.name and first != place and not (code and project.code):
            self._problem(
                place,
                f"“{project.name}”与 {first} 重复，请合并成一行，或分别填写项目编码。",
                f"{project.name} is at {first} already: make one row of them, or give each its code.",
            )

    def _amounts(self, cells: _RosterRow) -> dict[str, Decimal | None]:
        """Return the three amounts and check that they add up; blank other money counts as none."""
        amounts = {key: self._amount(cells, key) for key in AMOUNTS}
        budget, fiscal, other = amounts.values()
        known = other is not None or ("other" in cells.table.columns and not cells.amount("other"))
        if budget is not None and fiscal is not None and known and budget != fiscal + (other or 0):
            shown_amounts = [format_amount(amount or Decimal(0)) for amount in (budget, fiscal, other)]
            self._problem(
                cells.place("budget"),
                "预算数 {} 元 ≠ 财政资金 {} 元＋其他资金 {} 元，请核对。".format(*shown_amounts),
                "The budget of {} is not fiscal {} and other money {} together.".format(*shown_amounts),
            )
        return amounts

    def _amount(self, cells: _RosterRow, key: str) -> Decimal | None:
        text = cells.amount(key)
        if not text:
            return None
        amount, label = parse_amount(text, cells.table.units[key]), COLUMNS[key][0]
        if amount is None:
            self._problem(
                cells.place(key), f"{label}“{text}”不是金额，请只填数字。", f"{text!r} is not an amount of money."
            )
        elif amount < 0:
            self._problem(cells.place(key), f"{label}“{text}”小于 0，请核对。", f"{text!r} is less than nothing.")
            return None
        return amount


@dataclass(frozen=True, slots=True)
class _RosterRow:
    table: RosterTable
    row: int

    def text(self, key: str) -> str:
        """Return the text of a column's cell; empty where there is no such column."""
        column = self.table.columns.get(key)
        return normalise(self.table.grid.text(self.row, column)) if column else ""

    def amount(self, key: str) -> str:
        """Return the text of an amount, empty for a dash."""
        text = self.text(key)
        return text if text.strip(_DASHES) else ""

    @property
    def department(self) -> str:
        """The department's code, else its name."""
        return self.text("department_code") or self.text("department_name")

    @property
    def filled(self) -> bool:
        """Whether any column of the table is filled in."""
        return any(self.table.grid.filled(self.row, column) for column in self.table.columns.values())

    @property
    def total(self) -> bool:
        """Whether the row sums up those above; the word may stand in any column."""
        grid = self.table.grid
        return any(squeeze(grid.text(self.row, column)) in _TOTALS for column in grid.filled_columns(self.row))

    @property
    def merged(self) -> bool:
        """Whether the department's cell is merged with that of the row above."""
        columns = (self.table.columns.get(key, 0) for key in ("department_code", "department_name"))
        blocks = (self.table.grid.covering(self.row, column) for column in columns)
        return any(block is not None and block.top < self.row for block in blocks)

    def spoilt(self) -> RosterProblem | None:
        """Return the problem of the first unreadable cell: a formula without a result, or an error value."""
        grid = self.table.grid
        for column in sorted(self.table.columns.values()):
            place = grid.place(self.row, column)
            if (self.row, column) in grid.uncalculated:
                return RosterProblem(
                    place,
                    Text(
                        "公式没有计算结果，请用 Excel 或 WPS 打开保存一次，或者直接填写结果。",
                        "A formula that was never calculated: open and save the file, or type what it gives.",
                    ),
                )
            if error := grid.errors.get((self.row, column)):
                text = Text(f"单元格是错误值“{error}”，请改正。", f"The cell has the error value {error}.")
                return RosterProblem(place, text)
        return None

    def rounded(self, key: str) -> bool:
        """Return whether the cell is a number of more digits than a spreadsheet keeps."""
        column = self.table.columns.get(key)
        value = self.table.grid.value(self.row, column) if column else None
        return isinstance(value, (int, float)) and len(self.text(key)) > _MAX_SIGNIFICANT_DIGITS

    def place(self, *keys: str) -> Place:
        """Return the cell of the first of the columns that the table has, else of the row."""
        columns = [self.table.columns[key] for key in keys if key in self.table.columns]
        return self.table.grid.place(self.row, columns[0] if columns else 1)
