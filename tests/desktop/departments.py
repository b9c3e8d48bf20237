"""A department's workbook for the desktop tests: a careful project, one with faults, one with blanks to fill."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

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
from xltools.template.books import blank_sheet, typed
from xltools.values import parse_target

__all__ = ["address", "department", "project", "row", "write"]


def address(key: str) -> str:
    """Where the template has a field, such as ``C4``."""
    box = next(field.value_at for field in HB2020.fields if field.key == key)
    return f"{column_letters(box.column)}{box.row}"


def row(level1: str, level2: str, name: str, target: str, basis: str = "实施方案（县发〔2019〕12号）") -> Indicator:
    """An indicator row as typed."""
    entry: Entry[Any] = Entry(NOWHERE, target, parse_target(target))
    words = [typed(text) for text in (level1, level2, name, f"{name}的完成情况")]
    return Indicator(NOWHERE, *words, entry, typed(basis))


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
        unit=typed("475001某某县扶贫开发办公室本级"),
        unit_code="475001",
        unit_name="某某县扶贫开发办公室本级",
        code=typed(f"475-0501-YBN-{number:04}"),
        name=typed(f"贫困人口技能培训第{number}批"),
        budget=typed(Decimal(200000)),
        fiscal=typed(Decimal(150000)),
        other=typed(Decimal(50000)),
        purpose=typed("用于举办 4 期技能培训，每期 50 人，支付师资、教材和场地费用。"),
        plan=SpendingPlan(*(typed(Decimal(text)) if text else Entry() for text in plan)),
        goal=Goal(typed("1、全年举办培训 4 期、培训 200 人；\n2、培训合格率达到 95%。")),
        indicators=ROWS,
    )
    return replace(sheet, **{key: typed(value) for key, value in changes.items()})


def department(*sheets: TargetSheet) -> DepartmentBook:
    """The workbook of a department; by default of three projects: sound, faulty, incomplete."""
    faulty = project(2, fiscal=Decimal(170000), plan=("50", "20", "80", "100"))
    incomplete = project(3, other=None, plan=("30", "100", "", ""))
    return replace(
        blank_book(county="某某县", year=2020),
        code=typed("475"),
        name=typed("某某县扶贫开发办公室"),
        overall=OverallTargets(typed("完成全年脱贫任务。"), typed("培训 600 人。"), typed("加强资金监管。")),
        sheets=sheets or (project(1), faulty, incomplete),
    )


def write(path: Path, book: DepartmentBook | None = None, *, spare_sheets: int = 1) -> Path:
    """The workbook with buttons, as a file."""
    write_department(book or department(), path, spare_sheets=spare_sheets, macros=path.suffix == ".xlsm")
    return path
