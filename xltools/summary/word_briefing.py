"""The briefing as a Word document of one A4 page, with charts that Word can edit.

The charts are XlsxWriter's, as are the workbooks behind them. It needs python-docx (the extra ``documents``).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import xlsxwriter
from lxml import etree

from xltools.summary.briefing import Briefing, BriefingChart
from xltools.summary.charts import describe_chart
from xltools.summary.styles import CHART_FONT, ERROR, FONT, NOTE, WARNING
from xltools.text import drop_controls
from xltools.writer.fixed_times import without_times

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

__all__ = ["briefing_document"]

_TITLE_FONT = "黑体"
_POINTS, _ASIDE_POINTS, _TITLE_POINTS = 10.5, 10.5, 18.0
_MARGINS_MM = 18, 14
_WIDE_MM, _HALF_MM = (174, 64), (86, 70)
_SHEET = "数据"
_COLOURS = {"column": ("#2F5597",), "line": (ERROR, "#7F7F7F"), "bar": (ERROR, WARNING, NOTE)}
_LABEL_PARTS = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
"""The parts that a label may show, in the order of the schema."""
_EMU_PER_MM = 36000
_CREATED = datetime(2020, 1, 1)
"""The time in all workbooks behind charts: that of the clock would make each document another one."""
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CHARTS = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def briefing_document(briefing: Briefing) -> bytes:
    """Build the document: title, sentences, charts; the same briefing gives the same bytes."""
    import docx
    from docx.shared import Mm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(_MARGINS_MM[0])
    section.top_margin = section.bottom_margin = Mm(_MARGINS_MM[1])
    normal = document.styles["Normal"].paragraph_format
    normal.space_before, normal.space_after, normal.line_spacing = Pt(0), Pt(2), 1.1
    properties = document.core_properties
    properties.title, properties.author, properties.comments = briefing.title, "xltools", ""
    _centred(document, briefing.title, _TITLE_POINTS, _TITLE_FONT)
    _centred(document, briefing.aside, _ASIDE_POINTS, FONT).paragraph_format.space_after = Pt(6)
    for number, sentence in enumerate(briefing.sentences, 1):
        _write(document.add_paragraph(), f"{number}. {sentence}", _POINTS, FONT)
    _draw(document, briefing.charts)
    buffer = io.BytesIO()
    document.save(buffer)
    return without_times(buffer.getvalue())


def _centred(document: Document, text: str, points: float, font: str) -> Paragraph:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, text, points, font)
    return paragraph


def _write(paragraph: Paragraph, text: str, points: float, font: str) -> None:
    """Add a text in a font for Chinese: Word takes it from an attribute that python-docx does not set."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(drop_controls(text))
    run.font.name, run.font.size = font, Pt(points)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


# --- charts -----------------------------------------------------------------------------------------------------------


def _draw(document: Document, charts: Sequence[BriefingChart]) -> None:
    """Draw the first chart over the whole width, the others beside each other below it."""
    for number, chart in enumerate(charts, 1):
        size = _WIDE_MM if number == 1 else _HALF_MM
        if number <= 2:
            paragraph = document.add_paragraph()
        _insert(document, paragraph, chart, number, size)


def _insert(document: Document, paragraph: Paragraph, chart: BriefingChart, number: int, size: tuple[int, int]) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    package = document.part.package
    drawn, workbook = _chart_parts(chart, size)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART_TYPE, drawn, package)
    name = PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx")
    data = Part(name, _WORKBOOK_TYPE, workbook, package)
    # The chart names the workbook behind it by the first relation of its part.
    part.rels.get_or_add(RELATIONSHIP_TYPE.PACKAGE, data)
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    description = describe_chart(
        chart.title, ("", *(name for name, _ in chart.series)), _rows(chart), percent=chart.percent
    )
    paragraph.add_run()._element.append(parse_xml(_drawing(relation, number, size, description)))


def _rows(chart: BriefingChart) -> list[tuple[Any, ...]]:
    return list(zip(chart.labels, *(values for _, values in chart.series), strict=True))


def _drawing(relation: str, number: int, size: tuple[int, int], description: str) -> bytes:
    """Return the markup of a chart that stands in a line of text."""
    width, height = (millimetres * _EMU_PER_MM for millimetres in size)
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    place = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    main = "http://schemas.openxmlformats.org/drawingml/2006/main"
    root = etree.Element(f"{{{word}}}drawing", nsmap={"w": word, "wp": place, "a": main})
    inline = etree.SubElement(root, f"{{{place}}}inline", distT="0", distB="0", distL="0", distR="0")
    etree.SubElement(inline, f"{{{place}}}extent", cx=str(width), cy=str(height))
    etree.SubElement(inline, f"{{{place}}}docPr", id=str(number), name=f"图 {number}", descr=drop_controls(description))
    graphic = etree.SubElement(inline, f"{{{main}}}graphic")
    holder = etree.SubElement(graphic, f"{{{main}}}graphicData", uri=_CHARTS)
    etree.SubElement(holder, f"{{{_CHARTS}}}chart", {f"{{{_RELATIONS}}}id": relation}, nsmap={"c": _CHARTS})
    return etree.tostring(root)


def _chart_parts(chart: BriefingChart, size: tuple[int, int]) -> tuple[bytes, bytes]:
    """Return the part of a chart for a document, and the workbook with its data."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"author": "xltools", "created": _CREATED})
        sheet = workbook.add_worksheet(_SHEET)
        sheet.write_row(0, 1, [name for name, _ in chart.series])
        cells = workbook.add_format({"num_format": "0.00%" if chart.percent else "#,##0.00"})
        for row, (label, *values) in enumerate(_rows(chart), 1):
            sheet.write_string(row, 0, label)
            for column, value in enumerate(values, 1):
                sheet.write_number(row, column, float(value), cells)
        sheet.set_column(0, 0, 30)
        sheet.insert_chart(0, len(chart.series) + 2, _xlsx_chart(workbook, chart))
    content = without_times(buffer.getvalue())
    root = etree.fromstring(ZipFile(io.BytesIO(content)).read("xl/charts/chart1.xml"))
    _state_defaults(root)
    behind = etree.Element(f"{{{_CHARTS}}}externalData", {f"{{{_RELATIONS}}}id": "rId1"})
    etree.SubElement(behind, f"{{{_CHARTS}}}autoUpdate", val="0")
    for settings in root.findall(f"{{{_CHARTS}}}printSettings"):  # those of a sheet
        root.remove(settings)
    root.append(behind)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True), content


def _state_defaults(root: etree._Element) -> None:
    """State what a part leaves out: in a workbook what is missing is off, in a document it is on."""
    for labels in root.iter(f"{{{_CHARTS}}}dLbls"):
        there = {etree.QName(one).localname: one for one in labels}
        for one in there.values():
            if etree.QName(one).localname in _LABEL_PARTS:
                labels.remove(one)
        for name in _LABEL_PARTS:
            labels.append(there.get(name, etree.Element(f"{{{_CHARTS}}}{name}", val="0")))
    for lines in root.iter(f"{{{_CHARTS}}}lineChart"):
        for series in lines.findall(f"{{{_CHARTS}}}ser"):
            etree.SubElement(series, f"{{{_CHARTS}}}smooth", val="0")


def _xlsx_chart(workbook: Any, chart: BriefingChart) -> Any:
    stacked = {"subtype": "stacked"} if chart.kind == "bar" else {}
    drawn = workbook.add_chart({"type": chart.kind, **stacked})
    small = {**CHART_FONT, "size": 8}
    last = len(chart.labels)
    for number, ((name, _), colour) in enumerate(zip(chart.series, _COLOURS[chart.kind], strict=True), 1):
        look = {"line": {"color": colour, "width": 2}, "marker": {"type": "circle", "size": 5}}
        if chart.kind != "line":
            look = {"fill": {"color": colour}}
        labels: dict[str, Any] = {"value": True, "font": small, "num_format": "0.0%" if chart.percent else "#,##0;;"}
        if chart.kind == "line":
            labels["position"] = "above"
        elif chart.kind == "bar":
            labels["font"] = {**small, "color": "#FFFFFF"}
        drawn.add_series(
            {
                "name": name,
                "categories": [_SHEET, 1, 0, last, 0],
                "values": [_SHEET, 1, number, last, number],
                **look,
                **({"data_labels": labels} if chart.kind != "line" or number == 1 else {}),
            }
        )
    drawn.set_title({"name": chart.title, "name_font": {"name": FONT, "size": 10.5, "bold": True}})
    several = len(chart.series) > 1
    drawn.set_legend({"position": "bottom", "font": small} if several else {"none": True})
    grid = {"visible": True, "line": {"color": "#E3E3E3"}}
    amounts = {"num_font": small, "major_gridlines": grid, "num_format": "0%" if chart.percent else "#,##0"}
    ticks = {"major_tick_mark": "outside", "minor_tick_mark": "none"}
    amounts |= ticks
    names: dict[str, Any] = {"num_font": small, **ticks}
    if chart.kind == "bar":  # labels from the top, values at the bottom
        drawn.set_y_axis({**names, "reverse": True, "crossing": "max"})
        drawn.set_x_axis(amounts)
    else:
        drawn.set_x_axis(names)
        drawn.set_y_axis({**amounts, **({"min": 0, "max": 1.1, "major_unit": 0.2} if chart.percent else {})})
    return drawn
