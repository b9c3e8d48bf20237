"""docProps/app.xml: the list of the workbook's sheets that file managers show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltools.editor.xmltext import escape_content, whole_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltools.editor.xml_document import Node, XmlDocument

__all__ = ["update_sheet_titles"]


def update_sheet_titles(document: XmlDocument, before: Sequence[str], after: Sequence[str]) -> None:
    """Bring the list of worksheets from ``before`` to ``after``, both in the order of the workbook.

    Names are parted into groups (worksheets, charts, named ranges) under headings in the author's language. The group
    of worksheets is the one that holds exactly ``before``; if there is none, the list was not kept up by whoever
    wrote the file, and stays as it is. No program depends on it.
    """
    pairs, titles = _vector(document.root, "HeadingPairs"), _vector(document.root, "TitlesOfParts")
    if pairs is None or titles is None or tuple(before) == tuple(after):
        return
    entries = titles.children
    counts = [variant.children[0] for variant in pairs.children[1::2] if variant.children]
    at = 0
    for count in counts:
        size = whole_number(count.text.strip()) or 0
        group = entries[at : at + size]
        if group and [entry.text for entry in group] == list(before):
            for entry in group:
                if entry.text not in after:
                    document.remove(entry)
            new = [name for name in after if name not in before]
            first = [name for name in new if after.index(name) < after.index(_kept(before, after))]
            document.insert_before(group[0], _entries(first))
            document.insert_after(group[-1], _entries([name for name in new if name not in first]))
            document.replace_content(count, str(len(after)).encode())
            document.set(titles, "size", str(len(entries) - len(before) + len(after)))
            return
        at += size


def _vector(root: Node, name: str) -> Node | None:
    holder = root.child(name)
    return holder.children[0] if holder and holder.children else None


def _kept(before: Sequence[str], after: Sequence[str]) -> str:
    return next((name for name in after if name in before), after[-1])


def _entries(names: Sequence[str]) -> str:
    return "".join(f"<lpstr>{escape_content(name)}</lpstr>" for name in names)
