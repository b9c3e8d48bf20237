"""What cannot be imported is refused with a remedy of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from xltools.documents.open_document import open_document
from xltools.limits import Limits
from xltools.readers.pdf import reader
from xltools.readers.refusal import RefusedError

SAMPLES = Path(__file__).parents[2] / "workbooks" / "samples"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("汇总.xlsx", (SAMPLES / "402安河县统计局.xlsx").read_bytes()),
        ("名单.ods", (SAMPLES / "375安河县应急管理局.ods").read_bytes()),
        ("公开.rtf", rb"{\rtf1\ansi target}"),
    ],
)
def test_what_is_no_document_is_told_so(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RefusedError) as refused:
        open_document(path, Limits())
    assert refused.value.rule == "F50"


def test_a_missing_library_is_told_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    with pytest.raises(RefusedError) as refused:
        reader._library()
    assert refused.value.rule == "F55"
