"""Imported by the process that workers are forked from, so that they share what the first file would load.

That is modules, compiled expressions, word lists and the formats of the form.
"""

from __future__ import annotations

from xltools.county import rows  # what a worker calls
from xltools.rules.digest import digest_book
from xltools.rules.engine import check_book
from xltools.rules.examples import build_book, build_sheet

__all__ = ["rows"]

_book = build_book(build_sheet())
check_book(_book)
digest_book(_book)
