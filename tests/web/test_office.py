"""The pane for Excel: its manifest, what the service allows for it, and its buttons in Chromium.

A strict stand-in takes the place of office.js and holds the content of a real workbook. Nothing here ran in Excel.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient

from macros.icons import png
from tests.cli.test_commands import run
from tests.macros.test_icons import pixels
from xltools.desktop.office_manifest import office_manifest, write_manifest
from xltools.services.check import CheckRequest, check
from xltools.services.contract import RequestError
from xltools.web import access, app
from xltools.web.access import Access, Caller, Role
from xltools.web.app import build_app
from xltools.web.offices import ServedOffice

from .conftest import CODE, HOST, SAMPLES, SEED
from .running import RunningService, running_service
from .test_page import browser
from .test_wps import TEMPLATE, _content

__all__ = ["browser"]

STAND_IN = Path(__file__).with_name("office_host.js")
ADDRESS = "https://jx.example.gov.cn"
BASIC_TYPES = "http://schemas.microsoft.com/office/officeappbasictypes/1.0"


# --- the manifest ----------------------------------------------------------------------------------------------------


def test_all_addresses_of_the_manifest_are_files_of_the_pane() -> None:
    manifest = office_manifest(f"{ADDRESS}/")
    root = etree.fromstring(manifest.encode())
    assert etree.QName(root).localname == "OfficeApp"
    named = [value for one in root.iter() for value in one.attrib.values() if str(value).startswith("https://jx")]
    assert {str(one).removeprefix(ADDRESS) for one in named} == {
        "/",
        "/office/pane.html",
        *(f"/office/icon-{size}.png" for size in (16, 32, 64, 80)),
    }
    for one in named:
        assert str(one) == f"{ADDRESS}/" or (app.PANE / str(one).rpartition("/")[2]).is_file()
    resources = {one.get("id") for one in root.iter(f"{{{BASIC_TYPES}}}*") if one.get("id")}
    assert {one.get("resid") for one in root.iter() if one.get("resid")} == resources


def test_an_address_keeps_its_identity_and_another_has_another() -> None:
    identity = re.compile("<Id>(.*)</Id>")
    ours, again, other = (
        identity.findall(office_manifest(address)) for address in (ADDRESS, f"{ADDRESS}/", f"{ADDRESS}:8443")
    )
    assert ours == again != other


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://10.0.0.8:8765", "只接受 https"),
        ("jx.example.gov.cn", "不是服务的地址"),
        ('https://a"/><Id>', "不是服务的地址"),
        ("https://a/b", "不是服务的地址"),
        ("", "不是服务的地址"),
    ],
)
def test_only_https_addresses(address: str, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        office_manifest(address)


def test_a_manifest_replaces_a_manifest_only(tmp_path: Path) -> None:
    target = tmp_path / "a.xml"
    assert write_manifest(ADDRESS, target, force=False).read_text(encoding="utf-8") == office_manifest(ADDRESS)
    with pytest.raises(RequestError, match="已存在"):
        write_manifest(ADDRESS, target, force=False)
    write_manifest(f"{ADDRESS}:8443", target, force=True)
    target.write_text("<Workbook/>", encoding="utf-8")  # a workbook of Excel 2003 ends in .xml, too
    with pytest.raises(RequestError, match="不是窗格的清单"):
        write_manifest(ADDRESS, target, force=True)


def test_the_command(tmp_path: Path) -> None:
    assert run("office", "manifest", "--address", ADDRESS) == (0, office_manifest(ADDRESS))
    status, printed = run("office", "manifest", "--address", ADDRESS, "--out", tmp_path / "a.xml")
    assert (status, "没有在 Excel 里运行过" in printed) == (0, True)


@pytest.mark.parametrize("size", [16, 32, 64, 80])
def test_the_icons_are_those_of_the_buttons(size: int) -> None:
    assert (app.PANE / f"icon-{size}.png").read_bytes() == png("check", size)
    assert len(pixels(png("check", size))) == size


# --- what the service allows -----------------------------------------------------------------------------------------


def _client(office: bool) -> TestClient:
    allowed = Access(frozenset({HOST}), {CODE: Caller(Role.CHECKER)}, office_pane=office)
    return TestClient(build_app(ServedOffice(allowed)), base_url=f"http://{HOST}")


def _policy(answer: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in parts}


def test_the_pane_is_off_unless_asked_for() -> None:
    for path in ("/office/pane.html", "/office/icon-32.png", "/wps/../office/pane.html", "/%2e%2e/office/pane.html"):
        answer = _client(office=False).get(path)
        assert (answer.status_code, _policy(answer)["frame-ancestors"]) == (404, ["'none'"])


def test_its_exceptions_are_its_own() -> None:
    client = _client(office=True)
    pane = client.get("/office/pane.html")
    assert pane.status_code == 200
    assert _policy(pane) == {
        **{name: ["'none'"] for name in ("default-src", "form-action", "base-uri")},
        **{name: ["'self'"] for name in ("style-src", "img-src", "connect-src")},
        "script-src": ["'self'", "https://appsforoffice.microsoft.com"],
        "frame-ancestors": list(access.OFFICE_FRAMES),
    }
    assert "X-Frame-Options" not in pane.headers
    assert "no-store" not in client.get("/office/icon-32.png").headers["Cache-Control"]
    for path in ("/", "/wps/pane.html", "/office", "/officer", "/api/about", "/office/../index.html"):
        answer = client.get(path, follow_redirects=False)
        if answer.request.url.path.startswith("/office/"):
            assert answer.status_code == 404
            continue
        assert _policy(answer)["frame-ancestors"] == ["'none'"], path
        assert "microsoft" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_the_only_script_from_elsewhere_is_office_js() -> None:
    page = (app.PANE / "pane.html").read_text(encoding="utf-8")
    assert re.findall(r'(?:src|href)="([^"]+)"', page) == [
        "pane.css",
        f"{access.OFFICE_SCRIPTS}/lib/1/hosted/office.js",
        "pane.js",
    ]
    assert "没有在 Excel 里运行过" in page


# --- the buttons, in a browser ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    with running_service("--office") as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


class Pane:
    """The pane in a page of the service, with a workbook open in the stand-in."""

    def __init__(
        self,
        page: Page,
        service: RunningService,
        file: Path,
        *,
        password: bool = False,
        api: int = 18,
        more: str = "",
    ) -> None:
        self.page = page
        content = json.dumps(_content(file, password), default=str)
        script = f"window.CONTENT = {content}; window.API = {api}; window.SLICE = 40000; {more}\n"
        stand_in = script + STAND_IN.read_text(encoding="utf-8")
        page.route(
            "https://appsforoffice.microsoft.com/**",
            lambda route: route.fulfill(body=stand_in, content_type="text/javascript; charset=utf-8"),
        )
        origin = service.link.partition("/#")[0]
        page.goto(f"{origin}/office/pane.html")
        page.evaluate("code => localStorage.setItem('xltools-code', code)", service.code)

    def click(self, button: str) -> str:
        self.page.click(f"#{button}")
        self.page.wait_for_function("() => !document.getElementById('check').disabled", timeout=60_000)
        return self.page.inner_text("#message")

    def state(self, what: str) -> Any:
        return self.page.evaluate(what)

    def fill_of(self, sheet: str, cell: str) -> tuple[str, str]:
        found = self.state(f"CELL('{sheet}', '{cell}').fill")
        return found["pattern"], found["color"]

    def note(self, sheet: str, cell: str) -> str | None:
        return self.state(f"NOTE('{sheet}', '{cell}')")


@pytest.mark.desktop
def test_check_marks_and_clear_takes_back(page: Page, service: RunningService) -> None:
    pane = Pane(page, service, SEED)
    pane.state("SHEETS.get('专项1').options = { allowFormatCells: true, allowSort: false, selectionMode: 'Unlocked' }")
    pane.state("SHEETS.get('专项1').notes.set('C11', '审核人的批注')")
    pane.state("Object.assign(CELL('专项1', 'C11').fill, { pattern: 'Solid', color: '#FF0000' })")
    said = pane.click("check")
    findings = check(CheckRequest((SEED,))).findings
    cells = {(one.place.sheet, one.place.cell) for one in findings if one.place.cell}
    assert f"已标记 {len(cells)} 格。" in said
    assert {
        tuple(one)
        for one in pane.state("[...SHEETS].flatMap(([name, one]) => [...one.notes.keys()].map(cell => [name, cell]))")
    } == cells
    assert pane.fill_of("专项1", "E12") == ("Solid", "#FFC7C7")
    assert "V07" in str(pane.note("专项1", "E12"))
    assert str(pane.note("专项1", "C11")).startswith("审核人的批注\n【")
    assert page.locator(".finding").count() > 20
    assert pane.state("[...SHEETS.values()].every(one => one.protected)")
    kept = dict(pane.state("LOG.protects"))["专项1"]
    assert {name: value for name, value in kept.items() if value is not None} == {
        "allowFormatCells": True,
        "allowSort": False,
        "selectionMode": "Unlocked",
    }
    files = pane.state("LOG.files")
    assert files["slices"] > 1
    assert files["open"] == files["closed"]
    assert f"已去掉 {len(cells)} 格" in pane.click("clear")
    assert pane.fill_of("专项1", "E12") == ("None", "#FFFFFF")
    assert pane.fill_of("专项1", "C11") == ("Solid", "#FF0000")
    assert pane.state("[...SHEETS].flatMap(([name, one]) => [...one.notes])") == [["C11", "审核人的批注"]]
    assert pane.click("clear") == "已去掉 0 格的标记。"


@pytest.mark.desktop
def test_what_somebody_chose_since_stays(page: Page, service: RunningService) -> None:
    pane = Pane(page, service, SEED)
    pane.click("check")
    pane.state("CELL('专项1', 'E12').fill.color = '#00FF00'")
    pane.state("SHEETS.get('专项1').notes.set('E12', NOTE('专项1', 'E12').replace(/\\n/g, '\\r\\n') + '\\r\\n已改')")
    pane.click("clear")
    assert pane.fill_of("专项1", "E12") == ("Solid", "#00FF00")
    assert pane.note("专项1", "E12") == "\n已改"


@pytest.mark.desktop
def test_marks_once_more_are_the_same(page: Page, service: RunningService) -> None:
    pane = Pane(page, service, SEED)
    first = pane.click("check")
    notes = pane.state("[...SHEETS].map(([name, one]) => [name, [...one.notes]])")
    assert pane.click("check") == first
    assert pane.state("[...SHEETS].map(([name, one]) => [name, [...one.notes]])") == notes


@pytest.mark.desktop
def test_an_older_excel_gets_colours_only(page: Page, service: RunningService) -> None:
    pane = Pane(page, service, SEED, api=9)
    assert "只有颜色" in pane.click("check")
    assert pane.fill_of("专项1", "E12") == ("Solid", "#FFC7C7")
    pane.click("clear")
    assert pane.fill_of("专项1", "E12") == ("None", "#FFFFFF")


@pytest.mark.desktop
def test_a_threaded_comment_costs_its_own_note_only(page: Page, service: RunningService) -> None:
    pane = Pane(page, service, SEED)
    pane.state("SHEETS.get('专项1').threads.add('E12')")
    assert "已有会话批注" in pane.click("check")
    assert pane.note("专项1", "E12") is None
    assert pane.fill_of("专项1", "E12") == ("Solid", "#FFC7C7")
    assert pane.note("专项1", "C11")
    assert pane.state("[...SHEETS.values()].every(one => one.protected)")


@pytest.mark.desktop
def test_a_password_keeps_it_out(page: Page, service: RunningService) -> None:
    pane = Pane(page, service, SEED, password=True)
    said = pane.click("check")
    assert "已标记 0 格" in said
    assert "有保护密码" in said
    assert pane.fill_of("专项1", "E12") == ("None", "#FFFFFF")
    assert page.locator(".finding").count() > 20  # they are listed all the same


@pytest.mark.desktop
def test_fill_and_undo(page: Page, service: RunningService) -> None:
    pane = Pane(page, service, SEED)
    assert "专项1 E7：100" in pane.click("fill")
    assert (pane.state("CELL('专项1', 'E7').value"), pane.state("CELL('专项1', 'D7').value")) == (100, 100)
    pane.state("CELL('专项1', 'I7').value = 95")
    assert "1 格后来改过" in pane.click("undo")
    assert (pane.state("CELL('专项1', 'E7').value"), pane.state("CELL('专项1', 'I7').value")) == (None, 95)
    assert pane.click("undo") == "没有可以撤销的填充。"


@pytest.mark.desktop
def test_a_new_project(page: Page, service: RunningService) -> None:
    pane = Pane(page, service, TEMPLATE)
    assert pane.click("add") == "已新增“项目6”。目录不会自动更新。"
    names = pane.state("[...SHEETS.keys()]")
    assert names[names.index("项目5") + 1] == "项目6"
    entries = [
        cell.coordinate
        for row in openpyxl.load_workbook(TEMPLATE)["项目5"].iter_rows(max_row=60, max_col=20)
        for cell in row
        if not cell.protection.locked and cell.data_type != "f" and cell.value is not None
    ]
    values = pane.state("[...SHEETS.get('项目6').cells].map(([address, cell]) => [address, cell.value])")
    assert {dict(values)[address] for address in entries} == {None}
    assert dict(values)["A3"] == pane.state("CELL('项目5', 'A3').value")
    assert pane.state(f"CELL('项目5', '{entries[0]}').value") is not None
    assert pane.state("SHEETS.get('项目6').protected")
    assert pane.state("LOG.active") == "项目6"


@pytest.mark.desktop
@pytest.mark.parametrize(
    ("file", "password", "words"),
    [(SAMPLES / "通讯录.xlsx", False, "可以照着新增"), (TEMPLATE, True, "有保护密码，不能照着新增")],
)
def test_no_new_project(page: Page, service: RunningService, file: Path, password: bool, words: str) -> None:
    pane = Pane(page, service, file, password=password)
    names = pane.state("[...SHEETS.keys()]")
    assert words in pane.click("add")
    assert pane.state("[...SHEETS.keys()]") == names


@pytest.mark.desktop
def test_a_click_goes_to_the_cell(page: Page, service: RunningService) -> None:
    pane = Pane(page, service, SEED)
    said = pane.click("ready")
    errors = page.locator(".finding.error")
    assert f"还有 {sum(one.severity == 'error' for one in check(CheckRequest((SEED,))).findings)} 处错误" in said
    errors.first.click()
    page.wait_for_function("() => LOG.selected === '专项1!E12' && LOG.active === '专项1'")
    pane.state("SHEETS.delete('专项1')")
    errors.first.click()
    page.wait_for_function("() => document.getElementById('message').textContent.includes('打不开工作表“专项1”')")


@pytest.mark.desktop
@pytest.mark.parametrize(
    ("file", "more", "words"),
    [
        (SAMPLES / "通讯录.xlsx", "", "没有绩效目标表"),
        (SEED, "window.REFUSES = true;", "Excel 没有交出工作簿（7000"),
    ],
)
def test_what_is_told(page: Page, service: RunningService, file: Path, more: str, words: str) -> None:
    assert words in Pane(page, service, file, more=more).click("check")


@pytest.mark.desktop
def test_without_a_code_it_is_asked_for(page: Page, service: RunningService) -> None:
    pane = Pane(page, service, SEED)
    pane.state("localStorage.removeItem('xltools-code')")
    assert "请输入访问码" in pane.click("check")
    page.fill("#code", service.code)
    page.click("#entrance button")
    page.wait_for_selector(".finding.error", timeout=60_000)


@pytest.mark.desktop
def test_outside_excel_it_says_so(page: Page, service: RunningService) -> None:
    Pane(page, service, SEED, more="window.HOST = null; Object.defineProperty(window, 'HOST', { value: 'Word' });")
    page.wait_for_function("() => document.getElementById('message').textContent.includes('请在 Excel 里打开')")
    assert page.locator("#buttons").is_hidden()
