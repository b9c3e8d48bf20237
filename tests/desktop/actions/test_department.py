"""The department's buttons on a recorded book: what they write, what they leave alone, and how few calls it takes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.desktop.departments import address, department, project, write
from tests.desktop.fakes import FakeBook, FakeCell, FakeRange
from tests.fixtures.books import with_xlsxwriter
from tests.fixtures.grids import PROJECT, grid
from xltools.county.gather import find_files, gather
from xltools.department.read import read_book as read_file
from xltools.department.review import check_file
from xltools.desktop import session
from xltools.desktop.actions import ACTIONS
from xltools.desktop.live import read_book
from xltools.desktop.marks import BookMarks, NewMark
from xltools.editor.address import parse_cell
from xltools.errors import XltoolsError
from xltools.model import DepartmentBook
from xltools.rules.settings import read_settings
from xltools.template import write_department


def opened(folder: Path, book: DepartmentBook | None = None) -> FakeBook:
    return FakeBook.of(write(folder / "475 扶贫办.xlsx", book))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("department") / "475 扶贫办.xlsx")


@pytest.fixture
def book(path: Path) -> FakeBook:
    return FakeBook.of(path)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of eight projects."""
    sheets = [project(number, fiscal=Decimal(150000)) for number in range(1, 9)]
    return write(tmp_path_factory.mktemp("many") / "475.xlsx", department(*sheets))


def cell(book: FakeBook, sheet: str, key: str) -> FakeCell:
    place = parse_cell(address(key))
    assert place is not None
    return book.sheets[sheet].cells[place]


def act(book: Any, name: str) -> str:
    ACTIONS[name](book)
    said: str = book.app.shown[-1]
    return said


def column(book: FakeBook, sheet: str, number: int) -> list[Any]:
    cells = book.sheets[sheet].cells
    last = max(row for row, _ in cells)
    return [cells.get((row, number), FakeCell()).value for row in range(1, last + 1)]


def test_an_open_book_reads_as_its_file_does(path: Path, book: Any) -> None:
    live, file = read_book(book), read_file(path)
    assert live.book == file.book
    assert live.reading.findings == file.findings
    assert live.unused == ("专项1", "项目4")


@pytest.mark.parametrize("name", ["封面", "目录", "项目清单", "指标库"])
def test_a_form_on_a_sheet_with_a_name_of_ours_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / "自制.xlsx"
    with_xlsxwriter(path, grid(PROJECT, sheet=name))
    live = read_book(FakeBook.of(path))
    assert [sheet.place.sheet for sheet in live.book.sheets] == [name]
    assert live.book == read_file(path).book


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [(0.2, "0%", "20%"), (0.2, "General", "0.2"), (1.0, "0%", "100%"), (1.2, "0.0%", "120%"), (90.0, "0%", "9000%")],
)
def test_a_share_is_told_by_its_format(book: Any, value: float, number_format: str, text: str) -> None:
    cell(book, "项目1", "plan_03").value = value
    cell(book, "项目1", "plan_03").number_format = number_format
    assert read_book(book).book.projects[0].plan.march.text == text


def test_an_error_value_is_reported_where_it_stands(book: Any) -> None:
    cell(book, "项目1", "budget").value, cell(book, "项目1", "budget").formula = "#DIV/0!", "=1/0"
    (finding,) = [one for one in read_book(book).reading.findings if one.rule == "R04"]
    assert (finding.place.sheet, finding.place.cell) == ("项目1", address("budget"))


def test_reading_lists_every_target_sheet(book: FakeBook) -> None:
    said = act(book, "read")
    assert "已读取 3 张绩效目标表：预算项目 3 个" in said
    assert column(book, "项目清单", 4)[2:] == [
        "贫困人口技能培训第1批", "贫困人口技能培训第2批", "贫困人口技能培训第3批", "（未填写）", "（未填写）",
    ]  # fmt: skip
    links = [book.sheets["项目清单"].cells[row, 13].formula for row in range(3, 8)]
    assert links[0] == '=HYPERLINK("#\'项目1\'!A1","项目1")'
    assert [sheet.name for sheet in book.sheets][:3] == ["封面", "目录", "项目清单"]


def test_what_people_typed_becomes_no_formula_in_a_list(tmp_path: Path) -> None:
    book = opened(tmp_path, department(project(1, name='=HYPERLINK("http://x")'), project(2, name="'引号开头")))
    act(book, "read")
    listed = [book.sheets["项目清单"].cells[row, 4] for row in (3, 4)]
    assert [one.formula for one in listed] == ["", ""]
    assert [one.value for one in listed] == ['=HYPERLINK("http://x")', "'引号开头"]


def test_a_sheet_of_somebody_else_is_never_overwritten(book: FakeBook) -> None:
    book.sheets.add("校验结果", after=book.sheets[0]).cells[1, 1] = FakeCell("我的笔记")
    before = book.look()
    with pytest.raises(XltoolsError, match="不是本工具生成的"):
        ACTIONS["check"](book)
    assert book.sheets["校验结果"].cells == {(1, 1): FakeCell("我的笔记")}
    assert book.look() == before


def test_filling_writes_only_blanks_and_logs_them(book: FakeBook) -> None:
    said = act(book, "fill")
    assert "可以填充 3 个空白单元格" in book.app.shown[0]
    assert "已填充 3 个" in said
    assert [cell(book, "项目3", key).value for key in ("other", "plan_10", "plan_12")] == [50000.0, 100.0, 100.0]
    assert cell(book, "项目3", "other").color == (0xDD, 0xEB, 0xF7)
    assert "依据：" in (cell(book, "项目3", "other").note or "")
    assert column(book, "填充日志", 2)[2:] == ["项目3"] * 3


def test_declining_leaves_everything_as_it_was(book: FakeBook) -> None:
    book.app.answers = ["cancel"]
    ACTIONS["fill"](book)
    assert len(book.app.shown) == 1
    assert not {"write values", "colour", "note"} & set(book.calls)


def test_taking_fills_back_spares_what_was_changed_since(book: FakeBook) -> None:
    act(book, "fill")
    cell(book, "项目3", "plan_10").value = 90.0
    said = act(book, "undo-fill")
    assert "已撤销 2 处" in said
    assert f"项目3!{address('plan_10')}：填入 100，现为 90" in said
    assert [cell(book, "项目3", key).value for key in ("other", "plan_10", "plan_12")] == [None, 90.0, None]
    assert book.look() == {}
    assert "_xltools_marks" not in [sheet.name for sheet in book.sheets]
    assert "没有填充记录" in act(book, "undo-fill")


def test_a_second_fill_goes_on_with_the_log(book: FakeBook) -> None:
    act(book, "fill")
    cell(book, "项目2", "other").value = None
    act(book, "fill")
    assert column(book, "填充日志", 2)[2:] == ["项目3", "项目3", "项目3", "项目2"]


def test_checking_marks_cells_and_lists_errors_first(book: FakeBook) -> None:
    said = act(book, "check")
    assert "检查了 3 张绩效目标表" in said
    assert cell(book, "项目2", "plan_06").color == (0xFF, 0xC7, 0xCE)
    assert "【错误 P03】" in (cell(book, "项目2", "plan_06").note or "")
    levels = [level for level in column(book, "校验结果", 2)[3:] if level]
    assert levels == sorted(levels, key=["错误", "警告", "提示"].index)


@pytest.mark.parametrize("order", [["check"], ["check", "check"], ["fill", "check"], ["check", "fill", "check"]])
def test_clearing_gives_back_the_earlier_look(book: FakeBook, order: list[str]) -> None:
    own = cell(book, "项目2", "plan_06")
    own.color, own.note = (146, 208, 80), "县里看过"
    if "fill" in order:
        act(book, "fill")
    before = book.look()
    for name in order:
        act(book, name)
    assert book.look() != before
    act(book, "clear-marks")
    assert book.look() == before
    if "fill" in order:
        act(book, "undo-fill")
        assert book.look() == {("项目2", parse_cell(address("plan_06"))): ((146, 208, 80), "县里看过")}


def test_taking_fills_back_under_marks_of_a_check_leaves_the_check(book: FakeBook) -> None:
    act(book, "fill")
    fill_marked = cell(book, "项目3", "other")
    with BookMarks(book) as marks:  # type: ignore[arg-type]
        marks.put([NewMark("项目3", *(parse_cell(address("other")) or (0, 0)), "FFC7CE", "看这里")])
    act(book, "undo-fill")
    assert (fill_marked.color, fill_marked.note) == ((0xFF, 0xC7, 0xCE), "\n【xltools】看这里")
    act(book, "clear-marks")
    assert fill_marked.color is None


def test_a_colour_that_somebody_gave_since_is_theirs(book: FakeBook) -> None:
    act(book, "check")
    cell(book, "项目2", "plan_06").color = (0, 176, 80)
    cell(book, "项目2", "plan_06").note = f"{cell(book, '项目2', 'plan_06').note}\n已改"
    act(book, "clear-marks")
    assert (cell(book, "项目2", "plan_06").color, cell(book, "项目2", "plan_06").note) == ((0, 176, 80), "\n已改")


COLOURS = st.sampled_from([None, (255, 255, 0), (255, 199, 206), (221, 235, 247)])
NOTES = st.sampled_from([None, "县里看过", "【错误 P03】", "多行\n批注"])
LOOKS = st.dictionaries(st.sampled_from(["budget", "plan_06", "other", "code"]), st.tuples(COLOURS, NOTES))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LOOKS, st.lists(st.sampled_from(["check", "clear-marks"]), max_size=3))
def test_whatever_cells_looked_like_they_do_again(path: Path, looks: Any, clicks: list[str]) -> None:
    book = FakeBook.of(path)
    for key, (colour, note) in looks.items():
        one = cell(book, "项目2", key)
        one.color, one.note = colour, note
    before = book.look()
    for name in [*clicks, "check", "clear-marks"]:
        act(book, name)
    assert book.look() == before


def test_ready_to_send_only_looks(book: FakeBook) -> None:
    said = act(book, "ready-to-send")
    assert "1 张表有必填项空着：项目3" in said
    assert "项目2 2 处" in said
    assert "2 张表是空白的：专项1、项目4" in said
    assert not {"write values", "colour", "note", "format"} & set(book.calls)


def test_ready_to_send_says_when_nothing_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "475.xlsx"
    write(path, department(project(1)), spare_sheets=0)
    assert "可以报送" in act(FakeBook.of(path), "ready-to-send")


@pytest.mark.parametrize("name", ["read", "check", "fill", "ready-to-send"])
def test_calls_do_not_grow_with_cells(many: Path, name: str) -> None:
    book = FakeBook.of(many)
    act(book, name)
    count = len(book.sheets.all)
    assert book.calls["read values"] <= count + 2
    assert book.calls["read formulas"] <= count + 2
    assert book.calls["write values"] <= 2  # the list and the record


def test_the_view_comes_back_even_after_a_failure(book: FakeBook, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (book.sheets.active, book.app.selection)

    def fail(*_: object) -> None:
        raise RuntimeError("磁盘满")

    monkeypatch.setattr(BookMarks, "put", fail)
    with pytest.raises(RuntimeError, match="磁盘满"):
        ACTIONS["check"](book)  # type: ignore[arg-type]
    assert (book.sheets.active, book.app.selection) == before
    assert (book.app.screen_updating, book.app.calculation, book.app.status_bar) == (True, "automatic", False)


class RejectedError(Exception):
    hresult = -2147418111


class EditingError(Exception):
    hresult = -2147352567
    excepinfo = (0, "Excel", "", "", 0, -2146777998)


@pytest.mark.parametrize("problem", [RejectedError, EditingError])
def test_a_busy_host_is_asked_again_and_then_told(problem: type[Exception]) -> None:
    answers = [problem(), problem(), "ready"]

    def call() -> object:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert session.patiently(call, pause=0) == "ready"
    with pytest.raises(session.BusyError, match="退出单元格编辑状态"):
        session.patiently(lambda: (_ for _ in ()).throw(problem()), tries=3, pause=0)


def test_other_failures_are_not_tried_again() -> None:
    tried = []

    def call() -> None:
        tried.append(1)
        raise KeyError("x")

    with pytest.raises(KeyError):
        session.patiently(call, pause=0)
    assert len(tried) == 1


def test_counts_are_numbers_whatever_their_colour(book: FakeBook) -> None:
    act(book, "read")
    cells = book.sheets["项目清单"].cells
    formats = {cells[3, column].number_format for column in (10, 11, 12)}
    assert formats == {"0"}
    assert [cells[row, 10].value for row in (3, 4, 5)] == [0, 2, 1]
    assert cells[3, 3].number_format == "@"


def test_an_amount_that_cannot_be_read_stays_the_text_it_is(tmp_path: Path) -> None:
    book = opened(tmp_path)
    cell(book, "项目1", "budget").value = "3-5"
    act(book, "read")
    written = [book.sheets["项目清单"].cells[row, 5] for row in (3, 4)]
    assert [one.value for one in written] == ["3-5", 200000.0]
    assert book.quoted == {("项目清单", (3, 5))}


def test_what_was_marked_before_a_failure_can_be_taken_off(book: FakeBook, monkeypatch: pytest.MonkeyPatch) -> None:
    before = book.look()
    notes = iter(range(3))

    def add_note(self: FakeRange, text: str) -> None:
        next(notes)  # fails at the fourth
        self._first.note = text

    with monkeypatch.context() as patch:
        patch.setattr(FakeRange, "add_note", add_note)
        with pytest.raises(StopIteration):
            ACTIONS["check"](book)  # type: ignore[arg-type]
    assert book.look() != before
    act(book, "clear-marks")
    assert book.look() == before


def test_fills_that_fail_on_the_way_can_be_taken_back(book: FakeBook, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("xltools.desktop.actions.filling._put_values", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ACTIONS["fill"](book)  # type: ignore[arg-type]
    act(book, "undo-fill")
    assert book.look() == {}
    assert "填充日志" not in [sheet.name for sheet in book.sheets]


def test_a_host_that_gets_busy_on_the_way_is_told_in_words(book: FakeBook, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise RejectedError

    monkeypatch.setattr(BookMarks, "put", busy)
    with pytest.raises(session.BusyError, match="正忙"):
        ACTIONS["check"](book)  # type: ignore[arg-type]


def test_what_is_typed_while_the_question_is_shown_is_never_overwritten(
    book: FakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def alert(prompt: str, **_: object) -> str:
        book.app.shown.append(prompt)
        cell(book, "项目3", "other").value = 49000.0
        return "ok"

    monkeypatch.setattr(book.app, "alert", alert)
    said = act(book, "fill")
    assert cell(book, "项目3", "other").value == 49000.0
    assert cell(book, "项目3", "plan_10").value == 100.0
    assert "已填充 2 个" in said


# --- the county's settings -------------------------------------------------------------------------------------------


def stamp_row(book: FakeBook) -> tuple[int, int]:
    """The first row of the stamp that carries rule settings: its value's cell."""
    cells = book.sheets["_xltools"].cells
    return next((row, 2) for (row, column), one in cells.items() if column == 1 and one.value == "rule_settings_1")


@pytest.fixture
def with_settings(tmp_path: Path) -> FakeBook:
    """A template that the county made with a rule switched off which the faulty project breaks."""
    path = tmp_path / "475.xlsx"
    off = replace(read_settings({"rules": {"P03": {"enabled": False}}}), name="规则.toml")
    write_department(department(), path, settings=off)
    return FakeBook.of(path)


def found_rules(book: Any) -> set[str]:
    return {finding.rule for finding in read_book(book).check().findings}


def test_the_buttons_obey_the_settings_of_the_template(book: FakeBook, with_settings: FakeBook) -> None:
    assert "P03" in found_rules(book)
    assert "P03" not in found_rules(with_settings)
    for action in ("check", "read", "ready-to-send"):
        assert "规则设置：规则.toml（随模板下发）。" in act(with_settings, action)
        assert "规则设置：默认。" in act(book, action)
    assert "规则设置：规则.toml（随模板下发）" in with_settings.sheets["校验结果"].cells[2, 1].value


@pytest.mark.parametrize("text", ["{", '{"name":"a","rules":{},"words":{},"limits":{"file_mb":5000}}', "1" * 5_000])
def test_a_stamp_that_was_changed_gives_the_defaults_and_says_so(text: str, with_settings: FakeBook) -> None:
    with_settings.sheets["_xltools"].cells[stamp_row(with_settings)].value = text
    assert "P03" in found_rules(with_settings)
    said = act(with_settings, "check")
    assert "规则设置：默认。" in said
    assert "随模板下发的规则设置不能用" in said


def test_commands_of_the_county_ignore_the_stamp(with_settings: FakeBook) -> None:
    path = Path(with_settings.fullname)
    assert "P03" in {finding.rule for finding in check_file(path, path.name).findings}
    [record] = gather(find_files([path])).files
    assert "P03" in {finding.rule for finding in record.findings}
