#!/usr/bin/env bash
# An error value in an .ods file is read as a blank cell.
#
# LibreOffice writes a formula that ends in #DIV/0! as text with an empty `office:string-value` and the shown text in
# a paragraph; `calcext:value-type="error"` says what it is. The row below is one that LibreOffice 7.4 wrote. calamine
# takes the attribute: an amount that could not be worked out looks like one that was not filled in, and a sum over
# the column goes through.
#
# Seen with python-calamine 0.9.1, Python 3.11. Output:
#
#     python-calamine 0.9.1
#     the sheet shows  #DIV/0!  5
#     calamine         [['', 5.0]]
#
# What to do: look at `calcext:value-type`, or take the paragraph's text where `office:string-value` is empty.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check python-calamine==0.9.1

python -I - <<'PYTHON'
from __future__ import annotations

import io
import sys
import zipfile
from importlib.metadata import version

import python_calamine

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {"office": "office", "table": "table", "text": "text"}.items()
)
ROW = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error">'
    "<text:p>#DIV/0!</text:p></table:table-cell>"
    '<table:table-cell office:value-type="float" office:value="5" calcext:value-type="float"><text:p>5</text:p></table:table-cell>'
)
CONTENT = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} office:version="1.3"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="表"><table:table-column/>'
    f"<table:table-row>{ROW}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"

file = io.BytesIO()
with zipfile.ZipFile(file, "w") as archive:
    archive.writestr("mimetype", MIMETYPE)
    archive.writestr("content.xml", CONTENT)
    archive.writestr(
        "META-INF/manifest.xml",
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
    )
file.seek(0)
seen = python_calamine.CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()

print(f"python-calamine {version('python-calamine')}")
print("the sheet shows  #DIV/0!  5")
print(f"calamine         {seen}")
sys.exit(0 if seen == [["", 5.0]] else "This has changed.")
PYTHON
