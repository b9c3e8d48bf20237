"""The word lists: one TOML file per subject, so that a word can be added without touching code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["table"]


@cache
def table(name: str) -> Mapping[str, Any]:
    """The word list ``name`` (its file's name without suffix); read once."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))
