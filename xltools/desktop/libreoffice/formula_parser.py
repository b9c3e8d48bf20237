"""Formulas through LibreOffice's own parser: the names of functions, and formulas that text rules do not cover."""

from __future__ import annotations

import re
from functools import cached_property
from typing import cast

from xltools.desktop.libreoffice import formulas, uno_bridge
from xltools.desktop.libreoffice.uno_types import Uno, UnoCell, UnoCellAddress, UnoDocument
from xltools.grids.error_values import ERROR_VALUES

__all__ = ["FormulaParser", "FunctionNames"]

_OOXML_GRAMMAR = 3
"""The grammar of .xlsx files: comma, ``Sheet1!A1``. (Excel's A1 grammar, 1, prints right but takes a comma for a
union.)"""

_OFFICE_GRAMMAR = 0
_FILE_PREFIX = "_xlfn."
"""The prefix of newer functions in files; the parser does not know them without it."""

_OOXML_CALL, _NATIVE_CALL = "(1,1,1,1,1,1)", "(1;1;1;1;1;1)"
"""Arguments enough that the parser adds none of its own."""

_CALL = re.compile(r'"(?:[^"]|"")*"|([^\W\d][\w.]*)\(')
_ERROR_VALUE = re.compile(rf'"(?:[^"]|"")*"|({"|".join(map(re.escape, sorted(ERROR_VALUES)))})')


class FunctionNames:
    """The office's names of Excel's functions; shared by all its workbooks, each name asked for once."""

    def __init__(self) -> None:
        """Start without any name."""
        self.to_office: dict[str, str] = {}
        self.from_office: dict[str, str] = {}
        self.in_files: dict[str, str] = {}


class FormulaParser:
    """The parser of one workbook. It is the :class:`~xltools.desktop.libreoffice.formulas.Functions` of its office."""

    def __init__(self, document: UnoDocument, names: FunctionNames) -> None:
        """Use the parser of a workbook, and the names that its office's workbooks share."""
        self._document = document
        self._names = names

    @cached_property
    def _ooxml(self) -> Uno:
        return self._parser(_OOXML_GRAMMAR)

    @cached_property
    def _native(self) -> Uno:
        return self._parser(_OFFICE_GRAMMAR)

    @cached_property
    def _home(self) -> UnoCellAddress:
        return uno_bridge.struct("table.CellAddress")

    def to_office(self, name: str) -> str:
        """Return LibreOffice's name of an Excel function; an unknown one as it is."""
        known = self._names.to_office
        if name not in known:
            known[name] = self._ask_office(name)
        return known[name]

    def from_office(self, name: str) -> str:
        """Return Excel's name of a LibreOffice function, an unknown one in capitals."""
        known = self._names.from_office
        if name not in known:
            tokens = self._native.parseFormula(name + _NATIVE_CALL, self._home)
            printed: str = self._ooxml.printFormula(tokens, self._home)
            known[name] = formulas.strip_file_prefixes(printed).partition("(")[0].upper()
        return known[name]

    def tokens(self, formula: str, address: UnoCellAddress) -> Uno:
        """Parse an Excel formula (with its ``=``) for the cell at ``address``.

        :raises NotImplementedError: it holds an error value, which the parser drops without a word.
        """
        if any(match[1] for match in _ERROR_VALUE.finditer(formula)):
            raise NotImplementedError(f"LibreOffice cannot take this formula in Excel's grammar: {formula}")
        return self._ooxml.parseFormula(_CALL.sub(self._file_call, formula[1:]), address)

    def text(self, tokens: Uno, address: UnoCellAddress) -> str:
        """Return tokens as an Excel formula, with its ``=``."""
        return "=" + formulas.strip_file_prefixes(cast(str, self._ooxml.printFormula(tokens, address)))

    def formula(self, cell: UnoCell) -> str:
        """Return the formula of one cell as Excel writes it."""
        return self.text(cell.getTokens(), cell.CellAddress)

    def _ask_office(self, name: str) -> str:
        for in_files in (name, _FILE_PREFIX + name):
            tokens = self._ooxml.parseFormula(in_files + _OOXML_CALL, self._home)
            found: str = self._native.printFormula(tokens, self._home).partition("(")[0]
            if not found.islower():  # what it does not know, it prints in small letters
                self._names.in_files[name] = in_files
                return found
        return name

    def _file_call(self, call: re.Match[str]) -> str:
        name = call[1]
        if name is None:
            return call[0]
        self.to_office(name.upper())
        return f"{self._names.in_files.get(name.upper(), name)}("

    def _parser(self, convention: int) -> Uno:
        parser = self._document.createInstance("com.sun.star.sheet.FormulaParser")
        parser.CompileEnglish = True
        parser.FormulaConvention = convention
        return parser
