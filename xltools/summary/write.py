"""Write the county summary: add the county up, say where every table stands, then fill one sheet after the other."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from xltools.county.data import CountyData
from xltools.row_storage import gc_paused
from xltools.rules.settings import DEFAULT, Settings
from xltools.sheet_names import (
    COUNTY_SHEET,
    DEPARTMENT_PROOFS_SHEET,
    FILES_SHEET,
    FUNDS_SHEET,
    INDICATORS_SHEET,
    ISSUES_SHEET,
    LEFTOVER_SHEET,
    PROGRESS_SHEET,
    PROJECTS_SHEET,
    PROOFS_SHEET,
    RECEIPTS_SHEET,
    REPEATED_SHEET,
    REVIEWS_SHEET,
    RULEBOOK_SHEET,
    STATISTICS_SHEET,
)
from xltools.summary.book import Book
from xltools.summary.counties import county_table, write_county
from xltools.summary.cover import write_cover
from xltools.summary.facts import collect_facts
from xltools.summary.indicators import (
    RepeatedIndicators,
    find_repeated,
    indicator_table,
    repeated_table,
    write_indicators,
    write_repeated,
)
from xltools.summary.issue_store import IssueSpool
from xltools.summary.issues import issue_table, statistics_table, write_issues, write_statistics
from xltools.summary.merge_previous import compare, leftover_table, write_leftover
from xltools.summary.previous import Changes, PreviousSummary
from xltools.summary.progress import progress_table, write_progress
from xltools.summary.projects import fund_table, project_table, write_funds, write_projects
from xltools.summary.proofs import department_proof_table, proof_table, write_department_proofs, write_proofs
from xltools.summary.receipts import file_table, receipt_table, write_files, write_receipts
from xltools.summary.reviews import review_table, write_reviews
from xltools.summary.rulebook import rulebook_table, write_rulebook
from xltools.writer.build import BulkWorkbook

__all__ = ["write_summary"]


def write_summary(
    data: CountyData,
    target: Path | BinaryIO,
    *,
    settings: Settings | None = None,
    progress: Callable[[str], None] | None = None,
    base: Path | None = None,
    previous: PreviousSummary | None = None,
) -> Changes | None:
    """Write the county's summary workbook to a file or a binary stream.

    Links to the departments' files are relative to ``base``, the folder where the workbook will lie: that of ``target``
    if it is a path, else as the caller gave the files' paths. ``settings`` are the rule settings that were used;
    ``progress`` is told the name of each table when its turn comes. What people typed into ``previous`` goes over into
    this summary; what has changed since is returned. The same data give the same bytes. An OSError of the target is the
    caller's.
    """
    if base is None and isinstance(target, Path):
        base = target.parent
    with gc_paused(), closing(IssueSpool()) as spool:
        facts = collect_facts(data, spool)
        repeated = find_repeated(facts)
        with BulkWorkbook(target) as workbook:
            book = Book(workbook, facts, settings or DEFAULT, base, progress or (lambda _: None))
            _write(book, repeated, previous)
            return book.changes


def _write(book: Book, repeated: RepeatedIndicators, previous: PreviousSummary | None) -> None:
    facts = book.facts
    book.tables = {
        COUNTY_SHEET: county_table(facts),
        PROJECTS_SHEET: project_table(facts),
        FUNDS_SHEET: fund_table(facts),
        INDICATORS_SHEET: indicator_table(facts),
        PROGRESS_SHEET: progress_table(facts),
        ISSUES_SHEET: issue_table(facts),
        STATISTICS_SHEET: statistics_table(facts),
        REPEATED_SHEET: repeated_table(repeated),
        REVIEWS_SHEET: review_table(facts),
        RECEIPTS_SHEET: receipt_table(facts),
        FILES_SHEET: file_table(facts),
        PROOFS_SHEET: proof_table(facts),
        DEPARTMENT_PROOFS_SHEET: department_proof_table(facts),
        RULEBOOK_SHEET: rulebook_table(facts),
    }
    if previous:
        book.changes = compare(previous, book)
        book.tables[LEFTOVER_SHEET] = leftover_table(book.changes)
    write_cover(book)
    write_county(book)
    write_projects(book)
    write_funds(book)
    write_indicators(book)
    write_progress(book)
    write_issues(book)
    write_statistics(book)
    write_repeated(book, repeated)
    write_reviews(book)
    write_leftover(book)
    write_receipts(book)
    write_files(book)
    write_proofs(book)
    write_department_proofs(book)
    write_rulebook(book)
    book.workbook.set_properties(
        {
            "title": f"{book.heading}部门预算绩效目标汇总",
            "author": "xltools",
            "created": book.data.generated.replace(tzinfo=None),
        }
    )
