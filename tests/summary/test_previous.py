"""What people typed into a county summary is still there in the next one, and that says what has changed."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.cli.test_commands import run
from tests.county.counties import county
from tests.fixtures.books import open_to_change
from tests.summary.summary_reader import Summary, summary
from xltools.rules.examples import build_book, build_sheet
from xltools.summary.previous import read_previous
from xltools.template import write_department

HEADS = {"问题清单": "规则", "审核意见": "项目编码", "上次未对应": "原表"}
"""A title of each table's header."""
FALLING = {"plan": "20/50/40/100"}
"""P03 in E7."""
ANSWER = {"部门处理": "说明不改", "部门说明": "按合同付款", "审核人": "张三", "日期": datetime(2020, 3, 12)}
REVIEW = {"完整性": "通过", "可行性": "修改", "综合等级\n（重点项目）": "良", "审核意见": "可以", "审核人": "李四"}
VAGUE = (
    "产出指标|数量指标|道路里程|当年完成硬化的道路长度|≥12公里|根据相关政策和依据",
    "|质量指标|验收合格率|验收合格的里程占完工里程的比例|=100%|根据相关政策和依据",
    "|时效指标|完工时间|全部路段交工的时间|2020年10月底前|根据相关政策和依据",
)
"""Bases that T02 finds: likes, which are one line of the list."""
CLEAR = tuple(row.replace("根据相关政策和依据", "示交〔2019〕36号") for row in VAGUE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two departments: 301 with a falling plan in the first of two projects, 302 without; and their summary."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "报送").mkdir()
    send(folder, "301", build_sheet(1, **FALLING), build_sheet(2, name="2020年桥梁养护项目"))
    send(folder, "302", build_sheet(1, code="302-0401-YXN-0001", unit="302001示范县水利局"), code="302")
    consolidate(folder)
    return folder


@pytest.fixture
def sent(made: Path, tmp_path: Path) -> Path:
    """The two departments, not consolidated yet."""
    shutil.copytree(made / "报送", tmp_path / "报送")
    return tmp_path


@pytest.fixture
def place(made: Path, sent: Path) -> Path:
    """The two departments and their summary."""
    shutil.copy(made / "汇总.xlsx", sent)
    return sent


def send(place: Path, file: str, *sheets: Any, code: str = "301", name: str = "示范县交通运输局") -> None:
    book = build_book(*sheets, department_code=code, department_name=name)
    write_department(book, place / "报送" / f"{file}.xlsx")


def consolidate(place: Path, *options: object) -> str:
    code, text = run("consolidate", place / "报送", "--out", place / "汇总.xlsx", "--jobs", 1, *options)
    assert code < 2, text
    return text


def again(place: Path) -> Summary:
    consolidate(place, "--force")
    return Summary((place / "汇总.xlsx").read_bytes())


def edit(place: Path, *changes: Callable[[openpyxl.Workbook], None], values: bool = True) -> None:
    """Change the summary as a spreadsheet program does, which keeps the values of formulas (openpyxl does not)."""
    book = open_to_change(place / "汇总.xlsx", values=values)
    for change in changes:
        change(book)
    book.save(place / "汇总.xlsx")


def columns(sheet: Worksheet) -> dict[str, int]:
    """The columns by their titles."""
    return {
        cell.value: cell.column for row in sheet.iter_rows(max_row=9) for cell in row if isinstance(cell.value, str)
    }


Typed = tuple[tuple[str, object], ...]


def typed_into(table: str, where: Typed, typed: Typed) -> Callable[[openpyxl.Workbook], None]:
    """Return the change that types into the first row that is as said."""

    def change(book: openpyxl.Workbook) -> None:
        sheet, at = book[table], columns(book[table])
        row = next(
            row
            for row in range(4, sheet.max_row + 1)
            if all(sheet.cell(row, at[key]).value == value for key, value in where)
        )
        for key, value in typed:
            sheet.cell(row, at[key], value)

    return change


@cache
def with_typed(content: bytes, entries: tuple[tuple[str, Typed, Typed], ...]) -> bytes:
    """Return a summary with what somebody typed into it; most tests type the same into the same summary."""
    book = open_to_change(io.BytesIO(content), values=True)
    for entry in entries:
        typed_into(*entry)(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def type_in(place: Path, *entries: tuple[str, Mapping[str, object], Mapping[str, object]]) -> None:
    """Type into tables of the summary: the table, which row, and what into its cells."""
    path = place / "汇总.xlsx"
    wanted = tuple((table, tuple(where.items()), tuple(typed.items())) for table, where, typed in entries)
    path.write_bytes(with_typed(path.read_bytes(), wanted))


def lines(seen: Summary, table: str = "问题清单") -> list[dict[str, Any]]:
    """The rows of a table by their titles, those of a group without its name."""
    rows = seen.table(table, HEADS[table])
    return [{key.rpartition("/")[2]: value for key, value in row.items()} for row in rows]


def answers(seen: Summary) -> list[tuple[Any, ...]]:
    """Rule, 与上次, state and answer of each line."""
    return [(row["规则"], row["与上次"], row["部门处理"], row["部门说明"]) for row in lines(seen)]


# --- findings ---------------------------------------------------------------------------------------------------------


def test_without_an_earlier_summary_nothing_is_said(sent: Path) -> None:
    text = consolidate(sent)
    seen = Summary((sent / "汇总.xlsx").read_bytes())
    assert answers(seen) == [("P03", None, "待改", None)]
    assert "与上次" not in text
    assert "与上次" not in seen.lines("问题清单")[1]
    assert "上次未对应" not in seen.names


def test_what_was_typed_goes_over(place: Path) -> None:
    type_in(place, ("问题清单", {"规则": "P03"}, ANSWER), ("审核意见", {"项目名称": "2020年桥梁养护项目"}, REVIEW))
    text = consolidate(place, "--force")
    assert f"带入 {place / '汇总.xlsx'} 里填写的内容" in text
    assert "与上次汇总相比: 新增 0  仍在 1  已改 0" in text
    seen = Summary((place / "汇总.xlsx").read_bytes())
    [row] = lines(seen)
    assert {key: row[key] for key in (*ANSWER, "与上次")} == {**ANSWER, "日期": ANSWER["日期"].date(), "与上次": "仍在"}
    reviews = {row["项目编码"]: row for row in lines(seen, "审核意见")}
    row = reviews["301-0401-YXN-0002"]
    assert {key: row[key] for key in REVIEW} == REVIEW
    assert [row["审核意见"] for row in reviews.values()] == [None, "可以", None]
    assert "上次未对应" not in seen.names
    assert answers(again(place)) == answers(seen), "and once more"


def test_new_still_and_mended_are_counted(sent: Path) -> None:
    send(sent, "302", build_sheet(1, code="302-0401-YXN-0001", unit="302001示范县水利局", **FALLING), code="302")
    consolidate(sent)
    send(sent, "301", build_sheet(1), build_sheet(2, name="2020年桥梁养护项目", **FALLING))
    text = consolidate(sent, "--force")
    assert "新增 1  仍在 1  已改 1" in text
    seen = Summary((sent / "汇总.xlsx").read_bytes())
    assert [(row["部门序"], row["与上次"]) for row in lines(seen)] == [(1, "新增"), (2, "仍在")]
    assert seen.lines("问题清单")[1].startswith("与上次汇总相比：新增 1 处、仍在 1 处、已改 1 处；")


def test_what_the_tool_wrote_itself_is_no_answer(place: Path) -> None:
    send(place, "301", build_sheet(1), build_sheet(2, name="2020年桥梁养护项目"))
    assert "上次未对应" not in again(place).names


AGAIN = {"code": "301-0401-YXN-0001", **FALLING}
OTHER = build_sheet(1, code="301-0401-YXN-0009", name="2020年另一个项目")
RESENT: dict[str, tuple[bool, Callable[[Path], None]]] = {
    "nothing changed": (True, lambda place: send(place, "301", build_sheet(**AGAIN))),
    "the file renamed": (True, lambda place: send(place, "301 县-退回", build_sheet(**AGAIN))),
    "the department's name put right": (True, lambda place: send(place, "301", build_sheet(**AGAIN), name="县交通局")),
    "the project renamed": (True, lambda place: send(place, "301", build_sheet(**AGAIN, name="2020年硬化项目"))),
    "the form on another sheet": (True, lambda place: send(place, "301", OTHER, build_sheet(2, **AGAIN))),
    "another finding beside it": (True, lambda place: send(place, "301", build_sheet(**AGAIN, other="空"))),
    "mended": (False, lambda place: send(place, "301", build_sheet(code=AGAIN["code"], other="空"))),
    "changed and still wrong": (
        False,
        lambda place: send(place, "301", build_sheet(**{**AGAIN, "plan": "20/50/30/100"})),
    ),
}


@pytest.mark.parametrize(("same", "resend"), RESENT.values(), ids=RESENT)
def test_the_same_finding_keeps_its_answer(place: Path, same: bool, resend: Callable[[Path], None]) -> None:
    type_in(place, ("问题清单", {"规则": "P03"}, ANSWER))
    (place / "报送" / "301.xlsx").unlink()
    resend(place)
    seen = again(place)
    found = [(row["与上次"], row["部门说明"]) for row in lines(seen) if row["规则"] == "P03"]
    assert found == [("仍在", "按合同付款")] if same else ("仍在", "按合同付款") not in found
    kept = [] if same else [row["部门说明"] for row in lines(seen, "上次未对应")]
    assert kept == ([] if same else ["按合同付款"])


def test_departments_with_the_same_project_are_not_mixed_up(sent: Path) -> None:
    unit = "302001示范县水利局"
    send(sent, "302", build_sheet(1, code="302-0401-YXN-0001", unit=unit, **FALLING), code="302", name="示范县水利局")
    consolidate(sent)
    type_in(sent, ("问题清单", {"部门": "示范县水利局"}, ANSWER))
    (sent / "报送" / "301.xlsx").unlink()
    assert [(row["部门"], row["部门说明"]) for row in lines(again(sent))] == [("示范县水利局", "按合同付款")]


def test_likes_keep_what_was_said_of_all_of_them(sent: Path) -> None:
    send(sent, "301", build_sheet(rows=VAGUE))
    consolidate(sent)
    type_in(
        sent,
        ("问题清单", {"规则": "T02", "处数": 3}, {"部门说明": "都补文号"}),
        ("问题清单", {"规则": "T02", "处数": None}, {"部门说明": "这一处"}),
    )

    def told() -> list[tuple[Any, ...]]:
        return [(row["处数"], row["与上次"], row["部门说明"]) for row in lines(again(sent)) if row["规则"] == "T02"]

    first, others = (None, "仍在", "这一处"), (None, "仍在", None)
    assert told() == [(3, "仍在", "都补文号"), first, others, others]
    send(sent, "301", build_sheet(rows=(*VAGUE[:2], CLEAR[2])))
    assert told() == [(2, "仍在", "都补文号"), first, others]
    send(sent, "301", build_sheet(rows=(*CLEAR[:1], VAGUE[1], CLEAR[2])))
    assert told() == [(1, "仍在", "都补文号")], "one is left"
    send(sent, "301", build_sheet(rows=(*CLEAR[:1], *VAGUE[1:])))
    assert told() == [(2, "新增 1、仍在 1", None), (None, "仍在", "都补文号"), (None, "新增", None)]


# --- projects ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, True),
        ({"name": "2020年桥梁改造项目"}, True),
        ({"code": "301-0401-YXN-7777"}, True),
        ({"code": "301-0401-YXN-7777", "name": "2020年桥梁改造项目"}, False),
    ],
    ids=["as it was", "another name", "another code", "another project"],
)
def test_a_review_follows_its_project(place: Path, changes: dict[str, str], kept: bool) -> None:
    type_in(place, ("审核意见", {"项目编码": "301-0401-YXN-0002"}, REVIEW))
    second = {"code": "301-0401-YXN-0002", "name": "2020年桥梁养护项目", **changes}
    send(place, "301", build_sheet(1, **second), build_sheet(2, code="301-0401-YXN-0001"))
    seen = again(place)
    assert [row["审核意见"] for row in lines(seen, "审核意见")] == ["可以" if kept else None, None, None]
    assert ("上次未对应" in seen.names) is not kept


# --- what is left over ------------------------------------------------------------------------------------------------


def test_what_nothing_is_left_for_waits_on_a_sheet_of_its_own(place: Path) -> None:
    type_in(place, ("问题清单", {"规则": "P03"}, ANSWER), ("审核意见", {"项目编码": "301-0401-YXN-0002"}, REVIEW))
    (place / "报送" / "301.xlsx").rename(place / "301.xlsx")
    text = consolidate(place, "--force")
    assert "有 2 行没有对应" in text
    assert "已改 1" in text
    left = lines(Summary((place / "汇总.xlsx").read_bytes()), "上次未对应")
    assert [(row["原表"], row["部门编码"], row["部门说明"], row["审核意见"], row["审核人"]) for row in left] == [
        ("问题清单", "301", "按合同付款", None, "张三"),
        ("审核意见", "301", None, "可以", "李四"),
    ]
    assert "已改 0" in consolidate(place, "--force"), "gone already"
    (place / "301.xlsx").rename(place / "报送" / "301.xlsx")
    seen = again(place)
    assert answers(seen) == [("P03", "新增", "说明不改", "按合同付款")]
    assert "可以" in [row["审核意见"] for row in lines(seen, "审核意见")]
    assert "上次未对应" not in seen.names


@pytest.mark.parametrize("rule", [None, "自查"])
def test_a_line_that_somebody_added_is_kept(place: Path, rule: str | None) -> None:

    def add(book: openpyxl.Workbook) -> None:
        sheet = book["问题清单"]
        row = sheet.max_row + 1
        sheet.cell(row, columns(sheet)["问题"], "合同没有附上")
        sheet.cell(row, columns(sheet)["规则"], rule)

    edit(place, add)
    text = consolidate(place, "--force")
    assert "已改 0" in text
    assert [row["问题"] for row in lines(Summary((place / "汇总.xlsx").read_bytes()), "上次未对应")] == ["合同没有附上"]


# --- what people do to the sheets -------------------------------------------------------------------------------------


def sort(book: openpyxl.Workbook) -> None:
    """The other way round, as rows of values."""
    for table in ("问题清单", "审核意见"):
        sheet = book[table]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
        for number, row in enumerate(reversed(rows), 5):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value


def insert_column(book: openpyxl.Workbook) -> None:
    for table in ("问题清单", "审核意见"):
        for block in list(book[table].merged_cells.ranges):
            book[table].unmerge_cells(str(block))
        book[table].insert_cols(3)
        book[table].cell(4, 3, "我的备注")


def insert_row(book: openpyxl.Workbook) -> None:
    for table in ("问题清单", "审核意见"):
        for block in list(book[table].merged_cells.ranges):
            book[table].unmerge_cells(str(block))
        book[table].insert_rows(1, 2)


def hide(book: openpyxl.Workbook) -> None:
    for row in range(5, book["问题清单"].max_row + 1):
        book["问题清单"].row_dimensions[row].hidden = True


def nothing(book: openpyxl.Workbook) -> None:
    """As it is, but see below: saved by a program that does not keep the values of formulas."""


CHANGES = {"sorted": sort, "a column inserted": insert_column, "rows inserted": insert_row, "filtered": hide}


@pytest.mark.parametrize(
    ("change", "values"),
    [*((change, True) for change in CHANGES.values()), (nothing, False)],
    ids=[*CHANGES, "saved without values"],
)
def test_rows_are_found_however_the_sheets_were_changed(
    sent: Path, change: Callable[[openpyxl.Workbook], None], values: bool
) -> None:
    second = build_sheet(2, name="2020年桥梁养护项目", other="空", **FALLING)
    send(sent, "301", build_sheet(1, **FALLING), second)
    consolidate(sent)
    answered = typed_into("问题清单", (("规则", "P03"), ("项目", "2020年桥梁养护项目")), tuple(ANSWER.items()))
    reviewed = typed_into("审核意见", (("项目编码", "301-0401-YXN-0002"),), tuple(REVIEW.items()))
    edit(sent, answered, reviewed, change, values=values)
    seen = again(sent)
    assert answers(seen) == [
        ("P03", "仍在", "待改", None),
        ("P03", "仍在", "说明不改", "按合同付款"),
        ("A03", "仍在", None, None),
    ]
    assert [row["审核意见"] for row in lines(seen, "审核意见")] == [None, "可以", None]


def test_a_long_list_goes_on_over_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltools.summary.table.MAX_ROWS", 60)
    (tmp_path / "汇总.xlsx").write_bytes(summary(county()).content)
    seen = summary(county(), previous=read_previous(tmp_path / "汇总.xlsx"))
    assert "问题清单(2)" in seen.names
    assert {
        row["与上次"] for name in seen.names if name.startswith("问题清单") for row in seen.table(name, "规则")
    } == {"仍在"}


# --- the file ---------------------------------------------------------------------------------------------------------


def test_a_named_summary_is_the_earlier_one(place: Path) -> None:
    type_in(place, ("问题清单", {"规则": "P03"}, ANSWER))
    (place / "汇总.xlsx").rename(place / "三月.xlsx")
    text = consolidate(place, "--previous", place / "三月.xlsx")
    assert "带入" not in text
    assert answers(Summary((place / "汇总.xlsx").read_bytes())) == [("P03", "仍在", "说明不改", "按合同付款")]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("报送/301.xlsx", "上次的汇总读不了"),
        ("说明.txt", "上次的汇总读不了"),
        ("没有.xlsx", "找不到"),
        ("坏.xlsx", "上次的汇总读不了"),
        ("报送", "是文件夹"),
    ],
)
def test_any_other_file_is_no_earlier_summary(sent: Path, name: str, why: str) -> None:
    (sent / "说明.txt").write_text("汇总", encoding="utf-8")
    (sent / "坏.xlsx").write_bytes(b"PK\3\4")
    code, text = run("consolidate", sent / "报送", "--out", sent / "汇总.xlsx", "--previous", sent / name)
    assert code == 2
    assert why in text
    assert not (sent / "汇总.xlsx").exists()


def test_a_list_without_its_header_is_not_overwritten(place: Path) -> None:
    edit(place, lambda book: book["问题清单"].delete_rows(1, 4))
    before = (place / "汇总.xlsx").read_bytes()
    code, text = run("consolidate", place / "报送", "--out", place / "汇总.xlsx", "--force", "--jobs", 1)
    assert code == 2
    assert "“问题清单”表里找不到表头" in text
    assert (place / "汇总.xlsx").read_bytes() == before


def rename(table: str) -> Callable[[openpyxl.Workbook], None]:
    return lambda book: setattr(book[table], "title", f"{table}-定稿")


def retitle(table: str, title: str) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        [cell] = [cell for row in book[table].iter_rows(max_row=9) for cell in row if cell.value == title]
        cell.value = "意见"

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    {
        rename("问题清单"): "找不到“问题清单”表",
        rename("审核意见"): "找不到“审核意见”表",
        retitle("问题清单", "部门说明"): "“问题清单”表里找不到“部门说明”一列",
        retitle("审核意见", "审核意见"): "“审核意见”表里找不到“审核意见”一列",
    }.items(),
)
def test_entries_that_are_not_found_any_more_are_not_overwritten(
    place: Path, change: Callable[[openpyxl.Workbook], None], told: str
) -> None:
    edit(place, change)
    before = (place / "汇总.xlsx").read_bytes()
    code, text = run("consolidate", place / "报送", "--out", place / "汇总.xlsx", "--force", "--jobs", 1)
    assert code == 2
    assert told in text.replace("\n", "")
    assert (place / "汇总.xlsx").read_bytes() == before


def test_the_cover_leads_to_what_is_left_over(place: Path) -> None:
    assert "上次未对应" not in str(Summary((place / "汇总.xlsx").read_bytes()).rows("封面说明"))
    type_in(place, ("问题清单", {"规则": "P03"}, ANSWER))
    send(place, "301", build_sheet(1))
    assert "上次未对应" in str(again(place).rows("封面说明"))
