"""The styles of an OpenDocument file, as far as they decide what a person sees of a cell.

OpenDocument spells a number format out as elements; it is put together here as the code that a spreadsheet program
shows in its dialogue, so that one module (:mod:`xltools.grids.number_format`) knows what formats mean.
"""

from __future__ import annotations

from dataclasses import field

from xltools.grids.number_format import GENERAL, NumberFormat, parse_number_format
from xltools.quick_dataclass import dataclass

__all__ = ["Styles"]

Attributes = dict[str, str]

_DATA_STYLES = {
    "number-style": "",
    "percentage-style": "",
    "currency-style": "",
    "boolean-style": "",
    "text-style": "@",
    "date-style": "yyyy/m/d",
    "time-style": "h:mm:ss",
}
_USUAL_CONDITIONS = frozenset({("value()>=0",), ("value()>0", "value()<0")})
"""Conditions that a format code leaves out: positive;negative, and positive;negative;zero."""
_DURATION_CODE = "[h]:mm:ss"
_MAX_PARENTS = 20
_MAX_DIGITS = 30


@dataclass(slots=True)
class _DataStyle:
    """A number format while its elements are read."""

    percentage: bool
    fixed: str = ""
    parts: list[str] = field(default_factory=list)
    maps: list[tuple[str, str]] = field(default_factory=list)
    """Conditions, and the names of the styles that hold under them."""

    @property
    def code(self) -> str:
        return self.fixed or "".join(self.parts) or "General"


@dataclass(slots=True)
class _CellStyle:
    """A style of cells, text, sheets or columns; None where its parent decides."""

    parent: str = ""
    data_style: str | None = None
    struck: bool | None = None
    raised: bool | None = None
    displayed: bool | None = None


@dataclass(slots=True)
class Styles:
    """Takes the events of styles, from ``styles.xml`` and from the automatic styles of the content."""

    _data: dict[str, _DataStyle] = field(default_factory=dict)
    _styles: dict[tuple[str, str], _CellStyle] = field(default_factory=dict)
    _formats: dict[str, NumberFormat] = field(default_factory=dict)
    _struck: dict[tuple[str, str], bool] = field(default_factory=dict)
    _current: _CellStyle = field(default_factory=_CellStyle)
    _format: _DataStyle | None = None
    _format_element: str = ""
    _words: list[str] | None = None
    _digits: list[str] = field(default_factory=list)
    _digit_tail: str = ""
    _embedded: list[tuple[int, str]] = field(default_factory=list)
    _position: int = 0

    def start(self, local: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""
        if local in _DATA_STYLES and "style:name" in attributes:
            fixed = _DATA_STYLES[local]
            if local == "time-style" and attributes.get("number:truncate-on-overflow") == "false":
                fixed = _DURATION_CODE
            self._format = _DataStyle(local == "percentage-style", fixed)
            self._format_element = local
            self._data[attributes["style:name"]] = self._format
        elif self._format is not None:
            self._start_in_format(self._format, local, attributes)
        elif local in {"style", "default-style"}:
            key = (attributes.get("style:family", ""), attributes.get("style:name", ""))
            self._current = _CellStyle(
                attributes.get("style:parent-style-name", ""), attributes.get("style:data-style-name")
            )
            self._styles[key] = self._current
        elif local == "text-properties":
            self._current.struck = _is_struck(attributes, self._current.struck)
            if "style:text-position" in attributes:
                self._current.raised = _is_raised(attributes["style:text-position"])
        elif local == "table-properties" and "table:display" in attributes:
            self._current.displayed = attributes["table:display"] != "false"

    def _start_in_format(self, style: _DataStyle, local: str, attributes: Attributes) -> None:
        if local == "map":
            style.maps.append((attributes.get("style:condition", ""), attributes.get("style:apply-style-name", "")))
        elif local in {"text", "currency-symbol"}:
            self._words = []
        elif local == "embedded-text":
            self._words, self._position = [], _count(attributes.get("number:position", ""))
        elif local == "number":
            self._digits, self._digit_tail = _number_digits(attributes)
            self._embedded = []
        elif local == "scientific-number":
            style.parts.append("0.00E+00")
        elif local == "fraction":
            style.parts.append("# ?/?")
        elif local == "text-content":
            style.parts.append("@")

    def end(self, local: str) -> None:
        """Take the end of an element."""
        style = self._format
        if style is None:
            return
        words = "".join(self._words or ())
        if local == "text":
            style.parts.append("%" if style.percentage and words.strip() == "%" else _quoted(words, style.percentage))
            self._words = None
        elif local == "currency-symbol":
            style.parts.append(f"[${words}]" if "]" not in words else "")
            self._words = None
        elif local == "embedded-text":
            self._embedded.append((self._position, words))
            self._words = None
        elif local == "number":
            style.parts.append(_with_embedded(self._digits, self._embedded) + self._digit_tail)
        elif local == self._format_element:
            self._format = None

    def data(self, text: str) -> None:
        """Take text: the words of a number format."""
        if self._words is not None:
            self._words.append(text)

    def number_format(self, style_name: str) -> NumberFormat:
        """Return the number format of a cell style."""
        known = self._formats.get(style_name)
        if known is None:
            name = self._inherited(("table-cell", style_name), "data_style")
            known = self._parsed(name) if isinstance(name, str) else GENERAL
            self._formats[style_name] = known
        return known

    def is_struck(self, family: str, style_name: str) -> bool:
        """Return whether a style of cells (``table-cell``) or of text strikes the text through."""
        key = (family, style_name)
        known = self._struck.get(key)
        if known is None:
            known = self._struck[key] = self._inherited(key, "struck") is True
        return known

    def is_raised(self, style_name: str) -> bool:
        """Return whether a style of text raises it, as the mark of a note."""
        return self._inherited(("text", style_name), "raised") is True

    def is_hidden(self, style_name: str) -> bool:
        """Return whether a sheet's style hides its tab."""
        return self._inherited(("table", style_name), "displayed") is False

    def _inherited(self, key: tuple[str, str], name: str) -> object:
        """Return what a style says, else its parent, and so on; None where none of them says it."""
        for _ in range(_MAX_PARENTS):
            style = self._styles.get(key)
            if style is None:
                return None
            value: object = getattr(style, name)
            if value is not None:
                return value
            if not key[1]:
                return None
            key = (key[0], style.parent)
        return None

    def _parsed(self, name: str) -> NumberFormat:
        style = self._data.get(name)
        if style is None:
            return GENERAL
        sections = []
        usual = tuple(condition for condition, _ in style.maps) in _USUAL_CONDITIONS
        for condition, other in style.maps:
            other_style = self._data.get(other)
            if other_style and condition.startswith("value()"):
                sections.append(f"{'' if usual else f'[{condition[7:]}]'}{other_style.code}")
        return parse_number_format(";".join((*sections, style.code)))


def _number_digits(attributes: Attributes) -> tuple[list[str], str]:
    """Return the digits before the point, and what follows them: decimals, and a comma for each hidden thousandth."""
    whole = min(_count(attributes.get("number:min-integer-digits", "1")), _MAX_DIGITS)
    decimals = min(_count(attributes.get("number:decimal-places", "0")), _MAX_DIGITS)
    factor = attributes.get("number:display-factor", "1").partition(".")[0]
    commas = (len(factor) - 1) // 3 if factor.isdecimal() and factor.strip("0") == "1" else 0
    return ["0"] * max(whole, 1), ("." + "0" * decimals if decimals else "") + "," * commas


def _with_embedded(digits: list[str], embedded: list[tuple[int, str]]) -> str:
    """Put words between digits; a position counts digits from the right (``0!.0000`` holds a point at 4)."""
    longest = max((position + 1 for position, _ in embedded), default=0)
    shown = ["0"] * max(len(digits), min(longest, _MAX_DIGITS))
    for position, words in sorted(embedded, reverse=True):
        if 0 <= position <= len(shown):
            shown.insert(len(shown) - position, _quoted(words))
    return "".join(shown)


def _quoted(words: str, percentage: bool = False) -> str:
    if percentage and "%" in words:
        before, _, after = words.partition("%")
        return f"{_quoted(before)}%{_quoted(after)}"
    return f'"{words.replace(chr(34), "")}"' if words else ""


def _is_struck(attributes: Attributes, before: bool | None) -> bool | None:
    for name in ("style:text-line-through-style", "style:text-line-through-type", "style:text-crossing-out"):
        if name in attributes:
            return attributes[name] != "none"
    return before


def _is_raised(position: str) -> bool:
    """Return whether a position such as ``super 58%`` or ``33% 58%`` lies above the line."""
    height = position.split(maxsplit=1)[0] if position.strip() else ""
    return height == "super" or (height.endswith("%") and height[:-1].strip("0.") != "" and not height.startswith("-"))


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0
