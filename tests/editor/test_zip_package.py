"""The zip container: everything that is not changed keeps its compressed bytes."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest

from tests.fixtures.packages import excel, unzipped, zipped
from xltools.editor.refusal import EditRefusedError, RefusalCode
from xltools.editor.zip_package import ZipPackage


def compressed(data: bytes) -> dict[str, bytes]:
    """The compressed bytes of every member."""
    found = {}
    with zipfile.ZipFile(BytesIO(data)) as file:
        for member in file.infolist():
            name, extra = struct.unpack_from("<2H", data, member.header_offset + 26)
            start = member.header_offset + 30 + name + extra
            found[member.filename] = data[start : start + member.compress_size]
    return found


def streamed(parts: dict[str, bytes]) -> bytes:
    """A file whose sizes stand behind the members, as programs write that cannot seek."""

    class Pipe(BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    buffer = Pipe()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(zipped, id="deflated"),
        pytest.param(lambda parts: zipped(parts, stored=True), id="stored"),
        pytest.param(streamed, id="sizes behind the members"),
        pytest.param(lambda parts: b"PK\3\4 some stub" + zipped(parts), id="something in front"),
    ],
)
def test_other_members_keep_their_compressed_bytes(make) -> None:
    data = make(excel())
    copy = ZipPackage(data).rewritten({"xl/styles.xml": b"<new/>"})
    before, after = compressed(data), compressed(copy)
    assert list(after) == list(before)
    assert {name for name in after if after[name] != before[name]} == {"xl/styles.xml"}
    with zipfile.ZipFile(BytesIO(copy)) as file:
        assert file.testzip() is None
        assert file.read("xl/styles.xml") == b"<new/>"


def test_dates_attributes_and_comment_stay() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        info = zipfile.ZipInfo("甲/a.xml", (2021, 7, 9, 10, 20, 30))
        info.external_attr = 0o100644 << 16
        info.comment = b"note"
        info.extra = struct.pack("<HH4s", 0xCAFE, 4, b"kept")
        file.writestr(info, b"<a/>")
        file.comment = b"whole"
    copy = zipfile.ZipFile(BytesIO(ZipPackage(buffer.getvalue()).rewritten({"甲/a.xml": b"<b/>", "b.xml": b"<b/>"})))
    kept, new = copy.infolist()
    assert (kept.filename, kept.date_time) == ("甲/a.xml", (2021, 7, 9, 10, 20, 30))
    assert kept.external_attr == 0o100644 << 16
    assert (new.filename, new.date_time) == ("b.xml", (1980, 1, 1, 0, 0, 0))
    assert copy.comment == b"whole"
    again = zipfile.ZipFile(BytesIO(ZipPackage(buffer.getvalue()).rewritten({})))
    assert again.infolist()[0].extra == struct.pack("<HH4s", 0xCAFE, 4, b"kept")
    assert again.infolist()[0].comment == b"note"


def test_names_are_the_same_whatever_their_case_or_slashes() -> None:
    archive = ZipPackage(zipped({"XL\\Workbook.xml": b"<a/>", "[Content_Types].xml": b"<b/>"}))
    assert "xl/workbook.xml" in archive
    assert archive.read("xl/WORKBOOK.XML") == b"<a/>"
    assert archive.stored("xl/workbook.xml") == "XL/Workbook.xml"
    copy = ZipPackage(archive.rewritten({"xl/workbook.xml": None}))
    assert list(copy) == ["[Content_Types].xml"]


def test_the_same_change_gives_the_same_bytes() -> None:
    archive = ZipPackage(zipped(excel()))
    changes = {"xl/styles.xml": b"<new/>", "xl/new.xml": b"<more/>"}
    assert archive.rewritten(changes) == archive.rewritten(changes)


def duplicated() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("a.xml", b"1")
        file.writestr("A.xml", b"2")
    return buffer.getvalue()


def locked() -> bytes:
    """A member marked as encrypted in both headers."""
    data = bytearray(zipped({"a.xml": b"1"}))
    at = 0
    while (at := data.find(b"PK", at)) >= 0:
        if data[at : at + 4] in (b"PK\3\4", b"PK\1\2"):
            data[at + (6 if data[at + 2] == 3 else 8)] |= 1
        at += 4
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(zipped(excel())[:-40], RefusalCode.DAMAGED_PACKAGE, id="cut off"),
        pytest.param(b"PK\3\4", RefusalCode.DAMAGED_PACKAGE, id="a beginning only"),
        pytest.param(duplicated(), RefusalCode.DUPLICATE_PART, id="two parts of one name"),
        pytest.param(locked(), RefusalCode.ENCRYPTED, id="zip password"),
    ],
)
def test_bad_archives_are_refused_by_name(data: bytes, code: RefusalCode) -> None:
    with pytest.raises(EditRefusedError) as caught:
        ZipPackage(data)
    assert caught.value.code is code


def test_a_damaged_part_is_refused_when_it_is_needed() -> None:
    data = bytearray(zipped({"a.xml": b"<a/>" * 99, "b.xml": b"<b/>"}))
    start = data.find(b"a.xml") + 5
    data[start : start + 8] = b"\xff" * 8
    archive = ZipPackage(bytes(data))
    assert archive.read("b.xml") == b"<b/>"
    with pytest.raises(EditRefusedError) as caught:
        archive.read("a.xml")
    assert caught.value.code is RefusalCode.DAMAGED_PART
    assert "a.xml" in str(caught.value)
    assert unzipped(archive.rewritten({"a.xml": b"<new/>"}))["a.xml"] == b"<new/>"


def test_a_part_that_is_not_there_is_named() -> None:
    with pytest.raises(EditRefusedError) as caught:
        ZipPackage(zipped({"a.xml": b""})).read("xl/styles.xml")
    assert caught.value.code is RefusalCode.MISSING_PART
