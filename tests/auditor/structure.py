"""The order of elements and the attributes, held against the table of the schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from tests.auditor.book import COMPATIBILITY, MAIN, OFFICE, Book, local_name
from tests.auditor.problem import Effect, Problem, Source
from tests.auditor.schema import ELEMENTS, ElementRule

__all__ = ["check_structure"]

_SOURCES = {
    "workbook": Source.WORKBOOK,
    "worksheet": Source.WORKSHEETS,
    "sst": Source.STRINGS,
    "table": Source.TABLES,
    "calcChain": Source.CALCULATION,
    "comments": Source.COMMENTS,
    "styleSheet": Source.STYLES,
}


def check_structure(book: Book) -> Iterator[Problem]:
    """Check the elements and attributes of every part that the table describes."""
    for part, root in book.roots.items():
        yield from _check_prefixes(part, root)
        name = root.tag.removeprefix(MAIN)
        if name in _SOURCES and root.tag != name:
            for place, what in _check_tree(root, _ignorable(root)):
                yield Problem(part, place, what, Effect.REPAIRED, _SOURCES[name])


def _check_prefixes(part: str, root: etree._Element) -> Iterator[Problem]:
    for prefix in root.get(f"{COMPATIBILITY}Ignorable", "").split():
        if prefix not in root.nsmap:
            what = f"mc:Ignorable names the prefix {prefix}, which is not declared"
            yield Problem(part, local_name(root), what, Effect.REPAIRED, Source.COMPATIBILITY)


def _ignorable(root: etree._Element) -> frozenset[str]:
    prefixes = root.get(f"{COMPATIBILITY}Ignorable", "").split()
    return frozenset(root.nsmap.get(prefix) or "" for prefix in prefixes)


def _children(element: Iterable[etree._Element], ignorable: frozenset[str]) -> Iterator[etree._Element]:
    """Yield the children as a program sees them that understands Microsoft's extensions."""
    for child in element:
        if not isinstance(child.tag, str):
            continue  # comments and processing instructions
        if child.tag == f"{COMPATIBILITY}AlternateContent":
            for choice in child[:1]:
                yield from (known for known in _children(choice, ignorable) if known.tag.startswith(MAIN))
        elif etree.QName(child).namespace not in ignorable:
            yield child


def _check_tree(root: etree._Element, ignorable: frozenset[str]) -> Iterator[tuple[str, str]]:
    waiting = [(root, ELEMENTS[root.tag.removeprefix(MAIN)])]
    while waiting:
        element, rule = waiting.pop()
        for what in _attribute_problems(element, rule):
            yield _place(element), what
        if rule.children is None:
            continue
        children = list(_children(element, ignorable))
        names = [child.tag.removeprefix(MAIN) for child in children]
        if not rule.allows("".join(f"{name}," for name in names)):
            yield _place(element), _order_problem(names, rule)
        parent = element.tag.removeprefix(MAIN)
        for child, name in zip(children, names, strict=True):
            known = ELEMENTS.get(f"{parent}>{name}") or ELEMENTS.get(name)
            if known is not None and name in rule.names:
                waiting.append((child, known))


def _place(element: etree._Element) -> str:
    name = local_name(element)
    label = next((element.get(key) for key in ("r", "ref", "sqref", "name") if element.get(key)), "")
    return f"{name} {label}".strip()


def _order_problem(names: list[str], rule: ElementRule) -> str:
    unknown = [name for name in names if name not in rule.names]
    if unknown:
        return f"the element {unknown[0]} is not known here"
    if not names:
        return "the element must not be empty"
    return f"its elements are missing, too many or out of order: {', '.join(dict.fromkeys(names))}"


def _attribute_problems(element: etree._Element, rule: ElementRule) -> list[str]:
    given = dict(element.attrib)
    problems = [f"the attribute {_short(name)} is missing" for name in rule.required if name not in given]
    for name, value in given.items():
        if name in rule.attributes:
            pattern = rule.attributes[name]
            if pattern is not None and not pattern.fullmatch(value):
                problems.append(f"the attribute {_short(name)} must not be {value!r}")
        elif not name.startswith("{") or name.startswith(OFFICE):  # others are extensions, and xml:space
            problems.append(f"the attribute {_short(name)} is not known here")
    return problems


def _short(name: str) -> str:
    return name.replace(OFFICE, "r:")
