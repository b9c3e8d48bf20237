"""Typed text in a form that can be compared: widths, blanks and brackets folded."""

from __future__ import annotations

import re

from xltools.remembered_texts import remember_texts

__all__ = ["fold", "normalise", "split_unit", "squeeze"]

# Digits, letters and signs are folded. Chinese punctuation keeps its width, because it is part of the words.
_CHINESE_PUNCTUATION = "，；：！？（）～"
_WIDTHS = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in _CHINESE_PUNCTUATION}
_BLANKS = dict.fromkeys(map(ord, "\t\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u202f\u205f\u3000"), " ")
_BLANKS |= dict.fromkeys(range(0x2000, 0x200B), " ")
_SIGNS = {ord("￥"): "¥", ord("−"): "-", ord("﹣"): "-", ord("﹪"): "%", ord("﹥"): ">", ord("﹤"): "<", ord("﹦"): "="}
_FOLDS: dict[int, str] = {**_WIDTHS, **_BLANKS, **_SIGNS}

_INVISIBLE = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_NORMALISE: dict[int, str | None] = {
    **_FOLDS,
    **{code: None for code in range(0x202A, 0x206A) if re.match(f"[{_INVISIBLE}]", chr(code))},
    **dict.fromkeys((0xAD, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0xFEFF)),
    ord("\u2028"): "\n",
    ord("\u2029"): "\n",
}
_SQUEEZE: dict[int, str | None] = {
    **_NORMALISE,
    **dict.fromkeys(map(ord, " \n\r\u2028\u2029：:")),
    **dict.fromkeys(_BLANKS),
    **dict.fromkeys(map(ord, "（［【〔〖｛[{"), "("),
    **dict.fromkeys(map(ord, "）］】〕〗｝]}"), ")"),
    ord("，"): ",",
    ord("；"): ";",
    ord("！"): "!",
    ord("？"): "?",
    ord("～"): "~",
    ord("仟"): "千",
    ord("佰"): "百",
}


def _class_of(table: dict[int, str | None]) -> re.Pattern[str]:
    """Return a pattern that finds characters that ``table`` changes: most texts have none and need no copy."""
    return re.compile("[" + re.escape("".join(map(chr, table))) + "]")


_TO_FOLD = _class_of({**_FOLDS})
_TO_NORMALISE = _class_of(_NORMALISE)
_TO_SQUEEZE = _class_of(_SQUEEZE)
_UNIT = re.compile(
    r"(?:[\[(【（〔]\s*(?P<bracketed>\d{3,12})\s*[\])】）〕]|(?P<long>\d{4,12})|(?P<short>\d{3})(?=[\s\-—–_:：、]|$))"
    r"[\s\-—–_:：、.]*(?P<name>(?!年).*)",
    re.DOTALL,
)
_UNIT_BEHIND = re.compile(r"(?P<name>.+?)\s*[\[(【（〔]\s*(?P<code>\d{3,12})\s*[\])】）〕]", re.DOTALL)


_UNIT_LABEL = re.compile(r"^(?:填报|编报|申报|报送|预算|项目|主管)?(?:单位|部门)(?:名称|全称)?[ \t]*[:：]\s*")
"""A label that may be printed before a reporting unit."""
_MONEY_UNIT = re.compile(r"(?<=\S)[ \t]+[(（]?(?:金额)?单位[ \t]*[:：][^:：]{1,9}$")
"""A money unit that may be printed behind it in the same cell."""
_MAX_UNIT_LENGTH = 200


@remember_texts
def fold(text: str) -> str:
    """Fold widths and blanks one to one, so that positions in the result are positions in ``text``."""
    return text.translate(_FOLDS) if _TO_FOLD.search(text) else text


@remember_texts
def normalise(text: str) -> str:
    """Fold full-width digits, letters and signs, replace unusual blanks, and strip the ends.

    Chinese punctuation (such as ，；：（）) and line breaks stay; invisible characters are removed.
    """
    if _TO_NORMALISE.search(text):
        text = text.translate(_NORMALISE)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip()


@remember_texts
def squeeze(text: str) -> str:
    """Return the key by which labels are compared: normalised, without white space and colons, all brackets round."""
    return text.translate(_SQUEEZE) if _TO_SQUEEZE.search(text) else text


def split_unit(text: str) -> tuple[str, str]:
    """Return code and name of a reporting unit printed as one text (``475002某某办公室``); no code: ``("", text)``.

    Three digits count as a code only if they are separated from the name (120急救中心 is a name).
    """
    clean = _UNIT_LABEL.sub("", normalise(text))
    clean = _MONEY_UNIT.sub("", clean)[:_MAX_UNIT_LENGTH].strip()
    if match := _UNIT.fullmatch(clean):
        return match["bracketed"] or match["long"] or match["short"], match["name"].strip()
    if match := _UNIT_BEHIND.fullmatch(clean):
        return match["code"], match["name"].strip()
    return "", clean
