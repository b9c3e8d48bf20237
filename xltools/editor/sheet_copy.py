"""A second sheet like one of the workbook: its part without what only the first one may lead to."""

from __future__ import annotations

import re

from xltools.editor.xml_document import XmlDocument

__all__ = ["copied_sheet"]

_OTHER_PARTS = frozenset(
    ("drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "tableParts")
) | {"customProperties", "customSheetViews", "webPublishItems", "smartTags"}
"""Elements that stand for other parts, such as pictures: a copy has none of them."""
_RELATION = re.compile(rb"""\s+[A-Za-z_][\w.-]*:id\s*=\s*(?:"[^"]*"|'[^']*')""")


def copied_sheet(raw: bytes, part: str) -> tuple[bytes, bool]:
    """Return the part of a copy of a worksheet, and whether it lacks pictures, tables or controls of the first.

    Raises:
        EditRefusedError: the part is damaged.
    """
    document = XmlDocument(raw, part)
    lacks = False
    for node in document.root.children:
        if node.name in _OTHER_PARTS:
            document.remove(node)
            lacks = True
        elif node.name == "pageSetup":
            document.replace(node, _RELATION.sub(b"", document.source(node)))
        elif node.name == "sheetPr":
            document.set(node, "codeName", None)
        elif node.name == "hyperlinks":
            links = [link for link in node.named("hyperlink") if any(key.endswith("}id") for key in link.attributes)]
            if links and len(links) == len(node.children):
                document.remove(node)
            else:
                for link in links:
                    document.remove(link)
        elif node.name == "sheetViews":
            for view in node.named("sheetView"):
                document.set(view, "tabSelected", None)
    return document.to_bytes(), lacks
