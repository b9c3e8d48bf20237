"""A class that is made quickly is what dataclasses makes of it."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from typing import Any

import pytest

from xltools.model import Entry, Indicator, TargetValue
from xltools.quick_init import quick_init
from xltools.rules.statements import Statement
from xltools.rules.subjects import Subject
from xltools.values.quantities import StatedQuantity


@dataclass(frozen=True, slots=True)
class Usual:
    """A class as dataclasses makes it."""

    one: str
    two: int = 2
    three: tuple[str, ...] = ()
    four: list[int] = field(default_factory=list, hash=False)


@quick_init
@dataclass(frozen=True, slots=True)
class Quick:
    """The same class, made quickly."""

    one: str
    two: int = 2
    three: tuple[str, ...] = ()
    four: list[int] = field(default_factory=list, hash=False)


@pytest.mark.parametrize(
    ("given", "named"), [(("a",), {}), (("a", 3), {"three": ("b",), "four": [1]}), ((), {"one": "", "two": 0})]
)
def test_the_fields_are_those_that_are_given(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    quick, usual = Quick(*given, **named), Usual(*given, **named)
    assert repr(quick).removeprefix("Quick") == repr(usual).removeprefix("Usual")
    assert quick == Quick(*given, **named) == copy.copy(quick) == replace(quick) == pickle.loads(pickle.dumps(quick))
    assert hash(quick) == hash(usual)
    assert quick.four is not Quick("", four=[]).four
    assert Quick("").four is not Quick("").four


@pytest.mark.parametrize(
    ("given", "named"), [((), {}), (("a", 1, (), [], 5), {}), (("a",), {"five": 5}), (("a",), {"one": ""})]
)
def test_others_are_no_arguments(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    for cls in (Quick, Usual):
        with pytest.raises(TypeError, match="__init__"):
            cls(*given, **named)


def test_an_instance_stays_as_it_is() -> None:
    with pytest.raises(FrozenInstanceError):
        Quick("a").one = "b"  # type: ignore[misc]


def test_the_signature_and_the_annotations_are_there() -> None:
    assert str(inspect.signature(Quick)) == str(inspect.signature(Usual))


@pytest.mark.parametrize("cls", [Entry, Indicator, StatedQuantity, Statement, Subject, TargetValue])
def test_all_fields_of_the_classes_are_set(cls: type[Any]) -> None:
    names = [one.name for one in fields(cls)]
    made = cls(*names)
    assert [getattr(made, name) for name in names] == names


def test_other_classes_are_refused() -> None:
    @dataclass(frozen=True, slots=True)
    class Made:
        one: str = field(default="", init=False)

    @dataclass(frozen=True, slots=True)
    class Checked:
        one: str = ""

        def __post_init__(self) -> None:
            assert not self.one

    for cls in (Made, Checked):
        with pytest.raises(TypeError, match="another way"):
            quick_init(cls)
