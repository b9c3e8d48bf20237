"""Department workbooks to share: the form as an Excel template, blank, from a roster, or filled in.

Importing this package does not load what writes workbooks: checking a file needs the names of a template only.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from xltools.template.books import blank_book, book_from_roster
    from xltools.template.write import department_template, write_department

__all__ = ["blank_book", "book_from_roster", "department_template", "write_department"]

_MODULES = {
    "blank_book": "books",
    "book_from_roster": "books",
    "department_template": "write",
    "write_department": "write",
}


def __getattr__(name: str) -> object:
    """Load a name when it is first used."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
