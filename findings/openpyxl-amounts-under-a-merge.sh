#!/usr/bin/env bash
# openpyxl drops an amount that lies under a merge, though the sheet's own sum counts it.
#
# A merge shows the cell at its upper left; the format lets the covered cells hold values of their own, and LibreOffice,
# for one, offers to keep the contents of hidden cells when it merges. A formula counts them: the sum below the merge is
# 725000 with 500000 in sight. openpyxl empties covered cells while it loads, so the parts do not make the sum; in its
# read-only mode it gives them, so one library has two readings of one file. And whoever opens the workbook to fill in
# another cell and saves it has removed the amount for good: LibreOffice 7.4 works out 725000 for the formula before and
# 500000 after.
#
# Seen with openpyxl 3.1.5 and python-calamine 0.9.1 (XlsxWriter 3.3.1 writes the file), Python 3.11. Output:
#
#     openpyxl 3.1.5, python-calamine 0.9.1
#     python-calamine       [500000.0, 225000.0, 725000.0]
#     openpyxl, read-only   [500000, 225000, 725000]
#     openpyxl              [500000, None, 725000]
#     saved by openpyxl     [500000, None, '=SUM(A1:A2)']
#
# What to do: read in read-only mode, and before saving with openpyxl compare with what that mode gave.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1 xlsxwriter==3.3.1

python -I - <<'PYTHON'
from __future__ import annotations

import io
import sys
from importlib.metadata import version

import openpyxl
import python_calamine
import xlsxwriter


def make() -> bytes:
    """Return a workbook with two amounts in a merge and their sum."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:A2", 500000)
        sheet.write("A2", 225000)
        sheet.write_formula("A3", "=SUM(A1:A2)", None, 725000)
    return file.getvalue()


def read(data: bytes, **how: bool) -> list[object]:
    """Return the first column, as openpyxl gives it."""
    rows = openpyxl.load_workbook(io.BytesIO(data), **how).worksheets[0].iter_rows(max_col=1, values_only=True)
    return [value for (value,) in rows]


def save(data: bytes) -> bytes:
    """Return the workbook, opened and saved by openpyxl."""
    file = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(file)
    return file.getvalue()


book = make()
sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0)
seen = {
    "python-calamine": [row[0] for row in sheet.to_python()],
    "openpyxl, read-only": read(book, data_only=True, read_only=True),
    "openpyxl": read(book, data_only=True),
    "saved by openpyxl": read(save(book), read_only=True),
}
print(f"openpyxl {version('openpyxl')}, python-calamine {version('python-calamine')}")
for name, values in seen.items():
    print(f"{name:20}  {values}")
expected = [[500000, 225000, 725000], [500000, 225000, 725000], [500000, None, 725000], [500000, None, "=SUM(A1:A2)"]]
sys.exit(0 if list(seen.values()) == expected else "This has changed.")
PYTHON
