"""Commands get the same values whether the library converts them or they are ready."""

from __future__ import annotations

import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner

from xltools.cli import usage
from xltools.cli.usage import Command


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def _upper(value: str) -> str:
    return value.upper()


def _result(arguments: list[str]) -> tuple[list[Any], int]:
    """Run a command with a value of each kind, and return what it got, and its exit status."""
    got: list[Any] = []
    app = typer.Typer()

    @app.command(cls=Command)
    def command(
        files: list[Path],
        out: Annotated[Path | None, typer.Option()] = None,
        colour: Colour = Colour.RED,
        count: Annotated[int, typer.Option(min=1)] = 2,
        name: Annotated[str, typer.Option(callback=_upper)] = "x",
        more: Annotated[list[Path] | None, typer.Option()] = None,
        flag: bool = False,
    ) -> None:
        got.extend((files, out, colour, count, name, more, flag))

    return got, CliRunner().invoke(app, arguments).exit_code


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["a.xlsx"],
        ["a.xlsx", "b/c.xlsx", "--out", "."],
        ["a.xlsx", "--colour", "blue", "--flag"],
        ["a.xlsx", "--colour", "green"],
        ["a.xlsx", "--count", "3", "--name", "abc"],
        ["a.xlsx", "--count", "0"],
        ["a.xlsx", "--count", "many"],
        ["a.xlsx", "--more", "x", "--more", "y", "--no-flag"],
        ["a.xlsx", "--out", ""],
        ["--help"],
    ],
    ids=" ".join,
)
def test_values_are_those_of_the_library(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    ready = _result(arguments)
    monkeypatch.setattr(usage, "take_ready_values", lambda *_: None)
    converted = _result(arguments)
    assert ready == converted
    assert [type(value) for value in ready[0]] == [type(value) for value in converted[0]]


def test_a_check_loads_no_library_that_converts_values(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom xltools.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    print('pydantic' in sys.modules, 'rich.progress' in sys.modules)"
    )
    arguments = ["check", str(tmp_path / "nothing.xlsx"), "--lang", "en"]
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1:] == ["False False"], done.stderr
