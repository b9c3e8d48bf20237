"""变动合计 and 变动对照 of a summary: what changed since the last one and since last year, and sums that tie."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.summary.summary_reader import Summary
from xltools.rules.examples import build_book, build_sheet
from xltools.services.consolidate import ConsolidateRequest, ConsolidateResult, consolidate
from xltools.services.contract import RequestError
from xltools.services.progress_templates import ProgressTemplatesRequest, write_progress_templates
from xltools.services.trace import trace
from xltools.sheet_names import CHANGE_SUMS_SHEET, CHANGES_SHEET, INDICATORS_SHEET, ISSUES_SHEET
from xltools.template import write_department

UNIT = "302001示范县水利局"
SHARES = {"plan": "12.34/33.33/66.67/100", "budget": "123456.78", "fiscal": "123456.78", "other": "0"}


def send(
    folder: Path, file: str, *sheets: Any, code: str = "301", name: str = "示范县交通运输局", year: str = "2020"
) -> None:
    folder.mkdir(exist_ok=True)
    write_department(build_book(*sheets, department_code=code, department_name=name, year=year), folder / file)


def run(folder: Path, name: str, **options: Any) -> ConsolidateResult:
    return consolidate(ConsolidateRequest((folder,), folder.parent / name, jobs=1, cache=False, **options))


def seen(result: ConsolidateResult) -> Summary:
    assert result.output is not None
    return Summary(result.output.read_bytes())


@pytest.fixture
def states(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders: a road that gets more money and another target, a bridge that ends, a department that comes."""
    before, after = tmp_path / "初审", tmp_path / "终审"
    road, bridge = build_sheet(1, **SHARES), build_sheet(2, name="桥梁养护项目", code="301-0401-YXN-0002")
    send(before, "301.xlsx", road, bridge)
    more = {**SHARES, "plan": "20/33.33/66.67/100", "budget": "123556.79", "fiscal": "123556.79"}
    send(after, "301.xlsx", build_sheet(1, **more, target="≥95%"))
    send(after, "302.xlsx", build_sheet(1, code="302-0401-YXN-0001", unit=UNIT), code="302", name="示范县水利局")
    return before, after


def changes_of(summary: Summary) -> list[tuple[Any, ...]]:
    rows = summary.table(CHANGES_SHEET, "变动")
    return [
        tuple(row[key] for key in ("对照", "部门", "变动", "内容", "原为", "现为", "预算增减（元）")) for row in rows
    ]


def test_every_change_is_listed_and_the_sums_tie(states: tuple[Path, Path]) -> None:
    before, after = states
    run(before, "初审.xlsx")
    summary = seen(run(after, "终审.xlsx", previous=(before.with_name("初审.xlsx"),)))
    assert summary.names[summary.names.index(CHANGES_SHEET) + 1] == ISSUES_SHEET
    assert changes_of(summary) == [
        ("与上次", "示范县交通运输局", "金额", "预算数", "123,456.78", "123,556.79", 100.01),
        ("与上次", "示范县交通运输局", "金额", "其中：财政资金", "123,456.78", "123,556.79", None),
        ("与上次", "示范县交通运输局", "支出计划", "3月底", "12.34%", "20%", None),
        ("与上次", "示范县交通运输局", "指标", "受益群众满意度", "≥90%", "≥95%", None),
        ("与上次", "示范县交通运输局", "取消", None, "1,200,000.00", None, -1200000),
        ("与上次", "示范县水利局", "新增", None, None, "1,200,000.00", 1200000),
    ]
    sums = summary.table(CHANGE_SUMS_SHEET, "原合计")
    assert [
        tuple(row[key] for key in ("部门", "原合计", "新增", "取消", "增减", "现合计", "核对")) for row in sums
    ] == [
        ("示范县交通运输局", 1323456.78, 0, 1200000, 100.01, 123556.79, "通过"),
        ("示范县水利局", 0, 1200000, 0, 0, 1200000, "通过"),
        ("全县合计", 1323456.78, 1200000, 1200000, 100.01, 1323556.79, "通过"),
    ]
    formulas = summary.table(CHANGE_SUMS_SHEET, "原合计", formulas=True)
    assert all(str(row[key]).startswith("=") for row in formulas for key in ("新增", "取消", "增减", "现合计", "核对"))
    [old, new] = [summary.table(CHANGES_SHEET, "变动")[3][f"{key}来源（点击打开）"] for key in "原现"]
    assert (old, new) == ("初审.xlsx 项目明细!I6", "301.xlsx 项目1!C4")


def test_without_a_change_the_sums_say_so(states: tuple[Path, Path]) -> None:
    before, _ = states
    first = run(before, "初审.xlsx").output
    assert first is not None
    summary = seen(run(before, "再审.xlsx", previous=(first, first)))
    assert CHANGES_SHEET not in summary.names
    rows = summary.table(CHANGE_SUMS_SHEET, "原合计")
    assert [(row["新增"], row["取消"], row["增减"], row["核对"]) for row in rows] == [(0, 0, 0, "通过")] * 2
    assert not {CHANGE_SUMS_SHEET, CHANGES_SHEET} & set(seen(run(before, "三审.xlsx")).names)


def test_last_year_stands_beside_the_last_run(states: tuple[Path, Path], tmp_path: Path) -> None:
    before, after = states
    send(tmp_path / "去年", "301.xlsx", build_sheet(1, **SHARES, name="2019年农村道路硬化项目"), year="2019")
    paths = [run(tmp_path / "去年", "去年.xlsx").output, run(before, "初审.xlsx").output]
    assert all(paths)
    summary = seen(run(after, "终审.xlsx", last_year=paths[0], previous=(paths[1],)))
    rows = changes_of(summary)
    assert {row[0] for row in rows} == {"与上次", "与上年"}
    assert [row[2:4] for row in rows if row[0] == "与上年"] == [
        ("金额", "预算数"),
        ("金额", "其中：财政资金"),
        ("支出计划", "3月底"),
        ("指标", "受益群众满意度"),
        ("新增", None),
    ]
    assert "与上次：初审.xlsx；与上年：去年.xlsx" in summary.lines(CHANGE_SUMS_SHEET)[1]
    assert {row["核对"] for row in summary.table(CHANGE_SUMS_SHEET, "原合计")} == {"通过"}


def test_a_summary_that_cannot_be_compared_is_said_and_stops_nothing(states: tuple[Path, Path]) -> None:
    before, after = states
    first = run(before, "初审.xlsx").output
    assert first is not None
    book = openpyxl.load_workbook(first)
    book.remove(book[INDICATORS_SHEET])
    book.save(first)
    result = run(after, "终审.xlsx", previous=(first,))
    assert CHANGE_SUMS_SHEET not in seen(result).names
    assert [one.zh for one in result.notices if "对照" in one.zh] == ["没有与上次对照：初审.xlsx 里找不到“指标明细”表"]


def test_results_are_not_compared_with_plans(states: tuple[Path, Path], tmp_path: Path) -> None:
    before, _ = states
    plans = run(before, "批复.xlsx").output
    assert plans is not None
    write_progress_templates(ProgressTemplatesRequest("monitor", plans, tmp_path / "监控"))
    monitoring = run(tmp_path / "监控", "监控.xlsx", previous=(plans,)).output
    assert monitoring is not None
    assert CHANGE_SUMS_SHEET not in Summary(monitoring.read_bytes()).names
    assert CHANGE_SUMS_SHEET not in seen(run(before, "再审.xlsx", previous=(monitoring,))).names


def test_a_sum_is_traced_to_its_files_and_a_difference_is_not(states: tuple[Path, Path]) -> None:
    before, after = states
    first = run(before, "初审.xlsx").output
    output = run(after, "终审.xlsx", previous=(first,) if first else ()).output
    assert output is not None
    rows = list(openpyxl.load_workbook(output)[CHANGE_SUMS_SHEET].iter_rows(max_row=4))
    cells = {head.value: cell.coordinate for head, cell in zip(rows[2], rows[3], strict=True)}
    whole = trace(output, f"{CHANGE_SUMS_SHEET}!{cells['现合计']}")
    assert (whole.amount, whole.proven) == (Decimal("123556.79"), True)
    with pytest.raises(RequestError, match="两次汇总的差"):
        trace(output, f"{CHANGE_SUMS_SHEET}!{cells['增减']}")
