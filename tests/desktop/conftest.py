"""The window that the tests of real clicks share, and department workbooks open in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desktop.departments import OpenDepartment, write
from tests.desktop.office import Display, OfficeWindow
from xltools.desktop import launcher_paths as record
from xltools.model import DepartmentBook

EXTENSION = Path(__file__).parents[2] / "workbooks" / "xltools.oxt"

Opener = Callable[[DepartmentBook | None], OpenDepartment]


@pytest.fixture(scope="module")
def acting_window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeWindow]:
    """An office with the extension and this very xltools on record, trusting a folder as an officer names it."""
    folder = tmp_path_factory.mktemp("actions") / "2020年 绩效目标（报送）"
    folder.mkdir()
    with (
        Display() as display,
        OfficeWindow(display, folder / "profile", trusted=[folder], extensions=[EXTENSION]) as office,
    ):
        (office.user_folder / record.LIBREOFFICE_PATHS_FILE).write_text(record.libreoffice_paths(), "utf-8")
        yield office


@pytest.fixture
def opened(acting_window: OfficeWindow) -> Iterator[Opener]:
    """Opens department workbooks with buttons, each a file of its own; they are closed after the test."""
    books: list[OpenDepartment] = []

    def open_book(book: DepartmentBook | None = None) -> OpenDepartment:
        folder = acting_window.profile.parent
        number = sum(1 for _ in folder.glob("*.xlsm")) + 1
        books.append(OpenDepartment(acting_window, write(folder / f"475 扶贫办 {number}.xlsm", book)))
        return books[-1]

    yield open_book
    acting_window.dismiss()
    for book in books:
        book.document.close(True)


@pytest.fixture
def book(opened: Opener) -> OpenDepartment:
    """A department's workbook with a sound, a faulty and an incomplete project."""
    return opened(None)
