"""Names as the summary shows them: one line that reads as it is written, and short enough for rows and charts.

They are other people's texts. What departments are told apart by, the links and the JSON keep the names as they are.
"""

from __future__ import annotations

import re
from functools import partial

from xltools.bounded_cache import BoundedCache
from xltools.writer.text import one_line

__all__ = ["department_name", "project_name"]

DEPARTMENT, PROJECT = 40, 100
"""Characters at the most. Projects are often called like the document they come from, with 70 characters and more."""
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of writing, so that a name reads like another."""


def _shown(most: int, name: str) -> str:
    line = one_line(_BIDI.sub("", name)).strip()
    return line if len(line) <= most else f"{line[: most - 1]}…"


department_name = BoundedCache(partial(_shown, DEPARTMENT)).__getitem__
project_name = BoundedCache(partial(_shown, PROJECT)).__getitem__
"""A project's or special fund's name. There are thousands, and their sheets are many."""
