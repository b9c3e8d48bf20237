"""Import xlwings for a click, without the data libraries that it would load if they are installed.

xlwings offers to convert ranges to pandas, numpy, polars and pictures, and imports those libraries for it when it is
itself imported. No button uses a conversion, and an officer waits for every click.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast

__all__ = ["CONVERSION_LIBRARIES", "import_xlwings"]

CONVERSION_LIBRARIES = ("PIL", "matplotlib", "numpy", "pandas", "plotly", "polars")
"""The libraries that xlwings imports if it can, each within ``try: ... except ImportError``."""


def import_xlwings() -> ModuleType:
    """Return xlwings; where this call is what imports it, it converts to no library that was not loaded before."""
    with _not_importable(name for name in CONVERSION_LIBRARIES if name not in sys.modules):
        import xlwings
    return xlwings


@contextmanager
def _not_importable(names: Iterator[str]) -> Iterator[None]:
    """Make libraries look absent: Python raises ModuleNotFoundError for a module whose entry is None."""
    blocked = dict.fromkeys(names)
    sys.modules.update(cast("dict[str, ModuleType]", blocked))
    try:
        yield
    finally:
        for name in blocked:
            sys.modules.pop(name, None)
