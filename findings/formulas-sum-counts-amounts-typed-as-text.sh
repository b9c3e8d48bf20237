#!/usr/bin/env bash
# SUM over a column counts an amount that Excel leaves out because it is text: 1,000,000 where the workbook shows 725,000.
#
# One of two amounts was pasted as text. Excel's SUM over a range leaves texts out, and LibreOffice does
# the same, so the total of the sheet is 725000 and everybody who opens it sees a total that is too small. formulas and xlcalculator, which work out
# workbooks without Excel, turn the text into a number and give 1000000. A test that recalculates a template, or compares
# a total with its parts, passes, while the people who use the workbook have the wrong total before them. pycel leaves
# the text out.
#
# Seen with formulas 1.3.4, xlcalculator 0.5.0, pycel 1.0b30, Python 3.11; LibreOffice 7.4 stores 725000. Output:
#
#     formulas 1.3.4       1000000.0
#     xlcalculator 0.5.0   1000000.0
#     pycel 1.0b30         725000.0
#
# What to do: look at the types of the cells below a total, and compare with the value that the workbook's own program
# has stored.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check formulas==1.3.4 xlcalculator==0.5.0 pycel==1.0b30 openpyxl==3.1.5
cd "$scratch"

python -I -W ignore - 2>/dev/null <<'PYTHON'
from __future__ import annotations

import sys
from importlib.metadata import version

import formulas
import openpyxl
from pycel import ExcelCompiler
from xlcalculator import Evaluator, ModelCompiler

workbook = openpyxl.Workbook()
sheet = workbook.active
sheet.title = "S"
sheet["A1"], sheet["A2"], sheet["A3"] = 725000, "275000", "=SUM(A1:A2)"
workbook.save("total.xlsx")

solution = formulas.ExcelModel().loads("total.xlsx").finish().calculate()
seen = {
    "formulas": float(solution["'[total.xlsx]S'!A3"].value[0, 0]),
    "xlcalculator": float(Evaluator(ModelCompiler().read_and_parse_archive("total.xlsx")).evaluate("S!A3")),
    "pycel": float(ExcelCompiler(filename="total.xlsx").evaluate("S!A3")),
}
for name, total in seen.items():
    print(f"{name} {version(name)}".ljust(20), total)
sys.exit(0 if seen == {"formulas": 1_000_000, "xlcalculator": 1_000_000, "pycel": 725_000} else 1)
PYTHON
