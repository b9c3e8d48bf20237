"""What an engine says of a file that is not as it must be: else the table of docs/engines.md could not fail."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.engines.macros_and_parts import ask_oletools, ask_openxml_audit
from tests.engines.said import FILES, WORKBOOKS
from tests.fixtures.hostile.foreign import project

PAGE = Path(__file__).parents[2] / "docs" / "engines.md"


def altered(source: Path, target: Path, **parts: bytes) -> Path:
    """A copy in which the parts of these names (without folder and suffix) hold something else."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            after.writestr(name, parts.get(Path(name).stem, before.read(name)))
    return target


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_oletools_and_openxml_audit_find_nothing_in_ours(path: Path) -> None:
    assert [one for ask in (ask_oletools, ask_openxml_audit) for one in ask(path) if not one.ok] == []


def test_a_foreign_module_is_said(tmp_path: Path) -> None:
    code = project("Sub Auto_Open()\n    x = 1\nEnd Sub\n")
    path = altered(WORKBOOKS / "county-buttons.xlsm", tmp_path / "a.xlsm", vbaProject=code)
    assert [one.ok for one in ask_oletools(path)] == [False, False]


def test_a_part_against_the_schema_is_said(tmp_path: Path) -> None:
    with zipfile.ZipFile(WORKBOOKS / "county-buttons.xlsm") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").replace(b"<sheetData>", b"<unknown/><sheetData>", 1)
    path = altered(WORKBOOKS / "county-buttons.xlsm", tmp_path / "a.xlsm", sheet1=sheet)
    assert [one.ok for one in ask_openxml_audit(path)] == [False]


def test_the_page_has_an_answer_of_every_engine_about_every_file() -> None:
    lines = [line.split("|") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    asked = {(cells[1].split()[0], cells[2].strip(" `")) for cells in lines}
    for engine in ("oletools", "openxml-audit", "Aspose.Cells", "LibreOffice"):
        assert {name for by, name in asked if by == engine} >= {path.name for path in FILES}
