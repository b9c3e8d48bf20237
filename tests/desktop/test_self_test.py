"""The self-test on recorded books: what it tells, what it leaves alone, and that what fails is shown as failing."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.desktop.departments import write
from tests.desktop.fakes import FakeBook
from xltools.desktop.actions import ACTIONS
from xltools.desktop.self_test.result_sheet import RESULT, TRACES
from xltools.writer.buttons import BUTTONS, Host

NOT_BY_A_RECORDED_BOOK = {
    ("填充", "填充以后，目录中的“待核对合计”"),
    ("新增项目", "目录中的预算项目"),
    ("新增项目", "新增以后，目录中的“预算项目合计”"),
    ("另存", "做完这一步"),
}
"""The books here calculate no formulas and cannot be saved; a real program has to, see the test of clicks."""


class CloudBook(FakeBook):
    """Another open book, of which xlwings says that it does not know where it lies."""

    @property
    def fullname(self) -> str:  # type: ignore[override]
        raise RuntimeError("couldn't find the local location of your OneDrive")

    @fullname.setter
    def fullname(self, _: str) -> None:
        pass


class SelfTested:
    """The officer's own book with a cell selected, and the workbook with the result, after a self-test."""

    def __init__(self, folder: Path) -> None:
        (folder / "temporary").mkdir()
        own: Any = FakeBook.of(write(folder / "475 扶贫办.xlsx"))
        own.sheets["项目2"].activate()
        own.sheets["项目2"].range((4, 3)).select()
        self.folder, self.own, self.other = folder, own, CloudBook("云端.xlsx", own.app)
        self.before = self.state()

    def run(self) -> SelfTested:
        with patch.object(tempfile, "tempdir", str(self.folder / "temporary")):
            ACTIONS["self-test"](self.own)
        self.result: FakeBook = self.own.app.books.all[-1]
        return self

    def state(self) -> object:
        """What the own book holds, where it is looked at, and what its file holds."""
        cells = {sheet.name: {at: replace(cell) for at, cell in sheet.cells.items()} for sheet in self.own.sheets}
        return cells, self.own.sheets.active.name, self.own.selected.areas, Path(self.own.fullname).read_bytes()

    def rows(self) -> list[tuple[str, ...]]:
        """Step, what was compared, what must be, what was found, and the outcome."""
        lines: dict[int, dict[int, Any]] = {}
        for (row, column), cell in self.result.sheets[RESULT].cells.items():
            lines.setdefault(row, {})[column] = cell.value
        compared = (line for _, line in sorted(lines.items()) if line.get(4) and line.get(6) in ("通过", "不通过"))
        return [tuple(line[column] for column in range(2, 7)) for line in compared]

    def failed(self) -> set[tuple[str, str]]:
        """What did not pass: step and what was compared."""
        return {(row[0], row[1]) for row in self.rows() if row[-1] == "不通过"}

    def texts(self, sheet: str) -> set[str]:
        return {str(cell.value) for cell in self.result.sheets[sheet].cells.values() if cell.value}


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> SelfTested:
    """A self-test of the buttons as they are."""
    return SelfTested(tmp_path_factory.mktemp("tested")).run()


def test_every_button_is_tested_and_passes(tested: SelfTested) -> None:
    assert tested.failed() == NOT_BY_A_RECORDED_BOOK
    captions = {row[0] for row in tested.rows()}
    assert {button.caption for host in (Host.DEPARTMENT, Host.COUNTY) for button in BUTTONS[host]} <= captions


def test_the_officers_book_and_folder_stay_as_they_are(tested: SelfTested) -> None:
    assert tested.state() == tested.before
    assert tested.own.app.books.all == [tested.own, tested.other, tested.result], (
        "the books of the self-test are closed"
    )
    assert list((tested.folder / "temporary").glob("xltools-*")) == [], "and their files removed"
    assert sorted(one.name for one in tested.folder.iterdir()) == ["475 扶贫办.xlsx", "temporary"]


def test_no_question_is_asked_and_one_message_tells_the_outcome(tested: SelfTested) -> None:
    (said,) = tested.own.app.shown
    assert said.startswith("自检做完了。有 3 步不通过（共 13 步）：填充、新增项目、另存。")


def test_the_sheet_names_versions_and_times(tested: SelfTested) -> None:
    texts = tested.texts(RESULT)
    assert {"xltools", "Python", "操作系统", "表格软件", "表格软件的版本", "xlwings", "本机情况"} <= texts
    assert [text for text in texts if re.fullmatch(r"\d+\.\d\d", text)], (
        "seconds; steps that take as long have the same text"
    )


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> SelfTested:
    """A self-test of buttons that do nothing, break off, or work on another book than that of the click."""
    testing = SelfTested(tmp_path_factory.mktemp("broken"))

    def break_off(_: object) -> None:
        raise RuntimeError("COM: 0x800A03EC")

    def work_elsewhere(_: object) -> None:
        testing.own.sheets["项目1"].range((4, 3)).value = 1.0
        testing.own.api.Saved = False

    def do_nothing(_: object) -> None:
        pass

    works = {"read": work_elsewhere, "check": break_off, "fill": do_nothing, "consolidate": do_nothing}
    with patch.dict(ACTIONS, works):
        return testing.run()


@pytest.mark.parametrize(
    ("step", "expected", "found"),
    [
        ("读取", "项目预算合计 3,600,000.00 元。", "没有提示"),
        ("校验", "没有出错", "出错：COM: 0x800A03EC"),
        ("填充", "200000、100、100", "空、空、空"),
        ("汇总", "自检报送绩效目标汇总.xlsx", "没有打开"),
        ("打开问题文件", "打开着", "没有打开"),
        ("您的工作簿", "没有", "有"),
    ],
)
def test_what_a_broken_button_fails_in_is_shown(step: str, expected: str, found: str, broken: SelfTested) -> None:
    assert (step, expected, found, "不通过") in [(row[0], *row[2:]) for row in broken.rows()]


def test_a_broken_step_stops_no_other(broken: SelfTested) -> None:
    failed = {step for step, _ in broken.failed()}
    assert not {"打开", "报送前检查"} & failed
    assert ("新增项目", "项目5 的保护") not in broken.failed()
    assert "不通过" in str(broken.result.sheets[RESULT].cells[2, 1].value)
    assert "RuntimeError: COM: 0x800A03EC" in broken.texts(TRACES)


def test_a_button_that_works_on_the_officers_book_is_seen(broken: SelfTested) -> None:
    named = {what for step, what in broken.failed() if step == "您的工作簿"}
    assert named == {"单元格的值（指纹）", "有没有未保存的修改"}
