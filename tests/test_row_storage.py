"""Packed rows are the rows; what travels between processes arrives as it was."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import NamedTuple

import pytest

from xltools.model import quick_pickle
from xltools.row_storage import Chained, Packed


@quick_pickle
class Pair(NamedTuple):
    one: int
    other: str


@quick_pickle
class Single(NamedTuple):
    one: int


@quick_pickle
@dataclass(frozen=True, slots=True)
class Record:
    one: int
    pairs: tuple[Pair, ...] = ()


@quick_pickle
@dataclass(frozen=True, slots=True)
class Lone:
    one: int


@pytest.mark.parametrize("value", [Pair(1, "甲"), Single(1), Record(1, (Pair(2, "乙"),)), Lone(1)])
def test_what_travels_arrives_as_it_was(value: object) -> None:
    arrived = pickle.loads(pickle.dumps(value))
    assert (type(arrived), arrived) == (type(value), value)


def test_packed_rows_are_a_sequence() -> None:
    rows = (Pair(1, "甲"), Pair(2, "乙"))
    packed = Packed(rows)
    assert (len(packed), tuple(packed), packed[1], packed[:1]) == (2, rows, rows[1], rows[:1])
    assert packed == rows == Packed(rows)
    assert hash(packed) == hash(Packed(rows))
    assert (len(Packed[Pair]()), tuple(Packed[Pair]())) == (0, ())


def test_chained_rows_are_one_sequence() -> None:
    rows = (Pair(1, "甲"), Pair(2, "乙"), Pair(3, "丙"))
    chained = Chained((Packed(rows[:1]), rows[1:]))
    assert (len(chained), tuple(chained), chained[2], chained[1:]) == (3, rows, rows[2], rows[1:])
