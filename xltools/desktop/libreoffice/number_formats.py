"""Number formats of one workbook: Excel's codes to the office's keys and back, and what sort of value each shows."""

from __future__ import annotations

import re
from functools import cached_property

from xltools.desktop.libreoffice import uno_bridge
from xltools.desktop.libreoffice.cell_values import OfficeFormatKind
from xltools.desktop.libreoffice.uno_types import Uno, UnoDocument

__all__ = ["GENERAL", "MOMENT_CODES", "NumberFormats", "is_mixed"]

GENERAL = "General"

MOMENT_CODES = {
    OfficeFormatKind.DATE: "yyyy-mm-dd",
    OfficeFormatKind.TIME: "hh:mm:ss",
    OfficeFormatKind.DATE | OfficeFormatKind.TIME: "yyyy-mm-dd hh:mm:ss",
}
"""The formats of dates and times for cells that do not have such a format yet."""

_ALL_KINDS = OfficeFormatKind.DATE | OfficeFormatKind.TIME | OfficeFormatKind.TEXT | OfficeFormatKind.LOGICAL
_DATE_PARTS = re.compile(r'"[^"]*"|\\.|_.|AM/PM|A/P|(\[[HMS]+\]|(?<!\[)[YMDHS]+)|\[[^\]]*\]')


class NumberFormats:
    """The number formats of one workbook."""

    def __init__(self, document: UnoDocument) -> None:
        """Use the number formats of a workbook."""
        self._document = document
        self._kinds: dict[int, OfficeFormatKind] = {}
        self._keys: dict[str, int] = {}
        self._codes: dict[int, str] = {}

    @cached_property
    def _formats(self) -> Uno:
        return self._document.NumberFormats

    @cached_property
    def _locale(self) -> Uno:
        return uno_bridge.struct("lang.Locale", Language="en", Country="US")

    def kind(self, key: int) -> OfficeFormatKind:
        """Return the kind of value that the format with this key shows; no flag for a number as such."""
        if key not in self._kinds:
            self._kinds[key] = OfficeFormatKind(self._formats.getByKey(key).Type & _ALL_KINDS)
        return self._kinds[key]

    def key(self, code: str) -> int:
        """Return the key of an Excel number format, adding it to the workbook where it is new."""
        if code not in self._keys:
            key: int = self._formats.queryKey(code, self._locale, False)
            self._keys[code] = self._formats.addNew(code, self._locale) if key == -1 else key
        return self._keys[code]

    def code(self, key: int) -> str:
        """Return the format with this key as Excel writes it."""
        if key not in self._codes:
            self._codes[key] = self._code(key)
        return self._codes[key]

    def _code(self, key: int) -> str:
        """Return a format's code; date codes, which the office keeps in capitals, in Excel's small letters."""
        properties = self._formats.getByKey(key)
        locale = properties.Locale
        if key == self._formats.getStandardIndex(locale):
            return GENERAL
        code: str = properties.FormatString
        if locale.Language not in ("", "en", "zh"):  # some languages have words of their own in their codes
            code = self._formats.getByKey(self._formats.addNewConverted(code, locale, self._locale)).FormatString
        if not self.kind(key) & (OfficeFormatKind.DATE | OfficeFormatKind.TIME):
            return code
        return _DATE_PARTS.sub(lambda found: found[1].lower() if found[1] else found[0], code)


def is_mixed(owner: Uno, name: str) -> bool:
    """Return whether the cells of a range differ in this property."""
    return bool(owner.getPropertyState(name).value == "AMBIGUOUS_VALUE")
