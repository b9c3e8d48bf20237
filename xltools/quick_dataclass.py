"""Dataclasses that are made quickly, and whose instances are.

Python compiles half a dozen functions for each dataclass, which was a tenth of what a command that checks one workbook
takes in all; and the ``__init__`` of a frozen one looks up ``object.__setattr__`` and the name of each field again for
every instance. Here only ``__init__`` is compiled, which calls the setters of the slots in a third of the time. The
other methods take the values of the fields by one function of C, and are not compiled for each class.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

_AnyClass = type[Any]
_Fields = Sequence[Field[Any]]


class _Factory:
    """The default that signatures show for a value which is made anew for each instance."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY = _Factory()


def _make_quickly(
    *, slots: bool = False, frozen: bool = False, eq: bool = True, kw_only: bool = False
) -> Callable[[_AnyClass], _AnyClass]:
    """Return a decorator that makes of a class what :func:`dataclasses.dataclass` does.

    A field with ``init=False`` has no default here: ``__post_init__`` sets it.
    """
    with_fields = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)

    def decorate(written: _AnyClass) -> _AnyClass:
        written.__doc__ = written.__doc__ or written.__name__  # else dataclasses looks for a signature
        cls: _AnyClass = with_fields(written)
        fields = dataclasses.fields(cls)
        own = vars(written)
        methods: dict[str, Any] = {"__init__": _init(cls, fields, slots=slots), "__repr__": _repr(fields)}
        if eq:
            methods["__eq__"] = _eq([field for field in fields if field.compare])
            hashed = [field for field in fields if (field.compare if field.hash is None else field.hash)]
            methods["__hash__"] = _hash(hashed) if frozen else None
        if frozen:
            methods |= {"__setattr__": _refuse_setting, "__delattr__": _refuse_deleting}
        if frozen and "__getstate__" not in own:  # a class with a state of its own is restored as that is made
            methods |= {"__getstate__": _getstate(fields), "__setstate__": _setstate(fields)}
        for name, method in methods.items():
            if name not in own:
                setattr(cls, name, method)
        return cls

    return decorate


def _getter(fields: _Fields) -> Callable[[Any], tuple[Any, ...]]:
    """Return the function that returns the values of some fields."""
    names = [field.name for field in fields]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda instance: tuple(getattr(instance, name) for name in names)


def _init(cls: Any, fields: _Fields, *, slots: bool) -> Callable[..., None]:
    names: dict[str, Any] = {"FACTORY": _FACTORY}
    parameters: dict[bool, list[str]] = {False: ["self"], True: ["*"]}
    lines: list[str] = []
    for field in fields:
        name = value = parameter = field.name
        if not field.init:
            continue  # __post_init__ sets it
        if field.default is not MISSING:
            names[f"default_{name}"] = field.default
            parameter = f"{name}=default_{name}"
        elif field.default_factory is not MISSING:
            names[f"make_{name}"] = field.default_factory
            parameter = f"{name}=FACTORY"
            value = f"make_{name}() if {name} is FACTORY else {name}"
        parameters[bool(field.kw_only)].append(parameter)
        if slots:
            names[f"set_{name}"] = getattr(cls, name).__set__
            lines.append(f"set_{name}(self, {value})")
        else:
            lines.append(f"self.__dict__[{name!r}] = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    listed = parameters[False] + (parameters[True] if len(parameters[True]) > 1 else [])
    exec(f"def __init__({', '.join(listed)}):\n    {'; '.join(lines) or 'pass'}", names)  # noqa: S102 - as dataclasses does
    init: Callable[..., None] = names["__init__"]
    init.__module__, init.__qualname__ = cls.__module__, f"{cls.__qualname__}.__init__"
    init.__annotations__ = {field.name: field.type for field in fields} | {"return": None}
    return init


def _repr(fields: _Fields) -> Callable[[Any], str]:
    shown = [field for field in fields if field.repr]
    values = _getter(shown)

    def represent(self: Any) -> str:
        parts = (f"{field.name}={value!r}" for field, value in zip(shown, values(self), strict=True))
        return f"{type(self).__qualname__}({', '.join(parts)})"

    return represent


def _eq(fields: _Fields) -> Callable[[Any, object], bool]:
    values = _getter(fields)

    def compare(self: Any, other: object) -> bool:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    return compare


def _hash(fields: _Fields) -> Callable[[Any], int]:
    values = _getter(fields)
    return lambda self: hash(values(self))


def _getstate(fields: _Fields) -> Callable[[Any], tuple[Any, ...]]:
    values = _getter(fields)

    def get_all(self: Any) -> tuple[Any, ...]:
        return values(self)  # a function of C does not become a method

    return get_all


def _setstate(fields: _Fields) -> Callable[[Any, Sequence[Any]], None]:
    def set_all(self: Any, state: Sequence[Any]) -> None:
        for field, value in zip(fields, state, strict=True):
            object.__setattr__(self, field.name, value)

    return set_all


def _refuse_setting(self: object, name: str, _: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _make_quickly
