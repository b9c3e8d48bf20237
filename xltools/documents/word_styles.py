"""The styles of published Word documents: fonts for Chinese, headings, the table of contents, and cells of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["define_styles"]

_SONG, _HEI = "宋体", "黑体"
_LEFT, _CENTRE, _RIGHT = "LEFT", "CENTER", "RIGHT"
_TEXT_WIDTH_MM = 180


class _Style(NamedTuple):
    """A paragraph style: its id and name, font, size and spaces in points, and how it stands on the page."""

    id: str
    name: str
    font: str
    points: float
    align: str = _LEFT
    before: float = 0
    after: float = 0
    bold: bool = False
    keep_next: bool = False
    indent: float = 0
    """of the first line, in points"""
    spacing: float = 1.0


_STYLES = (
    _Style("Title", "Title", _HEI, 20, _CENTRE, before=36, after=24),
    _Style("PartNumber", "Part Number", _HEI, 14, _CENTRE, before=6, keep_next=True),
    _Style("Heading1", "Heading 1", _HEI, 16, _CENTRE, after=10, keep_next=True),
    _Style("Heading2", "Heading 2", _HEI, 14, _CENTRE, before=14, after=6, keep_next=True),
    _Style("Heading3", "Heading 3", _HEI, 12, _CENTRE, before=14, after=6, keep_next=True),
    _Style("Heading4", "Heading 4", _HEI, 12, before=8, after=4, keep_next=True),
    _Style("FormTitle", "Form Title", _HEI, 14, _CENTRE, after=6, keep_next=True),
    _Style("BodyText", "Body Text", _SONG, 12, indent=24, spacing=1.4),
    _Style("TOCHeading", "TOC Heading", _HEI, 14, _CENTRE, before=24, after=8),
    _Style("TOC1", "toc 1", _SONG, 11, before=4),
    _Style("TOC2", "toc 2", _SONG, 10.5),
    _Style("TOC3", "toc 3", _SONG, 10.5),
    _Style("PageNumber", "Page Number", _SONG, 9, _CENTRE),
    _Style("TableText", "Table Text", _SONG, 9),
    _Style("TableLabel", "Table Label", _SONG, 9, _CENTRE, bold=True),
    _Style("TableCentred", "Table Centred", _SONG, 9, _CENTRE),
    _Style("TableRight", "Table Right", _SONG, 9, _RIGHT),
    _Style("TableGap", "Table Gap", _SONG, 1, keep_next=True),
)
_CONTENTS_INDENTS = {"TOC2": 12, "TOC3": 24}


def define_styles(document: Document) -> None:
    """Give the document its styles."""
    from docx.enum.style import WD_STYLE_TYPE

    _set_defaults(document)
    for style in _STYLES:
        names = {one.name: one for one in document.styles}
        made = names.get(style.name) or document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH)
        made.element.set(_qualified("w:styleId"), style.id)
        _apply(made, style)


def _set_defaults(document: Document) -> None:
    from docx.shared import Pt

    normal = document.styles["Normal"]
    _set_font(normal.element.get_or_add_rPr(), _SONG)
    normal.font.size = Pt(12)
    for fonts in document.styles.element.xpath("./w:docDefaults/w:rPrDefault/w:rPr"):
        _set_font(fonts, _SONG)
        for language in fonts.xpath("./w:lang"):
            language.set(_qualified("w:eastAsia"), "zh-CN")


def _apply(made: Any, style: _Style) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Mm, Pt, RGBColor

    font, format_ = made.font, made.paragraph_format
    _set_font(made.element.get_or_add_rPr(), style.font)
    font.size, font.bold, font.italic, font.color.rgb = Pt(style.points), style.bold, False, RGBColor(0, 0, 0)
    format_.alignment = getattr(WD_ALIGN_PARAGRAPH, style.align)
    format_.space_before, format_.space_after = Pt(style.before), Pt(style.after)
    format_.keep_with_next = style.keep_next
    format_.line_spacing = style.spacing
    format_.first_line_indent = Pt(style.indent)
    if style.id == "TableGap":
        format_.line_spacing_rule, format_.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
    if style.id.startswith("TOC") and style.id != "TOCHeading":
        format_.left_indent = Pt(_CONTENTS_INDENTS.get(style.id, 0))
        format_.tab_stops.add_tab_stop(Mm(_TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    for border in made.element.xpath("./w:pPr/w:pBdr"):  # the line below the title of python-docx's own style
        border.getparent().remove(border)


def _set_font(properties: Any, font: str) -> None:
    """Set a font for all scripts: Word takes that of Chinese from an attribute that python-docx does not set."""
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]  # those of the theme would win
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(_qualified(f"w:{kind}"), font)


def _qualified(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(name)
