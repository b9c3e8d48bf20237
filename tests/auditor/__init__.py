"""An auditor of workbook packages: it knows what is widely reported to make Excel refuse or repair a file.

``audit`` takes the bytes of a file; ``python -m tests.auditor FILE...`` does the same from a shell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tests.auditor.book import Book
from tests.auditor.cells import check_calculation_chain, check_cells
from tests.auditor.comments import check_comments
from tests.auditor.conditions import check_conditional_formats, check_validations
from tests.auditor.drawings import check_charts, check_drawings
from tests.auditor.names import check_names
from tests.auditor.packaging import check_package, check_relations, open_book
from tests.auditor.problem import Effect, Problem, Source
from tests.auditor.properties import check_properties
from tests.auditor.sheets import check_columns, check_hyperlinks, check_merges, check_pages, check_sheet_views
from tests.auditor.strings import check_strings
from tests.auditor.structure import check_structure
from tests.auditor.styles import check_styles
from tests.auditor.tables import check_tables
from tests.auditor.workbook import check_sheets, check_views

__all__ = ["Effect", "Problem", "Source", "audit", "new_problems"]

_PACKAGE_CHECKS: tuple[Callable[[Book], Iterator[Problem]], ...] = (
    check_package,
    check_relations,
    check_structure,
    check_properties,
)
_WORKBOOK_CHECKS: tuple[Callable[[Book], Iterator[Problem]], ...] = (
    check_sheets,
    check_views,
    check_names,
    check_cells,
    check_calculation_chain,
    check_strings,
    check_columns,
    check_merges,
    check_hyperlinks,
    check_sheet_views,
    check_pages,
    check_styles,
    check_tables,
    check_validations,
    check_conditional_formats,
    check_comments,
    check_drawings,
    check_charts,
)


def audit(data: bytes) -> tuple[Problem, ...]:
    """Return all problems of a workbook package; none for a file that Excel is expected to open cleanly."""
    book, problems = open_book(data)
    for check in _PACKAGE_CHECKS:
        problems += check(book)
    if not book.workbook_part:
        problems.append(
            Problem("", "", "the package has no workbook that can be read", Effect.REFUSED, Source.PACKAGING)
        )
    else:
        for check in _WORKBOOK_CHECKS:
            problems += check(book)
    return tuple(problems)


def new_problems(before: bytes, after: bytes) -> list[Problem]:
    """Return the problems of a copy that its original did not have; numbers of parts and of formats may differ."""
    known = {_without_numbers(problem) for problem in audit(before)}
    return [problem for problem in audit(after) if _without_numbers(problem) not in known]


def _without_numbers(problem: Problem) -> tuple[str, str]:
    return re.sub(r"\d+", "", problem.part), re.sub(r"\d+", "", problem.what)
