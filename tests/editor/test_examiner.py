"""The examiner of real workbooks sees each kind of loss: what it lets pass counts for something."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from tests.editor import corpus
from tests.editor.looking import load
from tests.fixtures.packages import SHAPES, Parts, excel, unzipped, zipped

SHEET = "xl/worksheets/sheet1.xml"
NOTES = "xl/comments1.xml"


@pytest.fixture(name="examined")
def examiner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., corpus.Outcome]:
    """Examines a workbook whose edited copy somebody changes again."""
    edited = corpus._edited
    path = tmp_path / "a.xlsx"

    def examined(parts: Parts, spoil: Callable[[bytes], bytes] = bytes) -> corpus.Outcome:
        path.write_bytes(zipped(parts))
        monkeypatch.setattr(corpus, "_edited", lambda *arguments: spoil(edited(*arguments)))
        return corpus.examine(path)

    return examined


def replacing(name: str, old: str, new: str) -> Callable[[bytes], bytes]:
    """A copy in which something is otherwise in one part."""

    def spoil(data: bytes) -> bytes:
        parts = unzipped(data)
        assert old.encode() in parts[name], parts[name]
        return zipped({**parts, name: parts[name].replace(old.encode(), new.encode(), 1)})

    return spoil


def without(name: str) -> Callable[[bytes], bytes]:
    """A copy that lacks a part."""
    return lambda data: zipped({part: content for part, content in unzipped(data).items() if part != name})


def saved_by_openpyxl(data: bytes) -> bytes:
    buffer = BytesIO()
    load(data).save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("shape", SHAPES)
def test_what_the_editor_makes_of_each_shape_passes(shape: str, examined: Callable[..., corpus.Outcome]) -> None:
    outcome = examined(SHAPES[shape]())
    assert (outcome.fate, outcome.looked_at) == ("passed", True), outcome.details


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (without("docProps/core.xml"), "docProps/core.xml: gone"),
        (without("xl/calcChain.xml"), "xl/calcChain.xml: gone"),
        (replacing(SHEET, 'r="B2"', 'r="B2" vm="1"'), f"{SHEET}: lost"),
        (replacing(SHEET, "<sheetProtection", "<x"), f"{SHEET}: lost"),
        (replacing("xl/sharedStrings.xml", "</sst>", " </sst>"), "2 sheets changed"),
        (replacing(NOTES, corpus.NOTE[:3], "别的"), "the note is not there"),
        (replacing(SHEET, corpus.TEXT[:2], "旧"), "the cell reads"),
        (saved_by_openpyxl, ": gone"),
    ],
)
def test_each_loss_is_seen(spoil: Callable[[bytes], bytes], told: str, examined: Callable[..., corpus.Outcome]) -> None:
    outcome = examined(excel(), spoil)
    assert outcome.fate == "failed"
    assert any(told in detail for detail in outcome.details), outcome.details


def test_a_refusal_is_told_by_its_name(examined: Callable[..., corpus.Outcome]) -> None:
    outcome = examined({**excel(), "xl/workbook.xml": b"<workbook>"})
    assert (outcome.fate, outcome.details) == ("refused", ["damaged-part"])
