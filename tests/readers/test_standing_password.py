"""Books under the password that Excel applies by itself open without a question; any other password is named."""

from __future__ import annotations

import hashlib
import io
import random
import struct
from collections.abc import Callable

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import DocumentRC4

from tests.fixtures.forms import form, parts
from tests.fixtures.legacy import record, xls, xls_stream
from tests.fixtures.packages import zipped
from xltools.grids.grid import Grid
from xltools.limits import Limits
from xltools.readers import FileKind, SentFile, read_content
from xltools.readers.containers.compound import CompoundFile
from xltools.writer.compound_file import compound_file

STANDING = "VelvetSweatshop"


PARTS = parts(301) | {"xl/media/image1.png": random.Random(1).randbytes(9000)}


def _encrypted(package: bytes, password: str) -> bytes:
    """A package that is not small: the library writes streams below 4,096 bytes wrongly."""
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(package)).encrypt(password, target)
    return target.getvalue()


def _rc4_stream(stream: bytes, password: str) -> bytes:
    """The workbook stream with a record FILEPASS behind its first record, encrypted by RC4 (MS-XLS 2.2.10)."""
    salt = bytes(range(16))
    verifier = bytes(range(16, 32))
    (first,) = struct.unpack_from("<H", stream, 2)
    head, rest = stream[: 4 + first], stream[4 + first :]
    plain = verifier + hashlib.md5(verifier).digest()
    shown = DocumentRC4.decrypt(password, salt, io.BytesIO(plain), blocksize=1024).read()
    marked = head + record(0x2F, struct.pack("<HHH", 1, 1, 1) + salt + shown) + rest
    marked = _moved_sheets(marked, 4 + 54)
    cipher = DocumentRC4.decrypt(password, salt, io.BytesIO(marked), blocksize=1024).read()
    out = bytearray(marked)
    at = 0
    while at + 4 <= len(marked):
        kind, size = struct.unpack_from("<HH", marked, at)
        if kind not in {0x809, 0x2F}:
            begin = at + 8 if kind == 0x85 else at + 4
            out[begin : at + 4 + size] = cipher[begin : at + 4 + size]
        at += 4 + size
    return bytes(out)


def _moved_sheets(stream: bytes, by: int) -> bytes:
    out = bytearray(stream)
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == 0x85:
            struct.pack_into("<I", out, at + 4, struct.unpack_from("<I", stream, at + 4)[0] + by)
        at += 4 + size
    return bytes(out)


def _old(password: str) -> bytes:
    plain = CompoundFile(xls(form(301))).read("Workbook")
    records = plain.rstrip(b"\0") + bytes(3)  # the last one is EOF: 0A 00 00 00
    return compound_file({"Workbook": _rc4_stream(records + bytes(4) * 1000, password)})


def _grid(sent: SentFile) -> Grid:
    assert sent.workbook is not None, sent.problem
    return sent.workbook.sheets[0]


@pytest.mark.parametrize(
    ("build", "suffix", "kind"),
    [
        pytest.param(lambda: _encrypted(zipped(PARTS), STANDING), ".xlsx", FileKind.XLSX, id="AES in a package"),
        pytest.param(lambda: _old(STANDING), ".xls", FileKind.XLS, id="RC4 in records"),
        pytest.param(lambda: _encrypted(zipped(PARTS), STANDING), ".xls", FileKind.XLSX, id="misnamed"),
    ],
)
def test_it_opens_without_asking(build: Callable[[], bytes], suffix: str, kind: FileKind) -> None:
    data = build()
    sent = read_content(data, suffix, f"a{suffix}")
    assert (sent.kind, _grid(sent).value(4, 3), sent.encrypted) == (kind, 1200000.0, data)
    assert sent.data != data


@pytest.mark.parametrize(
    ("build", "rule"),
    [
        pytest.param(lambda: _encrypted(zipped(PARTS), "2020"), "F01", id="another password"),
        pytest.param(lambda: _old("2020"), "F01", id="another password in records"),
        pytest.param(lambda: compound_file({"EncryptedPackage": b"x" * 5000}), "F01", id="without what says how"),
        pytest.param(
            lambda: compound_file({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"\4\0\4\0\x40\0\0\0<x/>"}),
            "F01",
            id="broken",
        ),
        pytest.param(
            lambda: _encrypted(zipped(PARTS | {"xl/worksheets/sheet1.xml": b"<worksheet"}), STANDING),
            "F03",
            id="damaged behind the password",
        ),
        pytest.param(
            lambda: compound_file({"\tDRMContent": b"x" * 5000, "Workbook": xls_stream(("a", b"")).ljust(4096, b"\0")}),
            "F15",
            id="rights management",
        ),
    ],
)
def test_what_does_not_open_is_named(build: Callable[[], bytes], rule: str) -> None:
    sent = read_content(build(), ".xls", "a.xls")
    assert sent.problem is not None
    assert sent.problem.rule == rule


def test_what_is_behind_the_password_has_the_same_limits() -> None:
    big = {**parts(301), "xl/media/a.png": random.Random(1).randbytes(1_200_000)}
    package = zipped(big)
    sent = read_content(_encrypted(package, STANDING), ".xlsx", "a.xlsx", Limits(file_mb=1))
    assert sent.problem is not None
    assert sent.problem.rule == "F06"
