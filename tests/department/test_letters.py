"""Letters to departments: what they say, as a workbook and in Word, one A4 page for each."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import docx
import openpyxl
import pytest

from tests.fixtures.seed import seed
from xltools.department.letters import Letter, reminder_letter, return_letters
from xltools.department.notice import letter_workbook
from xltools.department.returns import return_workbook
from xltools.department.word_letters import letter_document
from xltools.rules.letterhead import Letterhead
from xltools.template import write_department

HEAD = Letterhead("示范县", "示范县财政局", "示财绩〔2026〕12号", date(2026, 9, 15), "预算绩效股，0312-0000000")
STATED = ("示财绩〔2026〕12号", "2026年9月15日前", "预算绩效股，0312-0000000", "示范县财政局")


@pytest.fixture
def letters(tmp_path: Path) -> list[Letter]:
    path = tmp_path / "475.xlsx"
    write_department(seed(), path)
    one = return_workbook(path, "/srv/somebody/收件/报送/二月/475.xlsx", "475")
    return [*return_letters([one, one], HEAD), reminder_letter("303", "示范县林业局", [], HEAD)]


def texts_of_workbook(data: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return ["\n".join(str(cell.value) for row in sheet for cell in row if cell.value) for sheet in book.worksheets]


def text_of_document(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_letters_state_head_file_and_what_to_do(letters: list[Letter]) -> None:
    pages = texts_of_workbook(letter_workbook(letters))
    assert len(pages) == 3
    document = text_of_document(letter_document(letters))
    for stated in STATED:
        assert all(stated in page for page in pages)
        assert document.count(stated) >= 3
    for text in (*pages[:2], document):
        assert "475.xlsx（收在 报送/二月）" in text
        assert "somebody" not in text, "nothing of the officer's computer"
        assert "处见随附工作簿" in text
        assert not re.search(r"--[a-z]|xltools|规则设置", text), "a department has no commands"
    assert "没有收到你部门的预算绩效目标工作簿" in pages[2]
    assert "303 示范县林业局" in pages[2]


@pytest.mark.parametrize(
    ("head", "there", "absent"),
    [
        (Letterhead(), "请于＿＿＿＿年＿＿月＿＿日前", "联系人"),
        (Letterhead(county="示范县"), "示范县财政局", "联系人"),
        (Letterhead(county="示范县", bureau="示范县财政和发展局"), "示范县财政和发展局", "示范县财政局"),
    ],
)
def test_what_is_not_set_is_a_blank_or_left_out(head: Letterhead, there: str, absent: str) -> None:
    (page,) = texts_of_workbook(letter_workbook([reminder_letter("303", "示范县林业局", ["报送/303.xlsx"], head)]))
    assert there in page
    assert absent not in page
    assert "只收到你部门的 303.xlsx（收在 报送）" in page


def test_the_same_letters_give_the_same_bytes(letters: list[Letter]) -> None:
    assert letter_workbook(letters) == letter_workbook(letters)
    document = letter_document(letters)
    assert document == letter_document(letters)
    times = {member.date_time for member in ZipFile(io.BytesIO(document)).infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}


def test_every_text_in_word_has_a_chinese_font(letters: list[Letter]) -> None:
    xml = ZipFile(io.BytesIO(letter_document(letters))).read("word/document.xml").decode()
    assert xml.count("w:eastAsia=") == xml.count("<w:r>") > 50
    assert xml.count("<w:cantSplit/>") == xml.count("<w:tr>")


@pytest.mark.desktop
@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_each_letter_is_one_page(letters: list[Letter], tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"letters.{kind}"
    path.write_bytes(letter_workbook(letters) if kind == "xlsx" else letter_document(letters))
    office, info = shutil.which("soffice"), shutil.which("pdfinfo")
    assert office
    assert info
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    facts = subprocess.run([info, path.with_suffix(".pdf")], check=True, capture_output=True, text=True).stdout
    assert re.search(r"Pages: +3\n", facts)
    assert "A4" in facts
