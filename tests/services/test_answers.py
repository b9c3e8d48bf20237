"""Departments answer in the copy that they got back, and the county accepts an explanation for a time."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from xltools.rules.examples import ROWS, build_book, build_sheet
from xltools.services.approve import ApproveRequest, approve
from xltools.services.consolidate import ConsolidateRequest, ConsolidateResult, IfExists, consolidate
from xltools.services.contract import ExitStatus, RequestError
from xltools.services.return_ import Outcome, Returned, ReturnRequest, return_files
from xltools.summary.answers import Standing
from xltools.template import write_department

VAGUE = tuple(f"{row.rpartition(chr(124))[0]}|根据相关政策和依据" if at < 3 else row for at, row in enumerate(ROWS))
"""Bases that T02 finds: one line of the list."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the workbook of a department: a falling plan (P03), and vague bases (T02)."""
    monkeypatch.chdir(tmp_path)
    Path("报送").mkdir()
    sheet = build_sheet(code="302-0401-YXN-1AB2", plan="20/50/40/100", unit="302001示范县水利局", rows=VAGUE)
    write_department(build_book(sheet, department_code="302", department_name="示范县水利局"), Path("报送/302.xlsx"))
    return tmp_path


def give_back(*, previous: tuple[str, ...] = ()) -> tuple[Returned, ExitStatus]:
    """Return the department's workbook to it; forget what went back before."""
    for path in Path("退回").glob("*"):
        path.unlink()
    result = return_files(ReturnRequest((Path("报送"),), Path("退回"), previous=tuple(map(Path, previous))))
    return result.returned[0], result.status


def head_row(sheet: Worksheet, title: str) -> tuple[int, dict[str, int]]:
    """The row of the headings, and the columns by title without line breaks."""
    for row in sheet.iter_rows(max_row=12):
        there = {"".join(str(cell.value).split()): cell.column for cell in row if cell.value}
        if title in there and row[0].row:
            return row[0].row, there
    raise AssertionError(title)


def answer(action: str, text: str, rule: str = "P03", *, upside_down: bool = False) -> None:
    """Answer a finding in the copy, and send the copy in again in place of the first workbook."""
    (copy,) = Path("退回").glob("*-退回.xlsx")
    book = openpyxl.load_workbook(copy)
    sheet = book["校验结果"]
    head, at = head_row(sheet, "编号")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=head + 1)]
    for row in rows:
        if row[at["规则"] - 1] == rule:
            row[at["处理"] - 1], row[at["部门说明"] - 1] = action, text
    for number, row in enumerate(reversed(rows) if upside_down else rows, head + 1):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
            if isinstance(value, str):
                sheet.cell(number, column).data_type = "s"
    book.save("报送/302.xlsx")


def summarize(**changes: object) -> ConsolidateResult:
    request = ConsolidateRequest((Path("报送"),), Path("汇总.xlsx"), IfExists.REPLACE, jobs=1, cache=False, **changes)  # type: ignore[arg-type]
    return consolidate(request)


def line(rule: str = "P03", path: str = "汇总.xlsx") -> dict[str, object]:
    """The first line of 问题清单 with a rule."""
    sheet = openpyxl.load_workbook(path, data_only=True)["问题清单"]
    head, at = head_row(sheet, "部门处理")
    row = next(row for row in sheet.iter_rows(min_row=head + 1) if row[at["规则"] - 1].value == rule)
    return {title: row[column - 1].value for title, column in at.items()}


def type_in(rule: str = "P03", path: str = "汇总.xlsx", **cells: str) -> None:
    """Type into the first line of 问题清单 with a rule."""
    book = openpyxl.load_workbook(path)
    sheet = book["问题清单"]
    head, at = head_row(sheet, "部门处理")
    row = next(row for row in range(head + 1, sheet.max_row + 1) if sheet.cell(row, at["规则"]).value == rule)
    for title, text in cells.items():
        sheet.cell(row, at[title]).value = text
    book.save(path)


def standings() -> str:
    """What stands above the list: how many findings are open, explained and accepted."""
    sheet = openpyxl.load_workbook("汇总.xlsx", data_only=True)["问题清单"]
    return next(str(cell.value) for row in sheet.iter_rows(max_row=4) for cell in row if "待处理" in str(cell.value))


@pytest.mark.parametrize("upside_down", [False, True])
def test_an_answer_arrives_in_the_list(upside_down: bool, place: Path) -> None:
    give_back()
    answer("说明不改", "按合同分期付款", upside_down=upside_down)
    result = summarize()
    found = line()
    assert (found["部门处理"], found["部门说明"], found["审核人意见"]) == ("说明不改", "按合同分期付款", None)
    assert line("T02")["部门说明"] is None
    assert result.answers.counts == {Standing.EXPLAINED: 1}
    assert standings() == "待处理 3，已说明 1，已同意 0"


def test_an_answer_to_a_group_is_one_to_each_of_its_findings(place: Path) -> None:
    give_back()
    answer("说明不改", "有文件", "T02")
    assert summarize().answers.counts == {Standing.EXPLAINED: 3}
    assert standings() == "待处理 1，已说明 3，已同意 0"


@pytest.mark.parametrize(("title", "value"), [("编号", "77"), ("编号", None), ("规则", "P99")])
def test_an_answer_whose_row_was_changed_is_not_lost_in_silence(title: str, value: str | None, place: Path) -> None:
    give_back()
    answer("说明不改", "按合同分期付款")
    book = openpyxl.load_workbook("报送/302.xlsx")
    sheet = book["校验结果"]
    head, at = head_row(sheet, "编号")
    (row,) = [row for row in sheet.iter_rows(min_row=head + 1) if row[at["部门说明"] - 1].value == "按合同分期付款"]
    row[at[title] - 1].value = value
    book.save("报送/302.xlsx")
    assert summarize().answers.counts == {}
    assert line("R38")["部门处理"] is None
    assert "按合同分期付款" in str(line("R38")["问题"])


def test_mended_and_still_there_is_said(place: Path) -> None:
    give_back()
    answer("已改", "")
    assert summarize().answers.counts == {}
    assert str(line()["与上次"]).split() == ["仍在", "（答“已改”）"]
    give_back()
    sheet = openpyxl.load_workbook(next(Path("退回").glob("*-退回.xlsx")))["校验结果"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any("答“已改”而仍在 1 处" in text for text in texts)
    assert "仍在（上次答“已改”）" in texts


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://a","b")', "<b>&amp;[red]粗[/]", "'=1", "+A1"])
def test_no_answer_becomes_a_formula_or_markup(text: str, place: Path) -> None:
    give_back()
    answer("说明不改", text)
    summarize()
    seen = openpyxl.load_workbook("汇总.xlsx")["问题清单"]
    cells = [cell for row in seen.iter_rows() for cell in row if cell.value == text]
    assert [cell.data_type for cell in cells] == ["s"]
    give_back()
    sheet = openpyxl.load_workbook(next(Path("退回").glob("*-退回.xlsx")))["校验结果"]
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == text] == ["s"]


def test_deleted_rows_and_odd_numbers_do_no_harm(place: Path) -> None:
    give_back()
    answer("说明不改", "按合同")
    book = openpyxl.load_workbook("报送/302.xlsx")
    sheet = book["校验结果"]
    head, at = head_row(sheet, "编号")
    for row in range(sheet.max_row, head, -1):
        if sheet.cell(row, at["规则"]).value != "P03":
            sheet.delete_rows(row)
    book.save("报送/302.xlsx")
    summarize()
    assert line()["部门说明"] == "按合同"


YEAR = "2020年度"


@pytest.mark.parametrize(
    ("typed", "runs"),
    [
        ({"审核人意见": "同意", "有效期": YEAR}, [True, True, True]),
        ({"审核人意见": "同意", "有效期": "本次"}, [True, False, False]),
        ({"审核人意见": "同意"}, [True, False, False]),
        ({"审核人意见": "同意", "有效期": "2019年度"}, [False, False, False]),
        ({"审核人意见": "不同意", "有效期": YEAR}, [False, False, False]),
        ({"审核人意见": "同意", "有效期": YEAR, "部门说明": ""}, [False, False, False]),
    ],
    ids=["for the year", "once", "without an end", "for last year", "refused", "without a reason"],
)
def test_an_accepted_explanation_sends_nothing_back_while_it_holds(
    typed: dict[str, str], runs: list[bool], place: Path
) -> None:
    """Return, exit code and the department's state agree."""
    write_department(
        build_book(
            build_sheet(code="302-0401-YXN-1AB2", plan="20/50/40/100", unit="302001示范县水利局"),
            department_code="302",
            department_name="示范县水利局",
        ),
        Path("报送/302.xlsx"),
    )
    summarize()
    type_in(部门处理="说明不改", **{"部门说明": "按合同", **typed})
    for holding in runs:
        result = summarize()
        assert (result.answers.counts[Standing.ACCEPTED] == 1) is holding
        assert result.status is (ExitStatus.DONE if holding else ExitStatus.FINDINGS)
        county = openpyxl.load_workbook("汇总.xlsx", data_only=True)["县级汇总表"]
        states = [cell.value for row in county.iter_rows() for cell in row if cell.value in {"待审", "退回"}]
        assert set(states) == {"待审" if holding else "退回"}  # the cell and the state that the tool has chosen
        one, status = give_back(previous=("汇总.xlsx",))
        assert one.outcome is (Outcome.CLEAN if holding else Outcome.MARKED)
        assert one.accepted == holding
        assert status is (ExitStatus.DONE if holding else ExitStatus.FINDINGS)
        assert "同意" in str(line()["审核人意见"])


def test_an_agreement_on_a_group_does_not_reach_to_new_findings(place: Path) -> None:
    summarize()
    type_in("T02", 部门说明="有文件", 审核人意见="同意", 有效期=YEAR)
    assert summarize().answers.counts == {Standing.ACCEPTED: 3}
    book = openpyxl.load_workbook("报送/302.xlsx")
    sheet = book["项目1"]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "根据相关政策和依据")
    cell.value = "按有关规定"
    book.save("报送/302.xlsx")
    assert summarize().answers.counts[Standing.ACCEPTED] == 0
    assert re.fullmatch("同意.+", str(line("T02")["审核人意见"]))


def test_what_is_accepted_is_listed_and_not_marked(place: Path) -> None:
    summarize()
    type_in(部门处理="说明不改", 部门说明="按合同", 审核人意见="同意", 有效期=YEAR)
    one, _ = give_back(previous=("汇总.xlsx",))
    assert (one.outcome, one.accepted) == (Outcome.MARKED, 1)
    book = openpyxl.load_workbook(next(Path("退回").glob("*-退回.xlsx")))
    texts = [str(cell.value) for row in book["校验结果"].iter_rows() for cell in row]
    assert "县里已同意" in texts
    assert any("其中县里已同意 1 处" in text for text in texts)
    assert book["项目1"]["E7"].comment is None


def test_a_department_that_sent_nothing_stands_in_the_list_under_its_name(place: Path) -> None:
    Path("名单.csv").write_text("部门编码,部门名称\n302,示范县水利局\n303,示范县林业局\n", "utf-8")
    summarize(roster=Path("名单.csv"))
    assert (line("C01")["部门"], line("C01")["部门序"]) == ("示范县林业局", 2)


def test_what_was_accepted_keeps_no_approval_back(place: Path) -> None:
    def approved(*previous: str) -> int:
        request = ApproveRequest((Path("报送"),), Path("批复"), previous=tuple(map(Path, previous)), force=True)
        return len(approve(request).approved)

    give_back()
    answer("说明不改", "按合同分期付款")
    summarize()
    with pytest.raises(RequestError, match="P03"):
        approved("汇总.xlsx")
    type_in(审核人意见="同意", 有效期="2020年度")
    assert approved("汇总.xlsx") == 1
