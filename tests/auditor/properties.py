"""The properties of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.auditor.book import Book, integer, local_name
from tests.auditor.problem import Effect, Problem, Source

__all__ = ["check_properties"]

_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}coreProperties"
_CUSTOM = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_DATE = re.compile(
    r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[-+][0-9]{2}:[0-9]{2})?)?)?)?"
)
FIRST_CUSTOM_ID = 2


def check_properties(book: Book) -> Iterator[Problem]:
    """Check the core properties and those of the maker's own."""
    for part, root in book.roots.items():
        if root.tag == _CORE:
            names = Counter(child.tag for child in root.iterchildren("*"))
            for child in root.iterchildren("*"):
                name = local_name(child)
                if names[child.tag] > 1:
                    what = "the property is given twice"
                    yield Problem(part, name, what, Effect.REPAIRED, Source.PACKAGING)
                if name in {"created", "modified"} and not _DATE.fullmatch((child.text or "").strip()):
                    what = f"{child.text!r} is not a date"
                    yield Problem(part, name, what, Effect.REPAIRED, Source.PACKAGING)
        elif root.tag == f"{_CUSTOM}Properties":
            for key in ("pid", "name"):
                values = [entry.get(key, "").casefold() for entry in root.iterchildren(f"{_CUSTOM}property")]
                if len(set(values)) < len(values) or (
                    key == "pid" and any(integer(v) < FIRST_CUSTOM_ID for v in values)
                ):
                    what = f"the {key} of a property is out of range or given twice"
                    yield Problem(part, key, what, Effect.REPAIRED, Source.REPORTED)
