"""The notes that the installers leave, read as their readers read them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import xltools
from xltools.desktop.launcher_paths import excel_paths, libreoffice_paths


def lines(record: bytes) -> list[str]:
    """As VBA's text stream reads UTF-16: the mark is no part of the text."""
    return record.decode("utf-16").split("\r\n")


@pytest.mark.parametrize("folder", ["Python311", "绩效 目标 𠮷"])
def test_the_python_without_a_window_is_preferred(folder: str, tmp_path: Path) -> None:
    programs = tmp_path / folder
    programs.mkdir()
    python = programs / "python.exe"
    assert lines(excel_paths(python))[0] == str(python)
    (programs / "pythonw.exe").touch()
    assert lines(excel_paths(python))[0] == str(programs / "pythonw.exe")


def test_the_second_line_is_a_file_of_the_package_that_answers_buttons() -> None:
    interpreter, proof, rest = lines(excel_paths())
    assert interpreter == sys.executable
    assert Path(proof).samefile(Path(xltools.__file__).parent / "desktop" / "button.py")
    assert rest == ""


def test_libreoffice_is_told_the_version_and_where_the_packages_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    packages = str(tmp_path / "环境" / "site-packages")
    monkeypatch.setattr(sys, "path", [str(tmp_path), packages, "/lib/python3.11"])
    record = json.loads(libreoffice_paths())
    assert record["python"] == f"{sys.version_info.major}.{sys.version_info.minor}"
    assert record["paths"] == [str(Path(xltools.__file__).parents[1]), packages]
