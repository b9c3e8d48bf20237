"""One made-up county through the whole year: every step by its command, every figure read again by other readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbooks.year.__main__ import make_year

pytestmark = pytest.mark.desktop  # LibreOffice works out what people's own programs do


def test_a_county_goes_through_the_year(tmp_path: Path) -> None:
    told = dict(make_year(tmp_path / "一年"))
    assert told["下发模板"] == "3 个部门，10 个项目，96,980,000.00 元"
    assert told["退回"] == "2 个部门有错误，附退回通知"
    assert told["答复、汇总"] == "说明并同意 1 处，汇总合计 9,698.00 万元"
    assert told["批复"].endswith("未被改动，合计 96,980,000.00 元")
    assert told["公开、读回"] == "3 份 Word 读回，10 张表，金额一致"
    assert told["8月监控"] == "1—7月执行 5,025.20 万元"
    assert told["次年自评"] == "全年执行 9,504.04 万元"
    assert len(told) == 9
