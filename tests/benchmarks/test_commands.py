"""The benchmark of whole commands measures them."""

from __future__ import annotations

import pytest

from tests.benchmarks.commands import main


def test_each_command_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--rounds", "1"])
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("--help: 0.")
