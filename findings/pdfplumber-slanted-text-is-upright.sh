#!/usr/bin/env bash
# A watermark across the page gets into the amounts of a table: 725000 becomes 7250000, still a number.
#
# pdfplumber puts a character into a cell by where its middle stands, and says of each whether it is `upright`. That
# comes from pdfminer.six, which asks only that the text matrix is not turned by a quarter or mirrored: letters at 45
# degrees count as upright. So a digit of a grey 2020 that lies over a cell stands among the digits of the amount, in
# `extract_tables`, `extract_text` and `chars` filtered by `upright` alike. Offices set such marks on what they publish.
#
# Seen with pdfplumber 0.11.10, pdfminer.six 20260107, Python 3.11. Output:
#
#     pdfplumber 0.11.10, pdfminer.six 20260107
#     without the watermark  [[['Budget', '725000']]]
#     with it                [[['Budget', '7250000']]]
#     its digits: upright True True True True
#
# What to do: leave out characters whose text matrix is turned (`abs(matrix[1]) > 0.1 * abs(matrix[0])`) before tables
# are put together, and check sums: budget = fiscal + other.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check pdfplumber==0.11.10 pdfminer.six==20260107

python -I - <<'PYTHON'
from __future__ import annotations

import io
import sys
from importlib.metadata import version

import pdfplumber


def pdf(drawing: str) -> bytes:
    """Return a PDF of one page with these drawing operators."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream",
    ]
    file, starts = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        starts.append(len(file))
        file += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    return file + (
        f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(file)}\n%%EOF\n"
    ).encode()


lines = ((50, 100, 250, 100), (50, 130, 250, 130), (50, 100, 50, 130), (150, 100, 150, 130), (250, 100, 250, 130))
form = "\n".join(f"{x0} {y0} m {x1} {y1} l S" for x0, y0, x1, y1 in lines)
form += "\nBT /F1 10 Tf 60 110 Td (Budget) Tj ET BT /F1 10 Tf 160 110 Td (725000) Tj ET"
mark = "q 0.8 g BT /F1 20 Tf 0.7071 0.7071 -0.7071 0.7071 170 76 Tm (2020) Tj ET Q"

with pdfplumber.open(io.BytesIO(pdf(form))) as plain, pdfplumber.open(io.BytesIO(pdf(f"{mark}\n{form}"))) as marked:
    before, after = plain.pages[0].extract_tables(), marked.pages[0].extract_tables()
    upright = [char["upright"] for char in marked.pages[0].chars if abs(char["matrix"][1]) > 0.1]

print(f"pdfplumber {version('pdfplumber')}, pdfminer.six {version('pdfminer.six')}")
print("without the watermark ", before)
print("with it               ", after)
print("its digits: upright", *upright)
seen = before == [[["Budget", "725000"]]] and after == [[["Budget", "7250000"]]] and all(upright)
sys.exit(0 if seen else "This has changed.")
PYTHON
