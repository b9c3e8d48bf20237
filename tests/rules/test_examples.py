"""The forms that examples describe: what a change changes, and where things stand."""

from __future__ import annotations

import pytest

from xltools.messages.message import Example
from xltools.model import Framework, MoneyUnit, SheetKind
from xltools.rules.examples import FIRST_ROW, build_book, build_books, build_sheet


def test_everything_stands_in_a_cell_of_its_own() -> None:
    sheet = build_sheet()
    fields = (sheet.title, sheet.unit, sheet.code, sheet.name, sheet.budget, sheet.fiscal, sheet.other, sheet.purpose)
    entries = (*fields, *sheet.plan.entries, sheet.goal.entry)
    cells = [entry.place.cell for entry in entries] + [row.target.place.cell for row in sheet.indicators]
    assert len(set(cells)) == len(cells)
    assert sheet.indicators[0].place.row == FIRST_ROW


def test_continuation_rows_carry_the_entry_above() -> None:
    first, second = build_sheet().indicators[:2]
    assert second.continued
    assert second.level1 == first.level1
    assert second.place.row == first.place.row + 1


def test_changes_of_one_row() -> None:
    assert build_sheet(target="≥80%").indicators[-1].target.text == "≥80%"
    assert build_sheet(pick="受益人口", basis="空").indicators[5].basis.blank
    assert build_sheet(row=["甲|乙|丙|丁|1个|戊", "|己|庚|辛|2个|壬"]).indicators[-1].level1.text == "甲"
    assert build_sheet(rows=[]).indicators == ()


def test_amounts_follow_the_money_unit() -> None:
    sheet = build_sheet(money_unit="万元", budget="107.306")
    assert (sheet.money_unit, str(sheet.budget.value)) == (MoneyUnit.WAN, "1073060.00")


def test_departments_and_their_forms() -> None:
    books = build_books(Example(books=[Example(sheets=[{}, {"kind": "special_fund"}]), Example(department_code="302")]))
    assert [book.code.value for book in books] == ["301", "302"]
    assert [sheet.place.sheet for sheet in books[0].sheets] == ["项目1", "专项2"]
    assert [sheet.kind for sheet in books[0].sheets] == [SheetKind.PROJECT, SheetKind.SPECIAL_FUND]
    assert {sheet.place.file for sheet in books[1].sheets} == {books[1].file} == {"2.xlsx"}
    assert len({sheet.code.text for sheet in books[0].sheets}) == 2


def test_a_book_without_forms_named_has_the_clean_one() -> None:
    book = build_book(framework="2021", year="2021")
    assert (book.sheets[0].form.framework, book.year.value, len(book.sheets)) == (Framework.MOF2021, 2021, 1)


@pytest.mark.parametrize("changes", [{"plam": "1/2/3/4"}, {"department": "甲"}, {"sheets": [{"plan12": "1"}]}])
def test_a_slip_in_an_example_is_an_error(changes: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="an example cannot change"):
        build_books(changes)
