#!/usr/bin/env bash
# A non-breaking hyphen disappears: project code 475-0501 becomes 4750501.
#
# Word has Ctrl+Shift+Hyphen for a hyphen at which no line may end; people use it, and templates have it, in codes and
# telephone numbers. In the file it is `w:noBreakHyphen`. docx2python leaves it out, so the two halves of a code join
# to another valid code. (python-docx gives `-`. It is only used here to make the file.)
#
# Seen with docx2python 3.7.1, python-docx 1.2.0, Python 3.11. Output:
#
#     docx2python 3.7.1
#     the cell shows  475-0501; python-docx reads 475-0501
#     docx2python     4750501
#
# What to do: read `w:noBreakHyphen` as `-`, or check codes by their pattern and refuse those that do not fit.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check docx2python==3.7.1 python-docx==1.2.0

python -I - <<'PYTHON'
from __future__ import annotations

import io
import sys
from importlib.metadata import version

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx2python import docx2python

document = docx.Document()
cell = document.add_table(1, 1).cell(0, 0)
code = "<w:r><w:t>475</w:t><w:noBreakHyphen/><w:t>0501</w:t></w:r>"
cell._tc.replace(cell.paragraphs[0]._p, parse_xml(f"<w:p {nsdecls('w')}>{code}</w:p>"))
file = io.BytesIO()
document.save(file)

with docx2python(io.BytesIO(file.getvalue())) as content:
    seen = content.body[0][0][0][0]

print(f"docx2python {version('docx2python')}")
print(f"the cell shows  475-0501; python-docx reads {docx.Document(file).tables[0].cell(0, 0).text}")
print(f"docx2python     {seen}")
sys.exit(0 if seen == "4750501" else "This has changed.")
PYTHON
