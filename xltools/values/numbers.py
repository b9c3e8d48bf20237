"""Numbers as text: typed digits, Chinese numerals, and decimals written in digits."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["CHINESE_DIGITS", "DIGITS", "chinese_number", "format_decimal", "to_decimal"]

DIGITS = r"(?:[0-9]{1,3}(?:[,，][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
"""A number without sign: thousands in threes, or any digits, with an optional fraction, in folded text."""

_VALUES = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
_VALUES |= {"五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SCALES = {"十": 10, "百": 100, "千": 1000}
CHINESE_DIGITS = "".join((*_VALUES, *_SCALES, "万"))
"""The characters of a Chinese numeral, for use inside a character class."""
_CHINESE = re.compile(f"[{CHINESE_DIGITS}]{{1,12}}")


def to_decimal(digits: str) -> Decimal:
    """Return the decimal of a text that matched :data:`DIGITS` (with an optional sign)."""
    return Decimal(digits.replace(",", "").replace("，", ""))


def format_decimal(number: Decimal) -> str:
    """Return ``number`` in digits, without exponent and without trailing zeros of the fraction."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def chinese_number(text: str) -> int | None:
    """Return the number of a Chinese numeral such as 二十 or 二〇二〇; None for other texts."""
    if not _CHINESE.fullmatch(text):
        return None
    if not any(mark in text for mark in "十百千万"):
        return int("".join(str(_VALUES[mark]) for mark in text))
    high, ten_thousand, low = text.rpartition("万")
    if not ten_thousand:
        return _below_ten_thousand(low)
    above = _below_ten_thousand(high)
    below = _below_ten_thousand(low) if low else 0
    return None if above is None or below is None else above * 10000 + below


def _below_ten_thousand(text: str) -> int | None:
    total, digit, last = 0, None, 10000
    for mark in text:
        if mark in _VALUES:
            if digit:
                return None
            digit = _VALUES[mark]
        elif mark in _SCALES and _SCALES[mark] < last:
            last = _SCALES[mark]
            total += (1 if digit is None else digit) * last
            digit = None
        else:
            return None
    return total + (digit or 0) if text else None
