"""From files to workbooks. :func:`read_file` identifies a file by its content, checks it and reads it in one pass.

Nothing is trusted: what is unsafe or beyond :class:`~xltools.limits.Limits` is refused with a finding, so that reading
can neither hang nor fill the memory. The result is a :class:`~xltools.grids.workbook.Workbook`, whatever the format.

Importing this package loads none of the readers: the process that reads one old workbook needs one of them.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from xltools.readers.identify import OTHER_SUFFIXES, WORKBOOK_SUFFIXES, read_content, read_file
    from xltools.readers.reader import FileKind
    from xltools.readers.sent_file import SentFile

__all__ = ["OTHER_SUFFIXES", "WORKBOOK_SUFFIXES", "FileKind", "SentFile", "read_content", "read_file"]

_MODULES = {
    "OTHER_SUFFIXES": "identify",
    "WORKBOOK_SUFFIXES": "identify",
    "FileKind": "reader",
    "SentFile": "sent_file",
    "read_content": "identify",
    "read_file": "identify",
}


def __getattr__(name: str) -> object:
    """Load a name when it is first used."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
