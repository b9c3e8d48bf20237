"""Layouts that no description is of are learnt from their blanks, and read filled in, whichever program wrote them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest

from tests.forms.evidence import first_sheet
from tests.forms.invented import INVENTED, SECOND, Invented
from tests.forms.test_layouts import amounts
from xltools.forms.interpret import Interpretation, interpret
from xltools.forms.learn import LearntForm, learn_form, unit_is_stated
from xltools.forms.learn_toml import description_toml
from xltools.forms.learn_words import printed_label
from xltools.forms.loading import built_in_forms, read_form

LAYOUTS = INVENTED | SECOND
FILLED = [name for name, layout in LAYOUTS.items() if layout.filled]
PROGRAMS = [
    "openpyxl",
    "pandas",
    *(pytest.param(writer, marks=pytest.mark.slow) for writer in ("xlwt", "odfpy")),
]
NO_UNIT_CODE = {"R11", "R29"}
"""The sheets stand alone: no cover says whose they are."""


def learnt(layout: Invented, writer: str) -> LearntForm:
    return learn_form(first_sheet(layout.blank, writer), built_in_forms())


def wrong(layout: Invented, form: LearntForm) -> Iterator[str]:
    """Yield the labels that got another meaning than a person would give them."""
    keys: dict[str, set[str]] = {}
    for one in form.labels:
        keys.setdefault(printed_label(one.label.text.rstrip(":："))[0], set()).add(one.key)
    for label, right in layout.meanings.items():
        if not keys.get(printed_label(label)[0], set()) & set(right.split("|")):
            yield label


@pytest.mark.parametrize("writer", PROGRAMS)
def test_what_labels_mean_and_how_much_is_asked(writer: str) -> None:
    forms = {name: learnt(layout, writer) for name, layout in LAYOUTS.items()}
    assert {name: [*wrong(LAYOUTS[name], form)] for name, form in forms.items()} == {name: [] for name in LAYOUTS}
    for form in forms.values():
        assert len(form.questions) + (not unit_is_stated(form)) + len(form.missing) <= 5


def filled(name: str, writer: str) -> Interpretation:
    layout = LAYOUTS[name]
    text = description_toml(learnt(layout, writer), "某县", {}, "空白表")
    description = read_form(tomllib.loads(text), "某县.toml")
    return interpret([first_sheet(layout.filled, writer)], "a.xlsx", (description, *built_in_forms()))


@pytest.mark.parametrize("writer", PROGRAMS)
@pytest.mark.parametrize("name", FILLED)
def test_a_filled_sheet_is_read_with_what_was_learnt(name: str, writer: str) -> None:
    layout, result = LAYOUTS[name], filled(name, writer)
    sheet = result.book.all_sheets[0]
    assert sheet.form.id == "某县"
    assert (sheet.name.value, sheet.unit_name, sheet.goal.entry.value) == (layout.name, layout.unit, layout.goal)
    assert len(sheet.indicators) == layout.indicators
    read = amounts(sheet)
    assert {key: str(read[key]) for key in layout.amounts} == {
        key: f"{float(text):.2f}" for key, text in layout.amounts.items()
    }
    assert {finding.rule for finding in result.findings} <= NO_UNIT_CODE


def test_the_columns_of_areas_are_learnt_and_read() -> None:
    sheet = filled("区域", "openpyxl").book.all_sheets[0]
    first, second = sheet.indicators
    assert {area: target.text for area, target in first.areas.items()} == {
        "青石镇": "≥2000亩",
        "白水镇": "≥1500亩",
        "石塘镇": "≥1500亩",
        "南溪镇": "≥1000亩",
    }
    assert [target.value.number for target in second.areas.values() if target.value] == [200, 180, 210, 220]
    assert first.description.text == "按验收面积"


def test_the_budget_is_not_that_of_the_year_before() -> None:
    description = description_toml(learnt(INVENTED["两行表头"], "openpyxl"), "某县", {}, "空白表")
    assert 'key = "previous", labels = ["上年预算"]' in description
    assert 'key = "budget", labels = ["本年预算"]' in description


def test_every_project_of_a_list_with_two_header_rows() -> None:
    sheets = filled("长表", "pandas").book.sheets
    assert [(one.name.value, one.unit_name, str(one.budget.value), str(one.fiscal.value)) for one in sheets] == [
        ("集镇亮化", "青石镇", "455000.00", "400000.00"),
        ("河道保洁", "白水镇", "120000.00", "120000.00"),
    ]
