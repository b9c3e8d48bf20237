#!/usr/bin/env bash
# Two readers of .xlsb lose every amount that SheetJS has written.
#
# The cell records of .xlsb come in a long form, which states the column, and a short one, which follows the cell before
# it (MS-XLSB 2.4, BrtShortBlank to BrtShortIsst). Excel opens both; SheetJS writes the short form for all cells behind
# the first of a row. pyxlsb and python-calamine know the long form only: of the row below, with a label and two
# amounts, they give the label and the first amount, or nothing behind it, and no message. A form read so has lost its
# amounts, and nobody is told.
#
# Seen with pyxlsb 1.0.10 and python-calamine 0.9.1, Python 3.11. Output:
#
#     python-calamine 0.9.1  long ['预算数', 725000.0, 1200000.0]  short ['预算数', 725000.0]
#     pyxlsb 1.0.10          long ['预算数', 725000.0, 1200000.0]  short ['预算数', 725000.0]
#
# What to do: read the records 12 to 18 as well, or ask for .xlsx.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check pyxlsb==1.0.10 python-calamine==0.9.1

python -I - <<'PYTHON'
from __future__ import annotations

import io
import struct
import sys
import zipfile
from importlib.metadata import version

import python_calamine
import pyxlsb

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def record(kind: int, content: bytes = b"") -> bytes:
    """Return a record: type and size take one or two bytes of seven bits."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    size = len(content)
    return head + (bytes([size]) if size < 128 else bytes([size & 127 | 128, size >> 7])) + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def relations(kind: str, target: str, more: str = "") -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/{kind}" '
        f'Target="{target}"/>{more}</Relationships>'
    )


def book(last_cell: bytes) -> bytes:
    """Return a workbook with a label, an amount and ``last_cell`` in one row."""
    cells = record(7, struct.pack("<III", 0, 0, 0)) + record(5, struct.pack("<IId", 1, 0, 725000.0)) + last_cell
    sheet = (
        *(record(129), record(148, struct.pack("<4I", 0, 0, 0, 2)), record(145)),
        *(record(0, struct.pack("<II", 0, 0) + bytes(9)), cells, record(146), record(130)),
    )
    workbook = (record(131), record(143), record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("表")), record(144))
    shared = f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.bin"/>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="bin" '
            'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        )
        archive.writestr("_rels/.rels", relations("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/_rels/workbook.bin.rels", relations("worksheet", "worksheets/sheet1.bin", shared))
        archive.writestr("xl/workbook.bin", b"".join((*workbook, record(132))))
        archive.writestr("xl/worksheets/sheet1.bin", b"".join(sheet))
        texts = record(159, struct.pack("<II", 1, 1)) + record(19, b"\0" + wide("预算数")) + record(160)
        archive.writestr("xl/sharedStrings.bin", texts)
    return target.getvalue()


def by_calamine(data: bytes) -> list[object]:
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    return [value for value in sheet.to_python()[0] if value != ""]


def by_pyxlsb(data: bytes) -> list[object]:
    with pyxlsb.open_workbook(io.BytesIO(data)) as opened, opened.get_sheet(1) as sheet:
        return [cell.v for row in sheet.rows() for cell in row if cell.v is not None]


LONG = book(record(5, struct.pack("<IId", 2, 0, 1200000.0)))
SHORT = book(record(16, struct.pack("<Id", 0, 1200000.0)))
seen = {name: (read(LONG), read(SHORT)) for name, read in (("python-calamine", by_calamine), ("pyxlsb", by_pyxlsb))}
for name, (long, short) in seen.items():
    print(f"{name + ' ' + version(name):22} long {long}  short {short}")
expected = (["预算数", 725000.0, 1200000.0], ["预算数", 725000.0])
sys.exit(0 if set(map(str, seen.values())) == {str(expected)} else "This has changed.")
PYTHON
