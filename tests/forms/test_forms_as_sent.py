"""Forms as people really send them: side by side, printed and turned back, with sums, dittos, lists and strikes.

Each is read as its sender sees it, or a finding names what was left out.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.fixtures.grids import PROJECT, grid
from xltools.forms.interpret import Interpretation, interpret
from xltools.forms.keyed_entries import sheet_entry
from xltools.grids.grid import Block, CellValue, Grid
from xltools.model import MoneyUnit, TargetSheet

HEAD = "一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据 | <"
NAMES = ["养护里程", "验收合格率", "完工时间", "受益人口", "群众满意度"]
SECOND = PROJECT.replace("1AB2", "2CD3").replace("农村公路", "县城道路").replace("1,200,000", "300,000")


def read(*grids: Grid) -> Interpretation:
    return interpret(grids, grids[0].file)


def only(cells: Grid) -> TargetSheet:
    (sheet,) = read(cells).book.sheets
    return sheet


def names(sheet: TargetSheet) -> list[str]:
    return [row.level3.text for row in sheet.indicators]


def rules(result: Interpretation) -> list[str]:
    return sorted(finding.rule for finding in result.findings)


def beside(*forms: Grid, gap: int = 2, down: int = 0) -> Grid:
    """The forms in one sheet, each ``gap`` columns to the right of the one before, and ``down`` rows lower."""
    height = max(form.height for form in forms) + down * (len(forms) - 1)
    rows: list[list[CellValue]] = [[] for _ in range(height)]
    merged: list[Block] = []
    left = 0
    for number, form in enumerate(forms):
        for row, cells in enumerate(form.rows, 1 + number * down):
            rows[row - 1] += [""] * (left - len(rows[row - 1])) + list(cells)
        shift = number * down
        merged += [
            Block(block.top + shift, block.left + left, block.bottom + shift, block.right + left)
            for block in form.merged
        ]
        left += form.width + gap
    return Grid("a.xlsx", "项目1", rows, tuple(merged))


@pytest.mark.parametrize("gap", [0, 1, 4])
@pytest.mark.parametrize("down", [0, 1, 3])
@pytest.mark.parametrize("count", [2, 3])
def test_forms_side_by_side(gap: int, down: int, count: int) -> None:
    forms = [grid(PROJECT.replace("1AB2", f"{number}AB2")) for number in range(count)]
    result = read(beside(*forms, gap=gap, down=down))
    assert [sheet.code.value for sheet in result.book.sheets] == [f"320-0401-YXN-{n}AB2" for n in range(count)]
    assert [names(sheet) for sheet in result.book.sheets] == [NAMES] * count
    assert [str(sheet.budget.value) for sheet in result.book.sheets] == ["1200000.00"] * count
    assert rules(result) == []


def test_two_by_two_forms_on_a_sheet() -> None:
    pair = beside(grid(PROJECT), grid(SECOND))
    below = beside(grid(PROJECT.replace("1AB2", "3EF4")), grid(SECOND.replace("2CD3", "4GH5")))
    shifted = [block._replace(top=block.top + 16, bottom=block.bottom + 16) for block in below.merged]
    cells = replace(pair, rows=[*pair.rows, [], [], *below.rows], merged=(*pair.merged, *shifted))
    sheets = read(cells).book.sheets
    assert [sheet.code.value[-4:] for sheet in sheets if sheet.code.value] == ["1AB2", "3EF4", "2CD3", "4GH5"]
    assert [names(sheet) for sheet in sheets] == [NAMES] * 4


@pytest.mark.parametrize("shift", range(1, 9))
def test_a_form_below_another_that_is_moved_to_the_right_stays_whole(shift: int) -> None:
    below = grid("\n".join(" | " * shift + line for line in SECOND.strip().splitlines()))
    shifted = [block._replace(top=block.top + 15, bottom=block.bottom + 15) for block in below.merged]
    first = grid(PROJECT)
    cells = replace(first, rows=[*first.rows, [], *below.rows], merged=(*first.merged, *shifted))
    sheets = read(cells).book.sheets
    assert [(names(sheet), str(sheet.budget.value)) for sheet in sheets] == [
        (NAMES, "1200000.00"),
        (NAMES, "300000.00"),
    ]


PAGE_HEADS = {
    "head": [HEAD],
    "title and head": ["1、2020年农村公路养护项目绩效目标表（续）", HEAD],
    "续表, unit and head": ["续表", "320001某县交通运输局 | | | | | 单位：元", HEAD],
    "footer, title, unit and head": [
        "填表人：张三 | | | 联系电话：0312-1",
        "1、2020年农村公路养护项目绩效目标表",
        "320001某县交通运输局 | | | | | 单位：元",
        HEAD,
    ],
    "blank row and head": ["", HEAD],
}


@pytest.mark.parametrize("before", [10, 12, 13])
@pytest.mark.parametrize("head", PAGE_HEADS.values(), ids=PAGE_HEADS.keys())
def test_a_head_repeated_inside_the_table(head: list[str], before: int) -> None:
    lines = PROJECT.strip().splitlines()
    sheet = only(grid("\n".join([*lines[:before], *head, *lines[before:]])))
    assert names(sheet) == NAMES
    assert sheet.indicators[0].level1.text == "产出指标"
    assert sheet.indicators[-1].level1.text == "满意度指标"


TOTALS = [
    "合计 | | | | |",
    "合　计 | | | | 100 |",
    "小计 | | | | 30 |",
    " | 小计 | | | |",
    " | | 小计 | | 2 |",
    "产出指标 | | 小计 | | 60分 |",
    "产出指标 | 小计 | | | / |",
    "本页合计 | | | | |",
    "总计 | | | | 100% |",
]


@pytest.mark.parametrize("line", TOTALS)
@pytest.mark.parametrize("before", [9, 12, 14])
def test_lines_of_sums_are_no_indicators(line: str, before: int) -> None:
    lines = PROJECT.strip().splitlines()
    result = read(grid("\n".join([*lines[:before], line, *lines[before:]])))
    (sheet,) = result.book.sheets
    assert names(sheet) == NAMES
    assert rules(result) == []


def test_an_indicator_that_speaks_of_a_sum_is_one() -> None:
    line = "产出指标 | 成本指标 | 合计支出 | 全年支出 | ≤100万元 | 预算"
    assert names(only(grid(PROJECT + line))) == [*NAMES, "合计支出"]


@pytest.mark.parametrize("made", ["列{}", "Column{}"])
@pytest.mark.parametrize("where", ["above the head", "above the form", "in the head"])
def test_heads_that_a_table_made(made: str, where: str) -> None:
    """Ctrl+T puts a row of heads above a range, or fills the blank heads of its first row."""
    lines = PROJECT.strip().splitlines()
    row = " | ".join(made.format(number) for number in range(1, 8))
    if where == "above the head":
        lines.insert(8, row)
    elif where == "above the form":
        lines.insert(0, row)
    else:
        lines[8] = HEAD.replace("<", made.format(1))
    result = read(grid("\n".join(lines)))
    (sheet,) = result.book.sheets
    assert names(sheet) == NAMES
    assert sheet.goal.entry.text == "1、养护村道32公里\n2、群众满意度达到90%以上"
    assert sheet.unit_code == "320001"
    assert rules(result) == []


DITTOS = ["同上", "〃", "″", "”", '"', "同前", "（同上）", "同上。"]


@pytest.mark.parametrize("ditto", DITTOS[:6] + DITTOS[7:])
@pytest.mark.parametrize(
    ("old", "column", "expected"),
    [
        ("公路养护规范", "basis", "2020年养护计划"),
        ("一次验收合格的比例", "description", "全年养护的村道里程"),
        ("=100%", "target", "≥32公里"),
        ("时效指标", "level2", "质量指标"),
    ],
)
def test_what_says_the_same_as_above_is_read_as_that(ditto: str, old: str, column: str, expected: str) -> None:
    sheet = only(grid(PROJECT.replace(old, ditto)))
    at = 2 if column == "level2" else 1
    entry = getattr(sheet.indicators[at], column)
    assert (entry.text, entry.place.row) == (expected, 10 + at)


def test_dittos_below_one_another() -> None:
    text = PROJECT.replace("公路养护规范", "同上").replace("10月底前 | 2020年养护计划", "10月底前 | 〃")
    assert [row.basis.text for row in only(grid(text)).indicators[:3]] == ["2020年养护计划"] * 3


@pytest.mark.parametrize(
    ("column", "key", "expected"), [(5, "target", "≥32公里"), (6, "basis", "2020年养护计划"), (3, "level3", "养护里程")]
)
@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_value_merged_over_rows_counts_for_each(column: int, key: str, expected: str, count: int) -> None:
    cells = grid(PROJECT)
    rows = [list(row) for row in cells.rows]
    for row in range(11, 10 + count):
        rows[row - 1][column - 1] = ""
    result = read(replace(cells, rows=rows, merged=(*cells.merged, Block(10, column, 9 + count, column))))
    (sheet,) = result.book.sheets
    assert [getattr(row, key).text for row in sheet.indicators][:count] == [expected] * count
    assert len(sheet.indicators) == 5
    assert rules(result) == ([] if key == "basis" else ["R07"])


def test_one_indicator_over_two_rows_stays_one() -> None:
    lines = PROJECT.strip().splitlines()
    lines.insert(10, " | | | 含桥梁 | |")
    cells = grid("\n".join(lines))
    merged = [block for block in cells.merged if block.top != 10]
    cells = replace(cells, merged=(*merged, Block(10, 3, 11, 3), Block(10, 5, 11, 5)))
    sheet = only(cells)
    assert names(sheet) == NAMES
    assert sheet.indicators[0].description.text == "全年养护的村道里程含桥梁"


SEVERAL = {
    "numbered": ("1、养护里程\n2、桥梁座数", "1、≥32公里\n2、≥3座", ["养护里程", "桥梁座数"], ["≥32公里", "≥3座"]),
    "one line": ("1.养护里程；2.桥梁座数", "1.≥32公里；2.≥3座", ["养护里程", "桥梁座数"], ["≥32公里", "≥3座"]),
    "with blanks": ("1、养护里程 2、桥梁座数", "1、32公里 2、3座", ["养护里程", "桥梁座数"], ["32公里", "3座"]),
    "brackets": ("（1）养护里程（2）桥梁座数", "", ["（1）养护里程（2）桥梁座数"], [""]),
    "circled": ("①甲 ②乙 ③丙", "①1个 ②2个 ③3个", ["甲", "乙", "丙"], ["1个", "2个", "3个"]),
    "lines of values": ("1、甲\n2、乙", "≥1个\n≥2个", ["甲", "乙"], ["≥1个", "≥2个"]),
    "lines": ("甲\n乙", "≥1个\n≥2个", ["甲", "乙"], ["≥1个", "≥2个"]),
    "a wrapped name": ("养护\n里程", "≥32\n公里", ["养护\n里程"], ["≥32\n公里"]),
    "a figure": ("1、2号楼维修", "≥2栋", ["1、2号楼维修"], ["≥2栋"]),
}


@pytest.mark.parametrize(("name", "target", "expected", "values"), SEVERAL.values(), ids=SEVERAL.keys())
def test_several_indicators_in_a_row(name: str, target: str, expected: list[str], values: list[str]) -> None:
    cells = grid(PROJECT)
    rows = [list(row) for row in cells.rows]
    rows[9][2], rows[9][4] = name, target
    result = read(replace(cells, rows=rows))
    (sheet,) = result.book.sheets
    assert names(sheet)[: len(expected)] == expected
    assert [row.target.text for row in sheet.indicators][: len(values)] == values
    assert len(sheet.indicators) == 4 + len(expected)
    assert ("R22" in rules(result)) == (len(expected) > 1)


def test_more_names_than_values_are_said() -> None:
    result = read(grid(PROJECT.replace("养护里程 |", "1、养护里程\\n2、桥梁座数 |")))
    assert rules(result) == ["R25"]


@pytest.mark.parametrize("name", ["项目1续", "项目1（续）", "项目1 (续2)", "续表"])
def test_a_sheet_that_continues_the_table(name: str) -> None:
    more = f"{HEAD}\n | 数量指标 | 桥梁座数 | 全年养护的桥梁 | ≥3座 | 计划 |"
    result = read(grid(PROJECT), grid(more, sheet=name))
    (sheet,) = result.book.sheets
    assert names(sheet) == [*NAMES, "桥梁座数"]
    assert sheet.indicators[-1].level1.text == "满意度指标"
    assert sheet.indicators[-1].level3.place.sheet == name
    assert rules(result) == []


def test_it_continues_the_sheet_that_it_is_named_after() -> None:
    more = f"{HEAD}\n产出指标 | 数量指标 | 桥梁座数 | 全年养护的桥梁 | ≥3座 | 计划 |"
    result = read(grid(PROJECT), grid(SECOND, sheet="项目2"), grid(more, sheet="项目1续"))
    assert [len(sheet.indicators) for sheet in result.book.sheets] == [6, 5]


def test_indicators_of_no_project_are_said() -> None:
    more = f"{HEAD}\n产出指标 | 数量指标 | 桥梁座数 | 全年养护的桥梁 | ≥3座 | 计划 |"
    assert rules(read(grid(PROJECT), grid(more, sheet="附表"))) == ["R24"]


@pytest.mark.parametrize(
    ("where", "cells"), [("row", {(5, 9): "请改"}), ("rows", {(1, 9): "甲", (12, 10): "乙"}), ("far", {(7, 20): 5.0})]
)
def test_remarks_beside_the_form(where: str, cells: dict[tuple[int, int], CellValue]) -> None:
    form = grid(PROJECT)
    rows = [list(row) + [""] * (20 - len(row)) for row in form.rows]
    for (row, column), value in cells.items():
        rows[row - 1][column - 1] = value
    result = read(replace(form, rows=rows))
    (sheet,) = result.book.sheets
    assert sheet.purpose.text == "养护村道32公里，每公里3.75万元"
    assert rules(result) == ["R23"]
    assert result.findings[0].place.row == min(cells)[0]


UNITS = {
    "heading": (("单位：元", "单位：千元"), "1200000000.00", MoneyUnit.THOUSAND),
    "亿元": (("单位：元", "单位：亿元"), None, MoneyUnit.YI),
    "百元": (("单位：元", "（百元）"), "120000000.00", MoneyUnit.HUNDRED),
    "label": (("单位：元", ""), "12000000000.00", MoneyUnit.WAN),
    "section": (("单位：元", ""), "12000000000.00", MoneyUnit.WAN),
    "own cell": (("单位：元", ""), "12000000000.00", MoneyUnit.WAN),
    "below": (("单位：元", ""), "12000000000.00", MoneyUnit.WAN),
}
UNIT_TEXTS = {
    "label": ("| 预算数 |", "| 预算数（万元） |"),
    "section": ("预算规模及资金用途", "预算规模及资金用途（万元）"),
    "own cell": ("1,200,000.00 |", "1,200,000.00 | 万元 |"),
    "below": ("上年调查 |", "上年调查 |\n金额单位：万元"),
}


@pytest.mark.parametrize("where", UNITS)
def test_money_units(where: str) -> None:
    change, amount, unit = UNITS[where]
    text = PROJECT.replace(*change).replace(*UNIT_TEXTS.get(where, ("", "")))
    if where in {"label", "own cell"}:
        text = text.replace("其中：财政资金", "其中：财政资金(万元)").replace("其他资金", "其他资金/万元")
    result = read(grid(text))
    (sheet,) = result.book.sheets
    assert (sheet.money_unit, sheet.own_units) == (unit, {})
    assert sheet.budget.value == (Decimal(amount) if amount else Decimal("120000000000000.00"))
    assert sheet.fiscal.value is not None
    assert sheet.fiscal.value * 12 == sheet.budget.value * 10
    assert rules(result) == []


def test_units_that_contradict_each_other_are_said() -> None:
    result = read(grid(PROJECT.replace("预算数 |", "预算数（万元） |")))
    (sheet,) = result.book.sheets
    assert sheet.budget.value == Decimal("12000000000.00")
    assert sheet.fiscal.value == Decimal("1000000.00")
    assert (sheet.money_unit, sheet.own_units) == (
        MoneyUnit.WAN,
        {"fiscal": MoneyUnit.YUAN, "other": MoneyUnit.YUAN},
    )
    assert rules(result) == ["R28"]


def test_without_a_unit_the_finding_says_what_the_total_lacks() -> None:
    (finding,) = read(grid(PROJECT.replace("单位：元", "").replace("1,200,000.00", "246"))).findings
    assert finding.rule == "R12"
    assert "246.00 元" in finding.message.zh
    assert "2,459,754.00 元" in finding.message.zh


@pytest.mark.parametrize("word", ["/", "无", "—", "-", "／", "零", "——", "没有", "不涉及", "无 ", "－"])
@pytest.mark.parametrize("field", ["other", "fiscal"])
def test_words_for_no_money(word: str, field: str) -> None:
    result = read(grid(PROJECT.replace("| 200,000.00" if field == "other" else "| 1,000,000.00", f"| {word}")))
    (sheet,) = result.book.sheets
    amount = sheet.other if field == "other" else sheet.fiscal
    assert str(amount.value) == "0.00"
    assert rules(result) == []


def test_a_budget_of_nothing_is_no_amount() -> None:
    assert only(grid(PROJECT.replace("1,200,000.00", "无"))).budget.value is None


def struck(cells: Grid, *addresses: tuple[int, int]) -> Grid:
    return replace(cells, struck=frozenset(addresses))


@pytest.mark.parametrize(
    ("merged", "covered"),
    [
        pytest.param(Block(4, 2, 4, 3), ["C4"], id="a label over its amount"),
        pytest.param(Block(3, 5, 4, 5), ["E4"], id="a name over the amount below"),
        pytest.param(Block(11, 5, 12, 5), ["E12"], id="a target over the next one"),
        pytest.param(Block(20, 1, 20, 3), [], id="nothing is covered"),
    ],
)
def test_what_a_merge_covers_is_not_read_and_is_named(merged: Block, covered: list[str]) -> None:
    result = read(replace(grid(PROJECT), merged=(merged,)))
    assert [one.place.cell for one in result.findings if one.rule == "R31"] == covered
    entries = [sheet.budget.place.cell for sheet in result.book.sheets]
    entries += [row.target.place.cell for sheet in result.book.sheets for row in sheet.indicators]
    assert not set(covered) & set(entries)


def test_a_text_that_a_merge_only_repeats_is_not_named() -> None:
    cells = grid(PROJECT)
    rows = [list(row) for row in cells.rows]
    rows[11][4] = rows[10][4]
    result = read(replace(cells, rows=rows, merged=(Block(11, 5, 12, 5),)))
    assert "R31" not in {one.rule for one in result.findings}


@pytest.mark.parametrize("text", ["#N/A", " #REF! ", "#DIV/0!", "#SPILL!", "Err:502"])
@pytest.mark.parametrize("field", ["budget", "other", "purpose", "goals", "plan_06"])
def test_an_error_value_that_is_a_text_is_named(text: str, field: str) -> None:
    cells = grid(PROJECT)
    place = sheet_entry(only(cells), field).place
    rows = [list(row) for row in cells.rows]
    rows[place.row - 1][place.column - 1] = text
    result = read(replace(cells, rows=rows))
    assert [(one.rule, one.field, one.found) for one in result.findings] == [("R04", field, text.strip())]


def test_a_struck_part_is_not_the_value() -> None:
    cells = grid(PROJECT.replace("1,200,000.00", "12000001300000").replace("≥90%", "≥995%"))
    result = read(replace(cells, struck_runs={(4, 3): ((0, 7),), (14, 5): ((1, 2),)}))
    (sheet,) = result.book.sheets
    assert (str(sheet.budget.value), sheet.indicators[-1].target.text) == ("1300000.00", "≥95%")
    assert [(finding.rule, finding.place.cell, finding.found, finding.expected) for finding in result.findings] == [
        ("R21", "C4", "1200000", "1300000"),
        ("R21", "E14", "9", "≥95%"),
    ]


def test_a_struck_cell_is_blank() -> None:
    result = read(struck(grid(PROJECT), (4, 7)))
    assert result.book.sheets[0].other.blank
    assert [(finding.rule, finding.place.cell) for finding in result.findings] == [("R20", "G4")]


@pytest.mark.parametrize("rows", [(10,), (11,), (12, 13)])
def test_struck_rows_are_left_out(rows: tuple[int, ...]) -> None:
    cells = grid(PROJECT)
    result = read(struck(cells, *((row, column) for row in rows for column in range(1, 8))))
    (sheet,) = result.book.sheets
    assert names(sheet) == [name for number, name in enumerate(NAMES, 10) if number not in rows]
    assert rules(result) == ["R20"]
    assert [row.level1.text for row in sheet.indicators if row.level3.text in NAMES[:3]] == ["产出指标"] * (
        3 - sum(row < 13 for row in rows)
    )


def test_a_form_that_is_struck_as_a_whole_is_said() -> None:
    cells = grid(SECOND, sheet="项目2")
    everything = [(row, column) for row in range(1, 15) for column in range(1, 8)]
    result = read(grid(PROJECT), struck(cells, *everything))
    assert len(result.book.sheets) == 1
    assert "R20" in rules(result)


DEPARTMENTS = {
    "all of one": (["320001", "320002"], "", []),
    "one of another": (["320001", "320002", "402001"], "", ["R29"]),
    "against the cover": (["402001", "402002"], "320", ["R29", "R29"]),
    "no majority": (["320001", "402001"], "", ["R29"]),
}


@pytest.mark.parametrize(("units", "cover", "expected"), DEPARTMENTS.values(), ids=DEPARTMENTS.keys())
def test_sheets_of_another_department(units: list[str], cover: str, expected: list[str]) -> None:
    sheets = [grid(PROJECT.replace("320001", unit), sheet=unit) for unit in units]
    covers = [grid(f"部门编码 | {cover}", sheet="封面")] if cover else []
    result = read(*covers, *sheets)
    assert rules(result) == expected
    assert "既没有部门编码" not in "".join(finding.message.zh for finding in result.findings)
