"""The county's buttons on a recorded book: what is read and written, what is said, and the way back to a cell."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desktop.departments import write
from tests.desktop.fakes import FakeBook
from xltools.county import gather as gathering
from xltools.desktop import hosts
from xltools.desktop.actions import ACTIONS, consolidating
from xltools.desktop.actions.problem_file import Target, target_of
from xltools.errors import XltoolsError
from xltools.rosters.read import Roster, RosterDepartment, RosterUnit
from xltools.rosters.write import write_roster
from xltools.services.run_log import RUN_LOG
from xltools.sheet_names import COUNTY_BUTTONS_SHEET, PAGES_SHEET
from xltools.template.county import CountyCell, write_county_buttons
from xltools.writer.build import Links

FILE = "475 扶贫办.xlsx"
LINK_COLUMN = 7
ROWS = {key: number for key, number in zip(CountyCell, (15, 16, 17, 18, 19, 20, 23, 24, 25, 26), strict=True)}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A department's file as it was sent."""
    return write(tmp_path_factory.mktemp("sent") / FILE)


@pytest.fixture
def folder(tmp_path: Path, sent: Path) -> Path:
    """What lies in the county's folder: a workbook, and a file that is none."""
    made = tmp_path / "报送 2020"
    (made / "旧").mkdir(parents=True)
    shutil.copy(sent, made)
    shutil.copy(sent, made / "旧" / "475 旧.xlsx")
    (made / "说明.txt").write_text("不是工作簿", "utf-8")
    return made


@pytest.fixture
def county(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The county's workbook beside the folder, which is chosen whenever a dialog asks."""
    path = folder.parent / "county-buttons.xlsm"
    write_county_buttons(path)
    monkeypatch.setattr(consolidating, "choose_folder", lambda *_: folder)
    return FakeBook.of(path)


def put(county: FakeBook, key: CountyCell, value: Any) -> None:
    county.sheets[COUNTY_BUTTONS_SHEET].cells[ROWS[key], 3].value = value


def shown(county: FakeBook, key: CountyCell) -> Any:
    return county.sheets[COUNTY_BUTTONS_SHEET].cells[ROWS[key], 3].value


def consolidated(county: Any) -> FakeBook:
    """The summary, after a click on 汇总."""
    ACTIONS["consolidate"](county)
    summary = county.app.books.all[-1]
    assert summary.name.endswith(".xlsx")
    return summary  # type: ignore[no-any-return]


def test_a_folder_becomes_a_summary_that_opens(county: Any, folder: Path, sent: Path) -> None:
    summary = consolidated(county)
    assert summary.fullname == str(folder.parent / "报送 2020绩效目标汇总.xlsx")
    (said,) = county.app.shown
    assert said.splitlines()[:3] == [
        "汇总完成，汇总工作簿已经打开。",
        "文件 3 个：已汇总 1 个、未能读取 1 个、未采用 1 个。",
        "预算项目 3 个 600,000.00 元，专项资金 0 个 0.00 元，去重后 600,000.00 元。",
    ]
    assert said.endswith(f"保存在：{summary.fullname}")
    assert (folder / FILE).read_bytes() == sent.read_bytes()
    (line,) = (folder.parent / RUN_LOG).read_text("utf-8").splitlines()
    assert json.loads(line)["origin"] == "按钮"


def test_the_cover_keeps_what_came_out_in_one_write(county: Any, folder: Path) -> None:
    summary = consolidated(county)
    assert shown(county, CountyCell.FOLDER) == str(folder)
    assert shown(county, CountyCell.SUMMARY) == summary.fullname
    assert "已汇总 1 个" in shown(county, CountyCell.RESULT)
    assert county.calls["write values"] == 1
    assert county.calls["read values"] == 1
    assert county.sheets[COUNTY_BUTTONS_SHEET].api.ProtectContents


def test_the_status_bar_counts_the_files_and_comes_back(county: Any) -> None:
    consolidated(county)
    assert county.app.statuses[:-1] == [
        "正在查找文件……", f"正在读取 1/3：{FILE}", "正在读取 2/3：旧", "正在读取 3/3：说明.txt", "正在写汇总工作簿……",
    ]  # fmt: skip
    assert county.app.statuses[-1] is False
    assert (county.app.screen_updating, county.app.calculation) == (True, "automatic")


def test_consolidating_again_takes_a_new_name(county: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Path(consolidated(county).fullname)
    before = first.read_bytes()
    monkeypatch.setattr(consolidating, "choose_folder", lambda *_: pytest.fail("asked for a folder"))
    put(county, CountyCell.COUNTY, "安河县")
    ACTIONS["consolidate-again"](county)
    assert shown(county, CountyCell.SUMMARY) == str(first.with_stem(f"{first.stem}（2）"))
    again = openpyxl.load_workbook(county.app.books.all[-1].fullname, read_only=True)
    titles = [str(cell.value) for cell in next(again["问题清单"].iter_rows(max_row=1)) if cell.value]
    assert titles[0].startswith("安河县")
    again.close()
    assert first.read_bytes() == before


def test_no_folder_chosen_changes_nothing(county: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consolidating, "choose_folder", lambda *_: None)
    ACTIONS["consolidate"](county)
    assert not county.app.shown
    assert county.calls["write values"] == 0
    assert not list(folder.parent.glob("*.xlsx"))


def test_subfolders_and_year_are_taken_from_the_cover(county: Any) -> None:
    put(county, CountyCell.SUBFOLDERS, "是")
    put(county, CountyCell.YEAR, 2020.0)
    consolidated(county)
    assert "文件 3 个：已汇总 1 个、被取代 1 个、未采用 1 个。" in county.app.shown[-1]


def test_a_page_for_each_department_is_added_where_the_cover_asks_for_it(county: Any) -> None:
    assert PAGES_SHEET not in openpyxl.load_workbook(consolidated(county).fullname, read_only=True).sheetnames
    put(county, CountyCell.PAGES, "是")
    assert PAGES_SHEET in openpyxl.load_workbook(consolidated(county).fullname, read_only=True).sheetnames


def test_files_of_another_year_give_no_summary(county: Any, folder: Path) -> None:
    put(county, CountyCell.YEAR, 2019.0)
    ACTIONS["consolidate"](county)
    assert county.app.shown[-1].startswith("没有可以汇总的文件，没有生成汇总工作簿。")
    assert f"{FILE}：" in county.app.shown[-1]
    assert not list(folder.parent.glob("*.xlsx"))
    assert len(county.app.books.all) == 1


@pytest.mark.parametrize("place", ["beside the workbook", "in the folder", "with quotation marks"])
def test_the_roster_names_the_departments_that_are_missing(place: str, county: Any, folder: Path) -> None:
    name = "应报名单.xlsx"
    path = (folder if place == "in the folder" else folder.parent) / name
    units = (RosterUnit("394001", "市场监督管理局"),)
    write_roster(Roster((RosterDepartment("394", "市场监督管理局", units),)), path)
    put(county, CountyCell.ROSTER, f'"{path}"' if place == "with quotation marks" else name)
    consolidated(county)
    assert "没有收到 1 个部门的有效文件：市场监督管理局。" in county.app.shown[-1]
    assert "文件 3 个" in county.app.shown[-1]


def test_a_workbook_without_the_cover_will_do(county: Any, sent: Path) -> None:
    other = FakeBook.of(sent, county.app)
    ACTIONS["consolidate"](other)
    assert "汇总完成" in county.app.shown[-1]
    assert other.calls["write values"] == 0


def _year(county: FakeBook, folder: Path) -> None:
    put(county, CountyCell.YEAR, "二〇二〇")


def _roster(county: FakeBook, folder: Path) -> None:
    put(county, CountyCell.ROSTER, "没有的.xlsx")


def _no_roster(county: FakeBook, folder: Path) -> None:
    (folder.parent / "名单.xlsx").write_text("不是工作簿", "utf-8")
    put(county, CountyCell.ROSTER, "名单.xlsx")


def _no_rules(county: FakeBook, folder: Path) -> None:
    (folder / "sent.toml").write_text("", "utf-8")  # a settings file is not looked for among what was sent
    put(county, CountyCell.RULES, "sent.toml")


def _faulty_rules(county: FakeBook, folder: Path) -> None:
    (folder.parent / "规则.toml").write_text("[rules.P99]\nenabled = false\n", "utf-8")
    put(county, CountyCell.RULES, "规则.toml")


def _empty(county: FakeBook, folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_year, "“预算年度”填的是“二〇二〇”"),
        (_roster, "找不到“应报部门名单”"),
        (_no_roster, "应报部门名单读不了"),
        (_empty, "这里没有文件："),
        (_no_rules, "找不到“规则设置”"),
        (_faulty_rules, "规则设置 规则.toml 有误：没有“rules.P99”这一项"),
    ],
)
def test_what_cannot_be_done_is_explained_and_leaves_the_cover_alone(
    spoil: Callable[[FakeBook, Path], None], why: str, county: Any, folder: Path
) -> None:
    spoil(county, folder)
    with pytest.raises(XltoolsError) as caught:
        ACTIONS["consolidate"](county)
    error = caught.value
    assert why in error.text.zh
    assert county.calls["write values"] == 0
    assert county.app.status_bar is False
    assert county.app.screen_updating


def test_again_needs_an_earlier_folder_that_is_still_there(county: Any, folder: Path, sent: Path) -> None:
    with pytest.raises(XltoolsError, match="还没有汇总过"):
        ACTIONS["consolidate-again"](county)
    put(county, CountyCell.FOLDER, str(folder / "移走了"))
    with pytest.raises(XltoolsError, match="找不到上一次的文件夹"):
        ACTIONS["consolidate-again"](county)
    with pytest.raises(XltoolsError, match="县级汇总工作簿"):
        ACTIONS["consolidate-again"](FakeBook.of(sent))


def test_what_was_typed_into_the_summary_is_in_the_next_one(county: Any, folder: Path) -> None:
    shutil.rmtree(folder / "旧")  # its row is named by a formula, which openpyxl saves without a result
    first = Path(consolidated(county).fullname)
    book = openpyxl.load_workbook(first)
    sheet = book["问题清单"]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "部门处理" for cell in row))
    [column] = [cell.column for cell in head if cell.value == "部门处理"]
    sheet.cell(head[0].row + 1, column, "说明不改")
    book.save(first)
    ACTIONS["consolidate-again"](county)
    again = openpyxl.load_workbook(county.app.books.all[-1].fullname)["问题清单"]
    [column] = [cell.column for cell in again[head[0].row] if cell.value == "部门处理"]
    assert again.cell(head[0].row + 1, column).value == "说明不改"
    assert "与上次汇总相比：新增 0 处、" in county.app.shown[-1]


@pytest.mark.parametrize("spoil", ["not a workbook", "another folder", "gone"])
def test_without_a_last_summary_of_the_folder_nothing_is_taken_over(
    spoil: str, county: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Path(consolidated(county).fullname)
    if spoil == "not a workbook":
        first.write_text("不是工作簿", "utf-8")
    elif spoil == "gone":
        first.unlink()
    else:
        other = shutil.copytree(folder, folder.with_name("报送 2021"))
        monkeypatch.setattr(consolidating, "choose_folder", lambda *_: other)
    ACTIONS["consolidate"](county)
    assert "与上次汇总相比" not in county.app.shown[-1]
    assert ("上次的汇总读不了，其中填写的内容没有带入" in county.app.shown[-1]) == (spoil == "not a workbook")


@pytest.mark.parametrize(("libreoffice", "jobs"), [(True, 1), (False, 0)])
def test_no_worker_is_started_from_inside_libreoffice(
    libreoffice: bool, jobs: int, county: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def gather(files: Any, **options: Any) -> Any:
        asked.append(options["jobs"])
        return gathering.gather(files, **options)

    monkeypatch.setattr(consolidating, "is_libreoffice", lambda _: libreoffice)
    monkeypatch.setattr("xltools.services.consolidate.gather", gather)
    consolidated(county)
    assert asked == [jobs]


# --- back to the cell ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, sent: Path) -> Path:
    """A county whose one department was consolidated: its folder, the summary and the county's workbook."""
    place = tmp_path_factory.mktemp("done")
    folder = place / "报送 2020"
    folder.mkdir()
    shutil.copy(sent, folder)
    path = place / "county-buttons.xlsm"
    write_county_buttons(path)
    county: Any = FakeBook.of(path)
    put(county, CountyCell.FOLDER, str(folder))
    ACTIONS["consolidate-again"](county)
    return place


@dataclass
class Done:
    """That county, a copy for each test, with the county's workbook and the summary open."""

    place: Path

    def __post_init__(self) -> None:
        self.file = self.place / "报送 2020" / FILE
        self.county: Any = FakeBook.of(self.place / "county-buttons.xlsm")
        self.summary: Any = self.county.app.books.open(str(self.place / "报送 2020绩效目标汇总.xlsx"))
        put(self.county, CountyCell.SUMMARY, self.summary.fullname)


@pytest.fixture
def finished(done: Path, tmp_path: Path) -> Done:
    return Done(Path(shutil.copytree(done, tmp_path / "县 2020")))


def select_issue(summary: FakeBook, sheet: str) -> Target:
    """Select the first issue of a sheet, in a column of words; where its link leads."""
    issues = summary.sheets["问题清单"]
    for (row, column), cell in sorted(issues.cells.items()):
        target = target_of(cell.formula) if column == LINK_COLUMN else None
        if target is not None and target.sheet == sheet:
            issues.range((row, 10)).select()
            return target
    raise AssertionError(f"no issue of {sheet}")


@pytest.mark.parametrize("asked_in", ["county", "summary"])
def test_the_file_of_the_selected_row_opens_at_the_cell(asked_in: str, finished: Done) -> None:
    target = select_issue(finished.summary, "项目2")
    ACTIONS["open-problem-file"](getattr(finished, asked_in))
    app = finished.county.app
    opened = app.books.all[-1]
    assert (opened.fullname, opened.read_only) == (str(finished.file), True)
    assert finished.county.app.macros_while_opening[-1] == 3, "msoAutomationSecurityForceDisable"
    assert finished.county.app.api.AutomationSecurity == 1, "as it was"
    assert opened.sheets.active.name == "项目2"
    assert app.selection.areas == opened.sheets["项目2"].range(target.cell).areas
    ACTIONS["open-problem-file"](finished.summary)
    assert app.books.all[-1] is opened  # not opened twice


def test_the_summary_is_opened_if_it_was_closed(finished: Done) -> None:
    books = finished.county.app.books
    books.all.remove(finished.summary)
    with pytest.raises(XltoolsError, match="现在打开了"):
        ACTIONS["open-problem-file"](finished.county)
    assert books.all[-1].fullname == finished.summary.fullname


def test_of_several_summaries_the_cover_knows_the_one(finished: Done) -> None:
    target = select_issue(finished.summary, "项目2")
    finished.county.app.books.open(str(shutil.copy(finished.summary.fullname, finished.place / "旧汇总.xlsx")))
    ACTIONS["open-problem-file"](finished.county)
    assert finished.county.app.selection.areas[0][0] == int(target.cell.lstrip("ABCDEFGHIJKL"))
    put(finished.county, CountyCell.SUMMARY, None)
    with pytest.raises(XltoolsError, match="打开了 2 份汇总工作簿"):
        ACTIONS["open-problem-file"](finished.county)


def _elsewhere(finished: Done) -> None:
    finished.summary.sheets["县级汇总表"].range((5, 2)).select()


def _heading(finished: Done) -> None:
    finished.summary.sheets["问题清单"].range((1, 1)).select()


def _moved(finished: Done) -> None:
    select_issue(finished.summary, "项目2")
    finished.file.unlink()


@pytest.mark.parametrize(
    ("spoil", "why"), [(_elsewhere, "表里选中一行"), (_heading, "第 1 行没有指向"), (_moved, "找不到文件")]
)
def test_why_no_file_opens(spoil: Callable[[Done], None], why: str, finished: Done) -> None:
    spoil(finished)
    with pytest.raises(XltoolsError, match=why):
        ACTIONS["open-problem-file"](finished.summary)


def test_a_sheet_that_is_gone_is_told(finished: Done) -> None:
    select_issue(finished.summary, "项目2")
    opened = finished.county.app.books.open(str(finished.file))
    opened.sheets.all.remove(opened.sheets["项目2"])
    ACTIONS["open-problem-file"](finished.summary)
    assert "没有工作表“项目2”" in finished.county.app.shown[-1]


names = st.text("报送 目录.%#'\"&()a1=", min_size=1, max_size=20).filter(lambda text: text.strip() == text)


@given(file=names, sheet=st.just("") | names, cell=st.sampled_from(["A1", "C14", "AB120"]))
def test_a_link_is_read_as_it_was_written(file: str, sheet: str, cell: str) -> None:
    formula = "=" + Links(file, sheet, "标题").to(cell if sheet else "", "!x").text
    assert target_of(formula) == Target(file, sheet, cell if sheet else "")


@pytest.mark.parametrize("text", ["", "项目2", "=SUM(A1:A2)", '="475.xlsx 项目1"&"!C4"', '=HYPERLINK(A1,"x")'])
def test_other_cells_are_no_links(text: str) -> None:
    assert target_of(text) is None


# --- Excel's dialog --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "chosen"), [(-1, True), (0, False)])
def test_excels_dialog_for_a_folder(answer: int, chosen: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    items = SimpleNamespace(Item=lambda number: str(tmp_path / str(number)))
    dialog = SimpleNamespace(Show=lambda: answer, SelectedItems=items)
    kinds: list[int] = []
    api = SimpleNamespace(FileDialog=lambda kind: kinds.append(kind) or dialog)
    app: Any = SimpleNamespace(engine=SimpleNamespace(name="excel"), api=api)
    assert hosts.choose_folder(app, "选择", tmp_path) == (tmp_path / "1" if chosen else None)
    assert (kinds, dialog.Title) == ([4], "选择")
    assert dialog.InitialFileName.startswith(str(tmp_path))
