"""Every built-in form as several programs write it is read whole, and nothing else is taken for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.hostile import KINDS
from tests.forms.clean import CLEAN
from tests.forms.evidence import CONVERSIONS, WRITERS, convert, faults, foreign_forms, recognised
from tests.forms.layouts import LAYOUTS
from tests.forms.published import FOREIGN, PUBLISHED
from workbooks.build import HERE, SAMPLES
from xltools.forms.find import recognised_regions
from xltools.forms.loading import built_in_forms
from xltools.readers import read_content

DOCUMENT = Path(__file__).parents[2] / "docs" / "forms.md"
WITH_THE_LABELS_OF = {"HB2021": "HB2020"}
"""Forms that are told apart from another one by their codes and levels only, once a sheet is read."""


def test_every_built_in_form_has_a_clean_sheet() -> None:
    assert CLEAN.keys() == {form.id for form in built_in_forms()}


def pairs() -> Iterator[Any]:
    """Every form with every library; the unit suite takes the one that merges nothing and another one for each."""
    for number, form in enumerate(CLEAN):
        for place, writer in enumerate(WRITERS):
            quick = writer == "pandas" or (number - place) % (len(WRITERS) - 1) == 0
            yield pytest.param(form, writer, marks=() if quick else pytest.mark.slow)


@pytest.mark.parametrize(("form", "writer"), [*pairs()])
def test_what_a_library_writes_is_read_whole(form: str, writer: str) -> None:
    ending, write = WRITERS[writer]
    assert [*faults(CLEAN[form], write(CLEAN[form].text), ending)] == []


@pytest.mark.slow
def test_what_libreoffice_writes_is_read_whole(tmp_path: Path) -> None:
    convert(tmp_path)
    for form, layout in CLEAN.items():
        for ending in CONVERSIONS:
            assert [*faults(layout, (tmp_path / ending / f"{form}{ending}").read_bytes(), ending)] == []


@pytest.mark.parametrize("layout", [*LAYOUTS.values(), *PUBLISHED.values()], ids=lambda layout: layout.name)
def test_the_right_form_wins(layout: object) -> None:
    form = layout.form  # type: ignore[attr-defined]
    assert recognised(layout.text) == (WITH_THE_LABELS_OF.get(form, form),)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", FOREIGN)
def test_a_sheet_of_another_kind_is_on_no_form(name: str) -> None:
    assert foreign_forms()[name] == ()


def forms_of(content: bytes, name: str) -> set[str]:
    """The forms that the sheets of a file are recognised as."""
    file = read_content(content, Path(name).suffix, name).workbook
    regions = (recognised_regions(sheet, built_in_forms()) for sheet in file.sheets) if file else ()
    return {region.best.form.id for found in regions for region, _, known in found if known and region.best}


@pytest.mark.parametrize("path", sorted((HERE / SAMPLES).glob("*.xls*")), ids=lambda path: path.name)
def test_the_samples_are_on_hb2020(path: Path) -> None:
    assert forms_of(path.read_bytes(), path.name) <= {"HB2020"}


@pytest.mark.slow
def test_no_hostile_file_is_taken_for_another_form() -> None:
    kinds = [kind for kind in KINDS if not kind.slow and kind.content]
    assert len(kinds) > 50
    found = {kind.name: forms_of(kind.content(1), kind.name) for kind in kinds if kind.content}
    assert {name: forms for name, forms in found.items() if forms - {"HB2020"}} == {}


def test_the_table_of_the_documents_is_of_these_forms() -> None:
    lines = DOCUMENT.read_text("utf-8").split("| form | amounts |")[1].splitlines()[2:]
    rows = [line.split("|")[1].strip() for line in lines[: len(CLEAN)]]
    assert rows == list(CLEAN)
