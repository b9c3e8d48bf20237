"""``xltools library``: built, looked in, and never written over what people changed."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.cli.test_commands import clean, faulty, run

__all__ = ["clean", "faulty"]


def test_build_and_suggest(clean: Path, faulty: Path) -> None:
    library = clean.with_name("库") / "指标库.xlsx"
    library.parent.mkdir()
    code, text = run("library", "build", clean.parent, "--out", library)
    assert code == 0
    assert "2 个工作簿" in text
    assert run("library", "build", clean.parent, "--out", library)[0] == 2, "it exists"
    assert run("library", "build", clean.parent, "--out", library, "--force")[0] == 0
    code, text = run("library", "suggest", library, "农村道路硬化", "学前教育")
    assert code == 0
    assert "受益人口" in text
    assert "没有相近的指标" in text
    assert run("library", "suggest", library, "学前教育", "--lang", "en")[0] == 1


def test_a_library_that_people_changed_is_never_overwritten(clean: Path) -> None:
    library = clean.with_name("指标库.xlsx")
    assert run("library", "build", clean, "--out", library)[0] == 0
    book = openpyxl.load_workbook(library)
    book.active["C4"].value = "改过"
    book.save(library)
    before = library.read_bytes()
    code, text = run("library", "build", clean, "--out", library, "--force")
    assert code == 2
    assert "不会被覆盖" in text
    assert library.read_bytes() == before


def test_nothing_to_collect(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text("x", encoding="utf-8")
    code, text = run("library", "build", tmp_path, "--out", tmp_path / "指标库.xlsx")
    assert code == 2
    assert "没有可以收入指标库的指标" in text
    assert run("library", "suggest", tmp_path / "没有.xlsx", "道路")[0] == 2
