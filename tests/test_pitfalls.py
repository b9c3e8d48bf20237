"""Where tools of this kind have failed people: each pitfall that applies here has a test named after it.

The numbers are those of our study of comparable tools. What a later test of another room holds is listed at the end,
by number, with that test's name; so is what does not apply, and why.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import reduce
from operator import add
from pathlib import Path

import openpyxl
import pytest

from tests.fixtures.books import SHEETS, as_wps, change_parts, with_openpyxl, with_xlsxwriter
from tests.fixtures.bounded import ROOT, run_bounded
from tests.fixtures.forms import form, package, parts
from tests.fixtures.hostile.packages import SHEET
from tests.fixtures.packages import zipped
from tests.fixtures.zips import Member, raw_zip, zeros
from xltools.county.data import CountyData, CountyFile, Fate
from xltools.county.gather import find_files, gather
from xltools.county.rows import read_county_file
from xltools.department.read import ReadBook, read_book
from xltools.department.review import check_file
from xltools.grids.grid import Block, CellValue
from xltools.messages.counting import count_severities
from xltools.model import DepartmentBook, Severity
from xltools.rules.catalogue import RULES
from xltools.rules.engine import check_book, group_findings
from xltools.rules.examples import build_book, build_books, build_sheet
from xltools.rules.rule import Rule
from xltools.rules.settings import read_settings
from xltools.summary import write_summary
from xltools.template import write_department
from xltools.values import parse_amount


def sent(folder: Path, changes: Mapping[tuple[int, int], CellValue] | None = None, department: int = 301) -> Path:
    """A department's workbook as it was sent, with these cells changed."""
    path = folder / f"{department}.xlsx"
    path.write_bytes(zipped(package(form(department, changes))))
    return path


def template(folder: Path, book: DepartmentBook | None = None, name: str = "301.xlsx", **options: int) -> Path:
    """A workbook made from our template."""
    path = folder / name
    write_department(book or build_book(), path, **options)  # type: ignore[arg-type]
    return path


def said(read: ReadBook) -> set[tuple[str, str]]:
    return {(finding.rule, finding.place.cell) for finding in read.findings}


def summary(data: CountyData) -> openpyxl.Workbook:
    buffer = io.BytesIO()
    write_summary(data, buffer)
    return openpyxl.load_workbook(buffer)


# --- reading ---------------------------------------------------------------------------------------------------------


def test_01_wrong_row_in_messages_after_blank_inserted_or_hidden_rows(tmp_path: Path) -> None:
    """The property test is tests/fuzz/test_places.py; this is the case that peers got wrong."""
    cells = form(301, {(4, 3): "一百万上下"})
    moved = replace(
        cells,
        rows=[[], [], *cells.rows[:3], [], *cells.rows[3:]],
        merged=[Block(*(r + 2 + (r > 3) if n % 2 == 0 else r for n, r in enumerate(b))) for b in cells.merged],
        hidden_rows=frozenset({2, 7}),
    )
    path = tmp_path / "301.xlsx"
    path.write_bytes(zipped(package(moved)))
    findings = check_file(path, "301.xlsx").findings
    cell = next(finding.place.cell for finding in findings if finding.rule == "A01")
    assert openpyxl.load_workbook(path).worksheets[0][cell].value == "一百万上下"


@pytest.mark.parametrize("write", [with_openpyxl, with_xlsxwriter])
def test_02_wps_states_a_dimension_of_one_cell(write: object, tmp_path: Path) -> None:
    path = as_wps(write(tmp_path / "a.xlsx", form(301, {(11, 5): "100%"})))  # type: ignore[operator]
    read = read_book(path)
    assert read.book
    assert len(read.book.sheets[0].indicators) == 5


def test_03_saving_what_somebody_sent_with_openpyxl_destroys_content(tmp_path: Path) -> None:
    path = template(tmp_path)
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    check_file(path, "301.xlsx")
    summary(gather(find_files([tmp_path]), jobs=1))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    used = [
        file for file in (ROOT / "xltools").rglob("*.py") if re.search(r"\bload_workbook\(", file.read_text("utf-8"))
    ]
    assert [file for file in used if re.search(r"\.save\(", file.read_text("utf-8"))] == []


def test_04_a_5_kb_file_kills_the_process(tmp_path: Path) -> None:
    path = tmp_path / "301.xlsx"
    path.write_bytes(zipped(parts(301, inside='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')))
    assert path.stat().st_size < 5000
    run = run_bounded(["-m", "xltools", "check", str(path)], seconds=30)
    assert run.code in {0, 1}
    assert "XFD1048576" in run.output


def test_05_a_small_file_unpacks_to_hundreds_of_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "301.xlsx"
    members = [Member(name, content) for name, content in parts(301).items() if name != SHEET]
    path.write_bytes(raw_zip([*members, Member(SHEET, b"", packed=zeros(400), size=400 << 20)]))
    assert path.stat().st_size < 500 << 10
    started = time.process_time()
    record = read_county_file(path, "301.xlsx")
    assert time.process_time() - started < 1
    assert (record.fate, [finding.rule for finding in record.findings]) == (Fate.REJECTED, ["F06"])


@pytest.mark.parametrize(("formula", "rule"), [("=IF(E4>0,E4+G4,0)", "R03"), ("=E4+G4", "R17")])
def test_06_a_formula_without_stored_value_reads_as_empty(formula: str, rule: str, tmp_path: Path) -> None:
    read = read_book(with_openpyxl(tmp_path / "a.xlsx", form(301, {(4, 3): formula, (11, 5): "100%"})))
    assert (rule, "C4") in said(read)


def test_07_validation_lost_by_pasting_is_never_relied_upon(tmp_path: Path) -> None:
    faulty = build_book(build_sheet(plan="20/60/40/120"))
    path = template(tmp_path, faulty)
    with_lists = {finding.rule for finding in check_file(path, "a").findings}
    drop = {SHEETS: lambda xml: re.sub(rb"<sheetProtection[^>]*>|<dataValidations.*</dataValidations>", b"", xml)}
    without = {finding.rule for finding in check_file(change_parts(path, drop), "a").findings}
    assert "P03" in with_lists
    assert without == with_lists | {"S09", "S10"}  # lists and protection gone: said


def test_08_a_template_with_nothing_in_it_is_accepted(tmp_path: Path) -> None:
    empty = replace(build_book(), sheets=())
    record = read_county_file(template(tmp_path, empty, spare_sheets=2), "301.xlsx")
    assert (record.fate, [finding.rule for finding in record.findings]) == (Fate.REJECTED, ["R14"])


def test_09_a_check_quietly_stops_running(tmp_path: Path) -> None:
    path = sent(tmp_path, {(7, 6): 10.0})
    first, second = check_file(path, "a"), check_file(path, "a")
    assert first.findings == second.findings != ()
    assert first.rules_run == second.rules_run > 50


def test_10_findings_without_a_cell_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "301.xlsx"
    path.write_bytes(zipped(parts(301) | {"xl/connections.xml": b"<connections/>"}))
    findings = check_file(path, "301.xlsx").findings
    assert "F25" in {finding.rule for finding in findings if not finding.place.cell}
    grouped = [finding for group in group_findings(findings) for finding in group.findings]
    assert sorted(grouped, key=repr) == sorted(findings, key=repr)
    assert sum(count_severities(findings).values()) == len(findings)


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.check], ids=lambda rule: rule.id)
def test_11_an_empty_or_contradictory_message(rule: Rule) -> None:
    found = (finding for book in build_books(rule.fires) for finding in check_book(book).findings)
    for finding in found:
        texts = (*finding.message, *finding.suggestion)
        assert all(texts)
        assert not any(re.search(r"\{\w*\}", text) for text in texts), texts


def test_12_warnings_drown_errors(tmp_path: Path) -> None:
    faults: dict[tuple[int, int], CellValue] = {(row, 6): "有关文件" for row in range(10, 15)}
    findings = check_file(sent(tmp_path, faults | {(7, 6): 10.0}), "a").findings
    ranks = [group.first.severity.rank for group in group_findings(findings)]
    assert ranks == sorted(ranks)
    assert ranks[0] == Severity.ERROR.rank


def test_13_a_new_rule_blocks_everybody_on_the_deadline(tmp_path: Path) -> None:
    path = sent(tmp_path, {(7, 6): 10.0})
    errors = {finding.rule for finding in check_file(path, "a").findings if finding.severity is Severity.ERROR}
    softer = read_settings({"rules": {rule: {"severity": "note"} for rule in errors if rule[0] not in "RF"}})
    assert errors
    assert [finding for finding in check_file(path, "a", softer).findings if finding.severity is Severity.ERROR] == []


def test_14_money_in_floats(tmp_path: Path) -> None:
    rng = random.Random(14)
    fens = [rng.randrange(10**6, 10**10) for _ in range(2000)]
    # Added one after another, as a spreadsheet does; from Python 3.12 on, sum() makes good for lost digits of floats.
    assert reduce(add, (fen / 100 for fen in fens)) != sum(fens) / 100
    amounts = [parse_amount(fen / 100) for fen in fens]
    assert sum(amount for amount in amounts if amount is not None) == Decimal(sum(fens)) / 100


@pytest.mark.parametrize("name", ["NA", "N/A", "None", "nan", "NULL", "#N/A 项目", "TRUE"])
def test_15_words_that_table_libraries_take_for_missing(name: str, tmp_path: Path) -> None:
    record = read_county_file(sent(tmp_path, {(3, 5): name, (3, 2): "123456789012345678"}), "a")
    assert [(row.name, row.code) for row in record.projects] == [(name, "123456789012345678")]


@pytest.mark.parametrize(
    "typed",
    [
        "1,200,000.00",
        "１２０００００",
        "　1200000　",
        "1200000元",
        "120万元",
        "￥1,200,000",
        "1 200 000",
        "\u00a01200000",
    ],
)
def test_16_numbers_as_text_full_width_digits_odd_blanks(typed: str, tmp_path: Path) -> None:
    assert [row.budget for row in read_county_file(sent(tmp_path, {(4, 3): typed}), "a").projects] == [Decimal(1200000)]


def test_17_merged_data_cells(tmp_path: Path) -> None:
    cells = form(301, {(11, 5): ""})
    path = tmp_path / "301.xlsx"
    path.write_bytes(zipped(package(replace(cells, merged=(*cells.merged, Block(10, 5, 11, 5))))))
    read = read_book(path)
    assert ("R07", "E10") in said(read)
    assert read.book
    assert [row.target.text for row in read.book.sheets[0].indicators[:2]] == ["≥32公里", "≥32公里"]


# --- many files ------------------------------------------------------------------------------------------------------


def test_18_lock_files_of_office(tmp_path: Path) -> None:
    sent(tmp_path)
    (tmp_path / "~$301.xlsx").write_bytes(b"\x06xltool")
    data = gather(find_files([tmp_path]), jobs=1)
    assert {Path(file.path).name: file.fate for file in data.files} == {
        "301.xlsx": Fate.ACCEPTED,
        "~$301.xlsx": Fate.IGNORED,
    }
    assert "301.xlsx 正在被打开" in data.files[1].reason.zh


def test_19_a_department_sends_twice(tmp_path: Path) -> None:
    for name, day in (("旧.xlsx", 1), ("新.xlsx", 2)):
        write_department(build_book(), tmp_path / name, created=datetime(2020, 3, day, tzinfo=UTC).replace(tzinfo=None))
    moment = datetime(2020, 4, 1, tzinfo=UTC)
    once, again = (gather(find_files([tmp_path]), jobs=1, generated=moment) for _ in range(2))
    assert {Path(file.path).name: file.fate for file in once.files} == {
        "旧.xlsx": Fate.SUPERSEDED,
        "新.xlsx": Fate.ACCEPTED,
    }
    first, second = io.BytesIO(), io.BytesIO()
    write_summary(once, first)
    write_summary(again, second)
    assert first.getvalue() == second.getvalue()


def test_20_a_file_cannot_be_left_out(tmp_path: Path) -> None:
    sent(tmp_path)
    sent(tmp_path, department=302)
    data = gather(find_files([tmp_path], exclude=["302*"]), jobs=1)
    left_out = [file for file in data.files if file.fate is Fate.IGNORED]
    assert [(Path(file.path).name, "302*" in file.reason.zh) for file in left_out] == [("302.xlsx", True)]


def test_21_no_progress_and_foreign_files_take_long(tmp_path: Path) -> None:
    sent(tmp_path)
    cells = "".join(f'<c r="{column}{{0}}"><v>1</v></c>' for column in "ABCDEFGH")
    rows = "".join(f'<row r="{row}">{cells.format(row)}</row>' for row in range(100, 19_900))
    (tmp_path / "别的报表.xlsx").write_bytes(zipped(parts(302, inside=rows)))
    told: list[CountyFile] = []
    data = gather(find_files([tmp_path]), jobs=1, progress=told.append)
    assert {Path(file.path).name for file in told} == {"301.xlsx", "别的报表.xlsx"}
    assert len(data.accepted) == 1
    started = time.process_time()
    assert read_county_file(tmp_path / "别的报表.xlsx", "a").fate is Fate.REJECTED
    assert time.process_time() - started < 1


def test_26_chinese_paths_and_a_console_in_gbk(tmp_path: Path) -> None:
    folder = tmp_path / "报送 2020（一）" / "股室·甲"
    folder.mkdir(parents=True)
    path = folder / "301示范县交通运输局😀.xlsx"
    sent(folder, {(4, 3): "一百万"}).rename(path)
    report = folder / "问题.json"
    run = run_bounded(
        ["-m", "xltools", "check", str(path), "--json", str(report)],
        seconds=30,
        environment={"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"},
    )
    assert run.code in {0, 1}, run.output
    assert "Traceback" not in run.output
    assert path.name in {Path(finding["file"]).name for finding in json.loads(report.read_text("utf-8"))["findings"]}


def test_36_formulas_whose_result_depends_on_the_language(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template(tmp_path, spare_sheets=1))
    formulas = [
        str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    ]
    assert len(formulas) > 20
    local = re.compile(r"\b(?:TEXT|DATEVALUE|TIMEVALUE|VALUE|DOLLAR|FIXED|CELL|INFO|NUMBERVALUE)\(")
    # CELL("format", ...) answers with the same letters in every language; a program that does not know it gives an
    # error, which the formula takes for "no format": the live check is then silent, and the check of the file speaks.
    known = re.compile(r'\bCELL\("format",')
    assert [formula for formula in formulas if local.search(known.sub("(", formula))] == []
    assert all(formula.startswith("=IFERROR(") for formula in formulas if known.search(formula))


def test_39_text_that_turns_into_a_formula(tmp_path: Path) -> None:
    texts = ("=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")')
    places = ((3, 5), (5, 2), (10, 3), (11, 3), (12, 3), (13, 3))
    path = sent(tmp_path, {**dict(zip(places, texts, strict=True)), (4, 3): "=1+2 不是数"})
    cells = [
        cell
        for sheet in summary(gather(find_files([path]), jobs=1)).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if any(text.strip() in str(cell.value) for text in texts)
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {text for text in texts if any(text.strip() in str(cell.value) for cell in cells)} == set(texts)
    run = run_bounded(["-m", "xltools", "check", str(path), "--format", "csv"], seconds=30)
    rows = list(csv.reader(io.StringIO(run.output.lstrip("\ufeff"))))
    assert len(rows) > 1
    assert [value for row in rows for value in row if value.startswith(("=", "+", "-", "@", "\t"))] == []


def test_40_blank_formatted_rows_below_the_form(tmp_path: Path) -> None:
    clean = read_county_file(sent(tmp_path), "a")
    blank = "".join(f'<row r="{row}"><c r="A{row}" s="2"/><c r="G{row}" s="2"/></row>' for row in range(16, 4000))
    stray = '<row r="4100"><c r="F4100" t="inlineStr"><is><t>1</t></is></c></row>'
    path = tmp_path / "302.xlsx"
    path.write_bytes(zipped(parts(301, inside=blank)))
    assert [finding.rule for finding in read_county_file(path, "a").findings] == [
        finding.rule for finding in clean.findings
    ]
    path.write_bytes(zipped(parts(301, inside=blank + stray)))
    record = read_county_file(path, "a")
    assert [row.budget for row in record.projects] == [row.budget for row in clean.projects]


# --- in other rooms --------------------------------------------------------------------------------------------------

HELD: Mapping[int, str] = {
    22: "desktop/test_installing.py::test_an_older_add_in_is_told_and_replaced",
    23: "desktop/test_clicks.py::test_ping_comes_back_from_the_real_package",
    24: "desktop/test_launcher_paths.py::test_the_python_without_a_window_is_preferred",
    27: "desktop/actions/test_department.py::test_a_busy_host_is_asked_again_and_then_told",
    28: "desktop/libreoffice/test_live_office.py::test_a_program_that_ends_leaves_no_office_behind",
    29: "desktop/actions/test_department.py::test_the_view_comes_back_even_after_a_failure",
    30: "desktop/actions/test_department.py::test_calls_do_not_grow_with_cells",
    31: "desktop/actions/test_department.py::test_taking_fills_back_spares_what_was_changed_since",
    32: "desktop/test_installing.py::test_the_doctor_knows_onedrive_and_chinese_paths",
    33: "desktop/test_installing.py::test_the_doctor_sees_a_file_that_windows_blocks",
    35: "template/test_write.py::test_what_people_may_do_on_a_protected_sheet",
    37: "rules/test_catalogue.py::test_example_fires",
    38: "benchmarks/test_consolidation.py::test_every_job_runs_on_the_generated_files",
}
"""Pitfalls of the desktop, the template and the rules, and the test that holds each."""

NOT_OURS: Mapping[int, str] = {
    25: "no program is built that an antivirus could flag: the toolkit is installed by pip",
    34: "whether WPS runs the buttons cannot be tried without WPS; its files are read (02)",
}


@pytest.mark.parametrize("number", sorted(HELD))
def test_a_pitfall_of_another_room_is_held_there(number: int) -> None:
    file, _, name = HELD[number].partition("::")
    assert f"def {name}(" in (ROOT / "tests" / file).read_text("utf-8")


def test_every_pitfall_is_accounted_for() -> None:
    here = {int(match[1]) for name in globals() if (match := re.match(r"test_(\d\d)_", name))}
    assert here | set(HELD) | set(NOT_OURS) == set(range(1, 41))
    assert not here & set(HELD)
