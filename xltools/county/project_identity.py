"""The identity of a project or special fund, by which workbooks are found to hold the same one."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from xltools.county.data import IndicatorRow, SheetRow
from xltools.model import NOWHERE, SheetKind
from xltools.rules.identity import code_of, is_placeholder
from xltools.rules.patterns import bare_text

__all__ = ["ProjectIdentity", "row_content"]

MIN_CODE_LENGTH = 6
"""Shorter entries in place of a project's code, such as 无 or 1, identify nothing."""


class ProjectIdentity(NamedTuple):
    """The identity of a project or special fund, with its row."""

    kind: SheetKind
    code: str
    name: str
    unit: str
    row: SheetRow

    @classmethod
    def of(cls, row: SheetRow) -> ProjectIdentity:
        """Return the identity of a row; a code that identifies nothing is left out."""
        code = code_of(row.code)
        known = len(code) >= MIN_CODE_LENGTH and any(map(str.isdigit, code)) and not is_placeholder(code)
        return cls(row.kind, code if known else "", bare_text(row.name), row.unit_code, row)

    def same(self, other: ProjectIdentity) -> bool:
        """Return whether both are one project: by their codes, else by their names within one unit."""
        if self.kind is not other.kind:
            return False
        if self.code and other.code:
            return self.code == other.code
        return bool(self.name) and self.name == other.name and not self.other_unit(other)

    def renumbered(self, other: ProjectIdentity) -> bool:
        """Return whether both have the name of one project of one unit, but different codes."""
        named = self.kind is other.kind and bool(self.name) and self.name == other.name
        return named and bool(self.code and other.code) and self.code != other.code and not self.other_unit(other)

    def other_unit(self, other: ProjectIdentity) -> bool:
        """Return whether the two state different units."""
        return bool(self.unit and other.unit) and self.unit != other.unit


def row_content(row: SheetRow | IndicatorRow) -> Hashable:
    """Return what a row says, wherever it stands; programs write line ends and blanks behind words differently."""
    if isinstance(row, SheetRow):
        row = row._replace(budget_place=NOWHERE, plan_places=())
    return tuple(_plain(value) if isinstance(value, str) else value for value in row._replace(place=NOWHERE))


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
