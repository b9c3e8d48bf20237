"""Edited workbooks in a real spreadsheet program: it opens them, shows the notes, keeps the record of marks right."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from tests.editor.corpus import NOTE, RESULT, TEXT, edits_for
from tests.editor.looking import load, notes
from tests.editor.test_corpus import corpus
from tests.fixtures.packages import SHAPES, excel, unzipped, zipped
from xltools.desktop.libreoffice import office, uno_bridge
from xltools.editor import EditableWorkbook, EditRefusedError, Edits
from xltools.sheet_names import MARKS_SHEET

pytestmark = pytest.mark.desktop

# Every so many of the corpus, up to a size that keeps the program busy for minutes and not hours.
EVERY = 12
LARGEST = 200_000
# A cell that no formula of an ordinary sheet looks at: what depends on a changed cell is bound to read differently.
FAR = (300, 60)
# Functions whose results differ from one opening to the next.
VOLATILE = re.compile(rb"RAND|NOW\(|TODAY\(|CELL\(|INFO\(")


def converted(files: Sequence[Path], folder: Path) -> dict[str, Path]:
    """The files as LibreOffice reads them, saved in its own format; by stem.

    It takes many in one run; when it gives up on one of them, the rest are tried again one by one.
    """
    out = folder / "out"
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "ods"]

    def convert(some: Sequence[Path]) -> None:
        subprocess.run([*command, "--outdir", out, *some], check=False, capture_output=True, timeout=600)

    for start in range(0, len(files), 50):
        convert(files[start : start + 50])
    for path in files:
        if not (out / path.with_suffix(".ods").name).exists():
            convert([path])
    return {path.stem: path for path in out.glob("*.ods")}


def read(path: Path) -> list[list[list[object]]]:
    """All values of a file in LibreOffice's own format, sheet by sheet, without our sheets."""
    book = CalamineWorkbook.from_path(path)
    names = [name for name in book.sheet_names if name not in {RESULT, MARKS_SHEET}]
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names]


def differences(before: Path, after: Path, cell: tuple[int, int]) -> list[str]:
    """The cells, but for the changed one of the first worksheet, that are not the same, and what edits are missing."""
    old, new = read(before), read(after)
    found = [] if len(old) == len(new) else [f"{len(old)} sheets -> {len(new)}"]
    value = None
    for number, sheets in enumerate(zip(old, new, strict=False)):
        first, second = map(_by_cell, sheets)
        changed = sorted(at for at in {*first, *second} if first.get(at) != second.get(at))
        if cell in changed and value is None and str(second.get(cell)).startswith(TEXT):
            value = second[cell]  # what is drawn on a cell comes after its own text
            changed.remove(cell)
        found += [f"sheet {number} {at}: {first.get(at)!r} -> {second.get(at)!r}" for at in changed]
    if value is None:
        found.append("the value is not there")
    with_notes = etree.fromstring(unzipped(after.read_bytes())["content.xml"], etree.XMLParser(huge_tree=True))
    texts = [
        "\n".join("".join(line.itertext()) for line in note.iter("{*}p")) for note in with_notes.iter("{*}annotation")
    ]
    if not any(text.endswith(NOTE) for text in texts):
        found.append("the note is not there")
    return found


def _by_cell(rows: list[list[object]]) -> dict[tuple[int, int], object]:
    return {
        (row, column): value
        for row, cells in enumerate(rows, 1)
        for column, value in enumerate(cells, 1)
        if value != ""
    }


def test_every_shape_opens_with_its_edits(tmp_path: Path) -> None:
    files = []
    for name, shape in SHAPES.items():
        data = zipped(shape())
        package = EditableWorkbook.open(data)
        result = package.apply(edits_for(package.sheet_names[0], 9, 7))
        assert result.refused == ()
        for stem, content in ((f"{name}-before", data), (f"{name}-after", result.data)):
            files.append(tmp_path / f"{stem}.xlsx")
            files[-1].write_bytes(content)
    out = converted(files, tmp_path)
    found = {name: differences(out[f"{name}-before"], out[f"{name}-after"], (9, 7)) for name in SHAPES}
    assert found == {name: [] for name in SHAPES}


@pytest.mark.slow
def test_real_workbooks_open_with_equal_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = [path for path in corpus() if path.stat().st_size <= LARGEST][::EVERY]
    files, edited = [], {}
    for number, path in enumerate(sample):
        data = path.read_bytes()
        copy = _far_edited(data)
        if copy:
            edited[str(number)] = path
            for stem, content in ((f"{number}-before", data), (f"{number}-after", copy)):
                files.append(tmp_path / f"{stem}{path.suffix}")
                files[-1].write_bytes(content)
    out = converted(files, tmp_path)
    readable = {number: path for number, path in edited.items() if f"{number}-before" in out}
    failed = {}
    for number, path in readable.items():
        if f"{number}-after" not in out:
            failed[path] = ["LibreOffice opens the original but not the copy"]
        elif found := differences(out[f"{number}-before"], out[f"{number}-after"], FAR):
            failed[path] = found
    with capsys.disabled():
        print(
            f"\n{len(sample)} files, {len(edited)} edited, {len(readable)} that LibreOffice reads, {len(failed)} differ"
        )
        for path, found in failed.items():
            print(f"  {path}: {found[:3]}")
    assert not failed


def _far_edited(data: bytes) -> bytes:
    """A copy with the edits in a cell far from others; nothing if refused, or if each opening gives other values."""
    try:
        package = EditableWorkbook.open(data)
        worksheet = next(
            (sheet.name for sheet in package.book(package.draft()).sheets if sheet.kind == "worksheet"), ""
        )
        result = package.apply(edits_for(worksheet, *FAR))
    except EditRefusedError:
        return b""
    volatile = any(VOLATILE.search(part) for name, part in unzipped(result.data).items() if name.endswith(".xml"))
    return b"" if result.refused or volatile else result.data


@pytest.fixture(name="running")
def started() -> Iterator[office.Office]:
    running = office.start()
    yield running
    running.end()


def test_marks_follow_their_cells_through_the_program(running: office.Office, tmp_path: Path) -> None:
    """Rows inserted, a sheet renamed, a cell coloured and a note answered in LibreOffice; then the marks come off."""
    data = zipped(excel(chart_sheet=False))
    edits = Edits()
    edits.fill("填报", 1, 1, "FFEB9C")
    edits.fill("填报", 15, 2, "FFEB9C")
    edits.fill("填报", 20, 4, "FFEB9C")
    edits.note("填报", 15, 2, "乙：空白")
    edits.note("填报", 20, 4, "丁：空白")
    source, target = tmp_path / "marked.xlsx", tmp_path / "saved.xlsx"
    source.write_bytes(EditableWorkbook.open(data).apply(edits).data)
    document = running.desktop.loadComponentFromURL(
        uno_bridge.url_of(source), "_blank", 0, uno_bridge.properties(Hidden=True)
    )
    sheet = document.Sheets.getByName("填报")
    sheet.unprotect("")
    sheet.Rows.insertByIndex(12, 3)
    sheet.getCellRangeByName("D23").CellBackColor = 0x00B0F0
    sheet.Name = "改名 表"
    document.storeToURL(uno_bridge.url_of(target), uno_bridge.properties(FilterName="Calc MS Excel 2007 XML"))
    document.close(True)

    saved = target.read_bytes()
    package = EditableWorkbook.open(saved)
    assert [(mark.sheet, mark.row, mark.column) for mark in package.marks.cells] == [
        ("改名 表", 1, 1),
        ("改名 表", 18, 2),
        ("改名 表", 23, 4),
    ]
    result = package.unmarked()
    assert result.refused == ()
    sheet = load(result.data)["改名 表"]
    assert sheet["A1"].fill.fgColor.rgb != "FFFFEB9C"
    assert sheet["B18"].fill.fgColor.rgb != "FFFFEB9C"
    assert sheet["D23"].fill.fgColor.rgb == "FF00B0F0"
    assert set(notes(result.data)["改名 表"]) == {"A1", "C1"}
    assert MARKS_SHEET not in EditableWorkbook.open(result.data).sheet_names
