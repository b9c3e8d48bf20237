"""The record of a file as JSON, with which a later run goes on as if it had read the file.

Types are checked when a record is read back. The rows of each sort are packed by themselves, and stay packed until
somebody passes over them.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, TypeVar, get_type_hints

import msgspec

from xltools.county.data import CountyFile, IndicatorRow, SheetRow
from xltools.model import Finding
from xltools.row_storage import JsonRows, PackedRows
from xltools.rules.digest import IndicatorDigest, SheetDigest

__all__ = ["FileJsonError", "decode_file", "encode_file"]

T = TypeVar("T")

MAX_BYTES = 64 << 20
"""Bytes of the rows of one sort once unpacked."""
_COMPRESSION_LEVEL = 1


class FileJsonError(ValueError):
    """A record that cannot be JSON, or JSON that is not a record."""


_Sort = tuple[int, int]
_Sizes = tuple[int, _Sort, _Sort, _Sort, _Sort]


class _InnerRows(msgspec.Struct, array_like=True):
    """Rows within a row: JSON of their own, and their number."""

    count: int
    rows: msgspec.Raw

    def unpacked(self, decode: Callable[[bytes], tuple[T, ...]]) -> JsonRows[T]:
        """Return the rows, which ``decode`` makes of JSON when somebody passes over them."""
        return JsonRows(bytes(self.rows), self.count, decode)


def encode_file(record: CountyFile) -> bytes:
    """Return a record packed; FileJsonError for one with a text that is not Unicode, as a broken file may have.

    A first line tells the bytes of the record without rows, then the number and the bytes of each sort of rows.
    """
    rows = [tuple(getattr(record, name)) for name in _DECODERS]
    try:
        bare = replace(record, sheets=(), indicators=(), findings=(), digests=())
        packed = [zlib.compress(_encode(one), _COMPRESSION_LEVEL) for one in (bare, *rows)]
        sizes = _encode([len(packed[0]), *zip(map(len, rows), map(len, packed[1:]), strict=True)])
    except (ValueError, TypeError, NotImplementedError, msgspec.MsgspecError) as error:
        raise FileJsonError(str(error)) from error
    return b"".join((sizes, b"\n", *packed))


def decode_file(content: bytes) -> CountyFile:
    """Return the record that was encoded; FileJsonError for anything else."""
    line, _, packed = content.partition(b"\n")
    try:
        size, *sorts = _decoder(_Sizes).decode(line)
        record: CountyFile = _decode(CountyFile, packed[:size])
    except (ValueError, msgspec.MsgspecError) as error:
        raise FileJsonError(str(error)) from error
    rows: dict[str, Any] = {}
    for (name, decode), (count, size_of_rows) in zip(_DECODERS.items(), sorts, strict=True):
        rows[name] = JsonRows(packed[size : size + size_of_rows], count, decode)
        size += size_of_rows
    if size != len(packed):
        raise FileJsonError("not as long as it says")
    return replace(record, doubtful=(), **rows)


def _encode(value: object) -> bytes:
    return msgspec.json.encode(value, enc_hook=_stored)


def _stored(rows: object) -> _InnerRows:
    """Return the rows within a row as JSON of their own."""
    if not isinstance(rows, PackedRows):
        raise NotImplementedError(f"{type(rows).__name__} in a record")
    return _InnerRows(len(rows), msgspec.Raw(_encode(tuple(rows))))


@lru_cache(maxsize=8)
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def _decode(kind: Any, packed: bytes) -> Any:
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(packed, MAX_BYTES)
    except zlib.error as error:
        raise FileJsonError(str(error)) from error
    if not unpacking.eof:
        raise FileJsonError("cut off, or too large")
    return _decoder(kind).decode(content)


def _decode_digests(packed: bytes) -> tuple[SheetDigest, ...]:
    """Return digests, the indicators of each still as JSON: only one rule passes over them."""
    decode = _decoder(tuple[IndicatorDigest, ...]).decode
    at = SheetDigest._fields.index("indicators")
    return tuple(
        SheetDigest._make((*fields[:at], fields[at].unpacked(decode), *fields[at + 1 :]))
        for fields in _decode(_digest_type(), packed)
    )


@lru_cache(maxsize=1)
def _digest_type() -> Any:
    hints = {**get_type_hints(SheetDigest), "indicators": _InnerRows}
    return tuple[tuple[tuple(hints[name] for name in SheetDigest._fields)], ...]  # type: ignore[misc]


_DECODERS: dict[str, Callable[[bytes], tuple[Any, ...]]] = {
    "sheets": partial(_decode, tuple[SheetRow, ...]),
    "indicators": partial(_decode, tuple[IndicatorRow, ...]),
    "findings": partial(_decode, tuple[Finding, ...]),
    "digests": _decode_digests,
}
"""The sorts of rows of a record, and what unpacks them."""
