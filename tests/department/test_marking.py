"""Marks on a copy: the sheet 校验结果, colours and notes, and what of it stays when the copy is marked again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.fixtures.seed import seed
from xltools.department.fill import fill_workbook
from xltools.department.marking import COLOURS, cell_marks, mark_workbook, result_sheet, result_workbook, shortened
from xltools.department.review import check_file
from xltools.editor import EditableWorkbook
from xltools.model import Finding, Place, Severity, Since
from xltools.template import write_department
from xltools.text import Text


def finding(rule: str, severity: Severity, cell: tuple[int, int] = (7, 2), **changes: object) -> Finding:
    place = Place("a.xlsx", "项目1", *cell)
    return Finding(
        rule,
        severity,
        place,
        subject="修路",
        message=Text(f"{rule} 不对", rule),
        suggestion=Text("改", "mend"),
        **changes,
    )  # type: ignore[arg-type]


ERROR, WARNING, NOTE = (finding(rule, level) for rule, level in zip(("P03", "P05", "V08"), Severity, strict=True))


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sent") / "475.xlsm"
    write_department(seed(), path, spare_sheets=1, macros=True)
    return path


@pytest.fixture(scope="module")
def findings(sent: Path) -> tuple[Finding, ...]:
    return check_file(sent, sent.name).findings


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize(
    ("here", "worst"),
    [((NOTE,), Severity.NOTE), ((NOTE, WARNING), Severity.WARNING), ((WARNING, ERROR, NOTE), Severity.ERROR)],
)
def test_the_worst_finding_gives_the_colour(here: tuple[Finding, ...], worst: Severity) -> None:
    (mark,) = cell_marks(here, ["项目1"])
    assert mark.colour == COLOURS[worst]
    assert all(one.message.zh in mark.text for one in here)


def test_whole_sheets_and_unknown_sheets_have_no_cell_to_mark() -> None:
    assert cell_marks([finding("I01", Severity.ERROR, (0, 0)), ERROR], ["项目2"]) == ()


def test_a_note_names_a_few_findings_and_counts_the_rest() -> None:
    (mark,) = cell_marks([ERROR] * 11, ["项目1"])
    assert "还有 3 处" in mark.text


def test_result_sheet_has_errors_first_counts_and_links() -> None:
    sheet = result_sheet((ERROR, WARNING, finding("I01", Severity.NOTE, (0, 0))), ["项目1"])
    texts = [[str(cell.value or "") for cell in row] for row in sheet.rows]
    assert texts[0] == ["校验结果"]
    assert [text for text in texts[2] if text] == ["错误 1 处：必须改正", "警告 1 处：应当改正", "提示 1 处：请核对"]
    assert texts[4][:4] == ["级别", "规则", "位置", "项目"]
    assert [row[0] for row in texts[5:]] == ["错误", "警告", "提示"]
    assert [row[2].link for row in sheet.rows[5:]] == [ERROR.place, WARNING.place, Place("a.xlsx", "项目1")]
    assert len(sheet.heights) == len(sheet.rows)


def test_counts_stand_side_by_side() -> None:
    counts = result_sheet((ERROR, WARNING, NOTE), ["项目1"]).rows[2]
    assert [column for column, cell in enumerate(counts, 1) if cell.value] == [3, 4, 5]


@pytest.mark.parametrize(
    ("rows", "place", "message"),
    [
        ([7], "项目1 B7", "T02 不对"),
        ([7, 8, 9], "项目1 B7 等 3 格", "3 处依据笼统：B7、B8、B9"),
        (range(7, 47), "项目1 B7 等 40 格", f"40 处依据笼统：{'、'.join(f'B{row}' for row in range(7, 37))} 等"),
    ],
)
def test_the_cells_of_likes_stand_where_lines_break(rows: Sequence[int], place: str, message: str) -> None:
    """LibreOffice breaks no lines in a link."""
    [row] = result_sheet([finding("T02", Severity.WARNING, (row, 2)) for row in rows], ["项目1"]).rows[5:]
    assert (row[2].value, row[4].value, row[2].link) == (place, message, Place("a.xlsx", "项目1", rows[0], 2))


def test_result_sheet_says_what_changed() -> None:
    new = finding("P03", Severity.ERROR, since=Since.NEW)
    still = finding("P05", Severity.WARNING, since=Since.STILL)
    sheet = result_sheet((new, still), ["项目1"], mended=3)
    assert "新增 1 处，仍在 1 处，已改 3 处" in str(sheet.rows[1][0].value)
    assert [row[-4].value for row in sheet.rows[4:]] == ["与上次相比", "新增", "仍在"]


def test_marked_copy_keeps_macros_buttons_and_content(sent: Path, findings: tuple[Finding, ...]) -> None:
    before = sent.read_bytes()
    marked = mark_workbook(before, sent.name, findings)
    assert marked.refused == ()
    book, original = opened(marked.data), opened(before)
    assert book.sheetnames[0] == "校验结果"
    assert [name for name in book.sheetnames if name in original.sheetnames] == original.sheetnames
    for sheet in original:
        values = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert [[cell.value for cell in row[: len(values[0])]] for row in book[sheet.title].iter_rows()] == values
    with zipfile.ZipFile(io.BytesIO(marked.data)) as copy, zipfile.ZipFile(io.BytesIO(before)) as archive:
        assert copy.read("xl/vbaProject.bin") == archive.read("xl/vbaProject.bin")
    errors = {(f.place.sheet, f.place.cell) for f in findings if f.severity is Severity.ERROR and f.place.cell}
    for name, cell in errors:
        assert book[name][cell].fill.fgColor.rgb == f"FF{COLOURS[Severity.ERROR]}"
        assert book[name][cell].comment is not None
    assert sent.read_bytes() == before


def test_marking_again_leaves_one_mark_and_one_result(sent: Path, findings: tuple[Finding, ...]) -> None:
    once = mark_workbook(sent.read_bytes(), sent.name, findings).data
    twice = mark_workbook(once, sent.name, findings[:3]).data
    book = opened(twice)
    assert book.sheetnames.count("校验结果") == 1
    marks = EditableWorkbook.open(twice).marks.cells
    assert {(m.sheet, m.row, m.column) for m in marks} == {
        (f.place.sheet, f.place.row, f.place.column) for f in findings[:3] if f.place.cell
    }
    comments = [cell.comment for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
    assert sum("【校验】" in comment.text for comment in comments) == len(marks)


def test_unmarked_is_what_was_sent(sent: Path, findings: tuple[Finding, ...]) -> None:
    back = EditableWorkbook.open(mark_workbook(sent.read_bytes(), sent.name, findings).data).unmarked().data
    book, original = opened(back), opened(sent.read_bytes())
    assert book.sheetnames == original.sheetnames
    for sheet in original:
        for row in sheet.iter_rows():
            for cell in row:
                other = book[sheet.title][cell.coordinate]
                assert (other.value, other.fill.fgColor.rgb) == (cell.value, cell.fill.fgColor.rgb)
                assert (other.comment is None) == (cell.comment is None)


def test_fills_stay_when_the_marks_go(sent: Path, findings: tuple[Finding, ...]) -> None:
    filled = fill_workbook(sent.read_bytes(), sent.name, datetime(2020, 3, 1))
    marked = mark_workbook(filled.data, sent.name, findings).data
    notes = [
        mark.note.text
        for mark in EditableWorkbook.open(mark_workbook(marked, sent.name, ()).data).marks.cells
        if mark.note
    ]
    assert sum("【填充" in note for note in notes) == len(filled.done)
    assert not any("【校验】" in note for note in notes)
    assert "填充日志" in opened(marked).sheetnames


def test_a_department_with_a_sheet_of_that_name_keeps_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("校验结果")["A1"] = "自己写的"
    book.save(tmp_path / "a.xlsx")
    marked = mark_workbook((tmp_path / "a.xlsx").read_bytes(), "a.xlsx", (ERROR,))
    names = opened(marked.data).sheetnames
    assert names[0] == "校验结果2"
    assert opened(marked.data)["校验结果"]["A1"].value == "自己写的"


def test_plain_result_opens_and_says_why() -> None:
    book = opened(result_workbook((ERROR,), "a.xls：不能标记。"))
    assert str(book["校验结果"]["A2"].value).endswith("。规则设置：默认")
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == ["校验结果", "说明"]
    assert book["说明"]["A1"].value == "a.xls：不能标记。"
    assert book["校验结果"]["B6"].value == "P03"
    assert "把改好的原工作簿报回" in book["校验结果"]["A4"].value


@pytest.mark.parametrize(("name", "shown"), [("修路", "修路"), ("长" * 36, "长" * 36), ("长" * 37, "长" * 35 + "…")])
def test_long_names_are_cut(name: str, shown: str) -> None:
    assert shortened(name) == shown
