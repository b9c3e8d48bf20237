"""Forms without a money unit in a workbook that states one elsewhere: on another sheet, in its name, far below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from xltools.forms.money_units import unit_in_brackets, unit_of_sheet
from xltools.grids.grid import Grid
from xltools.model import Finding, MoneyUnit, Place, Severity
from xltools.sheet_names import STAMP_SHEET
from xltools.text import Text
from xltools.values import squeeze

__all__ = ["NO_UNIT", "with_units_elsewhere"]

NO_UNIT = "R12"
"""The finding about a form without a money unit."""
_LONGEST_STATEMENT = 60


def with_units_elsewhere(findings: Sequence[Finding], grids: Iterable[Grid]) -> Sequence[Finding]:
    """Return the findings; a form that was read in 元 because it states no unit is an error beside another unit."""
    if not any(finding.rule == NO_UNIT for finding in findings):
        return findings
    elsewhere = next(_other_units(grids), None)
    if elsewhere is None:
        return findings
    place, text = elsewhere
    where = " ".join(filter(None, (place.sheet, place.cell)))
    words = Text(f"；别处写着“{text}”（{where}）", f'; elsewhere it says "{text}" ({where})')
    return [
        replace(
            finding,
            severity=Severity.ERROR,
            message=Text(finding.message.zh + words.zh, finding.message.en + words.en),
            related=(place,),
        )
        if finding.rule == NO_UNIT and finding.severity is not Severity.ERROR
        else finding
        for finding in findings
    ]


def _other_units(grids: Iterable[Grid]) -> Iterator[tuple[Place, str]]:
    """Yield the texts and names of sheets that state another unit than 元, with their places."""
    for grid in grids:
        if grid.sheet == STAMP_SHEET:
            continue
        if _is_other(unit_in_brackets(squeeze(grid.sheet))):
            yield grid.place(), grid.sheet
        for row, column, text in grid.texts():
            if len(text) <= _LONGEST_STATEMENT and _is_other(unit_of_sheet(text)):
                yield grid.place(row, column), text.strip()


def _is_other(unit: MoneyUnit | None) -> bool:
    return unit not in (None, MoneyUnit.YUAN)
