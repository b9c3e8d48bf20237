#!/usr/bin/env bash
# LibreOffice takes the last table of an old Word document (.doc) apart, if nothing follows it.
#
# A .docx with two tables, of which the second is the last thing in it, is saved as .doc and opened again. The first
# table is there; the cells of the second one stand in the document as paragraphs, one below another. No error, no
# warning, exit code 0. An empty paragraph behind the table saves it. Whoever collects tables from .doc files by way of
# LibreOffice loses the last form of such a document, with its amount.
#
# Seen with LibreOffice 7.4.7.2, python-docx 1.2.0 (which only makes and counts the tables). Output:
#
#     LibreOffice 7.4.7.2
#     ends in a table:      2 tables in the .docx, 1 in the .doc
#     ends in a paragraph:  2 tables in the .docx, 2 in the .doc
#
# What to do: write an empty paragraph behind the last table. When reading, count what every table must hold (a code, a
# label) in the text as well, and compare it with the tables that were found.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check python-docx==1.2.0

SCRATCH="$scratch" python -I - <<'PYTHON'
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import docx

folder = Path(os.environ["SCRATCH"])
office = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]


def save_as(kind: str, source: Path, target: Path) -> Path:
    command = [*office, "--convert-to", kind, "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return target / f"{source.stem}.{kind}"


def tables_after(*, paragraph: bool) -> int:
    document = docx.Document()
    for amount in ("725000.00", "1280000.00"):
        document.add_paragraph("绩效目标表")
        table = document.add_table(1, 2, style="Table Grid")
        table.cell(0, 0).text, table.cell(0, 1).text = "预算数", amount
    if paragraph:
        document.add_paragraph()
    source = folder / "a.docx"
    document.save(source)
    old = save_as("doc", source, folder / "old")
    return len(docx.Document(save_as("docx", old, folder / "new")).tables)


shown = subprocess.run([*office, "--version"], check=True, capture_output=True, text=True).stdout.split()
print("LibreOffice", next(word for word in shown if word[0].isdigit()))
seen = tables_after(paragraph=False), tables_after(paragraph=True)
print(f"ends in a table:      2 tables in the .docx, {seen[0]} in the .doc")
print(f"ends in a paragraph:  2 tables in the .docx, {seen[1]} in the .doc")
sys.exit(0 if seen == (1, 2) else "This has changed.")
PYTHON
