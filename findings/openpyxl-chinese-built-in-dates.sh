#!/usr/bin/env bash
# Dates in Chinese built-in formats are read as numbers: 2020年3月31日 is 43921.
#
# A workbook need not spell out the built-in number formats. Besides 14 to 22, which all languages have, East Asian
# versions of Excel have 27 to 36 and 50 to 58 (ECMA-376, part 1, 18.8.30): in Chinese, 31 is yyyy"年"m"月"d"日" and 57
# yyyy"年"m"月". A cell with such a format refers to it by the number only. openpyxl gives dates for 14 and 22 and plain
# numbers for the East Asian ones, because its table does not have them. A due date or a document's date is then a
# number around 44,000, next to real dates in other cells.
#
# Seen with openpyxl 3.1.5, xlsxwriter 3.3.1, Python 3.11. Output:
#
#     openpyxl 3.1.5
#     format 14: datetime.datetime(2020, 3, 31, 0, 0)
#     format 22: datetime.datetime(2020, 3, 31, 0, 0)
#     format 27: 43921
#     format 31: 43921
#     format 36: 43921
#     format 50: 43921
#     format 57: 43921
#     format 58: 43921
#
# What to do: look at the format's id, and take 27 to 36 and 50 to 58 for dates and times.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check openpyxl==3.1.5 xlsxwriter==3.3.1

python -I - <<'PYTHON'
from __future__ import annotations

import io
import sys
from datetime import datetime
from importlib.metadata import version

import openpyxl
import xlsxwriter

FORMATS = (14, 22, 27, 31, 36, 50, 57, 58)

file = io.BytesIO()
workbook = xlsxwriter.Workbook(file)
sheet = workbook.add_worksheet()
for column, number in enumerate(FORMATS):
    sheet.write_number(0, column, 43921, workbook.add_format({"num_format": number}))
workbook.close()

row = next(openpyxl.load_workbook(file).active.iter_rows())
seen = {number: cell.value for number, cell in zip(FORMATS, row, strict=True)}

print(f"openpyxl {version('openpyxl')}")
for number, value in seen.items():
    print(f"format {number}: {value!r}")
date = datetime(2020, 3, 31)
same = all(value == (date if number in (14, 22) else 43921) for number, value in seen.items())
sys.exit(0 if same else "This has changed.")
PYTHON
