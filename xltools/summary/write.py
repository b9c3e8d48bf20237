"""Write the county summary: add the county up, lay out every table, then write one sheet after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from decimal import ROUND_HALF_UP, localcontext
from pathlib import Path
from typing import BinaryIO

from xltools.county.data import CountyData
from xltools.quick_dataclass import dataclass
from xltools.row_storage import gc_paused
from xltools.rules.settings import DEFAULT, Settings
from xltools.summary.answers import Answers, collect_answers
from xltools.summary.book import SummaryBook
from xltools.summary.briefing import Briefing, brief
from xltools.summary.changes import Changes
from xltools.summary.comparisons import EarlierCounty, compare_with
from xltools.summary.cover import write_cover
from xltools.summary.facts import collect_facts
from xltools.summary.issue_store import IssueStore
from xltools.summary.merge_previous import compare
from xltools.summary.paper import PaperSize
from xltools.summary.previous import PreviousSummary
from xltools.summary.runs import RunFacts
from xltools.summary.sheet import SummarySheet
from xltools.summary.sheets import SHEETS
from xltools.text import show_controls
from xltools.writer.build import BulkWorkbook

__all__ = ["write_summary"]


@dataclass(frozen=True, slots=True)
class WrittenSummary:
    """The content of a new summary: what it says about an earlier one, if there was one; answers; its one page."""

    changes: Changes | None
    answers: Answers
    briefing: Briefing | None = None


def write_summary(
    data: CountyData,
    target: Path | BinaryIO,
    *,
    settings: Settings | None = None,
    progress: Callable[[str], None] | None = None,
    base: Path | None = None,
    previous: PreviousSummary | None = None,
    run: RunFacts | None = None,
    paper: PaperSize = PaperSize.A3,
    pages: bool = False,
    earlier: Sequence[EarlierCounty] = (),
) -> WrittenSummary:
    """Write the county's summary workbook to a file or a binary stream.

    Links to the departments' files are relative to ``base``, the folder where the workbook will lie: that of ``target``
    if it is a path, else as the caller gave the files' paths. ``settings`` are the rule settings that were used;
    ``progress`` is called with the name of each table when its turn comes. What people typed into ``previous`` is taken
    over into this summary; ``run`` is put on a sheet of its own. ``paper`` is the largest that it is set up to be
    printed on; ``pages`` adds a page for each department; ``earlier`` are the states of the county that this one is
    compared with. The changes since are returned, the departments' answers, and
    the briefing. The same data and ``run`` give the same bytes. An OSError of the target is left to the caller.
    """
    if base is None and isinstance(target, Path):
        base = target.parent
    # Figures in words are rounded as a spreadsheet shows those in cells.
    with gc_paused(), localcontext(rounding=ROUND_HALF_UP), closing(IssueStore()) as issues:
        facts = collect_facts(data, issues)
        changes = compare(previous, facts) if previous else None
        answers = collect_answers(facts, changes)
        with BulkWorkbook(target) as workbook:
            report = progress or (lambda _: None)
            book = SummaryBook(
                workbook,
                facts,
                settings or DEFAULT,
                changes,
                answers,
                base,
                report,
                run,
                paper,
                pages,
                compare_with(earlier, facts),
            )
            _write(book)
            return WrittenSummary(changes, answers, brief(facts, book.settings, answers))


def _visible(book: SummaryBook, sheet: SummarySheet) -> bool:
    """Return whether people see a sheet: where only results are collected, not those of targets, which are empty.

    They are there all the same: the sheets that prove the sums refer to them.
    """
    return not sheet.hidden and (bool(book.tables[sheet.name].count) or not book.data.collects_results)


def _write(book: SummaryBook) -> None:
    book.tables = {sheet.name: sheet.table(book) for sheet in SHEETS}
    sheets = [sheet for sheet in SHEETS if book.tables[sheet.name].count or not sheet.optional]
    write_cover(book, [sheet for sheet in sheets if _visible(book, sheet)])
    for sheet in sheets:
        sheet.write(book)
        if sheet.hidden:
            for area in book.tables[sheet.name].areas:
                book.workbook.get_worksheet_by_name(area.sheet).very_hidden()
        elif not _visible(book, sheet):
            book.workbook.get_worksheet_by_name(sheet.name).hide()
    book.workbook.set_properties(
        {
            "title": f"{show_controls(book.heading)}部门预算绩效目标汇总",
            "author": "xltools",
            "created": book.data.generated.replace(tzinfo=None),
        }
    )
