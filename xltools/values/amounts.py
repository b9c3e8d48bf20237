"""Amounts of money, percentages and plain numbers, from text or from the number a cell holds."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from xltools.lazy_pattern import LazyPattern
from xltools.model import MoneyUnit
from xltools.values.numbers import CHINESE_DIGITS, chinese_number, format_decimal
from xltools.values.text import normalise

__all__ = ["Raw", "format_amount", "format_percent", "parse_amount", "parse_number", "parse_percent"]

Raw = str | int | float | Decimal | bool | date | None
"""The value of a cell."""

_FEN = Decimal("0.01")
_MAX_EXPONENT = 17
"""No county has 10^18 元: larger numbers are digits, not amounts."""
_MAX_TEXT_LENGTH = 80
_EXACT = Context(prec=120, rounding=ROUND_HALF_UP)
"""The precision makes every step exact."""

_NUMBER = (
    r"(?:[0-9]{1,3}(?:(?P<gap>[,，' ])[0-9]{3})(?:(?P=gap)[0-9]{3})*|[0-9]{1,4}(?:[,，][0-9]{4})+|[0-9]+)?"
    r"(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?"
)
_GAPS = str.maketrans("", "", ",，' ")
_HAS_DIGIT = re.compile(r"-?\.?[0-9]")
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_AMOUNT = re.compile(
    r"(?:人民币|RMB|CNY|¥)?\s*(?P<open>[(（])?\s*(?:人民币|RMB|CNY|¥)?\s*(?P<sign>[-+])?\s*(?:¥\s*)?"
    rf"(?P<number>{_NUMBER})\s*(?P<scale>亿|千万|百万|十万|万|千|百)?\s*(?P<yuan>元|圆|RMB|CNY)?\s*(?P<close>[)）])?\s*[整正]?",
    re.IGNORECASE,
)
_UNIT_IN_BRACKETS = re.compile(r"(?<=[0-9])\s*[(（]((?:亿|千万|百万|十万|万|千|百)?[元圆])[)）]")
_WRITTEN_AMOUNT = LazyPattern(
    rf"(?:人民币)?\s*(?P<yuan>[{CHINESE_DIGITS}]+)[元圆](?:(?P<jiao>[{CHINESE_DIGITS}])角)?(?:零?(?P<fen>[{CHINESE_DIGITS}])分)?[整正]?",
    needs="元 圆",
)
"""An amount in Chinese numerals, as in contracts: 壹佰贰拾万元整."""
_SCALES = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 1000, "百": 100}
_SUFFIXED = LazyPattern(rf"(?P<sign>[-+])?\s*(?P<number>{_NUMBER})\s*(?P<suffix>%|‰|分)?")
_PER_CENT_WORDS = LazyPattern(rf"百分之\s*(?P<digits>[0-9]+(?:\.[0-9]+)?|[{CHINESE_DIGITS}]+)")


def _of_number(raw: object) -> Decimal | None:
    """Return a cell's number as a decimal with fifteen significant digits, as many as a spreadsheet shows."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, Decimal):
        number = raw
    elif isinstance(raw, int):
        number = Decimal(raw)
    elif isinstance(raw, float):
        number = Decimal(f"{raw:.15g}")
    else:
        return None
    return number if number.is_finite() and number.adjusted() <= _MAX_EXPONENT else None


def _of_digits(digits: str, negative: bool) -> Decimal | None:
    bare = digits.translate(_GAPS)
    if not _HAS_DIGIT.match(bare):
        return None
    number = Decimal(bare)
    if number.adjusted() > _MAX_EXPONENT:
        return None
    return number.copy_negate() if negative else number


def _to_fen(number: Decimal, factor: Decimal | int) -> Decimal | None:
    amount = number if factor == 1 else _EXACT.multiply(number, Decimal(factor))
    if amount.adjusted() > _MAX_EXPONENT:
        return None
    amount = amount.quantize(_FEN, context=_EXACT)
    return amount if amount else Decimal("0.00")


def parse_amount(raw: Raw, unit: MoneyUnit = MoneyUnit.YUAN) -> Decimal | None:
    """Return the amount in 元, rounded once to the fen; None if ``raw`` is blank or not an amount.

    ``unit`` is the unit stated on the form; a unit in the text itself (``107.306万元``) takes precedence.
    """
    if not isinstance(raw, str):
        number, factor = _of_number(raw), None
    else:
        number, factor = _amount_in(raw)
    return None if number is None else _to_fen(number, unit.factor if factor is None else factor)


def _amount_in(raw: str) -> tuple[Decimal | None, int | None]:
    """Return the number in a text and the factor of its own unit to 元; None without a unit."""
    text = normalise(raw)
    if not text or len(text) > _MAX_TEXT_LENGTH:
        return None, None
    if _PLAIN_NUMBER.fullmatch(text):
        return _of_digits(text, negative=False), None
    if written := _WRITTEN_AMOUNT.fullmatch(text):
        return _of_numerals(written), 1
    match = _AMOUNT.fullmatch(_UNIT_IN_BRACKETS.sub(r"\1", text))
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None, None
    number = _of_digits(match["number"], negative=(match["sign"] == "-") != bool(match["open"]))
    return number, _SCALES[match["scale"]] if match["scale"] else 1 if match["yuan"] else None


def _of_numerals(match: re.Match[str]) -> Decimal | None:
    yuan, jiao, fen = (chinese_number(part or "零") for part in match.group("yuan", "jiao", "fen"))
    if yuan is None or jiao is None or fen is None:
        return None
    number = Decimal(yuan) + Decimal(jiao) / 10 + Decimal(fen) / 100
    return number if number.adjusted() <= _MAX_EXPONENT else None


def _parse_suffixed(raw: Raw) -> tuple[Decimal, str] | None:
    """Return a number and the sign behind it (``%``, ``‰``, ``分`` or an empty text)."""
    if not isinstance(raw, str):
        number = _of_number(raw)
        return None if number is None else (number, "")
    text = normalise(raw)
    if not text or len(text) > _MAX_TEXT_LENGTH:
        return None
    if match := _PER_CENT_WORDS.fullmatch(text):
        digits = match["digits"]
        if digits[0].isascii():
            return Decimal(digits), "%"
        value = chinese_number(digits)
        return None if value is None else (Decimal(value), "%")
    match = _SUFFIXED.fullmatch(text)
    if match is None:
        return None
    number = _of_digits(match["number"], negative=match["sign"] == "-")
    return None if number is None else (number, match["suffix"] or "")


def parse_percent(raw: Raw, percent_format: bool = False) -> Decimal | None:
    """Return the percentage, 20 for 20 %; None if ``raw`` is blank or not a percentage.

    ``percent_format`` means that the cell shows its number as a percentage (it holds 0.2 and shows 20%). A bare 0.2
    stays 0.2: a rule asks whether 20 was meant (P02).
    """
    read = _parse_suffixed(raw)
    if read is None or read[1] == "分":
        return None
    number, suffix = read
    if suffix == "‰":
        return number.scaleb(-1, context=_EXACT)
    return number.scaleb(2, context=_EXACT) if percent_format and not isinstance(raw, str) else number


def parse_number(raw: Raw) -> Decimal | None:
    """Return a number such as a weight: ``10``, ``10分`` and ``10%`` are all 10."""
    read = _parse_suffixed(raw)
    return None if read is None or read[1] == "‰" else read[0]


def format_amount(amount: Decimal, unit: MoneyUnit = MoneyUnit.YUAN) -> str:
    """Return ``amount`` (in 元) in ``unit`` with thousands separators and two decimals: ``1,073,060.00``."""
    shown = _EXACT.divide(amount, unit.factor).quantize(_FEN, context=_EXACT)
    return f"{shown or Decimal('0.00'):,f}"


def format_percent(percent: Decimal) -> str:
    """Return ``percent`` without trailing zeros and with its sign: ``20%``, ``33.3%``."""
    return f"{format_decimal(percent)}%"
