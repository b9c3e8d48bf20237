"""A form with a column for each area, from its blank to the county: learnt, described, read, checked and not summed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.forms.clean import CLEAN
from tests.forms.evidence import WRITERS, first_sheet
from tests.forms.invented import INVENTED
from xltools.county.data import CountyData, Fate
from xltools.county.find import find_files
from xltools.county.gather import gather
from xltools.department.read import read_book
from xltools.forms.learn import learn_form
from xltools.forms.learn_toml import description_toml
from xltools.forms.loading import built_in_forms, load_form
from xltools.model import FormSubject
from xltools.rules.engine import check_book
from xltools.rules.settings import Settings, load_settings

LAYOUT = INVENTED["区域"]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a county that learnt the form from its blank."""
    folder = tmp_path_factory.mktemp("设置")
    (folder / "表式").mkdir()
    form = learn_form(first_sheet(LAYOUT.blank, "openpyxl"), built_in_forms())
    (folder / "表式" / "区域2025.toml").write_text(description_toml(form, "区域2025", {}, "空白表"), "utf-8")
    (folder / "设置.toml").write_text('[forms]\nfolder = "表式"\n', "utf-8")
    described = load_form(folder / "表式" / "区域2025.toml")
    assert (described.subject, described.table.areas) == (FormSubject.AREA, True)
    return load_settings(folder / "设置.toml")


def sent(folder: Path, writer: str, *changes: tuple[str, str]) -> Path:
    """A file on the form as a program writes it."""
    text = LAYOUT.filled
    for old, new in changes:
        text = text.replace(old, new)
    ending, write = WRITERS[writer]
    path = folder / f"区域{ending}"
    path.write_bytes(write(text))
    return path


@pytest.mark.parametrize("writer", WRITERS)
def test_the_values_of_every_area(settings: Settings, tmp_path: Path, writer: str) -> None:
    book = read_book(sent(tmp_path, writer), forms=settings.forms).book
    assert book is not None
    [sheet] = book.progress_sheets
    assert sheet.form.id == "区域2025"
    assert [[area.text for area in row.areas.values()] for row in sheet.indicators] == [
        ["≥2000亩", "≥1500亩", "≥1500亩", "≥1000亩"],
        ["≥200元", "≥180元", "≥210元", "≥220元"],
    ]
    assert [area.place.cell for area in sheet.indicators[0].areas.values()] == ["E8", "F8", "G8", "H8"]
    assert "V14" not in {finding.rule for finding in check_book(book, settings).findings}


def test_areas_that_do_not_add_up(settings: Settings, tmp_path: Path) -> None:
    book = read_book(sent(tmp_path, "openpyxl", ("≥1000亩 |", "≥900亩 |")), forms=settings.forms).book
    assert book is not None
    [finding] = [one for one in check_book(book, settings).findings if one.rule == "V14"]
    assert (finding.place.cell, finding.found, finding.expected) == ("D8", "≥6000亩", "5900亩")
    assert [place.cell for place in finding.related] == ["E8", "F8", "G8", "H8"]


def test_a_blank_area_is_not_zero(settings: Settings, tmp_path: Path) -> None:
    book = read_book(sent(tmp_path, "openpyxl", ("≥1000亩 |", " |")), forms=settings.forms).book
    assert book is not None
    row = book.progress_sheets[0].indicators[0]
    assert (row.areas["南溪镇"].blank, row.areas["石塘镇"].text, row.description.text) == (
        True,
        "≥1500亩",
        "按验收面积",
    )
    assert "V14" not in {finding.rule for finding in check_book(book, settings).findings}


def test_the_money_of_areas_is_not_in_the_county_total(settings: Settings, tmp_path: Path) -> None:
    sent(tmp_path, "openpyxl")
    plan = CLEAN["HB2020"]
    (tmp_path / "项目.xlsx").write_bytes(WRITERS["openpyxl"][1](plan.text))
    county: CountyData = gather(find_files([tmp_path]), settings=settings, jobs=1)
    fates = {
        Path(file.path).stem: (file.fate, sum((row.budget or Decimal(0) for row in file.sheets), Decimal(0)))
        for file in county.files
    }
    assert fates == {"区域": (Fate.IGNORED, Decimal(0)), "项目": (Fate.ACCEPTED, Decimal(1200000))}
