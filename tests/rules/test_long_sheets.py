"""Very long sheets are checked in moments."""

from __future__ import annotations

import time
from typing import Any

import pytest

from xltools.rules.engine import check_book
from xltools.rules.examples import build_book, build_sheet

LONG = 32_000
"""Characters: about as many as a cell can hold."""


def filled(text: str) -> str:
    return (text * (LONG // len(text) + 1))[:LONG]


ROWS = [f"产出指标|数量指标|工作量{n % 9}|工作的数量{n}|≥{n}个|计划" for n in range(3000)]
NAMES = [f"产出{n}|数量{n}|工作量||≥{n}个|有关文件" for n in range(1000)]
SIGNS = [f"产出指标|数量指标|{filled('指标××')}|{filled('。,')}|{filled('≥9')}|计划"]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"name": filled("关于项目的")}, id="a name of notices"),
        pytest.param({"name": filled("冀财农〔2019〕1号文")}, id="a name of document numbers"),
        pytest.param({"purpose": filled("2019年和，2018年度")}, id="years"),
        pytest.param({"goals": "".join(f"{n}户{n + 7}人，" for n in range(2000))}, id="households"),
        pytest.param({"goals": filled("1、一是个")}, id="numbering"),
        pytest.param(
            {"rows": [f"产出指标|数量指标|工作量{n % 9}|工作的数量{n}|≥{n}个|计划" for n in range(3000)]}, id="rows"
        ),
        pytest.param({"rows": NAMES}, id="names"),
        pytest.param(
            {"rows": [f"产出指标|数量指标|{filled('指标××')}|{filled('。,')}|{filled('≥9')}|计划"]}, id="signs"
        ),
    ],
)
def test_nothing_takes_long(changes: dict[str, Any]) -> None:
    sheet = build_sheet(**changes)
    began = time.process_time()
    check_book(build_book(sheet))
    assert time.process_time() - began < 5
