"""VBA projects: olevba reads the sources back, and the streams hold what Excel asks for."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.macros.reader import decompress, sources, stream
from xltools.writer.vba import VbaModule, compress, vba_project

CODE = 'Attribute VB_Name = "Sums"\nOption Explicit\n\nPublic Sub AddUp()\n    Range("A1").Value = 1\nEnd Sub\n'
SUMS = VbaModule.standard(CODE)


# --- compression


@given(st.binary(max_size=9000) | st.text("ab\n ", max_size=9000).map(str.encode))
def test_what_is_compressed_comes_back(data: bytes) -> None:
    assert decompress(compress(data)) == data


@given(st.lists(st.sampled_from([b"Public Sub ", b"End Sub\r\n", b"    x = 1\r\n", b"z"]), max_size=3000))
def test_program_text_comes_back_and_gets_smaller(parts: list[bytes]) -> None:
    text = b"".join(parts)
    packed = compress(text)
    assert decompress(packed) == text
    assert len(packed) < 60 + len(text)


def noise(size: int) -> bytes:
    """Bytes without three in a row that occurred before."""
    state, out = 1, bytearray()
    while len(out) < size:
        state = state * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
        out += (state >> 40).to_bytes(3, "big")
    return bytes(out[:size])


def test_a_full_chunk_that_does_not_get_smaller_is_stored() -> None:
    data = noise(4096) + b"Sub A()"
    packed = compress(data)
    assert packed[1:3] == b"\xff\x3f"
    assert decompress(packed) == data


def test_a_last_chunk_that_does_not_get_smaller_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be compressed"):
        compress(noise(4000))


def test_repeated_text_is_one_letter_and_one_copy() -> None:
    # The example of MS-OVBA 3.2.3: 73 letters "a".
    assert compress(b"a" * 73).hex() == "0103b002614500"


# --- the project


def test_olevba_reads_every_module_as_it_was_written() -> None:
    other = VbaModule.standard(CODE.replace("Sums", "Other"))
    read = sources(vba_project([SUMS, other], ["Sheet1", "Sheet2"]))
    assert (read["Sums"], read["Other"]) == (CODE, other.source)
    assert list(read) == ["ThisWorkbook", "Sheet1", "Sheet2", "Sums", "Other"]


def test_the_project_stream_lists_the_modules() -> None:
    lines = stream(vba_project([SUMS], ["Sheet1", "Sheet2"], name="Book"), "PROJECT").decode("cp1252").split("\r\n")
    assert lines[1:6] == [
        "Document=ThisWorkbook/&H00000000",
        "Document=Sheet1/&H00000000",
        "Document=Sheet2/&H00000000",
        "Module=Sums",
        'Name="Book"',
    ]


def unveiled(text: str, project_id: str) -> bytes:
    """A protection value in the clear (MS-OVBA 2.4.3.3)."""
    data = bytes.fromhex(text)
    seed, version, key = data[0], data[0] ^ data[1], data[0] ^ data[2]
    assert (version, key) == (2, sum(project_id.encode("ascii")) & 0xFF)
    plain, before = bytearray(), key
    for at in range(3, len(data)):
        before = data[at] ^ ((data[at - 2] + before) & 0xFF)
        plain.append(before)
    ignored = (seed & 6) // 2
    (length,) = struct.unpack_from("<I", plain, ignored)
    assert len(plain) == ignored + 4 + length
    return bytes(plain[ignored + 4 :])


@pytest.mark.parametrize(("key", "meaning"), [("CMG", bytes(4)), ("DPB", b"\0"), ("GC", b"\xff")])
def test_the_project_is_neither_locked_nor_hidden(key: str, meaning: bytes) -> None:
    text = stream(vba_project([SUMS], ["Sheet1"]), "PROJECT").decode("cp1252")
    values = dict(line.split("=", 1) for line in text.split("\r\n") if "=" in line)
    assert unveiled(values[key].strip('"'), values["ID"].strip('"')) == meaning


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a ``dir`` stream; one of them, the version, says a size that is not its own."""
    at = 0
    while at < len(data):
        number, size = struct.unpack_from("<HI", data, at)
        size = 6 if number == 0x09 else size
        yield number, data[at + 6 : at + 6 + size]
        at += 6 + size


def test_the_directory_names_modules_kinds_and_references() -> None:
    data = decompress(stream(vba_project([SUMS], ["Sheet1"]), "VBA", "dir"))
    found = list(records(data))
    numbers = [number for number, _ in found]
    module = [0x19, 0x47, 0x1A, 0x32, 0x1C, 0x48, 0x31, 0x1E, 0x2C]
    assert numbers == [
        *(0x01, 0x02, 0x14, 0x03, 0x04, 0x05, 0x40, 0x06, 0x3D, 0x07, 0x08, 0x09, 0x0C, 0x3C),
        *(0x16, 0x3E, 0x0D, 0x16, 0x3E, 0x0D),
        *(0x0F, 0x13, *module, 0x22, 0x2B, *module, 0x22, 0x2B, *module, 0x21, 0x2B),
        0x10,
    ]
    assert [content for number, content in found if number == 0x16] == [b"stdole", b"Office"]
    assert [content for number, content in found if number == 0x19] == [b"ThisWorkbook", b"Sheet1", b"Sums"]
    for ansi, wide in ((0x16, 0x3E), (0x19, 0x47), (0x1A, 0x32)):
        pairs = zip(
            (content.decode("cp1252") for number, content in found if number == ansi),
            (content.decode("utf-16-le") for number, content in found if number == wide),
            strict=True,
        )
        assert all(left == right for left, right in pairs)
    library = [content for number, content in found if number == 0x0D]
    assert all(struct.unpack_from("<I", content)[0] == len(content) - 10 for content in library)


def test_the_wide_names_say_the_same() -> None:
    data = stream(vba_project([SUMS], []), "PROJECTwm")
    assert data == b"".join(
        name.encode() + b"\0" + name.encode("utf-16-le") + b"\0\0" for name in ("ThisWorkbook", "Sums")
    ) + bytes(2)


def test_there_is_no_compiled_code() -> None:
    assert stream(vba_project([SUMS], ["Sheet1"]), "VBA", "_VBA_PROJECT") == bytes.fromhex("cc61ffff000000")


def test_the_same_modules_give_the_same_bytes() -> None:
    assert vba_project([SUMS], ["Sheet1"]) == vba_project([SUMS], ["Sheet1"])


def test_a_project_of_sixty_sheets_is_read_back() -> None:
    code_names = [f"Sheet{number}" for number in range(1, 61)]
    assert list(sources(vba_project([SUMS], code_names))) == ["ThisWorkbook", *code_names, "Sums"]


def test_one_name_for_two_modules_is_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        vba_project([SUMS], ["SUMS"])


@pytest.mark.parametrize("text", ["Option Explicit\n", 'Attribute VB_Name = "2nd"\n', 'Attribute VB_Name = "表"\n'])
def test_what_is_no_module_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="VB_Name"):
        VbaModule.standard(text)
