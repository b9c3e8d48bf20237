#!/usr/bin/env bash
# An amount of 7,800,000 is read as 78, and a worksheet in UTF-16 as empty.
#
# A worksheet is XML: a comment may stand inside a cell's value, a value may be a CDATA section, and the part may
# be in UTF-8 or UTF-16 (ECMA-376, part 2). calamine looks for the text up to the first piece of other markup: the digits
# behind a comment are gone, a number in a CDATA section is blank, and of a part in UTF-16 it sees no cell. Nothing is raised.
# Programs that make workbooks from XML templates write such files.
#
# Seen with python-calamine 0.9.1, beside openpyxl 3.1.5, Python 3.11. Output:
#
#     python-calamine 0.9.1, openpyxl 3.1.5
#     a comment in a number    openpyxl 7800000      calamine 78.0
#     a number in CDATA        openpyxl 7800000      calamine None
#     a sheet in UTF-16        openpyxl 7800000      calamine None
#
# What to do: read such files with a parser for XML, or compare with a second reader.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check python-calamine==0.9.1 openpyxl==3.1.5

python -I - <<'PYTHON'
from __future__ import annotations

import io
import sys
import zipfile
from importlib.metadata import version

import openpyxl
import python_calamine

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
CASES = {
    "a comment in a number": ('<c r="A1"><v>78<!-- checked -->00000</v></c>', "UTF-8"),
    "a number in CDATA": ('<c r="A1"><v><![CDATA[7800000]]></v></c>', "UTF-8"),
    "a sheet in UTF-16": ('<c r="A1"><v>7800000</v></c>', "UTF-16"),
}


def workbook(cell: str, encoding: str) -> bytes:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cell}</row></sheetData></worksheet>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sheet.xml" ContentType="{TYPE}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="sheet.xml"/></Relationships>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        archive.writestr("xl/sheet.xml", f'<?xml version="1.0" encoding="{encoding}"?>{sheet}'.encode(encoding))
    return buffer.getvalue()


print(f"python-calamine {version('python-calamine')}, openpyxl {version('openpyxl')}")
seen = []
for name, (cell, encoding) in CASES.items():
    content = workbook(cell, encoding)
    expected = openpyxl.load_workbook(io.BytesIO(content)).active["A1"].value
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    seen.append((expected, rows[0][0] or None if rows else None))
    print(f"{name:<24} openpyxl {expected!s:<12} calamine {seen[-1][1]}")
sys.exit(0 if seen == [(7800000, 78.0), (7800000, None), (7800000, None)] else "This has changed.")
PYTHON
