"""Protection of sheets: what each host is told, on recorded hosts. LibreOffice itself is asked in its own folder."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any, cast

import pytest
import xlwings

from xltools.desktop import protection
from xltools.desktop.protection import Permissions, SheetPasswordError

PASSWORD = "1234"


class Value:
    """A property over AppleScript."""

    def __init__(self, value: bool) -> None:
        self.value = value

    def get(self) -> bool:
        return self.value


class Recorder:
    """A sheet that is protected with a password, and notes how it was protected last."""

    def __init__(self, protected: bool = True) -> None:
        self.protected = protected
        self.told: list[Any] = []

    def take_off(self, password: str) -> None:
        if self.protected and password != PASSWORD:
            raise RuntimeError("1004")
        self.protected = False


class Windows(Recorder):
    Protection = SimpleNamespace(
        **{name: name in ("AllowSorting", "AllowFormattingRows") for name in protection._windows_names()}
    )
    ProtectDrawingObjects = False
    ProtectScenarios = True

    @property
    def ProtectContents(self) -> bool:
        return self.protected

    def Protect(self, *arguments: object) -> None:
        self.protected = True
        self.told.append(arguments)

    def Unprotect(self, password: str) -> None:
        self.take_off(password)


class Mac(Recorder):
    protection_object = SimpleNamespace(
        **{name: Value(name in ("allow_sorting", "allow_formatting_rows")) for name in protection._mac_names()}
    )
    protect_drawing_objects = Value(False)
    protect_scenarios = Value(True)

    @property
    def protect_contents(self) -> Value:
        return Value(self.protected)

    def protect_worksheet(self, **arguments: object) -> None:
        self.protected = True
        self.told.append(arguments)

    def unprotect(self, password: str) -> None:
        self.take_off(password)


class Office(Recorder):
    def isProtected(self) -> bool:
        return self.protected

    def protect(self, password: str) -> None:
        self.protected = True
        self.told.append(password)

    def unprotect(self, password: str) -> None:
        self.take_off(password)


def sheet_of(api: Recorder, monkeypatch: pytest.MonkeyPatch) -> xlwings.Sheet:
    monkeypatch.setattr(sys, "platform", "darwin" if isinstance(api, Mac) else "win32")
    engine = SimpleNamespace(name="libreoffice" if isinstance(api, Office) else "excel")
    book = SimpleNamespace(app=SimpleNamespace(engine=engine), name="部门.xlsm")
    return cast(xlwings.Sheet, SimpleNamespace(api=api, book=book, name="项目1"))


HOSTS = pytest.mark.parametrize("host", [Windows, Mac, Office])
SORTING = Permissions(sorting=True, formatting_rows=True)


@HOSTS
def test_while_unprotected(host: type[Recorder], monkeypatch: pytest.MonkeyPatch) -> None:
    api = host()
    sheet = sheet_of(api, monkeypatch)
    with protection.unprotected(sheet, PASSWORD):
        assert not protection.is_protected(sheet)
    assert protection.is_protected(sheet)
    assert len(api.told) == 1


@HOSTS
def test_a_sheet_without_protection_stays_without(host: type[Recorder], monkeypatch: pytest.MonkeyPatch) -> None:
    api = host(protected=False)
    with protection.unprotected(sheet_of(api, monkeypatch), PASSWORD):
        pass
    assert not api.protected
    assert not api.told


@HOSTS
def test_protected_again_after_a_failure(host: type[Recorder], monkeypatch: pytest.MonkeyPatch) -> None:
    api = host()
    with (
        pytest.raises(ZeroDivisionError),
        protection.unprotected(sheet_of(api, monkeypatch), PASSWORD),
    ):
        _ = 1 / 0
    assert api.protected


@HOSTS
def test_another_password(host: type[Recorder], monkeypatch: pytest.MonkeyPatch) -> None:
    api = host()
    with (
        pytest.raises(SheetPasswordError, match=r"部门\.xlsm 项目1：工作表保护密码不正确"),
        protection.unprotected(sheet_of(api, monkeypatch), "wrong"),
    ):
        pytest.fail("it went on without taking the protection off")
    assert api.protected
    assert not api.told


def test_what_was_allowed_is_allowed_again_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    api = Windows()
    sheet = sheet_of(api, monkeypatch)
    assert protection.permissions(sheet) == SORTING
    with protection.unprotected(sheet, PASSWORD):
        pass
    drawings, contents, scenarios, interface_only = False, True, True, False
    cells, columns, rows, sorting = False, False, True, True
    assert api.told == [
        (
            PASSWORD,
            drawings,
            contents,
            scenarios,
            interface_only,
            cells,
            columns,
            rows,
            *[False] * 5,
            sorting,
            *[False] * 2,
        )
    ]


def test_what_was_allowed_is_allowed_again_on_macos(monkeypatch: pytest.MonkeyPatch) -> None:
    api = Mac()
    sheet = sheet_of(api, monkeypatch)
    assert protection.permissions(sheet) == SORTING
    with protection.unprotected(sheet, PASSWORD):
        pass
    [told] = api.told
    assert {name for name, value in told.items() if value is True} == {
        "worksheet_contents",
        "scenarios",
        "allow_sorting",
        "allow_formatting_rows",
    }
    assert (told["password"], told["drawing_objects"]) == (PASSWORD, False)


def test_the_names_that_macos_knows() -> None:
    terms = dict(_arguments_of("protect_worksheet"))
    assert set(protection._mac_names()) <= set(terms)


def _arguments_of(command: str) -> list[tuple[str, bytes]]:
    """The arguments of a command in the dictionary of Excel for macOS that xlwings carries."""
    from xlwings import mac_dict

    return next(entry[2] for entry in mac_dict.commands if entry[0] == command)


def test_libreoffice_is_not_told_what_to_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = sheet_of(Office(protected=False), monkeypatch)
    with pytest.raises(NotImplementedError):
        protection.protect(sheet, PASSWORD, Permissions(sorting=True))
    assert protection.permissions(sheet) is None


def test_protecting_allows_nothing_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    api = Windows(protected=False)
    protection.protect(sheet_of(api, monkeypatch), PASSWORD)
    assert api.told == [(PASSWORD, True, True, True, False, *[False] * 11)]
