"""A property that is worked out once for each instance, without a lock.

Up to Python 3.11 :func:`functools.cached_property` takes a lock for it, which takes longer than most of the answers.
No instance here is shared between threads while it is looked at for the first time; and if one were, both threads would
work out the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

__all__ = ["cached_property"]


class _Once:
    """The descriptor: from the first look on, the value stands in the instance's own dictionary, before it."""

    def __init__(self, answer: Callable[[Any], Any]) -> None:
        self._answer, self._name = answer, answer.__name__
        self.__doc__ = answer.__doc__

    def __get__(self, instance: Any, owner: type[Any] | None = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._answer(instance)
        return value


if TYPE_CHECKING:
    from functools import cached_property
else:
    cached_property = _Once
