"""The identity of a project or special fund, by which workbooks are found to hold the same one."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from typing import NamedTuple

from xltools.county.data import IndicatorRow, SheetRow
from xltools.form_identity import FormPurpose
from xltools.model import NOWHERE, SheetKind
from xltools.rules.identity import code_of, is_placeholder
from xltools.rules.known_amounts import name_without_year
from xltools.rules.patterns import bare_text
from xltools.rules.progress_rows import ProgressRow, ResultRow

__all__ = ["ProjectIdentity", "known_code", "row_content", "settlement_key"]

MAX_KEY_CHARACTERS = 80
MIN_CODE_LENGTH = 6
"""Shorter entries in place of a project's code, such as 无 or 1, identify nothing."""


class ProjectIdentity(NamedTuple):
    """The identity of a project or special fund, with its row.

    ``kind`` is that of a plan, or the purpose of a sheet of results: a plan and its monitoring are not rivals.
    """

    kind: SheetKind | FormPurpose
    code: str
    name: str
    unit: str
    row: SheetRow | ProgressRow

    @classmethod
    def of(cls, row: SheetRow) -> ProjectIdentity:
        """Return the identity of a row; a code that identifies nothing is left out."""
        return cls(row.kind, known_code(row.code), bare_text(row.name), row.unit_code, row)

    @classmethod
    def of_results(cls, row: ProgressRow) -> ProjectIdentity:
        """Return the identity of a sheet of results, most of which print no code, and their unit by its name."""
        unit = row.unit_code or bare_text(row.unit_name)
        return cls(row.purpose, known_code(row.code), bare_text(row.name), unit, row)

    def same(self, other: ProjectIdentity) -> bool:
        """Return whether both are one project: by their codes, else by their names within one unit."""
        if self.kind is not other.kind:
            return False
        if self.code and other.code:
            return self.code == other.code
        return bool(self.name) and _is_one_name(self.name, other.name) and not self.other_unit(other)

    def renumbered(self, other: ProjectIdentity) -> bool:
        """Return whether both have the name of one project of one unit, but different codes."""
        plans = self.kind is other.kind and isinstance(self.kind, SheetKind)
        named = plans and bool(self.name) and self.name == other.name
        return named and bool(self.code and other.code) and self.code != other.code and not self.other_unit(other)

    def other_unit(self, other: ProjectIdentity) -> bool:
        """Return whether the two state different units."""
        return bool(self.unit and other.unit) and self.unit != other.unit


def _is_one_name(name: str, other: str) -> bool:
    """Return whether two names are one, a year in front that one of them lacks aside."""
    if name == other:
        return True
    bare, other_bare = name_without_year(name), name_without_year(other)
    return bare == other_bare and bool(bare) and (bare == name or other_bare == other)


def known_code(text: str) -> str:
    """Return a project's code as codes are compared, or an empty text for one that identifies nothing."""
    code = code_of(text)
    known = len(code) >= MIN_CODE_LENGTH and any(map(str.isdigit, code)) and not is_placeholder(code)
    return code if known else ""


def settlement_key(department: str, code: str, name: str, amount: Decimal) -> Hashable:
    """Return the identity of an amount that is decided on: department, project by name and code, amount to the fen."""
    # The summary shortens long names.
    return (
        bare_text(department),
        bare_text(code),
        bare_text(name)[:MAX_KEY_CHARACTERS],
        amount.quantize(Decimal("0.01")),
    )


def row_content(row: SheetRow | ProgressRow | IndicatorRow | ResultRow) -> Hashable:
    """Return what a row says, wherever it stands; programs write line ends and blanks behind words differently."""
    if isinstance(row, SheetRow):
        row = row._replace(budget_place=NOWHERE, plan_places=(), originals="")
    elif isinstance(row, ProgressRow):
        bare = row._replace(
            initial_place=NOWHERE, budget_place=NOWHERE, spent_place=NOWHERE, score_place=NOWHERE, results=()
        )
        return _said(bare), tuple(map(row_content, row.results))
    elif isinstance(row, ResultRow):
        row = row._replace(name_place=NOWHERE, target_place=NOWHERE, weight_place=NOWHERE)
    return _said(row)


def _said(row: SheetRow | ProgressRow | IndicatorRow | ResultRow) -> Hashable:
    return tuple(_plain(value) if isinstance(value, str) else value for value in row._replace(place=NOWHERE))


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
