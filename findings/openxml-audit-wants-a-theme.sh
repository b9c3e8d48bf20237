#!/usr/bin/env bash
# openxml-audit calls a valid workbook invalid because it has no theme, or no styles.
#
# What happens: a workbook with cells of numbers and texts, and with all that the standard asks for, is reported with
# two errors: "A required relationship type ... theme is missing" and "... styles is missing". The verdict is that Excel
# may open, repair or reject the file, and the command exits with 1. In ECMA-376 part 1 both parts are optional: a
# package holds zero or one theme part (14.2.7), and at most one styles part (12.3.20). Workbooks of pylightxl have
# neither, those of LibreOffice 7.4, PyExcelerate, excel4node and write-excel-file have no theme.
# Seen with openxml-audit 0.8.0 and pylightxl 1.61; openpyxl 3.1.5 reads the same file.
#
# Why one would guess otherwise: the package promises the checks of Microsoft's Open XML SDK, and the message speaks of a
# *required* relationship, as if the format asked for it. A test that asserts "no errors" has to make its writer produce
# a theme that nothing in the workbook uses.
#
# What to do: give own files a theme part (some 2 KB), and judge files of other writers by something else.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check openxml-audit==0.8.0 pylightxl==1.61 openpyxl==3.1.5

cat >"$scratch/show.py" <<'PYTHON'
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import openpyxl
import pylightxl
from openxml_audit import OpenXmlValidator

path = Path(sys.argv[1], "book.xlsx")
book = pylightxl.Database()
book.add_ws(ws="Budget")
for row, values in enumerate((("Name", "Amount"), ("a", 1), ("b", 2)), 1):
    for column, value in enumerate(values, 1):
        book.ws(ws="Budget").update_index(row=row, col=column, val=value)
pylightxl.writexl(db=book, fn=str(path))

print(*(f"{name} {version(name)}" for name in ("openxml-audit", "pylightxl", "openpyxl")), sep=", ")
print("parts:", *sorted(zipfile.ZipFile(path).namelist()))
print("openpyxl reads:", [list(row) for row in openpyxl.load_workbook(path)["Budget"].values])
result = OpenXmlValidator(max_errors=0).validate(path)
print("openxml-audit: valid =", result.is_valid)
errors = [f"{error.severity.name}: {error.description}" for error in result.errors]
print(*errors, sep="\n")
for part in ("theme", "styles"):
    assert any(f"/{part}' is missing" in text and text.startswith("ERROR") for text in errors), "the behaviour has changed"
assert not result.is_valid and len(errors) == 2, "the behaviour has changed"
PYTHON
python "$scratch/show.py" "$scratch"
