"""Around every action: a calm screen while it works, the officer's view given back afterwards, and plain words.

with session(book):
    ...                      # reads first, then computes, writes last
tell(book, "已校验……")        # dialogs only when the screen is alive again

A program that runs actions by itself answers in the officer's place::

with answered_by(StandIn()) as officer:
    ...                      # officer.said is what was told and asked
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from xltools.desktop import hosts
from xltools.errors import XltoolsError
from xltools.text import Text

if TYPE_CHECKING:
    import xlwings

__all__ = [
    "TITLE",
    "ActionError",
    "BusyError",
    "StandIn",
    "answered_by",
    "ask",
    "choose_folder",
    "patiently",
    "session",
    "tell",
]

T = TypeVar("T")

TITLE = "绩效目标"

_BUSY_CODES = frozenset({-2147418111, -2147417846, -2146777998})
"""RPC_E_CALL_REJECTED, RPC_E_SERVERCALL_RETRYLATER, and what Excel says while a cell is being edited."""
_BUSY = Text(
    "Excel 正忙：请先按 Enter 或 Esc 退出单元格编辑状态，关闭打开的对话框，再点一次按钮。",
    "Excel is busy: press Enter or Esc to finish editing, close any dialog, and click again.",
)
_MAX_TRIES = 12
_PAUSE_SECONDS = 0.25


class ActionError(XltoolsError):
    """A click that cannot be carried out as things are; the text says what to do first."""


class BusyError(XltoolsError):
    """The host does not take calls: a cell is being edited, or a dialog is open."""


def patiently(call: Callable[[], T], tries: int = _MAX_TRIES, pause: float = _PAUSE_SECONDS) -> T:
    """Return what ``call`` returns; while the host is busy, try again, but not for ever.

    :raises BusyError: it was busy the whole time.
    """
    for attempt in range(tries):
        if attempt:
            time.sleep(pause)
        try:
            return call()
        except Exception as problem:
            if not _is_busy(problem):
                raise
            last = problem
    raise BusyError(*_BUSY) from last


def _is_busy(problem: BaseException) -> bool:
    """Return whether this is a COM error with a code for busy, possibly as the inner code of a general one."""
    code = getattr(problem, "hresult", None)
    inner = getattr(problem, "excepinfo", None)
    return code in _BUSY_CODES or (isinstance(inner, tuple) and len(inner) > 5 and inner[5] in _BUSY_CODES)


def _limit_retries() -> None:
    """Bound the retries of xlwings on Windows, which are endless while Excel is busy: a click would hang."""
    with suppress(ImportError, AttributeError):
        from xlwings import _xlwindows

        _xlwindows.N_COM_ATTEMPTS = 2000  # one after another, without a pause


@contextmanager
def session(book: xlwings.Book, status: str = "", *, writes: bool = True) -> Iterator[None]:
    """Screen updating and calculation off while this lasts; they, the status bar, sheet and selection come back.

    :param status: what the status bar says meanwhile.
    :param writes: cells are to be changed. Without, calculation is left alone: switching it counts as a change.
    :raises BusyError: the host takes no calls.
    """
    _limit_retries()
    app = book.app
    updating, calculation, bar = patiently(lambda: (app.screen_updating, app.calculation, app.status_bar))
    active, selected = book.sheets.active, app.selection
    with ExitStack() as last:
        last.callback(_restore, app, "status_bar", bar)
        last.callback(_restore, app, "screen_updating", updating)
        last.callback(_show_again, active, selected)
        app.screen_updating = False
        if writes:
            last.callback(_restore, app, "calculation", calculation)
            app.calculation = "manual"
        if status:
            app.status_bar = status
        try:
            yield
        except Exception as problem:
            if _is_busy(problem):
                raise BusyError(*_BUSY) from problem
            raise


def _restore(app: xlwings.App, name: str, value: object) -> None:
    patiently(lambda: setattr(app, name, value))


def _show_again(active: xlwings.Sheet, selected: xlwings.Range | None) -> None:
    """Activate the sheet and select the cells again. Either may be gone."""
    with suppress(Exception):
        active.activate()
        if selected is not None:
            selected.select()


@dataclass(slots=True)
class StandIn:
    """Answers in the officer's place: goes on whenever that is asked, and chooses this folder, or none."""

    folder: Path | None = None
    said: list[str] = field(default_factory=list)
    """what was told and asked"""


_stand_in: ContextVar[StandIn | None] = ContextVar("stand_in", default=None)


@contextmanager
def answered_by(officer: StandIn) -> Iterator[StandIn]:
    """Show no dialogs while this lasts: ``officer`` hears what is told and answers what is asked."""
    token = _stand_in.set(officer)
    try:
        yield officer
    finally:
        _stand_in.reset(token)


def tell(book: xlwings.Book, text: str) -> None:
    """Show a message."""
    if (officer := _stand_in.get()) is not None:
        officer.said.append(text)
    else:
        book.app.alert(text, title=TITLE, mode="info")


def ask(book: xlwings.Book, text: str) -> bool:
    """Ask whether to go on."""
    if (officer := _stand_in.get()) is not None:
        officer.said.append(text)
        return True
    return bool(book.app.alert(text, title=TITLE, buttons="ok_cancel") == "ok")


def choose_folder(book: xlwings.Book, title: str, start: Path | None = None) -> Path | None:
    """Have a folder chosen, beginning in ``start`` if that exists; None if nothing was chosen."""
    if (officer := _stand_in.get()) is not None:
        return officer.folder
    return hosts.choose_folder(book.app, title, start)
