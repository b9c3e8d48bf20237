"""Files written whole or not at all, and the reason when not."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from xltools.writer.save import SaveError, SaveProblem, save_atomically

P = SaveProblem


def fail(number: int):
    """Something that fails as the system would."""

    def failing(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return failing


def problem(data: bytes, target: Path, *, overwrite: bool = False) -> SaveProblem:
    with pytest.raises(SaveError) as caught:
        save_atomically(data, target, overwrite=overwrite)
    assert str(target) in caught.value.text.zh
    assert str(target) in caught.value.text.en
    return caught.value.problem


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_written(tmp_path: Path) -> None:
    save_atomically(b"new", tmp_path / "汇总.xlsx")
    assert (tmp_path / "汇总.xlsx").read_bytes() == b"new"
    assert names(tmp_path) == ["汇总.xlsx"]


def test_nothing_is_overwritten_unless_told(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    assert problem(b"new", target) is P.EXISTS
    assert target.read_bytes() == b"old"
    save_atomically(b"new", target, overwrite=True)
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["a.xlsx"]


@pytest.mark.parametrize("links", [True, False], ids=["hard links", "no hard links"])
def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path, monkeypatch, links: bool) -> None:
    target = tmp_path / "a.xlsx"
    link = os.link

    def late(source: Path, destination: Path) -> None:
        target.write_bytes(b"somebody else's")
        if not links:
            raise OSError(errno.EOPNOTSUPP, "no links here")
        link(source, destination)

    monkeypatch.setattr(os, "link", late)
    assert problem(b"new", target) is P.EXISTS
    assert target.read_bytes() == b"somebody else's"
    assert names(tmp_path) == ["a.xlsx"]


def test_a_file_system_without_hard_links_will_do(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(os, "link", fail(errno.EPERM))
    save_atomically(b"new", tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == b"new"
    assert names(tmp_path) == ["a.xlsx"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, P.FULL),
        (errno.EDQUOT, P.FULL),
        (errno.EROFS, P.NOT_ALLOWED),
        (errno.EIO, P.FAILED),
    ],
)
def test_a_failing_disk_leaves_the_old_file(tmp_path: Path, monkeypatch, number: int, expected: SaveProblem) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", fail(number))
    assert problem(b"new", target, overwrite=True) is expected
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.xlsx"]


def test_a_file_held_by_a_program_is_told_from_a_full_disk(tmp_path: Path, monkeypatch) -> None:
    """Windows lets nobody replace a file that Excel has open."""
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "replace", fail(errno.EACCES))
    assert problem(b"new", target, overwrite=True) is P.OPEN
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.xlsx"]


@pytest.mark.parametrize("lock", ["~$a.xlsx", ".~lock.a.xlsx#"])
def test_a_lock_file_beside_it_says_that_it_is_open(tmp_path: Path, lock: str) -> None:
    target = tmp_path / "a.xlsx"
    (tmp_path / lock).write_bytes(b"")
    save_atomically(b"new", target)
    assert problem(b"newer", target, overwrite=True) is P.OPEN
    assert target.read_bytes() == b"new"


def test_a_folder_without_permission(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(Path, "open", fail(errno.EACCES))
    assert problem(b"new", tmp_path / "a.xlsx") is P.NOT_ALLOWED


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert problem(b"new", tmp_path / "没有" / "a.xlsx") is P.NO_FOLDER


def test_a_name_that_is_a_folder_or_too_long(tmp_path: Path) -> None:
    assert problem(b"new", tmp_path, overwrite=True) is P.BAD_NAME
    assert problem(b"new", tmp_path / ("长" * 200)) is P.BAD_NAME


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_permissions_are_those_of_the_old_file_or_the_usual_ones(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    save_atomically(b"new", target)
    (tmp_path / "plain").write_bytes(b"")
    assert target.stat().st_mode == (tmp_path / "plain").stat().st_mode
    target.chmod(0o640)
    save_atomically(b"newer", target, overwrite=True)
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("each", P)
def test_every_problem_speaks_both_languages(each: SaveProblem) -> None:
    error = SaveError(each, Path("甲.xlsx"), "detail")
    assert "甲.xlsx：" in error.text.zh
    assert "甲.xlsx: " in error.text.en
    assert "detail" in error.text.zh
