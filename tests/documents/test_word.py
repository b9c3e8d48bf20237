"""The published Word document, read by python-docx and by its markup: every cell, and how it is set up for print."""

from __future__ import annotations

import io
import subprocess
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table

from tests.documents.test_drawing import FEW, published
from xltools.documents.column_widths import fit_columns
from xltools.documents.drawing import CellStyle, DrawnCell
from xltools.documents.word import word_document
from xltools.forms.printed import PRINTED_FORMS


@cache
def written(id: str) -> bytes:
    return word_document([published(id)])


def opened(id: str) -> Document:
    return docx.Document(io.BytesIO(written(id)))


def placed(table: Table) -> list[tuple[int, int, int, int, str]]:
    """Row, column, rows, columns and text of every cell of a table that is not a part of the cell above it."""
    cells: dict[tuple[int, int], list[object]] = {}
    above: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(table._tbl.tr_lst, 1):
        column = 1
        for cell in row.tc_lst:
            if cell.vMerge == "continue":
                start = above[column]
                cells[start][0] = number - start[0] + 1
                assert cell.inner_content_elements[0].text == ""
            else:
                text = "\n".join(paragraph.text for paragraph in cell.p_lst)
                cells[number, column] = [1, cell.grid_span, text]
                above[column] = (number, column)
            column += cell.grid_span
    return [(*at, *rest) for at, rest in sorted(cells.items())]  # type: ignore[misc]


def drawn(cells: Sequence[DrawnCell]) -> list[tuple[int, int, int, int, str]]:
    return [(cell.at.row, cell.at.column, cell.at.rows, cell.at.columns, cell.text) for cell in cells]


@pytest.mark.parametrize("id", FEW)
def test_every_cell_of_every_table_is_in_the_document(id: str) -> None:
    tables = opened(id).tables
    if pairs := [list(pair) for pair in published(id).cover]:
        assert [[cell.text for cell in row.cells] for row in tables.pop(0).rows] == pairs
    wanted = [drawn(cells) for table in published(id).tables for cells in (table.upper, table.lower)]
    assert [placed(table) for table in tables] == wanted


@pytest.mark.parametrize("id", FEW)
def test_headings_and_texts_stand_in_their_order(id: str) -> None:
    text = [paragraph.text for paragraph in opened(id).paragraphs if paragraph.style.name.startswith("Heading")]
    wanted: list[str] = []
    for part in published(id).parts:
        wanted.append(part.title)
        wanted += [f"{number}、{heading}" for number, (heading, _) in zip("一二三", part.texts, strict=False)]
        wanted += [table.label for table in part.tables]
    assert text == wanted
    body = "\n".join(paragraph.text for paragraph in opened(id).paragraphs if paragraph.style.name == "Body Text")
    for part in published(id).parts:
        for _, narrative in part.texts:
            assert "\n".join(filter(None, map(str.strip, narrative.splitlines()))) in body


@pytest.mark.parametrize("id", PRINTED_FORMS)
def test_rows_stay_whole_and_heads_are_repeated(id: str) -> None:
    document = opened(id)
    for upper, lower in zip(document.tables[1::2], document.tables[2::2], strict=True):
        for row in (*upper.rows, *lower.rows):
            assert row._tr.trPr is not None
            assert row._tr.trPr.find(qn("w:cantSplit")) is not None
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in lower.rows]
        assert heads == [True, *([False] * (len(heads) - 1))]
        kept = [p.paragraph_format.keep_with_next for row in upper.rows for cell in row.cells for p in cell.paragraphs]
        assert all(kept)
        title = "Heading 2" if id.startswith("HB") else "Form Title"
        assert document.styles[title].paragraph_format.keep_with_next
        assert upper._tbl.getprevious().tag == upper._tbl.getnext().tag == lower._tbl.getnext().tag == qn("w:p")


def test_fonts_pages_contents_and_the_end() -> None:
    document = opened("HB2020")
    for name in ("Normal", "Heading 1", "Heading 2", "Table Text", "Table Right"):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) in {"宋体", "黑体"}
        assert not [key for key in fonts.attrib if key.endswith("heme")]
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert "PAGE" in section.footer.paragraphs[0]._p.xml
    body = document.element.body
    assert ' TOC \\o "1-2" \\h \\z \\u ' in body.xml
    links = body.xpath(".//w:sdt//w:hyperlink/@w:anchor")
    assert links == body.xpath("./w:p/w:bookmarkStart/@w:name")
    assert len(links) == 6, "three parts and three tables"
    *_, last, end = body
    assert (last.tag, end.tag) == (qn("w:p"), qn("w:sectPr"))


def test_a_document_of_sheets_across_is_turned() -> None:
    section = opened("SELF2020").sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)


@pytest.mark.parametrize("id", PRINTED_FORMS)
@pytest.mark.parametrize("width", [180.0, 267.0])
def test_no_amount_is_wider_than_its_cell(id: str, width: float) -> None:
    large = 0
    for table in published(id).tables:
        fitted = fit_columns(table, width)
        assert sum(fitted.widths) == pytest.approx(width)
        assert fitted.points >= 8
        for cell in table.cells:
            if cell.style is CellStyle.AMOUNT:
                room = sum(fitted.widths[cell.at.column - 1 : cell.at.column - 1 + cell.at.columns]) - 2.0
                assert len(cell.text) * 0.56 * fitted.points * 25.4 / 72 <= room
                large += cell.text in {"12,345,678,901.23", "1,234,567.890123"}
    assert large >= 1 or id == "MONITOR2019", "a large amount is among them where the form has this cell"


def test_the_same_departments_give_the_same_bytes() -> None:
    assert word_document([published("HB2020")]) == written("HB2020")


def test_several_departments_in_one_document() -> None:
    both = [published("402安河县统计局.xlsx"), published("357安河县文化广电和旅游局.xlsx")]
    document = docx.Document(io.BytesIO(word_document(both, "安河县2020年部门预算绩效文本")))
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == [one.title for one in both]
    tables = sum(2 * len(one.tables) + 1 for one in both)
    assert len(document.tables) == tables


def test_lines_above_the_frame_are_there_and_not_seen() -> None:
    upper = opened("MOF2021").tables[1]
    colours = [set(row._tr.xpath("./w:tc/w:tcPr/w:tcBorders/*/@w:color")) for row in upper.rows[:3]]
    assert colours == [{"FFFFFF"}, {"FFFFFF", "000000"}, {"000000"}]
    assert set(upper.rows[1]._tr.xpath("./w:tc/w:tcPr/w:tcBorders/w:bottom/@w:color")) == {"000000"}


@pytest.mark.desktop
def test_libreoffice_prints_every_amount_on_one_line(tmp_path: Path) -> None:
    for number, id in enumerate(PRINTED_FORMS):
        source = tmp_path / f"{number}.docx"
        source.write_bytes(written(id))
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        text = subprocess.run(
            ["pdftotext", "-raw", str(source.with_suffix(".pdf")), "-"], check=True, capture_output=True, text=True
        ).stdout
        cells = [cell for table in published(id).tables for cell in table.cells]
        amounts = Counter(cell.text for cell in cells if cell.style is CellStyle.AMOUNT and cell.text)
        assert amounts
        assert not amounts - Counter(text.split()), id
