"""A summary that somebody has worked in is never overwritten unless what was typed into it is taken over."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.county.results import EVALUATED, MONITORED, TARGET, write_county
from tests.summary.summary_reader import Summary
from xltools.rules.examples import build_book, build_sheet
from xltools.services.consolidate import ConsolidateRequest, IfExists, consolidate
from xltools.services.contract import RequestError
from xltools.template import write_department


def place_of(sheet: Worksheet, title: str) -> tuple[int, int]:
    """The row above the first row of data, and the column, of a title that may stand above others."""
    cell = next(c for row in sheet for c in row if c.value == title)
    head = cell.row + any(cell.coordinate in area and area.max_row > cell.row for area in sheet.merged_cells.ranges)
    return head, cell.column


def type_into(path: Path, remark: str, title: str = "部门说明", *, sheet: str = "问题清单") -> None:
    book = openpyxl.load_workbook(path)
    head, column = place_of(book[sheet], title)
    book[sheet].cell(head + 1, column).value = remark
    book.save(path)


def remarks(path: Path, title: str = "部门说明", *, sheet: str = "问题清单") -> list[object]:
    page = openpyxl.load_workbook(path)[sheet]
    head, column = place_of(page, title)
    return [value for row in page.iter_rows(head + 1) if (value := row[column - 1].value)]


@pytest.fixture
def request_again(tmp_path: Path) -> ConsolidateRequest:
    """A request that replaces a summary which has been made, with one more beside it."""
    sent = tmp_path / "报送"
    sent.mkdir()
    write_department(build_book(build_sheet(other="")), sent / "301.xlsx")
    for name in ("汇总.xlsx", "上月.xlsx"):
        consolidate(ConsolidateRequest((sent,), tmp_path / name, jobs=1))
    type_into(tmp_path / "上月.xlsx", "上月的说明")
    return ConsolidateRequest((sent,), tmp_path / "汇总.xlsx", if_exists=IfExists.REPLACE, jobs=1)


def with_previous(request: ConsolidateRequest) -> ConsolidateRequest:
    return replace(request, previous=(request.output.with_name("上月.xlsx"),))


def test_one_that_nobody_has_saved_is_replaced(request_again: ConsolidateRequest) -> None:
    assert consolidate(with_previous(request_again)).output == request_again.output
    assert remarks(request_again.output) == ["上月的说明"]


def test_one_that_somebody_has_saved_stays(request_again: ConsolidateRequest) -> None:
    type_into(request_again.output, "已与部门核对")
    before = request_again.output.read_bytes()
    with pytest.raises(RequestError, match="有人保存过"):
        consolidate(with_previous(request_again))
    assert request_again.output.read_bytes() == before


def test_its_own_entries_are_taken_over(request_again: ConsolidateRequest) -> None:
    type_into(request_again.output, "已与部门核对")
    assert consolidate(request_again).output == request_again.output
    assert remarks(request_again.output) == ["已与部门核对"]


def test_two_copies_are_merged_and_conflicts_stay_side_by_side(request_again: ConsolidateRequest) -> None:
    mine, hers = request_again.output.with_name("甲.xlsx"), request_again.output.with_name("乙.xlsx")
    for path in (mine, hers):
        path.write_bytes(request_again.output.read_bytes())
    type_into(mine, "甲的说明")
    type_into(hers, "乙的说明")
    type_into(hers, "张三", "审核人")
    third = replace(request_again, output=request_again.output.with_name("三.xlsx"), previous=(mine, hers))
    result = consolidate(third)
    assert remarks(third.output) == ["甲的说明／乙的说明"]
    assert remarks(third.output, "审核人") == ["张三"]
    said = [notice.zh for notice in result.notices]
    assert any("几份汇总里有 1 格填得不一样" in text for text in said)
    assert any("“部门说明”：甲的说明／乙的说明" in text for text in said)


def test_agreement_and_refusal_side_by_side_are_no_agreement(request_again: ConsolidateRequest) -> None:
    paths = [request_again.output.with_name(name) for name in ("甲.xlsx", "乙.xlsx")]
    for path, verdict in zip(paths, ("同意", "不同意"), strict=True):
        path.write_bytes(request_again.output.read_bytes())
        type_into(path, "按合同")
        type_into(path, verdict, "审核人\n意见")
    third = replace(request_again, output=request_again.output.with_name("三.xlsx"), previous=tuple(paths))
    assert not consolidate(third).answers.accepted
    assert remarks(third.output, "审核人\n意见") == ["同意／不同意"]


def test_a_summary_beside_the_new_one_is_said_to_stay_behind(request_again: ConsolidateRequest) -> None:
    other = replace(request_again, output=request_again.output.with_name("第二稿.xlsx"))
    said = " ".join(notice.zh for notice in consolidate(other).notices)
    assert "上月.xlsx 生成以后有人保存过，里面填写的内容这次没有带入" in said
    assert "汇总.xlsx 生成以后" not in said


@pytest.mark.parametrize(
    ("stage", "new", "said"),
    [
        (TARGET, MONITORED, False),
        (MONITORED, EVALUATED, False),
        (EVALUATED, TARGET, False),
        (MONITORED, MONITORED, True),
        (TARGET, TARGET, True),
    ],
    ids=["targets, monitoring", "monitoring, evaluation", "evaluation, targets", "monitoring", "targets"],
)
def test_a_summary_of_another_stage_has_nothing_for_this_one(stage: str, new: str, said: bool, tmp_path: Path) -> None:
    for name, text in (("一", stage), ("二", new)):
        write_county(tmp_path / name, {"320": text})
    consolidate(ConsolidateRequest((tmp_path / "一",), tmp_path / "一.xlsx", jobs=1))
    type_into(tmp_path / "一.xlsx", "待报部门核对", "状态", sheet="县级汇总表")
    notices = consolidate(ConsolidateRequest((tmp_path / "二",), tmp_path / "二.xlsx", jobs=1)).notices
    assert any("一.xlsx 生成以后有人保存过" in notice.zh for notice in notices) == said


def test_the_state_of_a_department_is_taken_over(request_again: ConsolidateRequest) -> None:
    type_into(request_again.output, "已审", "状态", sheet="县级汇总表")
    consolidate(request_again)
    assert remarks(request_again.output, "状态", sheet="县级汇总表")[:1] == ["已审"]
    consolidate(request_again)
    assert remarks(request_again.output, "状态", sheet="县级汇总表")[:1] == ["已审"]


FUND = "防汛物资储备专项"


@pytest.fixture(params=["是", "否"])
def chosen(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[ConsolidateRequest, str]:
    """A request over a summary in which the officer has changed 是 or 否 of a fund, and the word chosen.

    The fund to count has a project, so that it does not by itself; the fund not to count has none.
    """
    word: str = request.param
    sent = tmp_path / "报送"
    sent.mkdir()
    send_fund(sent, word, "1200000")
    again = ConsolidateRequest(
        (sent,),
        tmp_path / "汇总.xlsx",
        if_exists=IfExists.REPLACE,
        jobs=1,
        json_file=tmp_path / "汇总.json",
        cache=False,
    )
    first = consolidate(again)
    assert [one.counted for one in first.data.containments] == [word == "否"]
    type_into(again.output, word, "计入合计", sheet="专项资金明细")
    return again, word


def send_fund(sent: Path, word: str, budget: str) -> None:
    fund = build_sheet(kind="special_fund", name=FUND, budget=budget, fiscal=budget, other="0")
    project = build_sheet(2) if word == "是" else build_sheet(2, budget="3000000", fiscal="3000000", other="0")
    write_department(build_book(fund, project), sent / "301.xlsx")


def test_a_changed_choice_about_a_fund_is_taken_over(chosen: tuple[ConsolidateRequest, str]) -> None:
    request, word = chosen
    for _ in range(2):  # the second time the choice is the summary's own
        result = consolidate(request)
        assert result.output is not None
        (one,) = result.data.containments
        assert (one.counted, one.choice) == (word == "是", word == "是")
        summary = Summary(result.output.read_bytes())
        row = summary.table("专项资金明细", "专项编码")[0]
        fund = Decimal(str(row["资金/预算数"]))
        counted = fund if word == "是" else Decimal(0)
        assert (row["去重/计入合计"], Decimal(str(row["去重/计入金额"]))) == (word, counted)
        project = Decimal(str(summary.table("项目明细", "项目编码")[0]["资金/预算数"]))
        document = json.loads((request.json_file or request.output).read_text("utf-8"))
        assert Decimal(document["totals"]["deduplicated_budget"]) == project + counted
        assert document["special_funds"][0]["counted"] is one.counted
        assert {light["结果"] for light in summary.table("勾稽核对", "核对内容")} == {"通过"}
        assert [text.zh for text in result.notices if "人工选择" in text.zh] == [
            f"按上次汇总里的人工选择，示范县交通运输局的专项“{FUND}”{'计入' if one.counted else '不计入'}合计"
            f"（{fund:,.2f} 元）。"
        ]
        assert any(f"“{FUND}”的“计入合计”按带入的人工选择为“{word}”" in line for line in summary.lines("专项资金明细"))
        assert result.changes
        assert result.changes.unmatched_entries == []


def test_one_reviewers_choice_is_no_conflict_with_the_others_copy(chosen: tuple[ConsolidateRequest, str]) -> None:
    request, word = chosen
    copy = request.output.with_name("乙.xlsx")
    consolidate(replace(request, paths=request.paths, output=copy, json_file=None, previous=()))
    both = replace(request, output=request.output.with_name("新.xlsx"), previous=(request.output, copy))
    result = consolidate(both)
    assert [one.choice for one in result.data.containments] == [word == "是"]
    assert not any("填得不一样" in notice.zh for notice in result.notices)


def test_a_choice_holds_for_the_amount_that_it_was_made_for(chosen: tuple[ConsolidateRequest, str]) -> None:
    request, word = chosen
    sent = request.paths[0]
    send_fund(sent, word, "1300000")
    for _ in range(2):
        result = consolidate(request)
        assert [one.choice for one in result.data.containments] == [None]
        assert result.changes
        (entry,) = result.changes.unmatched_entries
        assert (entry["subject"], entry["message"]) == (FUND, f"计入合计：{word}")
        assert f"计入合计：{word}" in remarks(request.output, "问题", sheet="上次未对应")
    send_fund(sent, word, "1200000")
    assert [one.choice for one in consolidate(request).data.containments] == [word == "是"]
