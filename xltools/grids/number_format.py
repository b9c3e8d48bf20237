r"""Number formats: what a person sees of the number that a cell stores.

A workbook stores 0.95 and shows 95 %; it stores 65000 under ``0!.0000`` and shows 6.5000; it stores 246.5 under
``0.00"万元"`` and shows 246.50万元. Officers fill in, check and send what they see, so readers need the shown text.

Only what changes the meaning of a number is worked out: its scale, per cent, and words beside it. Digits are never
rounded away: a cell that shows 33 % and holds a third is read as 33.3333333333333 %, since money must not lose a fen.
Every format code of SpreadsheetML (ECMA-376 18.8.31) is understood, with the escapes that Chinese formats use
(``!`` beside ``\\``); OpenDocument's formats are translated into such codes by its reader.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from xltools.lazy_pattern import LazyPattern
from xltools.quick_dataclass import dataclass

__all__ = ["BUILT_IN_CODES", "GENERAL", "FormatKind", "NumberFormat", "parse_number_format"]


class FormatKind(StrEnum):
    """The kind of text that a number format shows."""

    NUMBER = "number"
    DATE = "date"
    """a date, or a time of day"""
    DURATION = "duration"
    """elapsed hours, minutes or seconds"""
    TEXT = "text"
    """the text format ``@``: digits as they are stored"""


BUILT_IN_CODES: dict[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy/m/d"),
}
"""Codes of the formats that a file need not declare (ECMA-376 18.8.30; 27-36 and 50-58 as in Chinese editions).

A file's own declaration of one of these numbers counts before this table.
"""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|(?P<space>_.)|(?P<repeat>\*.)|\[(?P<bracket>[^\]]*)\]?|(?P<other>.)',
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_PLACEHOLDERS = "0#?"
_CALENDAR = re.compile(r"[ymdhsgeb]|am/pm|a/p", re.IGNORECASE)
_GENERAL = re.compile(r"General|G/通用格式|Standard", re.IGNORECASE)
_SEPARATORS = frozenset(",.")
_DECORATION = re.compile(r"[\s()（）\-+:：/,，.。¥￥$€£]*")
"""Characters beside a number without a meaning of their own: currency signs, brackets, blanks, signs."""
_NEGATIVE = LazyPattern("[-−－–(（△▲负]")
_COLOUR = re.compile(r"red|红|蓝|blue|green|绿|magenta|yellow|cyan|color|颜色", re.IGNORECASE)
_MAX_CODE_CHARACTERS = 500
_PER_CENT_POWER = 2


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the parts of a code between semicolons."""

    kind: FormatKind = FormatKind.NUMBER
    condition: tuple[str, Decimal] | None = None
    power: int = 0
    """by which power of ten the shown number is smaller than the stored one; negative for per cent"""
    prefix: str = ""
    suffix: str = ""
    digits: bool = True
    """the number itself is shown, not only words"""
    hides_sign: bool = False
    """negative numbers show like positive ones: neither a sign nor brackets nor a colour tells them apart"""

    def matches(self, number: Decimal) -> bool:
        if self.condition is None:
            return True
        operator, limit = self.condition
        return {
            "<": number < limit,
            ">": number > limit,
            "=": number == limit,
            "<=": number <= limit,
            ">=": number >= limit,
            "<>": number != limit,
        }[operator]


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """One parsed number format."""

    code: str
    sections: tuple[_Section, ...]

    @property
    def kind(self) -> FormatKind:
        """The kind of text shown for positive numbers."""
        return self.sections[0].kind

    @property
    def shows_moments(self) -> bool:
        """Whether positive numbers show as dates, times of day or durations."""
        return self.kind in {FormatKind.DATE, FormatKind.DURATION}

    @property
    def changes_numbers(self) -> bool:
        """Whether a number may show as another number, or with words beside it."""
        return any(
            section.power or section.prefix or section.suffix or section.hides_sign or not section.digits
            for section in self.sections
        )

    @property
    def is_percentage(self) -> bool:
        """Whether every number shows per cent, without other words."""
        return all(
            section.power == -_PER_CENT_POWER
            and section.digits
            and not (section.prefix or section.hides_sign)
            and section.suffix == "%"
            for section in self.sections
        )

    def shown(self, number: Decimal) -> str | None:
        """Return the text that a person sees of ``number``, with all its digits; None where it shows as it is.

        None also for dates, durations and the text format, which are not numbers to a reader.
        """
        section = self._section(number)
        if section.kind is not FormatKind.NUMBER or not number.is_finite():
            return None
        if section.hides_sign:
            number = abs(number)
        elif not (section.power or section.prefix or section.suffix):
            return None  # a number that is hidden or drawn as a dash is still a number: it must not be lost
        if not section.digits:
            return section.prefix
        return f"{section.prefix}{_digits(number.scaleb(-section.power))}{section.suffix}"

    def hides(self, number: Decimal) -> bool:
        """Return whether a number other than 0 shows nothing at all, as under ``;;;``."""
        section = self._section(number)
        return bool(number) and section.kind is FormatKind.NUMBER and not (section.digits or section.prefix)

    def as_percentage(self, number: Decimal) -> str | None:
        """Return the text of ``number`` as a percentage without other words; None where it does not show per cent."""
        section = self._section(number)
        return f"{_digits(number.scaleb(2))}%" if section.power == -_PER_CENT_POWER else None

    def scale(self, number: Decimal) -> int:
        """Return the power of ten by which ``number`` shows smaller than it is stored; 0 for per cent."""
        return max(self._section(number).power, 0)

    def _section(self, number: Decimal) -> _Section:
        numeric = self.sections[:3]
        if any(section.condition for section in numeric):
            return next((section for section in numeric if section.matches(number)), numeric[-1])
        if number < 0 and len(numeric) > 1:
            return numeric[1]
        if number == 0 and len(numeric) > 2:
            return numeric[2]
        return numeric[0]


def _digits(number: Decimal) -> str:
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if text not in {"", "-0"} else "0"


@lru_cache(maxsize=1 << 10)
def parse_number_format(code: str) -> NumberFormat:
    """Return the meaning of a number format's code. An invalid code counts as General."""
    if len(code) > _MAX_CODE_CHARACTERS or _GENERAL.fullmatch(code.strip() or "General"):
        return GENERAL if code in {"", "General"} else NumberFormat(code, (_Section(),))
    parts = _split(code)
    sections = [_section(part) for part in parts]
    if len(parts) > 1 and not any(section.condition for section in sections):
        positive, negative = sections[:2]
        alike = (negative.prefix, negative.suffix) == (positive.prefix, positive.suffix)
        sections[1] = replace(negative, hides_sign=alike and _hides_sign(parts[1], negative))
    return NumberFormat(code, tuple(sections))


def _hides_sign(tokens: list[re.Match[str]], section: _Section) -> bool:
    """Return whether the section for negative numbers shows a number without anything that negative ones have."""
    if section.kind is not FormatKind.NUMBER or not section.digits:
        return False
    if any(token["bracket"] and _COLOUR.match(token["bracket"]) for token in tokens):
        return False
    shown = "".join(token["quoted"] or token["escaped"] or token["other"] or "" for token in tokens)
    return bool(shown) and not _NEGATIVE.search(shown)


def _split(code: str) -> list[list[re.Match[str]]]:
    """Split a code into sections of tokens; a semicolon in quotes does not count."""
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["other"] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _section(tokens: list[re.Match[str]]) -> _Section:
    condition = None
    for token in tokens:
        bracket = token["bracket"]
        if bracket is None:
            continue
        if _ELAPSED.fullmatch(bracket):
            return _Section(FormatKind.DURATION)
        if match := _CONDITION.fullmatch(bracket.strip()):
            condition = (match[1], Decimal(match[2]))
    bare = "".join(token["other"] or "" for token in tokens)
    if _GENERAL.search(bare):
        bare = _GENERAL.sub("0", bare)
    elif not any(mark in bare for mark in _PLACEHOLDERS) and _CALENDAR.search(bare):
        return _Section(FormatKind.DATE, condition)
    elif re.search(r"[yd]|h+:|:?mm:?ss", bare, re.IGNORECASE) and not bare.lstrip().startswith(("0", "#", "?")):
        return _Section(FormatKind.DATE, condition)  # seconds with decimals: mm:ss.0
    if "@" in bare:
        return _Section(FormatKind.TEXT, condition)
    return _numeric(tokens, condition)


def _numeric(tokens: list[re.Match[str]], condition: tuple[str, Decimal] | None) -> _Section:
    """Read the placeholders of a number and the words beside it."""
    pieces = _pieces(tokens)
    places = [index for index, (text, literal) in enumerate(pieces) if not literal and text in _PLACEHOLDERS]
    if not places:
        words = "".join(text for text, literal in pieces if literal or text == "%")
        return _Section(FormatKind.NUMBER, condition, prefix=_words(words), digits=not words.strip() and bool(pieces))
    first, last = places[0], places[-1]
    power = 3 * _trailing_commas(pieces, last)
    power += _digits_behind_escaped_point(pieces, first, last)
    signs = [text for text, literal in pieces if not literal]
    power -= _PER_CENT_POWER * signs.count("%") + 3 * signs.count("‰")
    prefix = _words("".join(text for text, literal in pieces[:first] if literal or text in "%‰"))
    suffix = _words("".join(text for text, literal in pieces[last + 1 :] if literal or text in "%‰"))
    return _Section(FormatKind.NUMBER, condition, power, prefix, suffix)


def _pieces(tokens: list[re.Match[str]]) -> list[tuple[str, bool]]:
    """Return the characters that show, each with whether it stands for itself."""
    pieces: list[tuple[str, bool]] = []
    for token in tokens:
        if token["quoted"] is not None:
            pieces += [(character, True) for character in token["quoted"]]
        elif token["escaped"] is not None:
            pieces.append((token["escaped"], True))
        elif token["bracket"] is not None and token["bracket"].startswith("$"):
            pieces += [(character, True) for character in token["bracket"][1:].partition("-")[0]]
        elif token["other"] is not None:
            character = token["other"]
            known = character in _PLACEHOLDERS or character in "%‰,.Ee+-/"
            pieces.append((character, not known))
    whole = "".join(text for text, _ in pieces)
    general = _GENERAL.search(whole)
    if general and not any(not literal and text in _PLACEHOLDERS for text, literal in pieces):
        pieces[general.start() : general.end()] = [("0", False)]
    return pieces


def _trailing_commas(pieces: list[tuple[str, bool]], last: int) -> int:
    """Count the commas right behind the last placeholder: each shows a thousandth."""
    count = 0
    for text, literal in pieces[last + 1 :]:
        if literal or text != ",":
            break
        count += 1
    point = next((i for i, (text, literal) in enumerate(pieces) if text == "." and not literal), None)
    if point is not None:  # commas right before the decimal point count as well
        before = point - 1
        while before >= 0 and pieces[before] == (",", False):
            count += 1
            before -= 1
    return count


def _digits_behind_escaped_point(pieces: list[tuple[str, bool]], first: int, last: int) -> int:
    """Count the placeholders behind a point that is only drawn, as in ``0!.0000``."""
    for index in range(first, last):
        text, literal = pieces[index]
        if literal and text in ".。．":
            behind = pieces[index + 1 : last + 1]
            if any(not other and mark == "." for mark, other in behind):
                return 0
            return sum(1 for mark, other in behind if not other and mark in _PLACEHOLDERS)
    return 0


def _words(text: str) -> str:
    """Return what the words beside a number say; nothing for currency signs, blanks and brackets."""
    return "" if _DECORATION.fullmatch(text) else text.strip()


GENERAL = NumberFormat("General", (_Section(),))
"""The format of cells without one."""
