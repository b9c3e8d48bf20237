"""Workbooks without a target sheet: something else is listed without a word; what may be one all the same is not."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from xltools.department.read import read_book

FORM = ("项目名称", "预算数", "资金用途", "绩效目标", "一级指标", "二级指标")
PHONES = ("姓名", "张三", "电话", "办公室", "李四", "备注")


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (PHONES, ""),
        (("姓名", "张三", "金额（元）"), "金额"),
        ([text.encode("gbk").decode("latin-1") for text in FORM], "乱码"),
        ([text.encode().decode("gb18030", "replace") for text in FORM], "乱码"),
        ([text.encode().decode("latin-1") for text in FORM], "乱码"),
        (["_" * len(text) for text in FORM], "没有一个汉字"),
        (["A" * len(text) for text in FORM], "没有一个汉字"),
        ([text.encode("gbk").decode("latin-1") for text in PHONES], "没有一个汉字"),
        ((), "没有文字"),
    ],
)
def test_what_may_be_a_form_is_named(texts: tuple[str, ...], words: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row, text in enumerate(texts, 1):
        book.active.cell(row, 1).value = text
        book.active.cell(row, 2).value = row
    path = tmp_path / "402.xlsx"
    book.save(path)
    read = read_book(path)
    assert bool(words) == (read.file.problem is not None)
    assert words in (read.file.problem.message.zh if read.file.problem else "")
