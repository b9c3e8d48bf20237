#!/usr/bin/env bash
# A road of 126 km becomes the text "0"k05"", and 46.5 hm² of forest "0.00"1202²"": the numbers are gone.
#
# Cells may show a unit that is not in them, by a number format such as 0"km": what stands in quotation marks is text and
# not part of the code (ECMA-376, part 1, 18.8.31). xlsx2csv looks for letters of dates anywhere in the format. It takes
# the m of km, hm² or m³ for a month, the h for hours, the d for a day, works out the date that is 126 days after the end
# of 1899, and writes the format with these parts filled in. The number itself is nowhere in the line. Units of weight,
# money and people in Chinese have no such letters and come out right, so that a try with amounts shows nothing.
# Who turns a folder of workbooks into text first, to search it or to add it up, loses the lengths and areas. The exit
# code is 0.
#
# Seen with xlsx2csv 0.8.6, Python 3.11. openpyxl, python-calamine and LibreOffice 7.4 read the same cells as numbers.
# Output:
#
#     xlsx2csv 0.8.6
#     126    0"km"        '0"k05"'
#     12.5   0.0"m"       '0.0"01"'
#     46.5   0.00"hm²"    '0.00"1202²"'
#     3      0"m³/s"      '0"01³/s"'
#     318    0"个"         '318'
#     with ignore_formats=['date']: ['126', '12.5', '46.5', '3', '318']
#
# What to do: read the values with a library of workbooks, or give xlsx2csv the option --ignore-formats date if the
# workbook has no dates.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check xlsx2csv==0.8.6 openpyxl==3.1.5
cd "$scratch"

python -I - <<'PYTHON'
from __future__ import annotations

import csv
import io
import sys
from importlib.metadata import version

import openpyxl
from xlsx2csv import Xlsx2csv

CELLS = [(126, '0"km"'), (12.5, '0.0"m"'), (46.5, '0.00"hm²"'), (3, '0"m³/s"'), (318, '0"个"')]
EXPECTED = ['0"k05"', '0.0"01"', '0.00"1202²"', '0"01³/s"', "318"]

workbook = openpyxl.Workbook()
for row, (value, number_format) in enumerate(CELLS, 1):
    workbook.active.cell(row, 1, value).number_format = number_format
workbook.save("lengths.xlsx")


def read(**options: object) -> list[str]:
    """Return the first column of the text that is made of the workbook."""
    text = io.StringIO()
    Xlsx2csv("lengths.xlsx", outputencoding="utf-8", **options).convert(text)
    return [row[0] for row in csv.reader(io.StringIO(text.getvalue()))]


seen, without_dates = read(), read(ignore_formats=["date"])
print(f"xlsx2csv {version('xlsx2csv')}")
for (value, number_format), text in zip(CELLS, seen, strict=True):
    print(f"{value:<6} {number_format:12} {text!r}")
print("with ignore_formats=['date']:", without_dates)
same = seen == EXPECTED and [float(text) for text in without_dates] == [value for value, _ in CELLS]
sys.exit(0 if same else "This has changed.")
PYTHON
