"""A department's workbook for the desktop tests: a careful project, one with faults, one with blanks to fill.

:class:`OpenDepartment` is such a workbook in a window, with real clicks on its buttons.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from tests.desktop.office import OfficeWindow
from xltools.desktop.libreoffice import uno_bridge
from xltools.forms.hb2020 import HB2020
from xltools.model import (
    NOWHERE,
    DepartmentBook,
    Entry,
    Goal,
    Indicator,
    OverallTargets,
    SheetKind,
    SpendingPlan,
    TargetSheet,
    column_letters,
)
from xltools.template import blank_book, write_department
from xltools.template.books import blank_sheet, typed_entry
from xltools.values import parse_target

__all__ = ["OpenDepartment", "address", "department", "project", "row", "write"]


def address(key: str) -> str:
    """Where the template has a field, such as ``C4``."""
    box = next(field.value_at for field in HB2020.fields if field.key == key)
    return f"{column_letters(box.column)}{box.row}"


def row(level1: str, level2: str, name: str, target: str, basis: str = "实施方案（县发〔2019〕12号）") -> Indicator:
    """An indicator row as typed."""
    entry: Entry[Any] = Entry(NOWHERE, target, parse_target(target))
    words = [typed_entry(text) for text in (level1, level2, name, f"{name}的完成情况")]
    return Indicator(NOWHERE, *words, entry, typed_entry(basis))


ROWS = (
    row("产出指标", "数量指标", "举办培训期数", "≥4期"),
    row("产出指标", "质量指标", "培训合格率", "≥95%"),
    row("产出指标", "时效指标", "培训完成时间", "12月底前"),
    row("产出指标", "成本指标", "培训人均成本", "≤400元"),
    row("效益指标", "社会效益指标", "培训后就业人数", "≥120人"),
    row("满意度指标", "服务对象满意度指标", "参训人员满意度", "≥95%"),
)


def project(number: int, **changes: Any) -> TargetSheet:
    """A project whose money adds up and whose plan is sound; ``plan`` takes four texts, other keys entries' values."""
    plan = changes.pop("plan", ("25", "50", "80", "100"))
    sheet = replace(
        blank_sheet(SheetKind.PROJECT),
        unit=typed_entry("475001某某县扶贫开发办公室本级"),
        unit_code="475001",
        unit_name="某某县扶贫开发办公室本级",
        code=typed_entry(f"475-0501-YBN-{number:04}"),
        name=typed_entry(f"贫困人口技能培训第{number}批"),
        budget=typed_entry(Decimal(200000)),
        fiscal=typed_entry(Decimal(150000)),
        other=typed_entry(Decimal(50000)),
        purpose=typed_entry("用于举办 4 期技能培训，每期 50 人，支付师资、教材和场地费用。"),
        plan=SpendingPlan(*(typed_entry(Decimal(text)) if text else Entry() for text in plan)),
        goal=Goal(typed_entry("1、全年举办培训 4 期、培训 200 人；\n2、培训合格率达到 95%。")),
        indicators=ROWS,
    )
    return replace(sheet, **{key: typed_entry(value) for key, value in changes.items()})


def department(*sheets: TargetSheet) -> DepartmentBook:
    """The workbook of a department; by default of three projects: sound, faulty, incomplete."""
    faulty = project(2, fiscal=Decimal(170000), plan=("50", "20", "80", "100"))
    incomplete = project(3, other=None, plan=("30", "100", "", ""))
    return replace(
        blank_book(county="某某县", year=2020),
        code=typed_entry("475"),
        name=typed_entry("某某县扶贫开发办公室"),
        overall=OverallTargets(*map(typed_entry, ("完成全年脱贫任务。", "培训 600 人。", "加强资金监管。"))),
        sheets=sheets or (project(1), faulty, incomplete),
    )


def write(path: Path, book: DepartmentBook | None = None, *, spare_sheets: int = 1) -> Path:
    """The workbook with buttons, as a file."""
    write_department(book or department(), path, spare_sheets=spare_sheets, macros=path.suffix == ".xlsm")
    return path


class OpenDepartment:
    """A department's workbook in the window."""

    def __init__(self, window: OfficeWindow, path: Path) -> None:
        self.window = window
        self.document = window.open(path)
        self.path = path

    def sheet(self, name: str) -> Any:
        return self.document.Sheets.getByName(name)

    def show(self, name: str) -> None:
        """Show a sheet; of a target sheet the right side, where its buttons are."""
        controller = self.document.CurrentController
        controller.setActiveSheet(self.sheet(name))
        controller.setFirstVisibleColumn(7 if re.fullmatch(r"项目\d+", name) else 0)

    @property
    def shown(self) -> str:
        return str(self.document.CurrentController.ActiveSheet.Name)

    def click(self, caption: str, *answers: str, sheet: str = "封面", name: str = "") -> list[str]:
        """Click a button and answer the message boxes that follow; what they said."""
        self.show(sheet)
        self.window.click_button(self.document, caption)
        return self.answered(*answers, name=name or f"action-{caption}")

    def answered(self, *answers: str, name: str) -> list[str]:
        said = []
        for number, answer in enumerate(answers or ("OK",), 1):
            said.append(self.window.message(60))
            self.window.screenshot(f"{name}-{number}")
            self.window.answer(answer)
        return said

    def saved(self, suffix: str = "") -> Workbook:
        """A copy of the book as another library reads it."""
        copy = self.path.with_name(f"{self.path.stem}{suffix}-copy.xlsx")
        options = uno_bridge.properties(FilterName="Calc MS Excel 2007 XML", Overwrite=True)
        self.document.storeToURL(copy.resolve().as_uri(), options)
        return openpyxl.load_workbook(copy)

    def texts(self, sheet: str) -> list[list[Any]]:
        """What a sheet shows, row by row, as the office calculates it."""
        cursor = self.sheet(sheet).createCursor()
        cursor.gotoEndOfUsedArea(True)
        return [list(row) for row in cursor.getDataArray()]
