"""Moving content from one form to another: what has a place arrives, everything else is named with its cell."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.fixtures.seed import seed
from tests.forms.layouts import LAYOUTS, workbook
from tests.template.books import artefact
from tests.template.test_printed_forms import interpreted, template
from xltools.forms.keyed_entries import sheet_entries
from xltools.forms.printed import printed_form
from xltools.model import DepartmentBook, TargetSheet
from xltools.rosters.read import RosterDepartment, RosterUnit
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department
from xltools.template.convert import Cover
from xltools.template.transfer import Transferred, transfer_workbook

COVER = Cover("示范县", 2024)


def moved(folder: Path, source: str, form: str = "", cover: Cover = COVER) -> Transferred:
    path = artefact(folder, template("HB2020") if source == "HB2020" else workbook(LAYOUTS[source].text))
    return transfer_workbook(path, form=printed_form(form) if form else None, cover=cover)


def sheets(done: Transferred) -> tuple[TargetSheet, ...]:
    assert done.problem is None
    return interpreted(done.data).book.all_sheets


@pytest.mark.parametrize(
    ("source", "form", "left"),
    [
        ("HB2020", "HB2021", []),
        ("HB2021", "", []),
        ("DEPARTMENT2021", "", []),
        ("MONITOR2019", "", []),
        ("SELF2020", "", ["（2022年度）", "注：定性指标分三档。"]),
        ("MOF2021", "HB2020", ["205-示范县教育局", "20", "20", "20", "20", "10"]),
        ("MOF2020", "MOF2021", ["（2020年度）"]),
        ("MOF2021", "MONITOR2019", ["20", "20", "20", "20", "10"]),
        ("FP2018", "HB2020", ["（2020年度）", "张某 0730-1234567", "示范县扶贫办", "同意"]),
    ],
)
def test_what_is_left_is_named(source: str, form: str, left: list[str], tmp_path: Path) -> None:
    done = moved(tmp_path, source, form)
    assert sorted(cell.text for cell in done.left) == sorted(left)
    assert [sheet.form.id for sheet in sheets(done)] == [done.form]
    assert done.form == (form or source)


@pytest.mark.parametrize("form", ["HB2020", "MOF2021"])
@pytest.mark.parametrize("source", [id for id, layout in LAYOUTS.items() if id not in {"DEPARTMENT2021"}])
def test_every_entry_arrives_or_is_named(source: str, form: str, tmp_path: Path) -> None:
    done = moved(tmp_path, source, form)
    before = interpreted(workbook(LAYOUTS[source].text)).book
    there = {item.entry.text.strip() for sheet in sheets(done) for item in sheet_entries(sheet)}
    values = {item.entry.value for sheet in sheets(done) for item in sheet_entries(sheet)} - {None}
    named = {cell.place[1:] for cell in done.left}
    lost = [
        (item.key, item.entry.text)
        for sheet in before.all_sheets
        for item in sheet_entries(sheet)
        if not item.entry.blank
        and item.key not in {"title", "measure", "operator"}
        and item.entry.text.strip() not in {"/", "—"}
        and item.entry.place[1:] not in named
        and item.entry.text.strip() not in there
        and item.entry.value not in values
        and not any(text.startswith(item.entry.text.strip()) for text in there if item.key == "target")
    ]
    assert lost == []


@pytest.mark.parametrize("form", ["HB2020", "MOF2021"])
@pytest.mark.parametrize("source", ["HB2021", "MOF2021", "FP2018", "MOF2015", "APPROVAL2021", "YTH2023"])
def test_amounts_are_the_same_in_yuan(source: str, form: str, tmp_path: Path) -> None:
    layout = LAYOUTS[source]
    first = sheets(moved(tmp_path, source, form))[0]
    for key in ("budget", "fiscal", "other"):
        if key in layout.amounts:
            assert getattr(first, key).value == layout.money[key]
    assert first.money_unit is printed_form(form).money_unit


def test_a_change_of_the_money_unit_is_said(tmp_path: Path) -> None:
    said = [notice.zh for notice in moved(tmp_path, "MOF2021", "HB2020").notices]
    assert said[0] == "1 张表的金额单位由万元改为元，金额已逐项换算，折合元不变。"
    assert "指标体系" in said[1]
    assert moved(tmp_path, "MOF2021").notices == ()


def test_a_fen_is_not_lost_in_wan(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_department(build_book(build_sheet(budget="1234567.89", fiscal="1234567.88", other="0.01")), path)
    (sheet,) = sheets(transfer_workbook(path, form=printed_form("MOF2021")))
    assert (sheet.budget.value, sheet.fiscal.value, sheet.other.value) == (
        Decimal("1234567.89"),
        Decimal("1234567.88"),
        Decimal("0.01"),
    )


def test_special_funds_have_no_place_on_a_form_for_projects(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_department(seed(), path)
    done = transfer_workbook(path, form=printed_form("MOF2021"))
    assert (done.forms, done.skipped) == (5, 2)
    assert sum(sheet.budget.value or 0 for sheet in sheets(done)) == Decimal("85473060.00")
    budgets = {(cell.place.sheet, cell.text) for cell in done.left if cell.label == "预算数"}
    assert budgets == {("专项1", "725000"), ("专项2", "1573060")}
    assert interpreted(done.data).book.overall.overall.value  # the department's own texts come along


def test_a_unit_in_a_column_of_its_own_joins_the_target(tmp_path: Path) -> None:
    first = sheets(moved(tmp_path, "YTH2023", "HB2020"))[0]
    assert first.indicators[0].target.text == "≥230人"


# --- the cover --------------------------------------------------------------------------------------------------------

ROSTER = (
    RosterDepartment("301", "示范县交通运输局", (RosterUnit("301001", "示范县交通运输局"),)),
    RosterDepartment("205", "示范县教育局"),
)


def cover(done: Transferred) -> tuple[object, ...]:
    book: DepartmentBook = interpreted(done.data).book
    return book.county.value, book.year.value, book.code.value, book.name.value


def test_the_cover_is_filled_in_from_the_roster(tmp_path: Path) -> None:
    done = moved(tmp_path, "SELF2020", "", Cover("示范县", 2022, (RosterDepartment("305", "示范县文旅局"),)))
    assert cover(done) == ("示范县", 2022, "305", "示范县文旅局")
    assert "（2022年度）" not in {cell.text for cell in done.left}


def test_a_department_that_is_not_in_the_roster_is_said(tmp_path: Path) -> None:
    done = moved(tmp_path, "FP2018", "HB2020", Cover("示范县", 2024, ROSTER))
    assert cover(done) == ("示范县", 2024, None, None)
    assert any("名单里没有找到" in notice.zh for notice in done.notices)


def test_what_the_cover_says_stays(tmp_path: Path) -> None:
    done = moved(tmp_path, "HB2020", "", Cover("别的县", 2099))
    book = interpreted(template("HB2020")).book
    assert cover(done)[:2] == (book.county.value, book.year.value)
    assert sum("保留原来的" in notice.zh for notice in done.notices) == 2


def test_the_only_unit_is_filled_in_on_every_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = build_book(build_sheet(1, unit=""), build_sheet(2, unit=""))
    write_department(book, path)
    code = interpreted(path.read_bytes()).book.department_code
    department = RosterDepartment(code, book.name.value or "", (RosterUnit(f"{code}001", "本级"),))
    done = transfer_workbook(path, cover=Cover(departments=(department,)))
    assert {sheet.unit.value for sheet in sheets(done)} == {f"{code}001本级"}
