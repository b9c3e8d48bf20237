"""Digests of target sheets for the county-wide rules, small enough to travel between processes by the thousand."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from xltools.model import DepartmentBook, Place, SheetKind, TargetSheet, quick_pickle
from xltools.row_storage import PickledRows
from xltools.rules.entry_checks import applies
from xltools.rules.patterns import bare_text

__all__ = ["IndicatorDigest", "SheetDigest", "digest_book"]

_Wording = tuple[str, str, str]
_CHECKSUM_BYTES = 4


@quick_pickle
class IndicatorDigest(NamedTuple):
    """One indicator: where its name stands, the name, and the bare words of name, description and target."""

    place: Place
    level3: str
    wording: _Wording


@quick_pickle
class SheetDigest(NamedTuple):
    """One target sheet of one department.

    ``indicators`` are those with a name and a description whose wording does not appear on an earlier sheet of the
    book: repetition within a department is for I08. They are packed; only the rule that needs them unpacks
    them, and only where their ``wordings`` say that others may have the same: the checksum of each, four bytes long.
    """

    department_code: str
    department_name: str
    kind: SheetKind
    place: Place
    code: str
    code_place: Place
    name: str
    budget: Decimal | None
    indicators: Sequence[IndicatorDigest]
    wordings: bytes
    guest: bool = False
    """it stands in the workbook of another department"""

    @property
    def checksums(self) -> tuple[int, ...]:
        """The checksums of the indicators' wordings, in their order; different wordings seldom have the same."""
        return struct.unpack(f"<{len(self.wordings) // _CHECKSUM_BYTES}I", self.wordings)


def digest_book(book: DepartmentBook) -> tuple[SheetDigest, ...]:
    """Return the digests of a book's target sheets, in order."""
    earlier: set[_Wording] = set()
    code = book.department_code
    return tuple(_digest(book, code, sheet, earlier) for sheet in book.sheets)


def _digest(book: DepartmentBook, code: str, sheet: TargetSheet, earlier: set[_Wording]) -> SheetDigest:
    indicators = _new_wordings(sheet, earlier)
    return SheetDigest(
        department_code=code,
        department_name=book.name.value or "",
        kind=sheet.kind,
        place=sheet.place,
        code=sheet.code.value or "",
        code_place=sheet.code.place,
        name=sheet.name.value or "",
        budget=sheet.budget.value,
        indicators=PickledRows(indicators),
        wordings=b"".join(map(_checksum, indicators)),
    )


def _checksum(indicator: IndicatorDigest) -> bytes:
    return zlib.crc32("\n".join(indicator.wording).encode(errors="replace")).to_bytes(_CHECKSUM_BYTES, "little")


def _new_wordings(sheet: TargetSheet, earlier: set[_Wording]) -> list[IndicatorDigest]:
    """Return the indicators in words that are not among ``earlier``, and add their words to it."""
    digests = []
    for row in sheet.indicators:
        name, description = row.level3.value, row.description.value
        if name and description and applies(row):
            wording = bare_text(name), bare_text(description), bare_text(row.target.text)
            if wording not in earlier:
                earlier.add(wording)
                digests.append(IndicatorDigest(row.place, name, wording))
    return digests
