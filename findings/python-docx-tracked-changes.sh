#!/usr/bin/env bash
# Text that was inserted with "track changes", or typed into a content control, is not in ``cell.text``.
#
# Somebody corrects 72.00 to 725000.00 in Word while changes are tracked. Word shows 725000.00. The file holds the old
# digits in runs (`w:r`) and the new ones in runs inside `w:ins`. `cell.text` and `paragraph.text` of python-docx join
# the runs (and links) that are direct children of the paragraph, so the amount is 72.00: a valid number, and wrong by
# a factor of ten thousand. The same happens to what stands in a content control (`w:sdt`), as forms have them, in a
# smart tag, or in a simple field such as the sum of a column.
#
# Seen with python-docx 1.2.0, Python 3.11. Output:
#
#     python-docx 1.2.0
#     the cells show  {'tracked insertion': '725000.00', 'content control': '≥95%', 'simple field': '合计725000'}
#     cell.text       {'tracked insertion': '72.00', 'content control': '≥%', 'simple field': '合计'}
#
# What to do: walk over all `w:t` below the paragraph, and leave out those inside `w:del`.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check python-docx==1.2.0

python -I - <<'PYTHON'
from __future__ import annotations

import io
import sys
from importlib.metadata import version

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

CONTENTS = {
    "tracked insertion": '<w:r><w:t>72</w:t></w:r><w:ins w:id="1" w:author="x"><w:r><w:t>5000</w:t></w:r></w:ins>'
    "<w:r><w:t>.00</w:t></w:r>",
    "content control": "<w:r><w:t>≥</w:t></w:r><w:sdt><w:sdtContent><w:r><w:t>95</w:t></w:r></w:sdtContent></w:sdt>"
    "<w:r><w:t>%</w:t></w:r>",
    "simple field": '<w:r><w:t>合计</w:t></w:r><w:fldSimple w:instr=" =SUM(ABOVE) "><w:r><w:t>725000</w:t></w:r></w:fldSimple>',
}

document = docx.Document()
table = document.add_table(1, len(CONTENTS))
for cell, content in zip(table.row_cells(0), CONTENTS.values(), strict=True):
    cell._tc.replace(cell.paragraphs[0]._p, parse_xml(f"<w:p {nsdecls('w')}>{content}</w:p>"))
file = io.BytesIO()
document.save(file)

cells = docx.Document(io.BytesIO(file.getvalue())).tables[0].row_cells(0)
seen = {kind: cell.text for kind, cell in zip(CONTENTS, cells, strict=True)}
shown = {kind: "".join(t.text for t in cell._tc.iter(qn("w:t"))) for kind, cell in zip(CONTENTS, cells, strict=True)}

print(f"python-docx {version('python-docx')}")
print(f"the cells show  {shown}")
print(f"cell.text       {seen}")
same = seen == {"tracked insertion": "72.00", "content control": "≥%", "simple field": "合计"}
sys.exit(0 if same else "This has changed.")
PYTHON
