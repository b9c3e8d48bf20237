"""Pickled rows are the rows; what travels between processes arrives as it was."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import NamedTuple

import pytest

from xltools.model import quick_pickle
from xltools.row_storage import ConcatenatedRows, PickledRows


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


def test_pickled_rows_are_a_sequence() -> None:
    rows = (Pair(1, "甲"), Pair(2, "乙"))
    pickled = PickledRows(rows)
    assert (len(pickled), tuple(pickled), pickled[1], pickled[:1]) == (2, rows, rows[1], rows[:1])
    assert pickled == rows == PickledRows(rows)
    assert hash(pickled) == hash(PickledRows(rows))
    assert (len(PickledRows[Pair]()), tuple(PickledRows[Pair]())) == (0, ())


def test_concatenated_rows_are_one_sequence() -> None:
    rows = (Pair(1, "甲"), Pair(2, "乙"), Pair(3, "丙"))
    concatenated = ConcatenatedRows((PickledRows(rows[:1]), rows[1:]))
    assert (len(concatenated), tuple(concatenated), concatenated[2], concatenated[1:]) == (3, rows, rows[2], rows[1:])
