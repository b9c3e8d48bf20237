"""A sample of mutated files of every format: none is lost, none crashes, amounts are those of a second reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutations.books import BOOKS
from tests.mutations.run import Tally, read_here, run
from xltools.readers.xls import reader as xls_reader
from xltools.readers.xlsb import reader as xlsb_reader

SEEDS = range(414, 414 + 54)


def test_a_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for reader in (xls_reader, xlsb_reader):
        monkeypatch.setattr(reader, "read_in_own_process", read_here)
    tally = Tally()
    run(tmp_path, SEEDS, tuple(BOOKS), tally)
    assert tally.faults == []
    assert sum(tally.fates.values()) == len(SEEDS)
    assert {suffix for suffix, fate in tally.fates if fate == "accepted"} == BOOKS.keys()
    assert tally.compared.keys() == BOOKS.keys()
