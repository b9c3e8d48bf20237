"""``xltools publish`` as people run it: what it writes, what it refuses, and that it overwrites nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_approve import nameless
from tests.cli.test_commands import run
from tests.forms.layouts import LAYOUTS, workbook
from xltools.county.data import CountyData
from xltools.county.gather import gather
from xltools.documents.published_text import read_published_text
from xltools.rules.examples import build_book, build_sheet
from xltools.services import department_books
from xltools.services import publish as service
from xltools.template import write_department


@pytest.fixture
def approved(tmp_path: Path) -> Path:
    folder = tmp_path / "批复"
    folder.mkdir()
    write_department(build_book(build_sheet()), folder / "301.xlsx")
    sheet = build_sheet(code="302-0401-YXN-1AB2", unit="302001示范县水利局")
    write_department(build_book(sheet, department_code="302", department_name="示范县水利局"), folder / "302.xlsx")
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_three_kinds_for_each_department(approved: Path, tmp_path: Path) -> None:
    out = tmp_path / "公开"
    code, text = run("publish", approved, "--out", out)
    assert code == 0
    assert "2 个部门，2 张表，6 个文件，内容与工作簿逐项核对一致" in text
    stems = ("301示范县交通运输局绩效文本", "302示范县水利局绩效文本")
    assert names(out) == sorted(f"{stem}{end}" for stem in stems for end in (".docx", ".html", ".txt"))
    book, findings = read_published_text(out / f"{stems[1]}.txt")
    assert (book.code.value, book.name.value, findings) == ("302", "示范县水利局", ())


def test_only_the_kinds_that_are_asked_for(approved: Path, tmp_path: Path) -> None:
    out = tmp_path / "公开"
    assert run("publish", approved / "301.xlsx", "--out", out, "--html", "--text")[0] == 0
    assert names(out) == ["301示范县交通运输局绩效文本.html", "301示范县交通运输局绩效文本.txt"]


def test_all_departments_in_one_document(approved: Path, tmp_path: Path) -> None:
    out = tmp_path / "公开"
    assert run("publish", approved, "--out", out, "--together", "--html")[0] == 0
    assert names(out) == ["示范县2020年部门预算绩效文本.html"]


def test_nothing_is_overwritten_without_asking(approved: Path, tmp_path: Path) -> None:
    out = tmp_path / "公开"
    assert run("publish", approved, "--out", out, "--text")[0] == 0
    mine = out / "302示范县水利局绩效文本.txt"
    mine.write_text("我改过的", encoding="utf-8")
    code, text = run("publish", approved, "--out", out, "--text")
    assert code == 2
    assert "--force" in text
    assert mine.read_text("utf-8") == "我改过的"
    assert run("publish", approved, "--out", out, "--text", "--force")[0] == 0
    assert "示范县水利局" in mine.read_text("utf-8")


def test_a_form_that_cannot_be_printed_is_refused_with_the_way_out(approved: Path, tmp_path: Path) -> None:
    (approved / "303.xlsx").write_bytes(workbook(LAYOUTS["MOF2020"].text))
    code, text = run("publish", approved, "--out", tmp_path / "公开")
    assert code == 2
    assert "表式 MOF2020，没有打印格式" in text
    assert "xltools transfer" in text
    assert not (tmp_path / "公开").exists()


def test_what_does_not_read_back_is_not_published(
    approved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "prove", lambda *_: ("农村道路硬化项目：预算数",))
    code, text = run("publish", approved, "--out", tmp_path / "公开")
    assert code == 2
    assert "与工作簿不一致（农村道路硬化项目：预算数）" in text
    assert not (tmp_path / "公开").exists()


def test_a_file_that_is_replaced_after_it_was_checked_is_not_published(
    approved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def then_replaced(*arguments: Any, **options: Any) -> CountyData:
        data = gather(*arguments, **options)
        write_department(build_book(build_sheet(name="换上的项目")), approved / "301.xlsx")
        return data

    monkeypatch.setattr(department_books, "gather", then_replaced)
    for command in ("publish", "approve"):
        code, text = run(command, approved, "--out", tmp_path / command)
        assert (code, "301.xlsx 在处理期间被改动" in "".join(text.split("\n"))) == (2, True)
        assert not (tmp_path / command).exists()
        write_department(build_book(build_sheet()), approved / "301.xlsx")


def test_errors_are_said(approved: Path, tmp_path: Path) -> None:
    sheet = build_sheet(code="302-0401-YXN-1AB2", unit="302001示范县水利局", budget="2000000")
    path = approved / "302.xlsx"
    path.unlink()
    write_department(build_book(sheet, department_code="302", department_name="示范县水利局"), path)
    code, text = run("publish", approved, "--out", tmp_path / "公开", "--text")
    assert code == 0
    assert "1 个部门的工作簿还有错误级问题，请确认是批复的版本：302示范县水利局" in text


def test_without_python_docx(approved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "find_spec", lambda _: None)
    code, text = run("publish", approved, "--out", tmp_path / "公开")
    assert code == 2
    assert "python-docx" in text
    assert run("publish", approved, "--out", tmp_path / "公开", "--html")[0] == 0


def test_departments_without_code_and_name_have_a_document_each(tmp_path: Path) -> None:
    nameless(tmp_path)
    out = tmp_path / "公开"
    code, text = run("publish", tmp_path / "终审", "-r", "--out", out, "--text")
    assert code == 0, text
    assert names(out) == ["表绩效文本(2).txt", "表绩效文本.txt"]
    assert "在处理期间被人保存过" not in text
