"""The page of ten steps says what really appears: the buttons on a blank template with the page's numbers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.desktop.fakes import FakeBook
from xltools.desktop.actions import ACTIONS
from xltools.services.consolidate import ConsolidateRequest, IfExists, consolidate
from xltools.template import blank_book, write_department
from xltools.writer.buttons import BUTTONS, Host

PAGE = (Path(__file__).parents[2] / "docs" / "十步核对.md").read_text("utf-8")
LISTS = dict(re.findall(r"^## ((?:Excel|WPS).*)\n((?:(?!## ).*\n?)*)", PAGE, re.MULTILINE))
TYPED = dict(re.findall(r"^\| ([A-Z]\d+) \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE))

SAID = [
    ("check", ("错误 8 处、警告 2 处、提示 0 处。",)),
    ("clear-marks", ("已清除 9 个单元格的校验标记",)),
    ("fill", ("可以填充 1 个空白单元格：其他资金 1 个。",)),
    ("undo-fill", ("已撤销 1 处填充。",)),
    ("add-project", ("已新增“项目6”",)),
    ("ready-to-send", ("报送之前还有 5 件事：",)),
]
"""What the buttons say, in the order of the steps."""


@pytest.fixture
def book(tmp_path: Path) -> Any:
    """A blank template as ``xltools template --blank`` makes it, with what the page types into 项目1."""
    write_department(blank_book(), tmp_path / "核对.xlsm", spare_sheets=5, macros=True)
    opened: Any = FakeBook.of(tmp_path / "核对.xlsm")
    for cell, value in TYPED.items():
        opened.sheets["项目1"].range(cell).value = float(value) if value.isdecimal() else value
    return opened


@pytest.mark.parametrize("name", LISTS)
def test_each_list_has_ten_steps_and_begins_with_the_self_test(name: str) -> None:
    steps = re.findall(r"^(\d+)\. \*\*(.+?)\*\*", LISTS[name], re.MULTILINE)
    assert [int(number) for number, _ in steps] == list(range(1, 11))
    assert steps[0][1] == "自检。"


def test_there_are_lists_for_the_three_programs_that_we_do_not_have() -> None:
    assert [name.split("（")[0] for name in LISTS] == ["Excel", "Excel", "WPS"]


def test_what_the_page_quotes_is_said(book: Any) -> None:
    for action, quotes in SAID:
        if action == "fill":
            book.sheets["项目1"].range("I4").value = None
        del book.app.shown[:]
        ACTIONS[action](book)
        for quote in quotes:
            assert quote in "\n".join(book.app.shown)
            assert quote in LISTS["Excel（Windows）"], "the page quotes it"
        if action == "check":
            notes = [book.sheets["项目1"].range(cell).note.text for cell in ("C4", "D7")]
            assert [note[:8] for note in notes] == ["【错误 A02】", "【错误 P03】"]
        if action == "fill":
            assert book.sheets["项目1"].range("I4").value == 30000


def test_the_live_checks_have_the_words_of_the_page(book: Any) -> None:
    for cell, words in (("J4", "预算数 ≠ 财政资金＋其他资金；"), ("J7", "6月底小于前期，累计数不应减少；")):
        assert words in book.sheets["项目1"].range(cell).formula[0][0]
        assert PAGE.count(f"{cell} 显示“{words}”") == len(LISTS)


def test_the_page_names_the_buttons_as_they_are() -> None:
    captions = "、".join(button.caption for button in BUTTONS[Host.DEPARTMENT])
    assert captions in re.sub(r"\s", "", LISTS["Excel（Windows）"])


def test_the_summary_is_that_of_the_page(book: Any, tmp_path: Path) -> None:
    workbook = load_workbook(book.fullname, keep_vba=True)
    for cell, value in {**TYPED, "I4": None}.items():
        workbook["项目1"][cell].value = float(value) if value and value.isdecimal() else value
    (tmp_path / "报送").mkdir()
    workbook.save(tmp_path / "报送" / "核对.xlsm")
    request = ConsolidateRequest((tmp_path / "报送",), tmp_path / "汇总.xlsx", IfExists.REFUSE, jobs=1)
    result = consolidate(request)
    assert "预算项目 1 个 200,000.00 元" in result.sums.zh
    assert [file.fate.term.zh for file in result.data.files] == ["已汇总"]
    assert [finding.place.cell for finding in result.data.findings if finding.rule == "P03"] == ["D7"]
    assert LISTS["Excel（Windows）"].count("P03 那一行") == 1
