"""The styles of a Word document as far as they change what is read: text that is hidden, struck, raised or numbered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from lxml.etree import _Element as Element

from xltools.readers.docx.markup import attribute, is_on, name, own

__all__ = ["PLAIN", "TextAppearance", "appearance_of", "is_numbered", "read_styles"]

_MAX_BASES = 20


class TextAppearance(NamedTuple):
    """The properties of text that matter; None where nothing is said of one."""

    hidden: bool | None = None
    struck: bool | None = None
    raised: bool | None = None
    numbered: bool | None = None

    def over(self, other: TextAppearance) -> TextAppearance:
        """Return what holds where these properties stand above others."""
        return TextAppearance(*(below if above is None else above for above, below in zip(self, other, strict=True)))


PLAIN = TextAppearance()


def appearance_of(properties: Element | None) -> TextAppearance:
    """Return what the properties of a run say."""
    if properties is None:
        return PLAIN
    vanish, align = own(properties, "w:vanish"), attribute(own(properties, "w:vertAlign"), "val")
    strikes = [mark for kind in ("w:strike", "w:dstrike") if (mark := own(properties, kind)) is not None]
    return TextAppearance(
        None if vanish is None else is_on(vanish),
        any(map(is_on, strikes)) if strikes else None,
        align == "superscript" if align else None,
    )


def is_numbered(properties: Element | None) -> bool | None:
    """Return whether the properties of a paragraph number it; None where they say nothing."""
    numbering = own(properties, "w:numPr", "w:numId")
    return None if numbering is None else attribute(numbering, "val") != "0"


def read_styles(styles: Element) -> Mapping[str, TextAppearance]:
    """Return what each style says, with what it is based on, by its id."""
    kept = {attribute(style, "styleId"): style for style in styles if name(style) == "w:style"}
    return {id: _resolved(id, kept) for id in kept}


def _resolved(id: str, styles: Mapping[str, Element]) -> TextAppearance:
    appearance, steps = PLAIN, 0
    while id in styles and steps < _MAX_BASES:
        style = styles[id]
        numbered = is_numbered(own(style, "w:pPr"))
        appearance = appearance.over(appearance_of(own(style, "w:rPr"))._replace(numbered=numbered))
        id, steps = attribute(own(style, "w:basedOn"), "val"), steps + 1
    return appearance
