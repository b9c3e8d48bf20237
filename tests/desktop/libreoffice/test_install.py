"""Finding LibreOffice and its Python bridge among files, and what is said when there is none that fits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import xltools
from xltools import office_program
from xltools.desktop.libreoffice import BridgeMissingError, OfficeMissingError, locate, office, uno_bridge
from xltools.desktop.libreoffice.locate import Bridge, bridge_python, find_bridge, find_office
from xltools.desktop.libreoffice.profile import MacroSecurity, write_profile

REPOSITORY = Path(xltools.__file__).parents[1]
HERE = f"libpython3.{sys.version_info.minor}.so.1.0".encode()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program folder of a LibreOffice of which only the files exist, on a system without any other."""
    program = tmp_path / "opt" / "libre office" / "program"
    program.mkdir(parents=True)
    files = {
        "soffice": b"#!/bin/sh\n",
        "uno.py": b"import pyuno\n",
        "unohelper.py": b"import uno\n",
        "pyuno.so": b"\x7fELF",
        "libpyuno.so": b"\x7fELF\0" + HERE + b"\0",
    }
    for name, content in files.items():
        (program / name).write_bytes(content)
    (program / "soffice").chmod(0o755)
    for module in (locate, office_program):
        monkeypatch.setattr(module, "program_folders", lambda: iter([]))
    monkeypatch.setattr(locate, "_module_folders", iter)
    monkeypatch.setattr(locate, "_BRIDGE_LIBRARY", "pyuno.so")
    monkeypatch.setenv("PATH", "")
    return program


def test_the_bridge_beside_the_program(installed: Path) -> None:
    bridge = find_bridge(installed / "soffice")
    assert bridge == Bridge(installed / "uno.py", installed / "unohelper.py", installed / "pyuno.so")
    assert bridge_python(bridge) == sys.version_info[:2]


def test_the_program_on_the_path(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_office() is None
    monkeypatch.setenv("PATH", str(installed))
    assert find_office() == installed / "soffice"


def test_the_program_where_it_is_usually_put(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (locate, office_program):
        monkeypatch.setattr(module, "program_folders", lambda: iter([installed.parent / "gone", installed]))
    assert find_office() == installed / "soffice"


@pytest.mark.parametrize("missing", ["uno.py", "unohelper.py", "pyuno.so"])
def test_part_of_a_bridge_is_none(installed: Path, missing: str) -> None:
    (installed / missing).unlink()
    assert find_bridge(installed / "soffice") is None


def test_another_package_of_the_same_name_is_none(installed: Path) -> None:
    (installed / "uno.py").write_text("'''The card game.'''")
    assert find_bridge(installed / "soffice") is None


@pytest.mark.parametrize(
    ("library", "python"),
    [
        (b"\0libpython3.9.so.1.0\0", (3, 9)),
        (b"\0python312.dll\0", (3, 12)),
        (b"LibreOfficePython.framework/Versions/3.10/LibreOfficePython", (3, 10)),
        (b"\0libc.so.6\0", None),
    ],
)
def test_what_the_bridge_was_built_for(installed: Path, library: bytes, python: tuple[int, int] | None) -> None:
    (installed / "libpyuno.so").write_bytes(library)
    bridge = find_bridge(installed / "soffice")
    assert bridge is not None
    assert bridge_python(bridge) == python


class TestLoading:
    @pytest.fixture(autouse=True)
    def unloaded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("uno", "pyuno", "unohelper"):
            monkeypatch.delitem(sys.modules, name, raising=False)

    def test_without_a_bridge(self, installed: Path) -> None:
        (installed / "uno.py").unlink()
        with pytest.raises(BridgeMissingError, match="python3-uno"):
            uno_bridge.load()

    def test_for_another_python(self, installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (installed / "libpyuno.so").write_bytes(b"\0libpython3.99.so\0")
        monkeypatch.setenv("PATH", str(installed))
        with pytest.raises(BridgeMissingError, match=r"(?s)为 Python 3\.99 编译.*built for Python 3\.99"):
            uno_bridge.load()

    def test_a_broken_one(self, installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(installed))
        path = list(sys.path)
        with pytest.raises(BridgeMissingError, match="无法加载"):
            uno_bridge.load()
        assert not {"uno", "pyuno", "unohelper"} & set(sys.modules)
        assert sys.path == path

    def test_another_package_that_is_loaded_already(self, installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "uno", os)
        (installed / "uno.py").unlink()
        with pytest.raises(BridgeMissingError):
            uno_bridge.load()


def test_without_an_office(installed: Path) -> None:
    with pytest.raises(OfficeMissingError, match="没有找到 LibreOffice"):
        office.start()


def test_a_profile(tmp_path: Path) -> None:
    trusted = tmp_path / "模板 & 汇总"
    write_profile(tmp_path / "profile", macro_security=MacroSecurity.HIGH, trusted=[trusted])
    root = ET.parse(tmp_path / "profile" / "user" / "registrymodifications.xcu").getroot()
    name, path = "{http://openoffice.org/2001/registry}name", "{http://openoffice.org/2001/registry}path"
    values = {(item.get(path), item[0].get(name)): item[0][0] for item in root}
    common = "/org.openoffice.Office.Common"
    assert values[f"{common}/Misc", "UseLocking"].text == "false"
    assert values[f"{common}/Security/Scripting", "MacroSecurityLevel"].text == "2"
    assert [it.text for it in values[f"{common}/Security/Scripting", "SecureURL"]] == [trusted.as_uri()]


def test_a_profile_leaves_macro_security_alone_unless_told(tmp_path: Path) -> None:
    write_profile(tmp_path)
    assert "Security" not in (tmp_path / "user" / "registrymodifications.xcu").read_text()


def test_importing_the_package_loads_neither_xlwings_nor_uno() -> None:
    code = (
        "import sys, xltools.desktop.libreoffice, xltools.desktop.protection;"
        "print(*{'xlwings', 'uno', 'pandas', 'lxml'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert done.stdout.strip() == ""
