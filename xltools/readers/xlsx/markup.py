"""XML that may be hostile, read by expat in one pass: bounded in depth and in the number of tags."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import Protocol
from xml.parsers import expat

from xltools.limits import Limits
from xltools.readers.refusal import damaged, no_xml, over

__all__ = ["Handler", "Runs", "parse"]

_DEPTH = 100
_BLANKS = " \t\r\n"
_TAGS_PER_CELL = 5


class Handler(Protocol):
    """What is told of elements; names come without their prefix, attributes as they are written."""

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, local: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text stands there."""


@dataclass(slots=True)
class Runs:
    """Collects the text of a cell's or an item's ``<t>`` runs, without the readings (``<rPh>``) of Japanese words.

    Blanks at the ends of a run count only where ``xml:space`` says so, as spreadsheet programs have it.
    """

    texts: list[str] = field(default_factory=list)
    _run: list[str] | None = None
    _kept: bool = False
    _readings: int = 0

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """An element inside the item begins."""
        if local == "rPh":
            self._readings += 1
        elif local == "t" and not self._readings:
            self._run, self._kept = [], attributes.get("xml:space") == "preserve"

    def end(self, local: str) -> None:
        """An element inside the item ends."""
        if local == "rPh":
            self._readings -= 1
        elif local == "t" and self._run is not None:
            text = "".join(self._run)
            self.texts.append(text if self._kept else text.strip(_BLANKS))
            self._run = None

    def data(self, text: str) -> None:
        """Text stands there; that between the runs is none of the item's."""
        if self._run is not None:
            self._run.append(text)

    @property
    def text(self) -> str:
        """All of the text."""
        return "".join(self.texts)

    def written(self) -> str:
        """One run with all of the text."""
        return f'<t xml:space="preserve">{html.escape(self.text, quote=False)}</t>'


def parse(xml: bytes, handler: Handler, part: str, limits: Limits) -> None:
    """Let expat read a part that declares no entities. RefusedError where it is no XML, too deep or too much."""
    tags, most = xml.count(b"<"), _TAGS_PER_CELL * limits.cells
    if tags > most:
        what, what_en = f"部件 {part} 的标记数", f"The number of tags in part {part}"
        raise over("cells", what, what_en, f"{tags:,}", f"{most:,}")
    depth = 0
    begin, finish = handler.start, handler.end

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEPTH:
            raise damaged(f"部件 {part} 嵌套过深", f"part {part} is nested too deeply")
        begin(name.rpartition(":")[2] if ":" in name else name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        finish(name.rpartition(":")[2] if ":" in name else name)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.data
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise no_xml(part, str(error)) from error
