"""Mutations that know the structure of a file: records, parts of packages, markup, lines; and bytes anywhere."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable

from tests.fixtures.zips import STORED, Member, raw_zip
from tests.fuzz import mutate as packages
from xltools.readers.containers.compound import MAGIC, CompoundFile
from xltools.writer.compound_file import compound_file

__all__ = ["mutated"]

Record = tuple[int, bytes]
"""Type and content of a record of a binary workbook."""

_TAG = re.compile(rb"<[^<>]*>")
_ATTRIBUTE = re.compile(rb"""([^\s"'<>/=]+)="([^"]*)\"""")
_CONTENT = re.compile(rb"(?<=>)([^<>]+)(?=<)")
_NUMBERS = ("0", "-1", "1", "2", "7", "1e308", "1e999", "NaN", "-INF", "1048577", "16385", "999999999", "", "1,5", "00")
_TEXTS = ("", " ", "=1+1", "=A1", "#N/A", "100%", "1,073,060.00", "万元", "预算数", "甲" * 300, "\u3000", "2020-02-30")
_WORDS = ("float", "string", "percentage", "date", "boolean", "number", "Number", "DateTime", "error", "true", "text")


def mutated(data: bytes, seed: int) -> bytes:
    """Return the file with one to four mutations; the same seed gives the same file."""
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
        if chance.random() < 0.15:
            data = packages.mutated_bytes(chance, data)
        elif data.startswith(MAGIC):
            data = _in_stream(chance, data)
        elif data.startswith(b"PK"):
            data = _in_package(chance, data)
        elif data.lstrip(b"\xef\xbb\xbf").startswith(b"<"):
            data = _in_markup(chance, data)
        else:
            data = _in_lines(chance, data)
    return data


# --- records of binary workbooks -------------------------------------------------------------------------------------


def _in_stream(chance: random.Random, data: bytes) -> bytes:
    """Change records of the workbook stream of an .xls file."""
    try:
        compound = CompoundFile(data)
        name = next(name for name in ("Workbook", "Book") if name in compound)
        stream = compound.read(name)
    except Exception:  # earlier mutations left no compound file
        return packages.mutated_bytes(chance, data)
    records: list[Record] = []
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        records.append((kind, stream[at + 4 : at + 4 + size]))
        at += 4 + size
    changed = b"".join(
        struct.pack("<HH", kind & 0xFFFF, len(content) & 0xFFFF) + content
        for kind, content in _changed_records(chance, records)
    )
    return compound_file({name: changed.ljust(4096, b"\0")})


def _in_binary_part(chance: random.Random, part: bytes) -> bytes:
    """Change records of a part of an .xlsb file, whose type and size take one to four bytes of seven bits."""
    records: list[Record] = []
    at = 0
    while at < len(part):
        kind = part[at]
        at += 1
        if kind & 0x80 and at < len(part):
            kind = kind & 0x7F | (part[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while at < len(part) and shift < 28:
            byte = part[at]
            size |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if not byte & 0x80:
                break
        records.append((kind, part[at : at + size]))
        at += size
    out = b""
    for kind, content in _changed_records(chance, records):
        out += bytes([kind & 0x7F]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7 & 0x7F])
        size = len(content)
        while True:
            size, low = size >> 7, size & 0x7F
            out += bytes([low | (0x80 if size else 0)])
            if not size:
                break
        out += content
    return out


def _changed_records(chance: random.Random, records: list[Record]) -> list[Record]:
    """Change a few records in place: drop, repeat, swap, retype, cut, lengthen or alter fields of their content."""
    for _ in range(chance.choice((1, 1, 2, 5))):
        if not records:
            break
        at = chance.randrange(len(records))
        kind, content = records[at]
        step = chance.randrange(8)
        if step == 0:
            del records[at]
        elif step == 1:
            records.insert(chance.randrange(len(records) + 1), (kind, content))
        elif step == 2:
            other = chance.randrange(len(records))
            records[at], records[other] = records[other], records[at]
        elif step == 3:
            records[at] = (chance.choice([other for other, _ in records] + [chance.getrandbits(10)]), content)
        elif step == 4:
            records[at] = (kind, content[: chance.randrange(len(content) + 1)])
        elif step == 5:
            records[at] = (kind, content + chance.randbytes(chance.choice((1, 2, 8, 200))))
        else:
            records[at] = (kind, _changed_field(chance, content))
    return records


def _changed_field(chance: random.Random, content: bytes) -> bytes:
    if not content:
        return content
    at, size = chance.randrange(len(content)), chance.choice((1, 1, 2, 4, 8))
    field = chance.choice((bytes(size), b"\xff" * size, chance.randbytes(size), b"\1" + bytes(size - 1)))
    return content[:at] + field + content[at + size :]


# --- packages, markup, lines -----------------------------------------------------------------------------------------


def _in_package(chance: random.Random, data: bytes) -> bytes:
    """Change one part of a package, or its directory."""
    if chance.random() < 0.2:
        return packages.mutated(data, chance.getrandbits(30))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # earlier mutations left no package
        return packages.mutated_bytes(chance, data)
    if not parts:
        return data
    likely = [name for name in parts if re.search(r"sheet|content|Strings|styles", name)]
    name = chance.choice(likely if likely and chance.random() < 0.85 else list(parts))
    change = _in_binary_part if name.endswith(".bin") else _in_markup
    parts[name] = change(chance, parts[name])
    return raw_zip(
        [Member(part, content, *([STORED] if part == "mimetype" else [])) for part, content in parts.items()]
    )


def _in_markup(chance: random.Random, xml: bytes) -> bytes:
    pattern, change = chance.choice(_MARKUP_CHANGES)
    matches = list(pattern.finditer(xml))
    for match in sorted(chance.sample(matches, min(len(matches), chance.choice((1, 1, 3)))), key=lambda m: -m.start()):
        xml = xml[: match.start()] + change(chance, match) + xml[match.end() :]
    return xml


def _other_tag(chance: random.Random, match: re.Match[bytes]) -> bytes:
    tag = match[0]
    comment = b"<!-- x -->" + tag
    return chance.choice((b"", tag + tag, tag[:-1], tag.replace(b"/>", b">"), comment, b"<x/>" + tag, tag + b"<p>"))


def _other_value(chance: random.Random, match: re.Match[bytes]) -> bytes:
    value = chance.choice((chance.choice(_NUMBERS), chance.choice(_WORDS), chance.choice(_TEXTS)[:40]))
    return match[1] + b'="' + value.replace("<", "").encode() + b'"'


def _other_content(chance: random.Random, _: re.Match[bytes]) -> bytes:
    return chance.choice((*_NUMBERS, *_TEXTS)).replace("<", "&lt;").encode()


MarkupChange = Callable[[random.Random, "re.Match[bytes]"], bytes]
_MARKUP_CHANGES: tuple[tuple[re.Pattern[bytes], MarkupChange], ...] = (
    (_TAG, _other_tag),
    *[(_ATTRIBUTE, _other_value)] * 2,
    *[(_CONTENT, _other_content)] * 3,
)


def _in_lines(chance: random.Random, data: bytes) -> bytes:
    """Change lines and fields of delimited text, or its encoding."""
    lines = data.split(b"\r\n")
    at = chance.randrange(len(lines))
    fields = lines[at].split(b"\t")
    step = chance.randrange(8)
    if step == 0:
        del lines[at]
    elif step == 1:
        lines.insert(at, lines[chance.randrange(len(lines))])
    elif step == 2:
        return data.replace(b"\t", chance.choice((b",", b";", b"\t\t", b"|")))
    elif step == 3:
        return data.decode("gb18030", "replace").encode(chance.choice(("utf-8", "utf-16", "utf-16-le", "utf-8-sig")))
    elif step == 4:
        fields[chance.randrange(len(fields))] += b'"'
    else:
        fields[chance.randrange(len(fields))] = chance.choice((*_NUMBERS, *_TEXTS)).encode("gb18030")
    if step >= 4:
        lines[at] = b"\t".join(fields)
    return b"\r\n".join(lines)
