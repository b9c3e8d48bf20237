"""From a plain cell's own words to its value: texts, numbers, dates, truth.

The plain form leaves one way to write each of them, so nothing has to be guessed here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from xltools.bounded_cache import BoundedCache
from xltools.grids.grid import CellValue
from xltools.readers.refusal import damaged
from xltools.readers.xlsx.canonical import Filled, style_number

__all__ = ["Formats", "Values", "plain_escapes", "plain_text"]

_INLINE, _KEPT = b"<t>", b'<t xml:space="preserve">'
"""How an inline string begins whose blanks at the ends do not count, and one whose blanks do."""

_TYPE = re.compile(rb' t="(\w+)"')
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(lt|gt|amp|quot|apos));|&")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_NO_CHARACTER = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HALF_PAIR = re.compile("[\ud800-\udfff]")

_DAY = 86_400_000
"""Milliseconds; programs write times no finer, and the rest of the number is noise."""
_DAYS = 2_958_466
"""The first day that no spreadsheet knows: the year 10000, counted from 1900."""
_YEARS_LATER = 1_462
"""Days that a count from 1904 begins later."""
_LEAP_DAY = 60
"""29 February 1900, which Excel counts and no calendar has."""


@dataclass(frozen=True, slots=True)
class Formats:
    """The numbers of the cell styles that show per cent, a date or time of day, and a span of time."""

    percents: frozenset[bytes] = frozenset()
    dates: frozenset[bytes] = frozenset()
    spans: frozenset[bytes] = frozenset()
    date1904: bool = False


class Values:
    """Makes values of what stands in a workbook's cells. ``texts`` are its shared ones."""

    def __init__(self, texts: Sequence[str], formats: Formats) -> None:
        self._made: BoundedCache[bytes, BoundedCache[bytes, CellValue]] = BoundedCache(
            lambda attributes: BoundedCache(_reader(attributes, texts, formats))
        )

    def rows(self, cells: Iterable[Filled]) -> list[list[CellValue]]:
        """The values of a sheet's filled cells in rows from A1 on, which differ in length; what is blank is ``""``.

        RefusedError for a text that is not among the shared ones, or that no XML may hold.
        """
        made = self._made
        rows: list[list[CellValue]] = []
        for (row, column), attributes, content in cells:
            while len(rows) < row:
                rows.append([])
            values = rows[row - 1]
            if len(values) < column:
                values += [""] * (column - len(values))
            values[column - 1] = made[attributes][content]
        return rows


def _reader(attributes: bytes, texts: Sequence[str], formats: Formats) -> Callable[[bytes], CellValue]:
    """What makes a value of the content of cells with these attributes."""
    kind = _TYPE.search(attributes)
    if kind is None or kind[1] == b"n":
        number = style_number(attributes)
        if number in formats.dates:
            return partial(_moment, date1904=formats.date1904)
        return _span if number in formats.spans else _number
    if kind[1] == b"s":
        return partial(_shared, texts=texts)
    return _READERS.get(kind[1], _text)


def _shared(content: bytes, texts: Sequence[str]) -> CellValue:
    if content.isdigit() and (number := int(content)) < len(texts):
        return texts[number]
    if content.startswith((_INLINE, _KEPT)):
        return _text(content)
    raise damaged("有单元格的文字不在文字表中", "the text of a cell is not in the table of texts")


def _number(content: bytes) -> CellValue:
    """What is no number stays the text that it is, for a rule to object to."""
    try:
        return float(content) if b"_" not in content else _text(content)
    except ValueError:
        return _text(content)


def _truth(content: bytes) -> CellValue:
    return content in {b"1", b"true"}


def _error(_: bytes) -> CellValue:
    return ""  # its name is among the facts


def _moment(content: bytes, *, date1904: bool) -> CellValue:
    """A date, with the time of day if it has one; a time of day for less than a day; a number beyond the calendar."""
    serial, end = _number(content), _DAYS - _YEARS_LATER if date1904 else _DAYS
    if not isinstance(serial, float) or not 0 <= serial < end:
        return serial
    days, rest = divmod(round(serial * _DAY), _DAY)
    day = timedelta(milliseconds=rest)
    if not days:
        return (datetime.min + day).time()
    if days >= end:
        return serial
    begin = date(1904, 1, 1) if date1904 else date(1899, 12, 31 if days < _LEAP_DAY else 30)
    whole = begin + timedelta(days)
    return datetime.combine(whole, time()) + day if rest else whole


def _span(content: bytes) -> CellValue:
    days = _number(content)
    if not isinstance(days, float) or not abs(days) < _DAYS:
        return days
    return timedelta(milliseconds=round(days * _DAY))


def _written_date(content: bytes) -> CellValue:
    text = _text(content)
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text
    return moment if moment.time() != time() else moment.date()


def _text(content: bytes) -> str:
    if content.startswith(_KEPT):
        return plain_text(content[len(_KEPT) :])
    if content.startswith(_INLINE):
        return plain_text(content[len(_INLINE) :].strip())
    return plain_text(content)


_READERS: dict[bytes, Callable[[bytes], CellValue]] = {b"b": _truth, b"d": _written_date, b"e": _error}


def plain_text(content: bytes) -> str:
    """The text that these bytes of a part stand for: entities, line ends and Excel's escapes resolved.

    RefusedError for what no XML may hold.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise damaged("文字的编码损坏", "a text is not in UTF-8") from error
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return plain_escapes(text)


def plain_escapes(text: str) -> str:
    """The text with what Excel writes as ``_x000D_`` resolved."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        if _HALF_PAIR.search(text):  # two escapes may make one character
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal or "110000", 16)
    character = chr(code) if code <= 0x10FFFF else "\0"
    if _NO_CHARACTER.match(character):
        raise damaged(f"文字中有不存在的字符 {match[0][:12]}", f"a text has the impossible character {match[0][:12]}")
    return character
