#!/usr/bin/env bash
# polars rounds all amounts to whole yuan if the first county's are whole.
#
# polars gives a column of Python Decimals the number of places that its values have: a county whose amounts are all
# whole gets a column without places. `pl.concat` refuses two tables whose columns differ in type, whole numbers and
# floats say, but takes decimals of different places for equal: the first table's places hold for all, and what does
# not fit in is rounded off, without a word. With the tables in the other order nothing is lost, so the total hangs on
# the order of files. `vstack`, `extend`, `append` and lazy tables were seen to do the same.
#
# Seen with polars 2.1.0, Python 3.11. Output:
#
#     polars 2.1.0
#     300000 and 725000.49 and 0.50  sum 1025000.99
#     whole first                    sum 1025000    [300000, 725000, 0]
#     whole last                     sum 1025000.99 [725000.49, 0.50, 300000.00]
#     whole numbers and floats       SchemaError
#
# What to do: give the type of amounts, `pl.Decimal(18, 2)`, when a table is made; or `how="vertical_relaxed"`.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check polars==2.1.0

python -I - <<'PYTHON'
from __future__ import annotations

import sys
from decimal import Decimal
from importlib.metadata import version

import polars as pl

WHOLE = pl.DataFrame({"amount": [Decimal("300000")]})
EXACT = pl.DataFrame({"amount": [Decimal("725000.49"), Decimal("0.50")]})


def stack(*tables: pl.DataFrame, how: str = "vertical") -> list[object]:
    """Return the amounts of all tables in one, or the refusal's name."""
    try:
        return pl.concat(tables, how=how)["amount"].to_list()
    except pl.exceptions.SchemaError as error:
        return [type(error).__name__]


first, last = stack(WHOLE, EXACT), stack(EXACT, WHOLE)
[refused] = stack(pl.DataFrame({"amount": [300000]}), pl.DataFrame({"amount": [725000.49]}))
print(f"polars {version('polars')}")
print("300000 and 725000.49 and 0.50  sum", Decimal("300000") + Decimal("725000.49") + Decimal("0.50"))
print(f"whole first                    sum {str(sum(first)):10} [{', '.join(map(str, first))}]")
print(f"whole last                     sum {str(sum(last)):10} [{', '.join(map(str, last))}]")
print(f"whole numbers and floats       {refused}")
relaxed = sum(stack(WHOLE, EXACT, how="vertical_relaxed"))
seen = [str(sum(first)), str(sum(last)), refused, str(relaxed)]
sys.exit(0 if seen == ["1025000", "1025000.99", "SchemaError", "1025000.99"] else "This has changed.")
PYTHON
