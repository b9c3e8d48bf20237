"""The engine's list of offices, and the caller of a button, without an office."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
import xlwings

import xltools.desktop.libreoffice as lo
from xltools.desktop.libreoffice import engine as engines
from xltools.desktop.libreoffice.app import _macro_names
from xltools.desktop.libreoffice.engine import OfficeEngine
from xltools.desktop.libreoffice.number_formats import NumberFormats
from xltools.desktop.libreoffice.office import Office


def running(pid: int) -> Office:
    return cast(Office, SimpleNamespace(pid=pid, alive=True, process=None))


@pytest.fixture(autouse=True)
def active_engine() -> Iterator[None]:
    """Leave xlwings as it was: the active engine is a global."""
    before = xlwings.engines.active
    yield
    xlwings.engines.active = before


def test_the_last_office_that_was_shown_is_the_active_one() -> None:
    apps = OfficeEngine().apps
    first, second = apps.include(running(1)), apps.include(running(2))
    assert apps.keys() == [2, 1]
    first.activate()
    assert list(apps) == [first, second]
    assert apps[2] is second
    with pytest.raises(KeyError):
        apps[3]


def test_the_same_office_is_the_same_app() -> None:
    apps = OfficeEngine().apps
    assert apps.include(running(1)) is apps.include(running(1))
    assert len(apps) == 1


def test_an_office_that_has_ended_is_no_longer_listed() -> None:
    apps = OfficeEngine().apps
    app = apps.include(running(1))
    cast(Any, app.office).alive = False
    assert not apps.keys()


def test_plain_xlwings_code_reaches_the_engine_once_it_is_active() -> None:
    lo.activate()
    lo.activate()
    assert xlwings.engines.active.name == "libreoffice"
    assert [engine.name for engine in xlwings.engines].count("libreoffice") == 1
    assert xlwings.apps.impl is engines._ENGINE.apps


class Book:
    """As much of a book as a caller is."""

    impl = object()

    def set_mock_caller(self) -> None:
        xlwings.Book._mock_caller = self  # type: ignore[attr-defined]


def test_the_caller_is_forgotten_even_after_a_failure() -> None:
    outer, inner = cast(xlwings.Book, Book()), cast(xlwings.Book, Book())
    with lo.calling(outer), pytest.raises(ZeroDivisionError), lo.calling(inner):
        _ = 1 / (xlwings.Book.caller().impl is not inner.impl)
    assert not hasattr(xlwings.Book, "_mock_caller")


@pytest.mark.parametrize("arguments", [{}, {"pipe": "x", "port": 2002}])
def test_an_address_is_a_pipe_or_a_port(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="either a pipe or a port"):
        lo.connect(**arguments)


class Libraries:
    """Two Basic libraries of a workbook: its own and a VBA project."""

    modules = {"Standard": (), "VBAProject": ("Buttons", "Sheet1")}  # noqa: RUF012
    ElementNames = tuple(modules)

    def loadLibrary(self, name: str) -> None:
        assert name in self.modules

    def getByName(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(ElementNames=self.modules[name])


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("VBAProject.Buttons.Check", ["VBAProject.Buttons.Check"]),
        ("Buttons.Check", ["Standard.Buttons.Check", "VBAProject.Buttons.Check"]),
        ("Check", ["VBAProject.Buttons.Check", "VBAProject.Sheet1.Check"]),
    ],
)
def test_what_a_macro_may_be_called(name: str, full: list[str]) -> None:
    assert _macro_names(SimpleNamespace(BasicLibraries=Libraries()), name) == full


class Formats:
    """Number formats of an office: key, language, code and type of each."""

    known = {  # noqa: RUF012
        0: ("en", "General", 16),
        1: ("en", "YYYY-MM-DD HH:MM AM/PM", 6),
        2: ("en", '[$-804]YYYY"Y"M\\M;@', 2),
        3: ("en", "[HH]:MM", 4),
        4: ("en", '0"HMS"', 16),
        5: ("de", "TT.MM.JJJJ", 2),
        6: ("en", "DD.MM.YYYY", 2),
        7: ("de", "Standard", 16),
    }

    def getByKey(self, key: int) -> SimpleNamespace:
        language, code, kind = self.known[key]
        return SimpleNamespace(Locale=SimpleNamespace(Language=language), FormatString=code, Type=kind)

    def getStandardIndex(self, locale: Any) -> int:
        return 0 if locale.Language == "en" else 7

    def addNewConverted(self, code: str, locale: Any, new: Any) -> int:
        assert (code, locale.Language) == ("TT.MM.JJJJ", "de")
        return 6


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (0, "General"),
        (1, "yyyy-mm-dd hh:mm AM/PM"),
        (2, '[$-804]yyyy"Y"m\\M;@'),
        (3, "[hh]:mm"),
        (4, '0"HMS"'),
        (5, "dd.mm.yyyy"),
        (7, "General"),
    ],
)
def test_number_formats_as_excel_writes_them(key: int, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    formats = NumberFormats(SimpleNamespace(NumberFormats=Formats()))
    formats.__dict__["_locale"] = None  # the office's English, which only a real one has
    assert formats.code(key) == code
    assert formats.code(key) == code
