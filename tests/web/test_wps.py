"""The add-in for WPS: its list and files, and its buttons in Chromium against a strict stand-in for the host.

The stand-in holds the content of a real workbook. Nothing here ran in WPS.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from xltools.desktop import wps
from xltools.desktop.computer import Computer
from xltools.services.check import CheckRequest, check
from xltools.version import __version__
from xltools.web import app

from .conftest import SAMPLES, SEED
from .running import RunningService, running_service
from .test_page import browser

__all__ = ["browser"]

HOST = Path(__file__).with_name("wps_host.js")
TEMPLATE = SAMPLES / "348安河县交通运输局.xlsx"
OTHERS = """<?xml version="1.0" encoding="UTF-8"?>
<jsplugins>
  <jsplugin name="another" type="et" url="another_1.0" version="1.0" enable="enable_dev"/>
</jsplugins>
"""


# --- installing ------------------------------------------------------------------------------------------------------


@pytest.fixture
def linux(tmp_path: Path) -> Computer:
    return Computer("linux", tmp_path, {})


def _folder(computer: Computer) -> Path:
    return computer.home / ".local/share/Kingsoft/wps/jsaddons"


def test_installed_looked_at_and_removed(linux: Computer) -> None:
    assert [state.ok for state in wps.status(linux)] == [False]
    wps.install(linux)
    folder = _folder(linux)
    assert (folder / "publish.xml").read_text(encoding="utf-8") == (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<jsplugins>\n'
        f'  <jsplugin name="xltools" type="et" url="xltools_{__version__}" version="{__version__}"'
        ' enable="enable_dev"/>\n'
        "</jsplugins>\n"
    )
    files = folder / f"xltools_{__version__}"
    assert (files / "service.js").read_text(encoding="utf-8") == f'window.XLTOOLS_SERVICE = "{wps.LOCAL_SERVICE}";\n'
    assert (files / "ribbon.xml").read_bytes().startswith(b"<customUI")  # no XML declaration: WPS refuses one
    assert all(state.ok for state in wps.status(linux))
    wps.install(linux)  # once more
    assert (folder / "publish.xml").read_text(encoding="utf-8").count("xltools_") == 1
    assert len(wps.remove(linux)) == 2
    assert not files.exists()
    assert wps.remove(linux) == []


def test_other_add_ins_stay(linux: Computer) -> None:
    folder = _folder(linux)
    folder.mkdir(parents=True)
    (folder / "publish.xml").write_text(OTHERS, encoding="utf-8")
    wps.install(linux, "http://10.0.0.8:8765/")
    listed = (folder / "publish.xml").read_text(encoding="utf-8")
    assert 'name="another"' in listed
    assert '<jspluginonline name="xltools" type="et" url="http://10.0.0.8:8765/wps/" enable="enable_dev"/>' in listed
    assert (folder / "publish.xml.xltools-backup").read_text(encoding="utf-8") == OTHERS
    wps.remove(linux)
    assert (folder / "publish.xml").read_text(encoding="utf-8") == OTHERS


@pytest.mark.parametrize(
    ("listed", "service", "words"),
    [
        ("not a list", wps.LOCAL_SERVICE, "不是加载项列表"),
        ("", "10.0.0.8", "不是服务的地址"),
        ("", "http://a b/", "不是服务的地址"),
    ],
)
def test_what_cannot_be_installed(linux: Computer, listed: str, service: str, words: str) -> None:
    folder = _folder(linux)
    folder.mkdir(parents=True)
    if listed:
        (folder / "publish.xml").write_text(listed, encoding="utf-8")
    with pytest.raises(wps.NoWpsError, match=words):
        wps.install(linux, service)
    if listed:
        assert (folder / "publish.xml").read_text(encoding="utf-8") == listed


@pytest.mark.parametrize(
    ("permissions", "good"),
    [
        (None, False),
        ("{}", False),
        ('{"et": [{"name": "xltools", "enable": true, "isload": true}]}', True),
        ('{"et": [{"name": "xltools", "enable": false}]}', False),
        ('{"et": [{"name": "another", "enable": true}]}', False),
        ("half {", False),
    ],
)
def test_what_windows_has_decided_is_read(tmp_path: Path, permissions: str | None, good: bool) -> None:
    computer = Computer("win32", tmp_path, {"APPDATA": str(tmp_path)})
    wps.install(computer)
    file = tmp_path / "kingsoft/wps/jsaddons/authaddin.json"
    if permissions is not None:
        file.write_text(permissions, encoding="utf-8")
    assert [state.ok for state in wps.status(computer)] == [True, True, good]
    assert not file.exists() if permissions is None else file.read_text(encoding="utf-8") == permissions


def test_macos_has_none(tmp_path: Path) -> None:
    with pytest.raises(wps.NoWpsError, match="自查页"):
        wps.install(Computer("darwin", tmp_path, {}))


def test_a_package_for_computers_without_a_network(tmp_path: Path) -> None:
    assert [path.name for path in wps.pack(tmp_path / "out")] == [
        "publish.xml",
        f"xltools_{__version__}",
        "说明.txt",
    ]
    with pytest.raises(wps.NoWpsError, match="已存在"):
        wps.pack(tmp_path / "out")


def test_every_button_has_its_callback() -> None:
    ribbon = (app.PAGE / "wps/ribbon.xml").read_text(encoding="utf-8")
    script = (app.PAGE / "wps/ribbon.js").read_text(encoding="utf-8")
    assert set(re.findall(r'on(?:Action|Load)="xltools\.(\w+)"', ribbon)) == {"act", "load"}
    for button in re.findall(r'<button id="(\w+)"', ribbon):
        assert re.search(rf"^    {button}: \(\) =>", script, re.MULTILINE), button


# --- the buttons, in a browser ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    with running_service() as running:
        yield running


def _content(file: Path, password: bool = False) -> dict[str, Any]:
    book = openpyxl.load_workbook(file)
    sheets = []
    for sheet in book.worksheets:
        cells = {
            cell.coordinate: [
                None if cell.data_type == "f" else cell.value,
                bool(cell.protection.locked),
                cell.data_type == "f",
            ]
            for row in sheet.iter_rows(max_row=60, max_col=20)
            for cell in row
        }
        sheets.append({"name": sheet.title, "protected": True, "password": password, "cells": cells})
    return {"name": file.name, "bytes": base64.b64encode(file.read_bytes()).decode(), "sheets": sheets}


class Host:
    """The add-in's ribbon script in a page of the service, with a workbook open in the stand-in."""

    def __init__(self, page: Page, service: RunningService, file: Path, password: bool = False) -> None:
        self.page = page
        self.origin = service.link.partition("/#")[0]
        content = json.dumps(_content(file, password), default=str)
        page.add_init_script(f"window.CONTENT = {content};")
        page.add_init_script(path=HOST)
        page.goto(f"{self.origin}/wps/index.html")
        page.evaluate("code => localStorage.setItem('xltools-code', code)", service.code)

    def click(
        self, button: str, until: str = "LOG.said.length > before.said || LOG.panes.length > before.panes"
    ) -> None:
        before = self.page.evaluate("({ said: LOG.said.length, panes: LOG.panes.length })")
        self.page.evaluate("id => xltools.act({ Id: id })", button)
        self.page.wait_for_function(f"before => {until}", arg=before, timeout=60_000)

    def state(self, what: str) -> Any:
        return self.page.evaluate(what)

    def cell(self, sheet: str, address: str, what: str) -> Any:
        return self.state(f"SHEETS.find(one => one.Name === '{sheet}').Range('{address}').{what}")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


@pytest.mark.desktop
def test_check_marks_and_clear_takes_back(page: Page, service: RunningService) -> None:
    host = Host(page, service, SEED)
    host.page.evaluate("Application.ActiveWorkbook.Worksheets.Item('专项1').Unprotect()")
    host.page.evaluate("SHEETS.find(one => one.Name === '专项1').Range('C11').AddComment('审核人的批注')")
    host.page.evaluate("SHEETS.find(one => one.Name === '专项1').Range('C11').Interior.Color = 255")
    host.page.evaluate("Application.ActiveWorkbook.Worksheets.Item('专项1').Protect()")
    host.click("check")
    findings = check(CheckRequest((SEED,))).findings
    listed = json.loads(host.state("localStorage.getItem('xltools-list')"))
    assert {(one["sheet"], cell) for one in listed["findings"] for cell in one["cells"]} == {
        (one.place.sheet, one.place.cell) for one in findings if one.place.cell
    }
    assert host.cell("专项1", "E12", "Interior.Color") == 0xC7C7FF
    assert "V07" in host.cell("专项1", "E12", "Comment.Text()")
    assert host.cell("专项1", "C11", "Comment.Text()").startswith("审核人的批注\n【")
    assert host.state("LOG.panes.map(one => [one.Visible, one.url])") == [[True, f"{host.origin}/wps/pane.html"]]
    sheets = host.state("SHEETS.map(one => one.ProtectContents)")
    assert all(sheets)
    options = host.state("LOG.protects.at(-1)[1]")
    assert options == [None, True, True, True, False, *(number % 2 == 0 for number in range(11))]
    assert len(host.state("LOG.removed")) == 1
    host.click("clear")
    assert host.cell("专项1", "E12", "Interior.ColorIndex") == -4142
    assert host.cell("专项1", "E12", "Comment") is None
    assert host.cell("专项1", "C11", "Comment.Text()") == "审核人的批注"
    assert host.cell("专项1", "C11", "Interior.Color") == 255


@pytest.mark.desktop
def test_fill_and_undo(page: Page, service: RunningService) -> None:
    host = Host(page, service, SEED)
    host.click("fill")
    assert host.cell("专项1", "E7", "Value2") == 100
    assert host.cell("专项1", "D7", "Value2") == 100  # typed, and as it was
    host.page.evaluate("Application.ActiveWorkbook.Worksheets.Item('专项1').Unprotect()")
    host.page.evaluate("SHEETS.find(one => one.Name === '专项1').Range('I7').Value2 = 95")
    host.page.evaluate("Application.ActiveWorkbook.Worksheets.Item('专项1').Protect()")
    host.click("undo")
    assert host.cell("专项1", "E7", "Value2") is None
    assert host.cell("专项1", "I7", "Value2") == 95
    assert "1 格后来改过" in host.state("LOG.said.at(-1)")


@pytest.mark.desktop
def test_a_new_project(page: Page, service: RunningService) -> None:
    host = Host(page, service, TEMPLATE)
    host.click("add")
    names = host.state("SHEETS.map(one => one.Name)")
    assert names[names.index("项目5") + 1] == "项目6"
    unlocked = [
        cell.coordinate
        for row in openpyxl.load_workbook(TEMPLATE)["项目5"].iter_rows(max_row=60, max_col=20)
        for cell in row
        if not cell.protection.locked and cell.data_type != "f" and cell.value is not None
    ]
    assert unlocked
    assert {host.cell("项目6", address, "Value2") for address in unlocked} == {None}
    assert host.cell("项目6", "A3", "Value2") == host.cell("项目5", "A3", "Value2")
    assert host.cell("项目5", unlocked[0], "Value2") is not None


@pytest.mark.desktop
@pytest.mark.parametrize(
    ("button", "file", "password", "words"),
    [
        ("check", SAMPLES / "通讯录.xlsx", False, "没有绩效目标表"),
        ("check", SEED, True, "有保护密码"),
        ("fill", SEED, True, "有保护密码"),
        ("add", SAMPLES / "通讯录.xlsx", False, "可以照着新增"),
        ("undo", SEED, False, "没有可以撤销的填充"),
        ("about", SEED, False, "没有在 WPS 里运行过"),
    ],
)
def test_what_is_told(page: Page, service: RunningService, button: str, file: Path, password: bool, words: str) -> None:
    host = Host(page, service, file, password)
    host.click(button)
    assert words in host.state("LOG.said.at(-1)")


def _self_tested(host: Host) -> list[list[str]]:
    """The rows of the result, each as its texts, after a click on 自检."""
    host.click("test")
    sheet = "BOOKS.at(-1).Worksheets.Item(1)"
    assert host.state(f"{sheet}.Name") == "自检结果"
    row = f"[...'ABCDEF'].map(column => {sheet}.Range(column + (number + 1)).Value2)"
    rows = host.state(f"Array.from({{length: {sheet}.UsedRange.Rows.Count}}, (_, number) => {row})")
    return [[str(cell) for cell in row if cell is not None] for row in rows]


@pytest.mark.desktop
def test_the_self_test_passes_on_a_book_of_its_own(page: Page, service: RunningService) -> None:
    host = Host(page, service, SEED)
    before = host.state("JSON.stringify(SHEETS.map(one => [one.Name, one.ProtectContents, one.Range('E7').Value2]))")
    rows = _self_tested(host)
    assert [row for row in rows if "不通过" in row] == []
    assert "全部通过。" in host.state("LOG.said.at(-1)")
    steps = list(dict.fromkeys(row[0] for row in rows if "通过" in row))
    assert steps == ["新建", "校验", "清除标记", "填充", "撤销填充", "新增项目", "您的工作簿"]
    assert any(row[0] == "内核" and "Chrome" in row[1] for row in rows)
    assert host.state("BOOKS.map(one => one.Name)") == [SEED.name, "工作簿2"], "the test's own book is closed"
    assert host.state("LOG.unprotects") == len(host.state("LOG.protects")) - 1  # put back each time; once it is new
    after = host.state("JSON.stringify(SHEETS.map(one => [one.Name, one.ProtectContents, one.Range('E7').Value2]))")
    assert (after, host.state("BOOKS[0].Saved")) == (before, True)
    assert len(host.state("LOG.removed")) == 2, "no copy is left"


@pytest.mark.desktop
@pytest.mark.parametrize(
    ("fault", "step", "found"),
    [
        ("localStorage.setItem('xltools-code', 'wrong')", "校验", "出错：访问码"),
        ("const add = Application.Workbooks.Add; Application.Workbooks.Add = () => { const book = add(); "
         "const sheet = book.Worksheets.Item(1); sheet.Protect = () => {}; return book; }", "新建", "没有保护"),
        ("Application.FileSystem.ReadFileAsArrayBuffer = () => { throw new Error('gone'); }", "校验", "出错：gone"),
    ],
)  # fmt: skip
def test_the_self_test_shows_what_fails(page: Page, service: RunningService, fault: str, step: str, found: str) -> None:
    host = Host(page, service, SEED)
    host.page.evaluate(f"() => {{ {fault} }}")
    rows = _self_tested(host)
    assert any(row[0] == step and row[3].startswith(found) and row[4] == "不通过" for row in rows if len(row) > 4)
    assert "步不通过" in host.state("LOG.said.at(-1)")
    assert host.state("BOOKS.map(one => one.Name)") == [SEED.name, "工作簿2"]


@pytest.mark.desktop
def test_without_a_code_the_pane_asks_for_it(page: Page, service: RunningService) -> None:
    host = Host(page, service, SEED)
    host.page.evaluate("localStorage.removeItem('xltools-code')")
    host.click("check")
    assert json.loads(host.state("localStorage.getItem('xltools-list')")) == {"entrance": True}
    page.goto(f"{host.origin}/wps/pane.html")
    page.fill("#code", service.code)
    page.click("#entrance button")
    page.wait_for_selector(".finding.error", timeout=60_000)
    page.click(".finding.error >> nth=0")
    assert host.state("LOG.selected") == "专项1!E12"
    assert host.state("LOG.active") == "专项1"


@pytest.mark.desktop
def test_what_a_department_must_mend_before_it_sends(page: Page, service: RunningService) -> None:
    host = Host(page, service, SEED)
    host.click("ready")
    listed = json.loads(host.state("localStorage.getItem('xltools-list')"))
    errors = [one for one in check(CheckRequest((SEED,))).findings if one.severity == "error"]
    assert f"还有 {len(errors)} 处错误" in listed["message"]
    assert {one["rule"] for one in listed["findings"]} == {one.rule for one in errors}
