#!/usr/bin/env bash
# An .ods file with line breaks between its elements "is not detected".
#
# In OpenDocument, white space between rows and cells means nothing, and programs that indent their XML write it.
# calamine reads a sheet whose cells follow each other without a gap. With a line break between two cells the same
# sheet ends in "Cannot detect file format", a message that sends people looking for a damaged file or a wrong suffix.
# Nothing else in the file is different.
#
# Seen with python-calamine 0.9.1, Python 3.11. Output:
#
#     python-calamine 0.9.1
#     without gaps      [[1.0, 2.0]]
#     with line breaks  CalamineError: Cannot detect file format
#
# What to do: take white space between table elements out of content.xml before parsing.
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
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text")
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def read(gap: str) -> str:
    """Return what calamine makes of a sheet with ``gap`` between its elements."""
    cells = gap.join(
        f'<table:table-cell office:value-type="float" office:value="{n}"><text:p>{n}</text:p></table:table-cell>'
        for n in (1, 2)
    )
    rows = gap.join(["", f"<table:table-row>{gap}{cells}{gap}</table:table-row>", ""])
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} office:version="1.3"><office:body>'
        f'<office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
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
        return str(python_calamine.CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python())
    except python_calamine.CalamineError as error:
        return f"CalamineError: {error}"


together, apart = read(""), read("\n  ")
print(f"python-calamine {version('python-calamine')}")
print(f"without gaps      {together}")
print(f"with line breaks  {apart}")
sys.exit(
    0 if (together, apart) == ("[[1.0, 2.0]]", "CalamineError: Cannot detect file format") else "This has changed."
)
PYTHON
