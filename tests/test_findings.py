"""Each finding stands by itself: plain words first, exact versions, nothing of the project, a line in the list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "findings"
SCRIPTS = sorted(FOLDER.glob("*.sh"))
FINDINGS = [pytest.param(path.read_text("utf-8"), id=path.stem) for path in SCRIPTS]


@pytest.mark.parametrize("text", FINDINGS)
def test_it_begins_with_plain_words(text: str) -> None:
    shebang, words = re.match(r"(.+)\n((?:#.*\n)+)set -euo pipefail\n", text).groups()  # type: ignore[union-attr]
    assert shebang == "#!/usr/bin/env bash"
    assert "# Seen with " in words
    assert "# What to do: " in words
    assert len(words) > 400


@pytest.mark.parametrize("text", FINDINGS)
def test_versions_are_exact(text: str) -> None:
    [installed] = re.findall(r"^python -m pip install -q --disable-pip-version-check (.+)$", text, re.MULTILINE)
    assert [line for line in installed.split() if not re.fullmatch(r"[A-Za-z0-9_.-]+==[\w.]+", line)] == []


@pytest.mark.parametrize("text", FINDINGS)
def test_it_needs_nothing_of_the_project(text: str) -> None:
    assert not re.search(r"^\s*(?:from|import) (?:xltools|tests|workbooks|macros)\b", text, re.MULTILINE)


def test_the_list_is_complete() -> None:
    listed = re.findall(r"^\| \[([\w-]+)\]\(\1\.sh\) \| \S", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)
    assert listed == [path.stem for path in SCRIPTS]
