"""Amounts and percentages of the template that are stored as text: one finding each, which says what belongs there."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from tests.template.books import written
from xltools.department.review import check_file
from xltools.rules.examples import build_book, build_sheet


@pytest.mark.parametrize(
    ("cell", "typed", "expected"),
    [
        ("C4", "120万元", [("R33", "warning", "1200000")]),
        ("C4", "1,200,000.00", [("R33", "warning", "1200000")]),
        ("D7", "50%", [("R33", "warning", "50")]),
        ("I4", "/", [("R33", "note", "0")]),
        ("I4", "无", [("R33", "note", "0")]),
        ("I4", "——", [("R33", "note", "0")]),
        ("I4", "零元", [("R33", "note", "0")]),
        ("I4", "0", [("R33", "note", "0")]),
        ("I4", "约3万", [("R10", "error", "")]),
    ],
)
def test_one_fault_one_finding(cell: str, typed: str, expected: list[tuple[str, str, str]], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(build_book(build_sheet(1)))))
    book["项目1"][cell] = typed
    path = tmp_path / "301.xlsx"
    book.save(path)
    findings = [finding for finding in check_file(path, path.name).findings if finding.place.cell == cell]
    assert [(finding.rule, finding.severity.value, finding.expected) for finding in findings] == expected
