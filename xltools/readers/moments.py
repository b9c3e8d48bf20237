"""From the number that a spreadsheet stores for a date or a time to the date or the time, and back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from xltools.grids.number_format import FormatKind

__all__ = ["serial_of_value", "value_of_serial"]

_MILLISECONDS_PER_DAY = 86_400_000
"""Programs write times no finer, and the rest of the number is noise."""
_END_OF_CALENDAR_DAYS = 2_958_466
"""The first day that no spreadsheet knows: the year 10000, counted from 1900."""
_YEARS_1904_DAYS = 1_462
"""Days that a count from 1904 begins later."""
_EPOCH = datetime(1899, 12, 30)
_LEAP_DAY_1900 = 60
"""29 February 1900, which Excel counts and no calendar has."""


def value_of_serial(serial: float, kind: FormatKind, *, date1904: bool = False) -> date | time | timedelta | float:
    """Return what a stored number shows as a date, a time of day or a duration.

    The number itself is returned where it lies outside the calendar.
    """
    if kind is FormatKind.DURATION:
        if not abs(serial) < _END_OF_CALENDAR_DAYS:
            return serial
        return timedelta(milliseconds=round(serial * _MILLISECONDS_PER_DAY))
    end = _END_OF_CALENDAR_DAYS - (_YEARS_1904_DAYS if date1904 else 0)
    if not 0 <= serial < end:
        return serial
    days, rest = divmod(round(serial * _MILLISECONDS_PER_DAY), _MILLISECONDS_PER_DAY)
    day = timedelta(milliseconds=rest)
    if not days:
        return (datetime.min + day).time()
    if days >= end:
        return serial
    begin = date(1904, 1, 1) if date1904 else date(1899, 12, 31 if days < _LEAP_DAY_1900 else 30)
    whole = begin + timedelta(days)
    return datetime.combine(whole, time()) + day if rest else whole


def serial_of_value(value: date | datetime | time | timedelta) -> float:
    """Return the number of days that a spreadsheet stores for a moment, a time of day or a duration."""
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    if isinstance(value, time):
        return (datetime.combine(_EPOCH, value) - _EPOCH) / timedelta(days=1)
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return (moment - _EPOCH) / timedelta(days=1)
