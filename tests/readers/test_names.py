"""Files are read by what they are, whatever their names say: those of WPS (.et), templates and exports of systems."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.forms import form, package
from tests.fixtures.legacy import ods, xls
from tests.fixtures.packages import zipped
from tests.fixtures.uof import uof
from xltools.county.data import Fate
from xltools.county.gather import find_files, gather
from xltools.outputs.json_report import totals
from xltools.readers import FileKind, read_content

WORKBOOKS = {
    FileKind.XLSX: zipped(package(form(301))),
    FileKind.XLS: xls(form(302)),
    FileKind.ODS: ods(form(303)),
    FileKind.UOF: uof(form(304)),
}
NAMES = (".et", ".ett", ".xlt", ".xltx", ".xltm", ".ots", ".uos", ".uof", ".xlsb", ".zip", ".txt", "")


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("suffix", NAMES)
@pytest.mark.parametrize("kind", WORKBOOKS)
def test_the_content_decides(kind: FileKind, suffix: str) -> None:
    sent = read_content(WORKBOOKS[kind], suffix, f"报送{suffix}")
    assert (sent.kind, sent.problem) == (kind, None)


@pytest.mark.usefixtures("in_this_process")
def test_a_folder_of_such_names_is_consolidated(tmp_path: Path) -> None:
    suffixes = (".et", ".ett", ".xlt", ".xltx", ".xltm", ".uos", ".uof")
    for number, suffix in enumerate(suffixes, 301):
        cells = form(number)
        content = uof(cells) if suffix.startswith(".u") else zipped(package(cells)) if "x" in suffix else xls(cells)
        (tmp_path / f"{number}某局{suffix}").write_bytes(content)
    data = gather(find_files([tmp_path]))
    assert [file.fate for file in data.files] == [Fate.ACCEPTED] * len(suffixes)
    assert totals(data)["project_budget"] == "8400000.00"
