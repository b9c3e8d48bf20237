"""The folder of remembered entries: whose it is, what it makes of damage, and how much it holds."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from xltools.county.cache_folder import CacheFolder, cache_location

KEY, OTHER = "a" * 64, "b" * 64
CONTENT = "顺平县".encode() * 200

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CacheFolder:
    monkeypatch.setenv("XLTOOLS_CACHE", str(tmp_path / "xltools" / "files"))
    opened = CacheFolder.open()
    assert opened
    return opened


def entry(folder: CacheFolder, key: str = KEY) -> Path:
    return folder.path / f"{key}.entry"


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, ".cache/xltools/files"),
        ("linux", {"XDG_CACHE_HOME": "{home}/elsewhere"}, "elsewhere/xltools/files"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, ".cache/xltools/files"),
        ("darwin", {}, "Library/Caches/xltools/files"),
        ("win32", {"LOCALAPPDATA": "{home}/Local"}, "Local/xltools/files"),
        ("win32", {}, "AppData/Local/xltools/files"),
        ("linux", {"XLTOOLS_CACHE": "{home}/own"}, "own"),
        ("linux", {"XLTOOLS_CACHE": ""}, None),
    ],
)
def test_where_it_is(
    platform: str, variables: dict[str, str], expected: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XLTOOLS_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(sys, "platform", platform)
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(home=tmp_path))
    assert cache_location() == (tmp_path / expected if expected else None)


def test_an_entry_is_found_again_under_its_key_alone(folder: CacheFolder) -> None:
    assert folder.empty
    folder.write(KEY, CONTENT)
    assert not folder.empty
    assert (folder.read(KEY), folder.read(OTHER)) == (CONTENT, None)
    folder.write(KEY, b"")
    assert folder.read(KEY) == b""
    assert [path.name for path in folder.path.iterdir()] == [entry(folder).name]


def flipped(data: bytes) -> bytes:
    return data[:60] + bytes([data[60] ^ 1]) + data[61:]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda _: b"",
    "cut within the digest": lambda data: data[:20],
    "cut behind the digest": lambda data: data[:32],
    "cut at the end": lambda data: data[:-1],
    "something behind it": lambda data: data + b"\0",
    "one bit": flipped,
    "the digest": lambda data: bytes(32) + data[32:],
    "the content alone": lambda _: CONTENT,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_entry_is_none(folder: CacheFolder, damage: Callable[[bytes], bytes]) -> None:
    folder.write(KEY, CONTENT)
    entry(folder).write_bytes(damage(entry(folder).read_bytes()))
    assert folder.read(KEY) is None


def test_an_entry_under_the_name_of_another_is_none(folder: CacheFolder) -> None:
    folder.write(KEY, CONTENT)
    entry(folder).rename(entry(folder, OTHER))
    assert folder.read(OTHER) is None


def test_an_entry_that_is_too_large_is_none(folder: CacheFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write(KEY, CONTENT)
    monkeypatch.setattr("xltools.county.cache_folder.MAX_ENTRY_BYTES", len(CONTENT) - 1)
    assert folder.read(KEY) is None


@posix
def test_nobody_else_can_look_into_it(folder: CacheFolder) -> None:
    folder.write(KEY, CONTENT)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder.path.parent, folder.path, entry(folder))]
    assert modes == [0o700, 0o700, 0o600]
    folder.path.chmod(0o755)
    assert CacheFolder.open() == folder
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


@posix
def test_a_link_is_neither_read_nor_written_through(folder: CacheFolder, tmp_path: Path) -> None:
    folder.write(KEY, CONTENT)
    outside = tmp_path / "outside"
    entry(folder).rename(outside)
    entry(folder).symlink_to(outside)
    assert folder.read(KEY) is None
    before = outside.read_bytes()
    folder.write(KEY, b"new")
    assert (folder.read(KEY), outside.read_bytes()) == (b"new", before)
    entry(folder, OTHER).symlink_to(outside)
    assert folder.size()[0] == 1
    folder.clear()
    assert outside.read_bytes() == before


@posix
@pytest.mark.parametrize("case", ["a link", "a file", "a folder of somebody else", "no permission"])
def test_a_folder_that_is_not_ours_is_not_used(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "xltools" / "files"
    monkeypatch.setenv("XLTOOLS_CACHE", str(path))
    path.parent.mkdir()
    if case == "a link":
        (tmp_path / "elsewhere").mkdir()
        path.symlink_to(tmp_path / "elsewhere")
    elif case == "a file":
        path.write_bytes(b"")
    elif case == "a folder of somebody else":
        path.mkdir()
        monkeypatch.setattr(os, "getuid", lambda: path.stat().st_uid + 1)
    else:
        monkeypatch.setattr(Path, "mkdir", _refused)
    assert CacheFolder.open() is None


def _refused(*_: object, **__: object) -> None:
    raise PermissionError("no")


def test_a_disk_that_is_full_costs_nothing(folder: CacheFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", _refused)
    folder.write(KEY, CONTENT)
    assert list(folder.path.iterdir()) == []


def test_those_not_used_for_longest_go_first(folder: CacheFolder) -> None:
    keys = [digit * 64 for digit in "0123456789"]
    for key in keys:
        folder.write(key, os.urandom(1000))
    for age, key in enumerate(keys):
        os.utime(entry(folder, key), (10**9 - age, 10**9 - age))
    assert folder.read(keys[-1]) is not None  # and so it is the last one used
    folder.trim(10 * 1100)
    assert folder.size()[0] == 10
    folder.trim(5 * 1100)
    assert {path.stem for path in folder.path.iterdir()} == {*keys[:3], keys[-1]}


def test_what_a_killed_process_left_goes_after_an_hour(folder: CacheFolder) -> None:
    old, new = folder.path / "1.unfinished", folder.path / "2.unfinished"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (10**9, 10**9))
    folder.trim()
    assert [path.name for path in folder.path.iterdir()] == [new.name]


def test_clearing_removes_our_files_only(folder: CacheFolder) -> None:
    folder.write(KEY, CONTENT)
    (folder.path / "notes.txt").write_text("somebody's")
    assert folder.size() == (1, entry(folder).stat().st_size)
    assert folder.clear() == 1
    assert [path.name for path in folder.path.iterdir()] == ["notes.txt"]
