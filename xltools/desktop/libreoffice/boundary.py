"""The boundary between UNO and Python: exceptions of the office become errors of this package.

The reason is not only their text: an exception of UNO refuses the attributes that Python's ``contextlib`` sets on
every exception that passes a ``with`` block, so that the caller would see a different error in its place.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any, TypeVar

from xltools.desktop.libreoffice import uno_bridge
from xltools.desktop.libreoffice.errors import LibreOfficeError

__all__ = ["translate_error", "translate_uno_errors"]

T = TypeVar("T")


def translate_uno_errors(kind: type[T]) -> type[T]:
    """Let the methods and properties of a class raise :class:`LibreOfficeError` in place of UNO's exceptions."""
    for name, member in list(vars(kind).items()):
        if isinstance(member, property):
            getter, setter = (part and _guarded(part) for part in (member.fget, member.fset))
            setattr(kind, name, property(getter, setter, doc=member.__doc__))
        elif isinstance(member, FunctionType):
            setattr(kind, name, _guarded(member))
    return kind


def translate_error(problem: Exception) -> Exception:
    """Return the error to raise for a caught one: UNO's exceptions as one of this package, others as they are."""
    if not isinstance(problem, uno_bridge.error("uno.Exception")):
        return problem
    if isinstance(problem, uno_bridge.error("lang.DisposedException")):
        return LibreOfficeError(
            "LibreOffice 已经退出或关闭了这个工作簿，请重新打开。",
            f"LibreOffice has ended, or has closed this workbook; open it again. {problem}",
        )
    return LibreOfficeError(
        f"LibreOffice 报告了错误：{type(problem).__name__} {problem}",
        f"LibreOffice reports: {type(problem).__name__} {problem}",
    )


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    if inspect.isgeneratorfunction(function):

        @functools.wraps(function)
        def iterate(*args: Any, **kwargs: Any) -> Iterator[Any]:
            try:
                yield from function(*args, **kwargs)
            except Exception as problem:
                if (plain := translate_error(problem)) is problem:
                    raise
                raise plain from problem

        return iterate

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception as problem:
            if (plain := translate_error(problem)) is problem:
                raise
            raise plain from problem

    return call
