"""What people do to the page that nobody plans for: changed files, folders, tabs, Back, strange codes, long names."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from xltools.services.county_desk import access_code, open_desk

from .conftest import SAMPLES, SEED, SMALL
from .running import RunningService, running_service
from .test_page import _axe, _choose, _page, browser

__all__ = ["browser"]

pytestmark = pytest.mark.desktop


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    with running_service() as running:
        yield running


@pytest.fixture
def page(browser: Browser, service: RunningService) -> Iterator[Page]:
    yield from _page(browser, service.link)


def _drop(page: Page, on: str, *paths: Path) -> None:
    """Drag files from the desktop on an element, as the browser itself gets them."""
    box = page.locator(on).bounding_box()
    assert box
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **point, "data": data})


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("since", ["mended in Excel", "moved away"])
def test_a_file_that_changed_since_it_was_chosen(page: Page, tmp_path: Path, since: str) -> None:
    file = shutil.copy(SEED, tmp_path / "475.xlsx")
    os.utime(file, (1_600_000_000, 1_600_000_000))  # so that what follows is some seconds later
    _choose(page, file)
    if since == "moved away":
        file.unlink()
    else:
        book = openpyxl.load_workbook(file)
        book.worksheets[1]["B5"] = "改写的用途"
        book.save(file)
    page.get_by_role("button", name="下载标记副本").click()
    expect(page.locator("#problem")).to_contain_text("475.xlsx 选好以后改过、移走了")
    expect(page.locator("#problem")).to_be_in_viewport()


def test_a_dropped_folder_is_named(page: Page, tmp_path: Path) -> None:
    (tmp_path / "各部门").mkdir()
    shutil.copy(SMALL, tmp_path / "各部门")
    _drop(page, "#drop", tmp_path / "各部门")
    expect(page.locator("#problem")).to_contain_text("各部门 是文件夹")


def test_a_file_dropped_beside_the_frame_is_checked_and_the_page_stays(page: Page) -> None:
    _drop(page, "footer", SMALL)
    expect(page.locator(".summary h3")).to_have_text(SMALL.name, timeout=60_000)


def test_the_same_file_dropped_twice_is_shown_once(page: Page) -> None:
    _drop(page, "#drop", SMALL)
    _drop(page, "#drop", SMALL)
    expect(page.locator(".summary h3")).to_have_text(SMALL.name, timeout=60_000)
    expect(page.locator("#progress")).to_be_hidden()
    expect(page.locator("#problem")).to_be_hidden()
    assert page.locator(".summary").count() == 1


def test_a_file_too_large_ends_what_was_being_checked(page: Page, tmp_path: Path) -> None:
    (tmp_path / "大.xlsx").write_bytes(bytes(21 << 20))
    page.set_input_files("#files", SEED)
    page.set_input_files("#files", tmp_path / "大.xlsx")
    expect(page.locator("#problem")).to_contain_text("超过 20 MB")
    expect(page.locator("#progress")).to_be_hidden()


def test_cancelled_and_chosen_again(page: Page) -> None:
    page.set_input_files("#files", SEED)
    page.get_by_role("button", name="取消").click()
    expect(page.locator("#problem")).to_have_text("已取消。")
    _choose(page, SEED)
    expect(page.locator("#problem")).to_be_hidden()


@pytest.mark.parametrize("stem", ["很长的名字" * 16, "averylongnamewithoutablank" * 8])
def test_long_names_on_a_narrow_screen(page: Page, tmp_path: Path, stem: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    file = shutil.copy(SEED, tmp_path / f"{stem}.xlsx")
    _choose(page, file)
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="下载标记副本").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    expect(page.locator(".preview")).to_contain_text("已下载")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    file.unlink()
    page.get_by_role("button", name="下载标记副本").click()
    expect(page.locator("#problem")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_finding_on_a_cell_that_is_not_drawn(page: Page, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SEED)
    book.worksheets[1].row_dimensions[12].hidden = True
    book.save(tmp_path / "隐藏.xlsx")
    _choose(page, tmp_path / "隐藏.xlsx")
    page.locator(".finding", has_text="E12").first.click()
    expect(page.locator(".sheet-pane .hint")).to_contain_text("E12 没有画出")
    page.locator(".finding", has_text="E7").first.click()
    expect(page.locator(".sheet-pane .hint")).to_be_hidden()


# --- codes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "enters"),
    [
        ("{wide}", True),
        (" {code}。", True),
        ("访问码", False),
        ("—{code}", True),
    ],
)
def test_codes_as_people_type_them(browser: Browser, service: RunningService, written: str, enters: bool) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in service.code)
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(service.link.partition("#")[0])
    page.fill("#code", written.format(wide=wide, code=service.code))
    page.press("#code", "Enter")
    if enters:
        expect(page.locator("#checking")).to_be_visible()
    else:
        expect(page.locator("#problem")).to_contain_text("访问码不对")
    context.close()


@pytest.mark.parametrize(("end", "enters"), [("。", True), ("%20", True), ("%", True), ("%E4%BD", True)])
def test_links_with_something_behind_them(browser: Browser, service: RunningService, end: str, enters: bool) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(service.link + end)
    expect(page.locator("#checking" if enters else "#entrance")).to_be_visible()
    context.close()


def test_the_way_past_the_head_is_no_code(page: Page) -> None:
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.reload()
    expect(page.locator("#checking")).to_be_visible()


# --- the desk --------------------------------------------------------------------------------------------------------


@pytest.fixture
def county(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a county's desk, and its folder."""
    shutil.copy(SAMPLES / "应报名单.xlsx", tmp_path)
    with running_service("--county", str(tmp_path)) as running:
        yield running.link.partition("#")[0], tmp_path


def test_back_goes_to_the_view_before(browser: Browser, county: tuple[str, Path]) -> None:
    base, folder = county
    pages = _page(browser, f"{base}#{access_code(open_desk(folder), '332')}")
    page = next(pages)
    _choose(page, SMALL)
    page.get_by_role("button", name="报送记录").click()
    expect(page.locator("#desk")).to_be_visible()
    page.go_back()
    expect(page.locator("#checking")).to_be_visible()
    expect(page.locator(".summary h3")).to_have_text(SMALL.name)
    page.go_forward()
    expect(page.locator("#desk")).to_be_visible()
    page.reload()
    expect(page.locator("#desk")).to_be_visible()
    assert "#" not in page.url
    next(pages, None)


def test_a_receipt_outlives_the_next_check(browser: Browser, county: tuple[str, Path]) -> None:
    base, folder = county
    pages = _page(browser, f"{base}#{access_code(open_desk(folder), '332')}")
    page = next(pages)
    _choose(page, SMALL)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="报送", exact=True).click()
    page.set_input_files("#files", SEED)
    expect(page.locator(".summary h3", has_text=SEED.name)).to_be_visible(timeout=60_000)
    expect(page.locator("#receipt")).to_contain_text(f"{SMALL.name}", timeout=60_000)
    assert _axe(page) == set()
    next(pages, None)


def test_two_tabs_of_the_officer_see_one_summary(browser: Browser, county: tuple[str, Path]) -> None:
    base, folder = county
    shutil.copytree(SAMPLES, folder / "报送")
    link = f"{base}#{access_code(open_desk(folder), 'officer')}"
    first, second = _page(browser, link), _page(browser, link)
    one, other = next(first), next(second)
    for page in (one, other):
        page.get_by_role("button", name="收件情况").click()
        expect(page.locator("#desk table")).to_be_visible()
    one.get_by_role("button", name="生成县级汇总").click()
    expect(one.locator("#desk progress")).to_be_visible()
    other.get_by_role("button", name="刷新").click()
    for page in (one, other):
        expect(page.locator("#desk")).to_contain_text("县级汇总已生成", timeout=120_000)
    next(first, None)
    next(second, None)
