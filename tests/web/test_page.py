"""The page in a real browser: every path from choosing a file to the copy that is saved."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from xltools.services.check import CheckRequest, check
from xltools.services.county_desk import access_code, open_desk
from xltools.services.library import LibraryRequest, build_library, open_library

from .conftest import SAMPLES, SEED, SMALL
from .running import RunningService, running_service

pytestmark = pytest.mark.desktop

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Chromium asks Google's servers for this and that otherwise."""


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    with running_service() as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, service: RunningService) -> Iterator[Page]:
    yield from _page(browser, service.link)


def _page(browser: Browser, link: str) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1400, "height": 950})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(link)
    expect(page.locator("#checking")).to_be_visible()
    yield page
    context.close()
    assert [fault for fault in faults if "Failed to load resource" not in fault] == []


def _choose(page: Page, *files: Path) -> None:
    page.set_input_files("#files", list(files))
    expect(page.locator("#result > *").first).to_be_visible(timeout=60_000)


def _axe(page: Page) -> set[str]:
    """Return what axe-core finds, and where."""
    violations = Axe().run(page).response["violations"]
    return {f"{one['id']}: {node['html'][:90]}" for one in violations for node in one["nodes"]}


def test_the_code_in_the_link_is_not_kept_in_the_address(page: Page) -> None:
    assert "#" not in page.url


def test_without_the_code_there_is_only_the_entrance(browser: Browser, service: RunningService) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(service.link.partition("#")[0])
    expect(page.locator("#checking")).to_be_hidden()
    page.fill("#code", "AAAAA-AAAAA")
    page.press("#code", "Enter")
    expect(page.locator("#problem")).to_contain_text("访问码不对")
    page.fill("#code", service.code.lower().replace("-", ""))
    page.press("#code", "Enter")
    expect(page.locator("#checking")).to_be_visible()
    context.close()


def test_findings_lead_to_their_cells(page: Page) -> None:
    _choose(page, SEED)
    findings = check(CheckRequest((SEED,))).findings
    errors = sum(finding.severity == "error" for finding in findings)
    expect(page.locator(".summary .chip.error")).to_have_text(f"✕ 错误 {errors}")
    button = page.locator(".finding", has_text="E12").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="专项1")).to_have_attribute("aria-selected", "true")
    here = page.locator(".sheet .here").first
    assert "E12" in (here.get_attribute("data-cells") or "").split()
    assert page.evaluate("document.activeElement.closest('td').dataset.cells").split()[0] == "E12"
    page.get_by_role("tab", name="专项1").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="专项2")).to_have_attribute("aria-selected", "true")


def test_what_is_shown_can_be_narrowed(page: Page) -> None:
    _choose(page, SEED)
    page.get_by_role("checkbox", name="警告").uncheck()
    page.get_by_role("checkbox", name="提示").uncheck()
    assert page.locator(".finding .chip.warning").count() == 0
    assert page.locator(".finding .chip.error").count() > 0


@pytest.mark.parametrize(
    ("buttons", "ending"),
    [
        (["下载标记副本"], "-退回.xlsx"),
        (["自动填充…", "下载填充副本"], "-已填充.xlsx"),
        (["转到新模板"], "-新模板.xlsx"),
        (["下载空白表"], "空白绩效目标表.xlsx"),
    ],
)
def test_copies_are_saved(page: Page, tmp_path: Path, buttons: list[str], ending: str) -> None:
    _choose(page, SEED)
    *first, last = buttons
    for button in first:
        page.get_by_role("button", name=button).click()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name=last).click()
    assert download.value.suggested_filename.endswith(ending)
    download.value.save_as(tmp_path / "copy.xlsx")
    assert openpyxl.load_workbook(tmp_path / "copy.xlsx").sheetnames


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("说明.docx", b"PK\x03\x04nothing", "没有可以检查"),
        ("表.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "没有可以检查"),
        ("空.xlsx", b"", "没有可以检查"),
        ("大.xlsx", bytes(21 << 20), "超过 20 MB"),
    ],
)
def test_clear_words_for_what_is_not_ours(page: Page, tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    page.set_input_files("#files", tmp_path / name)
    expect(page.locator("main")).to_contain_text(words, timeout=60_000)


def test_several_files(page: Page) -> None:
    files = [SMALL, SAMPLES / "354安河县民政局.xlsx", SAMPLES / "354安河县民政局（初稿）.xlsx", SAMPLES / "README.md"]
    _choose(page, *files)
    rows = page.locator("table.rows tbody tr")
    assert rows.count() == 4
    expect(rows.filter(has_text="初稿")).to_contain_text("被取代")
    page.locator("summary").first.click()
    expect(page.locator("details[open] li").first).to_be_visible()


def test_texts_of_files_stay_texts(page: Page, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SMALL)
    book.worksheets[1]["B5"] = "<img src=x onerror='document.title=1'><b>用途</b>"
    book.save(tmp_path / "<b>名.xlsx")
    _choose(page, tmp_path / "<b>名.xlsx")
    expect(page.locator(".sheet")).to_contain_text("<b>用途</b>")
    assert page.locator("main img, main b").count() == 0
    assert page.title() == "绩效目标自查"


def test_nothing_comes_from_elsewhere(page: Page, service: RunningService) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    _choose(page, SMALL)
    base = service.link.partition("#")[0]
    assert [url for url in asked if not url.startswith((base, "blob:"))] == []


def test_axe_finds_nothing(page: Page) -> None:
    assert _axe(page) == set()
    _choose(page, SEED)
    assert _axe(page) == set()
    page.get_by_role("button", name="自动填充…").click()
    expect(page.get_by_role("button", name="下载填充副本")).to_be_visible(timeout=60_000)
    assert _axe(page) == set()
    _choose(page, SMALL, SAMPLES / "354安河县民政局.xlsx")
    page.locator("table.rows").wait_for()
    assert _axe(page) == set()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of the samples' county."""
    path = tmp_path_factory.mktemp("library") / "指标库.xlsx"
    build_library(LibraryRequest((SAMPLES,), path))
    return path


def test_findings_of_an_indicator_have_what_the_library_knows(browser: Browser, library: Path) -> None:
    with running_service("--library", str(library)) as running:
        pages = _page(browser, running.link)
        page = next(pages)
        _choose(page, SEED)
        similar = page.locator("details.similar")
        assert similar.count() > 3
        names = {one.name for one in open_library(library)}
        first = similar.first
        expect(first.locator("li").first).to_be_hidden()
        first.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(first.locator("li").first).to_be_visible()
        assert {*first.locator("strong").all_text_contents()} <= names
        expect(first).to_contain_text("出现过的指标值：")
        assert _axe(page) == set()
        rows = similar.locator("summary").all_text_contents()
        page.get_by_role("checkbox", name="错误").uncheck()
        page.get_by_role("checkbox", name="错误").check()
        assert similar.locator("summary").all_text_contents() == rows
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        next(pages, None)


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_nothing_is_cut_off_on_narrow_screens(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    _choose(page, SEED)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_list_can_be_printed(page: Page, tmp_path: Path) -> None:
    _choose(page, SEED)
    page.emulate_media(media="print")
    expect(page.locator("#drop")).to_be_hidden()
    assert page.locator(".finding:visible").count() > 20
    page.pdf(path=tmp_path / "list.pdf")
    assert (tmp_path / "list.pdf").stat().st_size > 20_000


def test_a_department_hands_in_and_the_officer_sums_up(browser: Browser, tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "应报名单.xlsx", tmp_path)
    with running_service("--county", str(tmp_path)) as running:
        base = running.link.partition("#")[0]
        pages = _page(browser, f"{base}#{access_code(open_desk(tmp_path), '332')}")
        page = next(pages)
        expect(page.locator("#who")).to_have_text("332安河县水利局")
        _choose(page, SMALL)
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="报送", exact=True).click()
        expect(page.locator("#receipt")).to_contain_text("已收到，回执号", timeout=60_000)
        page.get_by_role("button", name="报送记录").click()
        expect(page.locator("#desk")).to_contain_text("以这一份为准")
        assert _axe(page) == set()
        next(pages, None)
        pages = _page(browser, running.link)
        page = next(pages)
        page.get_by_role("button", name="收件情况").click()
        expect(page.locator("#desk")).to_contain_text("已报 1 个")
        page.get_by_role("button", name="生成县级汇总").click()
        expect(page.locator("#desk")).to_contain_text("县级汇总已生成", timeout=120_000)
        with page.expect_download() as download:
            page.get_by_role("button", name="下载县级汇总").click()
        download.value.save_as(tmp_path / "saved.xlsx")
        assert (tmp_path / "saved.xlsx").read_bytes() == (tmp_path / "县级汇总.xlsx").read_bytes()
        assert _axe(page) == set()
        next(pages, None)
