#!/usr/bin/env bash
# A page that says gb2312 is cut off at the first rarer character, without a word.
#
# Government pages in China often declare `charset=gb2312` and are written in its superset GBK, because names of
# people and places (喆, 镕, ㎡ ...) are not in gb2312. Browsers know that and read such pages as GBK, as the WHATWG
# Encoding Standard asks for. lxml's HTML parser takes the declaration by its word: at the first character that gb2312
# does not have, the text ends, and so does the document. There is no exception and no warning; only the parser's
# `error_log`, which one has to ask for, has an entry. `pandas.read_html` reads by the same parser and gives a table
# that has lost its last rows.
#
# Seen with lxml 6.1.3, pandas 3.1.1, Python 3.11. Output:
#
#     lxml 6.1.3, pandas 3.1.1
#     the page has          ['预算数', '725000.00', '负责人', '陶喆', '财政资金', '500000.00']
#     lxml, from the bytes  ['预算数', '725000.00', '负责人', '陶']
#     pandas.read_html      [['预算数', '725000.00'], ['负责人', '陶']]
#
# What to do: decode the bytes before parsing (strict UTF-8, else gb18030), and parse the text.
set -euo pipefail

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
. "$scratch/venv/bin/activate"
python -m pip install -q --disable-pip-version-check lxml==6.1.3 pandas==3.1.1

python -I - <<'PYTHON'
from __future__ import annotations

import io
import sys
from importlib.metadata import version

import lxml.html
import pandas as pd

PAGE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body><table>
<tr><td>预算数</td><td>725000.00</td></tr>
<tr><td>负责人</td><td>陶喆</td></tr>
<tr><td>财政资金</td><td>500000.00</td></tr>
</table></body></html>"""
data = PAGE.encode("gbk")

as_bytes = [cell.text for cell in lxml.html.fromstring(data).iter("td")]
by_pandas = [list(row) for row in pd.read_html(io.BytesIO(data))[0].itertuples(index=False)]
as_text = [cell.text for cell in lxml.html.fromstring(data.decode("gb18030")).iter("td")]

print(f"lxml {version('lxml')}, pandas {version('pandas')}")
print(f"the page has          {as_text}")
print(f"lxml, from the bytes  {as_bytes}")
print(f"pandas.read_html      {by_pandas}")
same = (
    as_text == ["预算数", "725000.00", "负责人", "陶喆", "财政资金", "500000.00"]
    and as_bytes == ["预算数", "725000.00", "负责人", "陶"]
    and by_pandas == [["预算数", "725000.00"], ["负责人", "陶"]]
)
sys.exit(0 if same else "This has changed.")
PYTHON
