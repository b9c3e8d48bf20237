#!/usr/bin/env bash
# Dask adds amounts up by writing them one behind the other: 1.25, 2.50 and 10.00 make 1.252.5010.00.
#
# pandas keeps exact amounts, Python's Decimal, in a column of objects. Dask turns every column of objects into text when
# a table comes in by from_pandas or from_map, whatever the objects are; its option `dataframe.convert-string` speaks of
# "string-like data". From there a sum joins texts, a maximum goes by the first letter (2.50 is above 10.00), and a group
# with one amount gives a text that looks like the right number. No error, no warning. pandas itself gives 13.75 and
# 10.00 for the same table.
#
# Seen with dask 2026.8.0, pandas 3.1.1 and pyarrow 26.0.1, Python 3.11. Output:
#
#     dask 2026.8.0, pandas 3.1.1
#     pandas  sum Decimal('13.75')  maximum Decimal('10.00')  by county {'甲县': Decimal('11.25'), '乙县': Decimal('2.50')}
#     dask    sum '1.252.5010.00'  maximum '2.50'  by county {'甲县': '1.2510.00', '乙县': '2.50'}
#
# What to do: `dask.config.set({"dataframe.convert-string": False})` and sums by group, which are right then; a sum over
# the whole column ends in a TypeError instead of a wrong result. Or let pandas add the parts up.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check dask==2026.8.0 pandas==3.1.1 pyarrow==26.0.1

python -I - <<'PYTHON'
from __future__ import annotations

import sys
from decimal import Decimal
from importlib.metadata import version

import dask
import dask.dataframe
import pandas as pd

TABLE = pd.DataFrame(
    {"county": ["甲县", "乙县", "甲县"], "amount": [Decimal("1.25"), Decimal("2.50"), Decimal("10.00")]}
)


def by_county(sums: pd.Series) -> dict[str, object]:
    """Return the sums in a fixed order."""
    return {name: sums[name] for name in ("甲县", "乙县")}


def enter() -> dask.dataframe.DataFrame:
    """Return the table as one of Dask, in two parts."""
    return dask.dataframe.from_pandas(TABLE, npartitions=2)


right = (TABLE["amount"].sum(), TABLE["amount"].max(), by_county(TABLE.groupby("county")["amount"].sum()))
amounts = enter()["amount"]
seen = (amounts.sum().compute(), amounts.max().compute(), by_county(enter().groupby("county")["amount"].sum().compute()))
print(f"dask {version('dask')}, pandas {version('pandas')}")
for name, (total, highest, counties) in (("pandas", right), ("dask", seen)):
    print(f"{name:6}  sum {total!r}  maximum {highest!r}  by county {counties}")
with dask.config.set({"dataframe.convert-string": False}):
    cured = by_county(enter().groupby("county")["amount"].sum().compute())
expected = ("1.252.5010.00", "2.50", {"甲县": "1.2510.00", "乙县": "2.50"})
sys.exit(0 if (seen, cured) == (expected, right[2]) else "This has changed.")
PYTHON
