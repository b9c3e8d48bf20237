"""A workbook as every reader hands it over, whatever its format: grids and facts, no markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from xltools.grids.grid import Block, Grid
from xltools.model import Finding
from xltools.quick_dataclass import dataclass

__all__ = ["SavedTime", "SheetTraces", "TemplateTraces", "Workbook"]


@dataclass(frozen=True, slots=True)
class SavedTime:
    """When a workbook was last saved, as it says of itself; a file's own date changes with every copy and mail.

    ``moment`` is None where the workbook does not say. ``certain`` is True where it states its offset from UTC too, and
    False where only the clock of an unknown computer is known.
    """

    moment: datetime | None = None
    certain: bool = False


@dataclass(frozen=True, slots=True)
class SheetTraces:
    """The parts of our template's set-up that a sheet still has, apart from its cells.

    ``drop_downs`` are the blocks under a data validation, drop-down lists and limits of entry alike. ``protected`` is
    True where sheet protection is on, with or without a password.
    """

    drop_downs: tuple[Block, ...] = ()
    protected: bool = False


@dataclass(frozen=True, slots=True)
class TemplateTraces:
    """The traces of our template, by the names of the sheets.

    A sheet is missing where its reader cannot tell: nothing is concluded from that.
    """

    sheets: Mapping[str, SheetTraces] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Workbook:
    """The result of a reader: the worksheets in the order of their tabs, also hidden ones, and facts about the file.

    ``notes`` are findings about the file: external content, very hidden sheets, content far away from any form.
    ``traces`` is None for a format whose reader sees neither formulas nor traces; what happened to our template is not
    judged then.
    """

    sheets: tuple[Grid, ...]
    saved: SavedTime = SavedTime()
    notes: tuple[Finding, ...] = ()
    traces: TemplateTraces | None = None
