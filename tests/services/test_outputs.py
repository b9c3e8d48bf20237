"""Which files a command may write: never over what somebody may have worked in, and under the department's name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.documents.test_published_text import TEXT
from xltools.department.read import read_book
from xltools.rosters.read import Roster, RosterDepartment
from xltools.rosters.write import EXAMPLE, write_roster
from xltools.rules.examples import build_book, build_sheet
from xltools.services.check import CheckRequest, check
from xltools.services.contract import ExitStatus, RequestError
from xltools.services.fill import FillRequest, UndoRequest, fill, undo
from xltools.services.import_documents import ImportRequest, import_documents
from xltools.services.return_ import NOTICE_FILE, Outcome, ReturnRequest, return_files
from xltools.services.template import (
    BlankRequest,
    RosterExampleRequest,
    TemplatesRequest,
    write_blank,
    write_for_roster,
    write_roster_sample,
)
from xltools.services.transfer import TransferRequest, transfer
from xltools.template import write_department

OUT = Path("出.xlsx")


def write(path: Path, department: str, office: str, **fields: str) -> None:
    """Write a workbook of a department with a fault and a blank that can be filled."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unit = f"{department}001{office}"
    sheet = {"code": f"{department}-0401-YXN-1AB2", "plan": "20/50/40/100", "other": "", "unit": unit} | fields
    write_department(build_book(build_sheet(**sheet), department_code=department, department_name=office), path)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(Path("报送/302.xlsx"), "302", "示范县水利局")
    Path("公开.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def save_again(path: Path) -> None:
    """Save a workbook with another program, its content as it was."""
    openpyxl.load_workbook(path).save(path)


# --- one workbook -----------------------------------------------------------------------------------------------------

SENT = Path("报送/302.xlsx")
COMMANDS: dict[str, Callable[[bool], Any]] = {
    "blank": lambda force: write_blank(BlankRequest(OUT, force=force)),
    "roster example": lambda force: write_roster_sample(RosterExampleRequest(OUT, force=force)),
    "fill": lambda force: fill(FillRequest(SENT, OUT, force=force)),
    "transfer": lambda force: transfer(TransferRequest(SENT, OUT, force=force)),
    "import": lambda force: import_documents(ImportRequest((Path("公开.txt"),), OUT, force=force)),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_only_an_unchanged_output_of_the_same_command_is_replaced(command: Callable[[bool], Any], place: Path) -> None:
    command(False)
    with pytest.raises(RequestError, match="加 --force"):
        command(False)
    command(True)
    save_again(OUT)
    changed = OUT.read_bytes()
    for force in (False, True):
        with pytest.raises(RequestError, match="可能有人填写的内容，不会被覆盖。请换一个文件名，或先把它移到别处"):
            command(force)
    assert OUT.read_bytes() == changed


@pytest.mark.parametrize(("first", "second"), [("fill", "transfer"), ("transfer", "fill"), ("blank", "import")])
def test_what_another_command_wrote_is_left(first: str, second: str, place: Path) -> None:
    COMMANDS[first](False)
    before = OUT.read_bytes()
    with pytest.raises(RequestError, match="不会被覆盖"):
        COMMANDS[second](True)
    assert OUT.read_bytes() == before


def test_fills_are_taken_back_in_place_only_where_nobody_has_worked_since(place: Path) -> None:
    fill(FillRequest(SENT, OUT))
    assert undo(UndoRequest(OUT)).output == OUT
    fill(FillRequest(SENT, Path("改.xlsx")))
    save_again(Path("改.xlsx"))
    changed = Path("改.xlsx").read_bytes()
    for preview in (True, False):
        with pytest.raises(RequestError, match="请用 --out 另存为新文件"):
            undo(UndoRequest(Path("改.xlsx"), preview=preview))
    assert undo(UndoRequest(Path("改.xlsx"), Path("撤.xlsx"))).output == Path("撤.xlsx")
    assert Path("改.xlsx").read_bytes() == changed
    with pytest.raises(RequestError, match="不会被覆盖"):
        undo(UndoRequest(Path("改.xlsx"), SENT))


# --- templates of a roster --------------------------------------------------------------------------------------------

MADE = ["205示例县教育体育局.xlsx", "348示例县交通运输局.xlsx", "354示例县民政局.xlsx"]


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    write_roster(EXAMPLE, tmp_path / "名单.xlsx")
    return tmp_path / "名单.xlsx"


def names(paths: Iterable[Path]) -> list[str]:
    return [path.name for path in paths]


def test_one_workbook_per_department(roster: Path, tmp_path: Path) -> None:
    result = write_for_roster(TemplatesRequest(roster, tmp_path / "下发", year=2020, county="示例县"))
    assert (names(result.written), result.kept) == (MADE, ())
    book = read_book(result.written[1]).book
    assert book is not None
    assert [sheet.name.value for sheet in book.sheets] == ["农村公路专项资金", "农村公路大中修工程"]
    assert (book.county.value, book.year.value, book.code.value) == ("示例县", 2020, "348")


def test_workbooks_and_their_order_do_not_depend_on_the_number_of_processes(tmp_path: Path) -> None:
    departments = tuple(RosterDepartment(str(code), f"{code}局") for code in range(348, 353))
    write_roster(Roster(departments), tmp_path / "名单.xlsx")
    made = []
    for jobs in (1, 2):
        out = tmp_path / f"下发{jobs}"
        result = write_for_roster(TemplatesRequest(tmp_path / "名单.xlsx", out, year=2020, jobs=jobs))
        made.append([(path.name, path.stat().st_size > 0) for path in result.written])
    assert made[0] == made[1]
    assert [name for name, _ in made[0]] == [f"{code}{code}局.xlsx" for code in range(348, 353)]


def test_names_are_taken_by_every_system(tmp_path: Path) -> None:
    write_roster(Roster((RosterDepartment("348", "某/局:二"),)), tmp_path / "名单.xlsx")
    result = write_for_roster(TemplatesRequest(tmp_path / "名单.xlsx", tmp_path / "下发", macros=True))
    assert names(result.written) == ["348某局二.xlsm"]


UNCHANGED, CHANGED = "没有人改动过", "可能有人填写"


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(
    ("there", "why", "replaced"),
    [
        pytest.param({MADE[0]: None}, UNCHANGED, True, id="as we wrote it"),
        pytest.param({MADE[0]: save_again}, CHANGED, False, id="saved again"),
        pytest.param({"205示例县教育体育局.xls": b"x"}, CHANGED, False, id="another format"),
        pytest.param({"205示例县教育体育局-已填.xlsx": b"x"}, CHANGED, False, id="another name of the department"),
        pytest.param({"205示例县教育体育局.docx": b"x"}, "", False, id="no workbook"),
        pytest.param({"2051示例县.xlsx": b"x"}, "", False, id="another department"),
    ],
)
def test_only_the_missing_ones_are_made(
    force: bool, there: dict[str, Any], why: str, replaced: bool, roster: Path, tmp_path: Path
) -> None:
    out = tmp_path / "下发"
    write_for_roster(TemplatesRequest(roster, out, county="旧县"))
    kept = {}
    for path in sorted(out.iterdir()):
        if path.name not in there:
            path.unlink()
    for name, change in there.items():
        if isinstance(change, bytes):
            (out / name).write_bytes(change)
        elif change:
            change(out / name)
        kept[name] = (out / name).read_bytes()
    result = write_for_roster(TemplatesRequest(roster, out, county="新县", force=force))
    left = bool(why) and not (force and replaced)
    assert names(result.written) == MADE[left:]
    assert [(one.path.name, why in one.reason.zh) for one in result.kept] == [(name, True) for name in there if left]
    assert {name: (out / name).read_bytes() == data for name, data in kept.items()} == dict.fromkeys(
        there, not (force and replaced)
    )


# --- what goes back ---------------------------------------------------------------------------------------------------


def returned(*paths: str, **changes: Any) -> list[str]:
    """Return the names of what goes back, without the notice."""
    given = tuple(map(Path, paths or ("报送",)))
    return_files(ReturnRequest(given, Path("退回"), **{"recursive": True, **changes}))
    return sorted(path.name for path in Path("退回").iterdir() if path.name != NOTICE_FILE)


def test_departments_that_send_one_name_are_told_apart(place: Path) -> None:
    write(Path("报送/甲/附件1.xlsx"), "402", "安河县统计局")
    write(Path("报送/乙/附件1.xlsx"), "403", "安河县审计局")
    assert returned() == ["302示范县水利局-退回.xlsx", "402安河县统计局-退回.xlsx", "403安河县审计局-退回.xlsx"]


def test_what_goes_back_does_not_depend_on_the_number_of_processes(place: Path) -> None:
    for code in range(402, 406):
        write(Path(f"报送/{code}.xlsx"), str(code), f"安河县{code}局")
    made = []
    for jobs in (1, 2):
        result = return_files(ReturnRequest((Path("报送"),), Path(f"退回{jobs}"), recursive=True, jobs=jobs))
        made.append(result.returned)
    assert made[0] == made[1]
    assert len(made[0]) == 5


def test_files_of_one_department_are_told_apart(place: Path) -> None:
    write(Path("报送/一/附件1.xlsx"), "402", "安河县统计局")
    write(Path("报送/二/附件1.xlsx"), "402", "安河县统计局", code="402-0401-YXN-2AB2", name="二")
    write(Path("报送/402安河县统计局（补）.xlsx"), "402", "安河县统计局", code="402-0401-YXN-3AB2", name="三")
    assert returned() == [
        "302示范县水利局-退回.xlsx",
        "402安河县统计局-附件1(2)-退回.xlsx",
        "402安河县统计局-附件1-退回.xlsx",
        "402安河县统计局（补）-退回.xlsx",
    ]


def test_with_force_unchanged_copies_are_replaced_and_changed_ones_left(place: Path) -> None:
    write(Path("报送/402.xlsx"), "402", "安河县统计局")
    request = ReturnRequest((Path("报送"),), Path("退回"))
    return_files(request)
    before = contents(Path("退回"))
    with pytest.raises(RequestError, match="没有人改动过的，请加 --force"):
        return_files(request)
    changed = Path("退回/402安河县统计局-退回.xlsx")
    save_again(changed)
    before[changed.name] = changed.read_bytes()
    for path in (Path("退回/302示范县水利局-退回.xlsx"), Path("退回") / NOTICE_FILE):
        path.write_bytes(before[path.name])
    write(SENT, "302", "示范县水利局", purpose="另一个用途")
    result = return_files(ReturnRequest((Path("报送"),), Path("退回"), force=True))
    assert [str(changed) in notice.zh for notice in result.notices] == [True]
    after = contents(Path("退回"))
    assert {name for name in after if after[name] != before[name]} == {"302示范县水利局-退回.xlsx"}


def test_rivals_that_nobody_has_decided_between_go_back_with_a_finding(place: Path) -> None:
    write(Path("报送/302（改）.xlsx"), "302", "示范县水利局", budget="9,990,000.00")
    result = return_files(ReturnRequest((Path("报送"),), Path("退回")))
    assert {Path(one.name).name: one.outcome for one in result.returned} == dict.fromkeys(
        ("302.xlsx", "302（改）.xlsx"), Outcome.MARKED
    )
    assert all(any(group.first.rule == "F41" for group in one.groups) for one in result.returned)
    assert ["各份都退回，请部门说明以哪一份为准" in notice.zh for notice in result.notices] == [True, True]
    listed = openpyxl.load_workbook("退回/302示范县水利局-302-退回.xlsx")["校验结果"]
    texts = {str(cell.value) for row in listed.iter_rows() for cell in row}
    assert "请告诉财政局以哪一份为准。" in texts


# --- folders and zips -------------------------------------------------------------------------------------------------


def test_subfolders_are_looked_into_when_asked_and_else_named(place: Path) -> None:
    write(Path("报送/乡镇/某局/附件1.xlsx"), "402", "安河县统计局")
    Path("报送/空/也空").mkdir(parents=True)
    shallow = check(CheckRequest((Path("报送"),)))
    assert [(file.name, [one.rule for one in file.findings if one.rule == "F33"]) for file in shallow.files] == [
        ("报送/302.xlsx", []),
        ("报送/乡镇", ["F33"]),
    ]
    assert shallow.status is ExitStatus.FINDINGS
    deep = check(CheckRequest((Path("报送"),), recursive=True))
    assert [file.name for file in deep.files] == ["报送/302.xlsx", "报送/乡镇/某局/附件1.xlsx"]
    for force in (False, True):  # the folder of what goes back is there the second time, and is not named
        back = return_files(ReturnRequest((Path("报送"),), Path("报送/退回"), force=force))
        assert [one.name for one in back.returned] == ["报送/302.xlsx", "报送/乡镇"]
    again = check(CheckRequest((Path("报送"),)))
    assert [file.name for file in again.files] == ["报送/302.xlsx", "报送/乡镇"], "copies that we made were not sent"


def test_a_link_in_a_circle_hides_no_other_file(place: Path) -> None:
    Path("报送/环.xlsx").symlink_to("环.xlsx")
    assert [file.name for file in check(CheckRequest((Path("报送"),))).files] == ["报送/302.xlsx", "报送/环.xlsx"]
    for force in (False, True):
        back = return_files(ReturnRequest((Path("报送"),), Path("报送/退回"), force=force))
        assert [one.name for one in back.returned] == ["报送/302.xlsx", "报送/环.xlsx"]


def test_a_zip_is_checked_and_returned_like_a_folder(place: Path) -> None:
    write(Path("报送/甲/附件1.xlsx"), "402", "安河县统计局")
    with zipfile.ZipFile("报送.zip", "w") as archive:
        for path in sorted(Path("报送").rglob("*.xlsx")):
            archive.write(path, path.relative_to("报送"))
    members = ["报送.zip!/302.xlsx", "报送.zip!/甲/附件1.xlsx"]
    checked = check(CheckRequest((Path("报送.zip"),)))
    assert [(file.name, file.sheets) for file in checked.files] == [(name, 1) for name in members]
    folder = check(CheckRequest((Path("报送"),), recursive=True))
    assert [one.rule for one in checked.findings] == [one.rule for one in folder.findings]
    before = contents(place)
    assert returned("报送.zip") == ["302示范县水利局-退回.xlsx", "402安河县统计局-退回.xlsx"]
    assert {name: contents(place)[name] for name in before} == before
