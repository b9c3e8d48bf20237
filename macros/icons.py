"""Draw the buttons' icons: flat pictures on a field of 24 by 24, sampled 4 x 4 a pixel, written as PNG.

Drawn in plain arithmetic and stored uncompressed, so the bytes do not depend on a library's release.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["ICONS", "png"]

Mask = NDArray[np.bool_]
Layer = tuple[int, Mask]
"""A colour (RRGGBB) and where it lies; later layers cover earlier ones."""

_SAMPLES = 4
_FIELD = 24.0
WHITE, PAPER, LINE, INK = 0xFFFFFF, 0xF4F7FB, 0xB9C4D0, 0x6B7A8C
BLUE, SKY, GREEN, ORANGE, SAND, RED = 0x2B6CB0, 0xCFE3F7, 0x2F9E5B, 0xE07B22, 0xF3C46B, 0xD64545


class Field:
    """The sampling points of a picture of some size, and the shapes on them (units of the 24 x 24 field)."""

    def __init__(self, size: int) -> None:
        steps = (np.arange(size * _SAMPLES) + 0.5) * (_FIELD / (size * _SAMPLES))
        self.x, self.y = np.meshgrid(steps, steps)

    def rect(self, left: float, top: float, right: float, bottom: float, radius: float = 0) -> Mask:
        """Return a rectangle with rounded corners."""
        dx = np.maximum(np.maximum(left + radius - self.x, self.x - right + radius), 0)
        dy = np.maximum(np.maximum(top + radius - self.y, self.y - bottom + radius), 0)
        return np.asarray(dx * dx + dy * dy <= radius * radius)

    def disc(self, x: float, y: float, radius: float) -> Mask:
        return np.asarray((self.x - x) ** 2 + (self.y - y) ** 2 <= radius * radius)

    def ring(self, x: float, y: float, radius: float, width: float) -> Mask:
        return self.disc(x, y, radius + width / 2) & ~self.disc(x, y, radius - width / 2)

    def line(self, width: float, *points: tuple[float, float]) -> Mask:
        """Return a stroke through points, with round ends."""
        mask = np.zeros(self.x.shape, dtype=np.bool_)
        for (ax, ay), (bx, by) in pairwise(points):
            along = ((self.x - ax) * (bx - ax) + (self.y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
            along = np.clip(along, 0, 1)
            gap = (self.x - ax - along * (bx - ax)) ** 2 + (self.y - ay - along * (by - ay)) ** 2
            mask |= gap <= width * width / 4
        return mask

    def polygon(self, *points: tuple[float, float]) -> Mask:
        """Return a convex polygon, its corners clockwise."""
        mask = np.ones(self.x.shape, dtype=np.bool_)
        for (ax, ay), (bx, by) in zip(points, (*points[1:], points[0]), strict=True):
            mask &= (bx - ax) * (self.y - ay) - (by - ay) * (self.x - ax) >= 0
        return mask


def _sheet(f: Field) -> list[Layer]:
    """Return a page with a heading and a grid, which most pictures stand on."""
    grid = f.rect(4.2, 11, 16.8, 11.9) | f.rect(4.2, 15.2, 16.8, 16.1) | f.rect(9, 7.6, 9.9, 20.8)
    return [
        (INK, f.rect(3, 2, 18, 22, 1.6)),
        (PAPER, f.rect(4.2, 3.2, 16.8, 20.8, 0.6)),
        (LINE, grid),
        (BLUE, f.rect(4.2, 3.2, 16.8, 7.4)),
    ]


def _read(f: Field) -> list[Layer]:
    handle = f.line(3, (18.2, 18.2), (21.6, 21.6))
    return [*_sheet(f), (WHITE, f.disc(15, 15, 6)), (ORANGE, f.ring(15, 15, 4.4, 2.2) | handle)]


def _fill(f: Field) -> list[Layer]:
    cells = f.rect(9.9, 11.9, 16.8, 15.2) | f.rect(9.9, 16.1, 16.8, 20.8)
    pen = f.line(4, (20.6, 8.4), (14.4, 14.6))
    halo = f.line(6.4, (20.6, 8.4), (13.4, 15.6))
    tip = f.polygon((13, 13.2), (15.8, 16), (11, 18))
    return [*_sheet(f), (SKY, cells), (WHITE, halo), (ORANGE, pen), (INK, tip)]


def _check(f: Field) -> list[Layer]:
    tick = ((10.8, 15.4), (14.4, 19), (21.4, 10.4))
    return [*_sheet(f), (WHITE, f.line(6, *tick)), (GREEN, f.line(3.4, *tick))]


def _clear_marks(f: Field) -> list[Layer]:
    return [
        (INK, f.polygon((14, 1.6), (22.4, 10), (11, 21.4), (2.6, 13))),
        (SAND, f.polygon((14, 3.6), (20.4, 10), (15.6, 14.8), (9.2, 8.4))),
        (PAPER, f.polygon((8.2, 9.4), (14.6, 15.8), (11, 19.4), (4.6, 13))),
        (INK, f.line(1.6, (9, 21.6), (21, 21.6))),
    ]


def _undo_fill(f: Field) -> list[Layer]:
    arc = f.ring(13.5, 13, 6.6, 3) & ~((f.x < 13.5) & (f.y > 13))
    return [(ORANGE, arc | f.polygon((1.8, 12), (12, 12), (6.9, 19)))]


def _add_project(f: Field) -> list[Layer]:
    plus = f.line(1.9, (17, 13.8), (17, 20.2)) | f.line(1.9, (13.8, 17), (20.2, 17))
    return [*_sheet(f), (WHITE, f.disc(17, 17, 6.8)), (GREEN, f.disc(17, 17, 5.8)), (WHITE, plus)]


def _ready_to_send(f: Field) -> list[Layer]:
    return [
        (BLUE, f.polygon((1.6, 10.6), (22.4, 2), (9.4, 14.2))),
        (BLUE, f.polygon((22.4, 2), (15.6, 20.8), (9.4, 14.2))),
        (INK, f.polygon((7.6, 13.4), (22.4, 2), (9.6, 21))),
        (SKY, f.polygon((22.4, 2), (12.6, 16.8), (9.6, 21), (9.6, 14))),
        (BLUE, f.polygon((22.4, 2), (15.6, 20.8), (11, 15.6))),
    ]


def _consolidate(f: Field) -> list[Layer]:
    arrow = f.rect(10.6, 8.6, 13.4, 12) | f.polygon((7.8, 11.4), (16.2, 11.4), (12, 15.4))
    return [
        *((colour, f.rect(x, 1.6, x + 5.6, 7.4, 1)) for colour, x in ((BLUE, 1.6), (GREEN, 9.2), (ORANGE, 16.8))),
        (INK, arrow),
        (INK, f.rect(2.4, 16, 21.6, 22.6, 1.6)),
        (PAPER, f.rect(3.6, 17.2, 20.4, 21.4, 0.6)),
        (BLUE, f.rect(5, 18.4, 12.4, 20.2)),
    ]


def _consolidate_again(f: Field) -> list[Layer]:
    circle = f.ring(12, 12, 7.4, 2.8) & ~((f.x > 12) & (f.y < 12) & (f.y > 7)) & ~((f.x < 12) & (f.y > 12) & (f.y < 17))
    heads = f.polygon((14.4, 6.6), (23.2, 6.6), (19, 12.6)) | f.polygon((0.8, 17.4), (5, 11.4), (9.6, 17.4))
    return [(GREEN, circle | heads)]


def _open_problem_file(f: Field) -> list[Layer]:
    return [
        (ORANGE, f.rect(2, 4, 11, 12, 1.4) | f.rect(2, 6.4, 21, 20, 1.6)),
        (SAND, f.rect(2, 9.4, 21, 20, 1.6)),
        (WHITE, f.disc(17, 17, 6.8)),
        (RED, f.disc(17, 17, 5.8)),
        (WHITE, f.line(2, (17, 13.8), (17, 17.2)) | f.disc(17, 20.2, 1.15)),
    ]


def _self_test(f: Field) -> list[Layer]:
    tick = ((7.6, 9.4), (10.8, 12.6), (16.6, 6))
    return [
        (INK, f.rect(1.6, 2.6, 22.4, 17.4, 1.6)),
        (PAPER, f.rect(3, 4, 21, 16, 0.6)),
        (INK, f.rect(10, 17.4, 14, 20.4) | f.line(1.8, (7, 21), (17, 21))),
        (GREEN, f.line(2.8, *tick)),
    ]


ICONS: dict[str, Callable[[Field], list[Layer]]] = {
    "read": _read,
    "fill": _fill,
    "check": _check,
    "clear-marks": _clear_marks,
    "undo-fill": _undo_fill,
    "add-project": _add_project,
    "ready-to-send": _ready_to_send,
    "consolidate": _consolidate,
    "consolidate-again": _consolidate_again,
    "open-problem-file": _open_problem_file,
    "self-test": _self_test,
}
"""The picture of each action."""


def png(action: str, size: int) -> bytes:
    """Return the icon of an action as a PNG with transparency, ``size`` pixels wide and high."""
    field = Field(size)
    samples = np.zeros((size * _SAMPLES, size * _SAMPLES, 4), dtype=np.int64)
    for colour, mask in ICONS[action](field):
        samples[mask] = (*colour.to_bytes(3), 1)
    total = samples.reshape(size, _SAMPLES, size, _SAMPLES, 4).sum(axis=(1, 3))
    covered = total[..., 3:]
    pixels = np.concatenate([total[..., :3] // np.maximum(covered, 1), covered * 255 // _SAMPLES**2], axis=2)
    rows = b"".join(b"\0" + row.tobytes() for row in pixels.astype(np.uint8))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _part(b"IHDR", header) + _part(b"IDAT", _stored(rows)) + _part(b"IEND", b"")


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _stored(data: bytes) -> bytes:
    """Return a zlib stream of one uncompressed block (up to 64 KiB: a picture of 127 pixels)."""
    length = len(data)
    return b"\x78\x01\x01" + struct.pack("<HH", length, length ^ 0xFFFF) + data + struct.pack(">I", zlib.adler32(data))
