"""``xltools library``: built, looked in, and never written over what people changed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

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


def test_next_years_templates_offer_the_names(clean: Path, tmp_path: Path) -> None:
    library, folder = tmp_path / "指标库.xlsx", tmp_path / "来年"
    assert run("library", "build", clean, "--out", library)[0] == 0
    names = [cell.value for cell in openpyxl.load_workbook(library).active["C"][3:]]
    code, text = run("template", "--from", clean.parent, "--out", folder, "--library", library)
    assert code == 0, text
    made = [openpyxl.load_workbook(path) for path in sorted(folder.glob("*.xlsx"))]
    assert made
    for book in made:
        assert {cell.value for cell in book["指标库"]["C"][3:]} == set(names)
    assert run("template", "--blank", tmp_path / "空白.xlsx", "--library", library)[0] == 0
    assert "指标库" in openpyxl.load_workbook(tmp_path / "空白.xlsx").sheetnames


REFUSED = {
    "progress, by its plain name": (["--form", "monitor", "--from", ".", "--out", "监控"], "不能加别的选项"),
    "progress, by its id": (["--form", "SELF2020", "--blank", "空.xlsx"], "照批复的填写"),
    "a roster": (["--roster-example", "名单.xlsx"], "名单示例不用指标库"),
}


@pytest.mark.parametrize(("arguments", "words"), REFUSED.values(), ids=REFUSED)
def test_templates_without_names_to_choose(
    arguments: list[str], words: str, clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("library", "build", clean, "--out", "指标库.xlsx")[0] == 0
    code, text = run("template", *arguments, "--library", "指标库.xlsx")
    assert code == 2
    assert words in text


def test_what_is_not_a_library_makes_no_template(clean: Path, tmp_path: Path) -> None:
    target = tmp_path / "空白.xlsx"
    for library, words in ((clean, "不是指标库"), (tmp_path / "没有.xlsx", "没有")):
        code, text = run("template", "--blank", target, "--library", library)
        assert code == 2
        assert words in text
    assert not target.exists()
