"""Folders named by a URL: stored like those of this computer, under their own names, and nothing is left behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from tests.fixtures.hostile.disk import clean
from xltools.services import remote_folders
from xltools.services.contract import MissingExtraError, RequestError
from xltools.services.remote_folders import folder_url
from xltools.services.store import StoreRequest, StoreResult, query_store, store_files

FILES = {"报送/301.xlsx": clean(301), "报送/股 室/302.xlsx": clean(302), "报送/坏.xlsx": b"PK"}


@pytest.fixture(params=["memory", "file"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a folder with these files."""
    system = fsspec.filesystem(request.param)
    root = "/county" if request.param == "memory" else str(tmp_path / "there")
    for name, content in FILES.items():
        system.makedirs(f"{root}/{name}".rpartition("/")[0], exist_ok=True)
        system.pipe_file(f"{root}/{name}", content)
    yield f"{request.param}://{root}"
    system.rm(root, recursive=True)


def put(url: str, folder: Path, **changes: Any) -> StoreResult:
    request = {"paths": (Path(url),), "store": folder / "仓", "county": "示范县", "year": 2020, "jobs": 1}
    return store_files(StoreRequest(**{**request, **changes}))


def rows(folder: Path, columns: str) -> list[tuple[Any, ...]]:
    return list(query_store(folder / "仓", f"SELECT {columns} FROM files ORDER BY file", is_sql=True).rows)


def test_files_are_stored_under_their_own_names(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    put(f"{url}/报送", tmp_path, recursive=True)
    base = folder_url(Path(url))
    expected = sorted(f"{base}/{name}" for name in FILES)
    assert [file for (file,) in rows(tmp_path, "file")] == expected
    places = query_store(tmp_path / "仓", "SELECT DISTINCT file FROM findings WHERE file <> ''", is_sql=True).rows
    assert {file for (file,) in places} <= set(expected)
    assert str(private) not in str(query_store(tmp_path / "仓", "findings").rows)
    assert list(private.iterdir()) == []


def test_they_give_what_local_files_give(url: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    put(f"{url}/报送", tmp_path / "a", recursive=True)
    (tmp_path / "b").mkdir()
    local = tmp_path / "b" / "报送"
    for name, content in FILES.items():
        (local.parent / name).parent.mkdir(parents=True, exist_ok=True)
        (local.parent / name).write_bytes(content)
    put(str(local), tmp_path / "b", recursive=True)
    columns = "status, sha256, size, projects, indicators"
    assert rows(tmp_path / "a", columns) == rows(tmp_path / "b", columns)


def test_unchanged_files_are_not_read_again(url: str, tmp_path: Path) -> None:
    put(f"{url}/报送", tmp_path, recursive=True)
    again = put(f"{url}/报送", tmp_path, recursive=True).counties[0].stored
    assert again
    assert not again.is_new


def test_each_folder_is_a_county(url: str, tmp_path: Path) -> None:
    result = put(url, tmp_path, by_folder=True, county="")
    assert [one.county for one in result.counties] == ["报送"]


def test_a_file_beyond_the_limits_is_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = fsspec.filesystem("memory")
    system.pipe_file("/county/大.xlsx", bytes(21 << 20))
    system.pipe_file("/county/301.xlsx", clean(301))
    opened = []
    real = type(system).open
    monkeypatch.setattr(
        type(system), "open", lambda self, path, *more: (opened.append(path), real(self, path, *more))[1]
    )
    put("memory://county", tmp_path)
    assert opened == ["/county/301.xlsx"]
    assert [(Path(file).name, status, size) for file, status, size in rows(tmp_path, "file, status, size")] == [
        ("301.xlsx", "accepted", len(clean(301))), ("大.xlsx", "rejected", 21 << 20),
    ]  # fmt: skip
    system.rm("/county", recursive=True)


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("memory://a/b", "memory://a/b"),
        ("file:///a/b", "file:///a/b"),
        ("s3://bucket/县/", "s3://bucket/县"),
        ("C:/报送", ""),
        ("报送/a", ""),
        ("/报送", ""),
    ],
)
def test_urls_given_as_paths(path: str, url: str) -> None:
    assert folder_url(Path(path)) == url


@pytest.mark.parametrize("path", ["memory://nothing/here", "nosuchsystem://a", "file:///nothing/here"])
def test_what_is_not_there(path: str, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="读不了"):
        put(path, tmp_path)


def test_no_name_leads_out_of_the_private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = fsspec.filesystem("memory")
    listed = {"/county/../../a.xlsx": {"name": "/county/../../a.xlsx", "type": "file", "size": 1}}
    monkeypatch.setattr(type(system), "find", lambda *_, **__: listed)
    with pytest.raises(RequestError, match="没有复制"):
        put("memory://county", tmp_path)


def test_what_to_install(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_folders, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"fsspec(.|\n)*xltools\[store\]"):
        put(url, tmp_path)


def test_a_cluster_does_not_take_urls(url: str, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="--cluster"):
        put(url, tmp_path, cluster="tcp://127.0.0.1:9")
