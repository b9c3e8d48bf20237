"""``xltools consolidate --briefing``: the county on one page, never over one that is there."""

from __future__ import annotations

import sys
from pathlib import Path

import docx
import pytest

from workbooks.build import HERE, SAMPLES
from xltools.services.consolidate import ConsolidateRequest, consolidate
from xltools.services.contract import RequestError

SAMPLE = HERE / SAMPLES / "402安河县统计局.xlsx"


@pytest.fixture(autouse=True)
def no_office(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice is looked for in the desktop test only."""
    if "desktop" not in request.keywords:
        monkeypatch.setattr("xltools.services.briefings.find_office", lambda: None)


def request(folder: Path, name: str) -> ConsolidateRequest:
    return ConsolidateRequest((SAMPLE,), folder / "汇总.xlsx", briefing=folder / name, cache=False, jobs=1)


def test_the_briefing_is_written_beside_the_summary(tmp_path: Path) -> None:
    result = consolidate(request(tmp_path, "简报.docx"))
    assert result.briefing == tmp_path / "简报.docx"
    assert len(docx.Document(str(result.briefing)).paragraphs) > 12
    assert not (tmp_path / "简报.pdf").exists()


@pytest.mark.desktop
def test_where_libreoffice_is_there_is_a_pdf_too(tmp_path: Path) -> None:
    result = consolidate(request(tmp_path, "简报.docx"))
    assert result.notices == ()
    assert (tmp_path / "简报.pdf").read_bytes().startswith(b"%PDF-")


def test_a_conversion_that_fails_is_told_and_the_rest_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltools.services.briefings.find_office", lambda: Path(sys.executable))
    result = consolidate(request(tmp_path, "简报.docx"))
    assert [notice.zh for notice in result.notices if "PDF" in notice.zh]
    assert (tmp_path / "简报.docx").exists()


def test_a_pdf_that_is_there_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltools.services.briefings.find_office", lambda: Path(sys.executable))
    (tmp_path / "简报.pdf").write_bytes(b"signed")
    result = consolidate(request(tmp_path, "简报.docx"))
    assert any("没有覆盖" in notice.zh for notice in result.notices)
    assert (tmp_path / "简报.pdf").read_bytes() == b"signed"


def test_a_briefing_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "简报.docx").write_bytes(b"edited")
    with pytest.raises(RequestError, match="不会被覆盖"):
        consolidate(request(tmp_path, "简报.docx"))
    assert (tmp_path / "简报.docx").read_bytes() == b"edited"
    assert not (tmp_path / "汇总.xlsx").exists()


def test_a_briefing_is_a_word_document(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"\.docx"):
        consolidate(request(tmp_path, "简报.pdf"))
