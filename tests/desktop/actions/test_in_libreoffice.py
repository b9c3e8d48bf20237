"""Reading and marking books that are open in LibreOffice, without a window: what fakes cannot vouch for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings

import xltools.desktop.libreoffice as lo
from tests.desktop.departments import address, department, project, write
from xltools.department.fill import fill_workbook, undo_fills
from xltools.department.read import read_book as read_file
from xltools.desktop.actions import ACTIONS
from xltools.desktop.libreoffice import uno_bridge
from xltools.desktop.libreoffice.app import OfficeApp
from xltools.desktop.live import read_book
from xltools.desktop.marks import BookMarks
from xltools.editor import EditableWorkbook
from xltools.editor.edits import Edits

pytestmark = pytest.mark.desktop

Open = Callable[[Path], xlwings.Book]


@pytest.fixture(scope="module")
def app() -> Iterator[xlwings.App]:
    office = lo.start()
    yield office
    office.quit()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What messages say; each is answered with OK. Nobody could answer one without a window."""
    shown: list[str] = []

    def alert(self: OfficeApp, prompt: str, *_: object) -> str:
        shown.append(prompt)
        return "ok"

    monkeypatch.setattr(OfficeApp, "alert", alert)
    return shown


@pytest.fixture
def open_book(app: xlwings.App) -> Iterator[Open]:
    books = []

    def open_one(path: Path) -> xlwings.Book:
        books.append(app.books.open(str(path)))
        return books[-1]

    yield open_one
    for book in books:
        book.close()


def saved(book: xlwings.Book, path: Path) -> Path:
    """A copy of the open book as a file."""
    options = uno_bridge.properties(FilterName="Calc MS Excel 2007 XML", Overwrite=True)
    book.impl.uno.storeToURL(uno_bridge.url_of(path), options)
    return path


def changed(path: Path, **cells: Any) -> Path:
    """Type into cells of 项目1; a value may be a pair of value and number format."""
    workbook = openpyxl.load_workbook(path)
    for key, value in cells.items():
        cell = workbook["项目1"][address(key) if not key[-1].isdigit() or "_" in key else key]
        cell.value, *number_format = value if isinstance(value, tuple) else (value,)
        cell.number_format = number_format[0] if number_format else cell.number_format
    workbook.save(path)
    return path


def test_an_open_book_reads_as_its_file_does(tmp_path: Path, open_book: Open) -> None:
    path = write(tmp_path / "475 扶贫办.xlsx")
    live, file = read_book(open_book(path)), read_file(path)
    assert live.book == file.book
    assert live.reading.findings == file.findings
    assert live.unused == ("专项1", "项目4")


def test_dates_errors_shares_and_formulas_read_as_in_the_file(tmp_path: Path, open_book: Open) -> None:
    path = changed(
        write(tmp_path / "475.xlsx"),
        H13=(datetime(2020, 12, 31), "yyyy-mm-dd"),
        other="=1/0",
        fiscal="=150000",
        plan_03=(0.25, "0%"),
        plan_06="=0.5",
    )
    book = open_book(path)
    live, file = read_book(book), read_file(saved(book, tmp_path / "copy.xlsx"), path.name)
    assert live.book == file.book
    assert [(one.rule, one.place) for one in live.reading.findings] == [(one.rule, one.place) for one in file.findings]
    project = live.book.projects[0]
    assert project.plan.march.text == "25%"
    assert project.fiscal.formula
    assert [one.target.text for one in project.indicators if "2020" in one.target.text] == ["2020-12-31"]
    assert [one.rule for one in live.reading.findings] == ["R04"]


def looks(path: Path) -> dict[str, tuple[Any, Any]]:
    """Fill and note of every cell of the target sheets that has either."""
    return {
        f"{sheet.title}!{cell.coordinate}": (cell.fill.fgColor.rgb, cell.comment and cell.comment.text)
        for sheet in openpyxl.load_workbook(path)
        if sheet.title.startswith("项目") and sheet.title != "项目清单"
        for row in sheet.iter_rows(max_row=40, max_col=9)
        for cell in row
        if cell.fill.patternType or cell.comment
    }


def test_marks_come_off_where_the_cells_have_moved_to(tmp_path: Path, open_book: Open, said: list[str]) -> None:
    """Rows inserted, a sheet renamed, the book saved and opened again: the marks are found."""
    book = open_book(write(tmp_path / "475.xlsx"))
    sheet = book.sheets["项目2"]
    sheet.api.unprotect("")
    before = saved(book, tmp_path / "before.xlsx")
    ACTIONS["check"](book)
    sheet.range("4:5").insert("down")
    sheet.name = "项目2 改名"
    again = open_book(saved(book, tmp_path / "again.xlsx"))
    marked = looks(saved(again, tmp_path / "marked.xlsx"))
    assert "项目2 改名!C6" in marked
    ACTIONS["clear-marks"](again)
    cleared = again.sheets["项目2 改名"]
    cleared.range("4:5").delete("up")
    cleared.name = "项目2"
    assert looks(saved(again, tmp_path / "after.xlsx")) == looks(before)


def test_fills_of_a_file_are_taken_back_in_the_open_book(tmp_path: Path, open_book: Open, said: list[str]) -> None:
    path = write(tmp_path / "475.xlsx")
    filled = fill_workbook(path.read_bytes(), path.name, datetime.now(UTC))
    (tmp_path / "filled.xlsx").write_bytes(filled.data)
    book = open_book(tmp_path / "filled.xlsx")
    ACTIONS["undo-fill"](book)
    assert f"已撤销 {len(filled.done)} 处填充" in said[-1]
    assert looks(saved(book, tmp_path / "after.xlsx")) == looks(saved(open_book(path), tmp_path / "same.xlsx"))


def test_fills_of_the_open_book_are_taken_back_in_its_file(tmp_path: Path, open_book: Open, said: list[str]) -> None:
    book = open_book(write(tmp_path / "475.xlsx"))
    before = looks(saved(book, tmp_path / "before.xlsx"))
    ACTIONS["fill"](book)
    filled = saved(book, tmp_path / "filled.xlsx")
    undone = undo_fills(filled.read_bytes(), filled.name)
    assert len(undone.cleared) == 3
    assert undone.changed == undone.refused == ()
    (tmp_path / "undone.xlsx").write_bytes(undone.data)
    assert looks(tmp_path / "undone.xlsx") == before


def test_marks_of_a_file_over_a_fill_that_cannot_be_given_back_stay_on(
    tmp_path: Path, open_book: Open, said: list[str]
) -> None:
    path = write(tmp_path / "475.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["项目1"]["C4"].fill = openpyxl.styles.PatternFill("lightGrid", fgColor="FF0000")
    workbook.save(path)
    edits = Edits()
    edits.fill("项目1", 4, 3, "FFC7CE")
    edits.note("项目1", 4, 3, "看这里")
    path.write_bytes(EditableWorkbook.open(path.read_bytes(), path.name).apply(edits).data)
    book = open_book(path)
    ACTIONS["clear-marks"](book)
    assert "标记保留：项目1 第 4 行第 3 列" in said[-1]
    assert len(BookMarks(book).cells) == 1


def test_a_new_project_made_from_a_filled_sheet_is_blank_and_unmarked(
    tmp_path: Path, open_book: Open, said: list[str]
) -> None:
    path = tmp_path / "475.xlsx"
    write(path, department(project(1), project(2, fiscal=Decimal(170000), title="第2批绩效目标表")), spare_sheets=0)
    book = open_book(path)
    ACTIONS["read"](book)
    ACTIONS["check"](book)
    ACTIONS["add-project"](book)
    assert "已新增“项目3”" in said[-1]
    assert "项目3" in read_book(book).unused
    copy = saved(book, tmp_path / "copy.xlsx")
    assert not [place for place in looks(copy) if place.startswith("项目3!") and looks(copy)[place][1]]
    sheets = openpyxl.load_workbook(copy, data_only=True)
    assert sheets["项目3"]["A1"].value == "预算项目绩效目标表"
    assert sheets["项目3"]["A2"].value == sheets["项目2"]["A2"].value
    assert sheets["项目3"].protection.sheet
    assert sheets["项目2"][address("budget")].value == 200000
    listed = [row[12].value for row in sheets["项目清单"].iter_rows(min_row=3)]
    assert listed == ["项目1", "项目2", "项目3"]
    contents = {row[2].value: row[3].value for row in sheets["目录"].iter_rows(min_row=3)}
    assert contents["项目3"] == "（未填写）"
    assert contents["项目2"] == "贫困人口技能培训第2批"
    assert book.app.screen_updating
    assert book.sheets.active.name == "项目3"


def test_a_new_project_that_fails_leaves_no_half_sheet(
    tmp_path: Path, open_book: Open, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = open_book(write(tmp_path / "475.xlsx"))
    names, active = [sheet.name for sheet in book.sheets], book.sheets.active.name
    monkeypatch.setattr("xltools.desktop.actions.adding._enter", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ACTIONS["add-project"](book)
    assert [sheet.name for sheet in book.sheets] == names
    assert book.sheets.active.name == active
    assert book.app.screen_updating
