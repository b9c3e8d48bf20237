"""Values of the command line that need no library to be what a command takes.

The library that parses the command line lets another one convert all values, also those that are what they should be.
Loading that one takes longer than parsing, and much longer than a page of help; here a text, a path and a choice become
what they are without it. Whatever else there is, and whatever is wrong, is still the library's.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, get_args, get_type_hints

__all__ = ["take_ready_values"]


def take_ready_values(command: Any, context: Any) -> None:
    """Let the parameters of a command take values that are ready without the library's conversion."""
    hints = get_type_hints(command.callback) if command.callback else {}
    for parameter in command.get_params(context):
        if "process_value" not in vars(parameter):
            kind = _kind(hints.get(parameter.name, bool))  # --help is not among the command's own
            parameter.process_value = partial(_process, parameter, parameter.process_value, kind)


def _kind(hint: Any) -> type[Any]:
    """Return the type of one value: Path for ``list[Path] | None``."""
    while parts := get_args(hint):
        hint = parts[0]
    return hint  # type: ignore[no-any-return]


def _process(parameter: Any, convert: Callable[[Any, Any], Any], kind: type[Any], context: Any, value: Any) -> Any:
    """Return the value of a parameter as the command takes it, by the parameter's own conversion where it must be."""
    several = parameter.multiple or parameter.nargs == -1
    if parameter.required and not value:
        return convert(context, value)
    try:
        if value is not None:
            ready = tuple(_ready(one, kind) for one in value) if several else _ready(value, kind)
        else:
            ready = () if several else None
    except _NotReadyError:
        return convert(context, value)
    return parameter.callback(context, parameter, ready) if parameter.callback else ready


class _NotReadyError(Exception):
    """A value is to be converted, or refused, by the library."""


def _ready(value: Any, kind: type[Any]) -> Any:
    """Return one value as what it is to be."""
    if type(value) in (kind, bool, int):
        return value
    if type(value) is str and kind is Path and (os.access(value, os.R_OK) or not os.path.exists(value)):
        return Path(value)
    if type(value) is str and issubclass(kind, Enum) and value in [choice.value for choice in kind]:
        return kind(value)
    raise _NotReadyError
