"""The VBA sources of workbooks with buttons: written into new workbooks, and recognised as ours in workbooks read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

__all__ = ["EARLIER_SOURCES", "MODULES", "read_sources"]

MODULES: tuple[str, ...] = ("XltButtons", "XltLauncher", "XltLibreOffice")
"""Names of the VBA modules of a workbook with buttons; they are the same in every workbook."""

EARLIER_SOURCES: Mapping[str, frozenset[str]] = MappingProxyType(
    # XltButtons of version 0.2.0, before 自检
    {"XltButtons": frozenset({"91bb18659aa6e4ede99824f9bad337edf6c9d6ce73f96b8c7b63f4bb543c24c9"})}
)
"""Modules of workbooks that earlier versions made and departments still send: by name, the SHA-256 of what
:func:`xltools.readers.macros.comparable_source` leaves of them. Add the digest of a module before you change it."""


@cache
def read_sources() -> Mapping[str, str]:
    """Return the source text of each module by its name."""
    folder = files(__name__)
    return MappingProxyType({name: (folder / f"{name}.bas").read_text("ascii") for name in MODULES})
