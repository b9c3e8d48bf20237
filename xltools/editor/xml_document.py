"""One XML part: its bytes, its tree with the byte position of every element, and the changes to splice in.

A part is never written anew. It is read by a real parser (expat), which tells where each element begins; changes are
collected against elements and cut into the original bytes, so that quotes, prefixes, order, white space and everything
unknown stay exactly as they were.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import field
from typing import TYPE_CHECKING
from xml.parsers import expat

from xltools.editor.refusal import EditRefusedError, RefusalCode
from xltools.quick_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Cut = tuple[int, int, bytes]

__all__ = ["ATTRIBUTE", "TAG_REST", "Encoding", "Node", "XmlDocument", "check_well_formed", "splice", "with_attributes"]

TAG_REST = rb"""[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>"""
"""Pattern for the rest of a tag, up to its end; quoted values may hold ``>``."""
ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
"""Pattern for one attribute inside a tag; found one after the other, never inside a value."""

_TAG_REST = re.compile(TAG_REST)
_TAG_NAME = re.compile(rb"<([^\s/>]+)")
_SNIPPET_TAG = re.compile(r"<(/?)(?=[A-Za-z])")
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MAX_NESTED_ELEMENTS = 200
_MARKUP_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"


@dataclass(slots=True, eq=False)
class Node:
    """One element: where its tag starts, and where its content ends.

    Names are split into namespace and local name; attributes without a namespace are known by their name, others as
    ``namespace}name``. ``text`` is the character data right inside, unescaped.
    """

    namespace: str
    name: str
    attributes: dict[str, str]
    start: int
    close: int = 0
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def named(self, name: str) -> Iterator[Node]:
        """Go through the child elements called ``name`` in this element's own namespace."""
        return (child for child in self.children if child.name == name and child.namespace == self.namespace)

    def child(self, name: str) -> Node | None:
        """Return the first such child, or None."""
        return next(self.named(name), None)

    def walk(self) -> Iterator[Node]:
        """Go through this element and all below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding of a part: its codec and its byte order mark. Parts are worked on as UTF-8 without a mark."""

    codec: str = "utf-8"
    mark: bytes = b""

    @classmethod
    def decode(cls, raw: bytes, part: str) -> tuple[Encoding, bytes]:
        """Return the encoding of ``raw`` and its text in UTF-8.

        Raises:
            EditRefusedError: the encoding is unknown, or the part would not come out the same when encoded again.
        """
        encoding = cls._of(raw)
        text = raw[len(encoding.mark) :]
        try:
            if encoding.codec != "utf-8":
                text = text.decode(encoding.codec).encode()
            # The parser would take a NUL for a sign of another encoding.
            if b"\0" not in text and (encoding.codec == "utf-8" or encoding.encode(text) == raw):
                return encoding, text
        except (UnicodeError, LookupError) as error:
            raise EditRefusedError(RefusalCode.ENCODING, f"{part}: {encoding.codec}") from error
        raise EditRefusedError(RefusalCode.ENCODING, f"{part}: {encoding.codec}")

    @classmethod
    def _of(cls, raw: bytes) -> Encoding:
        for mark, codec in (
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
        ):
            if raw.startswith(mark):
                return cls(codec, mark)
        for start, codec in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
            if raw.startswith(start):
                return cls(codec)
        declared = _DECLARED.match(raw)
        name = declared[1].decode().lower() if declared else "utf-8"
        return cls("utf-8" if name in {"utf-8", "utf8"} else name)

    def encode(self, text: bytes) -> bytes:
        """Encode UTF-8 text in the part's own encoding; what the codec lacks becomes a character reference."""
        if self.codec == "utf-8":
            return self.mark + text
        return self.mark + text.decode().encode(self.codec, "xmlcharrefreplace")


class XmlDocument:
    """A part open for changes. Nothing changes in the tree; :meth:`to_bytes` returns the part with the changes made."""

    def __init__(self, raw: bytes, part: str, encoding: Encoding | None = None, outline: bytes | None = None) -> None:
        """Parse ``raw``; ``part`` is its name, for messages.

        With an ``encoding``, ``raw`` is UTF-8 already. With an ``outline``, that is parsed: the same text in which
        what need not be known is blanked, so that places are the same; the text of its elements is not kept.

        Raises:
            EditRefusedError: it is not well-formed, declares a DOCTYPE, or is in an encoding that cannot be kept.
        """
        self.encoding, self.text = (encoding, raw) if encoding else Encoding.decode(raw, part)
        self.part = part
        self.root, self._prefixes = _parse(outline or self.text, part, keep_text=outline is None)
        self._attributes: dict[int, tuple[Node, dict[str, str | None]]] = {}
        self._appended: dict[int, tuple[Node, list[bytes]]] = {}
        self._ranked: list[tuple[int, Node, Node | None, bytes]] = []
        self._cuts: list[Cut] = []

    @property
    def changed(self) -> bool:
        """Whether anything is to be spliced in."""
        return bool(self._attributes or self._appended or self._ranked or self._cuts)

    def source(self, node: Node) -> bytes:
        """Return the bytes of an element as they stand in the part (in UTF-8)."""
        return self.text[node.start : self._end(node)]

    def _body(self, node: Node) -> int:
        """Return where an element's first tag ends."""
        tag = _TAG_REST.match(self.text, node.start)
        return tag.end() if tag else node.start

    def _alone(self, node: Node) -> bool:
        """Return whether an element is written as one tag; its content then ends where the tag does."""
        return self.text[node.close - 2 : node.close] == b"/>" and self._body(node) == node.close

    def _end(self, node: Node) -> int:
        """Return where an element ends."""
        return node.close if self._alone(node) else self.text.index(b">", node.close) + 1

    def prefix(self, node: Node) -> str:
        """Return the namespace prefix of an element with its colon, or an empty text."""
        match = _TAG_NAME.match(self.text, node.start)
        before, colon, _ = match[1].rpartition(b":") if match else (b"", b"", b"")
        return (before + colon).decode()

    def bound(self, namespace: str, name: str, value: str) -> str:
        """Return an attribute of another namespace, right wherever it stands: ``r:id="rId1"``.

        The root's prefix for the namespace is used where it has one; otherwise the attribute brings its own.
        """
        prefix = self._prefixes.get(namespace)
        declared = "" if prefix else f'xmlns:r="{namespace}" '
        return f'{declared}{prefix or "r"}:{name}="{value}"'

    def set(self, node: Node, name: str, value: str | None) -> None:
        """Give an attribute without a namespace a value, already escaped, or remove it."""
        if node.attributes.get(name) != value:
            self._attributes.setdefault(id(node), (node, {}))[1][name] = value

    def append(self, node: Node, snippet: str) -> None:
        """Put elements after the last child. ``snippet`` is written without prefixes and gets the element's own."""
        if snippet:
            self.append_source(node, self._with_prefix(snippet, node))

    def append_source(self, node: Node, source: bytes) -> None:
        """Put bytes after the last child as they are."""
        self._appended.setdefault(id(node), (node, []))[1].append(source)

    def insert_before(self, node: Node, snippet: str) -> None:
        """Put elements before a sibling; they get the sibling's prefix."""
        self._cuts.append((node.start, node.start, self._with_prefix(snippet, node)))

    def insert_after(self, node: Node, snippet: str) -> None:
        """Put elements right behind a sibling."""
        end = self._end(node)
        self._cuts.append((end, end, self._with_prefix(snippet, node)))

    def insert_in_order(self, parent: Node, name: str, snippet: str, order: Sequence[str]) -> None:
        """Put a new child called ``name`` at its place in the schema's ``order`` of the parent's children."""
        rank, source = order.index(name), self._with_prefix(snippet, parent)
        ranked = ((child, _rank(child, parent.namespace, order)) for child in parent.children)
        later = next((child for child, child_rank in ranked if child_rank is not None and child_rank > rank), None)
        self._ranked.append((rank, parent, later, source))

    def cut(self, start: int, end: int, source: bytes) -> None:
        """Put other bytes in the place of those from ``start`` to ``end``."""
        self._cuts.append((start, end, source))

    def replace(self, node: Node, source: bytes) -> None:
        """Put other bytes in an element's place."""
        self.cut(node.start, self._end(node), source)

    def replace_content(self, node: Node, source: bytes) -> None:
        """Put other bytes between an element's tags."""
        if not self._alone(node):
            self._cuts.append((self._body(node), node.close, source))
        elif source:
            self.append_source(node, source)

    def remove(self, node: Node) -> None:
        """Take an element out."""
        self.replace(node, b"")

    def to_bytes(self) -> bytes:
        """Return the part with all changes spliced in, in its own encoding. To be called once."""
        # Of several new children for one place the schema's order counts, not the order they were asked for.
        for _, parent, later, source in sorted(self._ranked, key=lambda item: item[0]):
            if later is None:
                self.append_source(parent, source)
            else:
                self.cut(later.start, later.start, source)
        cuts = list(self._cuts)
        touched = {**self._attributes, **self._appended}
        for key, (node, _) in touched.items():
            _, attributes = self._attributes.get(key, (node, {}))
            _, appended = self._appended.get(key, (node, []))
            body, alone = self._body(node), self._alone(node)
            tag = with_attributes(self.text[node.start : body], attributes)
            if appended and not alone:
                cuts.append((node.close, node.close, b"".join(appended)))
            elif appended:
                name = _TAG_NAME.match(tag)
                closing = b"</%s>" % name[1] if name else b""
                tag = b"".join((tag[:-2].rstrip(), b">", *appended, closing))
            if attributes or alone:
                cuts.append((node.start, body, tag))
        return self.encoding.encode(splice(self.text, cuts))

    def _with_prefix(self, snippet: str, node: Node) -> bytes:
        prefix = self.prefix(node)
        return (_SNIPPET_TAG.sub(rf"<\1{prefix}", snippet) if prefix else snippet).encode()


def splice(text: bytes, cuts: Sequence[Cut]) -> bytes:
    """Return ``text`` with each cut ``(start, end, source)`` replaced; what goes to one place keeps its order."""
    pieces: list[bytes] = []
    at = 0
    for start, end, source in sorted(cuts, key=lambda cut: cut[:2]):
        pieces += (text[at:start], source)
        at = max(at, end)
    return b"".join((*pieces, text[at:]))


def with_attributes(tag: bytes, attributes: Mapping[str, str | None]) -> bytes:
    """Return a tag with attributes set (values already escaped) or removed (None); all else stays as it was."""
    for name, value in attributes.items():
        wanted = name.encode()
        attribute = next((match for match in ATTRIBUTE.finditer(tag) if match[1] == wanted), None)
        if attribute and value is None:
            tag = tag[: attribute.start()] + tag[attribute.end() :]
        elif attribute:
            tag = tag[: attribute.start(2)] + f'"{value}"'.encode() + tag[attribute.end(2) :]
        elif value is not None:
            before = tag.removesuffix(b">").removesuffix(b"/").rstrip()
            tag = before + f' {name}="{value}"'.encode() + tag[len(before) :]
    return tag


def check_well_formed(text: bytes, part: str) -> None:
    """Raise :class:`EditRefusedError` unless ``text`` is well-formed XML in UTF-8 with all prefixes bound."""
    try:
        expat.ParserCreate("utf-8", "}").Parse(text, True)
    except expat.ExpatError as error:
        raise EditRefusedError(RefusalCode.DAMAGED_PART, f"{part}: {error}") from error


def _parse(text: bytes, part: str, *, keep_text: bool) -> tuple[Node, dict[str, str]]:
    """Return the tree of a part, and the prefixes its root binds (by namespace, without the default one)."""
    parser = expat.ParserCreate("utf-8", "}")
    parser.buffer_text = True
    stack: list[Node] = [Node("", "", {}, 0)]
    prefixes: dict[str, str] = {}

    def bind(prefix: str | None, uri: str | None) -> None:
        if prefix and uri and len(stack) == 1:
            prefixes.setdefault(uri, prefix)

    def begin(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > _MAX_NESTED_ELEMENTS:
            raise EditRefusedError(RefusalCode.ODD_STRUCTURE, part)
        namespace, _, local = name.rpartition("}")
        node = Node(namespace, local, attributes, parser.CurrentByteIndex)
        stack[-1].children.append(node)
        stack.append(node)

    def finish(_: str) -> None:
        stack.pop().close = parser.CurrentByteIndex

    def characters(data: str) -> None:
        stack[-1].text += data

    def doctype(*_: object) -> None:
        raise EditRefusedError(RefusalCode.DOCTYPE, part)

    parser.StartNamespaceDeclHandler = bind
    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    if keep_text:
        parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise EditRefusedError(RefusalCode.DAMAGED_PART, f"{part}: {error}") from error
    return stack[0].children[0], prefixes


def _rank(node: Node, namespace: str, order: Sequence[str]) -> int | None:
    """Return the place of a child in the schema's order; a compatibility choice stands where its content would."""
    if node.namespace == _MARKUP_COMPATIBILITY:
        inner = (below for choice in node.children for below in choice.children)
        return next((rank for child in inner if (rank := _rank(child, namespace, order)) is not None), None)
    return order.index(node.name) if node.namespace == namespace and node.name in order else None
