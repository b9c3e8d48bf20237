"""From files to workbooks. :func:`read_file` identifies a file by its content, checks it and reads it in one pass.

Nothing is trusted: what is unsafe or beyond :class:`~xltools.limits.Limits` is refused with a finding, so that reading
can neither hang nor fill the memory. The result is a :class:`~xltools.grids.workbook.Workbook`, whatever the format.
"""

from __future__ import annotations

from xltools.readers.identify import OTHER_SUFFIXES, WORKBOOK_SUFFIXES, read_content, read_file
from xltools.readers.reader import FileKind
from xltools.readers.sent_file import SentFile

__all__ = ["OTHER_SUFFIXES", "WORKBOOK_SUFFIXES", "FileKind", "SentFile", "read_content", "read_file"]
