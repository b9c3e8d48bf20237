"""The VBA sources of workbooks with buttons: written into new workbooks, and recognised as ours in workbooks read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

__all__ = ["MODULES", "read_sources"]

MODULES: tuple[str, ...] = ("XltButtons", "XltLauncher", "XltLibreOffice")
"""Names of the VBA modules of a workbook with buttons; they are the same in every workbook."""


@cache
def read_sources() -> Mapping[str, str]:
    """Return the source text of each module by its name."""
    folder = files(__name__)
    return MappingProxyType({name: (folder / f"{name}.bas").read_text("ascii") for name in MODULES})
