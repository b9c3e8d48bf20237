"""The limits are numbers that a county can change, and only that."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.hostile import KINDS
from tests.fixtures.hostile.disk import clean
from xltools import limits
from xltools.county.data import Fate
from xltools.county.rows import read_county_file
from xltools.limits import Limits
from xltools.messages.document_files import DOCUMENT_FILES
from xltools.messages.files import FILES, REFUSALS
from xltools.rules.settings import DEFAULT, SettingsError, load_settings, read_settings


def test_limits_from_a_settings_file(tmp_path: Path) -> None:
    path = tmp_path / "规则.toml"
    path.write_text("[limits]\nfile_mb = 50\ncells = 1_000_000\n", encoding="utf-8")
    loaded = load_settings(path).limits
    assert (loaded.file_mb, loaded.cells, loaded.parts) == (50, 1_000_000, Limits().parts)
    assert DEFAULT.limits == Limits()


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"file_mb": 0}, "limits.file_mb"),
        ({"file_mb": -1}, "limits.file_mb"),
        ({"file_mb": 1.5}, "limits.file_mb"),
        ({"file_mb": "20"}, "limits.file_mb"),
        ({"file_mb": True}, "limits.file_mb"),
        ({"files_mb": 20}, "file_mb"),
        (20, "limits"),
    ],
)
def test_unfit_limits_are_named(table: Any, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        read_settings({"limits": table})


def test_a_raised_limit_lets_a_file_through(tmp_path: Path) -> None:
    path = tmp_path / "301.xlsx"
    path.write_bytes(clean(301))
    tight = read_settings({"limits": {"cells": 20}})
    refused = read_county_file(path, "301.xlsx", tight)
    assert (refused.fate, [finding.rule for finding in refused.findings]) == (Fate.REJECTED, ["F06"])
    assert "[limits] 中调高 cells" in refused.reason.zh
    assert read_county_file(path, "301.xlsx", read_settings({"limits": {"cells": 2000}})).fate is Fate.ACCEPTED


def test_every_record_about_files_is_raised_by_some_hostile_file() -> None:
    # No permission, parsers that die, no memory, what programs encrypt or lose, zips, subfolders, rivals: elsewhere;
    # what cannot be imported as a document: tests/documents.
    by_hand = {record.id for record in DOCUMENT_FILES} | {
        "F05",
        "F07",
        "F15",
        "F16",
        "F18",
        "F19",
        "F27",
        "F30",
        "F33",
        "F40",
        "F41",
        "F42",
        "F43",
    }
    assert {kind.rule for kind in KINDS if kind.rule in FILES} == set(FILES) - by_hand
    assert all(record.id in FILES for record in REFUSALS.values())


def test_the_page_about_safety_lists_the_limits() -> None:
    page = (Path(__file__).parents[2] / "docs" / "safety.md").read_text("utf-8")
    listed = [line for line in page.splitlines() if re.match(r"\| `\w+` \| \d", line)]
    source = Path(limits.__file__).read_text("utf-8")
    texts = re.findall(r'    (\w+): int = ([\d_]+)\n    """(.*?)"""', source)
    assert len(texts) == len(fields(Limits))
    expected = [f"| `{name}` | {default.replace('_', '')} | {text} |" for name, default, text in texts]
    assert listed == expected
