"""The way through a web page from top to bottom: its lines and tables as they come."""

from __future__ import annotations

from abc import ABC, abstractmethod

from lxml.etree import _Element as Element

from xltools.readers.text_tables.html_table import BLOCK_TAGS, SKIPPED_TAGS, PageText, check_depth, is_hidden

__all__ = ["PageFlow"]

_LINE_TAGS = BLOCK_TAGS | {"br", "td", "th"}
"""Elements that begin and end a line outside of tables; cells that only arrange the page are among them."""


class PageFlow(ABC):
    """Goes through a page; what becomes of its lines and tables is up to those who read it."""

    def __init__(self) -> None:
        self._line = PageText()

    @abstractmethod
    def _take_line(self, text: str) -> None:
        """Take a line of text outside of tables."""

    @abstractmethod
    def _take_table(self, table: Element, depth: int) -> None:
        """Take a table that lies so many elements deep."""

    def _leave_out(self, element: Element) -> None:  # noqa: B027 - who counts nothing of it has nothing to do
        """Take note of an element that the page hides."""

    def walk(self, element: Element, depth: int) -> None:
        """Take an element and what is in it."""
        check_depth(depth)
        if element.tag in SKIPPED_TAGS:
            return
        if is_hidden(element):
            self._leave_out(element)
            return
        if element.tag == "table":
            self.flush()
            self._take_table(element, depth)
            return
        is_block = element.tag in _LINE_TAGS
        if is_block:
            self.flush()
        self._line.add(element.text, struck=False)
        for child in element:
            self.walk(child, depth + 1)
            self._line.add(child.tail, struck=False)
        if is_block:
            self.flush()

    def flush(self) -> None:
        """End a line outside of tables."""
        text = self._line.finished()
        self._line = PageText()
        if text:
            self._take_line(text)
