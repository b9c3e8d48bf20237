"""Values between tabs or commas, one row a line."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from xltools.grids.grid import Address
from xltools.grids.workbook import Workbook
from xltools.lazy_pattern import LazyPattern
from xltools.limits import Limits
from xltools.model import Place, column_number
from xltools.readers.cell_budget import CellBudget
from xltools.readers.placeholders import note_formula
from xltools.readers.reader import FileKind
from xltools.readers.refusal import damaged
from xltools.readers.sheet_builder import SheetBuilder
from xltools.readers.text_tables.decoding import decode_text, is_wide, lost_characters

__all__ = ["DelimitedReader"]

_DELIMITERS = "\t,;，"
_SAMPLE_BYTES = 65_536
_SAMPLE_LINES = 40
_MAX_PERCENT = 100
_GROUPED_NUMBER = re.compile(r"(?<![^,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![^,])")
_SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
_KEPT_TEXT = re.compile(r'="([^"]*)"')
_REFERENCE = LazyPattern(
    r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})(?::\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6}))?(?![A-Za-z0-9_(])"
)
_FORMULA = LazyPattern(
    r"=(?=[^一-龥]*\Z|.*!)(?=.*?(?:\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}(?![A-Za-z0-9_])|[A-Za-z][A-Za-z0-9.]*\()).+"
)
"""A text with an equals sign that refers to a cell or calls a function; words behind a number were typed so."""
_NUMBER = re.compile(r"-?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,10})?")
_MAX_OPERANDS, _MAX_FORMULA_CHARACTERS = 100_000, 500
_CONTROL = frozenset(map(chr, range(32))) - set("\t\r\n\f\v")


class DelimitedReader:
    """Reads text tables, in GB 18030, UTF-8 or UTF-16, as one sheet."""

    kind = FileKind.TEXT

    def recognises(self, content: bytes) -> bool:
        """Return whether most lines of the text have the same separator, and it is text at all."""
        text, lost = decode_text(_whole_lines(content))
        if not text.strip() or lost > 2 or _CONTROL & set(text[:4096]) or text.lstrip().startswith(("<", "{", "[")):
            return False
        return bool(_delimiter(text))

    def read(self, content: bytes, name: str, limits: Limits) -> Workbook:
        """Read all rows. RefusedError where they are over a limit or quotation marks do not close."""
        text, lost = decode_text(content)
        sheet = SheetBuilder(name, "Sheet1", CellBudget(limits))
        text, delimiter = _stated_separator(text)
        delimiter = delimiter or _delimiter(text)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
        may_split_amounts = delimiter == "," and '"' not in text
        try:
            for row, fields in enumerate(reader, 1):
                values = _with_whole_amounts(fields) if may_split_amounts else fields
                for column, value in enumerate(map(_as_shown, values), 1):
                    if value:
                        sheet.reserve(row, column)
                        _put(sheet, (row, column), value)
        except csv.Error as error:
            raise damaged("文本表格的引号不配对或一格过长", "quotation marks of the text table do not match") from error
        _read_operands(sheet)
        return Workbook((sheet.grid(),), notes=lost_characters(Place(name), lost))


def _whole_lines(content: bytes) -> bytes:
    """Return the beginning of a file up to the end of a line, so that no character is cut in two."""
    if len(content) <= _SAMPLE_BYTES:
        return content
    sample = content[:_SAMPLE_BYTES]
    end = sample.rfind(b"\n")
    return sample if is_wide(sample) or end < 0 else sample[: end + 1]


def _stated_separator(text: str) -> tuple[str, str]:
    """Return the text without the line ``sep=;`` that Excel understands, and the separator; empty where none stands."""
    match = _SEPARATOR_LINE.match(text)
    return (text[match.end() :], match[1]) if match else (text, "")


def _as_shown(value: str) -> str:
    """Return what Excel shows of a field: ``="007"`` is how programs keep a code from becoming a number."""
    match = _KEPT_TEXT.fullmatch(value)
    return match[1] if match else value


def _put(sheet: SheetBuilder, address: Address, value: str) -> None:
    """Set a field; one that Excel takes for a formula has no result here, as it would be worked out on opening."""
    if value.startswith("=") and len(value) <= _MAX_FORMULA_CHARACTERS and _FORMULA.fullmatch(value):
        note_formula(sheet, address, value[1:], "")
        sheet.uncalculated.add(address)
        value = ""
    sheet.put(address, value)


def _read_operands(sheet: SheetBuilder) -> None:
    """Make numbers of the fields that formulas use: as texts they could not be worked with."""
    area = 0
    for formula in sheet.formula_texts.values():
        for match in _REFERENCE.finditer(formula):
            top, left = int(match[2]), column_number(match[1])
            bottom, right = (int(match[4]), column_number(match[3])) if match[3] else (top, left)
            bottom, right = min(bottom, sheet.height), min(right, sheet.width)
            area += max(bottom - top + 1, 0) * max(right - left + 1, 0)
            if area > _MAX_OPERANDS:
                return
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    value = sheet.value(row, column)
                    if isinstance(value, str) and _NUMBER.fullmatch(value):
                        sheet.put((row, column), float(value.replace(",", "")))


def _with_whole_amounts(fields: list[str]) -> list[str]:
    """Put amounts together whose thousands separators stand without quotation marks and look like separators.

    RefusedError where it is open whether a row holds one amount or two numbers.
    """
    line = ",".join(fields)
    if not _GROUPED_NUMBER.search(line):
        return fields
    return [field.replace("\0", ",") for field in _GROUPED_NUMBER.sub(_amount, line).split(",")]


def _amount(match: re.Match[str]) -> str:
    groups = match[0].split(",")
    if any(group.startswith("0") for group in groups[1:]) or (len(groups) > 2 and "." in groups[-1]):
        return match[0].replace(",", "\0")
    before = match.string[: max(match.start() - 1, 0)].rpartition(",")[2].strip()
    after = match.string[match.end() + 1 :].partition(",")[0]
    is_beside_label = before != "" and not before[-1].isdigit()
    if is_beside_label and not after[:1].isdigit() and any(float(group) > _MAX_PERCENT for group in groups):
        raise damaged(
            f"“{before},{match[0]}”里的逗号是千位分隔符还是列的分隔符，分不清",
            f'in "{before},{match[0]}" the commas may separate thousands or columns',
        )
    return match[0]


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
