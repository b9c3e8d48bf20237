"""The parser's own process may abort, hang or swell: the file is refused, and nothing else happens."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.fixtures.forms import form
from tests.fixtures.legacy import xls
from xltools.grids.grid import Grid
from xltools.limits import Limits
from xltools.model import NOWHERE
from xltools.readers import own_process
from xltools.readers.containers.compound import CompoundFile
from xltools.readers.own_process import read_in_own_process
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
    monkeypatch.setattr(own_process, "_SERVE", program)
    with pytest.raises(RefusedError) as refused:
        read_in_own_process(read_workbook_stream, b"anything", "a.xls", Limits(parser_seconds=1))
    assert refused.value.rule == "F07"
    message = refused.value.finding(NOWHERE).message.en
    assert any(words in message for words in detail.split("|"))


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
    monkeypatch.setattr(sys, "executable", str(tmp_path / "soffice.bin"))
    (tmp_path / "soffice.bin").touch()
    assert Path(own_process._interpreter()).stem.startswith("python")
    (tmp_path / "python3").symlink_to(python)
    assert own_process._interpreter() == str(tmp_path / "python3")
    (tmp_path / "python3").unlink()
    monkeypatch.setattr(sys, "exec_prefix", str(tmp_path))
    with pytest.raises(RefusedError) as refused:
        _read(xls(form(301)))
    assert refused.value.rule == "F07"
