"""A class that is made quickly is what dataclasses makes of it."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any, Generic, TypeVar

import pytest

from xltools.model import Entry, Indicator, TargetValue
from xltools.quick_dataclass import dataclass
from xltools.rules.statements import Statement
from xltools.rules.subjects import Subject
from xltools.values.quantities import StatedQuantity

T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True)
class Usual:
    """A class as dataclasses makes it."""

    one: str
    two: int = 2
    three: tuple[str, ...] = ()
    four: list[int] = field(default_factory=list, hash=False)


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
    assert quick != usual
    assert quick != Quick("other")
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
    one = Quick("a")
    with pytest.raises(FrozenInstanceError):
        one.one = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del one.one
    assert one == Quick("a")


def test_the_signature_and_the_annotations_are_there() -> None:
    assert str(inspect.signature(Quick)) == str(inspect.signature(Usual))


@pytest.mark.parametrize("cls", [Entry, Indicator, StatedQuantity, Statement, Subject, TargetValue])
def test_all_fields_of_the_classes_are_set(cls: type[Any]) -> None:
    names = [one.name for one in fields(cls)]
    made = cls(*names)
    assert [getattr(made, name) for name in names] == names


KINDS: list[dict[str, bool]] = [
    {"frozen": frozen, "slots": slots, "eq": eq, "kw_only": kw_only}
    for frozen in (False, True)
    for slots in (False, True)
    for eq in (False, True)
    for kw_only in (False, True)
]


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("fill", [{"x": 1}, {"x": 1, "y": 2}])
def test_each_kind_of_class_behaves_as_dataclasses_makes_it(kind: dict[str, bool], fill: dict[str, int]) -> None:
    bases = _made(dataclasses.dataclass(**kind)), _made(dataclass(**kind))
    derived = _derived(bases[0], dataclasses.dataclass(**kind)), _derived(bases[1], dataclass(**kind))
    for usual, quick in (bases, derived):
        one, same, other = (cls(**fill) for cls in (quick, quick, quick))
        theirs, alike = usual(**fill), usual(**fill)
        assert str(inspect.signature(quick)) == str(inspect.signature(usual))
        assert (quick.__match_args__, quick.__doc__) == (usual.__match_args__, usual.__doc__)
        assert repr(one) == repr(theirs)
        assert (one == same) == (theirs == alike) == kind["eq"]
        assert one != theirs
        assert hasattr(one, "__dict__") == hasattr(theirs, "__dict__")
        assert (quick.__hash__ is None) == (usual.__hash__ is None)
        if quick.__hash__ is not None and kind["eq"]:
            assert hash(one) == hash(theirs)
        assert (
            dataclasses.asdict(replace(one, x=7))
            == dataclasses.asdict(replace(theirs, x=7))
            == {**dataclasses.asdict(one), "x": 7}
        )
        assert copy.copy(one).x == copy.deepcopy(one).x == one.x
        assert one.doubled == theirs.doubled == 2
        for instance in (other, theirs):
            if kind["frozen"]:
                with pytest.raises(FrozenInstanceError):
                    instance.x = 3
            else:
                instance.x = 3
                assert instance.x == 3


def _made(decorate: Any) -> Any:
    @decorate
    class Example(Generic[T]):
        """An example."""

        x: int
        y: int = 5
        hidden: list[int] = field(default_factory=list, repr=False, compare=False)

        def __post_init__(self) -> None:
            assert self.x

        @property
        def doubled(self) -> int:
            """Twice the first number, unless that was changed."""
            return 2

    return Example


def _derived(base: Any, decorate: Any) -> Any:
    @decorate
    class Derived(base):  # type: ignore[misc]
        """A class with more fields."""

        z: str = "z"

    return Derived


def test_a_method_that_the_class_has_itself_stays() -> None:
    @dataclass(frozen=True, slots=True)
    class Own:
        x: int

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

    assert (repr(Own(1)), hash(Own(2)), Own(3) == Own(4)) == ("own", 7, True)


def test_a_field_that_is_no_argument_is_set_afterwards() -> None:
    @dataclass(frozen=True, slots=True)
    class Made:
        one: str
        two: str = field(init=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "two", self.one * 2)

    assert (Made("a").two, replace(Made("a"), one="b").two) == ("aa", "bb")
    with pytest.raises(TypeError):
        Made("a", two="b")  # type: ignore[call-arg]
