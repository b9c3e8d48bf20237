"""The same department through every format that LibreOffice saves: one model."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.test_published_department import SAMPLE, values
from xltools.department.read import read_book

pytestmark = pytest.mark.desktop

FORMATS = ("xlsx", "xls", "ods", "xlsm", "fods")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample department saved anew in every format, into folders by format."""
    office = shutil.which("soffice")
    assert office, "these tests need LibreOffice"
    folder = tmp_path_factory.mktemp("各种 格式")
    profile = (folder / "profile").as_uri()
    for form in FORMATS:
        command = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", form]
        subprocess.run(
            [*command, "--outdir", str(folder / form), str(SAMPLE)],
            check=True,
            capture_output=True,
            timeout=120,
            env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"},
        )
    return folder


@pytest.mark.parametrize("form", FORMATS)
def test_same_model(saved: Path, form: str) -> None:
    expected = read_book(SAMPLE).book
    (path,) = (saved / form).iterdir()
    read = read_book(path)
    assert expected
    assert read.book, read.findings
    assert values(read.book) == values(expected)
    assert [finding.rule for finding in read.findings if finding.severity == "error"] == []
