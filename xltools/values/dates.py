"""Years, days and deadlines as people type them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from xltools.lazy_pattern import LazyPattern
from xltools.values.amounts import Raw
from xltools.values.numbers import CHINESE_DIGITS, chinese_number
from xltools.values.text import normalise

__all__ = ["DATE_WORDS", "deadline_day", "find_date_words", "parse_date", "parse_year"]

_FIRST_YEAR, _LAST_YEAR = 1949, 2099
_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*(?:年度?|财年)?")
_CHINESE_YEAR = re.compile(r"([零〇○一二三四五六七八九]{4})\s*年度?")
_DATE = LazyPattern(
    r"([0-9]{4})(?:\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?|([-./])([0-9]{1,2})\4([0-9]{1,2})"
    r"|([0-9]{2})([0-9]{2}))(?:[T\s]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_CHINESE_DATE = LazyPattern(
    rf"([零〇○一二三四五六七八九]{{4}})年([{CHINESE_DIGITS}]{{1,3}})月([{CHINESE_DIGITS}]{{1,3}})[日号]"
)

_BEFORE = r"(?:之前|以前|前|之内|以内|内)"
_IN_YEARS = r"(?<![0-9.])(?:19|20)[0-9]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_TO = r"\s*(?:[-~～—–]+|至|到)\s*"
# A number inside such words is not a target. Such words begin with one of a few characters: nothing else is tried at
# any other, which takes a third of the time.
DATE_WORDS = re.compile(
    rf"(?=[0-9\s当本今次明第一二三四上下年度底末终内每])(?:(?P<iso_year>{_IN_YEARS})(?P<gap>[-./])(?P<iso_month>[0-9]{{1,2}})(?P=gap)(?P<iso_day>[0-9]{{1,2}})"
    rf"(?![0-9.]){_BEFORE}?"
    rf"|(?:(?P<year>{_IN_YEARS})\s*年度?|当年|本年|今年|次年|明年)?\s*(?:"
    # 6月30日, 6月底前, 6月前, 6月份, 1-12月; a bare 6月 is a length of time
    rf"(?P<since>(?<![0-9.]){_MONTH}月?{_TO})?(?<![0-9.])(?P<month>{_MONTH})\s*月份?"
    rf"(?:\s*(?P<day>3[01]|[12][0-9]|0?[1-9])\s*[日号](?:\s*[0-9]{{1,2}}[时点])?"
    rf"|(?P<part>上旬|中旬|下旬|月?底|月?末|初)|(?=(?P<loose>{_BEFORE}))|(?<=月份)(?!额)|(?(since)|(?!))){_BEFORE}?"
    rf"|第?(?<![0-9.])(?P<quarter>[一二三四1-4])季度?(?:末|底|内)?{_BEFORE}?"
    rf"|(?P<half>[上下])半年(?:末|底|内)?{_BEFORE}?"
    rf"|(?<![0-9{CHINESE_DIGITS}半])(?P<year_end>(?:年度?|(?<=年)|(?<=年度))(?:底|末|终)|年度?内|(?<=[0-9]年)内|(?<=[0-9]年度)内){_BEFORE}?)|(?<=期)末{_BEFORE}"
    rf"|(?:{_IN_YEARS}年?{_TO})?(?P<whole_year>{_IN_YEARS})\s*年(?:(?P<whole_month>{_MONTH})月(?![0-9]))?"
    r"|(?:每月|当月|次月)?(?<![0-9.])[0-9]{1,2}[日号](?:之前|以前|前))"
)
"""Words that name a day or the end of a period; the groups say which."""
_MAY_HOLD_DATE = re.compile(r"[年月日号季底末终内]|[0-9][-./][0-9]")
"""Some of this is in all of these words, and in few texts."""


def find_date_words(text: str) -> tuple[re.Match[str], ...]:
    """Return the matches of :data:`DATE_WORDS` in a text, in their order."""
    return _find_date_words(text) if _MAY_HOLD_DATE.search(text) else ()


@lru_cache(maxsize=512)
def _find_date_words(text: str) -> tuple[re.Match[str], ...]:
    return tuple(DATE_WORDS.finditer(text))


def _day(year: int | None, month: int | None, day: int | None) -> date | None:
    if not year or not month or not day:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_year(raw: Raw) -> int | None:
    """Return the budget year in ``2020``, ``2020年``, ``2020年度``, ``二〇二〇年`` or a date; else None."""
    year: int | None = None
    if isinstance(raw, bool):
        return None
    if isinstance(raw, date):
        year = raw.year
    elif isinstance(raw, int):
        year = raw
    elif isinstance(raw, float | Decimal):
        number = Decimal(raw)
        year = int(number) if number.is_finite() and number.adjusted() == 3 and number == int(number) else None
    elif isinstance(raw, str):
        text = normalise(raw)
        if match := _YEAR.fullmatch(text):
            year = int(match[1])
        elif match := _CHINESE_YEAR.fullmatch(text):
            year = chinese_number(match[1])
    return year if year is not None and _FIRST_YEAR <= year <= _LAST_YEAR else None


def parse_date(raw: Raw) -> date | None:
    """Return the day of a date or of a text that names one; None for numbers, since only a format makes them dates."""
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
    """Return the year in a match of :data:`DATE_WORDS` (else ``year``) and the last day that it allows, if known.

    月底 is the month's last day, and quarters, halves and years end on theirs. 6月前 may or may not include June: None.
    """
    written = match["iso_year"] or match["year"] or match["whole_year"]
    year = int(written) if written else year
    if match["iso_year"]:
        return year, _day(year, int(match["iso_month"]), int(match["iso_day"]))
    if month := match["month"]:
        return year, _day_in_month(match, year, int(month))
    month_end = None
    if quarter := match["quarter"]:
        month_end = 3 * (int(quarter) if quarter.isdigit() else "一二三四".index(quarter) + 1)
    elif match["half"]:
        month_end = 6 if match["half"] == "上" else 12
    elif match["whole_month"]:
        month_end = int(match["whole_month"])
    elif match["year_end"] or match["whole_year"]:
        month_end = 12
    return year, _month_end(year, month_end) if month_end else None


def _day_in_month(match: re.Match[str], year: int | None, month: int) -> date | None:
    if match["day"]:
        return _day(year, month, int(match["day"]))
    if match["part"] in ("上旬", "中旬"):
        return _day(year, month, 10 if match["part"] == "上旬" else 20)
    if match["part"] == "初" or (match["loose"] or "内").endswith("前"):
        return None
    return _month_end(year, month)
