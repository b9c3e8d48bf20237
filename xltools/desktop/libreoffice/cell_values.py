"""Values of cells between Python and LibreOffice: dates are numbers there, truth is a formula, errors are codes."""

from __future__ import annotations

import datetime as dt
import math
import numbers
from collections.abc import Callable, Iterable, Sequence
from enum import IntFlag
from typing import Any, TypeAlias

__all__ = [
    "EPOCH",
    "UNNAMED_ERROR",
    "CellError",
    "CellValue",
    "OfficeFormatKind",
    "SerialMoment",
    "clean",
    "error_text",
    "from_serial",
    "prepare",
    "to_serial",
]

EPOCH = dt.datetime(1899, 12, 30)
"""The day 0 of a workbook, unless it says another."""

_END_OF_CALENDAR_SERIAL = 2958466.0  # the day after 9999-12-31
_DAY_SECONDS = 86400

CellValue: TypeAlias = Any
"""The value of a cell: None, str, float, bool, datetime or :class:`CellError`."""

Serial: TypeAlias = float


class OfficeFormatKind(IntFlag):
    """The kind of value that a number format shows (com.sun.star.util.NumberFormat)."""

    DATE = 2
    TIME = 4
    TEXT = 256
    LOGICAL = 1024


class CellError(str):
    """An error value, by its name in Excel (``#DIV/0!``)."""

    __slots__ = ()


UNNAMED_ERROR = CellError("#ERROR!")
"""An error whose name was not asked for; asking costs a call for each cell."""


class SerialMoment(float):
    """A date or time as a cell's number; ``kind`` says what its format has to show."""

    __slots__ = ("kind",)
    kind: OfficeFormatKind

    def __new__(cls, serial: float, kind: OfficeFormatKind) -> SerialMoment:
        """Make a number that knows what its format has to show."""
        stamp = super().__new__(cls, serial)
        stamp.kind = kind
        return stamp


_ERRORS = {
    501: "#VALUE!",
    502: "#VALUE!",  # invalid argument: VALUE("x"); Excel says #NUM! for some functions
    503: "#NUM!",
    504: "#REF!",
    508: "#VALUE!",
    511: "#VALUE!",
    519: "#VALUE!",
    521: "#NULL!",
    522: "#REF!",  # a circle; Excel shows 0 and warns
    523: "#NUM!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}


def error_text(code: int) -> CellError:
    """Return Excel's name of LibreOffice's error code; one that Excel does not know as LibreOffice shows it."""
    return CellError(_ERRORS.get(code, f"Err:{code}"))


def to_serial(moment: dt.date | dt.time, epoch: dt.datetime = EPOCH) -> Serial:
    """Return the days since ``epoch``; a time zone is cut off, not converted, and a time of day is a part of a day."""
    if isinstance(moment, dt.time):
        moment = dt.datetime.combine(epoch, moment)
    elif not isinstance(moment, dt.datetime):
        moment = dt.datetime(moment.year, moment.month, moment.day)
    span = moment.replace(tzinfo=None) - epoch
    return span.days + (span.seconds + span.microseconds / 1e6) / _DAY_SECONDS


def from_serial(serial: Serial, epoch: dt.datetime = EPOCH) -> dt.datetime | float:
    """Return the moment of a number of days, to the millisecond; a number outside the calendar as it is."""
    if not 0 <= serial < _END_OF_CALENDAR_SERIAL:
        return serial
    return epoch + dt.timedelta(milliseconds=round(serial * _DAY_SECONDS * 1000))


def prepare(value: object) -> str | float | bool:
    """Return one value as :meth:`Range.raw_value` takes it: text, float, bool, or :class:`SerialMoment`.

    Nothing (None, NaN, NaT, NA) becomes empty text. NumPy and pandas values are read without importing either.
    """
    kind = type(value).__name__
    if value is None or kind in ("NAType", "NaTType"):
        return ""
    if kind == "datetime64":
        value = value.astype("datetime64[us]").item()  # type: ignore[attr-defined]
    elif hasattr(value, "dtype") and hasattr(value, "item"):
        value = value.item()
    match value:
        case bool() | str() | SerialMoment():
            return value
        case dt.date() | dt.time():
            return _stamp(value)
        case numbers.Number():
            number = float(value)  # type: ignore[arg-type]
            return "" if math.isnan(number) else number
        case None:
            return ""
        case _:
            return str(value)


def clean(
    rows: Iterable[Sequence[CellValue]],
    datetime_builder: Callable[..., object],
    empty_as: object,
    number_builder: Callable[[float], object] | None,
    err_to_str: bool,
) -> list[list[object]]:
    """Return rows as they were read, in the shapes that the caller of ``Range.options`` asked for."""

    def convert(value: CellValue) -> object:
        if value is None or value == "":
            return empty_as
        if isinstance(value, float):
            return value if number_builder is None else number_builder(value)
        if isinstance(value, dt.datetime):
            return _built(value, datetime_builder)
        if isinstance(value, CellError):
            return str(value) if err_to_str else None
        return value

    return [[convert(value) for value in row] for row in rows]


def _built(moment: dt.datetime, builder: Callable[..., object]) -> object:
    if builder is dt.datetime:
        return moment
    return builder(
        year=moment.year,
        month=moment.month,
        day=moment.day,
        hour=moment.hour,
        minute=moment.minute,
        second=moment.second,
        microsecond=moment.microsecond,
        tzinfo=None,
    )


def _stamp(moment: dt.date | dt.time) -> SerialMoment:
    serial = to_serial(moment)
    if isinstance(moment, dt.time):
        return SerialMoment(serial, OfficeFormatKind.TIME)
    has_time = isinstance(moment, dt.datetime) and moment.time() != dt.time()
    return SerialMoment(serial, OfficeFormatKind.DATE | OfficeFormatKind.TIME if has_time else OfficeFormatKind.DATE)
