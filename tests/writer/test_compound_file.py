"""Compound files, read back by another library and by the rules of the format."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.writer.compound_file import Storage, compound_file

NONE = 0xFFFFFFFF


def read_back(data: bytes) -> dict[str, bytes]:
    """Every stream by its path, read with olefile, which complains about anything out of order."""
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_UNSURE) as file:
        assert file.parsing_issues == []
        return {"/".join(path): file.openstream(path).read() for path in file.listdir()}


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 4095, 4096, 4097, 70_000])
def test_a_stream_of_any_size_comes_back(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    assert read_back(compound_file({"stream": content})) == {"stream": content}


names = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=31)
streams = st.dictionaries(names, st.binary(max_size=200) | st.sampled_from([bytes(4096), bytes(9000)]), max_size=40)


@given(streams, streams)
def test_streams_and_storages_come_back(root: dict[str, bytes], inner: dict[str, bytes]) -> None:
    tree: Storage = {**root, "IN1": inner}  # names that differ in case only are the same
    assert read_back(compound_file(tree)) == root | {f"IN1/{name}": content for name, content in inner.items()}


@dataclass
class Line:
    name: str
    red: bool
    left: int
    right: int
    child: int


def directory(data: bytes) -> list[Line]:
    """The directory's lines, found by the header and taken as one run of sectors."""
    start = 512 * (1 + struct.unpack_from("<I", data, 48)[0])
    lines = []
    for at in range(start, len(data), 128):
        raw, size, kind, colour, left, right, child = struct.unpack_from("<64sHBBIII", data, at)
        if kind == 0:
            break
        lines.append(Line(raw[: size - 2].decode("utf-16-le"), colour == 0, left, right, child))
    return lines


def black_height(lines: list[Line], at: int, parent_red: bool, order: list[str]) -> int:
    """How many black lines each way down has; fails where the ways differ or two reds follow each other."""
    if at == NONE:
        return 0
    line = lines[at]
    assert not (line.red and parent_red)
    left = black_height(lines, line.left, line.red, order)
    order.append(line.name)
    right = black_height(lines, line.right, line.red, order)
    assert left == right
    return left + (not line.red)


@pytest.mark.parametrize("count", range(1, 34))
def test_the_directory_is_a_red_black_tree_in_the_order_of_the_format(count: int) -> None:
    tree = {f"{'s' * (number % 3)}{number:x}": b"" for number in range(count)}
    lines = directory(compound_file(tree))
    order: list[str] = []
    assert not lines[lines[0].child].red
    black_height(lines, lines[0].child, False, order)
    assert order == sorted(tree, key=lambda name: (len(name), name.upper()))


def test_a_long_name_is_refused() -> None:
    with pytest.raises(ValueError, match="31 characters"):
        compound_file({"n" * 32: b""})


def test_more_than_the_header_can_tell_is_refused() -> None:
    with pytest.raises(ValueError, match="allocation table"):
        compound_file({"big": bytes(7_200_000)})
