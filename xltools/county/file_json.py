"""The record of a file as JSON, with which a later run goes on as if it had read the file.

Types are checked when a record is read back; its rows stay JSON until somebody passes over them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeVar, get_type_hints

import msgspec

from xltools.county.data import CountyFile, IndicatorRow, SheetRow
from xltools.model import Finding
from xltools.row_storage import JsonRows, PackedRows
from xltools.rules.digest import IndicatorDigest, SheetDigest

__all__ = ["FileJsonError", "decode_file", "encode_file"]

T = TypeVar("T")


class FileJsonError(ValueError):
    """A record that cannot be JSON, or JSON that is not a record."""


class _StoredRows(msgspec.Struct, array_like=True):
    """Rows as JSON of their own, and their number."""

    count: int
    rows: msgspec.Raw

    @classmethod
    def of(cls, rows: Sequence[object]) -> _StoredRows:
        """Return the rows as JSON."""
        return cls(len(rows), msgspec.Raw(_encode(tuple(rows))))

    def unpacked(self, decode: Callable[[bytes], tuple[T, ...]]) -> JsonRows[T]:
        """Return the rows, which ``decode`` makes of JSON when somebody passes over them."""
        return JsonRows(bytes(self.rows), self.count, decode)


class _StoredFile(msgspec.Struct, array_like=True):
    """A record without its rows, and its rows."""

    record: CountyFile
    sheets: _StoredRows
    indicators: _StoredRows
    findings: _StoredRows
    digests: _StoredRows


def encode_file(record: CountyFile) -> bytes:
    """Return a record as JSON; FileJsonError for one with a text that is not Unicode, as a broken file may have."""
    try:
        return _encode(
            _StoredFile(
                replace(record, sheets=(), indicators=(), findings=(), digests=()),
                _StoredRows.of(record.sheets),
                _StoredRows.of(record.indicators),
                _StoredRows.of(record.findings),
                _StoredRows.of(record.digests),
            )
        )
    except (ValueError, TypeError, NotImplementedError, msgspec.MsgspecError) as error:
        raise FileJsonError(str(error)) from error


def decode_file(content: bytes) -> CountyFile:
    """Return the record that was encoded; FileJsonError for anything else."""
    try:
        stored: _StoredFile = _decoder(_StoredFile).decode(content)
    except (ValueError, msgspec.MsgspecError) as error:
        raise FileJsonError(str(error)) from error
    return replace(
        stored.record,
        doubtful=(),
        sheets=stored.sheets.unpacked(_decoder(tuple[SheetRow, ...]).decode),
        indicators=stored.indicators.unpacked(_decoder(tuple[IndicatorRow, ...]).decode),
        findings=stored.findings.unpacked(_decoder(tuple[Finding, ...]).decode),
        digests=stored.digests.unpacked(_decode_digests),
    )


def _encode(value: object) -> bytes:
    return msgspec.json.encode(value, enc_hook=_stored)


def _stored(rows: object) -> _StoredRows:
    """Return the rows within a row as JSON of their own."""
    if not isinstance(rows, PackedRows):
        raise NotImplementedError(f"{type(rows).__name__} in a record")
    return _StoredRows.of(rows)


@lru_cache(maxsize=8)
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def _decode_digests(content: bytes) -> tuple[SheetDigest, ...]:
    """Return digests, the indicators of each still as JSON: only one rule passes over them."""
    decode = _decoder(tuple[IndicatorDigest, ...]).decode
    at = SheetDigest._fields.index("indicators")
    return tuple(
        SheetDigest._make((*fields[:at], fields[at].unpacked(decode), *fields[at + 1 :]))
        for fields in _decoder(_digest_type()).decode(content)
    )


@lru_cache(maxsize=1)
def _digest_type() -> Any:
    hints = {**get_type_hints(SheetDigest), "indicators": _StoredRows}
    return tuple[tuple[tuple(hints[name] for name in SheetDigest._fields)], ...]  # type: ignore[misc]
