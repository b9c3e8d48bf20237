"""Names of files that every system takes: Windows is the strictest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

__all__ = ["numbered_names", "safe_file_name"]

MAX_NAME_BYTES = 180
"""Of the 255 bytes that a file name may have; the rest is for what a caller puts behind it."""
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\s\x00-\x1f\x7f]+')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
"""Names that belong to devices of Windows, with any extension."""


def safe_file_name(text: str) -> str:
    """Return the text as the name of a file or as its beginning, without what a system forbids and without blanks.

    An empty text is returned where nothing is left.
    """
    name = _FORBIDDEN.sub("", text).encode("utf-8", "ignore")[:MAX_NAME_BYTES].decode("utf-8", "ignore").strip(".")
    return f"_{name}" if _DEVICES.fullmatch(name) else name


def numbered_names(names: Iterable[str]) -> Iterator[str]:
    """Yield names of files for one folder: one that came before gets a number, as in 表 and 表(2)."""
    taken: set[str] = set()
    for base in names:
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            name = f"{base}({number})"
        taken.add(name.casefold())
        yield name
