"""The text of a cell or of a shared string, put together from its runs."""

from __future__ import annotations

import html
from dataclasses import field
from typing import NamedTuple

from xltools.grids.raised_text import raised
from xltools.quick_dataclass import dataclass
from xltools.readers.xlsx.values import unescape

__all__ = ["BLANKS", "RAISED", "FontRun", "TextRuns"]

BLANKS = " \t\r\n"
RAISED = "superscript"
"""The ``vertAlign`` of a run that stands higher, as the mark of a note does, which is not a digit."""


class FontRun(NamedTuple):
    """A part of a text, from ``start`` to ``end`` in characters, and whether its font strikes it through.

    ``struck`` is None where the font of the cell decides.
    """

    start: int
    end: int
    struck: bool | None


@dataclass(slots=True)
class TextRuns:
    """Collects the text of the ``<t>`` runs of one item, without the readings (``<rPh>``) of Japanese words.

    Blanks at the ends of a run count only where ``xml:space`` says so, as spreadsheet programs have it.
    """

    texts: list[str] = field(default_factory=list)
    struck: list[bool | None] = field(default_factory=list)
    """what the font of each run says, as in :class:`FontRun`"""
    _font: bool | None = None
    _raised: bool = False
    _run: list[str] | None = None
    _kept: bool = False
    _readings: int = 0

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """Take the start of an element inside the item."""
        if local == "rPh":
            self._readings += 1
        elif local == "t" and not self._readings:
            self._run, self._kept = [], attributes.get("xml:space") == "preserve"
        elif local == "r":
            self._font, self._raised = None, False
        elif local == "rPr":
            self._font = False
        elif local == "strike":
            self._font = attributes.get("val") not in {"0", "false"}
        elif local == "vertAlign":
            self._raised = attributes.get("val") == RAISED

    def end(self, local: str) -> None:
        """Take the end of an element inside the item."""
        if local == "rPh":
            self._readings -= 1
        elif local == "t" and self._run is not None:
            text = raised("".join(self._run)) if self._raised else "".join(self._run)
            self.texts.append(text if self._kept else text.strip(BLANKS))
            self.struck.append(self._font)
            self._run = None

    def data(self, text: str) -> None:
        """Take text; what stands between the runs is not part of the item."""
        if self._run is not None:
            self._run.append(text)

    @property
    def text(self) -> str:
        """The text of all runs."""
        return "".join(self.texts)

    @property
    def font_runs(self) -> tuple[FontRun, ...]:
        """The runs with their fonts, in characters of the text as it is read; empty for a text without fonts."""
        if not any(struck is not None for struck in self.struck):
            return ()
        ends = [len(unescape("".join(self.texts[: n + 1]))) for n in range(len(self.texts))]
        return tuple(
            FontRun(start, end, struck)
            for start, end, struck in zip([0, *ends[:-1]], ends, self.struck, strict=True)
            if start < end
        )

    def markup(self) -> str:
        """Return one run with the text of all of them."""
        return f'<t xml:space="preserve">{html.escape(self.text, quote=False)}</t>'
