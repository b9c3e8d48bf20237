"""The county's desk: what is handed in lands under its department's name, and never over anything."""

from __future__ import annotations

import csv
import json
import shutil
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from starlette.testclient import TestClient

from xltools.county.data import DepartmentEntry
from xltools.model import Place
from xltools.services.check import CheckedFile
from xltools.services.contract import RequestError
from xltools.services.county_desk import CountyDesk, access_code, open_desk
from xltools.services.run_log import RUN_LOG
from xltools.services.self_check import HandedFile
from xltools.services.settings import choose_settings
from xltools.web.access import Access, Gate
from xltools.web.app import build_app
from xltools.web.offices import Offices, ServedOffice
from xltools.web.serve import ServeOptions, _read_from, _read_office, write_codes

from .conftest import HOST, SAMPLES, SMALL, Desk, county_of

WATER, CIVIL = "332", "354"


def _files(desk: Desk) -> set[str]:
    return {path.relative_to(desk.desk.folder).as_posix() for path in desk.desk.folder.rglob("*.xlsx")}


def test_a_workbook_lands_under_its_department(county: Desk, tmp_path: Path) -> None:
    receipt = county.ask("POST", "/api/hand-in", WATER, SMALL).json()["receipt"]
    assert receipt["file"] == "报送/332安河县水利局.xlsx"
    assert (county.desk.folder / receipt["file"]).read_bytes() == SMALL.read_bytes()
    assert receipt["number"].endswith("-0001")
    again = county.ask("POST", "/api/hand-in", WATER, SMALL).json()["receipt"]
    assert again == receipt  # the same content
    book = openpyxl.load_workbook(SMALL)
    book.worksheets[1]["B5"] = "改写的用途：维修渠道3公里"
    book.save(tmp_path / "改后.xlsx")
    newer = county.ask("POST", "/api/hand-in", WATER, tmp_path / "改后.xlsx").json()["receipt"]
    assert (newer["sent_name"], newer["file"]) == ("改后.xlsx", "报送/332安河县水利局.xlsx")
    kept = county.desk.folder / "历次报送" / f"332安河县水利局-{receipt['number']}.xlsx"
    assert kept.read_bytes() == SMALL.read_bytes()
    assert (county.desk.folder / newer["file"]).read_bytes() == (tmp_path / "改后.xlsx").read_bytes()


def test_what_lay_there_is_kept(county: Desk) -> None:
    (county.desk.folder / "报送").mkdir()
    there = county.desk.folder / "报送" / "332安河县水利局.xlsx"
    there.write_bytes(b"put there by hand")
    county.ask("POST", "/api/hand-in", WATER, SMALL)
    assert (county.desk.folder / "历次报送" / "332安河县水利局-原有.xlsx").read_bytes() == b"put there by hand"


@pytest.mark.parametrize(
    ("holder", "file", "words"),
    [
        (CIVIL, "332安河县水利局.xlsx", "332安河县水利局"),
        (WATER, "README.md", "没有可以读取的绩效目标表"),
        (WATER, "~$205安河县教育体育局.xlsx", "没有可以读取的绩效目标表"),
    ],
)
def test_what_is_not_taken(county: Desk, holder: str, file: str, words: str) -> None:
    answer = county.ask("POST", "/api/hand-in", holder, SAMPLES / file)
    assert answer.status_code == 422
    assert words in answer.json()["problem"]["zh"]
    assert not (county.desk.folder / "报送").exists()


def test_each_sees_what_is_theirs(county: Desk) -> None:
    county.ask("POST", "/api/hand-in", WATER, SMALL)
    assert len(county.ask("GET", "/api/mine", WATER).json()["receipts"]) == 1
    assert county.ask("GET", "/api/mine", CIVIL).json()["receipts"] == []
    for path in ("/api/board", "/api/summary", "/api/summary/file"):
        assert county.ask("GET", path, WATER).status_code == 403
    for path in ("/api/mine", "/api/hand-in"):
        assert county.ask("POST" if "hand" in path else "GET", path, "officer", SMALL).status_code == 403
    board = county.ask("GET", "/api/board", "officer").json()["departments"]
    assert [one["code"] for one in board if one["receipts"]] == [WATER]
    assert len(board) == len(county.desk.departments)


def test_the_summary_is_made_with_progress(county: Desk) -> None:
    assert county.ask("GET", "/api/summary", "officer").json() == {"state": "none"}
    assert county.ask("GET", "/api/summary/file", "officer").status_code == 404
    county.ask("POST", "/api/hand-in", WATER, SMALL)
    state = county.ask("POST", "/api/summary", "officer").json()
    while state["state"] == "running":
        time.sleep(0.1)
        state = county.ask("GET", "/api/summary", "officer").json()
    assert (state["state"], state["written"], state["fates"]) == ("done", True, {"已汇总": 1})
    assert "预算项目 5 个 22,010,000.00 元" in state["sums"]["zh"]
    content = county.ask("GET", "/api/summary/file", "officer").content
    assert content == county.desk.summary.read_bytes()


def test_the_record_names_the_office_and_neither_code_nor_address(county: Desk) -> None:
    county.ask("POST", "/api/hand-in", WATER, SMALL)
    county.ask("POST", "/api/summary", "officer")
    while county.ask("GET", "/api/summary", "officer").json()["state"] == "running":
        time.sleep(0.1)
    (line,) = (county.desk.folder / RUN_LOG).read_text("utf-8").splitlines()
    record = json.loads(line)
    assert (record["user"], record["origin"], record["summary"]) == ("财政部门", "网页", "县级汇总.xlsx")
    shown = [str(cell.value) for row in openpyxl.load_workbook(county.desk.summary)["操作记录"] for cell in row]
    assert {"财政部门", "网页", record["time"]} <= set(shown)
    for secret in (access_code(county.desk, "officer"), access_code(county.desk, WATER), HOST.partition(":")[0]):
        assert secret not in line
        assert not any(secret in text for text in shown)


def test_a_cancelled_summary_leaves_the_last_one(county: Desk) -> None:
    county.ask("POST", "/api/hand-in", WATER, SMALL)
    county.ask("POST", "/api/summary", "officer")
    county.ask("DELETE", "/api/summary", "officer")
    state = county.ask("GET", "/api/summary", "officer").json()
    while state["state"] == "running":
        time.sleep(0.1)
        state = county.ask("GET", "/api/summary", "officer").json()
    assert state["state"] == "cancelled"
    assert not county.desk.summary.exists()


def test_nothing_to_sum_up(county: Desk) -> None:
    state = county.ask("POST", "/api/summary", "officer").json()
    while state["state"] == "running":
        time.sleep(0.1)
        state = county.ask("GET", "/api/summary", "officer").json()
    assert (state["state"], state["problem"]["zh"]) == ("failed", "还没有收到任何部门的工作簿。")


def test_codes(county: Desk, tmp_path: Path) -> None:
    target = tmp_path / "访问码.csv"
    assert write_codes(county.desk.folder, None, target) == len(county.desk.departments)
    rows = list(csv.reader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0] == ["部门编码", "部门名称", "访问码"]
    codes = {code: value.replace("-", "") for code, _, value in rows[1:]}
    assert codes[WATER] == access_code(open_desk(county.desk.folder), WATER)
    assert len(set(codes.values())) == len(rows) - 1
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert stat.S_IMODE((county.desk.folder / ".xltools-access").stat().st_mode) == 0o600
    with pytest.raises(RequestError, match="已存在"):
        write_codes(county.desk.folder, None, target)


def test_a_spoiled_line_of_the_record_loses_nothing_else(county: Desk) -> None:
    county.ask("POST", "/api/hand-in", WATER, SMALL)
    record = county.desk.folder / "收件记录.jsonl"
    record.write_text(record.read_text(encoding="utf-8") + '{"half":\n', encoding="utf-8")
    assert json.loads(record.read_text(encoding="utf-8").splitlines()[0])["department_code"] == WATER
    assert len(county.desk.receipts()) == 1


@pytest.mark.parametrize(("missing", "words"), [("folder", "找不到文件夹"), ("roster", "没有应报名单")])
def test_a_desk_that_cannot_be_opened(tmp_path: Path, missing: str, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        open_desk(tmp_path / "没有" if missing == "folder" else tmp_path)


def test_a_fault_in_reading_the_office_does_not_end_the_looking_for_changes(tmp_path: Path) -> None:
    settings = tmp_path / "xltools.toml"
    office = ServedOffice(Access(frozenset({HOST}), {}))
    faults = [ValueError("fault")]

    def read() -> ServedOffice:
        if faults:
            raise faults.pop()
        return replace(office, jobs=7)

    offices = Offices(office, read, [settings])
    for size, jobs, problem in ((1, office.jobs, "fault"), (2, 7, "")):
        settings.write_text("#" * size, encoding="utf-8")
        offices.refresh()
        assert offices.now.jobs == jobs
        assert offices.problem.zh.endswith(problem)
        assert bool(offices.problem) is bool(problem)


def test_a_changed_roster_counts_without_a_new_start(tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "应报名单.xlsx", tmp_path)
    options = ServeOptions(county=tmp_path)
    offices = Offices(
        _read_office(options, frozenset({HOST}), ""),
        lambda: _read_office(options, frozenset({HOST}), ""),
        _read_from(options),
    )
    before = offices.now
    offices.refresh()
    assert offices.now is before  # nothing has changed
    (tmp_path / "应报名单.xlsx").write_bytes(b"half saved")
    offices.refresh()
    assert offices.now is before
    assert "仍按改前的办理" in offices.problem.zh
    book = openpyxl.load_workbook(SAMPLES / "应报名单.xlsx")
    book.worksheets[0].append(["999", "安河县新设局"])
    book.save(tmp_path / "应报名单.xlsx")
    offices.refresh()
    desk = offices.now.desk
    assert desk is not None
    assert "999" in {entry.code for entry in desk.departments}
    caller = offices.now.access.caller(access_code(desk, "999"))
    assert caller is not None
    assert (caller.name, offices.problem.zh) == ("安河县新设局", "")
    (tmp_path / "xltools.toml").write_text("[limits]\nfile_mb = 50\n", encoding="utf-8")
    offices.refresh()
    assert offices.now.settings.limits.file_mb == 50


def test_the_service_looks_for_changes_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltools.web.app.REFRESH_SECONDS", 0.05)
    shutil.copy(SAMPLES / "应报名单.xlsx", tmp_path)
    options = ServeOptions(county=tmp_path)
    read = partial(_read_office, options, frozenset({HOST}), "")
    offices = Offices(read(), read, _read_from(options))
    assert offices.now.desk is not None
    headers = {"X-Xltools-Code": access_code(offices.now.desk, "officer")}
    with TestClient(build_app(offices), base_url=f"http://{HOST}", headers=headers) as client:
        (tmp_path / "应报名单.xlsx").write_bytes(b"half saved")
        deadline = time.monotonic() + 10
        while not client.get("/api/board").json()["problem"]["zh"] and time.monotonic() < deadline:
            time.sleep(0.05)
        board = client.get("/api/board").json()
    assert "不能用" in board["problem"]["zh"]
    assert len(board["departments"]) == len(offices.now.desk.departments)


def test_a_request_has_one_office_from_its_beginning_to_its_end(county: Desk) -> None:
    """Where the department is taken off the roster meanwhile, the request ends with the office that it began with."""
    gate = county.client.app
    assert isinstance(gate, Gate)
    office = gate._office()
    assert isinstance(office, ServedOffice)
    taken = iter([office])  # for this request; any later look finds none
    gate._office = lambda: next(taken)
    assert county.ask("POST", "/api/hand-in", WATER, SMALL).json()["receipt"]["department_code"] == WATER


# --- landing, without the service ------------------------------------------------------------------------------------

OURS, THEIRS = DepartmentEntry("332", "安河县水利局"), DepartmentEntry("354", "安河县民政局")
SENT = "报送/332安河县水利局.xlsx"


@pytest.fixture
def desk(tmp_path: Path) -> CountyDesk:
    folder = tmp_path / "desk"
    folder.mkdir()
    chosen = choose_settings(None, folder / "县级汇总.xlsx", ())
    return CountyDesk(folder, folder / "应报名单.xlsx", (OURS, THEIRS), chosen)


def _handed(desk: CountyDesk, content: bytes, name: str = "a.xlsx") -> HandedFile:
    number = len(list(desk.folder.parent.iterdir()))
    path = desk.folder.parent / f"{number}{Path(name).suffix}"
    path.write_bytes(content)
    return HandedFile(path, name)


def _checked(code: str = OURS.code, name: str = OURS.name) -> CheckedFile:
    return CheckedFile("a.xlsx", ((Place("a.xlsx", "项目1"), "1"),), 1, (), (code, name))


def _land(desk: CountyDesk, content: bytes, name: str = "a.xlsx") -> str:
    return desk.hand_in(OURS, _handed(desk, content, name), _checked()).number


def _earlier(desk: CountyDesk) -> set[bytes]:
    return {path.read_bytes() for path in (desk.folder / "历次报送").iterdir()}


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        pytest.param("332", "安河县民政局", "", id="our code decides"),
        pytest.param("354", "安河县水利局", "部门编码", id="code of another"),
        pytest.param("", "安河县民政局", "部门名称", id="no code, and the name of another"),
        pytest.param("", " 安河县 民政局 ", "部门名称", id="the same with blanks"),
        pytest.param("", "县水利局", "", id="no code, and a name that nobody has"),
        pytest.param("", "", "", id="neither"),
    ],
)
def test_whose_workbook_it_is(desk: CountyDesk, code: str, name: str, words: str) -> None:
    file = _handed(desk, b"1")
    if words:
        with pytest.raises(RequestError, match=words):
            desk.hand_in(OURS, file, _checked(code, name))
    else:
        assert desk.hand_in(OURS, file, _checked(code, name)).file == SENT


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.zip", "a"])
def test_only_names_of_workbooks_land(desk: CountyDesk, name: str) -> None:
    with pytest.raises(RequestError, match=r"另存为 \.xlsx"):
        _land(desk, b"1", name)
    assert list(desk.folder.iterdir()) == []


def test_handed_in_at_the_same_moment(desk: CountyDesk) -> None:
    contents = [f"{number}".encode() for number in range(20)]
    files = [_handed(desk, content) for content in contents]
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda file: desk.hand_in(OURS, file, _checked()), files))
    assert sorted(receipt.number[-4:] for receipt in receipts) == [f"{number:04}" for number in range(1, 21)]
    assert {*_earlier(desk), (desk.folder / SENT).read_bytes()} == set(contents)
    assert len(desk.receipts()) == 20


@pytest.mark.parametrize("step", ["_keep", "draft", "_record"])
def test_a_crash_at_any_step_loses_nothing(desk: CountyDesk, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    _land(desk, b"first")

    def crash(*arguments: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        if step == "_keep":
            patch.setattr("xltools.services.county_desk._keep", crash)
        elif step == "draft":
            patch.setattr(Path, "replace", crash)
        else:
            patch.setattr(CountyDesk, "_record", crash)
        with pytest.raises(MemoryError):
            _land(desk, b"second")
    assert (desk.folder / SENT).read_bytes() == (b"second" if step == "_record" else b"first")
    assert _land(desk, b"second").endswith("-0002")
    assert (desk.folder / SENT).read_bytes() == b"second"
    assert b"first" in _earlier(desk)
    assert not list(desk.folder.glob("*.part"))


def test_a_folder_that_cannot_be_written_to_is_told(desk: CountyDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(RequestError, match="收件文件夹写不进去"):
        _land(desk, b"1")
    assert desk.receipts() == ()


def test_the_same_again_counts_again_where_the_file_was_changed(desk: CountyDesk) -> None:
    first = _land(desk, b"ours")
    (desk.folder / SENT).write_bytes(b"changed by hand")
    assert _land(desk, b"ours") != first
    assert (desk.folder / SENT).read_bytes() == b"ours"
    assert (desk.folder / "历次报送/332安河县水利局-原有.xlsx").read_bytes() == b"changed by hand"


def test_another_format_replaces_the_first(desk: CountyDesk) -> None:
    number = _land(desk, b"1")
    _land(desk, b"2", "b.xls")
    assert [path.name for path in (desk.folder / "报送").iterdir()] == ["332安河县水利局.xls"]
    assert (desk.folder / f"历次报送/332安河县水利局-{number}.xlsx").read_bytes() == b"1"


@pytest.mark.parametrize(
    "spoiled",
    [
        pytest.param(b'{"half":', id="a line without its end"),
        pytest.param(b"\xff\xfe\n", id="another encoding"),
        pytest.param(b"[1]\n", id="no receipt"),
        pytest.param(None, id="a receipt with another number"),
    ],
)
def test_receipts_beside_a_spoiled_line(desk: CountyDesk, spoiled: bytes | None) -> None:
    _land(desk, b"1")
    record = desk.folder / "收件记录.jsonl"
    line = record.read_bytes()
    record.write_bytes(b"\xef\xbb\xbf" + line + (line.replace(b"-0001", b"-x") if spoiled is None else spoiled))
    assert _land(desk, b"2").endswith("-0002")
    assert len(desk.receipts()) == 2


def test_files_that_lie_there_belong_to_the_code_that_they_begin_with(desk: CountyDesk) -> None:
    longer = replace(desk, departments=(OURS, DepartmentEntry("3321", "安河县水库中心")))
    (desk.folder / "报送").mkdir()
    (desk.folder / "报送/3321.xlsx").write_bytes(b"1")
    (desk.folder / f"报送/~${OURS.code}{OURS.name}.xlsx").write_bytes(b"somebody looks at it")
    assert [row.by_hand for row in longer.board()] == [(), ("3321.xlsx",)]


def test_no_codes_from_a_secret_that_was_cut_short(desk: CountyDesk) -> None:
    (desk.folder / ".xltools-access").write_bytes(b"")
    with pytest.raises(RequestError, match="不完整"):
        access_code(desk, "officer")


def test_a_department_learns_nothing_of_the_register_of_another(tmp_path: Path) -> None:
    """Whoever sends a workbook with the code of another gets no finding that tells of the other's projects."""
    roster = openpyxl.Workbook()
    assert roster.active is not None
    roster.active.append(["部门编码", "部门名称", "项目名称", "预算金额（元）"])
    roster.active.append([CIVIL, "安河县民政局", "", ""])
    roster.active.append([WATER, "安河县水利局", "不该让别人知道的项目", 1234567])
    roster.save(tmp_path / "应报名单.xlsx")
    with county_of(tmp_path) as office:
        own, other = (office.ask("POST", "/api/check", holder, SMALL).text for holder in (WATER, CIVIL))
        both = office.ask("POST", "/api/check", CIVIL, SMALL, SAMPLES / "354安河县民政局.xlsx").text
    assert "不该让别人知道的项目" in own
    assert "不该让别人知道的项目" not in other + both
