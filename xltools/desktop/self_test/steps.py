"""A step of the self-test: some button's work, and what is compared afterwards. A step that fails stops no other."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from xltools.desktop.actions import ACTIONS
from xltools.desktop.hosts import path_of
from xltools.desktop.session import StandIn, answered_by
from xltools.errors import XltoolsError
from xltools.services.self_test import SelfTestBooks

if TYPE_CHECKING:
    import xlwings

__all__ = ["Bench", "Compared", "Step", "StepResult", "run_step"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Compared:
    """Something looked at: how it must be and how it was found, both in Chinese as the result sheet shows them."""

    what: str
    expected: str
    found: str

    @property
    def ok(self) -> bool:
        """Whether they are the same."""
        return self.expected == self.found


@dataclass(frozen=True, slots=True)
class StepResult:
    """The outcome of a step; ``seconds`` is how long the officer would have waited, ``trace`` where it broke off."""

    caption: str
    purpose: str
    compared: tuple[Compared, ...]
    seconds: float
    trace: str = ""

    @property
    def ok(self) -> bool:
        """Whether all was as it must be."""
        return all(one.ok for one in self.compared)


@dataclass(slots=True)
class Bench:
    """The program that is tested, the files of the self-test in a folder of theirs, and the books opened from there."""

    app: xlwings.App
    folder: Path
    files: SelfTestBooks
    books: dict[Path, xlwings.Book] = field(default_factory=dict)
    seconds: float = 0
    """the time that the program and the buttons took since this was last set to 0"""

    def open(self, path: Path) -> xlwings.Book:
        """Return the book of a file, opened at the first call."""
        if path not in self.books:
            self.books[path] = self.timed(lambda: self.app.books.open(str(path)))
        return self.books[path]

    def click(self, action: str, book: xlwings.Book) -> str:
        """Do a button's work on a book as a click does; return all that was said. Every question is answered by yes."""
        with answered_by(StandIn(self.files.sent)) as officer:
            self.timed(lambda: ACTIONS[action](book))
        return "\n".join(officer.said)

    def timed(self, work: Callable[[], T]) -> T:
        """Do something that the officer would wait for."""
        start = time.perf_counter()
        try:
            return work()
        finally:
            self.seconds += time.perf_counter() - start

    def opened(self, name: str) -> xlwings.Book | None:
        """Return the open book of a file in the folder, however it was opened."""
        return next((book for book in self._ours() if book.name == name), None)

    def close(self) -> None:
        """Close every book from the folder without saving, and no other."""
        for book in self._ours():
            with suppress(Exception):  # what stays open is seen by the officer; the result matters more
                book.close()

    def _ours(self) -> list[xlwings.Book]:
        """Return the open books whose files lie in the folder."""
        folder = self.folder.resolve()
        paths = ((book, path_of(book)) for book in self.app.books)
        return [book for book, path in paths if path is not None and path.resolve().is_relative_to(folder)]


@dataclass(frozen=True, slots=True)
class Step:
    """A step: the button that it is about, what it shows, and the work, which yields what it compares."""

    caption: str
    purpose: str
    work: Callable[[Bench], Iterator[Compared]]


def run_step(step: Step, bench: Bench) -> StepResult:
    """Carry out a step; what goes wrong is a comparison that fails."""
    bench.seconds = 0
    compared: list[Compared] = []
    trace = ""
    try:
        for one in step.work(bench):
            compared.append(one)  # noqa: PERF402 - what comes before a failure counts
    except Exception as fault:
        reason = (fault.text.zh if isinstance(fault, XltoolsError) else str(fault)) or type(fault).__name__
        trace = "".join(traceback.format_exception(fault))
        compared.append(Compared("做完这一步", "没有出错", f"出错：{reason}"))
    return StepResult(step.caption, step.purpose, tuple(compared), bench.seconds, trace)
