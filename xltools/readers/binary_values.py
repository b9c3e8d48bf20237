"""Values that the records of .xls and .xlsb files share: error codes and numbers in four bytes."""

from __future__ import annotations

import struct

__all__ = ["ERROR_NAMES", "read_rk"]

ERROR_NAMES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""Names of error values by their codes (MS-XLS 2.5.10, MS-XLSB 2.5.97.2)."""


def read_rk(content: bytes, at: int) -> float:
    """Return a number in the short form of four bytes (MS-XLS 2.5.217, MS-XLSB 2.5.122)."""
    (raw,) = struct.unpack_from("<i", content, at)
    number: float = raw >> 2 if raw & 2 else struct.unpack("<d", struct.pack("<II", 0, raw & 0xFFFFFFFC))[0]
    return float(number / 100 if raw & 1 else number)
