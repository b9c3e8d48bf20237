"""A county whose departments use several forms: plans count in 元, whatever the form; nothing else is summed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.forms.layouts import LAYOUTS, workbook
from tests.forms.test_layouts import UNKNOWN
from xltools.county.data import CountyData, Fate
from xltools.county.find import find_files
from xltools.county.gather import gather

PLANS = ("HB2021", "FP2018", "MOF2015", "YTH2023", "APPROVAL2021", "PROVINCE2023", "MOF2020", "MOF2021")
OTHERS = ("SELF2020", "SELF2022", "TRANSFER2021", "MONITOR2019", "DEPARTMENT2021")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> CountyData:
    folder = tmp_path_factory.mktemp("county")
    for form, layout in LAYOUTS.items():
        (folder / f"{form}.xlsx").write_bytes(workbook(layout.text))
    (folder / "未知.xlsx").write_bytes(workbook(UNKNOWN))
    return gather(find_files([folder]), jobs=1)


def fate(county: CountyData, name: str) -> tuple[Fate, str]:
    file = next(file for file in county.files if Path(file.path).stem == name)
    return file.fate, file.reason.zh


@pytest.mark.parametrize("form", PLANS)
def test_a_plan_counts_in_yuan(county: CountyData, form: str) -> None:
    file = next(file for file in county.files if Path(file.path).stem == form)
    assert (file.fate, file.form) == (Fate.ACCEPTED, form)
    budgets = [row.budget for row in file.sheets]
    assert budgets[0] == LAYOUTS[form].money["budget"]
    assert sum(filter(None, budgets)) == (Decimal(1034560) if form == "YTH2023" else LAYOUTS[form].money["budget"])


@pytest.mark.parametrize("form", OTHERS)
def test_what_is_not_a_plan_is_never_summed(county: CountyData, form: str) -> None:
    assert fate(county, form)[0] is Fate.IGNORED
    assert "不计入汇总" in fate(county, form)[1]
    file = next(file for file in county.files if Path(file.path).stem == form)
    assert len(file.sheets) == 0


def test_a_form_that_is_not_known_is_rejected_in_its_own_words(county: CountyData) -> None:
    assert fate(county, "未知")[0] is Fate.REJECTED
    assert fate(county, "未知")[1].startswith("像是某县专项资金绩效自评表，本县没有登记这种表式")


def test_the_form_of_a_filled_sheet_is_complete(county: CountyData) -> None:
    shares = {Path(file.path).stem: [row.completeness for row in file.sheets] for file in county.files}
    assert shares["MOF2021"] == [100]
    assert shares["YTH2023"] == [100, Decimal("94.4")]  # the last indicator has no unit of measure
