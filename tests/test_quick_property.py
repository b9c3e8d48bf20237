"""A property that is worked out once is what functools makes of it."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from xltools.grids.grid import Grid
from xltools.quick_property import cached_property
from xltools.rules.row_views import IndicatorView


def _class_with(decorate: Any) -> type[Any]:
    class Example:
        looks = 0

        @decorate
        def answer(self) -> int:
            """The number of looks."""
            self.looks += 1
            return self.looks

    return Example


@pytest.mark.parametrize("decorate", [cached_property, functools.cached_property])
def test_it_is_worked_out_once_for_each_instance(decorate: Any) -> None:
    cls = _class_with(decorate)
    one, other = cls(), cls()
    assert (one.answer, one.answer, other.answer) == (1, 1, 1)
    assert cls.answer.__doc__ == "The number of looks."
    del one.answer
    assert one.answer == 2


def test_what_fails_is_worked_out_again() -> None:
    class Failing:
        fails = True

        @cached_property
        def answer(self) -> int:
            """A number, the second time."""
            if self.fails:
                raise ValueError("not yet")
            return 7

    failing = Failing()
    with pytest.raises(ValueError, match="not yet"):
        _ = failing.answer
    failing.fails = False
    assert failing.answer == 7


@pytest.mark.parametrize("owner", [Grid, IndicatorView])
def test_the_classes_that_are_looked_at_most_use_it(owner: type[Any]) -> None:
    kinds = {type(value) for value in vars(owner).values()}
    assert type(vars(_class_with(cached_property))["answer"]) in kinds
    assert functools.cached_property not in kinds
