"""A published text through the programs that make published documents: LibreOffice and Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.documents.test_import_word import EDITS
from tests.fixtures.published import (
    Facts,
    W,
    document_tree,
    facts,
    plain_text,
    web_page,
    word_blocks,
    word_document,
)
from xltools import office_program
from xltools.documents.imported_departments import read_departments
from xltools.documents.open_document import open_document
from xltools.documents.published_text import read_published_text
from xltools.limits import Limits
from xltools.model import Finding
from xltools.readers import old_word
from xltools.readers.refusal import RefusedError

pytestmark = pytest.mark.desktop

Found = tuple[Facts, list[Finding]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("公开 文本")


@pytest.fixture(scope="module")
def truth(folder: Path) -> Facts:
    path = folder / "公开.txt"
    path.write_text(plain_text(), encoding="utf-8")
    return facts(read_published_text(path)[0])


def office(folder: Path, source: Path, kind: str) -> Path:
    """Let LibreOffice save a document as another kind."""
    program = shutil.which("soffice")
    assert program, "these tests need LibreOffice"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / f"{source.stem}-{source.suffix[1:]}"
    command = [program, profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(source)]
    subprocess.run(
        command, check=True, capture_output=True, timeout=180, env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"}
    )
    return out / f"{source.stem}.{kind.partition(':')[0]}"


def chromium(folder: Path, page: Path, name: str) -> Path:
    """Let Chromium print a page."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "these tests need Chromium"
    target = folder / name
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'chromium'}"]
    command = [program, *options, "--no-pdf-header-footer", f"--print-to-pdf={target}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return target


def word_file(folder: Path, name: str, blocks: str | None = None, height: int = 16838) -> Path:
    tree = document_tree(word_blocks() if blocks is None else blocks)
    for size in tree.iter(f"{{{W}}}pgSz"):
        size.set(f"{{{W}}}h", str(height))
    path = folder / name
    path.write_bytes(word_document(tree))
    return path


def read(path: Path) -> Found:
    document = open_document(path, Limits())
    (department,) = read_departments(document)
    return facts(department.book), [*document.findings, *department.findings]


def test_an_old_word_document(folder: Path, truth: Facts) -> None:
    assert read(office(folder, word_file(folder, "净.docx"), "doc")) == (truth, [])


def test_an_old_word_document_that_ends_in_a_table_misses_a_form(folder: Path, truth: Facts) -> None:
    blocks = word_blocks(last_paragraph=False)
    found, findings = read(office(folder, word_file(folder, "表尾.docx", blocks), "doc"))
    assert [(one.rule, one.found, one.expected) for one in findings] == [("R47", "6", "7")]
    assert found.forms[:6] == truth.forms[:6]
    assert "没有读出来" in str(found.forms[6])


def edited(folder: Path) -> Path:
    tree = document_tree(word_blocks())
    for edit in EDITS.values():
        edit(tree)
    path = folder / "改过.docx"
    path.write_bytes(word_document(tree))
    return path


def test_everyday_edits_in_an_old_word_document(folder: Path, truth: Facts) -> None:
    found, findings = read(office(folder, edited(folder), "doc"))
    assert found == truth
    assert {one.rule for one in findings} <= {"R40"}


def test_a_page_of_libreoffice(folder: Path, truth: Facts) -> None:
    assert read(office(folder, word_file(folder, "网页.docx"), "html:HTML (StarWriter)")) == (truth, [])


def test_a_page_of_libreoffice_made_of_an_edited_document_is_doubted(folder: Path, truth: Facts) -> None:
    """Such a page holds deleted text, unmarked, beside control characters."""
    found, findings = read(office(folder, edited(folder), "html:HTML (StarWriter)"))
    assert found != truth
    assert {"R44", "R49"} <= {one.rule for one in findings}


@pytest.mark.parametrize("height", [16838, 12000, 9300, 8900, 7111])
def test_a_pdf_of_libreoffice(height: int, folder: Path, truth: Facts) -> None:
    path = office(folder, word_file(folder, f"页{height}.docx", height=height), "pdf")
    assert read(path) == (truth, [])


@pytest.mark.parametrize("size", ["210mm 297mm", "297mm 210mm", "150mm 120mm"])
def test_a_pdf_of_chromium(size: str, folder: Path, truth: Facts) -> None:
    page = folder / "打印.html"
    page.write_text(web_page().replace("<style>", f"<style>@page{{size:{size};margin:12mm}}"), encoding="utf-8")
    assert read(chromium(folder, page, "打印.pdf")) == (truth, [])


def test_a_pdf_of_chromium_of_a_page_of_libreoffice(folder: Path, truth: Facts) -> None:
    """Its upright lines end where the text of each cell does."""
    page = office(folder, word_file(folder, "再打印.docx"), "html:HTML (StarWriter)")
    assert read(chromium(folder, page, "再打印.pdf")) == (truth, [])


def test_a_pdf_with_a_password(folder: Path) -> None:
    options = '{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"x"}}'
    path = office(folder, word_file(folder, "密.docx"), f"pdf:writer_pdf_Export:{options}")
    with pytest.raises(RefusedError) as refused:
        open_document(path, Limits())
    assert refused.value.rule == "F52"


# --- LibreOffice at work for us --------------------------------------------------------------------------------------


def test_nothing_is_fetched_and_nothing_stays(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A linked picture is asked for by nobody, and the profile and the processes are gone."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    url = f"http://127.0.0.1:{server.server_address[1]}/picture.png"
    page = folder / "链接.html"
    page.write_text(web_page().replace("<body>", f'<body><img src="{url}" width="90" height="90">'), encoding="utf-8")
    path = office(folder, page, "doc:MS Word 97")
    asked.clear()
    try:
        assert read(path)[0].forms
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []
    assert list(tmp_path.iterdir()) == []
    assert processes(str(tmp_path)) == []


def processes(word: str) -> list[str]:
    """The commands of running processes in which a word stands."""
    return [command for command in _commands() if word in command]


def _commands() -> Iterator[str]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                yield (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            except OSError:
                continue


def test_a_conversion_that_takes_too_long_is_ended_with_all_its_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 77 {tmp_path} & sleep 78 {tmp_path}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(old_word, "find_office", lambda: program)
    with pytest.raises(RefusedError) as refused:
        old_word.convert_old_word(b"", Limits(file_seconds=1))
    assert refused.value.rule == "F54"
    assert processes(str(tmp_path)) == []


def test_without_libreoffice_the_remedy_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert office_program.find_office()
    monkeypatch.setattr(old_word, "find_office", lambda: None)
    path = office(folder, word_file(folder, "旧.docx"), "doc")
    with pytest.raises(RefusedError) as refused:
        open_document(path, Limits())
    assert refused.value.rule == "F53"
