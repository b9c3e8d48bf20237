"""Several departments in one document: each comes back as itself, under its own cover."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.test_drawing import SAMPLES, published
from xltools.documents.imported_departments import read_departments
from xltools.documents.open_document import open_document
from xltools.documents.proof import changed_fields
from xltools.documents.publish import render_text
from xltools.documents.published_text import name_department
from xltools.documents.web_page import web_page
from xltools.documents.word import word_document
from xltools.limits import Limits

TITLE = "安河县2020年部门预算绩效文本"
WHOLE = [path.name for path in SAMPLES if not path.name.startswith(("349", "475")) and "初稿" not in path.name]


@pytest.mark.parametrize("suffix", [".docx", ".html", ".txt"])
def test_every_department_of_one_document_comes_back_as_itself(suffix: str, tmp_path: Path) -> None:
    whole = [published(id) for id in WHOLE]
    contents = {
        ".docx": lambda: word_document(whole, TITLE),
        ".html": lambda: web_page(whole, TITLE).encode(),
        ".txt": lambda: "\n".join(map(render_text, whole)).encode(),
    }
    path = tmp_path / f"公开{suffix}"
    path.write_bytes(contents[suffix]())
    departments = read_departments(open_document(path, Limits()))
    assert len(departments) == len(whole) > 10
    for before, after in zip(whole, departments, strict=True):
        assert tuple(changed_fields(name_department(before.book), after.book, before.tables)) == ()
        assert {finding.rule for finding in after.findings} <= {"R44", "R51"}
