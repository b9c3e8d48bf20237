"""What somebody saves while a command runs stays; links are followed, pipes and devices refused."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from xltools.writer.output_file import OutputFile
from xltools.writer.save import SaveError, SaveProblem, save_atomically


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("before", "meanwhile", "overwrite", "left"),
    [
        pytest.param(None, None, False, {"a.json": b"new"}, id="nothing there"),
        pytest.param(b"old", None, True, {"a.json": b"new"}, id="replaced"),
        pytest.param(b"old", b"old", True, {"a.json": b"new"}, id="saved again without a change"),
        pytest.param(b"old", b"mine", True, {"a.json": b"mine", "a（2）.json": b"new"}, id="changed"),
        pytest.param(None, b"mine", True, {"a.json": b"mine", "a（2）.json": b"new"}, id="appeared, with force"),
        pytest.param(None, b"mine", False, {"a.json": b"mine", "a（2）.json": b"new"}, id="appeared"),
    ],
)
def test_a_file_saved_meanwhile_stays(
    tmp_path: Path, before: bytes | None, meanwhile: bytes | None, overwrite: bool, left: dict[str, bytes]
) -> None:
    path = tmp_path / "a.json"
    if before:
        path.write_bytes(before)
    output = OutputFile.now(path, overwrite=overwrite)
    if meanwhile:
        path.write_bytes(meanwhile)
    written = output.save(b"new")
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == left
    assert written.read_bytes() == b"new"


def test_a_file_that_is_gone_meanwhile_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    output = OutputFile.now(path, overwrite=True)
    path.unlink()
    assert output.save(b"new") == path
    assert path.read_bytes() == b"new"


def test_a_link_writes_the_linked_file(tmp_path: Path) -> None:
    real, link = tmp_path / "归档" / "real.xlsx", tmp_path / "link.xlsx"
    real.parent.mkdir()
    real.write_bytes(b"old")
    link.symlink_to(real)
    output = OutputFile.now(link, overwrite=True)
    assert output.folder == real.parent
    output.save(b"new")
    assert (real.read_bytes(), link.is_symlink()) == (b"new", True)
    assert names(real.parent) == ["real.xlsx"]


def test_a_link_to_nothing_makes_the_file(tmp_path: Path) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to("real.xlsx")
    save_atomically(b"new", link)
    assert (tmp_path / "real.xlsx").read_bytes() == b"new"
    assert link.is_symlink()


def test_a_link_in_a_circle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(SaveError):
        save_atomically(b"new", tmp_path / "a", overwrite=True)
    assert names(tmp_path) == ["a", "b"]


@pytest.mark.skipif(sys.platform == "win32", reason="has no such pipes and devices")
@pytest.mark.parametrize("target", ["pipe", "/dev/null", "link"])
def test_pipes_and_devices_are_refused(tmp_path: Path, target: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/null")
    with pytest.raises(SaveError) as caught:
        save_atomically(b"new", tmp_path / target, overwrite=True)
    assert caught.value.problem is SaveProblem.NOT_A_FILE
    assert names(tmp_path) == ["link", "pipe"]


@pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be removed there")
def test_temporary_files_of_killed_runs_are_removed_and_those_of_others_stay(tmp_path: Path) -> None:
    import fcntl

    for name in (".xltools-0123456789ab.tmp", ".xltools-ba9876543210.tmp", "我的.tmp"):
        (tmp_path / name).write_bytes(b"half")
    with (tmp_path / ".xltools-ba9876543210.tmp").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        save_atomically(b"new", tmp_path / "a.xlsx")
    assert names(tmp_path) == [".xltools-ba9876543210.tmp", "a.xlsx", "我的.tmp"]
