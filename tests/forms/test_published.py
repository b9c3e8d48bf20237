"""Sheets that counties published: what is read of each, and that the rest of its text is no finding of reading."""

from __future__ import annotations

import pytest

from tests.forms.layouts import Layout
from tests.forms.published import OTHERS, PUBLISHED
from tests.forms.test_layouts import amounts, cell, read
from xltools.forms.interpret import Interpretation
from xltools.model import TargetSheet
from xltools.rules.engine import check_book

WITHOUT_UNIT = {"湖北鄂州 2022"}
"""Sheets that do not say whose they are."""


@pytest.fixture(scope="module", params=PUBLISHED)
def place(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def layout(place: str) -> Layout:
    return PUBLISHED[place]


@pytest.fixture(scope="module")
def result(layout: Layout) -> Interpretation:
    return read(layout.text)


@pytest.fixture(scope="module")
def sheet(result: Interpretation) -> TargetSheet:
    return result.book.all_sheets[0]


def test_the_form_and_who_and_what(sheet: TargetSheet, layout: Layout) -> None:
    assert sheet.form.id == layout.form
    assert (sheet.name.value, sheet.unit_name, sheet.goal.entry.value) == (layout.name, layout.unit, layout.goal)


def test_every_amount_in_yuan(sheet: TargetSheet, layout: Layout) -> None:
    assert amounts(sheet) == layout.money


def test_every_indicator_and_every_column(sheet: TargetSheet, layout: Layout) -> None:
    assert len(sheet.indicators) == layout.indicators
    assert {key: cell(sheet.indicators[0], key) for key in layout.columns} == layout.columns


def test_reading_has_nothing_to_say(result: Interpretation, place: str) -> None:
    assert [finding.rule for finding in result.findings] == (["R11"] if place in WITHOUT_UNIT else [])


@pytest.mark.parametrize("place", ["湖南宁乡 2021", "湖北鄂州 2022"])
def test_no_rule_speaks_of_what_the_form_has_not(place: str) -> None:
    findings = check_book(read(PUBLISHED[place].text).book).findings
    assert "A08" not in {finding.rule for finding in findings}  # the amounts say 万元, and the sheet does not say 元
    if place == "湖北鄂州 2022":
        assert "I03" not in {finding.rule for finding in findings}  # it has no column of second levels


def test_the_second_project_of_a_merged_unit_has_the_unit() -> None:
    sheets = read(PUBLISHED["四川井研 2023"].text).book.sheets
    assert [(one.name.value, one.unit_name, str(one.budget.value), len(one.indicators)) for one in sheets] == [
        ("村组干部报酬", "示范县石塘镇人民政府", "2309840.50", 3),
        ("基层组织活动经费", "示范县石塘镇人民政府", "600160.00", 2),
    ]


@pytest.mark.parametrize("place", OTHERS)
def test_a_published_sheet_on_no_form_is_one_finding(place: str) -> None:
    result = read(OTHERS[place])
    assert result.book.all_sheets == ()
    assert [finding.rule for finding in result.findings] == ["R35"]
