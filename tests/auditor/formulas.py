"""Formulas as files hold them: without an equals sign, functions newer than 2007 with a prefix."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from tests.auditor.problem import Effect

__all__ = ["MAX_FORMULA", "formula_problems"]

MAX_FORMULA = 8192
_PAIRS = {")": "(", "}": "{"}
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_QUOTED_SHEET = re.compile(r"'((?:[^']|'')+)'!")
_PLAIN_SHEET = re.compile(r"(?<![\w.\])!#])([^\W\d][\w.]*)!")
_BRACKETS = re.compile(r"\[(?:'.|[^\[\]'])*\]")
_ERROR = re.compile(r"#(?:REF|VALUE|NAME|NUM|NULL)[!?]|#DIV/0!|#N/A|#GETTING_DATA|#SPILL!|#CALC!|#FIELD!|#BLOCKED!")
_BARE_OPERAND = re.compile(r"^\s*[*/^&=<>,)]|[-+*/^&=(,:]\s*[*/^&=]|[-+*/^&=:]\s*[),]|[-+*/^&=,:]\s*$")
_UNPREFIXED = re.compile(
    r"(?<![\w.])(ANCHORARRAY|ARRAYTOTEXT|BYCOL|BYROW|CEILING\.MATH|CHOOSECOLS|CHOOSEROWS|COMBIN[A]|CONCAT|DAYS|DROP|EXPAND"
    r"|FILTER|FLOOR\.MATH|FORMULATEXT|HSTACK|IFNA|IFS|ISFORMULA|ISOMITTED|ISOWEEKNUM|LAMBDA|LET|MAKEARRAY|MAP|MAXIFS"
    r"|MINIFS|NUMBERVALUE|RANDARRAY|REDUCE|SCAN|SEQUENCE|SHEETS?|SINGLE|SORT|SORTBY|STDEV\.[PS]|SWITCH|TAKE|TEXTAFTER"
    r"|TEXTBEFORE|TEXTJOIN|TEXTSPLIT|TOCOL|TOROW|UNICHAR|UNICODE|UNIQUE|VALUETOTEXT|VAR\.[PS]|VSTACK|WRAPCOLS|WRAPROWS"
    r"|XLOOKUP|XMATCH|XOR)\(",
    re.IGNORECASE,
)


def formula_problems(formula: str | None, sheet_names: Collection[str]) -> Iterator[tuple[str, Effect]]:
    """Yield what is wrong with a formula; the names of the workbook's sheets come in lower case."""
    text = (formula or "").strip()
    if not text:
        yield "the formula is empty", Effect.REPAIRED
        return
    if len(text) > MAX_FORMULA:
        yield f"the formula is longer than {MAX_FORMULA} characters", Effect.REPAIRED
    if text.startswith("="):
        yield "the formula begins with an equals sign", Effect.REPAIRED
        return
    text = _TEXT.sub("0", text)
    sheets = [quoted.replace("''", "'") for quoted in _QUOTED_SHEET.findall(text)]
    text = _QUOTED_SHEET.sub("", text)
    while _BRACKETS.search(text):
        text = _BRACKETS.sub("\0", text)
    text = _ERROR.sub("0", text)
    for sheet in [*sheets, *_PLAIN_SHEET.findall(text.replace("\0", "]"))]:
        if not {name.casefold() for name in re.sub(r".*\[.*\].*", "", sheet).split(":") if name} <= set(sheet_names):
            yield f"the formula names the sheet {sheet}, which is not there", Effect.REPAIRED
    for function in _UNPREFIXED.findall(text):
        yield f"the function {function} needs the prefix _xlfn. in a file", Effect.WRONG
    if re.search("[\"'\\[\\]]", text):
        yield "a quotation mark or bracket of the formula is not closed", Effect.REPAIRED
    elif not _balanced(text):
        yield "the parentheses of the formula do not match", Effect.REPAIRED
    elif _BARE_OPERAND.search(re.sub("<>|<=|>=|[<>]", "=", re.sub(r"\{[^{}]*\}", "0", text))):
        yield "an operator of the formula lacks an operand", Effect.REPAIRED


def _balanced(text: str) -> bool:
    opened: list[str] = []
    for sign in re.findall("[(){}]", text):
        if sign in "({":
            opened.append(sign)
        elif not opened or opened.pop() != _PAIRS[sign]:
            return False
    return not opened
