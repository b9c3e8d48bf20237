"""Templates that start from last year's workbooks, and departments with more projects than a workbook may hold."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.test_commands import run
from tests.template.test_printed_forms import interpreted
from xltools.limits import Limits
from xltools.model import SheetKind, TargetSheet
from xltools.readers import read_content
from xltools.rosters.read import RosterDepartment, RosterProject
from xltools.rules.examples import build_book, build_sheet
from xltools.template import department_template, write_department
from xltools.template.split import divided_department, is_readable, workbooks_within


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Last year's workbook of a department with two projects, and a file that is something else."""
    last = tmp_path / "去年"
    last.mkdir()
    book = build_book(build_sheet(1, name="2020年村道养护"), build_sheet(2, name="桥梁检测"))
    write_department(book, last / "320.xlsx")
    (last / "通讯录.xlsx").write_bytes(b"PK")
    return tmp_path


def made(folder: Path, *arguments: str) -> tuple[str, tuple[TargetSheet, ...]]:
    code, text = run("template", "--from", folder / "去年", "--out", folder / "下发", *arguments)
    assert code == 0, text
    (path,) = (folder / "下发").iterdir()
    return text, interpreted(path.read_bytes()).book.sheets


def wordings(sheet: TargetSheet) -> list[tuple[str | None, ...]]:
    return [(row.level1.value, row.level2.value, row.level3.value, row.description.value) for row in sheet.indicators]


def test_what_comes_along_and_what_is_left_blank(folder: Path) -> None:
    text, (first, second) = made(folder, "--year", "2021")
    before = build_sheet(1)
    assert (first.name.value, second.name.value) == ("2021年村道养护", "桥梁检测")
    assert (first.code.value, first.unit.value, first.purpose.value) == (
        before.code.value,
        before.unit.value,
        before.purpose.value,
    )
    assert [
        (row.level1.value, row.level2.value, row.level3.value, row.description.value) for row in first.indicators
    ] == [(row.level1.value, row.level2.value, row.level3.value, row.description.value) for row in before.indicators]
    blank = (first.budget, first.fiscal, first.other, first.goal.entry, *first.plan.entries)
    assert all(entry.blank for entry in blank)
    assert all(row.target.blank and row.basis.blank for row in first.indicators)
    assert "名单：1 个部门，2 个项目" in text
    assert "带来项目名称、编码" in text
    assert "通讯录.xlsx" in text


def test_the_roster_says_which_projects_there_are(folder: Path) -> None:
    code = build_book(build_sheet()).code.value
    roster = folder / "名单.csv"
    rows = f"部门编码,部门名称,项目名称,预算数\n{code},示范县交通运输局,2021年村道养护,5\n{code},,新建车站,7\n"
    roster.write_text(rows, encoding="utf-8")
    text, sheets = made(folder, "--year", "2021", "--roster", str(roster))
    assert [(sheet.name.value, sheet.budget.value) for sheet in sheets] == [
        ("2021年村道养护", Decimal(5)),
        ("新建车站", Decimal(7)),
    ]
    assert [bool(sheet.indicators) for sheet in sheets] == [True, False]
    assert "去年的 1 项不在名单里，没有带来：桥梁检测" in text


def test_a_department_that_the_roster_does_not_have_is_named(folder: Path) -> None:
    other = build_book(build_sheet(1, unit="302001示范县水利局"), department_code="302", department_name="示范县水利局")
    write_department(other, folder / "去年" / "302.xlsx")
    roster = folder / "名单.csv"
    own = f"{build_book(build_sheet()).code.value},示范县交通运输局"
    for rows, said in ((own, True), (f"{own}\n302,水利局", False)):
        roster.write_text(f"部门编码,部门名称\n{rows}\n", encoding="utf-8")
        code, text = run(
            "template",
            "--from",
            folder / "去年",
            "--roster",
            roster,
            "--out",
            folder / str(len(rows)),
            "--year",
            "2021",
        )
        assert code == 0, text
        assert ("去年的 1 个部门不在名单里，没有生成工作簿：302示范县水利局" in text) is said


def test_a_roster_without_a_register_takes_last_years_projects(folder: Path) -> None:
    roster = folder / "名单.csv"
    roster.write_text(f"部门编码,部门名称\n{build_book(build_sheet()).code.value},示范县交通运输局\n", encoding="utf-8")
    _, sheets = made(folder, "--year", "2021", "--roster", str(roster), "--form", "HB2021")
    assert [sheet.name.value for sheet in sheets] == ["2021年村道养护", "桥梁检测"]


@pytest.mark.parametrize("last", ["没有", "空"])
def test_a_folder_without_workbooks_is_refused(folder: Path, last: str) -> None:
    (folder / "空").mkdir()
    assert run("template", "--from", folder / last, "--out", folder / "下发")[0] == 2
    assert not (folder / "下发").exists()


# --- limits -----------------------------------------------------------------------------------------------------------


def register(count: int) -> RosterDepartment:
    numbers = range(1, count + 1)
    projects = [RosterProject(SheetKind.PROJECT, f"第{n}项", parent="公路专项", budget=Decimal(n)) for n in numbers]
    return RosterDepartment("320", "示范县交通运输局", (), tuple(projects))


def test_a_department_is_divided_without_losing_or_repeating_a_project() -> None:
    parts = divided_department(register(7), 3)
    names = [project.name for part in parts for project in part.projects]
    assert names == ["公路专项", *(f"第{n}项" for n in range(1, 8))]
    assert {part.code for part in parts} == {"320"}


def test_what_is_written_can_be_read_again_with_what_is_filled_in() -> None:
    limits = Limits(cells=4000)
    write = lambda part, number: department_template(part, spare_sheets=0)  # noqa: E731 - the number does not matter
    books = workbooks_within(register(8), write, limits, ".xlsx")
    assert books is not None
    assert len(books) > 1
    sheets = [sheet for data in books for sheet in interpreted(data).book.sheets]
    assert sum(sheet.budget.value or 0 for sheet in sheets) == sum(range(1, 9))
    assert all(read_content(data, ".xlsx", "a", limits).problem is None for data in books)


def test_limits_that_not_even_one_form_passes_give_nothing() -> None:
    data = department_template(register(1))
    assert not is_readable(data, ".xlsx", Limits(cells=100))
    assert workbooks_within(register(2), lambda part, number: data, Limits(cells=100), ".xlsx") is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_says_that_a_department_has_several_workbooks(lang: str, tmp_path: Path) -> None:
    roster = tmp_path / "名单.csv"
    rows = "".join(f"320,示范县交通运输局,第{n}项\n" for n in range(8))
    roster.write_text(f"部门编码,部门名称,项目名称\n{rows}", encoding="utf-8")
    rules = tmp_path / "xltools.toml"
    rules.write_text("[limits]\ncells = 4000\n", encoding="utf-8")
    code, text = run("template", "--roster", roster, "--out", tmp_path / "下发", "--rules", rules, "--lang", lang)
    assert code == 0
    names = sorted(path.name for path in (tmp_path / "下发").iterdir())
    assert names[0] == "320示范县交通运输局-1.xlsx"
    assert len(names) > 1
    assert names[-1] in text.replace("\n", "")
    again = run("template", "--roster", roster, "--out", tmp_path / "下发", "--rules", rules)
    assert again[0] == 0
    assert sorted(path.name for path in (tmp_path / "下发").iterdir()) == names
