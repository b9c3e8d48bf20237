"""``xltools import``: one department into a workbook, several into a folder, and a word on all that is in doubt."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.fixtures.published import FORMS, UNIT, document_tree, plain_text, web_page, word_blocks, word_document
from xltools.cli.app import app, load_commands
from xltools.department.read import read_book

load_commands()
OTHER = "389001青石县林业局"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("一.docx").write_bytes(word_document())
    other = word_blocks(unit=OTHER).replace("388-", "389-")
    Path("两家.docx").write_bytes(word_document(document_tree(word_blocks() + other)))
    Path("网.html").write_text(web_page(), encoding="utf-8")
    Path("通知.txt").write_text("关于公开绩效目标的通知", encoding="utf-8")
    Path("错.docx").write_bytes(word_document(document_tree(word_blocks().replace("27000000.00", "27000.00"))))
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*arguments])
    return result.exit_code, result.output


def test_one_department_becomes_a_workbook(place: Path) -> None:
    code, text = run("import", "一.docx", "--out", "388.xlsx")
    assert code == 0, text
    assert "专项资金 2，项目 5，指标 19，项目预算 62,492,650.50 元" in text
    book = read_book(Path("388.xlsx")).book
    assert book
    assert [str(sheet.budget.value) for sheet in book.sheets] == [form.budget for form in FORMS]
    assert book.name.value == UNIT[6:]


def test_the_former_name(place: Path) -> None:
    Path("一.txt").write_text(plain_text(), encoding="utf-8")
    assert run("import-text", "一.txt", "--out", "388.xlsx")[0] == 0


def test_departments_become_workbooks_in_a_folder(place: Path) -> None:
    code, text = run("import", "两家.docx", "网.html", "--out", "导入")
    assert code == 0, text
    names = {path.name for path in Path("导入").iterdir()}
    assert names == {"388青石县水利局.xlsx", "389青石县林业局.xlsx", "388青石县水利局(2).xlsx"}


def test_several_departments_do_not_go_into_one_workbook(place: Path) -> None:
    code, text = run("import", "两家.docx", "--out", "388.xlsx")
    assert code == 2
    assert "里面有 2 个部门（青石县水利局、青石县林业局）" in text
    assert "给出文件夹" in text
    assert not Path("388.xlsx").exists()


def test_what_is_in_doubt_is_named_with_its_place(place: Path) -> None:
    code, text = run("import", "错.docx", "--out", "388.xlsx")
    assert code == 1
    assert "错误 R44 错.docx 表6 第3行 预算数 27400000.00，财政资金 27000.00，其他资金 400000.00" in text
    assert Path("388.xlsx").exists()
    code, text = run("import", "错.docx", "--out", "英.xlsx", "--lang", "en")
    assert "error R44 错.docx 表6 row 3 Budget 27400000.00" in text


def test_a_file_that_cannot_be_imported_does_not_keep_the_others(place: Path) -> None:
    code, text = run("import", "通知.txt", "一.docx", "--out", "导入")
    assert code == 1
    assert "F56 通知.txt 文档里没有找到绩效目标表" in text
    assert [path.name for path in Path("导入").iterdir()] == ["388青石县水利局.xlsx"]


def test_nothing_to_import_writes_nothing(place: Path) -> None:
    code, text = run("import", "通知.txt", "--out", "导入")
    assert code == 2
    assert "F56" in text
    assert not Path("导入").exists()


def test_no_workbook_is_overwritten(place: Path) -> None:
    assert run("import", "一.docx", "--out", "导入")[0] == 0
    code, text = run("import", "两家.docx", "--out", "导入")
    assert code == 2
    assert "已存在" in text
    assert not Path("导入", "389青石县林业局.xlsx").exists()
    assert run("import", "两家.docx", "--out", "导入", "--force")[0] == 0


def test_a_broken_document_is_told_in_words_of_documents(place: Path) -> None:
    Path("坏.docx").write_bytes(word_document()[:900])
    code, text = run("import", "坏.docx", "--out", "a.xlsx")
    assert code == 2
    assert "另存为新的 .docx 后再导入" in text
    assert "Excel" not in text
