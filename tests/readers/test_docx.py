"""Word documents as Word shows them: what tracked changes, controls, fields and merged cells come to."""

# ruff: noqa: E501 - markup is easier to compare with what it shows when both stay on a line

from __future__ import annotations

import pytest

from tests.fixtures.packages import HEAD, Parts
from tests.fixtures.published import W, document_tree, paragraph, word_document
from xltools.grids.grid import Block, Grid
from xltools.limits import Limits
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.docx.reader import read_docx
from xltools.readers.published_document import DocumentTable, Paragraph, PublishedDocument
from xltools.readers.refusal import RefusedError


def t(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r>{properties and f"<w:rPr>{properties}</w:rPr>"}<w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(content: str, properties: str = "") -> str:
    """A cell of one paragraph, or of what is given as blocks."""
    is_block = ("<w:p>" in content or "<w:tbl>" in content) and "<w:drawing>" not in content
    blocks = content if is_block else f"<w:p>{content}</w:p>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{blocks}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row."""
    return f"<w:tr>{properties and f'<w:trPr>{properties}</w:trPr>'}{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    """A table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def sdt(content: str, properties: str = "") -> str:
    """A content control."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def read(blocks: str, more: Parts | None = None) -> PublishedDocument:
    tree = document_tree(blocks)
    return read_docx(ZipArchive(word_document(tree, more), Limits()), "公开.docx", Limits())


def grid(blocks: str) -> Grid:
    (table,) = (one for one in read(blocks).passages if isinstance(one, DocumentTable))
    return table.grid


def fld(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


M = '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>≥</m:t></m:r></m:oMath>'
MATH = '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">{}</m:oMath>'
F = MATH.format("<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>")
S = MATH.format("<m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>")
CHOICES = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="元"/>'
    '<w:listEntry w:val="万元"/></w:ddList></w:ffData></w:fldChar></w:r>'
)
DELETED_MARK = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"

CELLS = {
    "runs": (t("725") + t("000.00"), "725000.00"),
    "lines": (t("一") + "<w:r><w:br/></w:r>" + t("二"), "一\n二"),
    "paragraphs": (paragraph("一") + paragraph("") + paragraph("二"), "一\n二"),
    "carriage return": (t("一") + "<w:r><w:cr/></w:r>" + t("二"), "一\n二"),
    "page break": (t("一") + '<w:r><w:br w:type="page"/></w:r>' + t("二"), "一二"),
    "tab": (t("一") + "<w:r><w:tab/></w:r>" + t("二"), "一\t二"),
    "no-break hyphen": (t("475") + "<w:r><w:noBreakHyphen/></w:r>" + t("0501"), "475-0501"),
    "soft hyphen": (t("475") + "<w:r><w:softHyphen/></w:r>" + t("0501"), "4750501"),
    "symbol": ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + t("90"), "≥90"),
    "symbol in the text": (t("\uf0a3", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>') + t("1"), "≤1"),
    "formula": (M + t("90"), "≥90"),
    "insertion": (t("72") + f"<w:ins>{t('5000')}</w:ins>" + t(".00"), "725000.00"),
    "deletion": (t("72") + "<w:del><w:r><w:delText>9</w:delText></w:r></w:del>" + t("5.00"), "725.00"),
    "deletion of an insertion": (t("7") + f"<w:ins><w:del>{t('9')}</w:del></w:ins>" + t("5"), "75"),
    "moved here": (f"<w:moveTo>{t('725.00')}</w:moveTo>", "725.00"),
    "moved away": (t("1") + f"<w:moveFrom>{t('725.00')}</w:moveFrom>", "1"),
    "deleted end of a paragraph": (f"<w:p>{DELETED_MARK}{t('保障')}</w:p>" + paragraph("运行"), "保障运行"),
    "control round a word": (t("7") + sdt(t("25")) + t(".00"), "725.00"),
    "control round a paragraph": (sdt(paragraph("725.00")), "725.00"),
    "control in a control": (sdt(sdt(paragraph("725.00"))), "725.00"),
    "control that asks for text": (sdt(t("单击此处输入文字。"), "<w:showingPlcHdr/>"), ""),
    "control that asked before": (sdt(t("725.00"), '<w:showingPlcHdr w:val="0"/>'), "725.00"),
    "smart tag": (f'<w:smartTag w:element="x">{t("725")}</w:smartTag>' + t(".00"), "725.00"),
    "custom XML": (f'<w:customXml w:element="x">{t("725.00")}</w:customXml>', "725.00"),
    "link": (f"<w:hyperlink>{t('725.00')}</w:hyperlink>", "725.00"),
    "simple field": (f'<w:fldSimple w:instr="=SUM(ABOVE)">{t("725.00")}</w:fldSimple>', "725.00"),
    "field": (
        fld("begin") + "<w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>" + fld("separate") + t("725.00") + fld("end"),
        "725.00",
    ),
    "field in the instruction of a field": (
        fld("begin") + fld("begin") + fld("separate") + t("9") + fld("end") + fld("separate") + t("5") + fld("end"),
        "5",
    ),
    "heading for a table of contents": (
        t("目标") + fld("begin") + "<w:r><w:instrText>TC 目标 \\f A</w:instrText></w:r>" + fld("end"),
        "目标",
    ),
    "drop-down form field": (t("单位：") + CHOICES + fld("end"), "单位：万元"),
    "reading of a character": (
        f"<w:r><w:ruby><w:rubyPr/><w:rt>{t('shùn')}</w:rt><w:rubyBase>{t('顺')}</w:rubyBase></w:ruby></w:r>",
        "顺",
    ),
    "filled control with the mark of an empty one": (sdt(t("725.00"), "<w:showingPlcHdr/>"), "725.00"),
    "mark of a note": (t("725.00") + t("1", '<w:vertAlign w:val="superscript"/>'), "725.00¹"),
    "fraction": (F, "1/2"),
    "power": (S, "m²"),
    "table that frames the text": (tbl(tr(tc(t("725.00")))) + paragraph(""), "725.00"),
    "hidden text": (t("725.00") + t("0", "<w:vanish/>"), "725.00"),
    "text that is not hidden": (t("725.00", '<w:vanish w:val="false"/>'), "725.00"),
    "alternatives": (
        '<mc:AlternateContent><mc:Choice Requires="wps">'
        f"{t('725.00')}</mc:Choice><mc:Fallback>{t('725.00')}</mc:Fallback></mc:AlternateContent>",
        "725.00",
    ),
    "blanks around": (t("  725.00\u3000"), "725.00"),
}


@pytest.mark.parametrize(("content", "shown"), CELLS.values(), ids=CELLS)
def test_text_of_a_cell(content: str, shown: str) -> None:
    assert grid(tbl(tr(tc(content), tc(t("后"))))).rows == [[shown, "后"]]


B = Block
RESTART, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


TABLES = {
    "spans": (tbl(tr(tc(t("一"), span(2)), tc(t("二"))), tr(tc(t("三")), tc(t("")), tc(t("四")))), [["一", "", "二"], ["三", "", "四"]], [B(1, 1, 1, 2)]),
    "down": (tbl(tr(tc(t("一"), RESTART), tc(t("二"))), tr(tc(t("旧"), GOES_ON), tc(t("三")))), [["一", "二"], ["", "三"]], [B(1, 1, 2, 1)]),
    "across and down": (
        tbl(tr(tc(t("一"), span(2) + RESTART), tc(t("二"))), tr(tc("", span(2) + GOES_ON), tc(t("三")))),
        [["一", "", "二"], ["", "", "三"]],
        [B(1, 1, 2, 2)],
    ),
    "nothing above to go on from": (tbl(tr(tc(t("一"), GOES_ON), tc(t("二")))), [["一", "二"]], []),
    "an old merge across": (
        tbl(tr(tc(t("一"), '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), tc(t("二")))),
        [["一", "", "二"]],
        [B(1, 1, 1, 2)],
    ),
    "columns left out before": (
        tbl(tr(tc(t("一")), tc(t("二"))), tr(tc(t("三")), properties='<w:gridBefore w:val="1"/>')),
        [["一", "二"], ["", "三"]],
        [],
    ),
    "deleted row": (tbl(tr(tc(t("一"))), tr(tc(t("二")), properties="<w:del/>"), tr(tc(t("三")))), [["一"], ["三"]], []),
    "inserted row": (tbl(tr(tc(t("一"))), tr(tc(f"<w:ins>{t('二')}</w:ins>"), properties="<w:ins/>")), [["一"], ["二"]], []),
    "deleted cell": (tbl(tr(tc(t("一")), tc(t("二"), "<w:cellDel/>"), tc(t("三")))), [["一", "三"]], []),
    "control round a cell": (tbl(tr(tc(t("一")), sdt(tc(t("二"))), tc(t("三")))), [["一", "二", "三"]], []),
    "control round a row": (tbl(tr(tc(t("一"))), sdt(tr(tc(t("二")))), tr(tc(t("三")))), [["一"], ["二"], ["三"]], []),
    "controls one in another round rows": (tbl(tr(tc(t("一"))), sdt(sdt(tr(tc(t("二")))))), [["一"], ["二"]], []),
    "control round the table": (sdt(tbl(tr(tc(t("一"))))), [["一"]], []),
}  # fmt: skip


@pytest.mark.parametrize(("blocks", "rows", "merged"), TABLES.values(), ids=TABLES)
def test_cells_of_a_table(blocks: str, rows: list[list[str]], merged: list[Block]) -> None:
    found = grid(blocks)
    assert [[*row, *[""] * (found.width - len(row))] for row in found.rows] == rows
    assert list(found.merged) == merged


def test_struck_out_parts_are_known() -> None:
    found = grid(tbl(tr(tc(t("72") + t("9", "<w:strike/>") + t("5.00")))))
    assert found.rows == [["7295.00"]]
    assert found.struck_runs == {(1, 1): ((2, 3),)}


def box(text: str) -> str:
    content = text if text.startswith("<") else paragraph(text)
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent>'
        f"{content}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>"
        f"{content}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_text_box_in_a_cell_is_named_once() -> None:
    found = grid(tbl(tr(tc(t("预算数")), tc(box("725.00")))))
    assert found.rows == [["预算数", ""]]
    assert found.text_boxes == {(1, 2): "725.00"}


def test_text_boxes_of_the_page_are_read_in_their_place() -> None:
    document = read(paragraph("一") + f"<w:p>{box('二')}</w:p>" + f"<w:p>{box(tbl(tr(tc(t('三')))))}</w:p>")
    shown = [one.text if isinstance(one, Paragraph) else one.grid.rows for one in document.passages]
    assert shown == ["一", "二", [["三"]]]


def test_tables_in_cells_follow_their_table() -> None:
    document = read(
        tbl(tr(tc(t("外")), tc(paragraph("前") + tbl(tr(tc(t("内")), tc(t("里")))) + paragraph("后"))))
        + tbl(tr(tc(t("末"))))
    )
    tables = [(one.grid.sheet, one.grid.rows) for one in document.passages if isinstance(one, DocumentTable)]
    assert tables == [("表1", [["外", "前\n后"]]), ("表2", [["内", "里"]]), ("表3", [["末"]])]


def test_places_are_paragraphs_and_rows_of_tables() -> None:
    first, table = read(paragraph("") + paragraph("标题") + tbl(tr(tc(t("一"))), tr(tc(t("二"))))).passages
    assert str(first.place) == "公开.docx!正文" if isinstance(first, Paragraph) else False
    assert isinstance(first, Paragraph)
    assert first.place.row == 2
    assert isinstance(table, DocumentTable)
    assert [(place.sheet, place.row) for place in table.rows] == [("表1", 1), ("表1", 2)]


def related(kind: str, xml: str) -> Parts:
    """A part that belongs to the document."""
    relations = (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        f'Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{kind}.xml"/></Relationships>'
    )
    root = {"styles": "styles", "header": "hdr", "footnotes": "footnotes"}[kind]
    part = f'{HEAD}<w:{root} xmlns:w="{W}">{xml}</w:{root}>'
    return {"word/_rels/document.xml.rels": relations.encode(), f"word/{kind}.xml": part.encode()}


def style(id: str, properties: str, based_on: str = "", paragraph_properties: str = "") -> str:
    return (
        f'<w:style w:styleId="{id}"><w:basedOn w:val="{based_on}"/><w:pPr>{paragraph_properties}</w:pPr>'
        f"<w:rPr>{properties}</w:rPr></w:style>"
    )


STYLES = related(
    "styles",
    style("Hid", "<w:vanish/>")
    + style("Child", "<w:b/>", "Hid")
    + style("Old", "<w:strike/>")
    + style("Note", '<w:vertAlign w:val="superscript"/>')
    + style("Item", "", "", '<w:numPr><w:numId w:val="3"/></w:numPr>'),
)
STYLED = {
    "hidden": (t("725") + t("9", '<w:rStyle w:val="Hid"/>'), "725", "R41"),
    "hidden by what the style is based on": (t("725") + t("9", '<w:rStyle w:val="Child"/>'), "725", "R41"),
    "hidden paragraph": (f'<w:p><w:pPr><w:pStyle w:val="Hid"/></w:pPr>{t("9")}</w:p>' + paragraph("725"), "725", "R41"),
    "shown all the same": (t("725") + t("9", '<w:rStyle w:val="Hid"/><w:vanish w:val="0"/>'), "7259", ""),
    "mark of a note": (t("725") + t("1", '<w:rStyle w:val="Note"/>'), "725¹", ""),
    "numbered": (f'<w:p><w:pPr><w:pStyle w:val="Item"/></w:pPr>{t("725")}</w:p>', "725", "R42"),
    "without its number": (
        f'<w:p><w:pPr><w:pStyle w:val="Item"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>{t("725")}</w:p>',
        "725",
        "",
    ),
    "unknown style": (t("725", '<w:rStyle w:val="None"/>'), "725", ""),
}  # fmt: skip


@pytest.mark.parametrize(("content", "shown", "rule"), STYLED.values(), ids=STYLED)
def test_what_a_style_says_of_text(content: str, shown: str, rule: str) -> None:
    document = read(tbl(tr(tc(content), tc(t("后")))), STYLES)
    (table,) = (one for one in document.passages if isinstance(one, DocumentTable))
    assert table.grid.rows == [[shown, "后"]]
    assert "".join(finding.rule for finding in document.findings) == rule


def test_text_that_a_style_strikes() -> None:
    document = read(tbl(tr(tc(t("72") + t("9", '<w:rStyle w:val="Old"/>')))), STYLES)
    (table,) = (one for one in document.passages if isinstance(one, DocumentTable))
    assert table.grid.struck_runs == {(1, 1): ((2, 3),)}


def test_tables_that_arrange_others_are_looked_through() -> None:
    inner = tbl(tr(tc(t("一")), tc(t("二"))), tr(tc(t("三")), tc(t("四"))))
    document = read(tbl(tr(tc(paragraph("标题") + inner + paragraph("注"))), tr(tc(t("")))))
    shown = [one.text if isinstance(one, Paragraph) else one.grid.rows for one in document.passages]
    assert shown == ["标题", [["一", "二"], ["三", "四"]], "注"]


@pytest.mark.parametrize("kind", ["header", "footnotes"])
def test_what_stands_at_the_margin_and_in_notes_is_known(kind: str) -> None:
    document = read(paragraph("一"), related(kind, paragraph("单位：万元") + paragraph("")))
    assert document.running == ("单位：万元",)
    assert "单位：万元" in document.raw_text


def picture(width: int, height: int) -> str:
    return (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        f'wordprocessingDrawing"><wp:extent cx="{width}" cy="{height}"/><pic:pic '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"/></wp:inline></w:drawing></w:r></w:p>'
    )


SHEET = (
    '<w:p><w:r><w:object><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata/></v:shape><o:OLEObject '
    'xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="Excel.Sheet.12"/></w:object></w:r></w:p>'
)

FINDINGS = {
    "large picture": (picture(5_400_000, 6_000_000), ["R43"]),
    "small picture": (picture(1_000_000, 1_000_000), []),
    "inserted spreadsheet": (SHEET, ["R43"]),
    "insertion": (f"<w:p><w:ins>{t('一')}</w:ins></w:p>", ["R40"]),
    "deleted row": (tbl(tr(tc(t("一"))), tr(tc(t("二")), properties="<w:del/>")), ["R40"]),
    "hidden": (f"<w:p>{t('一', '<w:vanish/>')}</w:p>", ["R41"]),
    "hidden entry of a table of contents": (
        f"<w:p>{fld('begin')}{t('TC 一', '<w:vanish/>')}{fld('end')}</w:p>",
        [],
    ),
    "numbers in a table": (tbl(tr(tc(f"<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>{t('一')}</w:p>"))), ["R42"]),
    "numbers elsewhere": (f"<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>{t('一')}</w:p>", []),
    "unknown sign": ('<w:p><w:r><w:sym w:font="Webdings" w:char="F001"/></w:r></w:p>', ["R15"]),
    "plain": (paragraph("一"), []),
}  # fmt: skip


@pytest.mark.parametrize(("blocks", "rules"), FINDINGS.values(), ids=FINDINGS)
def test_what_a_document_hides_is_said(blocks: str, rules: list[str]) -> None:
    assert [finding.rule for finding in read(blocks).findings] == rules


def test_inserted_files_are_named() -> None:
    relations = (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" Target="a.htm"/>'
        "</Relationships>"
    )
    more = {"word/_rels/document.xml.rels": relations.encode(), "word/a.htm": b"<p>x</p>"}
    assert [finding.rule for finding in read("<w:altChunk/>", more).findings] == ["R43"]


def test_the_strict_edition_of_the_standard() -> None:
    xml = word_document(document_tree(tbl(tr(tc(t("一"))))))
    archive = ZipArchive(xml, Limits())
    main = archive.read("word/document.xml").replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    data = word_document(None, {"word/document.xml": main})
    (table,) = read_docx(ZipArchive(data, Limits()), "公开.docx", Limits()).passages
    assert isinstance(table, DocumentTable)
    assert table.grid.rows == [["一"]]


HOSTILE = {
    "entities": (b'<!DOCTYPE a [<!ENTITY b "c">]><w:document/>', "F09"),
    "cut off": (b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>", "F03"),
    "no body": (b"<a/>", "F03"),
    "too many tags": (b"<a>" + b"<b/>" * 3_100_000 + b"</a>", "F06"),
    "nested without end": (b"<a>" * 5_000 + b"</a>" * 5_000, "F03"),
}


@pytest.mark.parametrize(("main", "rule"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_documents_are_refused(main: bytes, rule: str) -> None:
    data = word_document(None, {"word/document.xml": main})
    with pytest.raises(RefusedError) as refused:
        read_docx(ZipArchive(data, Limits(ratio=100_000)), "公开.docx", Limits())
    assert refused.value.rule == rule


def test_spans_are_bounded() -> None:
    assert grid(tbl(tr(tc(t("一"), span(99_999)), tc(t("二"))))).width == 64
