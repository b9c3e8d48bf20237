"""The published page, read by lxml: every cell, and that it stands alone."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import sync_playwright

from tests.documents.test_drawing import FEW, published
from tests.documents.test_word import drawn
from tests.template.test_printed_forms import filled
from xltools.documents.published import compose_department
from xltools.documents.web_page import web_page
from xltools.template.books import typed_entry


def placed(table: html.HtmlElement) -> list[tuple[int, int, int, int, str]]:
    """Row, column, rows, columns and text of every cell, as a browser lays them out."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for number, row in enumerate(table.iter("tr"), 1):
        column = 1
        for cell in row:
            while (number, column) in taken:
                column += 1
            rows, columns = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            for line_break in cell.xpath(".//br"):
                line_break.tail = "\n" + (line_break.tail or "")
            cells.append((number, column, rows, columns, cell.text_content()))
            taken |= {(number + down, column + right) for down in range(rows) for right in range(columns)}
    return cells


def texts(elements: Sequence[html.HtmlElement]) -> list[str]:
    return [element.text_content() for element in elements]


@pytest.mark.parametrize("id", FEW)
def test_every_cell_of_every_table_is_on_the_page(id: str) -> None:
    department = published(id)
    page = html.fromstring(web_page([department]))
    tables = list(page.iter("table"))
    if department.cover:
        assert [tuple(texts(row)) for row in tables.pop(0).iter("tr")] == list(department.cover)
    assert [placed(table) for table in tables] == [
        drawn(cells) for table in department.tables for cells in (table.upper, table.lower)
    ]
    headings = [text for part in department.parts for text in (part.title, *(table.label for table in part.tables))]
    assert texts(page.xpath("//nav//a")) == headings
    narrative = "\n".join(texts(page.xpath("//p[@class='text']")))
    for part in department.parts:
        for heading, text in part.texts:
            assert heading in page.text_content()
            assert "\n".join(filter(None, map(str.strip, text.splitlines()))) in narrative


def test_the_page_stands_alone_and_its_links_lead_somewhere() -> None:
    source = web_page([published("HB2020"), published("MOF2021")], "示范县2020年部门预算绩效文本")
    page = html.fromstring(source)
    assert source.startswith('<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">')
    assert not page.xpath("//script | //link | //img | //iframe | //@src | //@onclick")
    assert not re.search(r"https?:|url\(|@import", source)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in page.xpath("//nav//a/@href")} <= set(ids)
    levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_markup_in_a_text_stays_text() -> None:
    book = filled("HB2020")
    sheets = tuple(replace(sheet, name=typed_entry('<b>道路</b> & "桥"')) for sheet in book.sheets)
    source = web_page([compose_department(replace(book, sheets=sheets))])
    assert "<b>" not in source
    assert any('<b>道路</b> & "桥"' in text for text in texts(html.fromstring(source).xpath("//td")))


@pytest.mark.desktop
def test_it_can_be_used_with_a_screen_reader_and_no_amount_wraps() -> None:
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    departments = [published(id) for id in ("HB2020", "MOF2021", "DEPARTMENT2021")]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 800, "height": 1000})
        page.set_content(web_page(departments, "公开文本"))
        lines = "cell => { const range = document.createRange(); range.selectNodeContents(cell);"
        lines += " return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size }"
        assert {amount.evaluate(lines) for amount in page.query_selector_all("td.amount")} <= {0, 1}
        result = Axe().run(page)
        browser.close()
    assert result.violations_count == 0, result.generate_report()
