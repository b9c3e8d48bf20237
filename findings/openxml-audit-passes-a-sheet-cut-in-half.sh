#!/usr/bin/env bash
# openxml-audit says that Excel is expected to open a workbook cleanly although one of its worksheets is cut in half.
#
# What happens: a worksheet, the styles, a table, the comments, a chart or a drawing that ends in the middle of a tag,
# that is empty, or that holds plain words instead of XML gives no finding at all: `is_valid` is true, and the command
# prints "Microsoft Excel: expected to open cleanly" and exits with 0. The parts that the validator must read to find
# its way (the workbook, relationships, shared strings, properties) are reported when they are cut. A part that cannot
# be parsed is skipped by the checks of the schema instead of being reported by them.
# Seen with openxml-audit 0.8.0 (and XlsxWriter 3.2.9, which only makes the workbook).
#
# Why one would guess otherwise: the package calls itself a validator of Office files, and being well-formed is the
# first thing that any check of XML asks for. Excel reports such a file as damaged. Whoever uses the exit code as a gate
# before sending files lets through what an interrupted writer leaves behind, the very case that a gate is for.
#
# What to do: parse every part yourself, or open the file with another library, before asking openxml-audit.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check openxml-audit==0.8.0 XlsxWriter==3.2.9

cat >"$scratch/show.py" <<'PYTHON'
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import xlsxwriter
from openxml_audit import OpenXmlValidator

folder = Path(sys.argv[1])
whole = folder / "whole.xlsx"
with xlsxwriter.Workbook(whole) as book:
    sheet = book.add_worksheet("Budget")
    sheet.add_table("A1:B3", {"data": [["a", 1], ["b", 2]], "columns": [{"header": "Name"}, {"header": "Amount"}]})
    sheet.write_comment("B2", "checked")
with zipfile.ZipFile(whole) as archive:
    parts = {name: archive.read(name) for name in archive.namelist()}


def verdict(name: str, content: bytes) -> bool:
    path = folder / "changed.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for part, old in parts.items():
            archive.writestr(part, content if part == name else old)
    return OpenXmlValidator(max_errors=0).validate(path).is_valid


print("openxml-audit", version("openxml-audit"))
print("whole file: valid =", OpenXmlValidator(max_errors=0).validate(whole).is_valid)
seen = {}
for name in ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/tables/table1.xml", "xl/comments1.xml", "xl/workbook.xml"):
    seen[name] = verdict(name, parts[name][: len(parts[name]) // 2])
    print(f"{name} cut in half: valid = {seen[name]}")
words = verdict("xl/worksheets/sheet1.xml", b"these are words, not XML")
print("xl/worksheets/sheet1.xml replaced by words: valid =", words)
assert words and seen.pop("xl/workbook.xml") is False and all(seen.values()), "the behaviour has changed"
(folder / "cut.xlsx").write_bytes(whole.read_bytes())
with zipfile.ZipFile(folder / "cut.xlsx", "w") as archive:
    for part, old in parts.items():
        archive.writestr(part, old[: len(old) // 2] if part == "xl/worksheets/sheet1.xml" else old)
PYTHON
python "$scratch/show.py" "$scratch"

echo "and the command, for the file whose worksheet is cut in half:"
openxml-audit "$scratch/cut.xlsx" | tee "$scratch/said"
grep -q "expected to open cleanly" "$scratch/said"
