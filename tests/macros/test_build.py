"""What lies in the repository is what a build makes, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.build import ROOT, built

BUILT = built()


@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_built_files_are_up_to_date(path: Path) -> None:
    assert path.read_bytes() == BUILT[path], "run: python -m macros.build"


def test_a_second_build_gives_the_same_bytes() -> None:
    assert built() == BUILT


def test_nothing_else_is_among_the_built_files() -> None:
    folders = {path.parent for path in BUILT if path.parent.name == "files"}
    assert {path for folder in folders for path in folder.iterdir()} == {p for p in BUILT if p.parent in folders}
