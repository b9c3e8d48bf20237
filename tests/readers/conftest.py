"""What the tests of readers share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from xltools.limits import Limits
from xltools.readers.xls import reader as xls_reader
from xltools.readers.xlsb import reader as xlsb_reader


def _read(read: Callable[[bytes, str, Limits], object], data: bytes, name: str, limits: Limits) -> object:
    return read(data, name, limits)


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read binary formats here: what a process of its own is for is tested by itself."""
    for reader in (xls_reader, xlsb_reader):
        monkeypatch.setattr(reader, "read_in_own_process", _read)
