"""Files in, findings and copies out: the same as in the commands, within limits, and nothing is kept."""

from __future__ import annotations

import asyncio
import base64
import io
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.testclient import TestClient

from tests.cli.test_commands import run
from tests.department.test_fill import BLANKS
from tests.fixtures.books import with_xlsxwriter
from tests.fixtures.grids import grid
from xltools.limits import Limits
from xltools.rules.engine import group_findings
from xltools.rules.settings import Settings
from xltools.services.check import CheckRequest, check
from xltools.services.contract import RequestError
from xltools.services.self_check import HandedFile
from xltools.services.several import count_files
from xltools.web import app, uploads
from xltools.web.access import Access, Caller, Role
from xltools.web.offices import ServedOffice

from .conftest import CODE, HOST, SAMPLES, SEED, SMALL, upload


@pytest.mark.parametrize("name", ["332安河县水利局.xlsx", "375安河县应急管理局.ods", "通讯录.xlsx", "README.md"])
def test_findings_are_those_of_the_command(client: TestClient, name: str) -> None:
    answer = client.post("/api/check", files=[upload(SAMPLES / name)]).json()
    groups = group_findings(check(CheckRequest((SAMPLES / name,))).findings)
    assert [(one["rule"], one["sheet"], one["cell"], one["message"]["zh"]) for one in answer["findings"]] == [
        (group.first.rule, group.first.place.sheet, group.first.place.cell, group.message.zh) for group in groups
    ]


def test_the_sheets_are_drawn_as_they_are(client: TestClient) -> None:
    sheet = next(
        sheet for sheet in client.post("/api/check", files=[upload(SEED)]).json()["sheets"] if sheet["name"] == "专项1"
    )
    cells = {(row, column): (height, width, text) for row, column, height, width, text in sheet["cells"]}
    assert cells[4, 3] == (1, 1, "725000")
    assert cells[8, 2][:2] == (1, 8)  # the goal, merged over eight columns
    assert 12 not in sheet["columns"]  # hidden, and nothing was found there
    assert sum(height * width for height, width, _ in cells.values()) == len(sheet["rows"]) * len(sheet["columns"])


@pytest.mark.parametrize(
    ("kind", "name"),
    [("marked", "-退回.xlsx"), ("filled", "-已填充.xlsx"), ("transferred", "-新模板.xlsx")],
)
def test_copies(client: TestClient, kind: str, name: str) -> None:
    answer = client.post(f"/api/copy/{kind}", files=[upload(SEED)]).json()
    assert answer["file_name"].endswith(name)
    book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(answer["data"])))
    assert "专项1" in book.sheetnames
    if kind == "filled":
        assert {(one["sheet"], one["cell"], one["text"]) for one in answer["changes"]} > {("专项1", "E7", "100")}
        assert book["专项1"]["E7"].value == 100


@pytest.mark.parametrize(
    ("unit", "budget", "fiscal", "other"), [("元", "1200000", "995000", 205000), ("万元", "120", "99.5", 20.5)]
)
def test_what_is_said_of_fills_is_what_stands_in_the_cells(
    client: TestClient, tmp_path: Path, unit: str, budget: str, fiscal: str, other: float
) -> None:
    text = BLANKS.replace("单位：元", f"单位：{unit}").replace("1,200,000.00", budget).replace("1,000,000.00", fiscal)
    file = with_xlsxwriter(tmp_path / "表.xlsx", grid(text))
    answer = client.post("/api/copy/filled", files=[upload(file)]).json()
    book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(answer["data"])))
    assert {one["cell"]: float(one["text"]) for one in answer["changes"]} == {"F7": 100, "G7": 100, "G4": other}
    for one in answer["changes"]:
        assert book[one["sheet"]][one["cell"]].value == float(one["text"])
    assert re.search(rf"G4 .*\s{other}[.0]*\s", run("fill", file, "--dry-run")[1])


def test_a_preview_has_no_content(client: TestClient) -> None:
    answer = client.post("/api/copy/filled?preview", files=[upload(SEED)]).json()
    assert answer["data"] is None
    assert answer["changes"]


@pytest.mark.parametrize("kind", ["filled", "transferred", "marked"])
def test_no_copy_of_something_else(client: TestClient, kind: str) -> None:
    answer = client.post(f"/api/copy/{kind}", files=[upload(SAMPLES / "README.md")])
    assert answer.status_code == 422
    assert "README.md" in answer.json()["problem"]["zh"]


def test_several_files_and_a_zip_have_fates(client: TestClient) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in ("354安河县民政局.xlsx", "354安河县民政局（初稿）.xlsx"):
            archive.write(SAMPLES / name, f"报送/{name}")
    packed = ("files", ("报送.zip", content.getvalue()))
    files = [upload(SMALL, "附件1.xlsx"), upload(SAMPLES / "402安河县统计局.xlsx", "附件1.xlsx"), packed]
    answer = client.post("/api/check", files=files).json()
    assert {one["name"]: one["fate"]["key"] for one in answer["files"]} == {
        "附件1.xlsx": "accepted",
        "附件1.xlsx（2）": "accepted",
        "报送.zip!/报送/354安河县民政局.xlsx": "accepted",
        "报送.zip!/报送/354安河县民政局（初稿）.xlsx": "superseded",
    }


def test_a_blank_template(client: TestClient) -> None:
    answer = client.get("/api/blank")
    assert "%E7%A9%BA%E7%99%BD" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert "项目1" in book.sheetnames


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/表.xlsx", "表.xlsx"),
        ("C:\\表\\项目.xlsx", "项目.xlsx"),
        ("a\x1b[31m.xlsx", "a[31m.xlsx"),
        ("", "未命名"),
        ("表" * 300 + ".xlsx", "表" * 195 + ".xlsx"),
        ("安河县.xlsx".encode("gb18030").decode("latin-1"), "安河县.xlsx"),
    ],
)
def test_names_are_texts_and_no_paths(sent: str, shown: str) -> None:
    assert uploads._shown_name(sent) == shown


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("表.XLSX", "表.xlsx"),
        ("~$表.xlsx", "~$表.xlsx"),
        (".DS_Store", ".DS_Store"),
        (".~lock.表.xlsx#", ".~lock.表.xlsx#"),
        ("._表.xlsx", "._表.xlsx"),
        ("表.xlsx.crdownload", "表.xlsx.crdownload"),
        ("表" * 200 + ".xlsx", "表" * 60 + ".xlsx"),
        ("a." + "x" * 99, "a." + "x" * 16),
        ('a<b>:"c|.xlsx', "abc.xlsx"),
        ("CON.xlsx", "_CON.xlsx"),
        ("..", "file"),
        (".", "file"),
        ("???", "file"),
        ("未命名", "未命名"),
    ],
)
def test_a_file_is_stored_in_a_folder_of_its_own(tmp_path: Path, name: str, stored: str) -> None:
    file = UploadFile(io.BytesIO(b"x"), filename=name)
    (kept,) = uploads._keep([file], tmp_path)
    assert (kept.path.parent, kept.path.name) == (tmp_path / "1", stored)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        pytest.param(b"", "multipart/form-data; boundary=x", 400, id="empty"),
        pytest.param(b"{}", "application/json", 415, id="no form"),
        pytest.param(b"PK", "", 415, id="bare bytes"),
        pytest.param(b"--x\r\n", "multipart/form-data", 400, id="no boundary"),
        pytest.param(
            b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.xlsx"\r\n\r\nPK',
            "multipart/form-data; boundary=x",
            400,
            id="broken off",
        ),
        pytest.param(
            b'--x\r\nContent-Disposition: form-data; name="files"; filename=""\r\n\r\n\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
            400,
            id="the empty field of a browser",
        ),
    ],
)
def test_bad_uploads_say_why(client: TestClient, body: bytes, kind: str, status: int) -> None:
    answer = client.post("/api/check", content=body, headers={"Content-Type": kind} if kind else {})
    assert answer.status_code == status
    assert answer.json()["problem"]["zh"]


def test_too_many_and_too_large(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [("files", (f"{number}.txt", b"x")) for number in range(uploads.MAX_FILES + 1)]
    assert client.post("/api/check", files=many).status_code == 400
    monkeypatch.setattr(uploads, "MAX_REQUEST_FILES_MB", 1)
    large = client.post("/api/check", files=[("files", ("a.xlsx", b"x" * (2 << 20)))])
    assert (large.status_code, large.json()["problem"]["zh"]) == (413, "文件太大，一次最多 1 MB。")


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        pytest.param("too large", 413, id="too large"),
        pytest.param("silent", 408, id="silent"),
        pytest.param("gone", 499, id="the sender has gone"),
        pytest.param("broken off", 400, id="broken off"),
        pytest.param("full", 507, id="the disk is full"),
    ],
)
def test_no_temporary_file_of_a_bad_upload_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str, status: int
) -> None:
    parsers: list[uploads._Parts] = []

    class Parts(uploads._Parts):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            parsers.append(self)

    def refuse(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uploads, "_Parts", Parts)
    monkeypatch.setattr(uploads, "SILENT_SECONDS", 0.05)
    monkeypatch.setattr(uploads, "MAX_REQUEST_FILES_MB", 1)
    if fault == "full":
        monkeypatch.setattr(uploads.shutil, "copyfileobj", refuse)
    begun = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.xlsx"\r\n\r\n' + b"x" * (512 << 10)
    rest = {"too large": b"x" * (1 << 20), "broken off": b"", "full": b"\r\n--x--\r\n"}
    coming = [{"type": "http.request", "body": begun, "more_body": True}]
    if fault in rest:
        coming.append({"type": "http.request", "body": rest[fault], "more_body": False})
    elif fault == "gone":
        coming.append({"type": "http.disconnect"})

    async def receive() -> dict[str, Any]:
        if not coming:
            await asyncio.sleep(60)
        return coming.pop(0)

    scope = {"type": "http", "headers": [(b"content-type", b"multipart/form-data; boundary=x")]}
    taking = uploads.Uploads()

    async def run() -> None:
        async with taking.receive(Request(scope, receive), tmp_path, Limits()):
            pass

    with pytest.raises(uploads.UploadError) as caught:
        asyncio.run(run())
    assert caught.value.status_code == status
    files = [file for parser in parsers for file in parser._files_to_close_on_error]
    assert [file.closed for file in files] == [True]
    assert (taking._places._value, taking._stored) == (uploads.MAX_UPLOADS, {})  # and its share of the disk is free


@pytest.mark.parametrize(
    ("limit", "senders", "statuses"),
    [
        pytest.param("MAX_STORED_OF_ONE_MB", "aaa", [200, 503, 503], id="one address has its share"),
        pytest.param("MAX_STORED_OF_ONE_MB", "ab", [200, 200], id="and the others theirs"),
        pytest.param("MAX_STORED_MB", "ab", [200, 503], id="all together"),
    ],
)
def test_files_that_wait_have_so_much_of_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, senders: str, statuses: list[int]
) -> None:
    monkeypatch.setattr(uploads, limit, 1)
    body = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.xlsx"\r\n\r\n' + b"x" * (700 << 10)
    taking = uploads.Uploads()

    async def send(sender: str, number: int) -> int:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body + b"\r\n--x--\r\n", "more_body": False}

        headers = [(b"content-type", b"multipart/form-data; boundary=x")]
        request = Request({"type": "http", "headers": headers, "client": (sender, 1)}, receive)
        folder = tmp_path / str(number)
        folder.mkdir(exist_ok=True)
        try:
            async with taking.receive(request, folder, Limits()) as files:
                await asyncio.sleep(0.2)  # it waits for its turn
                assert len(files) == 1
        except uploads.UploadError as error:
            return error.status_code
        return 200

    async def run() -> list[int]:
        answers = await asyncio.gather(*(send(sender, number) for number, sender in enumerate(senders)))
        assert await send(senders[-1], 99) == 200  # afterwards there is room
        return answers

    assert asyncio.run(run()) == statuses
    assert taking._stored == {}


@pytest.mark.parametrize(
    ("pause", "statuses"),
    [
        pytest.param(0.0, [200, 200, 200], id="the next one waits for a place"),
        pytest.param(60.0, [408, 200, 200], id="a silent one loses its own"),
    ],
)
def test_uploads_wait_for_a_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pause: float, statuses: list[int]
) -> None:
    monkeypatch.setattr(uploads, "MAX_UPLOADS", 1)
    monkeypatch.setattr(uploads, "SILENT_SECONDS", 0.5)
    taking = uploads.Uploads()
    body = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.xlsx"\r\n\r\nPK\r\n--x--\r\n'

    async def send(number: int) -> int:
        coming = [body[:20], body[20:]]

        async def receive() -> dict[str, Any]:
            if len(coming) == 1:
                await asyncio.sleep(0.1 if number else pause)
            return {"type": "http.request", "body": coming.pop(0), "more_body": bool(coming)}

        headers = [(b"content-type", b"multipart/form-data; boundary=x")]
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            async with taking.receive(Request({"type": "http", "headers": headers}, receive), folder, Limits()):
                return 200
        except uploads.UploadError as error:
            return error.status_code

    async def run() -> list[int]:
        return await asyncio.gather(*(send(number) for number in range(len(statuses))))

    assert asyncio.run(run()) == statuses


@pytest.mark.parametrize(
    ("files", "seconds"),
    [
        pytest.param(1, 120, id="one file"),
        pytest.param(3, 360, id="three"),
        pytest.param(60_000, 600, id="a zip that says so"),
    ],
)
def test_the_time_for_a_job_grows_with_its_files_and_is_bounded(files: int, seconds: int) -> None:
    assert app._seconds(120, files) == seconds
    assert app._seconds(900, files) == 900  # what a county allows for one file


def test_a_job_has_the_time_and_the_memory_that_the_county_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []

    class Job:
        def __init__(self, *arguments: Any, **limits: Any) -> None:
            given.append(limits)
            raise RequestError("没有", "none")

    monkeypatch.setattr(app, "OneJob", Job)
    settings = Settings(limits=Limits(file_seconds=7, worker_mb=700))
    office = ServedOffice(Access(frozenset({HOST}), {CODE: Caller(Role.CHECKER)}), settings)
    headers = {"X-Xltools-Code": CODE}
    with TestClient(app.build_app(office), base_url=f"http://{HOST}", headers=headers) as client:
        for files in ([upload(SMALL)], [upload(SMALL), upload(SMALL)]):
            assert client.post("/api/check", files=files).status_code == 422
    assert given == [{"seconds": 7, "memory_mb": 700}, {"seconds": 14, "memory_mb": 700}]


@pytest.mark.parametrize(
    ("name", "content", "count"),
    [
        pytest.param("a.zip", None, 3, id="a zip"),
        pytest.param("a.zip", b"no zip", 1, id="no zip"),
        pytest.param("a.zip", b"", 1, id="empty"),
        pytest.param("a.zip", b"PK\5\6", 1, id="cut off"),
        pytest.param("a.xlsx", None, 1, id="a workbook"),
    ],
)
def test_a_zip_counts_for_its_members(tmp_path: Path, name: str, content: bytes | None, count: int) -> None:
    path = tmp_path / name
    if content is None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.comment = b"a remark"
            for number in range(3):
                archive.writestr(f"{number}.xlsx", b"x" * 100_000)
    else:
        path.write_bytes(content)
    assert count_files([HandedFile(path, name)]) == count


def test_nothing_is_kept(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/api/blank")  # Python's server of processes has a folder of its own from its first one on
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for path in ("/api/check", "/api/copy/filled", "/api/copy/marked", "/api/copy/transferred"):
        for file in (SEED, SAMPLES / "README.md"):
            client.post(path, files=[upload(file)])
    client.get("/api/blank")
    assert list(tmp_path.iterdir()) == []


def test_markup_in_a_workbook_stays_text(client: TestClient, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SMALL)
    sheet = book.worksheets[1]
    sheet["B5"] = "<img src=x onerror=alert(1)>"
    book.save(tmp_path / "a.xlsx")
    answer = client.post("/api/check", files=[upload(tmp_path / "a.xlsx")])
    assert answer.headers["Content-Type"] == "application/json"
    texts = [cell[4] for one in answer.json()["sheets"] for cell in one["cells"]]
    assert "<img src=x onerror=alert(1)>" in texts
