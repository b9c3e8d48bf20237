"""Starting, finding and ending real offices; Python inside one; plain xlwings code on top."""

from __future__ import annotations

import builtins
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings

import xltools
import xltools.desktop.libreoffice as lo
from xltools.desktop.libreoffice import office as offices
from xltools.desktop.libreoffice.profile import write_profile

pytestmark = pytest.mark.desktop

SITE = Path(xlwings.__file__).parents[1]
REPOSITORY = Path(xltools.__file__).parents[1]


def gone(pid: int, seconds: float = 10) -> bool:
    """Return whether a process ends within the given time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def family(pid: int) -> set[int]:
    """The processes of the group that a process leads."""
    members = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[2]) == pid:
            members.add(int(status.parent.name))
    return members


def test_plain_xlwings_code(tmp_path: Path) -> None:
    path = tmp_path / "预算 表.xlsx"
    source = openpyxl.Workbook()
    source.active.append(["项目", 85473060])
    source.save(path)
    lo.activate()
    with xlwings.App(visible=False, add_book=False) as app:
        book = xlwings.Book(path)
        assert book.app == app
        assert xlwings.books.active == book
        assert book.sheets[0]["A1:B1"].value == ["项目", 85473060.0]
        assert xlwings.Range("B1").value == 85473060.0
        assert xlwings.Book(path) == book
        assert app.version.major >= 7
        pid = app.pid
    assert gone(pid)
    assert pid not in [app.pid for app in xlwings.apps]


def test_nothing_else_of_the_system_becomes_importable(office: xlwings.App) -> None:
    folder = str(Path(sys.modules["uno"].__file__ or "").parent)
    assert folder not in sys.path
    assert not any("libreoffice" in entry.lower() for entry in sys.path)
    assert builtins.__import__.__module__ == "builtins"


def test_an_office_is_ended_with_its_children_and_its_profile() -> None:
    started = offices.start()
    profile = next(Path(option[len("-env:UserInstallation=file://") :]) for option in _options(started.pid))
    members = family(started.pid)
    assert members
    assert profile.is_dir()
    started.end()
    assert all(gone(member) for member in members)
    assert not profile.exists()
    assert not started.alive


def _options(pid: int) -> Iterator[str]:
    for member in family(pid):
        for option in Path(f"/proc/{member}/cmdline").read_text().split("\0"):
            if option.startswith("-env:UserInstallation="):
                yield option


def test_an_office_that_hangs_is_ended_all_the_same() -> None:
    started = offices.start()
    members = family(started.pid)
    for member in members:
        os.kill(member, signal.SIGSTOP)
    before = time.monotonic()
    started.end(timeout=0.5)
    assert time.monotonic() - before < 5
    assert all(gone(member) for member in members)


def test_an_office_that_was_ended_by_somebody_else() -> None:
    app = lo.start()
    book = app.books.add()
    os.killpg(app.pid, signal.SIGKILL)
    assert gone(app.pid)
    with pytest.raises(lo.LibreOfficeError):
        _ = book.sheets[0]["A1"].value
    assert app.pid not in [app.pid for app in xlwings.apps]
    app.quit()


def test_a_program_that_ends_leaves_no_office_behind(tmp_path: Path) -> None:
    code = "import xltools.desktop.libreoffice as lo; print(lo.start().pid)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=True
    )
    assert gone(int(done.stdout))
    assert not done.stderr


def test_a_program_that_is_no_office(tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\necho cannot open display\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(lo.OfficeStartError, match=r"(?s)代码 3.*cannot open display"):
        offices.start(program=program)


def test_an_office_that_never_answers(tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nsleep 60\n")
    program.chmod(0o755)
    with pytest.raises(lo.OfficeStartError, match="没有应答"):
        offices.start(program=program, timeout=1)
    assert gone(int((tmp_path / "pid").read_text()))


def test_nobody_answers() -> None:
    with pytest.raises(lo.OfficeStartError, match="没有应答"):
        lo.connect(pipe="nobody-listens-here", timeout=0.3)


def test_the_caller_of_a_button(book: xlwings.Book) -> None:
    with lo.calling(book) as caller:
        assert xlwings.Book.caller() == book == caller
        inner = book.app.books.add()
        with lo.calling(inner):
            assert xlwings.Book.caller() == inner
        inner.close()
        assert xlwings.Book.caller() == book
    assert not hasattr(xlwings.Book, "_mock_caller")


def test_the_app_as_a_whole(book: xlwings.Book) -> None:
    app = book.app
    assert app.status_bar is False
    with app.properties(status_bar="正在校验……", screen_updating=False, enable_events=False, display_alerts=False):
        assert app.status_bar == "正在校验……"
        assert (app.screen_updating, app.enable_events, app.display_alerts) == (False, False, False)
        assert book.api.hasControllersLocked()
        assert book.api.isActionLocked()
    assert app.status_bar is False
    assert (app.screen_updating, app.enable_events, app.display_alerts) == (True, True, True)
    assert not book.api.hasControllersLocked()
    assert not book.api.isActionLocked()
    assert app.visible is False
    with pytest.raises(NotImplementedError):
        app.visible = True


def test_a_book_closed_while_the_screen_was_still(office: xlwings.App) -> None:
    book = office.books.add()
    with office.properties(screen_updating=False, status_bar="正在关闭……", calculation="manual"):
        book.close()
    assert office.screen_updating
    assert office.status_bar is False


MACRO = """
import json, sys

sys.path[:0] = {paths!r}

def run(document):
    import xlwings
    import xltools.desktop.libreoffice as lo

    app = lo.in_process(XSCRIPTCONTEXT.getComponentContext())
    with lo.calling(lo.book(app, document)):
        book = xlwings.Book.caller()
        sheet = book.sheets[0]
        sheet["B1"].value = [["由宏写入", 2, True], ["=A1*2", None, "x"]]
        sheet["B1"].add_note("备注")
        same = lo.in_process(XSCRIPTCONTEXT.getComponentContext()) == app
        ended = "yes"
        try:
            app.quit()
        except lo.LibreOfficeError:
            ended = "no"
        report = dict(name=book.name, value=sheet["A1:D2"].value, formula=sheet["B2"].formula, same=same,
                      pid=app.pid, ended=ended, engine=app.engine.name)
    report["left"] = hasattr(xlwings.Book, "_mock_caller")
    return json.dumps(report)
"""


@pytest.fixture
def scripted(other_python_first: None, tmp_path: Path) -> Iterator[tuple[offices.Office, str]]:
    """An office whose user profile holds a macro in Python, and the name of the pipe that it listens on."""
    write_profile(tmp_path / "profile")
    scripts = tmp_path / "profile" / "user" / "Scripts" / "python"
    scripts.mkdir(parents=True)
    (scripts / "button.py").write_text(textwrap.dedent(MACRO.format(paths=[str(REPOSITORY), str(SITE)])))
    started = offices.start(profile=tmp_path / "profile")
    try:
        yield started, _pipe_of(started.pid)
    finally:
        started.end()


def _pipe_of(pid: int) -> str:
    for member in family(pid):
        for option in Path(f"/proc/{member}/cmdline").read_text().split("\0"):
            if option.startswith("--accept=pipe,name="):
                return option.removeprefix("--accept=pipe,name=").removesuffix(";urp;")
    raise AssertionError("the office listens nowhere")


@pytest.fixture
def other_python_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An active virtual environment, as users have it."""
    venv.create(tmp_path / "venv")
    monkeypatch.setenv("PATH", str(tmp_path / "venv" / "bin"), prepend=os.pathsep)


def test_python_inside_the_office_and_outside(scripted: tuple[offices.Office, str]) -> None:
    """A macro writes to the workbook in the office's own process; this process sees it over a connection of its own."""
    started, pipe = scripted
    app = lo.connect(pipe=pipe)
    book = app.books.add()
    book.sheets[0]["A1"].value = 21
    report = json.loads(_run_script(book.api))
    assert report == {
        "name": book.name,
        "value": [[21.0, "由宏写入", 2.0, True], [None, 42.0, None, "x"]],
        "formula": "=A1*2",
        "same": True,
        "pid": report["pid"],
        "ended": "no",
        "engine": "libreoffice",
        "left": False,
    }
    assert report["pid"] in family(started.pid)
    assert book.sheets[0]["B1:D1"].value == ["由宏写入", 2.0, True]
    assert book.sheets[0]["B1"].note.text == "备注"
    assert lo.connect(pipe=pipe) == app
    app.quit()
    assert gone(started.pid)


def _run_script(document: Any) -> str:
    script = document.getScriptProvider().getScript("vnd.sun.star.script:button.py$run?language=Python&location=user")
    returned: str = script.invoke((document,), (), ())[0]
    return returned


def test_errors_of_uno_pass_a_with_block_as_themselves(book: xlwings.Book) -> None:
    """UNO's exceptions refuse the attribute that contextlib sets; those of the engine do not."""
    with (
        pytest.raises(lo.LibreOfficeError, match="LibreOffice reports"),
        book.app.properties(display_alerts=False),
    ):
        book.sheets.add("bad[name]")


def test_no_function_of_the_package_is_hidden_by_a_module(office: xlwings.App) -> None:
    """Importing a module of a package puts it over a function of the same name."""
    assert all(callable(getattr(lo, name)) for name in lo.__all__)


def test_what_is_no_workbook_is_no_caller(office: xlwings.App) -> None:
    for component in (None, office.api):
        with pytest.raises(lo.LibreOfficeError, match="请先打开一个工作簿"):
            lo.book(office, component)
