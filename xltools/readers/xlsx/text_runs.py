"""The text of a cell or of a shared string, put together from its runs."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

__all__ = ["TextRuns"]

_BLANKS = " \t\r\n"


@dataclass(slots=True)
class TextRuns:
    """Collects the text of the ``<t>`` runs of one item, without the readings (``<rPh>``) of Japanese words.

    Blanks at the ends of a run count only where ``xml:space`` says so, as spreadsheet programs have it.
    """

    texts: list[str] = field(default_factory=list)
    _run: list[str] | None = None
    _kept: bool = False
    _readings: int = 0

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """Take the start of an element inside the item."""
        if local == "rPh":
            self._readings += 1
        elif local == "t" and not self._readings:
            self._run, self._kept = [], attributes.get("xml:space") == "preserve"

    def end(self, local: str) -> None:
        """Take the end of an element inside the item."""
        if local == "rPh":
            self._readings -= 1
        elif local == "t" and self._run is not None:
            text = "".join(self._run)
            self.texts.append(text if self._kept else text.strip(_BLANKS))
            self._run = None

    def data(self, text: str) -> None:
        """Take text; what stands between the runs is not part of the item."""
        if self._run is not None:
            self._run.append(text)

    @property
    def text(self) -> str:
        """The text of all runs."""
        return "".join(self.texts)

    def markup(self) -> str:
        """Return one run with the text of all of them."""
        return f'<t xml:space="preserve">{html.escape(self.text, quote=False)}</t>'
