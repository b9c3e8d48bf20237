"""Numbers as text: typed digits, Chinese numerals, and decimals written in digits."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["CHINESE_DIGITS", "DIGITS", "chinese_decimal", "chinese_number", "format_decimal", "to_decimal"]

DIGITS = r"(?:[0-9]{1,3}(?:[,，][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
"""A number without sign: thousands in threes, or any digits, with an optional fraction, in folded text."""

_VALUES = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
_VALUES |= {"五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_SECTIONS = (("亿", 10**8), ("万", 10**4))
_FORMAL = str.maketrans("壹贰貳叁叄肆伍陆陸柒捌玖拾佰仟萬億", "一二二三三四五六六七八九十百千万亿")
_TENS = {"廿": "二十", "卅": "三十"}
CHINESE_DIGITS = "".join((*_VALUES, *_SCALES, "万亿", *_TENS, "壹贰叁肆伍陆柒捌玖拾佰仟"))
"""The characters of a Chinese numeral, for use inside a character class."""
_CHINESE = re.compile(f"[{CHINESE_DIGITS}貳叄陸萬億]{{1,24}}")


def to_decimal(digits: str) -> Decimal:
    """Return the decimal of a text that matched :data:`DIGITS` (with an optional sign)."""
    return Decimal(digits.replace(",", "").replace("，", ""))


def format_decimal(number: Decimal) -> str:
    """Return ``number`` in digits, without exponent and without trailing zeros of the fraction."""
    text = str(number)  # three times as quick as a format
    if "E" in text:
        text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def chinese_number(text: str) -> int | None:
    """Return the number of a Chinese numeral such as 二十, 二〇二〇, 廿三 or 壹佰万; None for other texts.

    The last scale may be left out as in speech: 一百二 is 120, 一千五 is 1500 and 三万二 is 32000.
    """
    if not _CHINESE.fullmatch(text):
        return None
    text = text.translate(_FORMAL)
    for mark, tens in _TENS.items():
        text = text.replace(mark, tens)
    if not any(mark in text for mark in "十百千万亿"):
        return int("".join(str(_VALUES[mark]) for mark in text))
    return _number_below(text, len(_SECTIONS))


def chinese_decimal(text: str) -> Decimal | None:
    """Return the number of a Chinese numeral with an optional fraction (三点五, 九十八点二五); None for other texts."""
    whole, point, fraction = text.partition("点")
    number = chinese_number(whole)
    if number is None or (point and not (fraction and all(mark in _VALUES for mark in fraction))):
        return None
    return Decimal(f"{number}.{''.join(str(_VALUES[mark]) for mark in fraction)}" if point else number)


def _number_below(text: str, sections: int) -> int | None:
    """Return the number of a numeral that may use the last ``sections`` of 亿 and 万."""
    if not sections:
        return _below_ten_thousand(text)
    mark, size = _SECTIONS[-sections]
    high, section, low = text.rpartition(mark)
    if not section:
        return _number_below(text, sections - 1)
    above = _number_below(high, sections)
    if len(low) == 1 and _VALUES.get(low):
        below: int | None = _VALUES[low] * size // 10  # as spoken: 三万二
    else:
        below = _number_below(low, sections - 1) if low else 0
    return None if above is None or below is None or below >= size else above * size + below


def _below_ten_thousand(text: str) -> int | None:
    total, digit, last = 0, None, 10000
    zero = False
    for mark in text:
        if mark in _VALUES:
            if digit:
                return None
            digit = _VALUES[mark]
            zero = zero or not digit
        elif mark in _SCALES and _SCALES[mark] < last:
            last = _SCALES[mark]
            total += (1 if digit is None else digit) * last
            digit, zero = None, False
        else:
            return None
    if not text:
        return None
    spoken = digit and last in (100, 1000) and not zero  # 一百二, and not 一百零二
    return total + (digit or 0) * (last // 10 if spoken else 1)
