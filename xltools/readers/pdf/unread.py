"""Text that a page shows and that is not read: filled form fields and notes laid over it, and text turned sideways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from xltools.messages.documents import DOCUMENTS
from xltools.model import Finding, Place
from xltools.text import Text

__all__ = ["is_turned", "laid_over", "report_unread"]

_SHOWN_KINDS = frozenset({"FreeText", "Widget", "Stamp"})
"""The annotations that stand on the page for everybody to read, not in a note that opens."""
_MOST_SHOWN = 40
_TURNED = 0.5
"""Share of a page's characters that stand sideways on a page that is turned."""


def laid_over(annotations: Iterable[Mapping[str, Any]]) -> str:
    """Return the texts of filled form fields and of notes that lie on a page of pdfplumber."""
    return "、".join(filter(None, (_text(one["data"]) for one in annotations if _kind(one["data"]) in _SHOWN_KINDS)))


def is_turned(characters: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether most characters of a page stand sideways."""
    shown = [char for char in characters if str(char["text"]).strip()]
    return bool(shown) and sum(not char["upright"] for char in shown) > _TURNED * len(shown)


def report_unread(name: str, over: Mapping[int, str], turned: Sequence[int]) -> Iterator[Finding]:
    """Yield the findings: ``over`` are texts laid over pages by their numbers, ``turned`` numbers of turned pages."""
    for number, text in over.items():
        shown = text[:_MOST_SHOWN]
        what = Text(f"表单域或批注框里的文字“{shown}”", f'text in form fields or notes: "{shown}"')
        yield DOCUMENTS["R43"].at(Place(name, f"第{number}页"), what=what)
    if turned:
        pages = "、".join(map(str, turned))
        what = Text(f"横着的文字（第 {pages} 页）", f"text that stands sideways on pages {pages}")
        yield DOCUMENTS["R43"].at(Place(name, f"第{turned[0]}页"), what=what)


def _kind(data: Mapping[str, Any]) -> str:
    return str(getattr(data.get("Subtype"), "name", ""))


def _text(data: Mapping[str, Any]) -> str:
    """Return the text of an annotation: the value of a field, else its contents."""
    value = data.get("V", data.get("Contents"))
    if isinstance(value, bytes):
        wide = value.startswith(b"\xfe\xff")
        value = value[2:].decode("utf-16-be", "replace") if wide else value.decode("latin-1")
    return value.strip() if isinstance(value, str) else ""
