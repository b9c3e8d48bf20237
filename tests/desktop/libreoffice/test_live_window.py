"""An office with windows, on a display of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import xlwings

import xltools.desktop.libreoffice as lo
from tests.desktop.office import Display, wait_until

pytestmark = pytest.mark.desktop


@pytest.fixture(scope="module")
def display() -> Iterator[Display]:
    with Display() as display:
        yield display


@pytest.fixture(scope="module")
def shown(display: Display) -> Iterator[xlwings.App]:
    """An office that shows its windows because there is a display."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", display.environment["DISPLAY"])
        patch.setenv("SAL_USE_VCLPLUGIN", "gen")
        app = lo.start(visible=None)
    try:
        yield app
    finally:
        app.quit()


def test_the_book_that_is_looked_at_is_the_active_one(shown: xlwings.App) -> None:
    assert shown.visible
    first, second = shown.books.add(), shown.books.add()
    wait_until(lambda: shown.books.active == second)
    first.activate()
    wait_until(lambda: shown.books.active == first)
    first.sheets[0]["B2"].select()
    assert first.selection.address == "$B$2"
    first.close()
    second.close()


def test_the_status_bar_and_a_still_screen(shown: xlwings.App) -> None:
    book = shown.books.add()
    with shown.properties(status_bar="正在校验……", screen_updating=False, interactive=False):
        assert not shown.interactive
        book.sheets[0]["A1:J100"].value = 1
    assert shown.interactive
    assert shown.status_bar is False
    book.close()


@pytest.mark.parametrize(
    ("buttons", "mode", "key", "answer"),
    [("ok", "info", "Return", "ok"), ("yes_no", "critical", "Return", "yes"), ("ok_cancel", None, "Escape", "cancel")],
)
def test_a_message(shown: xlwings.App, display: Display, buttons: str, mode: str | None, key: str, answer: str) -> None:
    book = shown.books.add()
    answers: list[str | None] = []
    asking = threading.Thread(
        target=lambda: answers.append(shown.alert("预算数不等于资金之和", "校验", buttons, mode)), daemon=True
    )
    asking.start()

    def answered() -> bool:
        display.keys(key)
        return bool(answers)

    wait_until(answered)
    assert answers == [answer]
    book.close()
