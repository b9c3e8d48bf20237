"""What is published is imported again: the identical book, without a finding, from every kind of document."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.test_drawing import EVERYTHING, published
from tests.documents.test_word import written
from xltools.documents.imported_departments import read_departments
from xltools.documents.open_document import open_document
from xltools.documents.proof import changed_fields
from xltools.documents.publish import render_text
from xltools.documents.published_text import name_department
from xltools.documents.web_page import web_page
from xltools.documents.word import word_document
from xltools.limits import Limits

FAULTS = {"205安河县教育体育局.xlsx": ["R44"], "331安河县住房和城乡建设局.xlsx": ["R51"]}
"""Amounts that do not add up in the workbook, or are blank, and so in what is published of it."""
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


@pytest.mark.parametrize("suffix", [".docx", ".html", ".txt"])
def test_departments_of_one_document_are_told_apart(suffix: str, tmp_path: Path) -> None:
    ids = [id for id in EVERYTHING if id.endswith((".xlsx", ".ods")) and "初稿" not in id]
    whole = [published(id) for id in ids]
    path = tmp_path / f"公开{suffix}"
    texts = {".html": lambda: web_page(whole), ".txt": lambda: "".join(map(render_text, whole))}
    path.write_bytes(word_document(whole) if suffix == ".docx" else texts[suffix]().encode())
    departments = read_departments(open_document(path, Limits()))
    assert len(departments) == len(whole)
    for before, department in zip(whole, departments, strict=True):
        assert tuple(changed_fields(name_department(before.book), department.book, before.tables)) == ()
