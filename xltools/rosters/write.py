"""A roster as a workbook: the departments, the project register, and how to fill them in."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format

from xltools.model import SheetKind
from xltools.rosters.read import Roster, RosterDepartment, RosterProject, RosterUnit
from xltools.rosters.table import COLUMNS
from xltools.text import drop_controls
from xltools.writer.save import save_atomically

__all__ = ["EXAMPLE", "write_roster", "write_roster_example"]

_CREATED = datetime(2020, 1, 1)
_DEPARTMENT_COLUMNS = {"department_code": 12, "department_name": 34, "unit_code": 12, "unit_name": 34}
_PROJECT_COLUMNS = {
    "department_code": 12,
    "unit_code": 12,
    "kind": 12,
    "code": 24,
    "name": 52,
    "budget": 18,
    "fiscal": 18,
    "other": 16,
    "level": 10,
    "source": 30,
    "parent": 30,
}
_REQUIRED = frozenset({"department_code", "department_name", "name"})
_AMOUNTS = frozenset({"budget", "fiscal", "other"})

_NOTES = (
    "名册决定给哪些部门下发填报工作簿，汇总时也据此催报。把示例行换成本县的部门后保存即可。",
    "“部门”表每个部门一行；有几个预算单位的，每个单位一行，部门编码和名称重复填写。部门编码为 3 到 6 位数字。",
    "“项目”表可以不填。填了的，下发的工作簿里已经有各项目的绩效目标表，编码、名称、金额都已填好。",
    "类别填“预算项目”或“专项资金”，不填按预算项目。金额按表头的单位填写，把“元”改成“万元”即按万元读取；表头没写单位的，按表头上方的“单位：万元”。",
    "项目属于某项专项资金的，在“所属专项资金”里填该专项资金的编码或名称，供核对两者的对应关系。",
    "编码列已设为文本格式，请保持，以免丢掉前面的 0 或 15 位以后的数字。列的先后可以调整，表头文字不要改。",
    "部门编码每行都填；只有和上一行合并成一格、或者全表每个部门只在第一行写编码的，空着的才算上一行的部门。",
    "也可以用 CSV 文件：一张表里同时有部门和项目的各列，UTF-8 或 GBK 编码都可以。",
)


def write_roster(roster: Roster, target: Path | BinaryIO) -> None:
    """Write a roster as a workbook that :func:`~xltools.rosters.read.read_roster` reads back as it is.

    The same roster gives the same bytes. A file that is there is overwritten; raises SaveError where that fails.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": "部门和项目名册", "author": "xltools", "created": _CREATED})
        base = {"font_name": "宋体", "font_family": 1, "font_charset": 134, "font_size": 10.5, "valign": "vcenter"}
        head = book.add_format(base | {"bold": True, "border": 1, "bg_color": "#F2F2F2", "align": "center"})
        text = book.add_format(base | {"border": 1, "num_format": "@", "text_wrap": True})
        amount = book.add_format(base | {"border": 1, "num_format": "#,##0.00"})
        plain = book.add_format(base | {"num_format": "@"})
        note = book.add_format(base | {"text_wrap": True})
        departments = ([item.code, item.name, *unit] for item in roster.departments for unit in _units(item))
        _sheet(book, "部门", _DEPARTMENT_COLUMNS, departments, (head, text, amount, plain))
        projects = (_project(item, project) for item in roster.departments for project in item.projects)
        sheet = _sheet(book, "项目", _PROJECT_COLUMNS, projects, (head, text, amount, plain))
        kinds = [kind.term.zh for kind in SheetKind]
        column = list(_PROJECT_COLUMNS).index("kind")
        sheet.data_validation(1, column, 2000, column, {"validate": "list", "source": kinds})
        notes = book.add_worksheet("填写说明")
        notes.hide_gridlines(2)
        notes.set_column(0, 0, 90)
        for row, line in enumerate(_NOTES):
            notes.write_string(row, 0, f"{row + 1}．{line}", note)
            notes.set_row(row, 36)
    if isinstance(target, Path):
        save_atomically(buffer.getvalue(), target, overwrite=True)
    else:
        target.write(buffer.getvalue())


def _units(department: RosterDepartment) -> Iterable[tuple[str, str]]:
    """Return the units of a department, or a blank one."""
    return [(unit.code, unit.name) for unit in department.units] or [("", "")]


def _project(department: RosterDepartment, project: RosterProject) -> list[str | Decimal | None]:
    return [
        department.code,
        project.unit.code if project.unit else "",
        project.kind.term.zh,
        project.code,
        project.name,
        project.budget,
        project.fiscal,
        project.other,
        project.level,
        project.source,
        project.parent,
    ]


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    columns: dict[str, int],
    rows: Iterable[Sequence[str | Decimal | None]],
    formats: tuple[Format, Format, Format, Format],
) -> xlsxwriter.worksheet.Worksheet:
    head, text, amount, plain = formats
    sheet = book.add_worksheet(name)
    for column, (key, width) in enumerate(columns.items()):
        # Whole columns are text, so that codes typed later keep their zeros.
        sheet.set_column(column, column, width, None if key in _AMOUNTS else plain)
        label = COLUMNS[key][0]
        sheet.write_string(0, column, f"{label}（元）" if key in _AMOUNTS else label, head)
        if key in _REQUIRED:
            sheet.write_comment(0, column, "必填", {"author": "xltools"})
    money = {column for column, key in enumerate(columns) if key in _AMOUNTS}
    last = 0
    for last, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, Decimal):
                sheet.write_number(last, column, float(cell), amount)
            elif cell:
                sheet.write_string(last, column, drop_controls(cell), text)
            else:
                sheet.write_blank(last, column, None, amount if column in money else text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _yuan(amount: str) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


_ROADS = RosterUnit("348001", "示例县交通运输局本级")
_UPKEEP = RosterUnit("348002", "示例县公路养护中心")
_TEACHERS = RosterUnit("205001", "示例县教育体育局本级")

EXAMPLE = Roster(
    (
        RosterDepartment(
            "205",
            "示例县教育体育局",
            (_TEACHERS,),
            (
                RosterProject(
                    SheetKind.PROJECT,
                    "学前教育公办园生均公用经费",
                    "205-0501-YXN-3KD8",
                    _TEACHERS,
                    _yuan("1860000"),
                    _yuan("1860000"),
                    _yuan("0"),
                    level="县级",
                ),
            ),
        ),
        RosterDepartment(
            "348",
            "示例县交通运输局",
            (_ROADS, _UPKEEP),
            (
                RosterProject(
                    SheetKind.SPECIAL_FUND,
                    "农村公路专项资金",
                    "000-9999-JSN-7QP2",
                    None,
                    _yuan("4200000"),
                    _yuan("4200000"),
                    _yuan("0"),
                ),
                RosterProject(
                    SheetKind.PROJECT,
                    "农村公路大中修工程",
                    "348-0401-YSN-5TB9",
                    _ROADS,
                    _yuan("4500000"),
                    _yuan("4200000"),
                    _yuan("300000"),
                    source="上级提前下达",
                    level="省级",
                    parent="农村公路专项资金",
                ),
            ),
        ),
        RosterDepartment("354", "示例县民政局"),
    )
)
"""The content of the example roster: departments with one unit and with two, with a register and without one."""


def write_roster_example(target: Path | BinaryIO) -> None:
    """Write a small roster with notes on how to fill it in."""
    write_roster(EXAMPLE, target)
