"""What is published is imported as the identical book through LibreOffice, too: as an old document and as a PDF."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.documents.test_drawing import EVERYTHING, published
from tests.documents.test_read_back import FAULTS
from tests.documents.test_word import written
from xltools.documents.imported_departments import read_departments
from xltools.documents.open_document import open_document
from xltools.documents.proof import changed_fields
from xltools.documents.published_text import name_department
from xltools.limits import Limits
from xltools.readers import old_word

pytestmark = pytest.mark.desktop

KINDS = ("doc", "pdf")
LEFT_BLANK = {("205安河县教育体育局.xlsx", "pdf"): 3}
"""Amounts that do not add up where they were published, and so are left blank when they come from a PDF."""


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that is published, by number, as .docx, .doc and .pdf, and the .doc as .docx again."""
    folder = tmp_path_factory.mktemp("公开 文本")
    for number, id in enumerate(EVERYTHING):
        (folder / f"{number}.docx").write_bytes(written(id))
    for kind in KINDS:
        save(folder, kind, sorted(folder.glob("*.docx")), folder)
    save(folder, "docx:MS Word 2007 XML", sorted(folder.glob("*.doc")), folder / "again")
    return folder


def save(folder: Path, kind: str, files: list[Path], out: Path) -> None:
    program = shutil.which("soffice")
    assert program, "these tests need LibreOffice"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", kind, "--outdir", str(out), *map(str, files)]
    subprocess.run(
        command, check=True, capture_output=True, timeout=600, env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"}
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", range(len(EVERYTHING)), ids=EVERYTHING)
def test_import_gives_the_identical_book(
    number: int, kind: str, converted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = [*EVERYTHING][number]
    again = converted / "again" / f"{number}.docx"
    # All at once: an office for each of them takes ten seconds. The one way of our own has a test of its own.
    monkeypatch.setattr(old_word, "convert_old_word", lambda data, limits: again.read_bytes())
    (department,) = read_departments(open_document(converted / f"{number}.{kind}", Limits()))
    before = published(id)
    changed = tuple(changed_fields(name_department(before.book), department.book, before.tables))
    assert len(changed) == LEFT_BLANK.get((id, kind), 0), changed
    assert [finding.rule for finding in department.findings] == FAULTS.get(id, [])
