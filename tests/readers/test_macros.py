"""Ours are known whatever Excel made of them; anything else is not."""

from __future__ import annotations

import re
import struct
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.hostile.foreign import project
from xltools.department.read import read_book
from xltools.readers.containers.compound import CompoundFile
from xltools.readers.macros import foreign_modules, unpack
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department
from xltools.writer.buttons import button_modules
from xltools.writer.compound_file import compound_file
from xltools.writer.vba import VbaModule, compress, vba_project

OURS = vba_project(button_modules(), ["Sheet1", "Sheet2"])


def _saved_by_excel(source: str) -> str:
    """The editor changes the case of names, blanks and line ends, and adds attributes of its own."""
    first, *lines = source.replace("RunAction", "runaction").splitlines()
    return "\r\n".join(
        [first, 'Attribute XltRead.VB_Description = "x"', "", *(line.replace("    ", "  ") for line in lines), ""]
    )


def test_our_modules_are_ours() -> None:
    assert foreign_modules(OURS) == ()


def test_our_modules_are_ours_after_excel_saved_them() -> None:
    modules = [VbaModule(module.name, _saved_by_excel(module.source)) for module in button_modules()]
    assert foreign_modules(vba_project(modules, ["Sheet1"])) == ()


@pytest.mark.parametrize(("left_out", "foreign"), [("SelfTest", ()), ("Check", ("XltButtons",))])
def test_modules_of_an_earlier_version_are_ours(left_out: str, foreign: tuple[str, ...]) -> None:
    """Version 0.2.0 had no 自检; a module without 校验 was never ours."""
    sub = re.compile(rf"Public Sub Xlt{left_out}\(\).*?End Sub\n", re.DOTALL)
    modules = [VbaModule(module.name, sub.sub("", module.source)) for module in button_modules()]
    assert foreign_modules(vba_project(modules, ["Sheet1"])) == foreign


def test_compiled_code_before_the_source_is_skipped() -> None:
    compound = CompoundFile(OURS)
    module = button_modules()[0].name
    streams = {path.removeprefix("VBA/"): compound.read(path) for path in compound if path.startswith("VBA/")}
    streams[module] = b"compiled" * 3 + streams[module]
    directory = unpack(streams["dir"], 1 << 20)
    at = directory.find(module.encode("utf-16-le")) - 6
    offset = directory.find(struct.pack("<HII", 0x31, 4, 0), at)
    streams["dir"] = compress(directory[:offset] + struct.pack("<HII", 0x31, 4, 24) + directory[offset + 10 :])
    assert foreign_modules(compound_file({"VBA": streams, "PROJECT": compound.read("PROJECT")})) == ()


@pytest.mark.parametrize(
    ("data", "foreign"),
    [
        (project("Sub A()\nEnd Sub\n"), ("Module1",)),
        (project('Sub XltRead()\n    Shell "calc.exe"\nEnd Sub\n', "XltButtons"), ("XltButtons",)),
        (project("", "Empty"), ()),
        (project("Option Explicit\n", "Declared"), ()),
        (b"", ("?",)),
        (OURS[:700], ("?",)),
        (compound_file({"VBA": {"dir": b"\x02nonsense"}}), ("?",)),
    ],
    ids=["of others", "under our name", "empty", "declaration only", "nothing", "cut off", "not compressed"],
)
def test_whose_macros(data: bytes, foreign: tuple[str, ...]) -> None:
    assert foreign_modules(data) == foreign


@given(
    st.lists(
        st.sampled_from([b"Sub A()\r\n", b"    x = 1\r\n", b"End Sub\r\n", b"'\xd6\xd0", b"\0" * 40]), max_size=600
    )
)
def test_unpacking_undoes_packing(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    assert unpack(compress(data), 1 << 20) == data


def test_a_module_that_unpacks_to_gigabytes_is_cut() -> None:
    compound = CompoundFile(OURS)
    streams = {path.removeprefix("VBA/"): compound.read(path) for path in compound if path.startswith("VBA/")}
    module = button_modules()[0].name
    streams[module] = b"\x01" + compress(b"'" + b"x" * 4095)[1:] * 20_000  # 80 MB from 600 KB
    started = time.process_time()
    assert foreign_modules(compound_file({"VBA": streams, "PROJECT": compound.read("PROJECT")})) == (module,)
    assert time.process_time() - started < 1


def test_a_chunk_cannot_swell() -> None:
    # One letter, then copies of 4098 letters each from one back.
    tokens = b"".join(b"\xff" + b"\xff\x0f" * 8 for _ in range(200))
    bomb = b"\x01" + struct.pack("<H", 0xB000 | len(tokens) + 1) + b"\0a" + b"a" * 7 + tokens
    with pytest.raises(ValueError, match=r"too large|before the chunk"):
        unpack(bomb, 1 << 20)


@pytest.mark.parametrize(
    ("name", "macros", "rules"),
    [("a.xlsm", True, []), ("a.xlsm", False, ["F19"]), ("a.XLSM", False, ["F19"]), ("a.xlsx", False, [])],
)
def test_a_workbook_that_lost_its_buttons_is_named(name: str, macros: bool, rules: list[str], tmp_path: Path) -> None:
    """A program that drops the macros and keeps the name leaves a file that reads like any other."""
    write_department(build_book(build_sheet()), tmp_path / name, macros=macros)
    read = read_book(tmp_path / name)
    assert [finding.rule for finding in read.findings if finding.rule == "F19"] == rules
    assert read.book is not None
    assert len(read.book.sheets) == 1
