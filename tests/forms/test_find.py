"""Fields are found by their labels, whatever happened to the cells around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.grids import PROJECT, grid
from xltools.forms.find import FoundForm, find_forms
from xltools.grids.grid import Block, CellValue, Grid
from xltools.model import SheetKind

VALUES = {
    "code": "320-0401-YXN-1AB2",
    "name": "2020年农村公路养护项目",
    "budget": "1,200,000.00",
    "fiscal": "1,000,000.00",
    "other": "200,000.00",
    "purpose": "养护村道32公里，每公里3.75万元",
    "plan_03": "20",
    "plan_06": "50",
    "plan_10": "80",
    "plan_12": "100",
    "goals": "1、养护村道32公里\n2、群众满意度达到90%以上",
}
TARGETS = ["≥32公里", "=100%", "10月底前", "≥5600人", "≥90%"]


def values(form: FoundForm, cells: Grid) -> dict[str, str]:
    return {
        key: cell.inline or "\n".join(cells.text(*address) for address in cell.cells)
        for key, cell in form.fields.items()
    }


def targets(form: FoundForm, cells: Grid) -> list[str]:
    return ["".join(cells.text(*address) for address in row.cells["target"].cells) for row in form.rows]


def check(cells: Grid) -> FoundForm:
    """The project form is found whole."""
    (form,) = find_forms(cells).forms
    assert form.readable
    assert form.missing == ()
    assert values(form, cells) == VALUES
    assert targets(form, cells) == TARGETS
    return form


def test_form_as_printed() -> None:
    cells = grid(PROJECT)
    form = check(cells)
    assert form.kind is SheetKind.PROJECT
    assert (form.top, form.bottom) == (1, 14)
    assert cells.text(form.title.row, form.title.column).startswith("1、2020年农村公路")
    assert cells.text(form.unit.row, form.unit.column) == "320001某县交通运输局"
    assert cells.text(form.money_unit.row, form.money_unit.column) == "单位：元"


@pytest.mark.parametrize(
    ("label", "typed"),
    [
        ("项目编码", " 项 目 编 码 ："),
        ("预算数", "预算数:"),
        ("资金支出计划（%）", "资金支出计划(％)"),
        ("资金支出计划（%）", "资金\\n支出计划\\n（%）"),
        ("3月底", "３月底"),
        ("绩效目标 |", "绩　效　目　标 |"),
        ("其中：财政资金", "其中:财政资金"),
        ("指标值 |", "指 标 值 |"),
        ("单位：元", "单位:元"),
        ("单位：元", "（单位：元）"),
    ],
)
def test_labels_as_people_type_them(label: str, typed: str) -> None:
    assert label in PROJECT
    check(grid(PROJECT.replace(label, typed, 1)))


def test_special_fund_is_told_by_its_label() -> None:
    (form,) = find_forms(grid(PROJECT.replace("项目名称", "专项资金名称"))).forms
    assert form.kind is SheetKind.SPECIAL_FUND


def test_value_in_the_label_cell() -> None:
    cells = grid(PROJECT.replace("项目编码 | 320-0401-YXN-1AB2", "项目编码：320-0401-YXN-1AB2 | "))
    check(cells)


def test_forms_stacked_on_one_sheet() -> None:
    second = PROJECT.strip("\n").replace("1、2020年", "2、2020年").replace("1AB2", "2CD3")
    cells = grid(PROJECT + "\n\n" + second)
    first, other = find_forms(cells).forms
    assert values(first, cells) == VALUES
    assert values(other, cells) == VALUES | {"code": "320-0401-YXN-2CD3"}
    assert targets(first, cells) == targets(other, cells) == TARGETS
    assert cells.text(other.title.row, other.title.column).startswith("2、")
    assert other.top == first.bottom + 3


def test_blank_plan_cells_stay_where_they_are() -> None:
    cells = grid(PROJECT.replace("^ | 20 | < | 50 | < | 80 | 100", "^ | | < | 100 | < | | "))
    (form,) = find_forms(cells).forms
    assert [form.fields[key].cells for key in ("plan_03", "plan_06", "plan_10", "plan_12")] == [(), ((7, 4),), (), ()]
    assert (form.fields["plan_12"].row, form.fields["plan_12"].column) == (7, 7)


def test_blank_purpose_and_goals_have_a_place() -> None:
    text = PROJECT.replace("养护村道32公里，每公里3.75万元", "").replace(
        "1、养护村道32公里\\n2、群众满意度达到90%以上", ""
    )
    (form,) = find_forms(grid(text)).forms
    assert (form.fields["purpose"].row, form.fields["purpose"].column, form.fields["purpose"].cells) == (5, 2, ())
    assert (form.fields["goals"].row, form.fields["goals"].column, form.fields["goals"].cells) == (8, 2, ())


def test_goals_in_several_rows_are_one_text() -> None:
    text = PROJECT.replace(
        "绩效目标 | 1、养护村道32公里\\n2、群众满意度达到90%以上 | < | < | < | < | <",
        "绩效目标 | 1、养护村道32公里 | < | < | < | < | <\n^ | 2、群众满意度达到90%以上 | < | < | < | < | <",
    )
    check(grid(text))


def test_notes_and_signatures_end_the_table() -> None:
    check(grid(PROJECT + "注：本表一式两份 | | | | |\n填表人：张三 | | | 联系电话：0312-1234567 | |\n"))


SPLIT = (
    ("指标值 | 指标值确定依据 | <", "指标值 | | | | 指标值确定依据"),
    ("≥32公里 | 2020年养护计划", "≥ | 32 | 公里 | | 2020年养护计划"),
    ("=100% | 公路养护规范", "= | 100 | % | | 公路养护规范"),
    ("10月底前 | 2020年养护计划", " | | | 10月底前 | 2020年养护计划"),
    ("≥5600人 | 2019年统计", "≥ | 5600 | 人 | | 2019年统计"),
    ("≥90% | 上年调查", "≥ | 90 | % | | 上年调查"),
)


@pytest.mark.parametrize("merged", [True, False])
def test_target_value_in_parts_whether_its_header_is_merged_or_not(merged: bool) -> None:
    text = PROJECT
    for old, new in SPLIT:
        text = text.replace(old, new)
    check(grid(text.replace("指标值 | | | |", "指标值 | < | < | < |") if merged else text))


def test_missing_labels_are_named() -> None:
    (form,) = find_forms(grid(PROJECT.replace("预算数 |", "  |").replace("绩效目标 |", "  |"))).forms
    assert form.readable
    assert form.missing == ("budget", "goals")


def test_form_without_name_and_budget_is_not_readable() -> None:
    text = PROJECT.replace("项目编码", "编号").replace("项目名称", "标题")
    (form,) = find_forms(grid(text)).forms
    assert not form.readable
    assert {"code", "name"} <= set(form.missing)


@pytest.mark.parametrize(
    "text",
    [
        "项目编码 | 项目名称 | 预算数 | 财政资金 | 其他资金 | 3月底 | 6月底\nA | B | 1 | 1 | 0 | 2 | 3",
        "一级指标 | 二级指标 | 三级指标 | 指标值\n产出指标 | 数量指标 | 里程 | 32",
        "部门 | 人数\n教育局 | 3",
        "",
    ],
)
def test_lists_and_other_sheets_are_not_forms(text: str) -> None:
    assert find_forms(grid(text)).forms == ()


def spread(cells: Grid, blank_rows: list[int], blank_columns: list[int]) -> Grid:
    """The same sheet with blank rows and columns put in before the given ones."""
    rows_before = {row: blank_rows.count(row) for row in blank_rows}
    columns_before = {column: blank_columns.count(column) for column in blank_columns}

    def new_row(row: int) -> int:
        return row + sum(count for before, count in rows_before.items() if before <= row)

    def new_column(column: int) -> int:
        return column + sum(count for before, count in columns_before.items() if before <= column)

    height, width = new_row(cells.height), new_column(cells.width)
    rows: list[list[CellValue]] = [[""] * width for _ in range(height)]
    for r in range(1, cells.height + 1):
        for c in range(1, cells.width + 1):
            rows[new_row(r) - 1][new_column(c) - 1] = cells.value(r, c) or ""
    merged = tuple(
        Block(new_row(block.top), new_column(block.left), new_row(block.bottom), new_column(block.right))
        for block in cells.merged
    )
    return Grid(cells.file, cells.sheet, rows, merged)


@given(
    st.lists(st.integers(1, 15), max_size=4),
    # Not inside the first two columns of the indicator table's labels: an inserted column there is tested below.
    st.lists(st.integers(1, 8), max_size=3),
)
def test_inserted_rows_and_columns_change_nothing(blank_rows: list[int], blank_columns: list[int]) -> None:
    check(spread(grid(PROJECT), blank_rows, blank_columns))
