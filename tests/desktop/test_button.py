"""A click that has arrived: the action runs on the workbook, and what goes wrong is told, never raised."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings

from xltools.desktop import button
from xltools.desktop.actions import ACTIONS
from xltools.desktop.computer import Computer


@dataclass
class Book:
    """An open workbook that remembers what was shown."""

    name: str = "475 文化.xlsm"
    shown: list[str] = field(default_factory=list)

    @property
    def app(self) -> Any:
        return SimpleNamespace(alert=lambda text, **_: self.shown.append(text))


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> Book:
    """The workbook that calls."""
    calling = Book()
    monkeypatch.setattr(xlwings.Book, "caller", classmethod(lambda cls: calling))
    return calling


def test_the_action_gets_the_workbook(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[object] = []
    monkeypatch.setitem(ACTIONS, "check", got.append)
    button.call("check")
    assert got == [book]
    assert book.shown == []


def test_the_command_line_of_the_launcher_is_understood(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[object] = []
    monkeypatch.setitem(ACTIONS, "clear-marks", got.append)
    command = ["button", "clear-marks", "--wb=475 文化 局.xlsm", "--from_xl=1", "--hwnd=132456"]
    monkeypatch.setattr(sys, "argv", command)
    button.main()
    assert got == [book]


def test_ping_says_who_answers(book: Book) -> None:
    button.call("ping")
    (text,) = book.shown
    assert "xltools" in text
    assert book.name in text


def test_a_click_while_an_action_runs_is_told_to_wait(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[str] = []

    def click_again(_: object) -> None:
        runs.append("run")
        button.call("check")

    monkeypatch.setitem(ACTIONS, "check", click_again)
    button.call("check")
    assert runs == ["run"]
    (text,) = book.shown
    assert "还没有完成" in text
    button.call("check")
    assert runs == ["run", "run"]


def test_an_unknown_action_is_told(book: Book) -> None:
    button.call("fly")
    assert book.shown == ["这一版 xltools 没有“fly”这个操作，请升级 xltools。"]


def test_a_failure_is_told_and_its_details_are_kept(
    book: Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("工作表受保护\x1b[2K")

    monkeypatch.setattr(Computer, "log_folder", tmp_path / "记录")
    monkeypatch.setitem(ACTIONS, "fill", fail)
    button.call("fill")
    assert "工作表受保护" in book.shown[0]
    log = tmp_path / "记录" / button.LOG_FILE
    assert str(log) in book.shown[0]
    assert "in fail" in log.read_text("utf-8")
    assert "\x1b" not in log.read_text("utf-8")
    if sys.platform != "win32":
        assert (log.stat().st_mode & 0o777, log.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_failure_is_told_where_its_details_cannot_be_kept(
    book: Book, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("工作表受保护")

    (tmp_path / "file").write_text("")
    monkeypatch.setattr(Computer, "log_folder", tmp_path / "file" / "xltools")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setitem(ACTIONS, "fill", fail)
    button.call("fill")
    [log] = tmp_path.glob("xltools-*.log")
    assert book.shown == [f"没能完成：工作表受保护\n详细情况见：{log}"]
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    button.call("fill")
    assert book.shown[1] == "没能完成：工作表受保护"


def test_the_log_does_not_follow_a_link(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder, target = tmp_path / "记录", tmp_path / "汇总.xlsx"
    folder.mkdir()
    target.write_text("mine")
    (folder / button.LOG_FILE).symlink_to(target)
    monkeypatch.setattr(Computer, "log_folder", folder)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert button._write_log("details").read_text() == "details"
    assert target.read_text() == "mine"


def test_a_workbook_that_is_gone_is_told_on_the_way_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def gone(cls: type) -> None:
        raise LookupError("Excel 已关闭")

    monkeypatch.setattr(xlwings.Book, "caller", classmethod(gone))
    monkeypatch.setattr(Computer, "log_folder", tmp_path)
    button.main(["read"])
    assert "没能连接到工作簿：Excel 已关闭" in capsys.readouterr().err
    assert "in gone" in (tmp_path / button.LOG_FILE).read_text("utf-8")
