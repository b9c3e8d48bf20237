"""Comments, and the drawings that they need to be seen."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from tests.auditor.areas import Cell, parse_cell
from tests.auditor.book import MAIN, OFFICE, Book, Sheet, integer
from tests.auditor.problem import Effect, Problem, Source

__all__ = ["check_comments"]

_VML = "{urn:schemas-microsoft-com:vml}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"


def check_comments(book: Book) -> Iterator[Problem]:
    """Check the comments of every worksheet and their drawings."""
    for sheet, root in book.worksheets:
        for part in book.related(sheet.part, "comments"):
            comments = book.roots[part]
            for place, what, effect in (*_check_list(comments), *_check_drawing(book, sheet, root, comments)):
                yield Problem(part, place, what, effect, Source.COMMENTS)


def _check_list(comments: etree._Element) -> Iterator[tuple[str, str, Effect]]:
    authors = len(comments.findall(f"{MAIN}authors/{MAIN}author"))
    seen: set[Cell] = set()
    for comment in comments.iterfind(f"{MAIN}commentList/{MAIN}comment"):
        place = f"comment {comment.get('ref')}"
        cell = parse_cell(comment.get("ref"))
        if cell is None:
            yield place, "not a cell of a sheet", Effect.REPAIRED
            continue
        if cell in seen:
            yield place, "the cell has two comments", Effect.REPAIRED
        seen.add(cell)
        if integer(comment.get("authorId")) >= authors:
            yield place, f"the author {comment.get('authorId')} is not there", Effect.REPAIRED


def _check_drawing(
    book: Book, sheet: Sheet, root: etree._Element, comments: etree._Element
) -> Iterator[tuple[str, str, Effect]]:
    drawing = next(root.iter(f"{MAIN}legacyDrawing"), None)
    if drawing is None:
        yield "", "the sheet has no drawing for its comments", Effect.REPAIRED
        return
    for relation in book.relations.get(sheet.part, ()):
        if relation.id == drawing.get(f"{OFFICE}id") and relation.target in book.roots:
            drawn = _drawn_notes(book.roots[relation.target])
            for comment in comments.iterfind(f"{MAIN}commentList/{MAIN}comment"):
                if parse_cell(comment.get("ref")) not in drawn:
                    yield f"comment {comment.get('ref')}", "the comment is not in the drawing", Effect.WRONG


def _drawn_notes(drawing: etree._Element) -> set[Cell | None]:
    cells: set[Cell | None] = set()
    for data in drawing.iter(f"{_EXCEL}ClientData"):
        if data.get("ObjectType") == "Note":
            row, column = (integer(data.findtext(_EXCEL + name), -1) for name in ("Row", "Column"))
            cells.add(Cell(row + 1, column + 1))
    return cells
