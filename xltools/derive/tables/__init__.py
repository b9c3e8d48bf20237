"""Spellings that officers use, as TOML tables: a spelling is added without changing code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["table"]


@cache
def table(name: str) -> Mapping[str, Any]:
    """Read the table ``name``, its file's name without suffix."""
    return tomllib.loads((files("xltools.derive.tables") / f"{name}.toml").read_text("utf-8"))
