"""Sheets of another department inside a workbook, as a table: workbooks in, sums by department and findings out."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from tests.county.test_gather import project, write
from tests.county.test_settle import renamed
from tests.fixtures.grids import grid
from xltools.county.data import CountyData, DepartmentEntry
from xltools.county.gather import find_files, gather
from xltools.grids.grid import Grid
from xltools.outputs.json_report import county_json, totals
from xltools.outputs.table_rows import department_rows, file_rows
from xltools.summary import write_summary

OLD, NEW = datetime(2026, 1, 5, 8, tzinfo=UTC), datetime(2026, 1, 20, 8, tzinfo=UTC)
A, B = "320001某县交通运输局", "402001某县统计局"


def road(budget: str = "1,000,000.00", unit: str = A) -> Grid:
    return project("320-0401-YXN-1AB2", unit, budget)


def bridge(budget: str = "400,000.00", unit: str = A) -> Grid:
    return renamed(project("320-0401-YXN-2CD3", unit, budget), "2020年危桥改造项目")


def ferry(unit: str = A) -> Grid:
    return renamed(project(f"320-0401-YXN-{unit[:4]}", unit, "20,000.00"), "2020年渡口维护项目")


def census(budget: str = "30,000.00", unit: str = B) -> Grid:
    return renamed(project("402-0501-YXN-7ABC", unit, budget), "2020年人口普查")


def survey(budget: str = "7,000.00", unit: str = B) -> Grid:
    return renamed(project("402-0501-YXN-8DEF", unit, budget), "2020年住户调查")


def cover(code: str) -> Grid:
    return grid(f"部门编码 | {code}", sheet="封面")


OTHERS = (
    project("475-0401-YXN-1AB2", "475001某县扶贫办", "1,000,000.00"),
    renamed(project("475-0401-YXN-2CD3", "475001某县扶贫办", "400,000.00"), "2020年产业扶贫项目"),
)


class Case(NamedTuple):
    """Workbooks by name, the budgets that count by department, the words of each R29, and the roster's codes."""

    books: dict[str, tuple[Grid, ...]]
    budgets: dict[str, int]
    words: tuple[str, ...]
    roster: tuple[tuple[str, str], ...] = ()
    saved: dict[str, datetime] = {}  # noqa: RUF012 - never changed


BOTH = (("320", "某县交通运输局"), ("402", "某县统计局"))

CASES = {
    "its own book has it": Case(
        {"320": (road(), bridge(), census()), "402": (census(), survey())},
        {"320": 1_400_000, "402": 37_000},
        ("已有这个项目，这里的没有计入合计",),
    ),
    "its own book has it with another amount": Case(
        {"320": (road(), bridge(), census("300,000.00")), "402": (census(), survey())},
        {"320": 1_400_000, "402": 37_000},
        ("这里 300,000.00 元，那里 30,000.00 元",),
    ),
    "its own book has other projects": Case(
        {"320": (road(), bridge(), census()), "402": (survey(),)},
        {"320": 1_400_000, "402": 37_000},
        ("不属于本工作簿的部门 320某县交通运输局；已计入 402某县统计局",),
    ),
    "no book of its own": Case(
        {"320": (road(), bridge(), census())}, {"320": 1_400_000, "402": 30_000}, ("已计入 402",)
    ),
    "no book of its own, on the roster": Case(
        {"320": (road(), bridge(), census())}, {"320": 1_400_000, "402": 30_000}, ("已计入 402",), BOTH
    ),
    "a code that nobody has": Case(
        {"320": (road(), bridge(), ferry("302001某县交通运输局"), ferry(), census())},
        {"320": 1_440_000, "402": 30_000},
        ("仍计入 320", "已计入 402"),
        BOTH,
    ),
    "a wrong code beside the own name": Case(
        {"320": (road(), bridge(), survey("50,000.00", "230001某县交通运输局"))}, {"320": 1_450_000}, ("仍计入 320",)
    ),
    "by its name alone": Case(
        {"320": (road(), bridge(), census(unit="某县统计局")), "402": (survey(),)},
        {"320": 1_400_000, "402": 37_000},
        ("已计入 402某县统计局",),
    ),
    "a unit of its own without a code": Case(
        {"320": (road(), bridge(unit="某县公路管理站")), "402": (survey(),)}, {"320": 1_400_000, "402": 7_000}, ()
    ),
    "the same in two books of others": Case(
        {"320": (road(), bridge(), census()), "475": (*OTHERS, census())},
        {"320": 1_400_000, "402": 30_000, "475": 1_400_000},
        ("已计入 402", "内容相同，只计入一次"),
    ),
    "different in two books of others": Case(
        {"320": (road(), bridge(), census()), "475": (*OTHERS, census("9.00"))},
        {"320": 1_400_000, "475": 1_400_000},
        ("都没有计入合计（这里 30,000.00 元，那里 9.00 元）", "都没有计入合计（这里 9.00 元，那里 30,000.00 元）"),
    ),
    "a book of two departments without a cover": Case(
        {"一": (road(), census())}, {"320": 1_000_000, "402": 30_000}, ("已计入 320", "已计入 402")
    ),
    "every sheet against the cover": Case(
        {"320": (cover("320"), census(), survey())}, {"320": 37_000}, ("仍计入 320", "仍计入 320")
    ),
    "every sheet against the cover, one in its own book": Case(
        {"320": (cover("320"), census(), survey()), "402": (cover("402"), census())},
        {"320": 7_000, "402": 30_000},
        ("已有这个项目，这里的没有计入合计", "仍计入 320"),
    ),
    "an older book with a guest": Case(
        {"旧": (road(), bridge(), census()), "新": (road("9,000.00"), bridge())},
        {"320": 409_000},
        (),
        saved={"新": NEW},
    ),
}


def consolidated(folder: Path, case: Case) -> CountyData:
    for name, grids in case.books.items():
        write(folder / f"{name}.xlsx", *grids, saved=case.saved.get(name, OLD))
    return gather(find_files([folder]), roster=[DepartmentEntry(*entry) for entry in case.roster], jobs=1)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_sheets_count_for_their_department_once(case: Case, tmp_path: Path) -> None:
    data = consolidated(tmp_path, case)
    rows = list(department_rows(data))
    assert {row.department_code: int(row.projects.budget) for row in rows if row.projects.count} == case.budgets
    messages = [finding.message.zh for finding in data.findings if finding.rule == "R29"]
    assert [words in message for words, message in zip(case.words, messages, strict=True)] == [True] * len(messages)
    total = Decimal(sum(case.budgets.values()))
    assert Decimal(totals(data)["project_budget"]) == total == data.reported
    assert sum(row.projects for row in file_rows(data) if row.file in data.accepted) == totals(data)["projects"]
    assert "C03" not in {finding.rule for finding in data.findings}
    assert not [finding for finding in data.findings if finding.rule == "C01" and finding.place.file]


def values(data: CountyData, name: str) -> list[list[object]]:
    buffer = io.BytesIO()
    write_summary(data, buffer)
    sheet = openpyxl.load_workbook(buffer, data_only=True)[name]
    return [[cell.value for cell in row] for row in sheet]


@pytest.mark.parametrize("name", ["its own book has it", "its own book has other projects", "no book of its own"])
def test_every_output_agrees(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    data = consolidated(tmp_path, case)
    document = json.loads(json.dumps(county_json(data)))
    by_department: dict[str, int] = {}
    for one in document["projects"]:
        code = one["department_code"]
        by_department[code] = by_department.get(code, 0) + int(Decimal(one["budget"]))
    assert by_department == case.budgets
    proofs = values(data, "勾稽核对")
    failed = {row[1] for row in proofs if row[5] == "不通过"}
    assert failed == {"预算数 ＝ 财政资金 ＋ 其他资金"}  # the forms of these tests have the parts of another budget
    assert {row[5] for row in values(data, "部门勾稽") if isinstance(row[0], int)} == {"通过"}
    files = [row for row in values(data, "文件清单") if isinstance(row[0], int)]
    assert sum(int(str(row[7])) for row in files) == len(document["projects"])


def test_a_department_whose_sheet_came_with_another_is_still_asked_for(tmp_path: Path) -> None:
    data = consolidated(tmp_path, CASES["no book of its own, on the roster"])
    assert [entry.code for entry in data.missing] == ["402"]
    (row,) = [row for row in values(data, "催报表") if row[1] == "402"]
    assert (row[4], row[9]) == ("未收到", "请催报；有 1 张表在 320.xlsx 里，已计入")


def test_an_amount_in_doubt_stands_apart_under_its_department(tmp_path: Path) -> None:
    words = {"养护村道32公里，每公里3.75万元": "安排普查资金3万元"}
    form = census("3.00")
    slipped = Grid("", form.sheet, tuple(tuple(words.get(str(cell), cell) for cell in row) for row in form.rows))
    data = consolidated(tmp_path, Case({"320": (road(), bridge(), slipped), "402": (survey(),)}, {}, ()))
    assert [(doubt.row.department_code, doubt.amount) for doubt in data.doubtful] == [("402", Decimal(3))]
    assert (totals(data)["project_budget"], totals(data)["doubtful_budget"]) == ("1407000.00", "3.00")
    (row,) = [row for row in values(data, "存疑金额") if isinstance(row[0], int)]
    assert row[2:4] == ["402", "某县统计局"]
