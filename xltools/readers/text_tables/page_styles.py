"""Hidden, struck and raised text of a page, as its own style sheet and its tags say, marked where each text stands.

Pages hide text by a class more often than by a style of the element itself. Only plain selectors (tags, classes, ids,
one within another) are followed, and only rules for every screen: what others hide depends on the reader's device.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from lxml.etree import _Element as Element

from xltools.grids.raised_text import raised

__all__ = ["apply_styles"]

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_DECLARATION = re.compile(
    r"(?<![\w-])(display|visibility|font-size(?=\s*:\s*0)|opacity(?=\s*:\s*0)|text-decoration(?=[^;]*line-through)"
    r"|vertical-align(?=\s*:\s*super))[\w-]*\s*:\s*([^;]*)"
)
"""The properties that hide, strike or raise a text, and those that show it again."""
_COMPOUND = re.compile(r"(?P<tag>[a-z][\w-]*|\*)?(?P<marks>(?:[.#][\w-]+)*)", re.IGNORECASE)
_MARK = re.compile(r"([.#])([\w-]+)")
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_MAX_RULES = 2_000
_MAX_ANCESTORS = 200


class _Compound(NamedTuple):
    """A tag, classes and ids that one element must have; an empty tag is any."""

    tag: str
    classes: frozenset[str]
    ids: frozenset[str]

    @property
    def key(self) -> str:
        """One of its marks, or its tag, by which its rules are looked up."""
        return next(
            (f"{sign}{name}" for sign, names in ((".", self.classes), ("#", self.ids)) for name in names), self.tag
        )

    def fits(self, element: Element) -> bool:
        """Return whether an element is one of those that are meant."""
        return (
            (not self.tag or element.tag == self.tag)
            and (not self.classes or self.classes <= frozenset(element.get("class", "").split()))
            and (not self.ids or element.get("id") in self.ids)
        )


class _StyleRule(NamedTuple):
    """A rule of a style sheet: the elements for which it holds, from the outer to the inner one, and what it says."""

    selector: tuple[_Compound, ...]
    declarations: tuple[tuple[str, str], ...]

    def holds_for(self, element: Element) -> bool:
        """Return whether the rule holds for an element."""
        *outer, own = self.selector
        if not own.fits(element):
            return False
        above = element
        for _ in range(_MAX_ANCESTORS):
            if not outer:
                return True
            parent = above.getparent()
            if parent is None:
                return False
            above = parent
            if outer[-1].fits(above):
                outer.pop()
        return False


def apply_styles(root: Element) -> None:
    """Write what the style sheets of a page say into the styles of its elements, and raise what is to be raised."""
    rules = [rule for sheet in root.iter("style") for rule in _rules(sheet.text or "")][:_MAX_RULES]
    by_key: dict[str, list[tuple[int, _StyleRule]]] = {}
    for number, rule in enumerate(rules):
        by_key.setdefault(rule.selector[-1].key, []).append((number, rule))
    for element in root.iter():
        if by_key:
            _apply(by_key, element)
        if element.tag == "sup" or _RAISED.search(element.get("style", "")):
            _raise(element)


def _rules(sheet: str) -> Iterator[_StyleRule]:
    for selectors, body in _RULE.findall(_AT_RULE.sub("", _COMMENT.sub("", sheet))):
        declarations = tuple((name, value.strip()) for name, value in _DECLARATION.findall(body.lower()))
        for selector in selectors.split(",") if declarations else ():
            if compounds := _compounds(selector):
                yield _StyleRule(compounds, declarations)


def _compounds(selector: str) -> tuple[_Compound, ...]:
    """Return the parts of a selector; nothing for one that says more than tags, classes, ids and their order."""
    compounds: list[_Compound] = []
    for part in selector.split():
        match = _COMPOUND.fullmatch(part)
        if match is None:
            return ()
        marks = _MARK.findall(match["marks"])
        tag = "" if match["tag"] in {None, "*"} else match["tag"].lower()
        classes = frozenset(name for kind, name in marks if kind == ".")
        compounds.append(_Compound(tag, classes, frozenset(name for kind, name in marks if kind == "#")))
    return tuple(compounds)


def _apply(by_key: Mapping[str, Sequence[tuple[int, _StyleRule]]], element: Element) -> None:
    """Put the declarations of the rules that hold, the last one of each name, in front of the element's own style."""
    keys = (
        "",
        str(element.tag),
        f"#{element.get('id', '')}",
        *(f".{name}" for name in element.get("class", "").split()),
    )
    said: dict[str, str] = {}
    for _, rule in sorted((pair for key in keys for pair in by_key.get(key, ())), key=itemgetter(0)):
        if rule.holds_for(element):
            said.update(rule.declarations)
    own = element.get("style", "")
    for name, _ in _DECLARATION.findall(own.lower()):
        said.pop(name, None)
    if said:
        element.set("style", "; ".join((*(f"{name}: {value}" for name, value in said.items()), own)))


def _raise(element: Element) -> None:
    for part in element.iter():
        part.text = raised(part.text) if part.text else part.text
        if part is not element and part.tail:
            part.tail = raised(part.tail)
