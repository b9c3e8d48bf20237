"""The parser's own process may abort, hang or swell: the file is refused, and nothing else happens."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.fixtures.forms import form
from tests.fixtures.legacy import ods, xls
from xltools.limits import Limits
from xltools.model import NOWHERE
from xltools.readers import subprocess_parser as parsing
from xltools.readers.refusal import RefusedError
from xltools.readers.subprocess_parser import parse_in_subprocess


def test_a_file_of_an_older_format_is_read() -> None:
    grids = parse_in_subprocess(xls(form(301)), "a.xls", Limits())
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
    monkeypatch.setattr(parsing, "_SERVE", program)
    with pytest.raises(RefusedError) as refused:
        parse_in_subprocess(b"anything", "a.xls", Limits(parser_seconds=1))
    assert refused.value.rule == "F07"
    message = refused.value.finding(NOWHERE).message.en
    assert any(words in message for words in detail.split("|"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit a process's memory this way")
def test_memory_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = "from xltools.readers.calamine import _limit_memory; _limit_memory(int(sys.argv[1]) << 20)"
    greedy = f"import sys; {limit}; b' ' * (1 << 30)"
    monkeypatch.setattr(parsing, "_SERVE", greedy)
    with pytest.raises(RefusedError) as refused:
        parse_in_subprocess(b"anything", "a.xls", Limits(parser_mb=256))
    assert refused.value.rule == "F07"


def test_the_limit_of_the_area_holds_for_older_formats_too() -> None:
    with pytest.raises(RefusedError) as refused:
        parse_in_subprocess(ods(form(301)), "a.ods", Limits(area=50))
    assert (refused.value.rule, refused.value.values["limit"]) == ("F06", "area")


def test_no_workbook_at_all() -> None:
    with pytest.raises(RefusedError) as refused:
        parse_in_subprocess(b"no workbook", "a.xls", Limits())
    assert refused.value.rule == "F03"


def test_inside_an_office_another_python_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = sys.executable
    monkeypatch.setattr(sys, "executable", str(tmp_path / "soffice.bin"))
    (tmp_path / "soffice.bin").touch()
    assert Path(parsing._interpreter()).stem.startswith("python")
    (tmp_path / "python3").symlink_to(python)
    assert parsing._interpreter() == str(tmp_path / "python3")
    (tmp_path / "python3").unlink()
    monkeypatch.setattr(sys, "exec_prefix", str(tmp_path))
    with pytest.raises(RefusedError) as refused:
        parse_in_subprocess(xls(form(301)), "a.xls", Limits())
    assert refused.value.rule == "F07"


def test_the_answer_is_read_by_the_caller_only() -> None:
    """What comes back is plain values: nothing in it needs more than Python's own types to be unpacked."""
    command = [sys.executable, "-c", parsing._SERVE, "512", "1000000"]
    answer = subprocess.run(
        command, input=xls(form(301)), capture_output=True, check=True, env={"PYTHONPATH": ":".join(sys.path)}
    )
    kind, sheets = pickle.loads(answer.stdout)
    assert kind == "sheets"
    assert {type(value) for _, rows, _, _ in sheets for row in rows for value in row} <= {str, float, int, bool, date}
