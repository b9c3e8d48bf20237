"""The readers, one for each format, by what they read from. The first that recognises a file reads it.

Each is loaded when it is asked: most files are recognised by the first one of their container, and a command that reads
one file spends much of its time on loading modules.
"""

from __future__ import annotations

from collections.abc import Iterator

from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.compound import CompoundFile
from xltools.readers.reader import Reader

__all__ = ["bytes_readers", "compound_readers", "zip_readers"]


def zip_readers() -> Iterator[Reader[ZipArchive]]:
    """Yield the readers of zip archives."""
    from xltools.readers.xlsx.reader import XlsxReader

    yield XlsxReader()
    from xltools.readers.xlsb.reader import XlsbReader

    yield XlsbReader()
    from xltools.readers.ods.reader import OdsReader

    yield OdsReader()


def compound_readers() -> Iterator[Reader[CompoundFile]]:
    """Yield the readers of compound files."""
    from xltools.readers.xls.reader import XlsReader

    yield XlsReader()


def bytes_readers() -> Iterator[Reader[bytes]]:
    """Yield the readers of files that are neither; the last ones recognise nearly any text."""
    from xltools.readers.ods.reader import FlatOdsReader

    yield FlatOdsReader()
    from xltools.readers.text_tables.uof import UofReader

    yield UofReader()
    from xltools.readers.text_tables.spreadsheet_xml import SpreadsheetXmlReader

    yield SpreadsheetXmlReader()
    from xltools.readers.text_tables.html import HtmlReader, MhtmlReader

    yield MhtmlReader()
    yield HtmlReader()
    from xltools.readers.text_tables.delimited import DelimitedReader

    yield DelimitedReader()
