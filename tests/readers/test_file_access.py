"""From a path to bytes: what is held, gone, or changing is said, and temporary files are known by their names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.fixtures.hostile.disk import clean
from xltools.readers import FileKind, read_file
from xltools.readers.file_access import locked_file


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "475.xlsx"
    path.write_bytes(clean(475))
    return path


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("~$475.xlsx", "475.xlsx"),
        (".~lock.475.ods#", "475.ods"),
        (".~475.xlsx", "475.xlsx"),
        ("~$", "?"),
        ("~WRD0003.tmp", "?"),
        ("475.xlsx", ""),
        ("475~$.xlsx", ""),
    ],
)
def test_names_of_temporary_files(name: str, owner: str) -> None:
    assert locked_file(name) == owner


def test_a_lock_file_says_which_file_is_open(tmp_path: Path) -> None:
    file = read_file(tmp_path / "~$475.xlsx", "~$475.xlsx")
    assert file.kind is FileKind.LOCK
    assert "475.xlsx 正在被打开" in file.reason.zh


def test_a_file_that_may_not_be_read(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    problem = read_file(workbook, "475.xlsx").problem
    assert problem
    assert (problem.rule, "Permission denied" in problem.message.zh) == ("F05", True)


def test_a_file_in_a_folder_that_may_not_be_entered(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> os.stat_result:
        raise PermissionError(13, "Permission denied")

    for name in ("stat", "lstat"):  # the folder shows its names, and nothing more
        monkeypatch.setattr(os, name, denied)
    problem = read_file(workbook, "475.xlsx").problem
    assert problem
    assert (problem.rule, "Permission denied" in problem.message.zh) == ("F05", True)


def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    for name, target, words in (("a.xlsx", "gone.xlsx", "失效的链接"), ("b.xlsx", "b.xlsx", "循环的链接")):
        (tmp_path / name).symlink_to(target)
        problem = read_file(tmp_path / name, name).problem
        assert problem
        assert (problem.rule, words in problem.message.zh) == ("F12", True)


def test_a_file_that_grows_while_it_is_read(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fstat

    def growing(descriptor: int) -> os.stat_result:
        status = real(descriptor)
        with workbook.open("ab") as file:
            file.write(b"more")
        return status

    monkeypatch.setattr(os, "fstat", growing)
    problem = read_file(workbook, "475.xlsx").problem
    assert problem
    assert problem.rule == "F13"


def test_a_file_that_is_renamed_before_it_is_read(tmp_path: Path) -> None:
    problem = read_file(tmp_path / "475.xlsx", "475.xlsx").problem
    assert problem
    assert (problem.rule, problem.place.file) == ("F13", "475.xlsx")


def test_a_link_to_a_workbook_is_the_workbook(workbook: Path, tmp_path: Path) -> None:
    link = tmp_path / "链接.xlsx"
    link.symlink_to(workbook)
    assert read_file(link, "链接.xlsx").kind is FileKind.XLSX
