"""How the rooms of the guard say no to a file: an exception that becomes one finding at the door."""

from __future__ import annotations

from xltools.messages.files import FILES
from xltools.messages.message import Hit
from xltools.model import Finding, Place
from xltools.text import Text

__all__ = ["RefusedError", "damaged", "no_xml", "over", "unsafe"]


class RefusedError(Exception):
    """The file is not to be opened: the record that says why, and what fills its message."""

    def __init__(self, rule: str, *, found: str = "", expected: str = "", **values: str | Text) -> None:
        super().__init__(rule, found, expected, values)
        self.rule = rule
        self.found = found
        self.expected = expected
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        return _refusal, (self.rule, self.found, self.expected, self.values)

    def finding(self, place: Place) -> Finding:
        """The finding for the file at ``place``."""
        return FILES[self.rule].finding(Hit(place, found=self.found, expected=self.expected, values=self.values))


def _refusal(rule: str, found: str, expected: str, values: dict[str, str | Text]) -> RefusedError:
    return RefusedError(rule, found=found, expected=expected, **values)


def damaged(detail: str, detail_en: str) -> RefusedError:
    """The file is broken: what exactly."""
    return RefusedError("F03", detail=Text(detail, detail_en))


def no_xml(part: str, reason: str) -> RefusedError:
    """A part is broken as XML: what the parser said."""
    return damaged(f"部件 {part} 不是完整的 XML（{reason}）", f"part {part} is no complete XML ({reason})")


def unsafe(detail: str, detail_en: str) -> RefusedError:
    """The package is built as no program builds one: in what way."""
    return RefusedError("F08", detail=Text(detail, detail_en))


def over(limit: str, what: str, what_en: str, found: str, expected: str) -> RefusedError:
    """The file goes beyond a limit: the name of the setting, what was measured, and both figures."""
    return RefusedError("F06", found=found, expected=expected, what=Text(what, what_en), limit=limit)
