"""Findings: what a reviewer would mark, and how much it weighs."""

from __future__ import annotations

from enum import StrEnum

from xltools.model.place import Place, quick_pickle
from xltools.quick_dataclass import dataclass
from xltools.text import NO_TEXT, Text

__all__ = ["Finding", "Reply", "Severity", "Since"]


class Severity(StrEnum):
    """The severity of a finding: 错误 must be corrected, 警告 should be, 提示 is worth checking."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    __hash__ = str.__hash__  # findings are counted by it: the hash of enumerations is a call of Python

    @property
    def rank(self) -> int:
        """Position for sorting: 0 is the most severe."""
        return _RANKS[self]

    @property
    def term(self) -> Text:
        """The officers' word for it."""
        return _SEVERITY_TERMS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
"""Severities in the order of their weight, the most severe first."""
_SEVERITY_TERMS = {
    Severity.ERROR: Text("错误", "error"),
    Severity.WARNING: Text("警告", "warning"),
    Severity.NOTE: Text("提示", "note"),
}


class Since(StrEnum):
    """Recurrence of a finding of a returned workbook, compared with the findings it was returned with."""

    NEW = "new"
    STILL = "still"

    @property
    def term(self) -> Text:
        """The officers' word for it."""
        return _SINCE_TERMS[self]


_SINCE_TERMS = {Since.NEW: Text("新增", "new"), Since.STILL: Text("仍在", "still there")}


@quick_pickle
@dataclass(frozen=True, slots=True)
class Reply:
    """The department's answer to a finding that it got back.

    ``action`` is a word of the drop-down (已改, 说明不改) or what was typed in its place, ``text`` the explanation.
    ``accepted`` tells that the county has accepted the explanation, and that this still holds.
    """

    action: str = ""
    text: str = ""
    accepted: bool = False


@quick_pickle
@dataclass(frozen=True, slots=True)
class Finding:
    """A fault that a reviewer would mark: its place, what is wrong, and what to do about it.

    ``subject`` names the project or fund for a person; ``related`` holds the other cells that take part (such as the
    twin of a duplicate). ``found`` and ``expected`` are short texts. ``since`` is None unless the workbook was returned
    before, and ``reply`` unless the department has answered this finding.
    """

    rule: str
    severity: Severity
    place: Place
    field: str = ""
    subject: str = ""
    message: Text = NO_TEXT
    found: str = ""
    expected: str = ""
    suggestion: Text = NO_TEXT
    related: tuple[Place, ...] = ()
    since: Since | None = None
    reply: Reply | None = None

    @property
    def explanation(self) -> Text:
        """Message and suggestion as two sentences."""
        return Text(
            f"{self.message.zh}。{self.suggestion.zh}",
            f"{self.message.en}. {self.suggestion.en}",
        )
