"""From the content of a canonical cell to its value: texts, numbers, dates, truth values.

The canonical form leaves one way to write each of them, so nothing has to be guessed here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime, time
from functools import partial

from xltools.bounded_cache import MAX_ENTRIES, BoundedCache
from xltools.grids.grid import CellValue
from xltools.grids.number_format import GENERAL, FormatKind, NumberFormat
from xltools.lazy_pattern import LazyPattern
from xltools.quick_dataclass import dataclass
from xltools.readers.moments import value_of_serial
from xltools.readers.refusal import damaged
from xltools.readers.xlsx.canonical import FilledCell, style_number

__all__ = ["CellStyles", "ValueReader", "decode_characters", "decode_text", "unescape"]

_INLINE, _KEPT = b"<t>", b'<t xml:space="preserve">'
"""The beginning of an inline string whose blanks at the ends do not count, and of one whose blanks do."""

_TYPE = re.compile(rb' t="(\w+)"')
_REFERENCE = re.compile(r"(&(?:(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|lt|gt|amp|quot|apos);)?)")
_BEYOND = 0x110000
"""The first number that no character has."""
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_NO_CHARACTER = LazyPattern("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HALF_PAIR = LazyPattern("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class CellStyles:
    """The effects of the cell styles of a workbook, by their numbers.

    ``percents`` show per cent and nothing else. ``formats`` are those number formats, ``percents`` among them, that
    show more than the stored number or a date. ``struck`` have a font that strikes text through.
    """

    percents: frozenset[bytes] = frozenset()
    formats: Mapping[bytes, NumberFormat] = field(default_factory=dict)
    struck: frozenset[bytes] = frozenset()
    date1904: bool = False


class ValueReader:
    """Turns the content of a workbook's cells into values. ``texts`` are its shared strings."""

    def __init__(self, texts: Sequence[str], styles: CellStyles) -> None:
        shared: BoundedCache[bytes, CellValue] = BoundedCache(partial(_shared, texts=texts))
        shared.update((b"%d" % number, text) for number, text in enumerate(texts[:MAX_ENTRIES]))
        self._made: BoundedCache[bytes, BoundedCache[bytes, CellValue]] = BoundedCache(
            lambda attributes: shared if _kind(attributes) == b"s" else BoundedCache(_reader(attributes, styles))
        )

    def rows(self, cells: Iterable[FilledCell]) -> list[list[CellValue]]:
        """Return the values of a sheet's filled cells in rows from A1 on, which differ in length; blank is ``""``.

        Raises RefusedError for a text that is not among the shared ones, or that XML may not hold.
        """
        made = self._made
        rows: list[list[CellValue]] = []
        last, values = 0, list[CellValue]()
        for (row, column), attributes, content in cells:
            if row != last:
                while len(rows) < row:
                    rows.append([])
                last, values = row, rows[row - 1]
            blanks = column - len(values) - 1
            if not blanks:
                values.append(made[attributes][content])
                continue
            if blanks > 0:
                values += [""] * (blanks + 1)
            values[column - 1] = made[attributes][content]
        return rows


def _kind(attributes: bytes) -> bytes:
    match = _TYPE.search(attributes)
    return match[1] if match else b"n"


def _reader(attributes: bytes, styles: CellStyles) -> Callable[[bytes], CellValue]:
    """Return the function that turns the content of cells with these attributes into values."""
    kind = _kind(attributes)
    if kind == b"n":
        number_format = styles.formats.get(style_number(attributes), GENERAL)
        if number_format.kind in {FormatKind.DATE, FormatKind.DURATION}:
            return partial(_moment, kind=number_format.kind, date1904=styles.date1904)
        return _number
    return _READERS.get(kind, _text)


def _shared(content: bytes, texts: Sequence[str]) -> CellValue:
    if content.isdigit() and (number := int(content)) < len(texts):
        return texts[number]
    if content.startswith((_INLINE, _KEPT)):
        return _text(content)
    raise damaged("有单元格的文字不在文字表中", "the text of a cell is not in the table of texts")


def _number(content: bytes) -> CellValue:
    """Return text unchanged if it is not a number; a rule reports it."""
    try:
        return float(content) if b"_" not in content else _text(content)
    except ValueError:
        return _text(content)


def _truth(content: bytes) -> CellValue:
    return content in {b"1", b"true"}


def _error(_: bytes) -> CellValue:
    return ""  # its name is among the cell properties


def _moment(content: bytes, *, kind: FormatKind, date1904: bool) -> CellValue:
    """Return a date, a time of day or a duration; a number beyond the calendar."""
    serial = _number(content)
    return value_of_serial(serial, kind, date1904=date1904) if isinstance(serial, float) else serial


def _written_date(content: bytes) -> CellValue:
    text = _text(content)
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text
    return moment if moment.time() != time() else moment.date()


def _text(content: bytes) -> str:
    if content.startswith(_KEPT):
        return decode_text(content[len(_KEPT) :])
    if content.startswith(_INLINE):
        return decode_text(content[len(_INLINE) :].strip())
    return decode_text(content)


_READERS: dict[bytes, Callable[[bytes], CellValue]] = {b"b": _truth, b"d": _written_date, b"e": _error}


def decode_text(content: bytes) -> str:
    """Return the text that bytes of a part stand for: entities, line ends and Excel's escapes resolved.

    Raises RefusedError for characters that XML may not hold.
    """
    return unescape(decode_characters(content))


def decode_characters(content: bytes) -> str:
    """Return the text that bytes of a part stand for as XML: entities and line ends resolved.

    Raises RefusedError for characters that XML may not hold.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise damaged("文字的编码损坏", "a text is not in UTF-8") from error
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in text:
        pieces = _REFERENCE.split(text)
        pieces[1::2] = map(_CHARACTERS.__getitem__, pieces[1::2])
        text = "".join(pieces)
    return text


def unescape(text: str) -> str:
    """Return the text with escapes such as ``_x000D_``, which Excel writes, resolved."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        if _HALF_PAIR.search(text):  # two escapes may make one character
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _character(reference: str) -> str:
    """Return the character that a reference stands for; a bare ``&`` stands for none."""
    name = reference[1:-1]
    if name in _NAMED:
        return _NAMED[name]
    code = int(name[2:], 16) if name.startswith("#x") else int(name[1:] or _BEYOND)
    character = chr(code) if code < _BEYOND else "\0"
    if _NO_CHARACTER.match(character):
        raise damaged(f"文字中有不存在的字符 {reference}", f"a text has the impossible character {reference}")
    return character


_CHARACTERS = BoundedCache(_character)
