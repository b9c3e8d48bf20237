#!/usr/bin/env bash
# A workbook that opens without asking may still be encrypted, and then libraries say that it is no workbook.
#
# Excel may encrypt under one fixed password, which Microsoft documents, when a workbook is protected against changes
# but has no password to open it; it opens such files without asking. The file below was opened by LibreOffice 7.4
# without a question. To whoever sent it the file has no password. openpyxl says that it is not a zip file and
# python-calamine that it cannot detect the format: both sound like "damaged". Only a library for encryption tells
# that there is a password, and with the standing one the content is there.
#
# Seen with msoffcrypto-tool 6.1.0, xlsxwriter 3.3.1, openpyxl 3.1.5, python-calamine 0.9.1, Python 3.11. Output:
#
#     openpyxl 3.1.5         BadZipFile: File is not a zip file
#     python-calamine 0.9.1  CalamineError: Cannot detect file format
#     msoffcrypto-tool 6.1.0 encrypted: True, with the standing password: 725000
#
# What to do: if the file is an OLE container with an EncryptedPackage, try the standing password before asking the
# sender.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check msoffcrypto-tool==6.1.0 xlsxwriter==3.3.1 openpyxl==3.1.5 python-calamine==0.9.1

python -I - <<'PYTHON'
from __future__ import annotations

import io
import sys
from importlib.metadata import version

import msoffcrypto
import openpyxl
import python_calamine
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

STANDING_PASSWORD = "VelvetSweatshop"

open_file, protected_file, decrypted_file = io.BytesIO(), io.BytesIO(), io.BytesIO()
workbook = xlsxwriter.Workbook(open_file)
workbook.add_worksheet().write(0, 0, 725000)
workbook.close()
OOXMLFile(open_file).encrypt(STANDING_PASSWORD, protected_file)


def attempt(read: object) -> str:
    """Return what reading the protected file gives."""
    try:
        read(io.BytesIO(protected_file.getvalue()))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "read"


seen = [attempt(openpyxl.load_workbook), attempt(python_calamine.CalamineWorkbook.from_filelike)]
office = msoffcrypto.OfficeFile(io.BytesIO(protected_file.getvalue()))
office.load_key(password=STANDING_PASSWORD, verify_password=True)
office.decrypt(decrypted_file, verify_integrity=True)
value = openpyxl.load_workbook(decrypted_file).active["A1"].value

print(f"openpyxl {version('openpyxl')}         {seen[0]}")
print(f"python-calamine {version('python-calamine')}  {seen[1]}")
print(
    f"msoffcrypto-tool {version('msoffcrypto-tool')} encrypted: {office.is_encrypted()}, with the standing password: {value}"
)
same = seen == ["BadZipFile: File is not a zip file", "CalamineError: Cannot detect file format"] and value == 725000
sys.exit(0 if same else "This has changed.")
PYTHON
