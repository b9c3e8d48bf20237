"""The VBA sources hold to what Excel and LibreOffice both compile: one module that fails stops all of a workbook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xltools.macro_sources import MODULES

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "xltools" / "macro_sources", ROOT / "macros" / "vba")
SOURCES = {path.stem: path.read_text("ascii") for folder in FOLDERS for path in sorted(folder.glob("*.bas"))}


@pytest.mark.parametrize("name", SOURCES)
def test_a_module_is_named_as_its_file(name: str) -> None:
    assert SOURCES[name].startswith(f'Attribute VB_Name = "{name}"\n')


@pytest.mark.parametrize(
    ("forbidden", "why"),
    [
        (r"^\s*#", "LibreOffice skips the line of a condition and compiles both branches"),
        (r"\bDeclare\b", "LibreOffice does not load a module that declares a library"),
        (r"\bCreateUnoService\b", "Excel does not know the function, so it would not compile"),
        (r"\bOptional\b", "LibreOffice does not give an argument that was left out its default"),
        (r"(?<!\bIRibbonControl)\bNew\s", "early binding needs a reference"),
    ],
)
@pytest.mark.parametrize("name", MODULES)
def test_nothing_stops_a_compiler(name: str, forbidden: str, why: str) -> None:
    code = "\n".join(line.split("'")[0] for line in SOURCES[name].splitlines())
    assert not re.search(forbidden, code, re.MULTILINE), why


@pytest.mark.parametrize("name", SOURCES)
def test_lines_are_short_enough_for_the_editor(name: str) -> None:
    assert max(map(len, SOURCES[name].splitlines())) < 1023


@pytest.mark.parametrize("name", SOURCES)
def test_only_the_module_for_libreoffice_leaves_variables_undeclared(name: str) -> None:
    assert ("Option Explicit" in SOURCES[name].split("\n")) == (name != "XltLibreOffice")


@pytest.mark.parametrize("name", SOURCES)
def test_every_routine_ends(name: str) -> None:
    for kind in ("Sub", "Function"):
        begun = re.findall(rf"^(?:Public|Private) {kind} \w+\(", SOURCES[name], re.MULTILINE)
        assert len(begun) == len(re.findall(rf"^End {kind}$", SOURCES[name], re.MULTILINE))


def test_no_routine_is_public_twice() -> None:
    public = [found for code in SOURCES.values() for found in re.findall(r"^Public (?:Sub|Function) (\w+)", code, re.M)]
    assert len(set(public)) == len(public)


def test_each_module_lies_in_one_place() -> None:
    names = [path.stem for folder in FOLDERS for path in folder.glob("*.bas")]
    assert len(set(names)) == len(names)
    assert {path.stem for path in FOLDERS[0].glob("*.bas")} == set(MODULES)
