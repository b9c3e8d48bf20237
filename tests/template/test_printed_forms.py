"""Every form that can be printed: drawn from its description, recognised, read back whole, and clean."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from tests.forms.layouts import LAYOUTS, workbook
from tests.template.books import artefact, looked_at, meaning, written
from xltools.department.review import check_file
from xltools.form_identity import FormPurpose, FormSubject
from xltools.forms.choices import LEVELS
from xltools.forms.interpret import Interpretation, interpret
from xltools.forms.loading import FormError
from xltools.forms.printed import PRINTED_FORMS, printed_form
from xltools.model import DepartmentBook, SheetKind, TargetSheet
from xltools.readers import read_content
from xltools.rosters.read import RosterDepartment, RosterProject, RosterUnit
from xltools.rules.examples import build_book, build_sheet
from xltools.template import blank_book, department_template
from xltools.template.books import typed_entry

LAID_OUT = [id for id in PRINTED_FORMS if id in LAYOUTS]
FIRST_SHEET = {"DEPARTMENT2021": "部门整体1", "MONITOR2019": "监控1", "SELF2020": "自评1"}
CALCULATED = ("execution_rate", "execution_weight", "execution_score", "year")
"""Ends of the keys of cells that the template calculates, prints nothing in, or takes from the cover."""


def interpreted(data: bytes) -> Interpretation:
    file = read_content(data, ".xlsx", "a.xlsx").workbook
    assert file is not None
    return interpret(file.sheets, "a.xlsx")


@cache
def filled(id: str) -> DepartmentBook:
    """The example of a form as read from another program's file, with a cover."""
    if id == "HB2020":
        return build_book()
    book = interpreted(workbook(LAYOUTS[id].text)).book
    year = 2023 if id == "HB2021" else 2024
    overall = {key: typed_entry("养护村道32公里") for key in ("overall", "sub_targets", "safeguards")}
    return replace(
        book,
        county=typed_entry("示范县"),
        year=typed_entry(year),
        code=typed_entry("320"),
        name=typed_entry("示范县交通运输局"),
        overall=replace(book.overall, **overall) if id.startswith("HB") else book.overall,
    )


@cache
def template(id: str) -> bytes:
    return written(filled(id), spare_sheets=1, forms=(printed_form(id),))


@cache
def seen(id: str) -> Workbook:
    return looked_at(template(id))


def content(sheet: TargetSheet) -> dict[str, Any]:
    """What a sheet holds, without its title, which many forms print, and what is calculated."""
    rows = tuple(replace(row, extras={}) for row in sheet.indicators)
    bare = replace(sheet, extras={}, amounts={}, own_units={}, printed_sums={}, indicators=rows)
    whole: dict[str, Any] = dict(meaning(bare))
    del whole["title"]
    whole["row extras"] = [{key: entry.value for key, entry in row.extras.items()} for row in sheet.indicators]
    whole["printed sums"] = {key: entry.value for key, entry in sheet.printed_sums.items()}
    whole |= {f"amounts.{key}": entry.value for key, entry in sheet.amounts.items() if entry.value is not None}
    texts = {key: entry.value for key, entry in sheet.extras.items() if entry.value and not key.endswith(CALCULATED)}
    return whole | texts


@pytest.mark.parametrize("id", LAID_OUT)
def test_what_is_filled_in_is_read_back_from_the_right_form(id: str) -> None:
    book, again = filled(id), interpreted(template(id))
    assert [sheet.form.id for sheet in again.book.all_sheets] == [id]
    (before,), (after,) = book.all_sheets, again.book.all_sheets
    assert content(after) == content(before)
    is_spare_read = printed_form(id).described.subject is FormSubject.PROJECT
    assert again.unused == is_spare_read + printed_form(id).has_funds
    assert again.findings == ()


@pytest.mark.parametrize("id", PRINTED_FORMS)
def test_clean_content_gives_no_finding(id: str, tmp_path: Path) -> None:
    expected = {"MOF2021": ["I03"], "HB2021": [], "HB2020": []}.get(id, [])
    assert [finding.rule for finding in check_file(artefact(tmp_path, template(id)), "a.xlsx").findings] == expected


@pytest.mark.parametrize("id", PRINTED_FORMS)
def test_a_blank_form_is_not_in_use_and_counts_nothing(id: str) -> None:
    data = written(blank_book(forms=(printed_form(id),)), spare_sheets=2, forms=(printed_form(id),))
    result = interpreted(data)
    assert result.book.all_sheets == ()
    assert [finding.rule for finding in result.findings if finding.rule != "R11"] == []
    page = looked_at(data, values=True)["目录"]
    counts = {row[2].value: row[5].value for row in page.iter_rows(min_row=3) if row[2].value}
    assert {name: count for name, count in counts.items() if count} == {
        name: count for name, count in counts.items() if name in {"封面", "部门整体绩效目标"}
    }


@pytest.mark.parametrize("id", PRINTED_FORMS)
def test_the_sheet_is_set_up_for_print_and_its_labels_are_locked(id: str) -> None:
    form = printed_form(id)
    page = seen(id)[FIRST_SHEET.get(id, "项目1")]
    assert (page.page_setup.paperSize, page.page_setup.fitToHeight) == (9, 0)  # A4; the width fits one page
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.orientation == ("landscape" if form.landscape else "portrait")
    assert page.print_title_rows is not None
    assert page.print_area.startswith(f"'{page.title}'!$A$1")
    assert page.protection.sheet
    inputs = {item.key: page.cell(item.value_at.row, item.value_at.column) for item in form.fields}
    assert {key for key, cell in inputs.items() if cell.protection.locked} == {
        item.key for item in form.fields if item.formula
    }
    labels = [page.cell(item.label_at.row, item.label_at.column) for item in form.fields if item.label_at]
    assert all(cell.protection.locked and cell.value for cell in labels)


@pytest.mark.parametrize("id", PRINTED_FORMS)
def test_the_drop_downs_are_those_of_the_framework(id: str) -> None:
    levels = LEVELS[printed_form(id).described.framework]
    hidden = seen(id)["_xltools"]
    columns = {
        cell.value: [one.value for one in column[2:] if one.value] for column in hidden.columns for cell in column[:1]
    }
    assert columns["level1"] == list(levels)
    assert {level: columns[level] for level in levels} == {level: list(items) for level, items in levels.items()}


@pytest.mark.parametrize(
    ("id", "change", "said"),
    [
        ("MOF2021", {"budget": "7"}, "年度资金总额 ≠ 财政拨款＋其他资金"),
        ("MOF2021", {"goals": ""}, "缺年度绩效目标"),
        ("MOF2021", {"unit": ""}, "缺实施单位"),
    ],
)
def test_live_checks_of_fields(id: str, change: dict[str, str], said: str) -> None:
    (sheet,) = filled(id).sheets
    for key, text in change.items():
        if key == "goals":
            sheet = replace(sheet, goal=replace(sheet.goal, entry=typed_entry(text)))
        else:
            value = Decimal(text) if text else None
            sheet = replace(sheet, **{key: typed_entry(value)})  # type: ignore[arg-type]
    book = replace(filled(id), sheets=(sheet,))
    page = looked_at(written(book, forms=(printed_form(id),)), values=True)["项目1"]
    texts = [str(cell.value) for row in page.iter_rows(min_col=10, max_col=10) for cell in row if cell.value]
    assert any(said in text for text in texts)


@pytest.mark.parametrize(
    ("id", "key", "value", "said"),
    [
        ("MOF2021", "weight", Decimal(30), "分值权重合计应为 90"),
        ("SELF2020", "score", Decimal(31), "得分应在 0 和分值之间"),
        ("SELF2020", "weight", Decimal(45), "分值合计应为 90 或 100"),
    ],
)
def test_live_checks_of_points(id: str, key: str, value: Decimal, said: str) -> None:
    book = filled(id)
    (sheet,) = book.all_sheets
    first, *others = sheet.indicators
    sheet = replace(sheet, indicators=(replace(first, **{key: typed_entry(value)}), *others))  # type: ignore[arg-type]
    is_plan = sheet.form.purpose is FormPurpose.PLAN
    changed = replace(book, sheets=(sheet,)) if is_plan else replace(book, progress_sheets=(sheet,))
    page = looked_at(written(changed, forms=(printed_form(id),)), values=True)[FIRST_SHEET.get(id, "项目1")]
    texts = [str(cell.value) for row in page.iter_rows(min_col=10, max_col=10) for cell in row if cell.value]
    assert any(said in text for text in texts)


def test_amounts_in_wan_are_exact_to_the_fen() -> None:
    amounts = {"budget": Decimal("1234567.89"), "fiscal": Decimal("1234567.88"), "other": Decimal("0.01")}
    sheet = replace(filled("MOF2021").sheets[0], **{key: typed_entry(value) for key, value in amounts.items()})  # type: ignore[arg-type]
    book = replace(filled("MOF2021"), sheets=(sheet,))
    data = written(book, forms=(printed_form("MOF2021"),))
    (again,) = interpreted(data).book.sheets
    assert {key: getattr(again, key).value for key in amounts} == amounts
    assert looked_at(data)["项目1"]["E8"].value == 0.000001


def test_what_is_given_is_locked_where_it_is_filled_in() -> None:
    fixed = ("goals", "initial", "level3", "target")
    data = written(filled("MONITOR2019"), forms=(printed_form("MONITOR2019"),), fixed=fixed)
    page = looked_at(data)["监控1"]
    form = printed_form("MONITOR2019")
    at = {item.key: page.cell(item.value_at.row, item.value_at.column) for item in form.fields}
    assert (at["goals"].protection.locked, at["initial"].protection.locked) == (True, True)
    assert (at["spent"].protection.locked, at["name"].protection.locked) == (False, False)
    first, last = form.table.first_row, form.table.first_row + form.table.rows - 1
    assert [page.cell(row, 5).protection.locked for row in (first, last)] == [True, False]


def test_a_department_and_its_projects_in_one_workbook() -> None:
    unit = RosterUnit("320001", "示范县交通运输局本级")
    projects = (
        RosterProject(SheetKind.PROJECT, "桥梁检测", budget=Decimal("300000.5"), fiscal=Decimal("300000.5")),
        RosterProject(SheetKind.SPECIAL_FUND, "公路专项", budget=Decimal(9)),
    )
    department = RosterDepartment("320", "示范县交通运输局", (unit,), projects)
    forms = (printed_form("MOF2021"), printed_form("DEPARTMENT2021"))
    result = interpreted(department_template(department, year=2024, county="示范县", forms=forms))
    (project,), (whole,) = result.book.sheets, result.book.department_sheets
    assert (project.name.value, project.unit.value) == ("桥梁检测", str(unit))
    assert project.extras["department"].value == "320-示范县交通运输局"
    assert (project.budget.value, str(project.money_unit)) == (Decimal("300000.50"), "万元")
    assert whole.name.value == "示范县交通运输局"
    assert (result.book.county.value, result.book.year.value, result.unused) == ("示范县", 2024, 2)
    assert result.stamp["profile"] == "MOF2021,DEPARTMENT2021"


def test_the_stamp_tells_forms_with_the_same_labels_apart() -> None:
    department = RosterDepartment("320", "示范县交通运输局", (), (RosterProject(SheetKind.PROJECT, "桥梁检测"),))
    for id in ("HB2020", "HB2021"):
        forms = (printed_form(id), printed_form("DEPARTMENT2021"))
        book = interpreted(department_template(department, forms=forms)).book
        assert [sheet.form.id for sheet in book.all_sheets] == [id, "DEPARTMENT2021"]


def test_a_department_with_more_tasks_than_rows() -> None:
    (sheet,) = filled("DEPARTMENT2021").department_sheets
    many = replace(sheet, tasks=sheet.tasks * 5)
    book = replace(filled("DEPARTMENT2021"), department_sheets=(many,))
    again = interpreted(written(book, forms=(printed_form("DEPARTMENT2021"),))).book.department_sheets[0]
    assert [task.name.value for task in again.tasks] == [task.name.value for task in many.tasks]
    assert again.goal.entry.value == sheet.goal.entry.value
    assert len(again.indicators) == len(sheet.indicators)


def test_a_project_that_reports_its_progress_begins_with_its_budget() -> None:
    project = RosterProject(SheetKind.PROJECT, "桥梁检测", budget=Decimal(300000), fiscal=Decimal(200000))
    department = RosterDepartment("320", "示范县交通运输局", (), (project,))
    data = department_template(department, year=2024, forms=(printed_form("MONITOR2019"),))
    (sheet,) = interpreted(data).book.progress_sheets
    assert sheet.amounts["initial"].value == Decimal(300000)
    assert sheet.amounts["fiscal_initial"].value == Decimal(200000)


def test_a_copied_sheet_of_another_form_is_a_copy_and_not_something_else(tmp_path: Path) -> None:
    book = looked_at(template("MOF2021"))
    copy = book.copy_worksheet(book["项目1"])
    copy.title = "项目1 (2)"
    copy["C4"] = "桥梁检测"
    book.save(tmp_path / "a.xlsx")
    rules = {finding.rule for finding in check_file(tmp_path / "a.xlsx", "a.xlsx").findings}
    assert "S04" in rules
    assert "S03" not in rules


def test_a_form_without_a_printing_half_says_which_have_one() -> None:
    with pytest.raises(FormError, match="MOF2021"):
        printed_form("YTH2023")


def test_a_clean_sheet_has_no_live_check(tmp_path: Path) -> None:
    sheet = build_sheet()
    page = looked_at(written(build_book(sheet)), values=True)["封面"]
    assert page["C8"].value == "OK"
