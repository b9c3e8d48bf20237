"""The icons are pictures that any reader of PNG takes, one for each button."""

from __future__ import annotations

import struct
import zlib

import pytest

from macros.icons import ICONS, png
from xltools.writer.buttons import BUTTONS


def pixels(data: bytes) -> list[bytes]:
    """The rows of a picture with four bytes a pixel; fails where a checksum or a size is wrong."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at, parts = 8, {}
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        content = data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length)[0] == zlib.crc32(kind + content)
        parts[kind] = content
        at += 12 + length
    assert list(parts) == [b"IHDR", b"IDAT", b"IEND"]
    width, height, *form = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    assert form == [8, 6, 0, 0, 0]
    raw = zlib.decompress(parts[b"IDAT"])
    rows = [raw[start : start + 1 + 4 * width] for start in range(0, len(raw), 1 + 4 * width)]
    assert len(rows) == height
    assert all(row[0] == 0 for row in rows)
    return [row[1:] for row in rows]


@pytest.mark.parametrize("size", [16, 26, 42, 48])
@pytest.mark.parametrize("action", ICONS)
def test_an_icon_is_a_picture_with_a_clear_margin(action: str, size: int) -> None:
    rows = pixels(png(action, size))
    assert len(rows) == size
    alphas = [row[3::4] for row in rows]
    assert alphas[0][0] == alphas[0][-1] == 0
    inked = sum(alpha > 0 for row in alphas for alpha in row)
    assert 0.2 < inked / size**2 < 0.9


def test_each_button_has_an_icon_of_its_own() -> None:
    actions = {button.action for buttons in BUTTONS.values() for button in buttons}
    assert ICONS.keys() == actions
    assert len({png(action, 16) for action in ICONS}) == len(ICONS)
