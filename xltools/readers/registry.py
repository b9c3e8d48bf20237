"""The readers, one for each format, by what they read from. The first that recognises a file reads it."""

from __future__ import annotations

from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.compound import CompoundFile
from xltools.readers.ods.reader import FlatOdsReader, OdsReader
from xltools.readers.reader import Reader
from xltools.readers.text_tables.delimited import DelimitedReader
from xltools.readers.text_tables.html import HtmlReader, MhtmlReader
from xltools.readers.text_tables.spreadsheet_xml import SpreadsheetXmlReader
from xltools.readers.text_tables.uof import UofReader
from xltools.readers.xls.reader import XlsReader
from xltools.readers.xlsb.reader import XlsbReader
from xltools.readers.xlsx.reader import XlsxReader

__all__ = ["BYTES_READERS", "COMPOUND_READERS", "ZIP_READERS"]

ZIP_READERS: tuple[Reader[ZipArchive], ...] = (XlsxReader(), XlsbReader(), OdsReader())

COMPOUND_READERS: tuple[Reader[CompoundFile], ...] = (XlsReader(),)

BYTES_READERS: tuple[Reader[bytes], ...] = (
    FlatOdsReader(),
    UofReader(),
    SpreadsheetXmlReader(),
    MhtmlReader(),
    HtmlReader(),
    DelimitedReader(),
)
"""Readers of files that are neither; the last ones recognise nearly any text and come last."""
