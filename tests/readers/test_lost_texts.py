"""Workbooks whose writer put a mark in the place of every Chinese character are named for that."""

from __future__ import annotations

import pytest

from tests.fixtures.forms import form
from tests.fixtures.legacy import xls
from tests.readers.read import workbook
from xltools.grids.grid import Grid

TEXTS = {
    "question marks": (["????????", "2020????", "402001??????"], ["R15"]),
    "underscores": (["________", "1_______________"], ["R15"]),
    "a Chinese text among them": (["????????", "2020????", "安河县"], []),
    "lines to write on": (["绩效目标", "________", "________"], []),
    "a few marks": (["really??", "12"], []),
    "nothing": ([], []),
}


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize(("texts", "rules"), TEXTS.values(), ids=TEXTS)
def test_marks_in_place_of_texts(texts: list[str], rules: list[str]) -> None:
    data = xls(Grid("a.xls", "??1", [[text] for text in texts]))
    assert [note.rule for note in workbook(data, ".xls").notes] == rules


@pytest.mark.usefixtures("in_this_process")
def test_a_form_is_not_named() -> None:
    assert workbook(xls(form(301)), ".xls").notes == ()
