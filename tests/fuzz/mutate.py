"""Mutations of workbook files: of their bytes, their zip directory, their parts and their markup."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

from tests.fixtures.zips import DEFLATED, STORED, Member, raw_zip

__all__ = ["mutated", "mutated_bytes"]

Change = Callable[[random.Random, bytes], bytes]

_NUMBERS = (
    *("0", "-1", "1", "00", "1e308", "-1e-320", "1e999", "NaN", "inf", "0.1", "100.0000000001", "99999999999999999999"),
    *(
        "4294967295",
        "4294967296",
        "-2147483649",
        "1048576",
        "1048577",
        "16385",
        "",
        " ",
        "1,5",
        "１２",
        "0x10",
        "1_000",
    ),
)
_TEXTS = (
    *("", " ", "\u3000", "NA", "None", "#N/A", "=1+1", "=cmd|'/c calc'!A1", "@SUM(A1)", "-", "—", "无", "100%", "20%"),
    *(
        "1,073,060.00",
        "１０７３０６０",
        "107.306万元",
        "￥5",
        "≥90%大于90%",
        "2020-02-30",
        "6月底前",
        "甲" * 300,
        "a\u0301",
        "😀",
    ),
    *(
        "\u202e倒",
        "_x0000_",
        "_x000D_",
        "预算数",
        "项目名称",
        "绩效目标表",
        "单位：万元",
        "一级指标",
        "0" * 400,
        "(" * 200,
    ),
)
_MARKUP = (
    *(
        "<!-- x -->",
        "<![CDATA[x]]>",
        "<?x y?>",
        "<!DOCTYPE a>",
        "<x/>",
        "<c/>",
        "<row/>",
        '<c r="XFD1048576"><v>1</v></c>',
    ),
    *('<row r="1048576"><c r="A1048576"><v>9</v></c></row>', "&amp;", "&x;", "&#0;", "&#x10FFFF;", "<v>7</v>", "</c>"),
    *('<c r="A1" t="e"><v>#SPILL!</v></c>', '<mergeCell ref="A1:XFD1048576"/>', "<a>" * 200, "\x00", "\ufeff"),
)
_ADDRESSES = (
    "A0",
    "A1",
    "XFD1048576",
    "XFE1",
    "a1",
    "$A$1",
    "A-1",
    "",
    "1",
    "A",
    "ZZ9999",
    "A1:B2",
    "C4",
    "AAA1000000",
)
_TAG = re.compile(rb"<[^<>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_CONTENT = re.compile(rb"(?<=>)([^<>]+)(?=<)")


def mutated(data: bytes, seed: int) -> bytes:
    """One to four mutations of a file; the same seed gives the same file."""
    rng = random.Random(seed)
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        change = rng.choice(_PACKAGE if data.startswith(b"PK") and rng.random() < 0.9 else _BYTES)
        data = change(rng, data)
    return data


def mutated_bytes(rng: random.Random, data: bytes) -> bytes:
    """One mutation of bytes anywhere in the file."""
    return rng.choice(_BYTES)(rng, data)


# --- bytes -----------------------------------------------------------------------------------------------------------


def _flip(rng: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8, 40))):
        if out:
            out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def _truncate(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _delete(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + data[at + rng.choice((1, 2, 16, 300)) :]


def _insert(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice((b"\0", b"\xff" * 4, rng.randbytes(16), b"PK\1\2", data[:64])) + data[at:]


def _overwrite(rng: random.Random, data: bytes) -> bytes:
    at, size = rng.randrange(len(data) + 1), rng.choice((2, 4, 8, 512))
    return data[:at] + rng.choice((bytes(size), b"\xff" * size, rng.randbytes(size))) + data[at + size :]


def _repeat(rng: random.Random, data: bytes) -> bytes:
    at, size = rng.randrange(len(data) + 1), rng.choice((4, 64, 2000))
    return data[: at + size] + data[at:]


_BYTES: tuple[Change, ...] = (_flip, _truncate, _delete, _insert, _overwrite, _repeat)

# --- the package -----------------------------------------------------------------------------------------------------


def _parts(data: bytes) -> dict[str, bytes] | None:
    """The parts, or None where earlier mutations left no package."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {
                name: archive.read(name) for name in archive.namelist() if archive.getinfo(name).file_size < 1 << 22
            }
    except Exception:
        return None


def _in_package(change: Callable[[random.Random, dict[str, bytes]], list[Member]]) -> Change:
    def changed(rng: random.Random, data: bytes) -> bytes:
        parts = _parts(data)
        return raw_zip(change(rng, parts)) if parts else _flip(rng, data)

    return changed


def _members(parts: dict[str, bytes]) -> list[Member]:
    return [Member(name, content) for name, content in parts.items()]


def _drop(rng: random.Random, parts: dict[str, bytes]) -> list[Member]:
    del parts[rng.choice(list(parts))]
    return _members(parts)


def _swap(rng: random.Random, parts: dict[str, bytes]) -> list[Member]:
    one, other = rng.choice(list(parts)), rng.choice(list(parts))
    parts[one], parts[other] = parts[other], parts[one]
    return _members(parts)


def _rename(rng: random.Random, parts: dict[str, bytes]) -> list[Member]:
    name = rng.choice(list(parts))
    new = rng.choice((name.upper(), "../" + name, "/" + name, name + ".bak", name.replace("/", "\\"), "x.xml", ""))
    return [Member(new if member.name == name else member.name, member.content) for member in _members(parts)]


def _again(rng: random.Random, parts: dict[str, bytes]) -> list[Member]:
    name = rng.choice(list(parts))
    return [*_members(parts), Member(rng.choice((name, name.upper(), "xl/other.xml")), parts[name])]


def _misstate(rng: random.Random, parts: dict[str, bytes]) -> list[Member]:
    members = _members(parts)
    at = rng.randrange(len(members))
    name, content = members[at].name, members[at].content
    members[at] = rng.choice(
        (
            Member(name, content, crc=rng.getrandbits(32)),
            Member(name, content, size=rng.choice((0, 1, len(content) + 1, 1 << 24, 0xFFFFFFFF))),
            Member(name, content, local_size=rng.getrandbits(32)),
            Member(name, content, method=rng.choice((1, 9, 12, 99))),
            Member(name, content, flags=rng.choice((1, 8, 0x40, 0x800))),
            Member(name, content, at=rng.randrange(10_000)),
            Member(name, content, packed=rng.randbytes(100)),
            Member(name, content, STORED),
            Member(name, content, DEFLATED, local_method=STORED),
            Member(name, content, extra=rng.randbytes(rng.choice((1, 4, 20)))),
        )
    )
    return members


def _in_part(change: Change) -> Change:
    """A change of one part, the sheets and what they share most often."""

    def changed(rng: random.Random, parts: dict[str, bytes]) -> list[Member]:
        names = list(parts)
        likely = [name for name in names if "sheet" in name.lower() or "content" in name or "Strings" in name]
        name = rng.choice(likely if likely and rng.random() < 0.75 else names)
        parts[name] = change(rng, parts[name])
        return _members(parts)

    return _in_package(changed)


def _at_match(pattern: re.Pattern[bytes], change: Callable[[random.Random, re.Match[bytes]], bytes]) -> Change:
    """Change one place, or several, where the pattern matches."""

    def changed(rng: random.Random, xml: bytes) -> bytes:
        matches = list(pattern.finditer(xml))
        for match in sorted(rng.sample(matches, min(len(matches), rng.choice((1, 1, 1, 3)))), key=lambda m: -m.start()):
            xml = xml[: match.start()] + change(rng, match) + xml[match.end() :]
        return xml

    return changed


def _other_tag(rng: random.Random, match: re.Match[bytes]) -> bytes:
    tag = match[0]
    return rng.choice(
        (b"", tag + tag, tag[:-1], b"</" + tag[1:], tag.replace(b"/>", b">"), rng.choice(_MARKUP).encode() + tag)
    )


def _other_value(rng: random.Random, match: re.Match[bytes]) -> bytes:
    name = match[1]
    kinds = ("s", "b", "e", "str", "inlineStr", "n", "d", "q", "")
    value = rng.choice(
        (rng.choice(_NUMBERS), rng.choice(_ADDRESSES), rng.choice(kinds), rng.choice(_TEXTS)[:40].replace('"', ""))
    )
    value = value.replace("<", "").replace("&", "")
    return rng.choice((b'%b="%b"', b"%b='%b'", b'%b = "%b"', b'%b="%b" x="1"')) % (name, value.encode())


def _other_content(rng: random.Random, match: re.Match[bytes]) -> bytes:
    if rng.random() < 0.2:
        return rng.choice(_MARKUP).encode("utf-8", "replace")
    return rng.choice((*_NUMBERS, *_TEXTS)).replace("<", "&lt;").encode()


def _recode(rng: random.Random, xml: bytes) -> bytes:
    text = xml.decode("utf-8", "replace")
    return rng.choice(
        (text.encode("utf-16"), b"\xef\xbb\xbf" + xml, text.replace("UTF-8", "GBK").encode("gbk", "replace"))
    )


_PACKAGE: tuple[Change, ...] = (
    *map(_in_package, (_drop, _swap, _rename, _again, _misstate)),
    *(_in_part(change) for change in (_flip, _truncate, _delete, _insert, _repeat, _recode)),
    *[_in_part(_at_match(_TAG, _other_tag))] * 4,
    *[_in_part(_at_match(_ATTRIBUTE, _other_value))] * 6,
    *[_in_part(_at_match(_CONTENT, _other_content))] * 12,
)
