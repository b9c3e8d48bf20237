"""Web pages named .xls, as information systems export them: every table with the values that a browser shows."""

from __future__ import annotations

import io
import quopri

import pandas
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.readers.read import only_sheet, refusal, sheets, workbook
from xltools.grids.grid import Grid


def table(*rows: str) -> str:
    """A table of rows; a second one makes it more than a frame."""
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _grid(page: str) -> Grid:
    return only_sheet(page.encode(), ".xls")


LAYOUTS = {
    "plain": (table("<td>一<td>二", "<td>三<td>四"), [["一", "二"], ["三", "四"]]),
    "colspan": (table("<td colspan=2>一<td>二", "<td>三<td>四<td>五"), [["一", "", "二"], ["三", "四", "五"]]),
    "rowspan": (table("<td rowspan=2>一<td>二", "<td>三", "<td>四<td>五"), [["一", "二"], ["", "三"], ["四", "五"]]),
    "rowspan down to the last row": (table("<td rowspan=0>一<td>二", "<td>三"), [["一", "二"], ["", "三"]]),
    "a cell that the page leaves out": (
        table("<td style='display:none'>9<td>一<td hidden>8<td>二", "<td>三<td>四"),
        [["一", "二"], ["三", "四"]],
    ),
    "rowspan past the end": (table("<td rowspan=9>一<td>二", "<td>三"), [["一", "二"], ["", "三"]]),
    "both": (table("<td rowspan=2 colspan=2>一<td>二", "<td>三"), [["一", "", "二"], ["", "", "三"]]),
    "colspan into a rowspan": (
        table("<td>一<td rowspan=2>二<td>三", "<td colspan=3>四<td>五"),
        [["一", "二", "三"], ["四", "", "五"]],
    ),
    "span that is no number": (
        table("<td colspan=x rowspan=-1>一<td>二", "<td>三<td>四"),
        [["一", "二"], ["三", "四"]],
    ),
    "head and body": (
        "<table><caption>标题</caption><thead><tr><th>一<th>二</thead><tbody><tr><td>三<td>四</table>",
        [["一", "二"], ["三", "四"]],
    ),
    "two tables": (
        table("<td>一<td>二", "<td>三<td>四") + "<p>说明</p>" + table("<td>五<td>六", "<td>七<td>八"),
        [["一", "二"], ["三", "四"], ["说明"], ["五", "六"], ["七", "八"]],
    ),
    "a table in a cell": (
        table("<td>外<td>" + table("<td>里一<td>里二", "<td>里三<td>里四"), "<td>后<td>后二"),
        [["外", ""], ["后", "后二"], ["里一", "里二"], ["里三", "里四"]],
    ),
}


@pytest.mark.parametrize(("page", "rows"), LAYOUTS.values(), ids=LAYOUTS)
def test_where_the_cells_stand(page: str, rows: list[list[str]]) -> None:
    assert _grid(page).rows == rows


CELLS = {
    "line break": ("一<br>二<br/>三", "一\n二\n三"),
    "paragraphs": ("<p>一</p><p>二</p>", "一\n二"),
    "divisions": ("<div>一</div><div>二</div>", "一\n二"),
    "white space": ("  一\r\n   二\t三  ", "一 二 三"),
    "hard spaces": ("一&nbsp;二", "一\u00a0二"),
    "entities": ("甲&amp;乙&lt;丙&#19969;&#x4E01;&ge;90%", "甲&乙<丙丁丁≥90%"),
    "fonts": ("<font color=red>一</font><b>二</b><i>三</i>", "一二三"),
    "digits": ("007", "007"),
    "amount": ("2,460,000.37", "2,460,000.37"),
    "link": ("<a href=x>一</a>", "一"),
    "comment": ("一<!-- 二 -->三", "一三"),
    "hidden": ("一<span style='display:none'>二</span>", "一"),
    "hidden, with its place": ("一<span style='visibility: hidden'>二</span>", "一"),
    "hidden by an attribute": ("一<span hidden>二</span>", "一"),
    "too small to see": ("一<span style='font-size:0'>二</span><span style='opacity:0.0;color:red'>三</span>", "一"),
    "small, and seen": ("一<span style='font-size:0.9em'>二</span><span style='opacity:0.5'>三</span>", "一二三"),
    "mark of a note": ("725000<sup>1</sup>", "725000¹"),
    "raised by a style": ("725000<span style='vertical-align:super'><a href='#'>(1)</a></span>元", "725000⁽¹⁾元"),
    "reading of a character": ("<ruby>顺<rp>(</rp><rt>shun</rt><rp>)</rp></ruby>", "顺"),
    "terms": ("<dl><dt>一<dd>二</dl>", "一\n二"),
    "hidden by Office": ("一<span style='mso-hide:all'>二</span>", "一"),
    "script": ("一<script>二</script>", "一"),
    "field": ("<input value='120万元'>", "120万元"),
    "field in capitals": ("<INPUT TYPE=TEXT value='120万元'>", "120万元"),
    "long field": ("<textarea>一\n二</textarea>", "一 二"),
    "list": ("<select><option>一<option selected>二<option>三</select>", "二"),
    "list as it opens": ("<select><option>一<option>二</select>", "一"),
    "what a page keeps to itself": ("<input type=hidden value=9>一", "一"),
    "rare character": ("镕㐂𠮷", "镕㐂𠮷"),
}


@pytest.mark.parametrize(("markup", "words"), CELLS.values(), ids=CELLS)
def test_the_text_of_a_cell(markup: str, words: str) -> None:
    value = _grid(table(f"<td>前<td>{markup}<td>后", "<td>1<td>2<td>3")).value(1, 2)
    assert str(value).replace("\u00a0", " ") == words.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("stored", "shown", "read"),
    [
        ("2460000.12", "2,460,000", "2460000.12"),
        ("0.755", "76%", "75.500%"),
        ("-5.5", "-6", "-5.5"),
        ("2460000", "246.0", "246.0"),  # shown in 万元
        ("", "12", "12"),
        ("43831", "2020年1月1日", "2020年1月1日"),
    ],
)
def test_the_number_that_excel_keeps_beside_a_rounded_one(stored: str, shown: str, read: str) -> None:
    grid = _grid(table(f"<td>预算数<td x:num='{stored}'>{shown}", "<td>1<td>2"))
    assert grid.value(1, 2) == read


@pytest.mark.parametrize("tag", ["s", "strike", "del", "span style='text-decoration: line-through'"])
def test_struck_text(tag: str) -> None:
    grid = _grid(table(f"<td>新<{tag}>旧的</{tag.split(maxsplit=1)[0]}>后<td>二", "<td>三<td>四"))
    assert (grid.value(1, 1), grid.struck_runs) == ("新旧的后", {(1, 1): ((1, 3),)})


STYLED = {
    "class": (".旧 {display: none}", "class='旧'", ""),
    "one of its classes": ("span.b{VISIBILITY:HIDDEN}", "class='a b c'", ""),
    "id": ("#x,#y{font-size:0}", "id=y", ""),
    "tag within a class": (".t td span{opacity:0}", "", ""),
    "comment in the sheet": ("/* a{} */ .a{display:none}", "class=a", ""),
    "shown by a later rule": (".a{display:none} .b{display:inline}", "class='a b'", "旧的"),
    "shown by the element itself": (".a{display:none}", "class=a style='display:inline'", "旧的"),
    "another class": (".ab{display:none}", "class=a", "旧的"),
    "not within": (".u span{display:none}", "", "旧的"),
    "on paper only": ("@media print{ .a{display:none} .b{color:red} } .b{color:red}", "class=a", "旧的"),
    "before the text, not itself": (".a:before{display:none}", "class=a", "旧的"),
}


@pytest.mark.parametrize(("sheet", "marks", "words"), STYLED.values(), ids=STYLED)
def test_text_that_a_style_sheet_hides(sheet: str, marks: str, words: str) -> None:
    cells = table(f"<td>新<span {marks}>旧的</span><td>二", "<td>三<td>四").replace("<table", "<table class=t")
    assert _grid(f"<html><style>{sheet}</style><body>{cells}</body></html>").value(1, 1) == f"新{words}"


def test_text_that_a_style_sheet_strikes() -> None:
    cells = table("<td>新<span class=a>旧的</span><td>二", "<td>三<td>四")
    grid = _grid(f"<html><style>.a{{text-decoration:line-through}}</style><body>{cells}</body></html>")
    assert grid.struck_runs == {(1, 1): ((1, 3),)}


def test_hidden_rows() -> None:
    page = "<table><tr><td>一<td>二<tr style='display:none'><td>三<td>四<tr><td>五<td>六</table>"
    assert _grid(page).hidden_rows == {2}


WORDS = "安河县统计局镕"
PAGE = "<html><head>{meta}</head><body>" + table(f"<td>{WORDS}<td>二", "<td>三<td>四") + "</body></html>"


def _meta(charset: str) -> str:
    return f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'


ENCODINGS = {
    "UTF-8": PAGE.format(meta=_meta("utf-8")).encode(),
    "UTF-8 with a mark": PAGE.format(meta="").encode("utf-8-sig"),
    "UTF-8 that says GB 2312": PAGE.format(meta=_meta("gb2312")).encode(),
    "GBK": PAGE.format(meta=_meta("gbk")).encode("gbk"),
    "UTF-8 that was cut off": PAGE.format(meta="").encode() + "镕".encode()[:2],
    "GBK that says GB 2312": PAGE.format(meta=_meta("gb2312")).encode("gbk"),
    "GBK that says UTF-8": PAGE.format(meta=_meta("utf-8")).encode("gbk"),
    "GBK that says nothing": PAGE.format(meta="").encode("gbk"),
    "GB 18030": PAGE.format(meta=_meta("gb18030")).encode("gb18030"),
    "Big5": PAGE.format(meta=_meta("big5")).replace(WORDS, "統計局").encode("big5"),
    "UTF-16 with a mark": ("\ufeff" + PAGE.format(meta="")).encode("utf-16-le"),
    "UTF-16 without": PAGE.format(meta="").encode("utf-16-le"),
    "UTF-16, big end first": ("\ufeff" + PAGE.format(meta="")).encode("utf-16-be"),
    "XHTML": ('<?xml version="1.0" encoding="GB2312"?>' + PAGE.format(meta="")).encode("gbk"),
    "behind blank lines": b"\r\n" * 4000 + PAGE.format(meta="").encode("gbk"),
    "behind a style sheet": b"<style>" + b".x{}\n" * 4000 + b"</style>" + PAGE.format(meta="").encode("gbk"),
}


@pytest.mark.parametrize("data", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("suffix", [".xls", ".xlsx", ".et", ".htm"])
def test_every_encoding(data: bytes, suffix: str) -> None:
    value = only_sheet(data, suffix).value(1, 1)
    assert value == ("統計局" if b"big5" in data else WORDS)


def test_a_byte_that_is_no_character_is_said() -> None:
    data = PAGE.format(meta=_meta("gb2312")).encode("gbk").replace("统计".encode("gbk"), b"\x80\xff")
    book = workbook(data, ".xls")
    assert [note.rule for note in book.notes] == ["R15"]
    assert book.sheets[0].value(2, 2) == "四"


def _archive(*pages: tuple[str, str]) -> bytes:
    listed = "".join(
        f"<x:ExcelWorksheet><x:Name>{name}</x:Name>"
        f'<x:WorksheetSource HRef="a.files/sheet{number:03}.htm"/></x:ExcelWorksheet>'
        for number, (name, _) in enumerate(pages, 1)
    )
    parts = [("a.htm", f"<html><xml><x:ExcelWorksheets>{listed}</x:ExcelWorksheets></xml><frameset/></html>")]
    parts += [(f"a.files/sheet{number:03}.htm", page) for number, (_, page) in enumerate(pages, 1)]
    out = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n'
    for location, page in parts:
        encoded = quopri.encodestring(page.encode("gbk")).decode("ascii")
        out += (
            f"\r\n--b\r\nContent-Location: file:///C:/x/{location}\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        )
        out += f'Content-Type: text/html; charset="gb2312"\r\n\r\n{encoded}\r\n'
    return (out + "\r\n--b--\r\n").encode()


def test_a_web_archive_of_excel_has_its_sheets() -> None:
    page = "<html><body>" + table("<td>{0}<td>二", "<td>三<td>四") + "</body></html>"
    grids = sheets(_archive(("项目1", page.format("普查")), ("甲&amp;乙", page.format("年鉴"))), ".xls")
    assert [(grid.sheet, grid.value(1, 1)) for grid in grids] == [("项目1", "普查"), ("甲&乙", "年鉴")]


FORM_ROWS = table(*(f"<td>指标{number}<td>值" for number in range(30)))
ANSWERS = {
    "login": ("<title>登录超时</title><script>alert(1)</script>", "F14"),
    "login in a table": ("<title>用户登录</title>" + table("<td>用户名<td><input>", "<td>密码<td><input>"), "F14"),
    "error in a table": ("<title>500 错误</title>" + table("<td>服务器<td>异常", "<td>代码<td>500"), "F14"),
    "frames only": ("<html><frameset><frame src=a.htm></frameset></html>", "F14"),
    "a table with one cell": ("<html><table><tr><td>请重新登录</table></html>", "F14"),
    "JSON": ('{"code":500,"msg":"服务器内部错误"}', "F18"),
    "login form without a title": (
        "<form><table><tr><td>用户名<td><input><tr><td>密码<td><input type=password></table></form>",
        "F14",
    ),
    "XML error": ('<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>gone</Message></Error>', "F18"),
    "a line of text": ("系统繁忙，请稍后再试", "F18"),
    "JSON list": ('[{"error":"not logged in"}]', "F18"),
}  # fmt: skip


@pytest.mark.parametrize(("page", "rule"), ANSWERS.values(), ids=ANSWERS)
def test_what_a_system_answered_instead_is_to_be_exported_again(page: str, rule: str) -> None:
    finding = refusal(page.encode(), ".xls")
    assert finding.rule == rule
    assert "再导出一次" in finding.suggestion.zh


def test_a_table_under_such_a_title_is_read_all_the_same() -> None:
    assert _grid("<title>错误率统计</title>" + FORM_ROWS).height == 30


def test_a_page_without_end_is_over_a_limit() -> None:
    rows = ("<td rowspan=16000 colspan=16000>一<td>二",) * 20
    assert refusal(table(*rows).encode(), ".xls").rule == "F06"


WORD = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12).map(lambda word: "甲" + word)


@given(st.lists(st.lists(WORD, min_size=3, max_size=3), min_size=2, max_size=8))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_another_reader_sees_the_same_cells(rows: list[list[str]]) -> None:
    page = table(*("".join(f"<td>{word}</td>" for word in row) for row in rows))
    theirs = pandas.read_html(io.StringIO(page), header=None)[0]
    assert _grid(page).rows == [[str(value) for value in row] for row in theirs.itertuples(index=False)] == rows
