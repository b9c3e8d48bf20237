"""A published text as a web page: whatever program wrote it and in whatever characters, the same as its plain text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.fixtures.published import FORMS, Facts, facts, plain_text, printed, title, web_blocks, web_page, web_table
from xltools.documents.imported_departments import ImportedDepartment, read_departments
from xltools.documents.open_document import open_document
from xltools.documents.published_text import read_published_text
from xltools.limits import Limits
from xltools.model import Place
from xltools.readers.published_document import PublishedDocument
from xltools.readers.refusal import RefusedError


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    path = tmp_path_factory.mktemp("text") / "公开.txt"
    path.write_text(plain_text(), encoding="utf-8")
    return facts(read_published_text(path)[0])


def document(folder: Path, page: str | bytes, name: str = "公开.html") -> PublishedDocument:
    path = folder / name
    path.write_bytes(page.encode() if isinstance(page, str) else page)
    return open_document(path, Limits())


def read(folder: Path, page: str | bytes, name: str = "公开.html") -> ImportedDepartment:
    (department,) = read_departments(document(folder, page, name))
    return department


def word_like() -> str:
    """The page as Word saves it: every paragraph with its class, blanks as &nbsp;, empty ``o:p``, wrapped lines."""
    page = re.sub(r"<td([^>]*)>(.*?)</td>", _word_cell, web_page())
    page = re.sub(r"<(h\d|p)>", r"<\1 class=MsoNormal\nalign=center style='text-align:\ncenter'>", page)
    head = (
        '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
        "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->"
    )
    return page.replace("<html>", head)


def _word_cell(match: re.Match[str]) -> str:
    lines = match[2].split("<br>")
    paragraphs = (
        f"<p class=MsoNormal><span lang=EN-US style='font-family:宋体'>{line or '<o:p>&nbsp;</o:p>'}</span></p>"
        for line in lines
    )
    return f"<td{match[1]} valign=top\n  style='border:solid windowtext 1.0pt'>\n  {''.join(paragraphs)}\n  </td>"


PAGES: dict[str, str | bytes] = {
    "plain": web_page(),
    "Word-like": word_like(),
    "gb2312 with a character of GBK": web_page(charset="gb2312", heading="朱镕绩效文本").encode("gb18030"),
    "gb2312 with a character of GB 18030": web_page(charset="gbk", heading="𠮷绩效文本").encode("gb18030"),
    "UTF-8 that calls itself gb2312": web_page(charset="gb2312"),
    "UTF-16": web_page().encode("utf-16"),
    "an XHTML declaration": '<?xml version="1.0" encoding="gb2312"?>' + web_page(),
    "tables in a table that arranges the page": web_page().replace(
        web_blocks(), f"<table><tr><td><div>首页 &gt; 公开</div></td></tr><tr><td>{web_blocks()}</td></tr></table>"
    ),
    "beside a menu": web_page().replace(
        web_blocks(), f"<table><tr><td>&nbsp;</td><td><div>{web_blocks()}</div></td></tr></table>"
    ),
    "a hidden copy for other screens": web_page().replace(
        "</body>", f'<div style="display:none">{web_blocks()}</div></body>'
    ),
    "each row in a body of its own": web_page().replace("<tr>", "<tbody><tr>").replace("</tr>", "</tr></tbody>"),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_same_as_the_plain_text(page: str | bytes, tmp_path: Path, truth: Facts) -> None:
    found = read(tmp_path, page)
    assert facts(found.book) == truth
    assert found.findings == ()
    assert document(tmp_path, page).findings == ()


def test_a_web_archive(tmp_path: Path, truth: Facts) -> None:
    archive = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        "Content-Location: file:///C:/a.htm\r\nContent-Transfer-Encoding: 8bit\r\n"
        f'Content-Type: text/html; charset="utf-8"\r\n\r\n{web_page()}\r\n--x--\r\n'
    )
    assert facts(read(tmp_path, archive, "公开.mht").book) == truth


def test_places_are_tables_and_rows(tmp_path: Path) -> None:
    book = read(tmp_path, web_page()).book
    assert book.sheets[4].budget.place == Place("公开.html", "表5", 3, 3)
    assert book.sheets[4].title.place.sheet == "正文"


def test_deleted_text_of_a_page_is_not_an_amount(tmp_path: Path) -> None:
    page = web_page().replace("500000.00", "<del>7</del><ins>5</ins>00000.00", 1)
    found = read(tmp_path, page)
    assert [str(sheet.budget.value) for sheet in found.book.sheets] == [form.budget for form in FORMS]


def test_control_characters_are_named(tmp_path: Path) -> None:
    page = web_page().replace('<td colspan="2">500000.00', '<td colspan="2">\x04500000.00 \x05&#1;')
    (finding,) = document(tmp_path, page).findings
    assert (finding.rule, finding.found) == ("R49", "3")
    assert read(tmp_path, page).book.sheets[3].budget.text == "500000.00"


def test_an_unmarked_deletion_does_not_add_up(tmp_path: Path) -> None:
    found = read(tmp_path, web_page().replace("982650.50", "9112650.50", 1))
    assert [(finding.rule, finding.place.sheet) for finding in found.findings] == [("R44", "表3")]


def test_a_form_beside_its_table_is_missed(tmp_path: Path) -> None:
    lines = "".join(f"<p>{cell.text}</p>" for row in printed(FORMS[6]) for cell in row if cell)
    page = web_page().replace(web_table(printed(FORMS[6])), lines)
    found = read(tmp_path, page)
    assert [finding.rule for finding in found.findings] == ["R47"]
    assert len(found.book.sheets) == 7


def test_a_page_without_a_form(tmp_path: Path) -> None:
    assert read_departments(document(tmp_path, f"<html><body><p>{title(FORMS[0])}</p></body></html>")) == ()


@pytest.mark.parametrize(
    ("page", "rule"),
    [("<div>" * 300 + web_page(), "F03"), ("<table>" + "<tr><td colspan=9999>一</td></tr>" * 300 + "</table>", "F06")],
    ids=["nested too deeply", "too many cells"],
)
def test_hostile_pages_are_refused(page: str, rule: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        document(tmp_path, page)
    assert refused.value.rule == rule
