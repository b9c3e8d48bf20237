"""What the auditor reports: one problem of one part, what Excel makes of it, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Effect", "Problem", "Source"]


class Effect(StrEnum):
    """What Excel is expected to do with the file. None of it was tried in Excel itself."""

    REFUSED = "Excel refuses the file"
    REPAIRED = "Excel offers to repair the file, and drops what it cannot read"
    WRONG = "Excel opens the file, but something is not as it was meant"
    ELSEWHERE = "Excel opens the file, but other programs may not"


class Source(StrEnum):
    """Where the knowledge comes from."""

    PACKAGING = "ECMA-376 part 2, open packaging conventions"
    XML = "XML 1.0 and Namespaces in XML"
    COMPATIBILITY = "ECMA-376 part 3, markup compatibility"
    WORKBOOK = "ECMA-376 part 1, 18.2 workbook"
    WORKSHEETS = "ECMA-376 part 1, 18.3 worksheets"
    STRINGS = "ECMA-376 part 1, 18.4 shared strings"
    TABLES = "ECMA-376 part 1, 18.5 tables"
    CALCULATION = "ECMA-376 part 1, 18.6 calculation chain"
    COMMENTS = "ECMA-376 part 1, 18.7 comments"
    STYLES = "ECMA-376 part 1, 18.8 styles"
    FORMULAS = "ECMA-376 part 1, 18.17 formulas"
    DRAWINGS = "ECMA-376 part 1, 20.5 spreadsheet drawings"
    CHARTS = "ECMA-376 part 1, 21.2 charts"
    LIMITS = "Microsoft: Excel specifications and limits"
    REPORTED = "reports of repairs in the trackers of libraries that write workbooks"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: the part, the cell or element in it, and what is wrong."""

    part: str
    place: str
    what: str
    effect: Effect
    source: Source

    def __str__(self) -> str:
        where = f"{self.part} {self.place}".strip()
        return f"{where}: {self.what}. {self.effect} ({self.source})"
