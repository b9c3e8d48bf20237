"""Splicing changes into XML parts: what is asked for, and not a byte more."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from xltools.editor.refusal import EditRefusedError, RefusalCode
from xltools.editor.xml_document import XmlDocument, with_attributes

PART = b"""<?xml version='1.0'  encoding="UTF-8"?>\r\n<!-- <a> --><r xmlns="urn:m" xmlns:q='urn:q'
 ><a x = '1'   y="a>b" /><b><![CDATA[<a/>]]></b><q:c><d/></q:c ><e></e></r>\n<!-- end -->"""


def test_nothing_asked_changes_nothing() -> None:
    document = XmlDocument(PART, "p")
    assert not document.changed
    assert document.to_bytes() == PART


def test_the_tree_knows_where_everything_is() -> None:
    document = XmlDocument(PART, "p")
    a, b, c, e = document.root.children
    assert [document.source(node) for node in (a, b, e)] == [
        b"""<a x = '1'   y="a>b" />""",
        b"<b><![CDATA[<a/>]]></b>",
        b"<e></e>",
    ]
    assert (a.name, a.namespace, a.attributes) == ("a", "urn:m", {"x": "1", "y": "a>b"})
    assert b.text == "<a/>"
    assert (c.namespace, c.children[0].namespace) == ("urn:q", "urn:m")
    assert document.prefix(c) == "q:"


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (lambda d, r: d.set(r.children[0], "x", "7"), b"x = '1'", b'x = "7"'),
        (lambda d, r: d.set(r.children[0], "x", None), b"<a x = '1'   y", b"<a   y"),
        (lambda d, r: d.set(r.children[0], "z", "&lt;"), b'b" />', b'b" z="&lt;" />'),
        (lambda d, r: d.set(r.children[3], "z", "1"), b"<e>", b'<e z="1">'),
        (lambda d, r: d.append(r.children[3], "<f/>"), b"<e></e>", b"<e><f/></e>"),
        (lambda d, r: d.append(r.children[0], "<f/>"), b'y="a>b" />', b'y="a>b"><f/></a>'),
        (lambda d, r: d.append(r.children[2], "<f>x</f>"), b"<d/></q:c >", b"<d/><q:f>x</q:f></q:c >"),
        (lambda d, r: d.append(r, "<f/>"), b"</r>", b"<f/></r>"),
        (lambda d, r: d.insert_before(r.children[1], "<f/>"), b"<b>", b"<f/><b>"),
        (lambda d, r: d.insert_after(r.children[1], "<f/>"), b"</b>", b"</b><f/>"),
        (lambda d, r: d.remove(r.children[1]), b"<b><![CDATA[<a/>]]></b>", b""),
        (lambda d, r: d.replace_content(r.children[1], b"9"), b"<![CDATA[<a/>]]>", b"9"),
        (lambda d, r: d.replace_content(r.children[0], b"9"), b'y="a>b" />', b'y="a>b">9</a>'),
        (lambda d, r: d.insert_in_order(r, "b2", "<b2/>", ("a", "b", "b2", "e")), b"<e>", b"<b2/><e>"),
        (lambda d, r: d.insert_in_order(r, "z", "<z/>", ("a", "b", "e", "z")), b"</r>", b"<z/></r>"),
    ],
)
def test_a_change_is_the_only_change(change, old: bytes, new: bytes) -> None:
    document = XmlDocument(PART, "p")
    change(document, document.root)
    assert document.changed
    assert document.to_bytes() == PART.replace(old, new, 1) if PART.count(old) == 1 else new in document.to_bytes()
    etree.fromstring(document.to_bytes())


def test_several_changes_to_one_element_come_together() -> None:
    document = XmlDocument(b"<r><a x='1'/></r>", "p")
    node = document.root.children[0]
    document.append(node, "<b/>")
    document.set(node, "x", "2")
    document.append(node, "<c/>")
    document.insert_before(node, "<n/>")
    document.insert_after(node, "<m/>")
    document.append(document.root, "<z/>")
    assert document.to_bytes() == b'<r><n/><a x="2"><b/><c/></a><m/><z/></r>'


def test_a_choice_of_compatibility_stands_where_its_content_would() -> None:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    part = f'<r xmlns:mc="{mc}"><mc:AlternateContent><mc:Choice><late/></mc:Choice></mc:AlternateContent></r>'
    document = XmlDocument(part.encode(), "p")
    document.insert_in_order(document.root, "early", "<early/>", ("early", "late"))
    assert b"<early/><mc:Alt" in document.to_bytes()


def test_an_attribute_of_another_namespace_is_bound_wherever_it_stands() -> None:
    bound = XmlDocument(b'<r xmlns:rel="urn:r"/>', "p")
    assert bound.bound("urn:r", "id", "rId1") == 'rel:id="rId1"'
    unbound = XmlDocument(b'<r><a xmlns:d="urn:r"/></r>', "p")
    assert unbound.bound("urn:r", "id", "rId1") == 'xmlns:r="urn:r" r:id="rId1"'


@pytest.mark.parametrize(
    ("raw", "codec"),
    [
        pytest.param("<r>甲</r>".encode(), "utf-8", id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + "<r>甲</r>".encode(), "utf-8", id="utf-8 with mark"),
        pytest.param(codecs.BOM_UTF16_LE + "<r>甲</r>".encode("utf-16-le"), "utf-16-le", id="utf-16 le"),
        pytest.param(codecs.BOM_UTF16_BE + "<r>甲</r>".encode("utf-16-be"), "utf-16-be", id="utf-16 be"),
        pytest.param("<r>甲</r>".encode("utf-16-be"), "utf-16-be", id="utf-16 without mark"),
        pytest.param('<?xml version="1.0" encoding="GBK"?><r>甲</r>'.encode("gbk"), "gbk", id="gbk"),
        pytest.param(b'<?xml version="1.0" encoding="us-ascii"?><r>x</r>', "us-ascii", id="ascii"),
    ],
)
def test_a_part_keeps_its_encoding(raw: bytes, codec: str) -> None:
    document = XmlDocument(raw, "p")
    assert document.to_bytes() == raw
    document.append(document.root, "<a>乙</a>")
    changed = document.to_bytes()
    mark = next(
        (mark for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) if raw.startswith(mark)), b""
    )
    assert changed.startswith(mark)
    text = changed[len(mark) :].decode(codec).replace("&#20057;", "乙")
    assert text.endswith("<a>乙</a></r>")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param(b"<r><a></r>", RefusalCode.DAMAGED_PART, id="not well-formed"),
        pytest.param(b"", RefusalCode.DAMAGED_PART, id="empty"),
        pytest.param(b"<p:r/>", RefusalCode.DAMAGED_PART, id="prefix not bound"),
        pytest.param(b'<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', RefusalCode.DOCTYPE, id="entity"),
        pytest.param(b'<?xml version="1.0" encoding="klingon"?><r/>', RefusalCode.ENCODING, id="unknown encoding"),
        pytest.param(b'<?xml version="1.0" encoding="GBK"?><r>\xff\xff</r>', RefusalCode.ENCODING, id="wrong encoding"),
        pytest.param(b"<r>\0</r>", RefusalCode.ENCODING, id="NUL"),
        pytest.param(b"<a>" * 9999 + b"</a>" * 9999, RefusalCode.ODD_STRUCTURE, id="very deep"),
    ],
)
def test_what_cannot_be_read_is_refused(raw: bytes, code: RefusalCode) -> None:
    with pytest.raises(EditRefusedError) as caught:
        XmlDocument(raw, "xl/part.xml")
    assert caught.value.code is code
    assert "xl/part.xml" in str(caught.value)


names = st.sampled_from(["a", "s", "r", "tt", "x:s"])
texts = st.text(st.characters(codec="utf-8", exclude_characters="<&\"'"), max_size=6)
quotes = st.sampled_from(['"', "'"])
attributes = st.lists(st.tuples(names, texts, quotes), unique_by=lambda item: item[0])


@given(attributes, names.filter(lambda name: ":" not in name), st.none() | texts)
def test_setting_an_attribute_leaves_the_others(items, name: str, value: str | None) -> None:
    """However an attribute is quoted, and whatever looks like one inside another's value."""
    tag = "<c" + "".join(f" {key}={quote}{text} s=1 {quote}" for key, text, quote in items) + "/>"
    changed = with_attributes(tag.encode(), {name: value}).decode()
    expected = {key: f"{text} s=1 " for key, text, quote in items}
    if value is None:
        expected.pop(name, None)
    else:
        expected[name] = value
    assert changed.startswith("<c")
    assert changed.endswith("/>")
    assert dict(_attributes(changed)) == expected


def _attributes(tag: str) -> list[tuple[str, str]]:
    """A second way to read a tag: character by character."""
    found, at = [], 2
    while tag[at:].strip() != "/>":
        name, _, rest = tag[at:].partition("=")
        quote = rest[0]
        text = rest[1 : rest.index(quote, 1)]
        found.append((name.strip(), text))
        at += len(name) + 1 + len(text) + 2
    return found
