"""Protecting sheets of an open book. xlwings has no word for it, so each host is told in its own language.

Excel on Windows is told over COM, Excel on macOS over AppleScript, LibreOffice over UNO. Buttons use
:func:`unprotected`: it leaves a sheet as protected as it was, with the same things allowed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Any, Protocol

from xltools.errors import XltoolsError

if TYPE_CHECKING:
    import xlwings

__all__ = ["Permissions", "SheetPasswordError", "is_protected", "permissions", "protect", "unprotect", "unprotected"]


class SheetPasswordError(XltoolsError):
    """A sheet is protected with another password."""


@dataclass(frozen=True, slots=True)
class Permissions:
    """The actions that remain possible on a protected sheet besides writing into unlocked cells, in Excel's order."""

    formatting_cells: bool = False
    formatting_columns: bool = False
    formatting_rows: bool = False
    inserting_columns: bool = False
    inserting_rows: bool = False
    inserting_hyperlinks: bool = False
    deleting_columns: bool = False
    deleting_rows: bool = False
    sorting: bool = False
    filtering: bool = False
    using_pivot_tables: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    """The protection of a sheet: drawings and scenarios too or not, and what is allowed (None: the host keeps it)."""

    drawings: bool = True
    scenarios: bool = True
    allow: Permissions | None = None


class _Host(Protocol):
    """One host's words, for its native sheet object."""

    def is_protected(self, api: Any) -> bool: ...

    def state(self, api: Any) -> _State: ...

    def protect(self, api: Any, password: str, state: _State) -> None: ...

    def unprotect(self, api: Any, password: str) -> None: ...


def is_protected(sheet: xlwings.Sheet) -> bool:
    """Return whether the locked cells of this sheet are protected."""
    return _host(sheet).is_protected(sheet.api)


def permissions(sheet: xlwings.Sheet) -> Permissions | None:
    """Return what is allowed on a protected sheet; None where the host does not tell (LibreOffice)."""
    return _host(sheet).state(sheet.api).allow


def protect(sheet: xlwings.Sheet, password: str = "", allow: Permissions | None = None) -> None:
    """Protect a sheet.

    :param allow: what people may still do; None allows nothing in Excel, and in LibreOffice what the sheet allowed when
        it was last protected.
    :raises NotImplementedError: LibreOffice cannot be told what to allow.
    """
    _host(sheet).protect(sheet.api, password, _State(allow=allow))


def unprotect(sheet: xlwings.Sheet, password: str = "") -> None:
    """Take the protection off a sheet.

    :raises SheetPasswordError: it is protected with another password.
    """
    host = _host(sheet)
    problem: Exception | None = None
    try:
        host.unprotect(sheet.api, password)
    except Exception as error:  # each host has its own; what counts is whether the sheet is still protected
        problem = error
    if host.is_protected(sheet.api):
        raise SheetPasswordError(
            f"{sheet.book.name} {sheet.name}：工作表保护密码不正确，无法撤销保护。请用原密码手工撤销保护后再试。",
            f"{sheet.book.name} {sheet.name}: the sheet is protected with another password.",
        ) from problem
    if problem is not None:
        raise problem


@contextmanager
def unprotected(sheet: xlwings.Sheet, password: str = "") -> Iterator[None]:
    """Lift the protection of a sheet for a while; afterwards put it back, if there was one, with the same permissions.

    :raises SheetPasswordError: it is protected with another password.
    """
    host = _host(sheet)
    if not host.is_protected(sheet.api):
        yield
        return
    state = host.state(sheet.api)
    unprotect(sheet, password)
    try:
        yield
    finally:
        host.protect(sheet.api, password, state)


class _ExcelOnWindows:
    """Over COM, with arguments by position: not every way of binding takes them by name."""

    def is_protected(self, api: Any) -> bool:
        return bool(api.ProtectContents)

    def state(self, api: Any) -> _State:
        allow = Permissions(*(bool(getattr(api.Protection, name)) for name in _windows_names()))
        return _State(bool(api.ProtectDrawingObjects), bool(api.ProtectScenarios), allow)

    def protect(self, api: Any, password: str, state: _State) -> None:
        user_interface_only = False  # it would not outlive the session
        allow = astuple(state.allow or Permissions())
        api.Protect(password, state.drawings, True, state.scenarios, user_interface_only, *allow)

    def unprotect(self, api: Any, password: str) -> None:
        api.Unprotect(password)  # given even if empty: without it, Excel asks the user


class _ExcelOnMac:
    """Over AppleScript."""

    def is_protected(self, api: Any) -> bool:
        return bool(api.protect_contents.get())

    def state(self, api: Any) -> _State:
        allow = Permissions(*(bool(getattr(api.protection_object, name).get()) for name in _mac_names()))
        return _State(bool(api.protect_drawing_objects.get()), bool(api.protect_scenarios.get()), allow)

    def protect(self, api: Any, password: str, state: _State) -> None:
        allow = dict(zip(_mac_names(), astuple(state.allow or Permissions()), strict=True))
        api.protect_worksheet(
            password=password,
            drawing_objects=state.drawings,
            worksheet_contents=True,
            scenarios=state.scenarios,
            **allow,
        )

    def unprotect(self, api: Any, password: str) -> None:
        api.unprotect(password=password)


class _LibreOffice:
    """Over UNO, which protects and unprotects only. The office keeps what was allowed until it protects again."""

    def is_protected(self, api: Any) -> bool:
        return bool(api.isProtected())

    def state(self, api: Any) -> _State:
        return _State()

    def protect(self, api: Any, password: str, state: _State) -> None:
        if state.allow is not None:
            raise NotImplementedError("LibreOffice cannot be told by a program what to allow on a protected sheet")
        api.protect(password)

    def unprotect(self, api: Any, password: str) -> None:
        api.unprotect(password)


def _host(sheet: xlwings.Sheet) -> _Host:
    name = sheet.book.app.engine.name
    if name == "libreoffice":
        return _LibreOffice()
    if name == "excel":
        return _ExcelOnMac() if sys.platform == "darwin" else _ExcelOnWindows()
    raise NotImplementedError(f"sheets are not protected over the xlwings engine '{name}'")


def _mac_names() -> list[str]:
    """Return AppleScript's names of the permissions, in order. It says pivot table, COM says pivot tables."""
    return [f"allow_{field.name}".replace("pivot_tables", "pivot_table") for field in fields(Permissions)]


def _windows_names() -> list[str]:
    """Return COM's names of the permissions, in order."""
    return ["Allow" + "".join(map(str.capitalize, field.name.split("_"))) for field in fields(Permissions)]
