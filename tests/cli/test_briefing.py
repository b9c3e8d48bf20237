"""``xltools consolidate --briefing``: the county on one page, never over one that is there."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from xltools.services.consolidate import ConsolidateRequest, consolidate
from xltools.services.contract import RequestError

SAMPLE = Path("workbooks/samples/402安河县统计局.xlsx")


def request(folder: Path, name: str) -> ConsolidateRequest:
    return ConsolidateRequest((SAMPLE,), folder / "汇总.xlsx", briefing=folder / name, cache=False, jobs=1)


def test_the_briefing_is_written_beside_the_summary(tmp_path: Path) -> None:
    result = consolidate(request(tmp_path, "简报.docx"))
    assert result.briefing == tmp_path / "简报.docx"
    assert len(docx.Document(str(result.briefing)).paragraphs) > 12


def test_a_briefing_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "简报.docx").write_bytes(b"edited")
    with pytest.raises(RequestError, match="不会被覆盖"):
        consolidate(request(tmp_path, "简报.docx"))
    assert (tmp_path / "简报.docx").read_bytes() == b"edited"
    assert not (tmp_path / "汇总.xlsx").exists()


def test_a_briefing_is_a_word_document(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"\.docx"):
        consolidate(request(tmp_path, "简报.pdf"))
