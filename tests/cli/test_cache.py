"""``xltools cache`` and ``--no-cache``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_commands import clean, run

__all__ = ["clean"]


def test_what_was_kept_is_shown_and_removed(clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "记录"
    monkeypatch.setenv("XLTOOLS_CACHE", str(folder))
    consolidate = ("consolidate", clean.parent, "--out", tmp_path / "汇总.xlsx", "--force", "--jobs", 1)
    assert run(*consolidate, "--no-cache")[0] == 0
    assert "已记下 0 个文件的读取结果" in run("cache")[1]
    assert not folder.exists()
    assert run(*consolidate)[0] == 0
    code, text = run("cache", "--lang", "en")
    assert code == 0
    assert "Kept the results of reading 1 files" in text
    assert str(folder) in text.replace("\n", "")
    assert "已清除 1 个文件的读取结果" in run("cache", "clear")[1]
    assert list(folder.iterdir()) == []


def test_without_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLTOOLS_CACHE", "")
    assert "no folder" in run("cache", "clear", "--lang", "en")[1]


def test_a_folder_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "cache"
    file.write_text("somebody's")
    monkeypatch.setenv("XLTOOLS_CACHE", str(file))
    assert "不是本人的文件夹" in run("cache")[1]
    assert "folder is not yours" in run("cache", "clear", "--lang", "en")[1]
    assert file.read_text() == "somebody's"


def test_another_action_is_a_wrong_use() -> None:
    assert run("cache", "empty")[0] == 2
