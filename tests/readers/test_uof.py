"""The Unified Office Format: places, values, styles, formulas, drawings and what is hidden."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.fixtures.forms import form
from tests.fixtures.packages import zipped
from tests.fixtures.uof import book, cell, data, row, uof
from tests.readers.read import only_sheet, refusal, workbook
from xltools.grids.grid import Grid
from xltools.readers import FileKind, read_content


def _grid(table: str, **more: str) -> Grid:
    return only_sheet(book(table, **more), ".uos")


PLACES = {
    "one after the other": (row(cell(data("一")), cell(data("二"))) + row(cell(data("三"))), [["一", "二"], ["三"]]),
    "number of a column": (row(cell(data("一")), cell(data("三"), 列号=3)), [["一", "", "三"]]),
    "number of a row": (row(cell(data("一")), 行号=1) + row(cell(data("三")), 行号=3), [["一"], [], ["三"]]),
    "blank cells count": (row(cell(), cell(式样引用="ce1"), cell(data("三"))), [["", "", "三"]]),
    "merged to the right": (row(cell(data("一"), 合并列数=2), cell(data("四"))), [["一", "", "", "四"]]),
    "merged down, covered cells left out": (
        row(cell(data("一"), 合并行数=1), cell(data("二"))) + row(cell(data("三"))) + row(cell(data("四"))),
        [["一", "二"], ["", "三"], ["四"]],
    ),
    "merged down, columns numbered": (
        row(cell(data("一"), 合并行数=1), cell(data("二"))) + row(cell(列号=1), cell(data("三"), 列号=2)),
        [["一", "二"], ["", "三"]],
    ),
    "comment": (row(cell(data("一") + "<表:批注>" + data("批注") + "</表:批注>"), cell(data("二"))), [["一", "二"]]),
    "several runs": (
        row(cell('<表:数据 表:数据类型="text"><字:句><字:文本串>一</字:文本串><字:空格符 字:个数="2"/><字:换行符/>'
                 "</字:句><字:句><字:文本串>二</字:文本串></字:句></表:数据>")),
        [["一  \n二"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("table", "rows"), PLACES.values(), ids=PLACES)
def test_where_the_cells_stand(table: str, rows: list[list[str]]) -> None:
    assert _grid(table).rows == rows


VALUES = {
    "number": (data("2,460,000.37", "number", "2460000.37"), 2460000.37),
    "number that stands as text": (data("12", "number"), 12.0),
    "no number": (data("约一百", "number", "约一百"), "约一百"),
    "true": (data("true", "boolean"), True),
    "one is true": (data("1", "boolean"), True),
    "false": (data("false", "boolean"), False),
    "date": (data("2020年12月10日", "date", "2020-12-10"), date(2020, 12, 10)),
    "moment": (data("2020/12/10 8:30", "date", "2020-12-10T08:30:00"), datetime(2020, 12, 10, 8, 30)),
    "no date": (data("十二月", "date", "十二月"), "十二月"),
    "time of day": (data("8:30", "time", "PT08H30M00S"), "8:30"),
    "code": (data("007"), "007"),
    "string": (data("甲", "string"), "甲"),
}


@pytest.mark.parametrize(("content", "value"), VALUES.values(), ids=VALUES)
def test_the_value_of_a_cell(content: str, value: object) -> None:
    assert _grid(row(cell(content))).value(1, 1) == value


def _style(markup: str) -> str:
    return f'<uof:单元格式样 表:标识符="ce1">{markup}</uof:单元格式样>'


FORMATS = {
    "percent by its code": ('表:格式码="0.00%"', "0.123", "12.3%"),
    "percent by its category": ('表:分类名称="percentage"', "1", "100%"),
    "in 万元": ('表:格式码="0!.0000"', "65000", "6.5"),
    "with words": ('表:格式码="0.00&quot;万元&quot;"', "107.31", "107.31万元"),
    "plain": ('表:分类名称="number" 表:格式码="#,##0.00"', "1073060.55", "1073060.55"),
}


@pytest.mark.parametrize(("markup", "stated", "shown"), FORMATS.values(), ids=FORMATS)
def test_what_a_number_shows(markup: str, stated: str, shown: str) -> None:
    grid = _grid(row(cell(data("", "number", stated), 式样引用="ce1")), styles=_style(f"<表:数字格式 {markup}/>"))
    assert grid.text(1, 1) == shown


def test_a_number_under_a_date_format_is_known_as_one() -> None:
    styles = _style('<表:数字格式 表:格式码="yyyy&quot;年&quot;m&quot;月&quot;"/>')
    grid = _grid(row(cell(data("", "number", "2460000"), 式样引用="ce1")), styles=styles)
    assert grid.serials == {(1, 1): 2460000.0}


def test_formulas() -> None:
    plus = data("3", "number", "3", formula="=A2+B2")
    grid = _grid(
        row(cell(plus), cell(data("", "number", formula="=SUM(A2:B2)")), cell(data("#REF!", "error", formula="=X")))
        + row(cell(data("1", "number", "1")), cell(data("2", "number", "2")), cell(data("", formula="=RC[-1]")))
    )
    assert grid.formula_texts == {(1, 1): "A2+B2", (1, 2): "SUM(A2:B2)", (1, 3): "X", (2, 3): "B2"}
    assert grid.formulas == {(1, 1), (1, 2), (1, 3), (2, 3)}
    assert grid.uncalculated == {(1, 2)}
    assert grid.errors == {(1, 3): "#REF!"}


def test_struck_text() -> None:
    mark = '<字:删除线 字:类型="single"/>'
    styles = _style(f"<表:字体格式>{mark}</表:字体格式>") + f'<uof:句式样 字:标识符="T1">{mark}</uof:句式样>'
    run = "<字:句><字:句属性{0}/><字:文本串>旧</字:文本串></字:句><字:句><字:文本串>新</字:文本串></字:句>"
    by_name = '<表:数据 表:数据类型="text">' + run.format(' 字:式样引用="T1"') + "</表:数据>"
    grid = _grid(row(cell(data("旧"), 式样引用="ce1"), cell(by_name)), styles=styles)
    assert (grid.struck, grid.struck_runs) == ({(1, 1)}, {(1, 2): ((0, 1),)})


def test_what_is_hidden() -> None:
    columns = '<表:列 表:列号="1"/><表:列 表:列号="2" 表:隐藏="true"/>'
    rows = row(cell(data("一")), cell(data("二"))) + row(cell(data("三")), 隐藏="true")
    grid = only_sheet(book(columns + rows, more=' 表:隐藏="true"'), ".uof")
    assert (grid.hidden, grid.hidden_rows, grid.hidden_columns) == (True, {2}, {2})


def test_text_boxes_and_pictures() -> None:
    objects = (
        '<图:图形 图:标识符="gr1"><图:文本内容 图:文本框="true"><字:段落>'
        "<字:句><字:文本串>目标见附件</字:文本串></字:句>"
        '</字:段落></图:文本内容></图:图形><uof:其他对象 uof:标识符="pic1" uof:公共类型="png"/>'
    )
    anchor = '<uof:锚点 uof:图形引用="{}"/>'
    table = anchor.format("pic1") + row(cell(data("一"))) + row(cell(), cell(anchor.format("gr1")))
    grid = _grid(table, objects=objects)
    assert (grid.text_boxes, grid.pictures) == ({(2, 2): "目标见附件"}, {(1, 1)})


def test_a_form_is_read_as_it_was_filled() -> None:
    cells = form(301)
    sent = read_content(uof(cells), ".uos", "a.uos")
    assert (sent.kind, sent.problem) == (FileKind.UOF, None)
    (grid,) = workbook(uof(cells), ".uof").sheets
    assert sorted(grid.merged) == sorted(cells.merged)
    for number in range(1, cells.height + 1):
        for column in range(1, cells.width + 1):
            assert grid.text(number, column) == cells.text(number, column)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_every_encoding(encoding: str) -> None:
    text = book(row(cell(data("镕")))).decode().replace("UTF-8", encoding)
    assert only_sheet(text.encode(encoding), ".uos").value(1, 1) == "镕"


REFUSED = {
    "entities": (book("").replace(b"<uof:UOF", b"<!DOCTYPE a><uof:UOF"), "F09"),
    "cut in half": (book(row(cell(data("一"))))[:-200], "F03"),
    "cell without end": (book(row(cell(data("一")))).replace("</表:单元格>".encode(), b""), "F03"),
    "a text document": (book("").replace("工作表".encode(), "文字表".encode()), "F10"),
    "version 2": (zipped({"content.xml": b'<a xmlns="http://schemas.uof.org/cn/2009/spreadsheet"/>'}), "F02"),
}


@pytest.mark.parametrize(("content", "rule"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_named(content: bytes, rule: str) -> None:
    assert refusal(content, ".uos").rule == rule
