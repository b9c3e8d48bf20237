#!/usr/bin/env bash
# An amount that is shown as currency is read as the text "725000.55 CNY".
#
# When a cell of an .ods sheet is formatted as currency, its type in the file is `currency` instead of `float`, with
# the same exact value. pyexcel-ods3 returns numbers for float and percentage, and for currency a text with the
# currency's code behind it. A column in which some cells were formatted as money and some were not gives numbers and
# texts side by side, and a sum over "all that is a number" leaves the money out. `office:currency` is optional; where
# it is missing, reading the sheet ends in a TypeError.
#
# Seen with pyexcel-ods3 0.6.1, Python 3.11. Output:
#
#     pyexcel-ods3 0.6.1
#     float         725000.55
#     currency CNY  '725000.55 CNY'
#     currency      'TypeError: can only concatenate str (not "NoneType") to str'
#
# What to do: split the text, or take `office:value` from the file.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check pyexcel-ods3==0.6.1

python -I - <<'PYTHON'
from __future__ import annotations

import io
import sys
import zipfile
from importlib.metadata import version

import pyexcel_ods3

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text")
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def read(kind: str) -> object:
    """Return the one cell of a sheet, with this type in the file."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} office:version="1.3"><office:body>'
        '<office:spreadsheet><table:table table:name="表"><table:table-row>'
        f'<table:table-cell office:value-type={kind} office:value="725000.55"><text:p>725,000.55</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", MIMETYPE)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        )
    file.seek(0)
    try:
        return pyexcel_ods3.get_data(file)["表"][0][0]
    except TypeError as error:
        return f"TypeError: {error}"


seen = [read(kind) for kind in ('"float"', '"currency" office:currency="CNY"', '"currency"')]
print(f"pyexcel-ods3 {version('pyexcel-ods3')}")
for kind, value in zip(("float", "currency CNY", "currency"), seen, strict=True):
    print(f"{kind:12}  {value!r}")
same = seen[:2] == [725000.55, "725000.55 CNY"] and str(seen[2]).startswith("TypeError")
sys.exit(0 if same else "This has changed.")
PYTHON
