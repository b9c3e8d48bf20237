"""``xltools import``: one department into a workbook, several into a folder, and a word on all that is in doubt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from tests.fixtures.published import (
    FORMS,
    UNIT,
    document_tree,
    facts,
    paragraph,
    plain_text,
    printed,
    web_page,
    word_blocks,
    word_document,
)
from xltools.cli.app import app, load_commands
from xltools.department.read import read_book

load_commands()
OTHER = "389001青石县林业局"
LOST = "".join(paragraph(cell.text) for row in printed(FORMS[-1]) for cell in row if cell)
"""A form whose cells are paragraphs."""


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


def marked(path: str) -> dict[tuple[str, str], tuple[str, str]]:
    """The colours and notes of the cells that have ours."""
    return {
        (sheet.title, cell.coordinate): (cell.fill.fgColor.rgb[-6:], cell.comment.text)
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment and "【校验】" in cell.comment.text
    }


def test_cells_in_doubt_have_a_colour_and_a_note_in_the_workbook(place: Path) -> None:
    _, text = run("import", "错.docx", "--out", "388.xlsx")
    assert "有疑问的 1 格标了颜色、加了批注" in text
    read = read_book(Path("388.xlsx"))
    assert read.book
    (sheet,) = (sheet for sheet in read.book.sheets if str(sheet.fiscal.value) == "27000.00")
    ((where, (colour, note)),) = marked("388.xlsx").items()
    assert (where, colour) == ((sheet.place.sheet, sheet.budget.place.cell), "FFC7CE")
    assert "错误 R44：预算数 27400000.00" in note
    assert "（原件：错.docx 表6 第3行）" in note
    run("import", "一.docx", "--out", "好.xlsx")
    good = read_book(Path("好.xlsx")).book
    assert good
    assert marked("好.xlsx") == {}
    (right,) = (form.fiscal for form in FORMS if form.fiscal == "27000000.00")
    mended = replace(sheet, fiscal=replace(sheet.fiscal, value=Decimal(right)))
    again = replace(read.book, sheets=tuple(mended if one is sheet else one for one in read.book.sheets))
    assert facts(again) == facts(good), "notes are not read as content"


@pytest.mark.parametrize(
    ("blocks", "rule", "cells"),
    [
        (lambda: word_blocks().replace(">400000.00<", ">400000<"), "R45", ["other"]),
        (
            lambda: word_blocks(FORMS[:-1]) + LOST,
            "R47",
            ["name"],
        ),
        (lambda: word_blocks().replace("95%", "九成五"), "", []),
    ],
    ids=["decimals", "a form that was lost", "nothing"],
)
def test_each_finding_marks_the_value_that_it_is_about(
    blocks: Callable[[], str], rule: str, cells: list[str], place: Path
) -> None:
    Path("疑.docx").write_bytes(word_document(document_tree(blocks())))
    run("import", "疑.docx", "--out", "疑.xlsx")
    book = read_book(Path("疑.xlsx")).book
    assert book
    last = book.sheets[-1] if rule == "R47" else book.sheets[5]
    expected = {(last.place.sheet, getattr(last, key).place.cell) for key in cells}
    assert set(marked("疑.xlsx")) == expected
    assert all(rule in note for _, note in marked("疑.xlsx").values())


def test_the_marks_go_with_the_next_check(place: Path) -> None:
    run("import", "错.docx", "--out", "报送")
    assert run("return", "报送", "--out", "退回")[0] == 1
    (copy,) = Path("退回").glob("388*.xlsx")
    notes = "".join(note for _, note in marked(str(copy)).values())
    assert "R44" not in notes
    assert "A0" in notes, "what the check itself says of the amount"


def test_a_department_in_two_documents_is_named(place: Path) -> None:
    code, text = run("import", "一.docx", "网.html", "--out", "册")
    assert code == 0, text
    assert f"388{UNIT[6:]} 出现了 2 次" in text
    assert "388青石县水利局.xlsx、388青石县水利局(2).xlsx" in text
    assert "出现了" not in run("import", "两家.docx", "--out", "两册")[1]


def test_a_form_that_a_document_has_twice_is_named(place: Path) -> None:
    again = document_tree(word_blocks((*FORMS, FORMS[-1])))
    Path("重.docx").write_bytes(word_document(again))
    code, text = run("import", "重.docx", "--out", "388.xlsx")
    assert (code, f"“{FORMS[-1].name}”有 2 张表" in "".join(text.split("\n"))) == (1, True)
    assert "张表，都写进了" not in run("import", "一.docx", "--out", "一.xlsx")[1]


def test_a_name_of_another_kind_of_workbook_is_no_folder(place: Path) -> None:
    code, text = run("import", "一.docx", "--out", "388.xls")
    assert code == 2
    assert "388.xls 的文件名要以 .xlsx 结尾" in text
    assert not Path("388.xls").exists()


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
