"""Formulas between Excel's way of writing them and LibreOffice's own, as text, so that whole blocks go in one call.

LibreOffice's FormulaParser knows Excel's grammar, but takes one cell at a time, and two calls for each: 5,000 formulas
are seconds. ``setFormulaArray`` and ``getFormulaArray`` take a block, in LibreOffice's own English grammar. The two
differ in separators, in how a sheet is named, in a few operators and in the names of some functions; the names are
asked of the office, once each (see :class:`FunctionTranslator`). For a formula that this module does not understand it
returns None, and the parser of the office translates it.

| | Excel | LibreOffice |
|---|---|---|
| between arguments | ``,`` | ``;`` |
| union, intersection | ``(A1,B2)``, ``A1:B2 B1`` | ``(A1~B2)``, ``A1:B2!B1`` |
| between columns and rows of an array | ``{1,2;3,4}`` | ``{1;2|3;4}`` |
| another sheet | ``'a b'!A1`` | ``$'a b'.A1`` |
| truth | ``TRUE`` | ``TRUE()`` |
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from xltools.desktop.libreoffice.addresses import LAST_COLUMN, LAST_ROW, quoted_sheet
from xltools.model import column_letters, column_number

__all__ = ["FunctionTranslator", "OfficeFormula", "from_office", "is_formula", "strip_file_prefixes", "to_office"]


class FunctionTranslator(Protocol):
    """The names of functions on each side."""

    def to_office(self, name: str) -> str:
        """Return LibreOffice's name of an Excel function."""

    def from_office(self, name: str) -> str:
        """Return Excel's name of a LibreOffice function."""


_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
_AREA = rf"(?:{_CELL}(?::{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?[0-9]+:\$?[0-9]+)"
_END = r"(?![\w.(\[?\\])"
_QUOTED = r"'(?:[^']|'')+'"
_EITHER = r"""
    (?P<text>"(?:[^"]|"")*")
  | (?P<error>\#(?:N/A|DIV/0!|VALUE!|REF!|NAME\?|NUM!|NULL!))
  | (?P<function>[^\W\d][\w.]*)\(
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.])
  | (?P<name>[^\W\d][\w.\\?]*)(?![\w.\\?(\[])
  | (?P<open>\()
  | (?P<close>\))
  | (?P<brace>[{}])
  | (?P<operator><>|<=|>=|[-+*/^&=<>%:])
"""
_EXCEL = re.compile(
    rf"""(?:(?P<sheet>{_QUOTED}|[^\W\d][\w.]*)!)?(?P<area>{_AREA})(?!!){_END}
  | (?P<separator>[,;])
  | (?P<implicit>@)
  | (?P<space>\s+)
  | {_EITHER}""",
    re.VERBOSE,
)
_OFFICE = re.compile(
    rf"""(?:(?P<sheet>\$?{_QUOTED}|\$\w+|(?=\d*[^\W\d])\w+)\.)?(?P<area>{_AREA}){_END}
  | (?P<separator>[;|~!])
  | (?P<space>\s+)
  | {_EITHER}""",
    re.VERBOSE,
)
_PART = re.compile(r"(?:(\$?)([A-Za-z]{1,3}))?(?:(\$?)([0-9]+))?")
_PREFIX = re.compile(r'("(?:[^"]|"")*")|\b(?:_xlfn\.|_xlws\.)+', re.IGNORECASE)
_OPERANDS = {"area", "name", "close", "brace"}
_STARTS_OPERAND = re.compile(r"['$(\w]")


@dataclass(frozen=True, slots=True)
class _Area:
    """A reference to cells, and the sheet in front of it."""

    sheet: str
    text: str

    def __str__(self) -> str:
        return self.sheet + self.text

    def moved(self, rows: int, columns: int) -> str:
        """Return the reference moved where it is relative; an error value where it leaves the sheet."""
        sides = []
        for part in self.text.split(":"):
            fixed_column, column, fixed_row, row = _corner(part)
            column += columns if column and not fixed_column else 0
            row += rows if row and not fixed_row else 0
            if column > LAST_COLUMN or row > LAST_ROW:
                return "#REF!"
            sides.append(f"{fixed_column}{column_letters(column)}{fixed_row}{row or ''}")
        return self.sheet + ":".join(sides)


@dataclass(frozen=True, slots=True)
class OfficeFormula:
    """A formula in LibreOffice's own grammar, taken apart at its references to cells."""

    pieces: tuple[str | _Area, ...]

    def __str__(self) -> str:
        """Return the formula with its ``=``."""
        return "=" + "".join(map(str, self.pieces))

    def moved(self, rows: int, columns: int) -> str:
        """Return the formula for a cell further down and to the right, as filling it there does."""
        moved = (piece if isinstance(piece, str) else piece.moved(rows, columns) for piece in self.pieces)
        return "=" + "".join(moved)


def is_formula(text: object) -> bool:
    """Return whether Excel takes this text for a formula."""
    return isinstance(text, str) and text.startswith("=") and len(text) > 1


def to_office(formula: str, functions: FunctionTranslator) -> OfficeFormula | None:
    """Translate an Excel formula (with its ``=``) to LibreOffice's own grammar; None leaves it to the parser."""
    out: list[str | _Area] = []
    groups: list[str] = []  # what each open parenthesis or brace is: "f" of a function, "(" or "{"
    position, last = 1, ""
    while position < len(formula):
        token = _EXCEL.match(formula, position)
        if token is None or token.lastgroup is None:
            return None
        kind, text = token.lastgroup, token.group()
        position = token.end()
        match kind:
            case "area":
                if _over_sheets(token["sheet"], out):
                    return None
                out.append(_Area(_office_sheet(token["sheet"]), token["area"]))
                last = kind
                continue
            case "function":
                text = functions.to_office(token["function"].upper()) + "("
            case "name" if text.upper() in ("TRUE", "FALSE") and "{" not in groups:
                text = f"{text.upper()}()"
            case "separator":
                text = _office_separator(text, groups)
            case "implicit":
                text = ""  # LibreOffice takes the cell of the same row or column by itself
            case "space" if last in _OPERANDS and _STARTS_OPERAND.match(formula, position):
                text = "!"
        if not _nest(kind, text, groups):
            return None
        out.append(text)
        last = kind if kind != "space" else last
    return OfficeFormula(tuple(out)) if out and not groups else None


def from_office(formula: str, functions: FunctionTranslator) -> str | None:
    """Translate a formula of LibreOffice's own grammar (with its ``=``) to Excel's; None leaves it to the parser."""
    out: list[str] = []
    groups: list[str] = []
    position = 1
    while position < len(formula):
        token = _OFFICE.match(formula, position)
        if token is None or token.lastgroup is None:
            return None
        kind, text = token.lastgroup, token.group()
        position = token.end()
        match kind:
            case "area":
                if _over_sheets(token["sheet"], out):
                    return None
                text = _excel_sheet(token["sheet"]) + token["area"]
            case "function":
                name = functions.from_office(token["function"])
                truth = name in ("TRUE", "FALSE") and formula.startswith(")", position)
                if truth:
                    position += 1
                    kind, text = "name", name
                else:
                    text = f"{name}("
            case "separator":
                text = {"~": ",", "!": " ", "|": ";"}.get(text, ",")
        if not _nest(kind, text, groups):
            return None
        out.append(text)
    return "=" + "".join(out) if out and not groups else None


def strip_file_prefixes(formula: str) -> str:
    """Return a formula of a file without the prefixes of newer functions (``_xlfn.``), as Excel shows it."""
    return _PREFIX.sub(lambda found: found[1] or "", formula)


def _nest(kind: str, text: str, groups: list[str]) -> bool:
    """Note what opens and closes; return False where it does not fit."""
    if kind == "function":
        groups.append("f")
    elif kind == "open":
        groups.append("(")
    elif kind == "close":
        return bool(groups) and groups.pop() != "{"
    elif kind == "brace":
        if text == "{":
            groups.append("{")
        else:
            return bool(groups) and groups.pop() == "{"
    return True


def _over_sheets(sheet: str | None, before: Sequence[object]) -> bool:
    """Return whether a reference spans several sheets or another workbook, which the two sides write differently."""
    if sheet is None:
        return False
    return bool(before and before[-1] == ":") or ":" in sheet or "[" in sheet


def _office_separator(text: str, groups: list[str]) -> str:
    if groups and groups[-1] == "{":
        return ";" if text == "," else "|"
    return ";" if groups and groups[-1] == "f" else "~"


def _office_sheet(sheet: str | None) -> str:
    if sheet is None:
        return ""
    return f"${sheet}." if sheet.startswith("'") else f"$'{sheet}'."


def _excel_sheet(sheet: str | None) -> str:
    if sheet is None:
        return ""
    name = sheet.removeprefix("$")
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    return quoted_sheet(name) + "!"


def _corner(part: str) -> tuple[str, int, str, int]:
    """Return one side of an area: column fixed, column, row fixed, row; 0 for a side that is left out."""
    match = _PART.fullmatch(part)
    if match is None:
        raise ValueError(f"not a reference: {part}")
    fixed_column, letters, fixed_row, digits = match.groups("")
    return fixed_column, column_number(letters) if letters else 0, fixed_row, int(digits or 0)
