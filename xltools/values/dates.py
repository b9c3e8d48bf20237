"""Years, days and deadlines as people type them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from decimal import Decimal

from xltools.values.amounts import Raw
from xltools.values.numbers import CHINESE_DIGITS, chinese_number
from xltools.values.text import normalise

__all__ = ["DATE_WORDS", "deadline_day", "parse_date", "parse_year"]

_FIRST_YEAR, _LAST_YEAR = 1949, 2099
_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*(?:年度?|财年)?")
_CHINESE_YEAR = re.compile(r"([零〇○一二三四五六七八九]{4})\s*年度?")
_DATE = re.compile(
    r"([0-9]{4})(?:\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?|([-./])([0-9]{1,2})\4([0-9]{1,2})"
    r"|([0-9]{2})([0-9]{2}))(?:[T\s]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_CHINESE_DATE = re.compile(
    rf"([零〇○一二三四五六七八九]{{4}})年([{CHINESE_DIGITS}]{{1,3}})月([{CHINESE_DIGITS}]{{1,3}})[日号]"
)

_BEFORE = r"(?:之前|以前|前|之内|以内|内)"
#: Words that name a day or the end of a period; ``year``, ``month`` and the rest tell which. A number inside such
#: words is no target. A bare year (2020年) is among them, without any other group set.
DATE_WORDS = re.compile(
    r"(?<![0-9.])(?P<iso_year>(?:19|20)[0-9]{2})(?P<gap>[-./])(?P<iso_month>[0-9]{1,2})(?P=gap)(?P<iso_day>[0-9]{1,2})"
    rf"(?![0-9.]){_BEFORE}?"
    r"|(?:(?<![0-9.])(?P<year>(?:19|20)[0-9]{2})\s*年度?|当年|本年|今年|次年|明年)?\s*(?:"
    r"(?<![0-9.])(?P<month>1[0-2]|0?[1-9])\s*月份?(?:\s*(?P<day>3[01]|[12][0-9]|0?[1-9])\s*[日号]"
    rf"|(?P<part>上旬|中旬|下旬|月?底|月?末|初){_BEFORE}?|(?=(?P<loose>{_BEFORE}))){_BEFORE}?"
    rf"|第?(?P<quarter>[一二三四1-4])季度?(?P<quarter_end>末|底|内)?{_BEFORE}?"
    rf"|(?P<half>[上下])半年(?:末|底|内)?{_BEFORE}?"
    rf"|(?<![0-9])(?P<year_end>年?(?:底|末|终)|年内|(?<=年)内|(?<=年度)内){_BEFORE}?)"
    r"|(?<![0-9.])(?P<whole_year>(?:19|20)[0-9]{2})\s*年(?:(?P<whole_month>1[0-2]|0?[1-9])月(?![0-9]))?"
    r"|(?:每月|当月|次月)?(?<![0-9.])(?P<monthly>[0-9]{1,2})[日号](?:之前|以前|前)"
)


def _day(year: int | None, month: int | None, day: int | None) -> date | None:
    if not year or not month or not day:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_year(raw: Raw) -> int | None:
    """The budget year: ``2020``, ``2020年``, ``2020年度``, ``二〇二〇年``, a date; None where it is none."""
    year: int | None = None
    if isinstance(raw, bool):
        return None
    if isinstance(raw, date):
        year = raw.year
    elif isinstance(raw, int):
        year = raw
    elif isinstance(raw, float | Decimal):
        year = int(raw) if _FIRST_YEAR <= raw <= _LAST_YEAR and raw == int(raw) else None
    elif isinstance(raw, str):
        text = normalise(raw)
        if match := _YEAR.fullmatch(text):
            year = int(match[1])
        elif match := _CHINESE_YEAR.fullmatch(text):
            year = chinese_number(match[1])
    return year if year is not None and _FIRST_YEAR <= year <= _LAST_YEAR else None


def parse_date(raw: Raw) -> date | None:
    """The day: a date, or a text that names one. A number is never a day here: serial numbers need a cell's format."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str):
        return None
    text = normalise(raw)
    if match := _DATE.fullmatch(text):
        month, day = match[2] or match[5] or match[7], match[3] or match[6] or match[8]
        return _day(int(match[1]), int(month), int(day))
    if match := _CHINESE_DATE.fullmatch(text):
        return _day(*(chinese_number(part) for part in match.groups()))
    return None


def _month_end(year: int | None, month: int) -> date | None:
    return _day(year, month, monthrange(year, month)[1]) if year else None


def deadline_day(match: re.Match[str], year: int | None = None) -> tuple[int | None, date | None]:
    """The year that a match of :data:`DATE_WORDS` names (else ``year``) and the last day it allows, where known.

    月底 is the month's last day, a quarter and a year end with their last day. 6月前 may or may not include June: None.
    """
    if match["iso_year"]:
        return int(match["iso_year"]), _day(int(match["iso_year"]), int(match["iso_month"]), int(match["iso_day"]))
    written = match["year"] or match["whole_year"]
    year = int(written) if written else year
    return year, _last_day(match, year)


def _last_day(match: re.Match[str], year: int | None) -> date | None:
    if month := match["month"]:
        if match["day"]:
            return _day(year, int(month), int(match["day"]))
        if match["loose"]:
            return _month_end(year, int(month)) if match["loose"].endswith("内") else None
        if tenth := {"上旬": 10, "中旬": 20}.get(match["part"]):
            return _day(year, int(month), tenth)
        return None if match["part"] == "初" else _month_end(year, int(month))
    if quarter := match["quarter"]:
        number = int(quarter) if quarter.isdigit() else "一二三四".index(quarter) + 1
        return _month_end(year, number * 3)
    if match["half"]:
        return _month_end(year, 6 if match["half"] == "上" else 12)
    if match["whole_month"]:
        return _month_end(year, int(match["whole_month"]))
    return _month_end(year, 12) if match["year_end"] or match["whole_year"] else None
