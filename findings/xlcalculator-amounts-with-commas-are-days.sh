#!/usr/bin/env bash
# The amount 725,000, typed as text, counts as minus 428,827 in a formula.
#
# Officers type amounts with separators of thousands into cells that hold text. Excel and LibreOffice turn such a text
# into the number 725000 where a formula calculates with it: ="725,000"+0 is 725000. xlcalculator, which works out the
# formulas of a workbook without Excel, first asks a parser of dates (dateutil), and that one reads "725,000" as today's
# day and month of the year 725, "1,200" as a day of January 200 and "2,020" as 20 February of this year. The formula goes
# on with the serial number of that day, counted from 1900: negative for old years, a likely one for this year. 12,000
# ends in #VALUE!, 950 is right. It hurts where workbooks are tested or recalculated on a server: a number, no error, and
# another number tomorrow.
#
# Seen with xlcalculator 0.5.0, Python 3.11. For the same workbook LibreOffice 7.4 works out 725000, 1200, 2020, 12000
# and 950. Output:
#
#     xlcalculator 0.5.0
#     "725,000"+0  -428827.0
#     "1,200"+0    -620883.0
#     "2,020"+0    46073.0
#     "12,000"+0   #VALUE!
#     "950"+0      950.0
#
# (on 29 November 2026; the first three depend on the day).
#
# What to do: have numbers in cells as numbers before a formula meets them.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check xlcalculator==0.5.0 openpyxl==3.1.5
cd "$scratch"

python -I -W ignore - 2>/dev/null <<'PYTHON'
from __future__ import annotations

import sys
from importlib.metadata import version

import openpyxl
from xlcalculator import Evaluator, ModelCompiler

TEXTS = ["725,000", "1,200", "2,020", "12,000", "950"]

workbook = openpyxl.Workbook()
sheet = workbook.active
sheet.title = "S"
for row, text in enumerate(TEXTS, 1):
    sheet.cell(row, 1, text)
    sheet.cell(row, 2, f"=A{row}+0")
workbook.save("amounts.xlsx")

evaluator = Evaluator(ModelCompiler().read_and_parse_archive("amounts.xlsx"))
seen = {}
print(f"xlcalculator {version('xlcalculator')}")
for row, text in enumerate(TEXTS, 1):
    result = str(evaluator.evaluate(f"S!B{row}"))
    seen[text] = float(result) if result.lstrip("-").replace(".", "").isdigit() else result
    print(f"{chr(34) + text + chr(34)}+0".ljust(12), seen[text])
same = (
    -500_000 < seen["725,000"] < 0
    and -700_000 < seen["1,200"] < 0
    and 40_000 < seen["2,020"] < 50_000
    and seen["12,000"] == "#VALUE!"
    and seen["950"] == 950
)
sys.exit(0 if same else 1)
PYTHON
