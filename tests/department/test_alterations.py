"""What was done to a workbook of the template: each change is named where it is, and an untouched one gives nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import MultiCellRange

from tests.fixtures.books import change_parts, replacing
from tests.fixtures.seed import seed
from xltools.department.alterations import structure_findings
from xltools.department.read import read_book
from xltools.department.review import check_file
from xltools.forms.hb2020 import HB2020
from xltools.forms.interpret import interpret
from xltools.messages.structure import STRUCTURE
from xltools.model import DepartmentBook, Finding
from xltools.readers import read_file
from xltools.rules.examples import build_book, build_sheet
from xltools.sheet_names import STAMP_SHEET
from xltools.template import write_department

Change = Callable[[Workbook], object]


def department(sheets: int = 2) -> DepartmentBook:
    forms = [
        build_sheet(number, name=f"修建第{number}段道路", code=f"301-040{number}-YXN-1AB2")
        for number in range(1, sheets + 1)
    ]
    return build_book(*forms, department_code="301", department_name="示范县交通运输局")


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("untouched") / "301.xlsx"
    write_department(department(), path, spare_sheets=1)
    return path


@pytest.fixture
def sent(untouched: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(untouched, tmp_path))


def structure(path: Path) -> list[Finding]:
    return [finding for finding in read_book(path).findings if finding.rule in STRUCTURE]


def changed(path: Path, change: Change) -> list[tuple[str, str, str]]:
    """Rule, place and what was found, after a change made and saved with openpyxl."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return [(one.rule, f"{one.place.sheet}!{one.place.cell}".strip("!"), one.found) for one in structure(path)]


# --- untouched -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("macros", [False, True])
def test_as_it_was_sent(tmp_path: Path, macros: bool) -> None:
    path = tmp_path / "475.xlsx"
    write_department(seed(), path, spare_sheets=2, macros=macros)
    assert structure(path) == []


def test_long_texts_spread_over_several_rows(tmp_path: Path) -> None:
    path = tmp_path / "301.xlsx"
    long = "逐条写明任务、标准、时限和效果。" * 400
    write_department(build_book(build_sheet(goals=long, purpose=long)), path)
    assert structure(path) == []


def test_opened_and_saved_with_openpyxl(sent: Path) -> None:
    assert changed(sent, lambda book: None) == []


@pytest.mark.desktop
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_opened_and_saved_with_libreoffice(sent: Path, tmp_path: Path, kind: str) -> None:
    office = shutil.which("soffice")
    assert office
    profile = (tmp_path / "profile").as_uri()
    out = tmp_path / "out"
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind, "--outdir", out, sent]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert structure(out / f"301.{kind}") == []


def test_a_workbook_of_another_make(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "项目编码"
    book.save(tmp_path / "a.xlsx")
    assert structure(tmp_path / "a.xlsx") == []


# --- sheets ----------------------------------------------------------------------------------------------------------


def rename(book: Workbook) -> None:
    book["项目2"].title = "第二段"


def copy_form(book: Workbook) -> None:
    book.copy_worksheet(book["项目2"]).title = "项目2 (2)"
    book["项目2 (2)"]["C4"] = 5


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(lambda book: book.remove(book["项目2"]), [("S01", "", "项目2")], id="deleted"),
        pytest.param(rename, [("S02", "第二段", "第二段")], id="renamed"),
        pytest.param(
            lambda book: book.create_sheet("草稿").append(["算一算"]), [("S03", "草稿", "草稿")], id="added"
        ),
        pytest.param(
            lambda book: book.move_sheet("项目1", 1), [("S05", "", "项目2")], id="moved"
        ),
        pytest.param(
            lambda book: book.remove(book[STAMP_SHEET]), [("S14", "", STAMP_SHEET)], id="stamp deleted"
        ),
    ],
)  # fmt: skip
def test_sheets(sent: Path, change: Change, expected: list[tuple[str, str, str]]) -> None:
    assert changed(sent, change) == expected


def test_a_copied_form_is_told_from_an_extra_sheet(sent: Path) -> None:
    found = changed(sent, copy_form)
    assert ("S04", "项目2 (2)", "项目2 (2)") in found
    assert not {rule for rule, _, _ in found} & {"S01", "S02", "S03"}


def test_a_rename_is_known_by_the_contents_wherever_the_sheet_went(sent: Path) -> None:
    """As Excel renames: the formulas of 目录 follow."""
    change_parts(
        sent,
        {
            r"xl/workbook\.xml": replacing('<sheet name="项目2"', '<sheet name="甲 &amp; 乙"'),
            r"xl/worksheets/sheet2\.xml": replacing("'项目2'!", "'甲 &amp; 乙'!"),
        },
    )
    assert changed(sent, lambda book: book.move_sheet("甲 & 乙", -3)) == [
        ("S02", "甲 & 乙", "甲 & 乙"),
        ("S05", "", "甲 & 乙"),
    ]


# --- one form --------------------------------------------------------------------------------------------------------


def assign(sheet: str, cell: str, value: str | int | None) -> Change:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


def insert_row(book: Workbook) -> None:
    """As a program does it, merged blocks and all."""
    sheet = book["项目1"]
    for block in list(sheet.merged_cells.ranges):
        if block.min_row >= 6:
            block.shift(row_shift=1)
    for validation in sheet.data_validations.dataValidation:
        for block in list(validation.sqref.ranges):
            if block.min_row >= 6:
                block.shift(row_shift=1)
    sheet.insert_rows(6)


def insert_column(book: Workbook) -> None:
    sheet = book["项目1"]
    for block in list(sheet.merged_cells.ranges):
        if block.min_col >= 8:
            block.shift(col_shift=1)
        elif block.max_col >= 8:
            block.expand(right=1)
    sheet.insert_cols(8)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(assign("项目1", "A4", "资金"), [("S06", "项目1!A4", "资金")], id="section label"),
        pytest.param(assign("项目1", "G10", None), [("S06", "项目1!G10", "（空）")], id="part of a column"),
        pytest.param(assign("项目1", "A3", "项目代码"), [("S06", "项目1!A3", "项目代码")], id="read all the same"),
        pytest.param(assign("项目1", "A3", "乱改"), [], id="said by the reader already"),
        pytest.param(assign("项目1", "J7", "没有问题"), [("S08", "项目1!J7", "J7")], id="live check"),
        pytest.param(assign("项目1", "K12", "产出指标"), [("S08", "项目1!K12", "K12")], id="helper"),
        pytest.param(assign("目录", "E6", 1), [("S08", "目录!E6", "E6")], id="contents"),
        pytest.param(assign("封面", "C5", 2031), [("S12", "封面!C5", "2031")], id="another year"),
        pytest.param(assign("封面", "C6", "302"), [("S13", "封面!C6", "302")], id="another department"),
    ],
)
def test_cells(sent: Path, change: Change, expected: list[tuple[str, str, str]]) -> None:
    assert changed(sent, change) == expected


def test_rows_inserted(sent: Path) -> None:
    found = changed(sent, insert_row)
    assert ("S07", "项目1!A7", "") in found
    (one,) = [finding for finding in structure(sent) if finding.rule == "S07"]
    assert "上面插入了 1 行" in one.message.zh


def test_columns_inserted(sent: Path) -> None:
    found = changed(sent, insert_column)
    assert [place for rule, place, _ in found if rule == "S07"] == ["项目1!I4"]


def drop_validations(book: Workbook) -> None:
    book["项目1"].data_validations.dataValidation = []


def paste(book: Workbook) -> None:
    """Pasting over A12 and A13: the drop-down of 一级指标 is left on the rest of its column."""
    for validation in book["项目1"].data_validations.dataValidation:
        if str(validation.sqref).startswith("A11:A"):
            last = str(validation.sqref).rpartition("A")[2]
            validation.sqref = MultiCellRange(f"A11 A14:A{last}")


def unprotect(book: Workbook) -> None:
    book["项目1"].protection.sheet = False


def unprotect_all(book: Workbook) -> None:
    for sheet in book.worksheets:
        sheet.protection.sheet = False


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(drop_validations, [("S09", "项目1", "全表")], id="all drop-downs lost"),
        pytest.param(paste, [("S09", "项目1!A12", "A12:A13")], id="pasted over"),
        pytest.param(unprotect, [("S10", "", "项目1")], id="unprotected"),
        pytest.param(
            unprotect_all,
            [("S10", "", "全部工作表")],
            id="all unprotected",
        ),
    ],
)
def test_formats(sent: Path, change: Change, expected: list[tuple[str, str, str]]) -> None:
    assert changed(sent, change) == expected


# --- formulas that are gone: what is known is said, and nobody is blamed ---------------------------------------------


FORMS = ("专项1", "项目1", "项目2", "项目3")


def clear(*columns: str, sheets: tuple[str, ...] = ("项目1",), top: int = 3, bottom: int = 24) -> Change:
    """Delete what stands in some columns, as a person does or a program that keeps no formula without a result."""

    def change(book: Workbook) -> None:
        for name in sheets:
            for column in columns:
                for row in range(top, bottom + 1):
                    book[name][f"{column}{row}"] = None

    return change


HEAD = "J3:J5、J7:J9"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(clear("J"), [("S08", "项目1!J3", f"{HEAD}、J11:J24")], id="all messages, the count is left"),
        pytest.param(clear("J", top=1), [("S08", "项目1", "“自动核对”整列")], id="heading and messages"),
        pytest.param(clear("J", top=8, bottom=8), [("S08", "项目1!J8", "J8")], id="one message above the table"),
        pytest.param(clear("J", top=12, bottom=13), [("S08", "项目1!J12", "J12:J13")], id="two in the table"),
        pytest.param(clear("J", top=2, bottom=2), [("S08", "项目1!J2", "J2")], id="the count"),
        pytest.param(clear("K", top=1, bottom=1), [("S08", "项目1!K1", "K1")], id="whether the sheet is in use"),
        pytest.param(clear("J", "K", "L", top=24), [], id="a row without any may be one that was inserted"),
        pytest.param(
            clear("J", "K", "L", sheets=FORMS),
            [("S08", "", f"全部 4 张绩效目标表的 {HEAD}、J11:J24、K11:K24、L11:L24")],
            id="a program drops them on every sheet: said once",
        ),
    ],
)
def test_formulas_that_are_gone(sent: Path, change: Change, expected: list[tuple[str, str, str]]) -> None:
    assert changed(sent, change) == expected


def test_limits_that_a_program_dropped_are_said_once(sent: Path) -> None:
    def change(book: Workbook) -> None:
        for name in FORMS:
            book[name].data_validations.dataValidation = []

    assert changed(sent, change) == [("S09", "", "全部 4 张绩效目标表的 全表")]


def test_a_sheet_that_the_contents_list_is_not_called_a_copy(sent: Path) -> None:
    """As the button 新增项目 leaves it: the sheet stands in 目录, and the sums reach over it."""

    def change(book: Workbook) -> None:
        book.copy_worksheet(book["项目3"]).title = "项目4"
        contents = book["目录"]
        row = next(row for row in range(3, 20) if contents.cell(row, 3).value == "项目3") + 1
        contents.insert_rows(row)
        contents.cell(row, 3, "项目4")
        contents.cell(row, 5, "='项目4'!$C$4")
        contents.cell(row, 6, "=IFERROR('项目4'!$J$2,0)")

    assert "S04" not in {rule for rule, _, _ in changed(sent, change)}


@pytest.mark.parametrize("rule", list(STRUCTURE))
def test_no_message_tells_who_did_it(rule: str) -> None:
    """The file shows the difference from the template, not whether a person or a program made it."""
    texts = f"{STRUCTURE[rule].zh} {STRUCTURE[rule].en}"
    assert not re.search("粘贴造成|被删除|被覆盖|被撤销|用了别的|typed over|pasting|removed|has been deleted", texts)


# --- identity --------------------------------------------------------------------------------------------------------


def test_an_old_version(sent: Path) -> None:
    workbook = read_file(sent, "a.xlsx").workbook
    assert workbook
    result = interpret(workbook.sheets, "a.xlsx")
    old = replace(result, stamp={**result.stamp, "template": "0"})
    (one,) = structure_findings("a.xlsx", workbook, old)
    assert (one.rule, one.found, one.expected) == ("S11", "0", HB2020.version)


def test_units_of_another_department_on_a_blank_cover(sent: Path) -> None:
    def change(book: Workbook) -> None:
        book["封面"]["C6"] = None
        for name in ("项目1", "项目2"):
            book[name]["A2"] = "302001示范县水利局"

    (one,) = changed(sent, change)
    assert one[:2] == ("S13", "项目1!A2")


def test_check_and_consolidate_see_it(sent: Path) -> None:
    changed(sent, unprotect)
    findings = check_file(sent, sent.name).findings
    assert "S10" in {finding.rule for finding in findings}


def test_it_costs_little(tmp_path: Path) -> None:
    """A small share of what reading the file takes, so that nobody need switch it off."""
    path = tmp_path / "big.xlsx"
    write_department(department(30), path)
    started = time.process_time()
    workbook = read_file(path, "a.xlsx").workbook
    assert workbook
    result = interpret(workbook.sheets, "a.xlsx")
    reading = time.process_time() - started
    least = reading
    for _ in range(5):
        started = time.process_time()
        assert structure_findings("a.xlsx", workbook, result) == ()
        least = min(least, time.process_time() - started)
    assert least < reading / 8
