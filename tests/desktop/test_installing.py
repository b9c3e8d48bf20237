"""Installing for Excel and LibreOffice, and the doctor, on computers made of folders."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from xltools.cli.app import app, load_commands
from xltools.desktop import addin, doctor, office_extension
from xltools.desktop import launcher_paths as record
from xltools.desktop.computer import Computer
from xltools.desktop.doctor import Check

WINDOWS = "AppData/Roaming"
MAC = "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "张 三"
    folder.mkdir()
    return folder


def windows(home: Path, **environment: str) -> Computer:
    return Computer("win32", home, {"APPDATA": str(home / WINDOWS), **environment})


def test_the_add_in_goes_where_excel_opens_it_by_itself(home: Path) -> None:
    written = addin.install(windows(home))
    startup = home / WINDOWS / "Microsoft/Excel/XLSTART/xltools.xlam"
    note = home / WINDOWS / "xltools/python.txt"
    assert written == [startup, note]
    assert startup.read_bytes() == addin.addin_bytes()
    assert note.read_bytes() == record.excel_paths()
    assert addin.installed(windows(home)) == {startup: True, note: True}
    assert sorted(path.name for path in startup.parent.iterdir()) == ["xltools.xlam"]


def test_on_macos_there_is_no_record(home: Path) -> None:
    assert addin.install(Computer("darwin", home, {})) == [home / MAC / "xltools.xlam"]


def test_on_linux_there_is_no_excel(home: Path) -> None:
    with pytest.raises(addin.NoExcelError, match="xltools libreoffice install"):
        addin.install(Computer("linux", home, {}))


def test_an_older_add_in_is_told_and_replaced(home: Path) -> None:
    file, _ = addin.install(windows(home))
    file.write_bytes(b"older")
    assert addin.installed(windows(home))[file] is False
    addin.install(windows(home))
    assert addin.installed(windows(home))[file] is True


def test_removing_takes_away_what_was_written(home: Path) -> None:
    written = addin.install(windows(home))
    assert addin.remove(windows(home)) == written
    assert addin.remove(windows(home)) == []
    assert not any(path.exists() for path in written)


# --- LibreOffice -----------------------------------------------------------------------------------------------------


class Unopkg:
    """LibreOffice's program for extensions."""

    def __init__(self, code: int = 0) -> None:
        self.code = code
        self.there = False
        self.given = b""

    def __call__(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        _, verb, *rest = command
        if verb == "add" and not self.code:
            self.there = True
            self.given = Path(rest[-1]).read_bytes()
        if verb == "remove":
            self.there = False
        listed = f"Identifier: {office_extension.IDENTIFIER}\n" if self.there else ""
        return subprocess.CompletedProcess(command, self.code, listed, "ERROR: no" if self.code else "")


UNOPKG = Path("unopkg")


@pytest.fixture
def same_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_extension, "find_bridge", lambda: None)


@pytest.mark.usefixtures("same_python")
def test_the_extension_is_installed_and_told_where_python_is(home: Path) -> None:
    computer, unopkg = Computer("linux", home, {}), Unopkg()
    (note,) = office_extension.install(computer, UNOPKG, unopkg)
    assert note == home / ".config/libreoffice/4/user/xltools.json"
    assert json.loads(note.read_text("utf-8")) == json.loads(record.libreoffice_paths())
    assert unopkg.given[:2] == b"PK"
    assert office_extension.listed(UNOPKG, unopkg)
    assert office_extension.recorded(computer)
    assert office_extension.remove(computer, UNOPKG, unopkg) == [note]
    assert not office_extension.listed(UNOPKG, unopkg)
    assert not office_extension.recorded(computer)


@pytest.mark.usefixtures("same_python")
def test_a_refusal_says_what_to_do_and_leaves_no_record(home: Path) -> None:
    computer = Computer("win32", home, {"APPDATA": str(home)})
    with pytest.raises(office_extension.ExtensionError, match="关闭全部 LibreOffice 窗口"):
        office_extension.install(computer, UNOPKG, Unopkg(code=1))
    assert not computer.office_paths_file.exists()


def test_another_python_is_refused_before_anything_is_done(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_extension, "find_bridge", object)
    monkeypatch.setattr(office_extension, "bridge_python", lambda _: (3, 99))
    unopkg = Unopkg()
    with pytest.raises(office_extension.ExtensionError, match=r"Python 3\.99"):
        office_extension.install(Computer("linux", home, {}), UNOPKG, unopkg)
    assert not unopkg.there


# --- the doctor ------------------------------------------------------------------------------------------------------

SECURITY = r"Software\Microsoft\Office\16.0\Excel\Security"


def about(checks: list[Check], text: str) -> Check:
    (found,) = [check for check in checks if text in check.text.zh]
    return found


def test_the_doctor_says_what_to_run_where_nothing_is_installed(home: Path) -> None:
    checks = doctor.examine(windows(home), registry=lambda key, name: None)
    assert about(checks, "没有找到 Excel").ok is False
    assert "xltools addin install" in about(checks, "xltools.xlam").fix.zh
    assert about(checks, f"Python {sys.version_info[0]}.{sys.version_info[1]}.").ok


def test_the_doctor_finds_what_is_there(home: Path) -> None:
    addin.install(windows(home))
    found = {r"Excel.Application\CLSID": "{1}", r"KET.Application\CLSID": "{2}"}
    checks = doctor.examine(windows(home), registry=lambda key, name: found.get(key))
    assert about(checks, "找到 Excel、WPS").ok
    assert about(checks, "xltools.xlam").ok
    assert about(checks, "python.txt").ok


@pytest.mark.parametrize(("level", "good"), [(None, True), (1, True), (2, True), (3, False), (4, False)])
def test_the_doctor_reads_how_macros_are_trusted(home: Path, level: int | None, good: bool) -> None:
    checks = doctor.examine(windows(home), registry=lambda key, name: level if key == SECURITY else None)
    assert about(checks, "宏设置").ok is good


def test_a_policy_counts_before_the_users_own_setting(home: Path) -> None:
    checks = doctor.examine(windows(home), registry=lambda key, name: 4 if "Policies" in key else 1)
    assert "单位策略" in about(checks, "宏设置").text.zh


@pytest.mark.parametrize(("zone", "good"), [("", True), ("[ZoneTransfer]\nZoneId=1\n", True), ("ZoneId=3", False)])
def test_the_doctor_sees_a_file_that_windows_blocks(home: Path, zone: str, good: bool) -> None:
    file = home / "475.xlsm"
    file.touch()
    if zone:
        Path(f"{file}:Zone.Identifier").write_text(zone, "utf-8")
    assert about(doctor.examine(windows(home), [file]), "475.xlsm：" + ("没有" if good else "来自网络")).ok is good


def test_the_doctor_knows_onedrive_and_chinese_paths(home: Path) -> None:
    folder = home / "OneDrive"
    folder.mkdir()
    file = folder / "475.xlsm"
    file.touch()
    checks = doctor.examine(windows(home, OneDrive=str(folder)), [file])
    assert about(checks, "OneDrive").ok is False
    assert about(checks, "路径中有中文").ok
    assert about(doctor.examine(windows(home), [home / "没有.xlsm"]), "没有这个文件").ok is False


def test_the_commands_print_a_fix_for_each_problem(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not app.registered_groups:
        load_commands()
    monkeypatch.setenv("HOME", str(home))
    runner = CliRunner()
    missing = home / "没有.xlsm"
    result = runner.invoke(app, ["doctor", str(missing)])
    assert result.exit_code == 1
    assert "→ 请检查路径。" in result.stdout
    english = runner.invoke(app, ["doctor", str(missing), "--lang", "en"])
    assert "→ Check the path." in english.stdout


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="what a computer without Excel says")
@pytest.mark.parametrize("verb", ["install", "remove", "status"])
def test_the_command_for_excel_points_to_libreoffice_elsewhere(verb: str) -> None:
    if not app.registered_groups:
        load_commands()
    result = CliRunner().invoke(app, ["addin", verb])
    assert result.exit_code == 2
    assert "xltools libreoffice install" in result.output


@pytest.mark.parametrize("place", ["1.0/lib/python3.11/site-packages/xltools/desktop", "1.0/packages/xltools/desktop"])
def test_the_doctor_tells_of_an_offline_kit(tmp_path: Path, place: str) -> None:
    (tmp_path / place).mkdir(parents=True)
    (tmp_path / "1.0" / ".xltools-kit").touch()
    assert doctor._kit_folder(tmp_path / place / "doctor.py") == tmp_path / "1.0"
    assert doctor._kit_folder(Path(doctor.__file__)) is None
