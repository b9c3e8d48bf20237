"""What the county's register says of funds and levels reaches the sums, and quiets what it answers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.county.counties import sheet_row
from xltools.county.data import CountyData, CountyFile, DepartmentEntry, Fate
from xltools.county.gather import find_files, gather
from xltools.county.register import with_register
from xltools.model import Place, SheetKind
from xltools.outputs.json_report import totals
from xltools.rosters.read import RosterProject
from xltools.row_storage import PickledRows
from xltools.rules.catalogue import RULES
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department

FUND = {"kind": "special_fund", "name": "农村公路专项资金", "code": "000-9999-JSN-60HV", "budget": "4200000"}
ROADS = {"name": "2020年通村公路硬化", "code": "301-0401-YXN-A2WI", "budget": "1200000", "fiscal": "1200000"}
OTHER = {"name": "2020年工作经费", "code": "301-0501-YXN-6RWU", "budget": "300000", "fiscal": "300000"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sheets = (build_sheet(**{**FUND, "fiscal": "4200000"}), build_sheet(**ROADS), build_sheet(**OTHER))
    write_department(build_book(*sheets), tmp_path / "301.xlsx")
    return tmp_path


def consolidated(folder: Path, *projects: RosterProject) -> CountyData:
    return gather(find_files([folder]), roster=[DepartmentEntry("301", "示范县交通运输局", projects)], jobs=1)


def entry(code: str = "", name: str = "", *, parent: str = "", level: str = "") -> RosterProject:
    return RosterProject(SheetKind.PROJECT, name, code, parent=parent, level=level)


@pytest.mark.parametrize(
    ("project", "held"),
    [
        (entry(ROADS["code"], parent="农村公路专项资金"), True),
        (entry(ROADS["code"], parent=FUND["code"]), True),
        (entry(name="2020年 通村公路硬化", parent="农村公路专项资金"), True),
        (entry("301-0401-YXN-XXXX", "别的名称", parent="农村公路专项资金"), False),
        (entry(ROADS["code"], parent="没有这个专项"), False),
        (entry(ROADS["code"]), False),
    ],
)
def test_a_fund_holds_the_projects_that_the_register_places_under_it(
    project: RosterProject, held: bool, folder: Path
) -> None:
    data = consolidated(folder, project)
    [pair] = data.containments
    assert [one.name for one in pair.projects] == (["2020年通村公路硬化"] if held else [])
    assert totals(data)["deduplicated_budget"] == ("1500000.00" if held else "5700000.00")
    # The fund has indicators of its own, so that it may stand alone.
    assert [one.rule for one in data.findings if one.rule == "A07"] == []
    [file] = data.accepted
    assert sum(file.counts.values()) == len(file.findings)


def test_of_two_funds_on_one_sheet_only_the_one_in_the_register_is_answered() -> None:
    place = Place("301.xlsx", "专项1", 1, 1)
    funds = [
        sheet_row(place._replace(row=at), kind=SheetKind.SPECIAL_FUND, name=name)
        for at, name in ((1, "甲"), (30, "乙"))
    ]
    road = sheet_row(Place("301.xlsx", "项目1", 1, 1), name="修路")
    findings = [RULES["A07"].at(row.place, subject=row.name) for row in funds]
    record = CountyFile("301.xlsx", Fate.ACCEPTED, sheets=PickledRows((*funds, road)), findings=PickledRows(findings))
    answered = with_register(record, [entry(name="修路", parent="甲")])
    assert [one.subject for one in answered.findings] == ["乙"]


@pytest.mark.parametrize(
    ("level", "expected"), [("省级", "省"), ("中央", "中央"), ("市本级", "市"), ("", "未注明"), ("不详", "未注明")]
)
def test_the_register_says_where_money_comes_from(level: str, expected: str, folder: Path) -> None:
    data = consolidated(folder, entry(ROADS["code"], level=level), entry(OTHER["code"]))
    [file] = data.accepted
    levels = {row.name: row.fund_level for row in file.projects}
    assert levels == {"2020年通村公路硬化": expected, "2020年工作经费": "未注明"}
    assert sum((row.budget or Decimal(0) for row in file.projects), Decimal(0)) == Decimal(1_500_000)
