"""Styles: indexes that lead somewhere, and number formats and fonts that Excel takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from tests.auditor.book import MAIN, Book, integer
from tests.auditor.problem import Effect, Problem, Source

__all__ = ["check_styles"]

MAX_FORMAT = 255
MAX_CELL_FORMATS = 65_490
MAX_FONT_POINTS = 409
FIRST_OWN_FORMAT = 164
"""Number formats below are built in."""
_LISTS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].')
_SECTION = re.compile(r"\[[^\[\]]*\]|AM/PM|A/P|上午/下午|General|G/通用格式|E[+-]", re.IGNORECASE)


def check_styles(book: Book) -> Iterator[Problem]:
    """Check the styles part of the workbook."""
    part, root = book.first("styles")
    if root is None:
        return
    for place, what, source in (*_check_indexes(root), *_check_formats(root), *_check_fonts(root)):
        yield Problem(part, place, what, Effect.REPAIRED, source)


def _length(root: etree._Element, name: str) -> int:
    group = root.find(MAIN + name)
    return 0 if group is None else len(group.findall("*"))


def _check_indexes(root: etree._Element) -> Iterator[tuple[str, str, Source]]:
    own = {integer(number.get("numFmtId")) for number in root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")}
    base_formats = _length(root, "cellStyleXfs")
    for group in ("cellStyleXfs", "cellXfs"):
        for index, xf in enumerate(root.iterfind(f"{MAIN}{group}/{MAIN}xf")):
            place = f"{group} {index}"
            for key, name in _LISTS.items():
                if integer(xf.get(key)) >= max(_length(root, name), 1):
                    yield place, f"{key} {xf.get(key)} is not there", Source.STYLES
            if group == "cellXfs" and integer(xf.get("xfId")) >= max(base_formats, 1):
                yield place, f"xfId {xf.get('xfId')} is not there", Source.STYLES
            number_format = integer(xf.get("numFmtId"))
            if number_format >= FIRST_OWN_FORMAT and number_format not in own:
                yield place, f"the number format {number_format} is not there", Source.STYLES
    for style in root.iterfind(f"{MAIN}cellStyles/{MAIN}cellStyle"):
        if integer(style.get("xfId")) >= max(base_formats, 1):
            yield f"cellStyle {style.get('name')}", f"xfId {style.get('xfId')} is not there", Source.STYLES
    if _length(root, "cellXfs") > MAX_CELL_FORMATS:
        yield "cellXfs", f"{_length(root, 'cellXfs')} formats of cells", Source.LIMITS


def _check_formats(root: etree._Element) -> Iterator[tuple[str, str, Source]]:
    seen: set[int] = set()
    for element in root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt"):
        identity, code = integer(element.get("numFmtId")), element.get("formatCode", "")
        place = f"numFmt {identity}"
        if identity in seen:
            yield place, "the number format is given twice", Source.STYLES
        seen.add(identity)
        if len(code) > MAX_FORMAT:
            yield place, f"a number format of {len(code)} characters", Source.LIMITS
        if not _is_valid_format(code):
            yield place, f"the number format {code!r} is not valid", Source.STYLES


def _is_valid_format(code: str) -> bool:
    plain = _SECTION.sub("", _LITERAL.sub("", code))
    return not re.search(r'["\[\]\\]', plain) and plain.count(";") <= 3


def _check_fonts(root: etree._Element) -> Iterator[tuple[str, str, Source]]:
    for size in root.iter(f"{MAIN}sz"):
        points = float(size.get("val", "0")) if re.fullmatch(r"[0-9.]+", size.get("val", "")) else 0
        if not 1 <= points <= MAX_FONT_POINTS:
            yield "font", f"a font of {size.get('val')} points", Source.LIMITS
    for name in root.iter(f"{MAIN}name"):
        if not 0 < len(name.get("val", "")) <= 31:
            yield "font", f"a font called {name.get('val')!r}", Source.STYLES
