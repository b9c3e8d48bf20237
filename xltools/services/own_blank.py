"""A county's own blank workbook as the template: filled in for a department, with a stamp and live checks beside it.

Nothing of the county's sheets changes but the cells that are filled in. A department with several projects gets a copy
of the form's sheet for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from xltools.editor import AddedCell, AddedSheet, CellFormula, CellReference, EditableWorkbook, EditRefusedError, Edits
from xltools.forms.description import FieldKind, FormDescription, FormLayout
from xltools.forms.find import find_forms
from xltools.forms.form_money import FormMoney
from xltools.forms.form_reader import FormReader
from xltools.forms.found import FoundForm
from xltools.grids.grid import Address, Grid
from xltools.model import SheetKind, column_letters
from xltools.readers import read_content
from xltools.rosters.read import RosterDepartment, RosterProject, RosterUnit
from xltools.rules.settings import Settings
from xltools.services.contract import RequestError
from xltools.services.template_forms import OwnForm
from xltools.sheet_names import LIVE_CHECKS_SHEET, STAMP_SHEET
from xltools.template.live_check import is_blank
from xltools.template.moved import form_labels
from xltools.template.settings_stamp import stamp_settings
from xltools.text import Text
from xltools.version import __version__

__all__ = ["FilledBlank", "OwnBlank"]

_YEAR_LINE = re.compile(r"([（(])[\s　_]*(?:20\d\d)?[\s　_]*(年度?[）)])")
"""The line below the title, with a year or blanks for it."""
_MAX_SHEET_NAME = 31
_FIRST_CHECK_ROW = 2


@dataclass(frozen=True, slots=True)
class _Cell:
    """The cell of a field: its key and label, its address, and the kind of its content."""

    key: str
    label: str
    at: Address
    kind: FieldKind
    required: bool


@dataclass(frozen=True, slots=True)
class FilledBlank:
    """A department's workbook, and what its copies of the form's sheet lack."""

    data: bytes
    lacks_pictures: bool = False


class OwnBlank:
    """The blank workbook of a form of the county's own, as it was read; a RequestError says why it cannot be used."""

    def __init__(self, own: OwnForm, settings: Settings) -> None:
        self.form: FormDescription = own.described
        self.data = own.blank.read_bytes()
        self.name = own.blank.name
        self.settings = settings
        self.grid, self.found = self._form_sheet(own.blank)
        self.units = FormMoney(FormReader(self.grid, []), self.found).units
        """the money unit of each amount; nothing where the form states none"""
        self.cells = tuple(self._cells())

    def _form_sheet(self, path: Path) -> tuple[Grid, FoundForm]:
        file = read_content(self.data, path.suffix.lower(), path.name, self.settings.limits)
        if self.form.layout is FormLayout.LIST:
            raise RequestError(
                f"{self.form.id} 是清单式表式（一张表列多个项目），请直接用空白表 {path.name}。",
                f"{self.form.id} lists many projects on one sheet: hand out its blank {path.name} itself.",
            )
        for grid in file.workbook.sheets if file.workbook else ():
            for found in find_forms(grid, (self.form,)).forms:
                return grid, found
        zh = file.problem.message.zh if file.problem else f"里面没有找到表式 {self.form.id} 的表"
        en = file.problem.message.en if file.problem else f"no sheet on the form {self.form.id} was found in it"
        raise RequestError(f"空白表 {path.name}：{zh}", f"The blank {path.name}: {en}")

    def _cells(self) -> Iterator[_Cell]:
        labels = form_labels(self.form)
        fields = {item.key: item for item in self.form.fields}
        for key, cell in self.found.fields.items():
            at, described = (cell.row, cell.column), fields.get(key)
            if not cell.row or described is None or not described.labels or at in self.grid.formulas:
                continue
            required = not described.optional and not described.columns
            yield _Cell(key, labels.get(key, key), at, described.content, required)

    @property
    def notices(self) -> tuple[Text, ...]:
        """The amounts are not filled in where the form states no money unit."""
        if self.units or not any(cell.kind is FieldKind.AMOUNT for cell in self.cells):
            return ()
        return (
            Text(
                f"{self.name} 上没有写金额单位，名单里的金额没有填进去；"
                '请在表式文件里写 money_unit = "元"（或 "万元"）再生成。',
                f"{self.name} states no money unit, so amounts were not filled in; add money_unit to its description.",
            ),
        )

    # --- filling in ---------------------------------------------------------------------------------------------------

    def filled(self, department: RosterDepartment, county: str, year: int | None) -> FilledBlank:
        """Return the workbook of a department."""
        projects: Sequence[RosterProject | None] = [
            project for project in department.projects if project.kind is SheetKind.PROJECT
        ] or [None]
        names = [self._sheet_name(number) for number, _ in enumerate(projects, 1)]
        edits = Edits()
        for name in names[1:]:
            edits.copy_sheet(self.grid.sheet, name)
        for name, project in zip(names, projects, strict=True):
            for (row, column), value in self._values(department, project, year):
                edits.set_value(name, row, column, value)
        checks = list(self._checks(names))
        edits.add_sheet(self._stamp(department, county, year, checks))
        edits.add_sheet(_shown(checks))
        try:
            result = EditableWorkbook(self.data, self.name).apply(edits)
        except EditRefusedError as error:
            raise RequestError(f"{self.name}：{error.text.zh}", f"{self.name}: {error.text.en}") from error
        if result.refused:
            reason = result.refused[0]
            where = f"{reason.place.sheet} {reason.place.cell}".strip()
            raise RequestError(f"{self.name} {where}：{reason.text.zh}", f"{self.name} {where}: {reason.text.en}")
        return FilledBlank(result.data, any(True for _ in result.notices))

    def _sheet_name(self, number: int) -> str:
        if number == 1:
            return self.grid.sheet
        ending = f"({number})"
        return self.grid.sheet[: _MAX_SHEET_NAME - len(ending)] + ending

    def _values(
        self, department: RosterDepartment, project: RosterProject | None, year: int | None
    ) -> Iterator[tuple[Address, str | Decimal]]:
        """Yield what is filled in beforehand, by the cells of the form's own blanks."""
        texts: dict[str, str | Decimal | None] = dict(_texts(department, project, self.form))
        for cell in self.cells:
            value = texts.get(cell.key)
            label = self.grid.text(*cell.at).strip()
            if value is None or value == "" or (label and not label.endswith(("：", ":"))):
                continue
            if isinstance(value, str):
                yield cell.at, label + value
            elif cell.key in self.units:  # without a unit the amount might be taken for one 10,000 times as large
                yield cell.at, value / self.units[cell.key].factor
        if year:
            for row, column, text in self.grid.texts():
                changed = _YEAR_LINE.sub(rf"\g<1>{year}\g<2>", text)
                if changed != text:
                    yield (row, column), changed

    # --- beside the form ----------------------------------------------------------------------------------------------

    def _checks(self, names: Sequence[str]) -> Iterator[tuple[str, _Cell, str]]:
        """Yield a formula for each required field of each sheet: its message, or an empty text."""
        by_key = {cell.key: cell for cell in self.cells}
        for name in names:
            quoted = f"'{name.replace(chr(39), chr(39) * 2)}'"
            used = [f"{quoted}!{_absolute(cell.at)}" for cell in self.cells if cell.key not in {"department", "unit"}]
            for cell in self.cells:
                here = f"{quoted}!{_absolute(cell.at)}"
                if cell.required:
                    yield name, cell, f'IF(AND(COUNTA({",".join(used)})>0,{is_blank(here)}),"缺{cell.label}","")'
                if cell.kind is FieldKind.AMOUNT:
                    yield name, cell, f'IF(AND(NOT({is_blank(here)}),NOT(ISNUMBER({here}))),"{cell.label}不是数字","")'
            if {"budget", "fiscal", "other"} <= by_key.keys():
                budget, *parts = (f"{quoted}!{_absolute(by_key[key].at)}" for key in ("budget", "fiscal", "other"))
                condition = f"AND(COUNT({budget},{parts[0]})=2,ABS(N({budget})-N({parts[0]})-N({parts[1]}))>0.005)"
                message = f"{by_key['budget'].label} ≠ 各项资金之和"
                yield name, by_key["budget"], f'IF({condition},"{message}","")'

    def _stamp(
        self, department: RosterDepartment, county: str, year: int | None, checks: Sequence[tuple[str, _Cell, str]]
    ) -> AddedSheet:
        stamp = {
            "template": self.form.version,
            "profile": self.form.id,
            "county": county,
            "year": str(year or ""),
            "department_code": department.code,
            "department_name": department.name,
            "xltools": __version__,
            **stamp_settings(self.settings),
        }
        pairs = list(stamp.items())
        rows = []
        for number in range(max(len(pairs), len(checks) + _FIRST_CHECK_ROW - 1)):
            key, value = pairs[number] if number < len(pairs) else (None, None)
            at = number - _FIRST_CHECK_ROW + 1
            formula = CellFormula(checks[at][2]) if 0 <= at < len(checks) else None
            rows.append((AddedCell(key), AddedCell(value or None), AddedCell(), AddedCell(formula)))
        return AddedSheet(STAMP_SHEET, tuple(rows), first=False, state="veryHidden", recorded=False)


def _shown(checks: Sequence[tuple[str, _Cell, str]]) -> AddedSheet:
    """Return the sheet that shows the live checks, which are worked out on the hidden one."""
    rows = [(AddedCell("工作表"), AddedCell("单元格"), AddedCell("自动核对（空白表示没有问题）"))]
    for number, (name, cell, _) in enumerate(checks, _FIRST_CHECK_ROW):
        address = f"{column_letters(cell.at[1])}{cell.at[0]}"
        rows.append((AddedCell(name), AddedCell(address), AddedCell(CellReference(STAMP_SHEET, number, 4))))
    return AddedSheet(LIVE_CHECKS_SHEET, tuple(rows), (24, 10, 60), first=False, heading=1, recorded=False)


def _texts(
    department: RosterDepartment, project: RosterProject | None, form: FormDescription
) -> Iterator[tuple[str, str | Decimal | None]]:
    only = department.units[0] if len(department.units) == 1 else None
    unit: RosterUnit | None = (project.unit if project else None) or only
    yield "department", department.name
    yield "department_code", department.code
    yield "unit", unit.name if unit else ""
    yield "reporting_unit", unit.name if unit else ""
    yield "budget_unit", department.name
    yield "unit_code", unit.code if unit else ""
    if "name" in form.keys and form.subject.value == "department":
        yield "name", department.name
    if project:
        yield "name", project.name
        yield "code", project.code
        yield "budget", project.budget
        yield "fiscal", project.fiscal
        yield "other", project.other


def _absolute(at: Address) -> str:
    return f"${column_letters(at[1])}${at[0]}"
