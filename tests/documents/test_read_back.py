"""What is published is imported again: the identical book, without a finding, from every kind of document."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.documents.test_drawing import EVERYTHING, FEW, published
from tests.documents.test_word import written
from xltools.documents.imported_departments import read_departments
from xltools.documents.open_document import open_document
from xltools.documents.proof import changed_fields
from xltools.documents.publish import render_text
from xltools.documents.published_text import name_department
from xltools.documents.web_page import web_page
from xltools.limits import Limits

FAULTS = {"205安河县教育体育局.xlsx": ["R44"]}
"""Amounts that do not add up in the workbook, and so neither in what is published of it."""
LINES_OF_A_PAGE = frozenset({"表题", "指标值确定依据", "总体绩效目标", "分项绩效目标", "工作保障措施"})
"""Texts that a page shows in several lines, of which a PDF does not tell whether they were lines of the text."""
CONTENTS = {
    ".docx": written,
    ".html": lambda id: web_page([published(id)]).encode(),
    ".txt": lambda id: render_text(published(id)).encode(),
}


@pytest.mark.parametrize("suffix", CONTENTS)
@pytest.mark.parametrize("id", EVERYTHING)
def test_import_gives_the_identical_book(id: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"公开{suffix}"
    path.write_bytes(CONTENTS[suffix](id))
    (department,) = read_departments(open_document(path, Limits()))
    before = published(id)
    # Without a cover the import tells department and year by the sheets, as it does of the book itself.
    assert tuple(changed_fields(name_department(before.book), department.book, before.tables)) == ()
    assert [finding.rule for finding in department.findings] == FAULTS.get(id, [])


@pytest.mark.desktop
@pytest.mark.parametrize("id", FEW)
def test_what_libreoffice_makes_of_the_word_document(id: str, tmp_path: Path) -> None:
    source = tmp_path / "公开.docx"
    source.write_bytes(written(id))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    before = published(id)
    for suffix, lost in (("doc", frozenset[str]()), ("pdf", LINES_OF_A_PAGE)):
        command = ["soffice", profile, "--headless", "--convert-to", suffix, "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        (department,) = read_departments(open_document(source.with_suffix(f".{suffix}"), Limits()))
        changed = changed_fields(name_department(before.book), department.book, before.tables)
        assert {field.rpartition("：")[2] for field in changed} <= lost, suffix
