"""Department workbooks to share: the form as an Excel template, blank, from a roster, or filled in."""

from __future__ import annotations

from xltools.template.books import blank_book, book_from_roster
from xltools.template.write import department_template, write_department

__all__ = ["blank_book", "book_from_roster", "department_template", "write_department"]
