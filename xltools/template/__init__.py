"""Department workbooks to share: the form as an Excel template, blank, from a roster, or filled in."""

from __future__ import annotations

from xltools.template.books import blank_book
from xltools.template.write import write_department

__all__ = ["blank_book", "write_department"]
