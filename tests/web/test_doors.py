"""All doors say the same of a file: the command, the service, and the Python interface."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import xltools
from tests.cli.test_commands import run
from tests.fixtures.hostile import build
from xltools.model import Finding

from .conftest import SAMPLES, upload

Said = set[tuple[str, str, str]]
"""The findings of a file: which rule speaks of which cell."""
NO_WORKBOOK = "R09"
"""Said of a file without forms where nothing else is said; a script reads as much from the file's kind and reason."""


def _command(folder: Path, output: Path) -> dict[str, Said]:
    """Return what `xltools check` writes, by the name of the file."""
    run("check", folder, "--json", output)
    said: dict[str, Said] = defaultdict(set)
    for one in json.loads(output.read_text(encoding="utf-8"))["findings"]:
        said[Path(one["file"]).relative_to(folder).as_posix()].add((one["rule"], one["sheet"], one["cell"]))
    return said


def _service(answer: dict[str, Any]) -> Said:
    """Return the findings of an answer, which groups those that say the same."""
    return {(one["rule"], one["sheet"], cell) for one in answer["findings"] for cell in one["cells"] or [one["cell"]]}


def _python(findings: Iterable[Finding]) -> Said:
    return {(one.rule, one.place.sheet, one.place.cell) for one in findings}


def _without(said: Said) -> Said:
    return {one for one in said if one != (NO_WORKBOOK, "", "")}


def _compare(folder: Path, output: Path, client: TestClient) -> int:
    """Compare all files of a folder; return the number of findings of the command."""
    command = _command(folder, output)
    service, python, expected = {}, {}, {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix != ".zip":
            expected[path.name] = command[path.name]
            answer = client.post("/api/check", files=[upload(path)])
            service[path.name] = _service(answer.json()) if answer.status_code == 200 else answer.text
            python[path.name] = _without(_python(xltools.check_workbook(path).findings))
    assert service == expected
    assert python == {name: _without(said) for name, said in expected.items()}
    return sum(map(len, expected.values()))


def test_samples(client: TestClient, tmp_path: Path) -> None:
    assert _compare(SAMPLES, tmp_path / "findings.json", client) > 100


@pytest.mark.desktop
def test_hostile_files(client: TestClient, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    build(folder)
    assert _compare(folder, tmp_path / "findings.json", client) > 100
