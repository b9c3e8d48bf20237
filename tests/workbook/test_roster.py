"""Rosters as counties keep them, and what is said about those that cannot be used."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.fixtures.books import with_openpyxl
from xltools.forms.grid import Grid
from xltools.model import SheetKind
from xltools.workbook.roster import (
    Roster,
    RosterDepartment,
    RosterError,
    RosterProject,
    RosterUnit,
    read_roster,
)
from xltools.workbook.roster_file import EXAMPLE, write_roster, write_roster_example

NAMELESS = "部门 {} 没有名称，请补填。"
HEAD = ["部门编码", "部门名称", "单位编码", "单位名称"]
REGISTER = [
    "部门编码",
    "部门名称",
    "类别",
    "项目编码",
    "项目名称",
    "预算数（元）",
    "其中：财政资金（元）",
    "其他资金（元）",
]


def workbook(folder: Path, *tables: list[list[object]]) -> Path:
    grids = [Grid("", f"表{number}", table) for number, table in enumerate(tables, 1)]
    return with_openpyxl(folder / "名册.xlsx", *grids)


def problems(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(RosterError) as caught:
        read_roster(path)
    return [(problem.place.cell, problem.zh) for problem in caught.value.problems]


def test_the_example_reads_back_as_it_is(tmp_path: Path) -> None:
    write_roster_example(tmp_path / "名册.xlsx")
    assert read_roster(tmp_path / "名册.xlsx") == EXAMPLE


def test_the_same_roster_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_roster(EXAMPLE, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize(
    "rows",
    [
        [HEAD, ["475", "某办", "475002", "某办本级"]],
        [["部门名称", "部门编码", "单位名称", "单位编码"], ["某办", 475, "某办本级", 475002.0]],
        [["某县部门名册"], [], ["序号", *HEAD, "备注"], [1, "475", "某办", "475002", "某办本级", ""], ["", "合计"]],
        [["部 门 编 码", "部门名称：", "单位\n编码", "预算单位"], ["４７５", " 某办　", "475002", "某办本级"]],
    ],
    ids=["plain", "numbers, other order", "title, numbering, total", "blanks and widths"],
)
def test_columns_are_found_by_their_labels(rows: list[list[object]], tmp_path: Path) -> None:
    expected = Roster((RosterDepartment("475", "某办", (RosterUnit("475002", "某办本级"),)),))
    assert read_roster(workbook(tmp_path, rows)) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_the_encodings_that_excel_saves(encoding: str, delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    lines = [HEAD, ["475", "某办", "475002", "“某办”，本级"], ["007", "零零七局", "", ""]]
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    roster = read_roster(path)
    assert [(item.code, item.name) for item in roster.departments] == [("475", "某办"), ("007", "零零七局")]
    assert roster.departments[0].units == (RosterUnit("475002", "“某办”，本级"),)


def test_a_register_with_departments_in_one_table(tmp_path: Path) -> None:
    rows = [
        REGISTER,
        ["348", "某局", "专项资金", "000-9999-JSN-7QP2", "某专项", 100, 100, None],
        ["", "", "预算项目", "348-0401-YSN-5TB9", "某项目", "1,234,567.89", "1,000,000", "234567.89"],
        ["349", "另一局", "", "", "没有编码的项目", "", "", ""],
        ["350", "没有项目的局"],
    ]
    departments = read_roster(workbook(tmp_path, rows)).departments
    assert departments[0].projects == (
        RosterProject(
            SheetKind.SPECIAL_FUND, "某专项", "000-9999-JSN-7QP2", budget=Decimal("100.00"), fiscal=Decimal("100.00")
        ),
        RosterProject(
            SheetKind.PROJECT,
            "某项目",
            "348-0401-YSN-5TB9",
            budget=Decimal("1234567.89"),
            fiscal=Decimal("1000000.00"),
            other=Decimal("234567.89"),
        ),
    )
    assert departments[1].projects == (RosterProject(SheetKind.PROJECT, "没有编码的项目"),)
    assert departments[2] == RosterDepartment("350", "没有项目的局")


def test_departments_and_register_on_two_sheets(tmp_path: Path) -> None:
    register = [["单位编码", "部门编码", "项目名称", "预算数（万元）"], ["475002", "475", "某项目", "107.306"]]
    roster = read_roster(workbook(tmp_path, [HEAD, ["475", "某办", "475002", "某办本级"]], register))
    assert roster.departments[0].projects == (
        RosterProject(SheetKind.PROJECT, "某项目", unit=RosterUnit("475002", "某办本级"), budget=Decimal("1073060.00")),
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([HEAD, ["47", "某办"]], [("A2", "部门编码“47”应为 3 到 6 位数字。编码列请设为文本格式，以免丢掉前面的 0。")]),
        ([HEAD, ["", "某办"]], [("A2", "这一行没有部门编码，请补填。")]),
        ([HEAD, ["475", ""]], [("A2", "部门 475 没有名称，请补填。")]),
        ([HEAD, ["475", "甲"], ["475", "乙"]], [("B3", "部门 475 有两个名称：“甲”（A2）和“乙”，请统一。")]),
        (
            [HEAD, ["475", "甲", "475001", "子"], ["475", "甲", "475001", "丑"]],
            [("D3", "单位 475001 有两个名称：“子”和“丑”，请统一。")],
        ),
        ([REGISTER, ["475", "甲", "", "475-1", ""]], [("E2", "475-1 没有项目名称，请补填。")]),
        ([REGISTER, ["475", "甲", "工程", "", "修路"]], [("C2", "类别“工程”不认识，应为预算项目、专项资金。")]),
        ([REGISTER, ["475", "甲", "", "", "修路", "约100万"]], [("F2", "预算数“约100万”不是金额，请只填数字。")]),
        (
            [REGISTER, ["475", "甲", "", "a-1", "修路"], ["475", "甲", "", "a-1", "修桥"]],
            [("D3", "项目编码 a-1 与 名册.xlsx!表1!D2 重复，请核对。")],
        ),
        (
            [REGISTER, ["475", "甲", "", 10**17, "修路"]],
            [("D2", "项目编码 100000000000000000 是数字，超过 15 位的部分已被 Excel 改成 0。"
                "请把该列设为文本格式后重新填写。")],
        ),
        ([HEAD], [("", "名册里一个部门也没有。")]),
        (
            [["姓名", "电话"], ["张三", "110"]],
            [("", "没有找到名册：前 15 行里没有带“部门编码”或“部门名称”的表头。请加上表头后再试。")],
        ),
        ([HEAD, ["475", ""], ["476", ""]], [("A2", NAMELESS.format(475)), ("A3", NAMELESS.format(476))]),
    ],
)  # fmt: skip
def test_what_is_said_about_a_wrong_roster(
    rows: list[list[object]], expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert problems(workbook(tmp_path, rows)) == expected


def test_problems_are_told_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(RosterError) as caught:
        read_roster(workbook(tmp_path, [HEAD, ["", "某办"]]))
    assert caught.value.zh == "名册.xlsx!表1!A2 这一行没有部门编码，请补填。"
    assert caught.value.en == "名册.xlsx!表1!A2 This row has no department code."


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("名册.xlsx", b"PK\x03\x04 cut off", "损坏"),
        ("名册.xlsx", b"", "没有内容"),
        ("名册.docx", b"%PDF-1.4", "名册应为 .xlsx 或 .csv"),
        ("名册.csv", b"\xff\xff\xff\xff\x80", "看不出文字编码"),
        ("名册.csv", b"", "没有找到名册"),
        ("名册.csv", b"a" * 200_000, "不是能读的 CSV"),
    ],
)
def test_files_that_are_no_roster(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (problem,) = problems(path)
    assert said in problem[1]
