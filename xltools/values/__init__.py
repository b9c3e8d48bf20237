"""Text to values and back: amounts, percentages, dates, target values and document numbers as people type them.

All functions are pure, and none knows a workbook. None raises on typed text: what cannot be read is None (or an empty
tuple).
"""

from __future__ import annotations

from xltools.values.amounts import format_amount, format_percent, parse_amount, parse_number, parse_percent
from xltools.values.dates import parse_date, parse_year
from xltools.values.documents import DocumentNumber, find_document_numbers, find_years
from xltools.values.goals import split_goals
from xltools.values.operators import operator_of_words
from xltools.values.targets import (
    Quantity,
    format_target,
    parse_target,
    remark_quantities,
    says_not_applicable,
    words_around,
)
from xltools.values.text import normalise, split_unit, squeeze
from xltools.values.units import infer_measure

__all__ = [
    "DocumentNumber",
    "Quantity",
    "find_document_numbers",
    "find_years",
    "format_amount",
    "format_percent",
    "format_target",
    "infer_measure",
    "normalise",
    "operator_of_words",
    "parse_amount",
    "parse_date",
    "parse_number",
    "parse_percent",
    "parse_target",
    "parse_year",
    "remark_quantities",
    "says_not_applicable",
    "split_goals",
    "split_unit",
    "squeeze",
    "words_around",
]
