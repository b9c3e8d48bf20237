"""What a worksheet holds around its cells: views, columns, merged cells, hyperlinks, the printed page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from tests.auditor.areas import MAX_COLUMNS, overlaps, parse_area, parse_cell
from tests.auditor.book import MAIN, Book, integer
from tests.auditor.problem import Effect, Problem, Source

__all__ = ["check_columns", "check_hyperlinks", "check_merges", "check_pages", "check_sheet_views"]

MAX_WIDTH = 255
MAX_HYPERLINKS = 65_530
MAX_HEADER = 255


def check_columns(book: Book) -> Iterator[Problem]:
    """Check that column settings follow each other and lie within the sheet."""
    _, styles = book.first("styles")
    formats = None if styles is None else len(styles.findall(f"{MAIN}cellXfs/{MAIN}xf"))
    for sheet, root in book.worksheets:
        last = 0
        for column in root.iterfind(f"{MAIN}cols/{MAIN}col"):
            low, high = integer(column.get("min")), integer(column.get("max"))
            place = f"col {low}-{high}"
            if not last < low <= high <= MAX_COLUMNS:
                what = "the columns overlap, or are out of order or out of range"
                yield Problem(sheet.part, place, what, Effect.REPAIRED, Source.REPORTED)
            last = high
            width = _number(column.get("width"))
            if not 0 <= width < MAX_WIDTH + 1:
                what = f"a width of {width:g} characters"
                yield Problem(sheet.part, place, what, Effect.REPAIRED, Source.LIMITS)
            if formats is not None and integer(column.get("style")) >= max(formats, 1):
                what = f"the format {column.get('style')} is not there"
                yield Problem(sheet.part, place, what, Effect.REPAIRED, Source.STYLES)


def _number(text: str | None, default: float = 0) -> float:
    try:
        return float(text or default)
    except ValueError:
        return default


def check_merges(book: Book) -> Iterator[Problem]:
    """Check that merged areas are areas and do not overlap."""
    for sheet, root in book.worksheets:
        areas = []
        for element in root.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell"):
            area = parse_area(element.get("ref"))
            if area is None or area[:2] == area[2:]:
                what = "not an area of several cells of a sheet"
                yield Problem(sheet.part, f"mergeCell {element.get('ref')}", what, Effect.REPAIRED, Source.REPORTED)
            else:
                areas.append(area)
        for first, second in overlaps(areas):
            what = f"the merged areas {tuple(first)} and {tuple(second)} overlap"
            yield Problem(sheet.part, "mergeCells", what, Effect.REPAIRED, Source.REPORTED)


def check_hyperlinks(book: Book) -> Iterator[Problem]:
    """Check the cells of hyperlinks, and their number."""
    for sheet, root in book.worksheets:
        links = root.findall(f"{MAIN}hyperlinks/{MAIN}hyperlink")
        if len(links) > MAX_HYPERLINKS:
            yield Problem(sheet.part, "hyperlinks", f"{len(links)} hyperlinks", Effect.REPAIRED, Source.LIMITS)
        for link in links:
            if parse_area(link.get("ref")) is None:
                what = "the address is not an area of a sheet"
                yield Problem(sheet.part, f"hyperlink {link.get('ref')}", what, Effect.REPAIRED, Source.WORKSHEETS)


def check_sheet_views(book: Book) -> Iterator[Problem]:
    """Check the zoom, the panes and the selected cells of the views."""
    for sheet, root in book.worksheets:
        for view in root.iterfind(f"{MAIN}sheetViews/{MAIN}sheetView"):
            for what in _check_view(view):
                yield Problem(sheet.part, "sheetView", what, Effect.REPAIRED, Source.WORKSHEETS)


def _check_view(view: etree._Element) -> Iterator[str]:
    for key in ("zoomScale", "zoomScaleNormal", "zoomScaleSheetLayoutView", "zoomScalePageLayoutView"):
        zoom = integer(view.get(key))
        if zoom and not 10 <= zoom <= 400:
            yield f"{key} {zoom} is not within 10 to 400"
    pane = view.find(f"{MAIN}pane")
    if pane is not None:
        frozen = pane.get("state") in {"frozen", "frozenSplit"}
        if frozen and _number(pane.get("xSplit")) <= 0 and _number(pane.get("ySplit")) <= 0:
            yield "frozen panes without a split"
        if pane.get("topLeftCell") is not None and parse_cell(pane.get("topLeftCell")) is None:
            yield f"the panes begin in {pane.get('topLeftCell')}"
    for selection in view.iterchildren(f"{MAIN}selection"):
        areas = selection.get("sqref", "A1").split()
        if any(parse_area(area) is None for area in areas):
            yield f"the selection {selection.get('sqref')}"


def check_pages(book: Book) -> Iterator[Problem]:
    """Check scale, margins, headers and footers of the printed page."""
    for sheet, root in book.worksheets:
        for setup in root.iterchildren(f"{MAIN}pageSetup"):
            scale = integer(setup.get("scale"), 100)
            if scale and not 10 <= scale <= 400:
                what = f"a scale of {scale}"
                yield Problem(sheet.part, "pageSetup", what, Effect.REPAIRED, Source.WORKSHEETS)
        for margins in root.iterchildren(f"{MAIN}pageMargins"):
            for key, margin in margins.attrib.items():
                if not 0 <= _number(margin) < 49:
                    what = f"a {key} margin of {margin} inches"
                    yield Problem(sheet.part, "pageMargins", what, Effect.REPAIRED, Source.WORKSHEETS)
        for text in root.iterfind(f"{MAIN}headerFooter/*"):
            if len(text.text or "") > MAX_HEADER:
                what = f"a header or footer of {len(text.text or '')} characters"
                yield Problem(sheet.part, "headerFooter", what, Effect.REPAIRED, Source.LIMITS)
            if re.search(r"&(?:&&)*$", text.text or ""):
                what = "a header or footer ends within a code"
                yield Problem(sheet.part, "headerFooter", what, Effect.WRONG, Source.WORKSHEETS)
