"""A published text in its own shape: one cell a line, blank cells as tabs, goals over several paragraphs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.fixtures.published import plain_text
from xltools.documents.open_document import open_document
from xltools.documents.published_text import TextError, read_published_text, text_grid
from xltools.forms.interpret import interpret
from xltools.limits import Limits
from xltools.model import DepartmentBook, SheetKind

TEXT = """第一部分
部门整体绩效目标
一、总体绩效目标 TC 总体绩效目标 \\f A \\l 1 \n    全年完成路网养护任务。

二、分项绩效目标 TC 分项绩效目标 \\f A \\l 1 \n1.养护村道32公里。

三、工作保障措施
落实责任。

第三部分
预算项目绩效目标
1、农村公路养护绩效目标表 TC 1、农村公路养护绩效目标表 \\f C \\l 1 \n\t320001某县交通运输局
\t单位：万元

\t项目编码
\t320-0401-YXN-1AB2
\t项目名称
\t农村公路养护

\t预算规模及资金用途
\t预算数
\t120.00
\t其中：财政资金
\t120.00
\t其他资金
\t

\t
\t

\t资金支出计划（%）
\t3月底
\t6月底
\t10月底
\t12月底

\t
\t
\t100.00
\t
\t

\t绩效目标
\t1、养护村道32公里

2、群众满意


\t一级指标
\t二级指标
\t三级指标
\t绩效指标描述
\t指标值
\t指标值确定依据

\t产出指标
\t成本指标
\t补助标准
\t人均补助
\t≥1600人均1600元
\t2020年养护计划

\t
\t时效指标
\t完工
\t完工时间
\t10月底前
\t2020年养护计划


2、机关运转绩效目标表
\t
\t单位：元

\t项目编码
\t000-9999-JSN-60HV
\t专项资金名称
\t机关运转

\t预算规模及资金用途
\t预算数
\t1573060.00
\t其中：财政资金
\t1573060.00
\t其他资金
\t

\t
\t

\t资金支出计划（%）
\t3月底
\t6月底
\t10月底
\t12月底

\t
\t
\t
\t
\t

\t绩效目标
\t


\t一级指标
\t二级指标
\t三级指标
\t绩效指标描述
\t指标值
\t指标值确定依据

\t
\t
\t
\t
\t
\t
"""


@pytest.fixture(scope="module")
def book() -> DepartmentBook:
    return interpret([text_grid(TEXT, "养护.txt")], "养护.txt").book


def test_narrative(book: DepartmentBook) -> None:
    assert book.overall.overall.value == "全年完成路网养护任务。"
    assert book.overall.sub_targets.value == "1.养护村道32公里。"
    assert book.overall.safeguards.value == "落实责任。"


def test_forms_and_their_headings(book: DepartmentBook) -> None:
    assert [(sheet.kind, sheet.title.value, sheet.unit_code, sheet.unit_name) for sheet in book.sheets] == [
        (SheetKind.PROJECT, "1、农村公路养护绩效目标表", "320001", "某县交通运输局"),
        (SheetKind.SPECIAL_FUND, "2、机关运转绩效目标表", "", ""),
    ]


def test_amounts_in_the_unit_that_the_form_states(book: DepartmentBook) -> None:
    assert [sheet.budget.value for sheet in book.sheets] == [Decimal("1200000.00"), Decimal("1573060.00")]
    assert [sheet.other.text for sheet in book.sheets] == ["", ""]


def test_blank_cells_keep_their_place_in_the_plan(book: DepartmentBook) -> None:
    road, office = book.sheets
    assert road.plan.values == (None, Decimal(100), None, None)
    assert office.plan.blank


def test_blank_purpose_and_goals_are_blank(book: DepartmentBook) -> None:
    road, office = book.sheets
    assert road.purpose.blank
    assert office.goal.entry.blank
    assert office.indicators == ()


def test_goals_over_several_paragraphs(book: DepartmentBook) -> None:
    road = book.sheets[0]
    assert road.goal.entry.value == "1、养护村道32公里\n2、群众满意"
    assert [(item.number, item.text) for item in road.goal.items] == [(1, "养护村道32公里"), (2, "群众满意")]


def test_indicators_and_the_row_that_goes_on(book: DepartmentBook) -> None:
    rows = [
        (row.level1.value, row.level2.value, row.level3.value, row.target.text, row.continued)
        for row in book.sheets[0].indicators
    ]
    assert rows == [
        ("产出指标", "成本指标", "补助标准", "≥1600人均1600元", False),
        ("产出指标", "时效指标", "完工", "10月底前", True),
    ]


def test_places_are_lines_of_the_text(book: DepartmentBook) -> None:
    lines = TEXT.splitlines()
    for sheet in book.sheets:
        for entry in (sheet.code, sheet.name, sheet.budget):
            row = lines[entry.place.row - 1 :]
            assert row[entry.place.column - 1].strip() == entry.text


def test_cover_is_told_by_the_sheets(tmp_path: Path) -> None:
    path = tmp_path / "养护.txt"
    path.write_bytes(TEXT.replace("农村公路养护\n", "2020年农村公路养护\n").encode("gb18030"))
    book, findings = read_published_text(path)
    assert (book.code.value, book.name.value, book.year.value, book.county.value) == (
        "320",
        "某县交通运输局",
        2020,
        "某县",
    )
    assert findings == ()


def test_text_without_a_form_says_so(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text("关于报送绩效目标的通知\n", encoding="utf-8")
    with pytest.raises(TextError, match=r"通知\.txt 里没有找到绩效目标表"):
        read_published_text(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "公开.txt"
    path.write_bytes(plain_text().encode(encoding))
    document = open_document(path, Limits())
    assert document.raw_text == plain_text()
    assert document.findings == ()


@pytest.mark.parametrize("length", [-1, -2])
def test_a_text_that_was_cut_off_in_a_character_is_read_and_named(length: int, tmp_path: Path) -> None:
    path = tmp_path / "公开.txt"
    path.write_bytes(f"{plain_text()}注".encode()[:length])
    document = open_document(path, Limits())
    assert document.raw_text.startswith(plain_text())
    assert [finding.rule for finding in document.findings] == ["R15"]


def test_a_cell_of_the_table_goes_on_and_a_note_below_the_table_is_none_of_it() -> None:
    lines = ["\t一级指标", "\t指标值", "", "\t产出指标", "\t≥12公里", "", "（村道）", "", "", "注：按年度填报。", ""]
    rows = text_grid("\n".join(lines), "文本.txt").rows
    assert [row for row in rows if row] == [["一级指标", "指标值"], ["产出指标", "≥12公里\n（村道）"]]
