"""Imported by the process that workers are forked from: what their first file would make ready is made there, once.

Modules, compiled expressions, word lists and the looks of the form are then shared by all of them.
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
