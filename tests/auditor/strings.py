"""Shared strings: their length, and characters that no cell can hold."""

from __future__ import annotations

from collections.abc import Iterator

from tests.auditor.book import MAIN, Book, text_of
from tests.auditor.cells import MAX_TEXT
from tests.auditor.problem import Effect, Problem, Source

__all__ = ["check_strings"]


def check_strings(book: Book) -> Iterator[Problem]:
    """Check that every shared string fits into a cell."""
    part, table = book.first("sharedStrings")
    for number, item in enumerate(() if table is None else table.iterchildren(f"{MAIN}si")):
        length = len(text_of(item).encode("utf-16-le", "surrogatepass")) // 2
        if length > MAX_TEXT:
            what = f"a text of {length} characters; a cell takes {MAX_TEXT}"
            yield Problem(part, f"si {number}", what, Effect.REPAIRED, Source.LIMITS)
