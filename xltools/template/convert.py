"""Conversion of a book to other forms: which sheet goes on which form, in which money unit, with which cover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from xltools.derive import stated_department
from xltools.form_identity import Capability, FormPurpose, FormSubject
from xltools.forms.layout import Form
from xltools.forms.printed import PRINTED_FORMS, printed_form
from xltools.model import DEPARTMENT_DIGITS, DepartmentBook, Entry, Indicator, MoneyUnit, SheetKind, TargetSheet
from xltools.rosters.read import RosterDepartment
from xltools.template.books import department_name, typed_entry
from xltools.text import Text
from xltools.values import parse_target

__all__ = ["AT_THE_BEGINNING", "ConvertedBook", "Cover", "convert", "own_form", "printed_keys"]

AT_THE_BEGINNING = {"budget": "initial", "fiscal": "fiscal_initial", "other": "other_initial"}
"""Amounts of a plan, and what they are called on a form of the year's progress."""
_WRITTEN_UNITS = (MoneyUnit.YUAN, MoneyUnit.WAN)


@dataclass(frozen=True, slots=True)
class Cover:
    """The fields of the cover that a book may lack; ``departments`` are those of a roster."""

    county: str = ""
    year: int | None = None
    departments: tuple[RosterDepartment, ...] = ()


@dataclass(frozen=True, slots=True)
class ConvertedBook:
    """A book on other forms.

    ``pairs`` are each sheet before and after, ``skipped`` the sheets that no form of the new book is for.
    """

    book: DepartmentBook
    forms: tuple[Form, ...]
    pairs: tuple[tuple[TargetSheet, TargetSheet], ...]
    skipped: tuple[TargetSheet, ...]
    notices: tuple[Text, ...]


def own_form(book: DepartmentBook) -> str:
    """Return the id of the form that most sheets are on if it can be printed, else that of HB2020."""
    return book.usual_form if book.usual_form in PRINTED_FORMS else "HB2020"


def printed_keys(form: Form) -> frozenset[str]:
    """Return the keys of the fields and columns that a person fills in on a form."""
    keys = {item.key for item in form.fields if not item.formula}
    keys |= {column.key for column in form.table.columns if column.columns}
    keys |= {key.rpartition(".")[0] for key in keys if key.startswith("tasks.")}
    return frozenset(keys | ({"unit"} if form.unit_at else set()) | (set() if form.title else {"title"}))


def convert(book: DepartmentBook, form: Form, cover: Cover) -> ConvertedBook:
    """Return the book on ``form``.

    Sheets of another kind, such as that of the department beside those of projects, stay on their own form where that
    can be printed.
    """
    filled, notices = _with_cover(book, cover)
    kept: dict[str, Form] = {form.id: form}
    pairs: list[tuple[TargetSheet, TargetSheet]] = []
    skipped: list[TargetSheet] = []
    for sheet, with_unit in zip(book.all_sheets, filled.all_sheets, strict=True):
        target = _form_for(sheet, form)
        if target is None or (sheet.kind is SheetKind.SPECIAL_FUND and not target.has_funds):
            skipped.append(sheet)
            continue
        kept.setdefault(target.id, target)
        pairs.append((sheet, _on_form(with_unit, target, filled)))
    after = [new for _, new in pairs]
    plans = [sheet for sheet in after if sheet.form.purpose is FormPurpose.PLAN]
    is_whole = {id(sheet): sheet.form.subject is FormSubject.DEPARTMENT for sheet in after}
    converted = replace(
        filled,
        sheets=tuple(sheet for sheet in plans if not is_whole[id(sheet)]),
        department_sheets=tuple(sheet for sheet in plans if is_whole[id(sheet)]),
        progress_sheets=tuple(sheet for sheet in after if sheet.form.purpose is not FormPurpose.PLAN),
    )
    forms = tuple(kept.values())
    if not book.overall.blank and not any(one.overall for one in forms):
        forms = (replace(forms[0], overall=True), *forms[1:])  # these texts have no place on any other sheet
    all_notices = (*notices, *_units(pairs), *_levels(pairs))
    return ConvertedBook(converted, forms, tuple(pairs), tuple(skipped), all_notices)


def _form_for(sheet: TargetSheet, form: Form) -> Form | None:
    """Return the form that a sheet goes on: the wanted one, its own, or None."""
    described, own = form.described, sheet.form
    is_plan = own.purpose is FormPurpose.PLAN
    of_projects = {FormSubject.PROJECT, FormSubject.FUND}
    if own.id == form.id:
        return form
    if described.subject is FormSubject.PROJECT and own.subject in of_projects and own.purpose is described.purpose:
        return form
    if is_plan and own.subject in of_projects and described.subject is FormSubject.PROJECT:
        return form  # a plan becomes the beginning of a sheet of the year's progress
    if described.subject is own.subject is FormSubject.DEPARTMENT:
        return form
    return printed_form(own.id) if own.id in PRINTED_FORMS else None


def _on_form(sheet: TargetSheet, form: Form, book: DepartmentBook) -> TargetSheet:
    same = sheet.form.id in {form.id, ""}
    unit = sheet.money_unit if same else form.money_unit
    amounts = dict(sheet.amounts)
    if form.described.purpose is not FormPurpose.PLAN and sheet.form.purpose is FormPurpose.PLAN:
        amounts |= {later: getattr(sheet, key) for key, later in AT_THE_BEGINNING.items()}
    extras = dict(sheet.extras)
    fields = {item.key for item in form.fields}
    if "department" in fields and ("department" not in extras or extras["department"].blank):
        extras["department"] = typed_entry(department_name(form, book.code.value or "", book.name.value or ""))
    return replace(
        sheet,
        form=form.described.identity,
        title=sheet.title if not form.title and Capability.TITLE in sheet.form.capabilities else Entry(),
        money_unit=unit if unit in _WRITTEN_UNITS else MoneyUnit.YUAN,
        own_units={},
        amounts=amounts,
        extras=extras,
        indicators=tuple(_whole_target(row, form) for row in sheet.indicators),
    )


def _whole_target(row: Indicator, form: Form) -> Indicator:
    """Return an indicator whose target has its unit, where the form has no column for units."""
    columns = {column.key for column in form.table.columns if column.columns}
    text, unit = row.target.text.strip(), row.measure.text.strip()
    if "measure" in columns or not text or not unit or text.endswith(unit):
        return row
    return replace(row, target=Entry(row.target.place, text + unit, parse_target(text + unit)))


def _units(pairs: list[tuple[TargetSheet, TargetSheet]]) -> Iterator[Text]:
    """Yield which amounts were converted from one money unit to another."""
    changes = Counter((old.money_unit, new.money_unit) for old, new in pairs if old.money_unit is not new.money_unit)
    for (before, after), count in changes.items():
        yield Text(
            f"{count} 张表的金额单位由{before}改为{after}，金额已逐项换算，折合元不变。",
            f"Amounts of {count} sheets were converted from {before} to {after}; in yuan they are the same.",
        )


def _levels(pairs: list[tuple[TargetSheet, TargetSheet]]) -> Iterator[Text]:
    """Yield that sheets have moved to another framework of indicators, whose levels differ."""
    moved = sum(old.form.framework is not new.form.framework for old, new in pairs if old.form.id)
    if moved:
        yield Text(
            f"{moved} 张表换了指标体系，一级、二级指标照原文转来；成本指标等是否要改列，请核对。",
            f"{moved} sheets have another framework of indicators now; levels were moved as they were: look at cost.",
        )


# --- the cover --------------------------------------------------------------------------------------------------------


def _with_cover(book: DepartmentBook, cover: Cover) -> tuple[DepartmentBook, list[Text]]:
    """Return the book with what its cover lacks; what a person wrote there stays."""
    notices: list[Text] = []
    department = _registered_department(book, cover.departments)
    if cover.departments and department is None:
        notices.append(
            Text(
                "名单里没有找到这个工作簿的部门，封面的部门没有从名单填写。",
                "The department of the workbook is not in the roster; the cover was not filled in from it.",
            )
        )
    wanted = {
        "county": cover.county,
        "year": cover.year,
        "code": department.code if department else "",
        "name": department.name if department else "",
    }
    entries: dict[str, Entry[str] | Entry[int]] = {}
    for key, value in wanted.items():
        entry = getattr(book, key)
        if entry.blank and value:
            entries[key] = typed_entry(value)
        elif value and entry.value != value:
            notices.append(
                Text(
                    f"封面原来写的是“{entry.text.strip()}”，与给出的“{value}”不同，保留原来的。",
                    f'The cover says "{entry.text.strip()}" and not "{value}"; it was kept.',
                )
            )
    filled = replace(book, **entries)  # type: ignore[arg-type]
    if department and len(department.units) == 1:
        unit = department.units[0]
        filled = replace(filled, sheets=tuple(_with_unit(sheet, str(unit)) for sheet in filled.sheets))
    return filled, notices


def _with_unit(sheet: TargetSheet, unit: str) -> TargetSheet:
    return replace(sheet, unit=typed_entry(unit)) if sheet.unit.blank else sheet


def _registered_department(book: DepartmentBook, departments: tuple[RosterDepartment, ...]) -> RosterDepartment | None:
    """Return the department of the roster that the book is of, by its code, else by its name."""
    code, name = book.department_code.strip(), stated_department(book)
    for department in departments:
        if code and department.code[:DEPARTMENT_DIGITS] == code[:DEPARTMENT_DIGITS]:
            return department
    names = {name, *(sheet.unit_name for sheet in book.sheets)} - {""}
    names |= {text for sheet in book.all_sheets if (text := (sheet.extras.get("department") or Entry()).value)}
    return next((department for department in departments if department.name in names), None)
