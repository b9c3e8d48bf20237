"""Rosters as counties keep them, and what is said about those that cannot be used."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.fixtures.books import with_openpyxl
from xltools.grids.grid import Block, Grid
from xltools.limits import Limits
from xltools.model import SheetKind
from xltools.rosters.read import (
    Roster,
    RosterDepartment,
    RosterError,
    RosterProject,
    RosterUnit,
    read_roster,
)
from xltools.rosters.write import EXAMPLE, write_roster, write_roster_example

NAMELESS = "部门 {} 没有名称，请补填。"
CODELESS = "表头里没有“部门编码”或“单位编码”一列，请加上后再试。"
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


def workbook(folder: Path, *tables: list[list[object]], merged: tuple[Block, ...] = ()) -> Path:
    grids = [Grid("", f"表{number}", table, merged) for number, table in enumerate(tables, 1)]
    return with_openpyxl(folder / "名册.xlsx", *grids)


def problems(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(RosterError) as caught:
        read_roster(path)
    return [(problem.place.cell, problem.text.zh) for problem in caught.value.problems]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_large_roster_obeys_the_limits(tmp_path: Path, suffix: str) -> None:
    rows = [
        ["部门编码", "部门名称", "备注"],
        *([f"{100 + number}", f"第{number}局", "长" * 600] for number in range(800)),
    ]
    if suffix == ".xlsx":
        path, limits = workbook(tmp_path, rows), {"cells": 1000}
    else:
        path, limits = tmp_path / "名册.csv", {"file_mb": 1}
        path.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    with pytest.raises(RosterError, match="limits"):
        read_roster(path, Limits(**limits))
    assert len(read_roster(path).departments) == 800


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


MONEY = ["部门编码", "部门名称", "项目名称", "预算数", "财政资金", "其他资金"]
PROJECT = ["475", "某办", "修路", "120.5", "100", "20.5"]


@pytest.mark.parametrize(
    ("above", "head", "budget"),
    [
        ([], MONEY, "120.5"),
        # a heading's own unit
        ([["单位：万元"]], [*MONEY[:3], "预算数（元）", "财政资金（元）", "其他资金（元）"], "120.5"),
        ([["2020年项目表"], ["", "", "", "单位：万元"]], MONEY, "1205000"),
        ([["2020年项目表"], ["单位：元"]], MONEY, "120.5"),
        ([["2020年项目表（万元）"]], MONEY, "1205000"),
        ([["编制单位：某局　　金额单位: 人民币万元"], []], MONEY, "1205000"),
        ([["单 位：万 元"]], MONEY, "1205000"),
        ([["编制单位：元氏县财政局"]], MONEY, "120.5"),
        ([["单位：元"], ["单位：万元"]], MONEY, "1205000"),  # the nearest line
        ([["单位：万元"], ["单位：元"]], MONEY, "120.5"),
    ],
)
@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".tsv"])
def test_the_money_unit_stands_above_the_table(
    above: list[list[object]], head: list[str], budget: str, suffix: str, tmp_path: Path
) -> None:
    rows = [*above, head, PROJECT]
    if suffix == ".xlsx":
        path = workbook(tmp_path, rows)
    else:
        path = tmp_path / f"名册{suffix}"
        lines = (("," if suffix == ".csv" else "\t").join(map(str, cells)) for cells in rows)
        path.write_text("\n".join(lines), encoding="utf-8")
    (project,) = read_roster(path).departments[0].projects
    assert (project.budget, project.fiscal + project.other) == (Decimal(budget), Decimal(budget))


def test_a_unit_in_the_cell_wins_over_the_line_above(tmp_path: Path) -> None:
    row = ["475", "某办", "修路", "120.5万元", "1000000元", "20.5"]
    (project,) = read_roster(workbook(tmp_path, [["单位：万元"], MONEY, row])).departments[0].projects
    assert (project.budget, project.fiscal, project.other) == (Decimal(1205000), Decimal(1000000), Decimal(205000))


@pytest.mark.parametrize("dash", ["-", "—", "——", "－", "–"])
def test_a_dash_is_no_amount(dash: str, tmp_path: Path) -> None:
    row = ["475", "某办", "修路", "100", "100", dash]
    (project,) = read_roster(workbook(tmp_path, [MONEY, row])).departments[0].projects
    assert (project.budget, project.other) == (Decimal(100), None)


@pytest.mark.parametrize(
    ("departments", "merged", "expected"),
    [
        (["475", "", "476", ""], (), ["475", "475", "476", "476"]),
        (["475", "475", "", "476"], (), None),
        (["475", "475", "", "476"], (Block(3, 1, 4, 1),), ["475", "475", "475", "476"]),
        (["475", "475", "", "476"], (Block(3, 3, 4, 3),), None),
    ],
    ids=["named in its first row only", "named in each row", "merged", "something else is merged"],
)
def test_a_blank_department_is_that_above_where_the_sheet_reads_so(
    departments: list[str], merged: tuple[Block, ...], expected: list[str] | None, tmp_path: Path
) -> None:
    listed = [HEAD, ["475", "某办"], ["476", "某局"]]
    register = [["部门编码", "项目名称"], *([code, f"项目{row}"] for row, code in enumerate(departments))]
    path = with_openpyxl(tmp_path / "名册.xlsx", Grid("", "部门", listed), Grid("", "项目", register, merged))
    if expected is None:
        assert problems(path) == [("A4", "这一行没有部门编码，请补填。")]
    else:
        whose = {project.name: one.code for one in read_roster(path).departments for project in one.projects}
        assert [whose[f"项目{row}"] for row in range(4)] == expected


@pytest.mark.parametrize(
    "rows",
    [
        [["475", "某办", "", "a-1", "修路"], ["475", "某办", "", "a-2", "修路"]],
        [["475", "某办", "专项资金", "", "修路"], ["475", "某办", "预算项目", "", "修路"]],
        [["475", "某办", "", "", "修路"], ["476", "某局", "", "", "修路"]],
    ],
    ids=["two codes", "a fund and its project", "two departments"],
)
def test_projects_of_one_name(rows: list[list[object]], tmp_path: Path) -> None:
    departments = read_roster(workbook(tmp_path, [REGISTER, *rows])).departments
    assert sum(len(department.projects) for department in departments) == 2


def test_units_may_have_a_project_of_one_name_each(tmp_path: Path) -> None:
    rows = [["475", "某办", unit, "公用经费"] for unit in ("475001", "475002")]
    path = workbook(tmp_path, [["部门编码", "部门名称", "单位编码", "项目名称"], *rows])
    assert len(read_roster(path).departments[0].projects) == 2


@pytest.mark.parametrize("label", ["合计", "合 计", "小计"])
@pytest.mark.parametrize("column", [0, 1, 3])
def test_a_total_is_no_project(label: str, column: int, tmp_path: Path) -> None:
    total = ["", "1个", "", "", "=SUM(E2)", "", ""]
    total[column] = label
    path = workbook(tmp_path, [["序号", *MONEY], ["1", *PROJECT], total])
    assert len(read_roster(path).departments[0].projects) == 1


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
        ([["部门名称"], ["某办"]], [("A1", CODELESS)]),
        ([["部门名称", "项目名称"], ["某办", "修路"]], [("A1", CODELESS)]),
        ([["部门编码", "单位编码"], ["475", "475001"]], [("A1", "表头里没有“部门名称”一列，请加上后再试。")]),
        ([["单位：十元"], MONEY, PROJECT], [("A1", "金额单位“十元”不能用，请换算成元或万元。")]),
        ([["部门编码", "部门名称", "预算数（十亿元）"]], [("C1", "金额单位“十亿元”不能用，请换算成元或万元。")]),
        ([MONEY, ["475", "某办", "修路", "-100", "", ""]], [("D2", "预算数“-100”小于 0，请核对。")]),
        ([MONEY, ["475", "某办", "修路", "(100)", "", ""]], [("D2", "预算数“(100)”小于 0，请核对。")]),
        ([MONEY, ["475", "某办", "修路", "=1+1", "1", "1"]],
            [("D2", "公式没有计算结果，请用 Excel 或 WPS 打开保存一次，或者直接填写结果。")]),
        (
            [MONEY, ["475", "某办", "修路", "100", "80", "10"], ["475", "某办", "修桥", "100", "80", ""]],
            [("D2", "预算数 100.00 元 ≠ 财政资金 80.00 元＋其他资金 10.00 元，请核对。"),
             ("D3", "预算数 100.00 元 ≠ 财政资金 80.00 元＋其他资金 0.00 元，请核对。")],
        ),
        (
            [HEAD, ["475", "某办", "475001", "本级"], ["476", "某局", "475001", "本级"]],
            [("C3", "单位 475001 已经列在部门 475 下（名册.xlsx!表1!C2），请核对。")],
        ),
        (
            [HEAD, ["475", "某办"], ["476", "某办"]],
            [("B3", "部门 476 与部门 475（名册.xlsx!表1!A2）同名“某办”，请核对编码和名称。")],
        ),
        (
            [MONEY, PROJECT, PROJECT],
            [("C3", "“修路”与 名册.xlsx!表1!C2 重复，请合并成一行，或分别填写项目编码。")],
        ),
    ],
)  # fmt: skip
def test_what_is_said_about_a_wrong_roster(
    rows: list[list[object]], expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert problems(workbook(tmp_path, rows)) == expected


def test_a_department_that_only_the_register_has(tmp_path: Path) -> None:
    register = [["部门编码", "项目名称"], ["999", "修路"], ["475", "修桥"]]
    path = workbook(tmp_path, [HEAD, ["475", "某办"]], register)
    assert problems(path) == [("A2", "部门 999 不在部门名单里，请在部门名单中补上，或者更正编码。")]


def test_an_error_value_is_no_name(tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEAD, ["475", "#N/A"]])
    assert problems(path) == [("B2", "单元格是错误值“#N/A”，请改正。")]


@pytest.mark.parametrize("name", ["没有.xlsx", "没有.csv"])
def test_a_roster_that_is_not_there(name: str, tmp_path: Path) -> None:
    assert problems(tmp_path / name) == [("", f"找不到文件 {tmp_path / name}，请检查路径。")]


def test_problems_are_told_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(RosterError) as caught:
        read_roster(workbook(tmp_path, [HEAD, ["", "某办"]]))
    assert caught.value.text.zh == "名册.xlsx!表1!A2 这一行没有部门编码，请补填。"
    assert caught.value.text.en == "名册.xlsx!表1!A2 This row has no department code."


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
