"""The summary as other libraries read it: the values that are stored, the formulas, rows by the titles of columns."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import openpyxl
from lxml import etree
from python_calamine import CalamineWorkbook

from xltools.county.data import CountyData
from xltools.summary import write_summary

__all__ = ["Summary", "summary"]


class Summary:
    """A written summary, read back."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    @cached_property
    def book(self) -> openpyxl.Workbook:
        """The workbook with formulas, formats and settings."""
        return openpyxl.load_workbook(io.BytesIO(self.content))

    @cached_property
    def _values(self) -> CalamineWorkbook:
        return CalamineWorkbook.from_filelike(io.BytesIO(self.content))

    @property
    def names(self) -> list[str]:
        """The names of the sheets."""
        return list(self._values.sheet_names)

    def xml(self, name: str) -> etree._Element:
        """The part of one sheet: quicker than the whole workbook where a test looks at one thing."""
        number = self.names.index(name) + 1
        return etree.fromstring(zipfile.ZipFile(io.BytesIO(self.content)).read(f"xl/worksheets/sheet{number}.xml"))

    def charts(self, title: str) -> list[etree._Element]:
        """The parts of the charts whose title has ``title`` in it."""
        archive = zipfile.ZipFile(io.BytesIO(self.content))
        parts = [etree.fromstring(archive.read(name)) for name in archive.namelist() if "/charts/chart" in name]
        return [part for part in parts if title in "".join(part.itertext("{*}t"))]

    def descriptions(self) -> list[str]:
        """The alternative texts of all charts."""
        archive = zipfile.ZipFile(io.BytesIO(self.content))
        parts = [etree.fromstring(archive.read(name)) for name in archive.namelist() if "/drawings/drawing" in name]
        return [one.get("descr", "") for part in parts for one in part.iterfind(".//{*}graphicFrame//{*}cNvPr")]

    def drawing_texts(self) -> list[str]:
        """What the charts and pictures of all sheets say to those who hear them read."""
        archive = zipfile.ZipFile(io.BytesIO(self.content))
        parts = [etree.fromstring(archive.read(name)) for name in archive.namelist() if "/drawings/drawing" in name]
        return [one.get("descr", "") for part in parts for one in part.iterfind(".//{*}cNvPr")]

    def row_settings(self, name: str, row: int) -> Mapping[str, str]:
        """The attributes of a row, from 1."""
        [found] = self.xml(name).iterfind(f".//{{*}}row[@r='{row}']")
        return found.attrib

    def rows(self, name: str) -> list[list[Any]]:
        """The values on a sheet, row by row from A1; None for a blank cell."""
        rows = self._values.get_sheet_by_name(name).to_python(skip_empty_area=False)
        return [[None if value == "" else value for value in row] for row in rows]

    def formulas(self, name: str) -> list[list[Any]]:
        """What stands in the cells of a sheet, row by row."""
        book = openpyxl.load_workbook(io.BytesIO(self.content), read_only=True)
        rows = [list(row) for row in book[name].iter_rows(values_only=True)]
        book.close()
        return rows

    def lines(self, name: str, *, formulas: bool = False) -> list[str]:
        """The first text of each row: titles and notes stand right of the columns that are on every printed page."""
        rows = self.formulas(name) if formulas else self.rows(name)
        return [str(next(filter(None, row), "")) for row in rows]

    def table(self, name: str, key: str, *, formulas: bool = False) -> list[dict[str, Any]]:
        """The rows below the header that has ``key`` among its titles, by title; a group stands before a slash."""
        rows = self.formulas(name) if formulas else self.rows(name)
        head = next(number for number, row in enumerate(rows) if key in row)
        merges = self._values.get_sheet_by_name(name).merged_cell_ranges or []
        two = any(first[0] == head and last[0] == head + 1 for first, last in merges)
        titles: list[str] = []
        group = ""
        for upper, lower in zip(rows[head], rows[head + 1], strict=True):
            group = upper or (group if two and lower else "")
            titles.append(f"{group}/{lower}" if two and lower else group)
        return [dict(zip(titles, row, strict=True)) for row in rows[head + 1 + two :]]


def summary(data: CountyData, **options: Any) -> Summary:
    """Write a county and read it back."""
    buffer = io.BytesIO()
    write_summary(data, buffer, **options)
    return Summary(buffer.getvalue())
