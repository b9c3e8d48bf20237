"""A document as Word shows it once its changes are accepted, without the elements that only stand around others.

Text hides in many places: in tracked insertions, content controls round a word, a cell or a row, smart tags, links and
fields. All of these are taken away here, so that what is left is paragraphs, runs and tables, which are read plainly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.etree import _Element as Element

from xltools.readers.docx.markup import has, is_on, name, own

__all__ = ["TrackedChanges", "accept_changes"]

_AROUND = frozenset(
    {"w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:fldSimple", "w:hyperlink"}
    | {"w:dir", "w:bdo", "w:ruby", "w:rubyBase", "mc:Choice", "mc:Fallback"}
)
"""Elements that only stand around others, at every level: blocks, rows, cells, runs."""
_REMOVED = frozenset({"w:del", "w:moveFrom"})
_UNREAD = frozenset({"w:rt", "w:instrText", "w:delText", "w:delInstrText"})
_ASKS = re.compile(r"[单点]击|此处|请|选择|click|tap|choose|enter", re.IGNORECASE)
_ALTERNATIVES = "mc:AlternateContent"


@dataclass(slots=True)
class TrackedChanges:
    """The number of tracked changes that were accepted."""

    tracked: int = 0


def accept_changes(element: Element) -> TrackedChanges:
    """Accept all tracked changes below an element, and take away what only stands around others, in the tree itself."""
    changes = TrackedChanges()
    _accept(element, changes)
    return changes


def _accept(element: Element, changes: TrackedChanges) -> None:
    for child in [*element]:
        kind = name(child)
        if not kind or kind in _UNREAD or _is_gone(child, kind):
            changes.tracked += kind not in _UNREAD and bool(kind)
            element.remove(child)
        elif kind.endswith("Pr"):
            continue  # properties: what is in them means something else
        elif kind == _ALTERNATIVES:
            _choose(child)
            _accept(child, changes)
            _unwrap(child)
        else:
            if kind == "w:sdt" and is_on(own(child, "w:sdtPr", "w:showingPlcHdr")):
                _blank(child)
            _accept(child, changes)
            changes.tracked += kind in {"w:ins", "w:moveTo"}
            if kind in _AROUND:
                _unwrap(child)


def _is_gone(element: Element, kind: str) -> bool:
    """Return whether a tracked change removes an element."""
    if kind == "w:tr":
        return has(own(element, "w:trPr"), "w:del")
    if kind == "w:tc":
        return has(own(element, "w:tcPr"), "w:cellDel")
    return kind in _REMOVED


def _choose(alternatives: Element) -> None:
    """Keep the first of the alternatives, which is the newest one; the others say the same for older programs."""
    for other in [*alternatives][1:]:
        alternatives.remove(other)


def _blank(control: Element) -> None:
    """Remove the words with which an empty content control asks for something to be typed.

    Programs that fill controls may leave the mark of an empty one: words that ask for nothing are what was filled in.
    """
    texts = [text for text in control.iter() if name(text) == "w:t"]
    if _ASKS.search("".join(text.text or "" for text in texts)):
        for text in texts:
            text.text = ""


def _unwrap(element: Element) -> None:
    """Put the children of an element in its place."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    parent[at : at + 1] = [child for child in element if not name(child).endswith("Pr")]
