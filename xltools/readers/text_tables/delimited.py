"""Values between tabs or commas, one row a line."""

from __future__ import annotations

import csv
import io
from collections import Counter

from xltools.grids.workbook import Workbook
from xltools.limits import Limits
from xltools.readers.cell_budget import CellBudget
from xltools.readers.reader import FileKind
from xltools.readers.refusal import damaged
from xltools.readers.sheet_builder import SheetBuilder
from xltools.readers.text_tables.decoding import decode_text

__all__ = ["DelimitedReader"]

_DELIMITERS = "\t,;，"
_SAMPLE_BYTES = 65_536
_SAMPLE_LINES = 40
_CONTROL = frozenset(map(chr, range(32))) - set("\t\r\n\f\v")


class DelimitedReader:
    """Reads text tables, in GB 18030, UTF-8 or UTF-16, as one sheet."""

    kind = FileKind.TEXT

    def recognises(self, content: bytes) -> bool:
        """Return whether most lines of the text have the same separator, and it is text at all."""
        text, lost = decode_text(content[:_SAMPLE_BYTES])
        if not text.strip() or lost > 2 or _CONTROL & set(text[:4096]) or text.lstrip().startswith(("<", "{", "[")):
            return False
        return bool(_delimiter(text))

    def read(self, content: bytes, name: str, limits: Limits) -> Workbook:
        """Read all rows. RefusedError where they are over a limit or quotation marks do not close."""
        text, _ = decode_text(content)
        sheet = SheetBuilder(name, "Sheet1", CellBudget(limits))
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
        try:
            for row, values in enumerate(reader, 1):
                for column, value in enumerate(values, 1):
                    if value:
                        sheet.reserve(row, column)
                        sheet.put((row, column), value)
        except csv.Error as error:
            raise damaged("文本表格的引号不配对或一格过长", "quotation marks of the text table do not match") from error
        return Workbook((sheet.grid(),))


def _delimiter(text: str) -> str:
    """Return the separator that divides most lines into the same number of fields; empty where none does.

    Commas stand in running text too, but not as many in every line; tabs do not.
    """
    sample = "\n".join([line for line in text.splitlines() if line.strip()][:_SAMPLE_LINES])
    for mark in _DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=mark))
        except csv.Error:
            continue
        counts = Counter(map(len, rows))
        fields, lines = counts.most_common(1)[0] if counts else (0, 0)
        divided = lines if mark != "\t" else sum(count for length, count in counts.items() if length > 1)
        if fields > 1 and len(rows) > 1 and divided * 2 > len(rows):
            return mark
    return ""
