"""What people do to the add-ins that nobody plans for: other workbooks in front, codes in wide letters, other forms.

What a pane says must be what the command says.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.cli.test_commands import run
from tests.department.test_fill import BLANKS
from tests.fixtures.books import with_xlsxwriter
from tests.fixtures.grids import grid
from xltools.services.check import CheckRequest, check

from .conftest import SAMPLES, SEED, SMALL
from .running import RunningService, running_service
from .test_office import Pane, page
from .test_page import browser, library
from .test_wps import Host

__all__ = ["browser", "library", "page"]

pytestmark = pytest.mark.desktop

OTHER_BOOK = "const book = Application.Workbooks.Add(); book.Worksheets.Item(1).Name = '专项1';"
"""Somebody goes on in another workbook, which has a sheet of the same name."""


@pytest.fixture(scope="module")
def service(library: Path) -> Iterator[RunningService]:
    with running_service("--office", "--library", str(library)) as running:
        yield running


@pytest.fixture(scope="module")
def monitoring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of monitoring sheets, nothing typed in yet: all that is checked in it is on another form."""
    approved, sheets = tmp_path_factory.mktemp("approved"), tmp_path_factory.mktemp("monitoring")
    shutil.copy(SMALL, approved)
    assert run("template", "--form", "monitor", "--from", approved, "--out", sheets)[0] == 0
    (file,) = sheets.glob("*.xlsx")
    return file


@pytest.fixture
def in_ten_thousands(tmp_path: Path) -> Path:
    """A form in 万元 with three blanks to fill, 20.5 among them."""
    text = BLANKS.replace("单位：元", "单位：万元").replace("1,200,000.00", "120").replace("1,000,000.00", "99.5")
    return with_xlsxwriter(tmp_path / "万元.xlsx", grid(text))


def _listed(host: Host) -> dict[str, Any]:
    listed: dict[str, Any] = json.loads(host.state("localStorage.getItem('xltools-list')"))
    return listed


# --- fills -----------------------------------------------------------------------------------------------------------


def test_fills_are_in_the_unit_of_the_form(page: Page, service: RunningService, in_ten_thousands: Path) -> None:
    pane = Pane(page, service, in_ten_thousands)
    assert "项目1 G4：20.5" in pane.click("fill")
    assert pane.state("CELL('项目1', 'G4').value") == 20.5
    host = Host(page, service, in_ten_thousands)
    host.click("fill")
    assert Decimal(str(host.cell("项目1", "G4", "Value2"))) == Decimal("20.5")


@pytest.mark.parametrize(
    ("text", "value"),
    [("100%", "100%"), ("2027-3", "2027-3"), ("0101", "0101"), ("=1", "=1"), ("财政资金", "财政资金"), ("-2.50", -2.5)],
)
def test_texts_stay_texts_and_can_be_undone(page: Page, service: RunningService, text: str, value: object) -> None:
    change = {"sheet": "专项1", "cell": "E7", "row": 7, "column": 5, "text": text, "why": ""}
    answer = json.dumps({"file_name": "", "data": None, "changes": [change], "notices": []})
    page.route("**/api/copy/filled?preview", lambda route: route.fulfill(body=answer, content_type="application/json"))
    pane = Pane(page, service, SEED)
    assert f"专项1 E7：{text}" in pane.click("fill")
    assert pane.state("CELL('专项1', 'E7').value") == value
    assert "已撤销 1 格" in pane.click("undo")
    assert pane.state("CELL('专项1', 'E7').value") is None
    host = Host(page, service, SEED)
    host.click("fill")
    assert host.cell("专项1", "E7", "Value2") == value
    host.click("undo")
    assert host.cell("专项1", "E7", "Value2") is None


def test_a_long_list_of_fills_says_what_was_not_filled_first(page: Page, service: RunningService) -> None:
    changes = [{"sheet": "专项1", "cell": f"Z{row}", "text": "1", "why": ""} for row in range(1, 31)]
    notices = [{"zh": "另有 2 格只有建议"}]
    answer = json.dumps({"file_name": "", "data": None, "changes": changes, "notices": notices})
    page.route("**/api/copy/filled?preview", lambda route: route.fulfill(body=answer, content_type="application/json"))
    host = Host(page, service, SEED)
    host.click("fill")
    assert host.state("LOG.said.at(-1)").split("\n")[:2] == ["已填 30 格。", "另有 2 格只有建议"]
    assert host.state("LOG.said.at(-1)").split("\n")[-1] == "……还有 12 行"


# --- another workbook ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("button", ["check", "fill", "ready"])
def test_an_answer_about_one_workbook_changes_no_other(page: Page, service: RunningService, button: str) -> None:
    host = Host(page, service, SEED)
    before = host.state("LOG.said.length")
    page.evaluate(f"() => {{ xltools.act({{ Id: '{button}' }}); {OTHER_BOOK} }}")
    page.wait_for_function(f"() => LOG.said.length > {before}", timeout=60_000)
    assert "换了工作簿" in host.state("LOG.said.at(-1)")
    assert host.state("BOOKS.at(-1).Worksheets.Item(1).Range('E7').Value2") is None
    assert host.state("BOOKS.at(-1).Worksheets.Item(1).Range('E12').Interior.ColorIndex") == -4142
    assert host.cell("专项1", "E7", "Value2") is None


def test_findings_of_one_workbook_lead_nowhere_in_another(page: Page, service: RunningService) -> None:
    host = Host(page, service, SEED)
    host.click("ready")
    page.goto(f"{host.origin}/wps/pane.html")
    page.locator(".finding.error").first.click()
    assert host.state("LOG.selected") == "专项1!E12"
    page.evaluate(f"() => {{ LOG.selected = ''; {OTHER_BOOK} }}")
    page.locator(".finding.error").first.click()
    assert "不是现在这本工作簿的" in page.inner_text("#message")
    assert host.state("LOG.selected") == ""
    page.evaluate("localStorage.setItem('xltools-list', localStorage.getItem('xltools-list').replace('475', '476'))")
    page.reload()
    assert page.locator(".finding").count() == 0


def test_a_hidden_sheet_is_no_fault(page: Page, service: RunningService) -> None:
    pane = Pane(page, service, SEED)
    pane.click("ready")
    pane.state("SHEETS.get('专项1').visibility = 'Hidden'")
    page.locator(".finding.error").first.click()
    page.wait_for_function("() => document.getElementById('message').textContent.includes('隐藏')")


# --- what is said ----------------------------------------------------------------------------------------------------


def test_workbooks_on_other_forms_are_checked(page: Page, service: RunningService, monitoring: Path) -> None:
    findings = check(CheckRequest((monitoring,))).findings
    errors = sum(one.severity == "error" for one in findings)
    pane = Pane(page, service, monitoring)
    said = pane.click("check")
    assert f"错误 {errors}，" in said
    assert "另有 5 张项目支出绩效（目标执行）监控表，已检查" in said
    assert page.locator(".finding.error").count() > 3
    assert f"还有 {errors} 处错误" in pane.click("ready")
    host = Host(page, service, monitoring)
    host.click("check")
    assert f"错误 {errors}，" in _listed(host)["message"]


def test_a_workbook_that_cannot_be_checked_is_not_ready(page: Page, service: RunningService) -> None:
    contacts = SAMPLES / "通讯录.xlsx"
    pane = Pane(page, service, contacts)
    assert "没有绩效目标表" in pane.click("ready")
    host = Host(page, service, contacts)
    host.click("ready")
    assert "没有绩效目标表" in _listed(host)["message"]
    page.goto(f"{host.origin}/wps/pane.html")
    page.click("#again")
    page.wait_for_function("() => document.getElementById('message').textContent.includes('没有绩效目标表')")


def test_warnings_are_told_before_sending(page: Page, service: RunningService) -> None:
    warnings = sum(one.severity == "warning" for one in check(CheckRequest((SEED,))).findings)
    assert f"另有警告 {warnings} 处" in Pane(page, service, SEED).click("ready")


def test_a_finding_shows_what_there_is_and_what_should_be(page: Page, service: RunningService) -> None:
    pane = Pane(page, service, SEED)
    pane.click("check")
    text = page.locator(".finding", has_text="E12").first.inner_text()
    lines = [one.strip() for one in run("check", SEED)[1].splitlines()]
    line = lines.index("现为 ≤1政治导向正确；应为 =0个")
    assert [one in text for one in lines[line : line + 2]] == [True, True]


def test_what_the_library_knows_stands_beside_the_findings(page: Page, service: RunningService) -> None:
    pane = Pane(page, service, SEED)
    pane.click("check")
    similar = page.locator("details.similar")
    assert similar.count() > 3
    similar.first.locator("summary").focus()
    page.keyboard.press("Enter")
    assert "出现过的指标值：" in similar.first.inner_text()
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    host = Host(page, service, SEED)
    host.click("check")
    page.goto(f"{host.origin}/wps/pane.html")
    assert page.locator("details.similar").count() > 3


# --- codes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["office", "wps"])
def test_codes_as_people_type_them(page: Page, service: RunningService, where: str) -> None:
    Pane(page, service, SEED) if where == "office" else Host(page, service, SEED)
    if where == "wps":
        page.goto(f"{service.link.partition('/#')[0]}/wps/pane.html")
    page.evaluate("localStorage.setItem('xltools-code', '访问码')")
    page.click("#check" if where == "office" else "#again")
    page.wait_for_selector("#code:visible", timeout=60_000)
    page.fill("#code", "".join(chr(ord(sign) + 0xFEE0) for sign in service.code) + "。")
    page.press("#code", "Enter")
    page.wait_for_selector(".finding.error", timeout=60_000)
