"""``xltools return`` as people run it: what it writes and prints, and that it overwrites nothing."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_commands import run
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    folder = tmp_path / "报送 2020"
    folder.mkdir()
    write_department(build_book(build_sheet()), folder / "301.xlsx")
    sheet = build_sheet(code="302-0401-YXN-1AB2", plan="20/50/40/100", unit="302001示范县水利局")
    book = build_book(sheet, department_code="302", department_name="示范县水利局")
    write_department(book, folder / "302.xlsm", macros=True)
    (folder / "说明.txt").write_text("x", encoding="utf-8")
    return folder


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_return(sent: Path, tmp_path: Path) -> None:
    before, out = hashes(sent), tmp_path / "退回"
    code, text = run("return", sent, "--out", out)
    assert code == 1
    assert "无需退回" in text
    assert "不是部门工作簿" in text
    assert sorted(path.name for path in out.iterdir()) == ["302示范县水利局-退回.xlsm", "退回通知.xlsx"]
    assert openpyxl.load_workbook(out / "302示范县水利局-退回.xlsm").sheetnames[0] == "校验结果"
    assert hashes(sent) == before


def test_nothing_is_overwritten_without_asking(sent: Path, tmp_path: Path) -> None:
    out = tmp_path / "退回"
    out.mkdir()
    copy = out / "302示范县水利局-退回.xlsm"
    copy.write_bytes(b"mine")
    code, text = run("return", sent, "--out", out)
    assert code == 2
    assert "--force" in text
    assert hashes(out) == {copy.name: hashlib.sha256(b"mine").hexdigest()}
    code, text = run("return", sent, "--out", out, "--force")
    assert code == 1
    assert f"{copy} 已存在，里面可能有人填写的内容，没有覆盖" in text
    assert copy.read_bytes() == b"mine"
    assert (out / "退回通知.xlsx").exists(), "the rest is written"
    copy.unlink()
    assert run("return", sent, "--out", out, "--force")[0] == 1
    assert copy.exists()


@pytest.mark.parametrize("out", ["报送 2020", "报送 2020/301.xlsx"])
def test_not_among_the_files_that_were_sent(sent: Path, out: str) -> None:
    before = hashes(sent)
    assert run("return", sent, "--out", sent.parent / out)[0] == 2
    assert hashes(sent) == before


def test_an_older_workbook_of_a_department_does_not_go_back(sent: Path, tmp_path: Path) -> None:
    (sent / "302（初稿）.xlsm").write_bytes((sent / "302.xlsm").read_bytes())
    out = tmp_path / "退回"
    code, text = run("return", sent, "--out", out)
    assert code == 1
    assert len([path for path in out.iterdir() if path.name.startswith("302")]) == 1
    assert "不退回" in text
    assert "内容完全相同" in text


def test_nothing_to_return(sent: Path, tmp_path: Path) -> None:
    code, text = run("return", sent / "301.xlsx", "--out", tmp_path / "退回")
    assert code == 0
    assert "没有需要退回的文件" in text
    assert run("return", sent / "说明.txt", "--out", tmp_path / "退回")[0] == 2
    assert run("return", sent / "没有.xlsx", "--out", tmp_path / "退回")[0] == 2


def test_files_of_one_name_are_kept_apart(sent: Path, tmp_path: Path) -> None:
    (sent / "甲").mkdir()
    other = build_book(build_sheet(plan="20/50/40/100"), department_code="303", department_name="示范县林业局")
    write_department(other, sent / "甲" / "302.xlsm", macros=True)
    assert run("return", sent, "--out", sent / "退回", "--recursive")[0] == 1
    names = sorted(path.name for path in (sent / "退回").iterdir())
    assert names == ["302示范县水利局-退回.xlsm", "303示范县林业局-退回.xlsm", "退回通知.xlsx"]
    assert run("return", sent, "--out", sent / "退回", "--recursive", "--force")[0] == 1
    assert sorted(path.name for path in (sent / "退回").iterdir()) == names, "what went back is not returned again"


def test_a_returned_copy_is_compared_when_it_is_checked(sent: Path, tmp_path: Path) -> None:
    out, result = tmp_path / "退回", tmp_path / "问题.json"
    run("return", sent, "--out", out)
    back = out / "302示范县水利局-退回.xlsm"
    book = openpyxl.load_workbook(back, keep_vba=True)
    book["项目1"]["E7"] = 100
    book["项目1"]["B3"] = None
    book.save(back)
    book.vba_archive.close()  # openpyxl leaves it to the garbage collector, which may come too late
    code, text = run("check", back, "--json", result)
    assert code == 1
    assert "新增 1" in text
    assert "已改 1" in text
    findings = json.loads(result.read_text("utf-8"))["findings"]
    assert {one["rule"]: one["since"] for one in findings}["B01"] == "new"
    assert run("consolidate", back, "--out", tmp_path / "汇总.xlsx", "--json", tmp_path / "汇总.json")[0] == 1
    (file,) = json.loads((tmp_path / "汇总.json").read_text("utf-8"))["files"]
    assert (file["returned"], file["mended"]) == (True, 1)


def test_departments_that_sent_nothing_are_reminded(sent: Path, tmp_path: Path) -> None:
    roster = sent / "名单.csv"
    roster.write_text(
        "部门编码,部门名称\n301,示范县交通局\n302,示范县水利局\n303,示范县林业局\n304,示范县教育局\n", encoding="utf-8"
    )
    (sent / "304教育局.xlsx").write_bytes(b"PK\3\4 broken")
    (tmp_path / "xltools.toml").write_text(
        '[letters]\nbureau = "示范县财政局"\ndeadline = 2026-09-15\n', encoding="utf-8"
    )
    out = tmp_path / "退回"
    code, text = run("return", sent, "--out", out, "--roster", roster, "--word")
    assert code == 1
    assert "催报 1 个部门" in text
    assert "303 示范县林业局" in text
    letters = sorted(path.name for path in out.iterdir() if "通知" in path.name)
    assert letters == ["催报通知.docx", "催报通知.xlsx", "退回通知.docx", "退回通知.xlsx"]
    assert openpyxl.load_workbook(out / "催报通知.xlsx").sheetnames == ["303示范县林业局"]
    assert openpyxl.load_workbook(out / "退回通知.xlsx").sheetnames[-1] in {"304教育局", "302示范县水利局"}
    before = hashes(out)
    assert run("return", sent, "--out", out, "--roster", roster, "--word")[0] == 2, "they are there"
    assert run("return", sent, "--out", out, "--roster", roster, "--word", "--force")[0] == 1
    assert hashes(out) == before, "and the same again"
    (out / "催报通知.docx").write_bytes(b"changed")
    code, text = run("return", sent, "--out", out, "--roster", roster, "--word", "--force")
    assert "催报通知.docx 已存在" in text
    assert (out / "催报通知.docx").read_bytes() == b"changed"


def test_without_the_library_for_word_the_command_says_what_to_install(
    sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltools.services.return_.find_spec", lambda _: None)
    code, text = run("return", sent, "--out", tmp_path / "退回", "--word")
    assert code == 2
    assert "xltools[documents]" in text
    assert not (tmp_path / "退回").exists()
