"""Whether somebody has saved a workbook since a command wrote it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import openpyxl
import pytest

from tests.fixtures.packages import Parts, excel, minimal, prefixed, strict, unzipped, zipped
from xltools.editor import EditableWorkbook, EditRefusedError, Edits, sign, signed_by

CUSTOM = "docProps/custom.xml"
WRITTEN = sign(zipped(minimal()), "fill")


def with_property(root: str) -> Parts:
    """Return a workbook with a document property of somebody else's."""
    parts = unzipped(sign(zipped(minimal()), "return"))
    return {**parts, CUSTOM: root.encode()}


SCHEMA = "http://schemas.openxmlformats.org/officeDocument/2006"
OTHERS = {
    "no properties": minimal(),
    "Excel": excel(),
    "prefixes": prefixed(),
    "strict": strict(),
    "a property of somebody else": with_property(
        f'<Properties xmlns="{SCHEMA}/custom-properties" xmlns:vt="{SCHEMA}/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="7" name="密级">'
        "<vt:lpwstr>无</vt:lpwstr></property>"
        "</Properties>"
    ),
    "properties with a prefix": with_property(f'<p:Properties xmlns:p="{SCHEMA}/custom-properties"/>'),
}


@pytest.mark.parametrize("parts", OTHERS.values(), ids=OTHERS)
def test_the_command_is_named_until_somebody_saves(parts: Parts) -> None:
    data = zipped(parts)
    assert signed_by(data) == ""
    signed = sign(data, "transfer")
    assert signed_by(signed) == "transfer"
    assert sign(data, "transfer") == signed, "the same content gives the same bytes"
    assert signed_by(sign(signed, "import-text")) == "import-text", "the last command counts"
    others = {name: content for name, content in unzipped(signed).items() if name in parts and name != CUSTOM}
    changed = {name for name, content in others.items() if content != parts[name]}
    assert changed <= {"[Content_Types].xml", "_rels/.rels"}


def test_properties_of_somebody_else_stay() -> None:
    properties = unzipped(sign(zipped(OTHERS["a property of somebody else"]), "fill"))[CUSTOM].decode()
    assert re.findall(r'pid="(\d+)" name="(.*?)"', properties) == [("7", "密级"), ("8", "xltools.written")]


def saved_again(data: bytes) -> bytes:
    buffer = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(buffer)
    return buffer.getvalue()


def typed(data: bytes) -> bytes:
    package = EditableWorkbook.open(data)
    edits = Edits()
    edits.set_value(package.sheet_names[0], 1, 1, "改")
    return package.apply(edits).data


def other_command(data: bytes) -> bytes:
    parts = unzipped(data)
    return zipped({**parts, CUSTOM: parts[CUSTOM].replace(b">fill ", b">template ")})


def without(data: bytes) -> bytes:
    return zipped({name: content for name, content in unzipped(data).items() if name != CUSTOM})


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "another program saved it": saved_again,
    "a cell was typed into": typed,
    "a part was added": lambda data: zipped({**unzipped(data), "docProps/thumbnail.xml": b"<a/>"}),
    "the mark names another command": other_command,
    "the mark is gone": without,
    "cut short": lambda data: data[:-30],
    "no workbook": lambda data: b"mine",
    "empty": lambda data: b"",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_workbook_is_nobodys(change: Callable[[bytes], bytes]) -> None:
    assert signed_by(WRITTEN) == "fill"
    assert signed_by(change(WRITTEN)) == ""


def test_what_is_no_workbook_is_not_signed() -> None:
    with pytest.raises(EditRefusedError):
        sign(b"mine", "fill")
