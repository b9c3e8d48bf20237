"""From a roster to one workbook per department, its project sheets begun."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from xltools.model import SheetKind
from xltools.rosters.read import RosterDepartment, RosterProject, RosterUnit
from xltools.template import book_from_roster

UNIT = RosterUnit("348001", "某县交通运输局本级")
PROJECT = RosterProject(
    SheetKind.PROJECT, "修路", "348-0401-YXN-0001", None, Decimal("100.00"), Decimal("80.00"), Decimal("20.00")
)


def test_a_registered_project_is_begun() -> None:
    book = book_from_roster(RosterDepartment("348", "某局", (UNIT,), (PROJECT,)), county="某县", year=2020)
    sheet = book.sheets[0]
    assert (book.county.value, book.year.value, book.code.value, book.name.value) == ("某县", 2020, "348", "某局")
    assert (sheet.code.value, sheet.name.value, sheet.unit.value) == (PROJECT.code, "修路", "348001某县交通运输局本级")
    assert (sheet.budget.value, sheet.fiscal.value, sheet.other.value) == (100, 80, 20)
    assert sheet.plan.blank
    assert sheet.goal.entry.blank


@pytest.mark.parametrize(
    ("units", "printed"),
    [((), ""), ((UNIT,), "348001某县交通运输局本级"), ((UNIT, RosterUnit("348002", "养护站")), "")],
)
def test_the_only_unit_is_the_reporting_unit(units: tuple[RosterUnit, ...], printed: str) -> None:
    book = book_from_roster(RosterDepartment("348", "某局", units, (PROJECT,)))
    assert book.sheets[0].unit.text == printed


@pytest.mark.parametrize(
    ("parents", "funds"),
    [
        (("", ""), ["农村公路"]),
        (("农村公路", "FUND-1"), ["农村公路"]),
        (("扶贫资金", "扶贫资金"), ["扶贫资金", "农村公路"]),
        (("扶贫资金", "水利资金"), ["扶贫资金", "水利资金", "农村公路"]),
    ],
)
def test_a_special_fund_that_only_projects_name_has_a_sheet(parents: tuple[str, str], funds: list[str]) -> None:
    fund = RosterProject(SheetKind.SPECIAL_FUND, "农村公路", "FUND-1")
    projects = (fund, *(replace(PROJECT, name=f"项目{n}", parent=parent) for n, parent in enumerate(parents)))
    book = book_from_roster(RosterDepartment("348", "某局", (UNIT,), projects))
    assert [sheet.name.value for sheet in book.special_funds] == funds
    assert len(book.sheets) == len(funds) + 2
    assert {sheet.unit.value for sheet in book.sheets} == {"348001某县交通运输局本级"}
