"""The parser's own process may abort, hang or swell: the file is refused, and nothing else happens."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.forms import form
from tests.fixtures.legacy import xls
from xltools.grids.grid import Grid
from xltools.limits import Limits
from xltools.model import NOWHERE
from xltools.readers import own_process
from xltools.readers.containers.compound import CompoundFile
from xltools.readers.own_process import end_parsers, read_in_own_process
from xltools.readers.parser_process import FORKS
from xltools.readers.refusal import RefusedError, not_xml
from xltools.readers.xls.reader import XlsReader
from xltools.readers.xls.workbook_stream import read_workbook_stream

_LIMITS = Limits()


def _read(data: bytes, limits: Limits = _LIMITS) -> tuple[Grid, ...]:
    return XlsReader().read(CompoundFile(data), "a.xls", limits).sheets


def swell(data: bytes, name: str, limits: Limits) -> tuple[Grid, ...]:
    """Take more memory than there is."""
    raise AssertionError(len(bytearray(1 << 30)))


def test_an_old_workbook_is_read() -> None:
    grids = _read(xls(form(301)))
    assert [(grid.file, grid.sheet, grid.hidden, grid.value(4, 3)) for grid in grids] == [
        ("a.xls", "项目1", False, 1200000.0)
    ]


@pytest.mark.parametrize(
    ("program", "detail"),
    [
        ("import os; os.abort()", "exit code|code -6|code 3"),
        ("import sys; sys.exit(9)", "code 9"),
        ("import time; time.sleep(60)", "not done in 1 s"),
        ("while True: pass", "not done in 1 s"),
    ],
    ids=["aborts", "ends", "waits", "loops"],
)
def test_what_the_other_process_does_is_the_files_fate(
    program: str, detail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_parsers()  # one that waits would be asked
    monkeypatch.setattr(own_process, "_SERVE", program)
    with pytest.raises(RefusedError) as refused:
        read_in_own_process(read_workbook_stream, b"anything", "a.xls", Limits(parser_seconds=1))
    assert refused.value.rule == "F07"
    message = refused.value.finding(NOWHERE).message.en
    assert any(words in message for words in detail.split("|"))


_seen: list[str] = []


def remember(data: bytes, name: str, limits: Limits) -> tuple[int, int, list[str]]:
    """Return the process and its parent, and the names of the files that it knows of."""
    _seen.append(name)
    return os.getpid(), os.getppid(), _seen


def abort(data: bytes, name: str, limits: Limits) -> None:
    """End as a broken library does."""
    os.abort()


def loop(data: bytes, name: str, limits: Limits) -> None:
    """Never come back, with all locks held."""
    re.fullmatch("(a|a)*b", "a" * 60)


@pytest.mark.skipif(not FORKS, reason="here a process reads one file")
def test_each_file_has_a_process_of_its_own_from_the_same_parent() -> None:
    first, second = (read_in_own_process(remember, b"", name, Limits()) for name in ("a.xls", "b.xls"))
    assert (first[2], second[2]) == (["a.xls"], ["b.xls"])
    assert first[0] != second[0]
    assert first[1] == second[1] != os.getpid()


@pytest.mark.skipif(not FORKS, reason="here a process reads one file")
@pytest.mark.parametrize(("read", "detail"), [(abort, "code -6"), (loop, "not done in 1 s")], ids=["aborts", "loops"])
def test_a_file_costs_only_itself(read: Callable[[bytes, str, Limits], None], detail: str) -> None:
    *_, before = read_in_own_process(remember, b"", "a.xls", Limits())
    with pytest.raises(RefusedError) as refused:
        read_in_own_process(read, b"", "b.xls", Limits(parser_seconds=1))
    assert detail in refused.value.finding(NOWHERE).message.en
    assert read_in_own_process(remember, b"", "a.xls", Limits())[2] == before


@pytest.mark.skipif(not FORKS, reason="here a process reads one file")
def test_a_parser_that_was_ended_from_outside_costs_no_file() -> None:
    _, parent, _ = read_in_own_process(remember, b"", "a.xls", Limits())
    os.kill(parent, signal.SIGKILL)
    time.sleep(0.1)
    assert read_in_own_process(remember, b"", "b.xls", Limits())[2] == ["b.xls"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit a process's memory this way")
def test_memory_is_limited_and_named_as_the_cause() -> None:
    with pytest.raises(RefusedError) as refused:
        read_in_own_process(swell, b"anything", "a.xls", Limits(parser_mb=256))
    assert (refused.value.rule, refused.value.values["limit"]) == ("F27", "parser_mb")


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        ("out of memory: line 1, column 0", MemoryError),
        ("Memory allocation failed : growing buffer", MemoryError),
        ("Opening and ending tag mismatch: memory line 1 and a", RefusedError),
    ],
)
def test_a_parser_without_memory_has_no_damaged_part(reason: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        raise not_xml("sheet1.xml", reason)


@pytest.mark.parametrize(
    ("limits", "limit"), [(Limits(area=50), "area"), (Limits(cells=20), "cells"), (Limits(cell_text=5), "cell_text")]
)
def test_limits_hold_in_the_other_process(limits: Limits, limit: str) -> None:
    with pytest.raises(RefusedError) as refused:
        _read(xls(form(301)), limits)
    assert (refused.value.rule, refused.value.values["limit"]) == ("F06", limit)


@pytest.mark.parametrize("stream", [b"", b"not a workbook", b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\0" * 12])
def test_a_stream_that_is_not_a_workbook(stream: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        read_in_own_process(read_workbook_stream, stream, "a.xls", Limits())
    assert refused.value.rule == "F03"


def test_inside_an_office_another_python_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = sys.executable
    end_parsers()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "soffice.bin"))
    (tmp_path / "soffice.bin").touch()
    assert Path(own_process.find_interpreter()).stem.startswith("python")
    (tmp_path / "python3").symlink_to(python)
    assert own_process.find_interpreter() == str(tmp_path / "python3")
    (tmp_path / "python3").unlink()
    monkeypatch.setattr(sys, "exec_prefix", str(tmp_path))
    with pytest.raises(RefusedError) as refused:
        _read(xls(form(301)))
    assert refused.value.rule == "F07"
