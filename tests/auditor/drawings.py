"""Drawings and charts."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from tests.auditor.book import COMPATIBILITY, DRAWING, MAIN, OFFICE, Book, integer
from tests.auditor.formulas import formula_problems
from tests.auditor.problem import Effect, Problem, Source

__all__ = ["check_charts", "check_drawings"]

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_NAMESPACES = {"d": DRAWING.strip("{}"), "mc": COMPATIBILITY.strip("{}")}
_AXES = tuple(_CHART + name for name in ("catAx", "valAx", "dateAx", "serAx"))


def check_drawings(book: Book) -> Iterator[Problem]:
    """Check that shapes are told apart, and that a drawing belongs to the sheet that names it."""
    for part, root in book.roots.items():
        if root.tag == f"{DRAWING}wsDr":
            shapes = root.xpath("//d:cNvPr[not(ancestor::mc:Fallback)]", namespaces=_NAMESPACES)
            identities = [shape.get("id") for shape in shapes]
            if len(set(identities)) < len(identities):
                what = "two shapes have the same id"
                yield Problem(part, "cNvPr", what, Effect.WRONG, Source.DRAWINGS)
            for what in _check_anchors(root):
                yield Problem(part, "anchor", what, Effect.REPAIRED, Source.DRAWINGS)
    kinds = {"drawing": "drawing", "legacyDrawing": "vmlDrawing", "tablePart": "table", "picture": "image"}
    for sheet, root in book.worksheets:
        related = {relation.id: relation.kind for relation in book.relations.get(sheet.part, ())}
        for name, kind in kinds.items():
            for element in root.iter(MAIN + name):
                identity = element.get(f"{OFFICE}id", "")
                if related.get(identity, kind) != kind:
                    what = f"the relation {identity} is of kind {related[identity]}"
                    yield Problem(sheet.part, name, what, Effect.REPAIRED, Source.WORKSHEETS)


def _check_anchors(root: etree._Element) -> Iterator[str]:
    for anchor in root.iterchildren(f"{DRAWING}twoCellAnchor"):
        first, last = anchor.find(f"{DRAWING}from"), anchor.find(f"{DRAWING}to")
        if first is None or last is None:
            yield "an anchor has no beginning or end"
            continue
        for name in ("row", "col"):
            begin, end = integer(first.findtext(DRAWING + name)), integer(last.findtext(DRAWING + name))
            if begin > end:
                yield f"an anchor begins in {name} {begin} and ends in {end}"


def check_charts(book: Book) -> Iterator[Problem]:
    """Check that the formulas of charts lead to sheets, and that every axis in use is there."""
    sheet_names = {sheet.name.casefold() for sheet in book.sheets}
    for part, root in book.roots.items():
        if root.tag != f"{_CHART}chartSpace":
            continue
        for formula in root.iter(f"{_CHART}f"):
            for what, effect in formula_problems(formula.text, sheet_names) if formula.text else ():
                yield Problem(part, f"f {formula.text}", what, effect, Source.CHARTS)
        defined = {axis.find(f"{_CHART}axId").get("val") for axis in root.iter(*_AXES)}
        used = {axis.get("val") for axis in root.iter(f"{_CHART}axId") if axis.getparent().tag not in _AXES}
        crossed = {axis.get("val") for axis in root.iter(f"{_CHART}crossAx")}
        # Charts in three dimensions name an axis 0 where they have no third one.
        for axis in sorted((used | crossed) - defined - {"0"}, key=str):
            yield Problem(part, "axId", f"the axis {axis} is not there", Effect.REPAIRED, Source.CHARTS)
