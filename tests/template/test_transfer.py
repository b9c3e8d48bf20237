"""Moving a workbook into a fresh template: everything arrives, or is named with its place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.fixtures.books import open_to_change
from tests.fixtures.seed import seed
from tests.readers.test_drawings import written
from tests.template.books import meaning, read
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department
from xltools.template.transfer import Transferred, transfer_workbook


@pytest.fixture(scope="module")
def seed_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seed") / "475.xlsx"
    write_department(seed(), path, spare_sheets=1)
    return path


@pytest.fixture
def old(seed_book: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(seed_book, tmp_path))


def after(path: Path, change: Callable[[Workbook], object]) -> Transferred:
    book = open_to_change(path)
    change(book)
    book.save(path)
    before = path.read_bytes()
    done = transfer_workbook(path)
    assert path.read_bytes() == before
    return done


def left(done: Transferred) -> list[tuple[str, str, str]]:
    return [(one.place.sheet, one.place.cell, one.text) for one in done.left]


@pytest.mark.parametrize("macros", [False, True])
def test_everything_arrives(old: Path, macros: bool) -> None:
    done = transfer_workbook(old, macros=macros)
    assert (done.problem, done.left, done.unreadable, done.forms) == (None, (), (), 7)
    assert meaning(read(done.data).book) == meaning(read(old.read_bytes()).book)


def test_amounts_in_wan_keep_their_unit(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_department(build_book(build_sheet(money_unit="万元")), path)
    done = transfer_workbook(path)
    assert done.left == ()
    assert meaning(read(done.data).book) == meaning(read(path.read_bytes()).book)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            lambda book: book.create_sheet("草稿").append(["联系电话 0312-1234567"]),
            [("草稿", "A1", "联系电话 0312-1234567")],
            id="another sheet",
        ),
        pytest.param(
            lambda book: book["项目1"].__setitem__("A60", "填表人：王小明"),
            [("项目1", "A60", "填表人：王小明")],
            id="below the form",
        ),
        pytest.param(lambda book: setattr(book["项目1"], "title", "乱改的表名"), [], id="renamed sheet"),
        pytest.param(lambda book: book["项目1"].__setitem__("A3", "项目代码"), [], id="other label"),
    ],
)
def test_what_has_no_place_is_named(
    old: Path, change: Callable[[Workbook], object], expected: list[tuple[str, str, str]]
) -> None:
    assert left(after(old, change)) == expected


def percent(book: Workbook, cell: str, value: float) -> None:
    book["项目1"][cell] = value
    book["项目1"][cell].number_format = "0%"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda book: percent(book, "B7", 0.15), id="per cent"),
        pytest.param(lambda book: book["项目1"].__setitem__("F11", "1，680"), id="Chinese comma"),
        pytest.param(lambda book: book["项目1"].__setitem__("I4", "/"), id="no other money"),
        pytest.param(lambda book: book["项目1"].__setitem__("C4", "￥300,000.00元"), id="amount in words"),
        pytest.param(lambda book: book["项目1"].__setitem__("I12", "同上"), id="ditto"),
        pytest.param(lambda book: book["项目1"].__setitem__("B4", "预算数（元）"), id="unit in a label"),
        pytest.param(lambda book: book["项目1"].merge_cells("I11:I12"), id="merged over rows"),
    ],
)
def test_what_was_moved_is_not_listed(old: Path, change: Callable[[Workbook], object]) -> None:
    done = after(old, change)
    assert left(done) == []
    assert done.unreadable == ()


@pytest.mark.parametrize("cell", ["N4", "M12", "P1"])
def test_remarks_beside_the_form_are_named_even_where_the_words_stand_elsewhere(old: Path, cell: str) -> None:
    texts = {"项目1": "请改", "项目2": "产出指标", "项目3": "100"}

    def add(book: Workbook) -> None:
        for sheet, text in texts.items():
            book[sheet][cell] = text

    assert left(after(old, add)) == [(sheet, cell, text) for sheet, text in texts.items()]


def test_text_boxes_and_pictures_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(written(boxes={"B8": "养护村道"}, over="F12", inside="C12"))
    done = transfer_workbook(path)
    assert [(one.place.cell, one.label) for one in done.left] == [("B8", "文本框"), ("C12", "图片"), ("F12", "图片")]


def test_what_cannot_be_read_is_moved_as_text(old: Path) -> None:
    done = after(old, lambda book: book["项目1"].__setitem__("C4", "约三十万"))
    assert done.left == ()
    (one,) = [cell for cell in done.unreadable if cell.label == "预算数"]
    assert (one.place.sheet, one.place.cell, one.text) == ("项目1", "C4", "约三十万")


def test_a_form_of_another_program(tmp_path: Path) -> None:
    """Several forms on one sheet, other labels, a column of weights that the template has not."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("申报表", 0)
    for number in (1, 2):
        for row in (
            (f"修建第{number}段道路绩效目标表",),
            ("301001示范县交通运输局", "", "", "单位：元"),
            ("项目代码", f"301-040{number}-YXN-1AB2", "项目名称", f"修建第{number}段道路"),
            ("资金规模及资金用途", "预算金额", "300,000.00", "财政拨款", "300,000.00"),
            ("", "修建道路 3 公里"),
            ("支出计划", "3月底", "6月底", "10月底", "12月底"),
            ("", 0, 20, 80, 100),
            ("年度目标", "1、修建道路 3 公里，年底前完工。"),
            ("一级指标", "二级指标", "三级指标", "指标内容", "目标值", "权重（分）", "指标值依据"),
            ("产出指标", "数量指标", "修建里程", "修建道路的里程", "≥3公里", 37, "立项批复"),
        ):
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    done = transfer_workbook(tmp_path / "a.xlsx")
    assert done.forms == 2
    assert [(one.place.cell, one.text, one.label) for one in done.left] == [
        ("F10", "37", "权重"),
        ("F20", "37", "权重"),
    ]
    first, second = read(done.data).book.sheets
    assert [sheet.place.sheet for sheet in (first, second)] == ["项目1", "项目2"]
    assert (str(first.budget.value), second.code.value) == ("300000.00", "301-0402-YXN-1AB2")
    assert first.indicators[0].target.text == "≥3公里"


@pytest.mark.parametrize("content", [b"", b"PK\3\4", "文字".encode()])
def test_what_is_no_workbook_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    done = transfer_workbook(path)
    assert done.problem is not None
    assert done.data == b""


def test_a_workbook_without_forms_says_so(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    done = transfer_workbook(tmp_path / "a.xlsx")
    assert done.problem is not None
    assert done.problem.rule == "R09"
