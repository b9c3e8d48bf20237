"""Which texts are tables, and which only have commas in them."""

from __future__ import annotations

import pytest

from xltools.readers.text_tables.delimited import DelimitedReader

TEXTS = {
    "commas": ("项目编码,项目名称,预算数\n475-1,贴息,725000.00\n475-2,养护,1200000.00\n", True),
    "tabs": ("项目名称\t预算数\n贴息\t725000\n", True),
    "tabs in a form": (
        "2020年绩效目标表\n单位\t\t单位：元\n项目编码\t1\t项目名称\t贴息\n预算数\t2\n目标\t一、二\n",
        True,
    ),
    "quoted commas": ('项目名称,预算数\n"养护","1,200,000.00"\n"贴息","725,000.00"\n', True),
    "semicolons": ("a;b;c\n1;2;3\n", True),
    "prose": ("# 说明\n\n本文件夹有样例，含错误，供练习。\n请勿修改, 谢谢。\n第三行，没有。\n第四行\n", False),
    "one line": ("a,b,c\n", False),
    "Markdown": ("| 文件 | 部门 |\n|---|---|\n| a.xlsx | 甲 |\n", False),
    "list": ("甲\n乙\n丙\n", False),
    "JSON": ('{"code":500,"msg":"x"}\n{"a":1,"b":2}', False),
    "page": ("<p>a,b</p>\n<p>c,d</p>", False),
    "blank": ("  \n\n", False),
}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(("text", "is_table"), TEXTS.values(), ids=TEXTS)
def test_a_text_is_a_table(text: str, is_table: bool, encoding: str) -> None:
    assert DelimitedReader().recognises(text.encode(encoding)) is is_table
