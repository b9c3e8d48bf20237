"""The JSON Schema of form descriptions, made from the classes that they become: for editors that complete TOML."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args, get_origin

from xltools.forms.description import FormDescription
from xltools.forms.loading import attribute_types, without_none

__all__ = ["form_schema"]

_SIMPLE = {str: "string", bool: "boolean", int: "integer", Decimal: "number"}


def form_schema() -> dict[str, Any]:
    """Return the schema of a description; one that is based on another form may leave out all but its id and name."""
    schema = _record(FormDescription)
    required = schema.pop("required")
    based = {"required": ["based_on"]}
    schema |= {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "xltools form description",
        "required": ["id", "name"],
        "anyOf": [based, {"required": required}],
    }
    return schema


def _record(cls: type[Any]) -> dict[str, Any]:
    types = attribute_types(cls)  # type: ignore[arg-type]
    return {
        "type": "object",
        "description": " ".join((cls.__doc__ or "").partition("\n\n")[0].split()),
        "properties": {name: _value(kind) for name, (kind, _) in types.items()},
        "required": [name for name, (_, required) in types.items() if required],
        "additionalProperties": False,
    }


def _value(kind: Any) -> dict[str, Any]:
    kind = without_none(kind)
    origin = get_origin(kind)
    if origin is tuple:
        return {"type": "array", "items": _value(get_args(kind)[0])}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _value(get_args(kind)[1])}
    if dataclasses.is_dataclass(kind):
        return _record(kind)  # type: ignore[arg-type]
    if issubclass(kind, StrEnum):
        return {"enum": [one.value for one in kind]}
    return {"type": _SIMPLE[kind]}
