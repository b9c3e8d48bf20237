"""Names as the summary shows them: one line, without control characters, short enough for rows and charts.

Names come from untrusted files. Keys of departments, links and the JSON keep them unchanged.
"""

from __future__ import annotations

import re
from functools import partial

from xltools.bounded_cache import BoundedCache
from xltools.writer.safe_text import one_line

__all__ = ["department_name", "project_name"]

MAX_DEPARTMENT_CHARACTERS, MAX_PROJECT_CHARACTERS = 40, 100
"""Many projects bear the title of the document they come from, with 70 characters and more."""
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that change the direction of writing, so that a name reads like another."""


def _shown(max_characters: int, name: str) -> str:
    line = one_line(_BIDI.sub("", name)).strip()
    return line if len(line) <= max_characters else f"{line[: max_characters - 1]}…"


department_name = BoundedCache(partial(_shown, MAX_DEPARTMENT_CHARACTERS)).__getitem__
project_name = BoundedCache(partial(_shown, MAX_PROJECT_CHARACTERS)).__getitem__
"""Cached, because the name of a project or special fund stands on many sheets."""
