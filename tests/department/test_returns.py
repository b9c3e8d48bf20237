"""What goes back to a department: for each kind of file the right thing, and the file itself untouched."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.fixtures.seed import seed
from xltools.county.rows import read_county_file
from xltools.department.marking import Marked
from xltools.department.notice import notice_workbook
from xltools.department.returns import Outcome, Returned, return_workbook
from xltools.editor import EditRefusedError, RefusalCode
from xltools.model import Severity, Since
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "302.xlsx"
    sheet = build_sheet(code="302-0401-YXN-1AB2", plan="20/50/40/100", unit="302001示范县水利局")
    write_department(build_book(sheet, department_code="302", department_name="示范县水利局"), path)
    return path


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "301.xlsx"
    write_department(build_book(build_sheet()), path)
    return path


def returned(path: Path, lowest: Severity = Severity.NOTE) -> Returned:
    before = path.read_bytes()
    result = return_workbook(path, path.name, path.stem, lowest=lowest)
    assert path.read_bytes() == before
    return result


def test_a_faulty_workbook_comes_back_marked(faulty: Path) -> None:
    one = returned(faulty)
    assert (one.outcome, one.file_name) == (Outcome.MARKED, "302-退回.xlsx")
    assert (one.department_code, one.department_name) == ("302", "示范县水利局")
    assert one.counts[Severity.ERROR] == 1
    assert one.data is not None
    assert openpyxl.load_workbook(io.BytesIO(one.data)).sheetnames[0] == "校验结果"


def test_a_clean_workbook_does_not(clean: Path) -> None:
    assert (returned(clean).outcome, returned(clean).data) == (Outcome.CLEAN, None)


def test_only_for_findings_bad_enough(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_department(build_book(build_sheet(other="")), path)
    assert returned(path).counts[Severity.ERROR] == 0
    assert returned(path).outcome is Outcome.MARKED
    assert returned(path, Severity.ERROR).outcome is Outcome.CLEAN


def test_what_cannot_be_read_gets_a_notice(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\3\4 broken")
    one = returned(path)
    assert (one.outcome, one.goes_back, one.data) == (Outcome.UNREADABLE, True, None)
    assert one.reason.zh


def test_what_is_no_workbook_does_not_concern_us(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text("x", encoding="utf-8")
    assert returned(path).outcome is Outcome.IGNORED
    book = openpyxl.Workbook()
    book.active["A1"] = "内线 8206"
    book.save(tmp_path / "b.xlsx")
    assert returned(tmp_path / "b.xlsx").outcome is Outcome.IGNORED


def test_mended_new_and_still(faulty: Path, tmp_path: Path) -> None:
    one = returned(faulty)
    back = tmp_path / "302-退回.xlsx"
    assert one.data is not None
    book = openpyxl.load_workbook(io.BytesIO(one.data))
    book["项目1"]["E7"] = 100  # the plan no longer falls
    book["项目1"]["B3"] = None  # and a code is gone
    book.save(back)
    record = read_county_file(back, back.name)
    since = {finding.rule: finding.since for finding in record.findings}
    assert record.returned
    assert record.mended == 1
    assert "P03" not in since
    assert since["B01"] is Since.NEW
    assert {finding.rule for finding in one.groups[0].findings} == {"P03"}
    again = return_workbook(back, back.name, "302")
    assert (again.mended, again.file_name) == (1, "302-退回.xlsx")


def test_a_workbook_that_was_never_returned_is_not_compared(faulty: Path) -> None:
    record = read_county_file(faulty, faulty.name)
    assert (record.returned, record.mended) == (False, 0)
    assert {finding.since for finding in record.findings} == {None}


def test_notice_has_a_page_for_each_department_that_has_work(faulty: Path, clean: Path, tmp_path: Path) -> None:
    broken = tmp_path / "303.xlsx"
    broken.write_bytes(b"PK\3\4 broken")
    results = [returned(path) for path in (clean, faulty, faulty, broken)]
    book = openpyxl.load_workbook(io.BytesIO(notice_workbook(results)))
    assert book.sheetnames == ["302示范县水利局", "302示范县水利局(2)", "303"]
    texts = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert any("错误 1 处" in text for text in texts)
    assert any("签字" in text for text in texts)
    assert "项目1 E7" in texts
    sheet = book.worksheets[0]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert any("无法读取" in str(cell.value) for row in book["303"].iter_rows() for cell in row)


def test_notice_of_many_findings_stays_one_readable_page(tmp_path: Path) -> None:
    path = tmp_path / "475.xlsx"
    write_department(seed(), path)
    one = returned(path)
    book = openpyxl.load_workbook(io.BytesIO(notice_workbook([one])))
    texts = [str(row[0].value) for row in book.worksheets[0].iter_rows()]
    assert texts.count("错误") == one.counts[Severity.ERROR]
    assert any(f"其余 {sum(one.counts.values()) - one.counts[Severity.ERROR]} 处" in text for text in texts)


def test_the_same_file_gives_the_same_bytes(faulty: Path) -> None:
    assert returned(faulty) == returned(faulty)
    assert notice_workbook([returned(faulty)]) == notice_workbook([returned(faulty)])


def test_a_file_that_cannot_be_changed_gets_a_list(faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Marked:
        raise EditRefusedError(RefusalCode.SHARED_WORKBOOK)

    monkeypatch.setattr("xltools.department.returns.mark_workbook", refuse)
    one = returned(faulty)
    assert (one.outcome, one.file_name) == (Outcome.LISTED, "302-校验结果.xlsx")
    assert "共享工作簿" in one.reason.zh
    assert one.data is not None
    book = openpyxl.load_workbook(io.BytesIO(one.data))
    assert book["校验结果"]["B6"].value == "P03"
    assert "302.xlsx" in str(book["说明"]["A1"].value)


@pytest.mark.desktop
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_old_and_open_formats_get_a_list(faulty: Path, tmp_path: Path, kind: str) -> None:
    office = shutil.which("soffice")
    assert office
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", kind, "--outdir", tmp_path / "out", faulty]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    one = returned(tmp_path / "out" / f"302.{kind}")
    assert (one.outcome, one.file_name) == (Outcome.LISTED, "302-校验结果.xlsx")
    assert one.counts[Severity.ERROR] == 1
