"""批复表: it reads back as the identical book, is locked, and its digest tells every change of content and no other."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.drawing.image import Image
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from tests.documents.test_drawing import EVERYTHING, FEW, published
from tests.fixtures.packages import unzipped, zipped
from xltools.department.review import check_file
from xltools.documents.approval_seal import APPROVAL_PROPERTY, ApprovalReading, read_approval
from xltools.documents.approval_workbook import ApprovedWorkbook, approved_workbook
from xltools.documents.proof import changed_fields
from xltools.forms.interpret import interpret
from xltools.forms.printed import PRINTED_FORMS
from xltools.readers import read_content
from xltools.rules.approval_mark import ApprovalMark

MARK = ApprovalMark("示财绩〔2020〕3号", "示范县财政局", date(2020, 1, 20))
SHEETS = {"DEPARTMENT2021": "部门整体1", "MONITOR2019": "监控1", "SELF2020": "自评1"}


@cache
def approved(id: str) -> ApprovedWorkbook:
    return approved_workbook(published(id), MARK)


def reading(data: bytes) -> ApprovalReading | None:
    workbook = read_content(data, ".xlsx", "批复表.xlsx").workbook
    assert workbook is not None
    return read_approval(data, workbook.sheets)


def saved(workbook: Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def opened(id: str) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(approved(id).data))


@pytest.mark.parametrize("id", EVERYTHING)
def test_it_reads_back_as_the_identical_book(id: str) -> None:
    workbook = read_content(approved(id).data, ".xlsx", "批复表.xlsx").workbook
    assert workbook is not None
    assert workbook.notes == ()
    again = interpret(workbook.sheets, "批复表.xlsx")
    before = published(id)
    assert tuple(changed_fields(before.book, again.book, before.tables)) == ()
    assert again.findings == ()
    assert again.unused == 0


@pytest.mark.parametrize("id", FEW)
def test_the_digest_is_printed_and_found_again(id: str) -> None:
    made = approved(id)
    now = reading(made.data)
    assert now is not None
    assert (now.stated, now.actual, now.property_digest) == (made.digest, made.digest, made.digest)
    assert now.is_unchanged
    book = opened(id)
    assert made.digest in {cell.value for row in book["封面"].iter_rows() for cell in row}
    assert book.custom_doc_props[APPROVAL_PROPERTY].value == made.digest
    assert all(made.digest[:16] in sheet.oddFooter.right.text for sheet in book if not sheet.title.startswith("_"))


def test_the_mark_of_approval_is_printed() -> None:
    texts = {cell.value for row in opened("HB2020")["封面"].iter_rows() for cell in row}
    assert {"部门预算绩效目标批复表", "示财绩〔2020〕3号", "示范县财政局", "2020年1月20日"} <= texts
    assert "37,037,036,703.69 元" in texts, "the sum of the projects"
    blank = approved_workbook(published("HB2020"), ApprovalMark()).data
    shown = {cell.value for row in openpyxl.load_workbook(io.BytesIO(blank))["封面"].iter_rows() for cell in row}
    assert "＿＿＿＿年＿＿月＿＿日" in shown


@pytest.mark.parametrize("id", PRINTED_FORMS)
def test_every_cell_is_locked(id: str) -> None:
    for sheet in opened(id):
        assert sheet.protection.sheet
        assert sheet.protection.formatCells, "formats are locked, too"
        assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("id", PRINTED_FORMS)
def test_amounts_are_numbers_that_show_all_their_decimals(id: str) -> None:
    sheet = opened(id)[SHEETS.get(id, "项目1")]
    amounts = [cell for row in sheet.iter_rows() for cell in row if (cell.number_format or "").startswith("#,##0")]
    assert amounts
    for cell in amounts:
        if isinstance(cell.value, (int, float)):
            decimals = len(f"{cell.value:.15g}".partition(".")[2])
            assert cell.number_format == f"#,##0.{'0' * max(2, decimals)}"
            assert not cell.alignment.wrap_text


def cell_with(workbook: Workbook, sheet: str, text: object) -> tuple[int, int]:
    return next((cell.row, cell.column) for row in workbook[sheet].iter_rows() for cell in row if cell.value == text)


def put(sheet: str, old: object, new: object) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        row, column = cell_with(workbook, sheet, old)
        workbook[sheet].cell(row, column).value = new

    return change


def hide_row(workbook: Workbook) -> None:
    workbook["项目2"].row_dimensions[12].hidden = True


def format_away(workbook: Workbook) -> None:
    """The number stays, and what the cell shows is a ten-thousandth of it."""
    row, column = cell_with(workbook, "项目1", 12345678901.23)
    workbook["项目1"].cell(row, column).number_format = "0!.0000"


def format_to_nothing(workbook: Workbook) -> None:
    row, column = cell_with(workbook, "项目1", 12345678901.23)
    workbook["项目1"].cell(row, column).number_format = ";;;"


def strike(workbook: Workbook) -> None:
    """A struck amount is not read, and so not counted."""
    row, column = cell_with(workbook, "项目1", 12345678901.23)
    workbook["项目1"].cell(row, column).font = Font(strike=True)


def cover(workbook: Workbook) -> None:
    """A picture over the amount may show another one."""
    row, column = cell_with(workbook, "项目1", 12345678901.23)
    picture = Image(io.BytesIO(base64.b64decode(_PIXEL)))
    workbook["项目1"].add_image(picture, workbook["项目1"].cell(row, column).coordinate)


_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
CHANGES: dict[str, tuple[Callable[[Workbook], None], tuple[str, ...]]] = {
    "an amount by a fen": (put("项目1", 12345678901.23, 12345678901.24), ("项目1",)),
    "a target": (put("项目2", "≥12公里", "≥11公里"), ("项目2",)),
    "a share": (put("项目3", 60, 50), ("项目3",)),
    "the project's name": (put("项目3", "项目3", "项目三"), ("项目3",)),
    "the number on the cover": (put("封面", "示财绩〔2020〕3号", "示财绩〔2020〕4号"), ("封面",)),
    "a label": (put("项目1", "其他资金", "其它资金"), ("项目1",)),
    "a hidden row": (hide_row, ("项目2",)),
    "a format that shows less": (format_away, ("项目1",)),
    "a format that shows nothing": (format_to_nothing, ("项目1",)),
    "a struck amount": (strike, ("项目1",)),
    "a picture over an amount": (cover, ("项目1",)),
    "a sheet fewer": (lambda workbook: workbook.remove(workbook["项目2"]), ("项目2",)),
    "a sheet more": (lambda workbook: workbook.create_sheet("补充").__setitem__("A1", "x"), ("补充",)),
    "an overall target": (put("部门整体绩效目标", "部门整体绩效目标", "整体目标"), ("部门整体绩效目标",)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_found_and_its_sheet_named(name: str) -> None:
    change, sheets = CHANGES[name]
    workbook = opened("HB2020")
    change(workbook)
    now = reading(saved(workbook))
    assert now is not None
    assert not now.is_unchanged
    assert now.changed == sheets


def in_the_sheet(name: str, pattern: str, replacement: str) -> bytes:
    """The approved workbook with a change in the markup of a sheet."""
    number = opened("HB2020").sheetnames.index(name) + 1
    parts = unzipped(approved("HB2020").data)
    part = f"xl/worksheets/sheet{number}.xml"
    changed, count = re.subn(pattern, replacement, parts[part].decode(), count=1)
    assert count == 1
    return zipped({**parts, part: changed.encode()})


MARKUP = {
    "a formula with the old result": (r"<v>12345678901.23</v>", "<f>IF(TODAY()&gt;99999,1,12345678901.23)</f>\\g<0>"),
    "an amount merged away": (r"<mergeCells[^>]*>", '\\g<0><mergeCell ref="{label}:{amount}"/>'),
}


@pytest.mark.parametrize(("pattern", "replacement"), MARKUP.values(), ids=MARKUP)
def test_a_change_in_the_markup_is_found(pattern: str, replacement: str) -> None:
    sheet = opened("HB2020")["项目1"]
    row, column = cell_with(opened("HB2020"), "项目1", 12345678901.23)
    cells = {"label": sheet.cell(row, column - 1).coordinate, "amount": sheet.cell(row, column).coordinate}
    for name, cell in cells.items():
        replacement = replacement.replace(f"{{{name}}}", cell)
    now = reading(in_the_sheet("项目1", pattern, replacement))
    assert now is not None
    assert now.changed == ("项目1",)


def test_another_digest_on_the_cover_is_found() -> None:
    workbook = opened("HB2020")
    put("封面", approved("HB2020").digest, "0" * 64)(workbook)
    now = reading(saved(workbook))
    assert now is not None
    assert not now.is_unchanged


def test_saving_it_again_is_no_change() -> None:
    for id in FEW:
        now = reading(saved(opened(id)))
        assert now is not None
        assert now.is_unchanged, id


def test_a_workbook_without_approval_says_nothing() -> None:
    workbook = Workbook()
    workbook.active["A1"] = "项目编码"
    assert reading(saved(workbook)) is None


def test_the_findings_are_those_of_the_approved_workbook(tmp_path: Path) -> None:
    path = tmp_path / "批复表.xlsx"
    path.write_bytes(approved("402安河县统计局.xlsx").data)
    assert check_file(path, "批复表.xlsx").findings == ()


@pytest.mark.desktop
def test_libreoffice_saves_it_again_without_a_change(tmp_path: Path) -> None:
    program = shutil.which("soffice")
    assert program
    for number, id in enumerate(PRINTED_FORMS):
        source = tmp_path / f"{number}.xlsx"
        source.write_bytes(approved(id).data)
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        out = tmp_path / "out"
        command = [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        data = (out / source.name).read_bytes()
        now = reading(data)
        assert now is not None
        assert now.is_unchanged, (id, now)
        assert re.search(rb"<sheetProtection", b"".join(_parts(data)))


def _parts(data: bytes) -> list[bytes]:
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
