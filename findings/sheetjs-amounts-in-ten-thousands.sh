#!/usr/bin/env bash
# SheetJS shows 725000 as 7.25万元 where the sheet shows 72.5万元.
#
# A number format divides by a thousand with a comma, and by ten thousand with nothing. Sheets in 万元 therefore put a dot
# that is mere text before the last digit of the thousands: 0\.0,"万元". SheetJS takes the escaped dot for the decimal
# point, and the amount comes out as a tenth of what the sheet shows. Its `sheet_to_csv` gives what cells show unless
# told otherwise, so a table made with it is wrong by a factor of ten, and looks right. The cell's value is right.
#
# Seen with xlsx (SheetJS) 0.18.5 from npm, XlsxWriter 3.3.1 to make the file, and LibreOffice 7.4, Python 3.11. Output:
#
#     xlsx (SheetJS) 0.18.5, LibreOffice 7.4.7.2
#     format        0\.0,"万元"
#     value         725000
#     LibreOffice   72.5万元
#     sheet_to_csv  7.25万元
#
# What to do: take the values, with `rawNumbers: true` for `sheet_to_csv`, and format them yourself.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check xlsxwriter==3.3.1
npm install --silent --no-audit --no-fund --prefix "$scratch" xlsx@0.18.5

cd "$scratch"
python -I - <<'PYTHON'
import xlsxwriter

with xlsxwriter.Workbook("amounts.xlsx") as book:
    book.add_worksheet().write(0, 0, 725000, book.add_format({"num_format": '0\\.0,"万元"'}))
PYTHON
soffice "-env:UserInstallation=file://$scratch/profile" --headless --convert-to csv:"Text - txt - csv (StarCalc)":44,34,76 \
    amounts.xlsx >/dev/null 2>&1
office=$(soffice "-env:UserInstallation=file://$scratch/profile" --version | cut -d ' ' -f 2)
shown=$(cat amounts.csv)
cat >read.js <<'JAVASCRIPT'
const XLSX = require("xlsx");
const sheet = XLSX.readFile("amounts.xlsx").Sheets.Sheet1;
const say = { formatted: {}, value: { rawNumbers: true } }[process.argv[2]];
process.stdout.write(XLSX.utils.sheet_to_csv(sheet, say).trim());
JAVASCRIPT
value=$(node read.js value)
seen=$(node read.js formatted)
echo "xlsx (SheetJS) $(node -p 'require("xlsx").version'), LibreOffice $office"
echo 'format        0\.0,"万元"'
echo "value         $value"
echo "LibreOffice   $shown"
echo "sheet_to_csv  $seen"
[ "$value" = 725000 ] && [ "$shown" = 72.5万元 ] && [ "$seen" = 7.25万元 ] || { echo "This has changed." >&2; exit 1; }
