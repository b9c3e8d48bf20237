"""One headless office for all tests of a session that need a real one, ended by its process id whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

import xltools.desktop.libreoffice as lo

if TYPE_CHECKING:
    import xlwings


@pytest.fixture(scope="session")
def office() -> Iterator[xlwings.App]:
    """A running office, without a workbook."""
    app = lo.start()
    try:
        yield app
    finally:
        app.quit()


@pytest.fixture
def book(office: xlwings.App) -> Iterator[xlwings.Book]:
    """A new workbook."""
    book = office.books.add()
    try:
        yield book
    finally:
        book.close()


@pytest.fixture
def sheet(book: xlwings.Book) -> xlwings.Sheet:
    """The first sheet of a new workbook."""
    return book.sheets[0]
