"""Simple formulas of binary workbooks as text: numbers, cells of the same sheet, sums and arithmetic.

Excel stores a formula as tokens in reverse Polish order (MS-XLS 2.5.198, MS-XLSB 2.5.97). Only the tokens that
:mod:`xltools.grids.formula_value` can work out are put back into text; of any other formula nothing is known.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from xltools.model import column_letters

__all__ = ["XLSB_LAYOUT", "XLS_LAYOUT", "TokenLayout", "formula_text"]

_OPERATORS = {0x03: "+", 0x04: "-", 0x05: "*", 0x06: "/", 0x08: "&"}
_SIGNS = {0x12: "+", 0x13: "-"}
_FIXED_FUNCTIONS = {24: ("ABS", 1), 27: ("ROUND", 2)}
_VARIABLE_FUNCTIONS = {4: "SUM", 183: "PRODUCT"}
_MAX_TOKENS = 500


@dataclass(frozen=True, slots=True)
class TokenLayout:
    """The way in which a format writes references to cells."""

    row_size: int
    """bytes of a row number: 2 in .xls, 4 in .xlsb"""
    texts_with_flags: bool
    """a text has a length of one byte and a byte of flags (.xls) instead of a length of two bytes (.xlsb)"""

    def cell(self, content: bytes, at: int) -> tuple[str, int]:
        """Return a reference as text and the offset behind it."""
        row, column = struct.unpack_from("<HH" if self.row_size == 2 else "<IH", content, at)
        return f"{column_letters((column & 0x3FFF) + 1)}{row + 1}", at + self.row_size + 2

    def area(self, content: bytes, at: int) -> tuple[str, int]:
        """Return a range as text and the offset behind it."""
        top, bottom, left, right = struct.unpack_from("<4H" if self.row_size == 2 else "<2I2H", content, at)
        first = f"{column_letters((left & 0x3FFF) + 1)}{top + 1}"
        last = f"{column_letters((right & 0x3FFF) + 1)}{bottom + 1}"
        return f"{first}:{last}", at + 2 * self.row_size + 4

    def text(self, content: bytes, at: int) -> tuple[str, int]:
        """Return a literal text in quotes and the offset behind it."""
        if not self.texts_with_flags:
            (length,) = struct.unpack_from("<H", content, at)
            end = at + 2 + 2 * length
            words = content[at + 2 : end].decode("utf-16-le", "replace")
        else:
            length, wide = content[at], content[at + 1] & 1
            end = at + 2 + length * (2 if wide else 1)
            words = content[at + 2 : end].decode("utf-16-le" if wide else "latin-1", "replace")
        return '"' + words.replace('"', '""') + '"', end


XLS_LAYOUT = TokenLayout(2, texts_with_flags=True)
"""BIFF8 workbooks; the tokens of BIFF5 differ and are not read."""
XLSB_LAYOUT = TokenLayout(4, texts_with_flags=False)


def formula_text(tokens: bytes, layout: TokenLayout) -> str:
    """Return a formula as Excel shows it, without the equals sign; empty where it holds more than simple arithmetic."""
    try:
        return _text(tokens, layout)
    except (struct.error, IndexError):
        return ""


def _text(tokens: bytes, layout: TokenLayout) -> str:
    stack: list[str] = []
    at, count = 0, 0
    while at < len(tokens):
        count += 1
        if count > _MAX_TOKENS:
            return ""
        token = tokens[at]
        following = _take(token, tokens, at + 1, stack, layout)
        if following is None:
            return ""
        at = following
    return stack[0] if len(stack) == 1 else ""


def _take(token: int, tokens: bytes, at: int, stack: list[str], layout: TokenLayout) -> int | None:
    """Take one token: change the stack and return the offset behind the token; None for a token that is not read."""
    if token in _OPERATORS:
        right, left = stack.pop(), stack.pop()
        stack.append(f"({left}{_OPERATORS[token]}{right})")
        return at
    if token in _SIGNS:
        stack.append(f"({_SIGNS[token]}{stack.pop()})")
        return at
    if token == 0x14:
        stack.append(f"({stack.pop()}%)")
        return at
    if token == 0x15:  # brackets, which are written for every operator anyway
        return at
    if token == 0x19:
        return _attribute(tokens, at, stack)
    read = _OPERANDS.get(token & 0x1F | 0x20 if token >= 0x20 else token)
    return read(tokens, at, stack, layout) if read else None


def _attribute(tokens: bytes, at: int, stack: list[str]) -> int | None:
    """Take blanks between tokens and SUM of one argument; every other attribute belongs to conditions."""
    kind = tokens[at]
    if kind & 0x10:
        stack.append(f"SUM({stack.pop()})")
        return at + 3
    return at + 3 if kind in {0x00, 0x01, 0x40, 0x41} else None


def _integer(tokens: bytes, at: int, stack: list[str], _: TokenLayout) -> int:
    stack.append(str(struct.unpack_from("<H", tokens, at)[0]))
    return at + 2


def _number(tokens: bytes, at: int, stack: list[str], _: TokenLayout) -> int:
    stack.append(f"{struct.unpack_from('<d', tokens, at)[0]:.15g}")
    return at + 8


def _literal(tokens: bytes, at: int, stack: list[str], layout: TokenLayout) -> int:
    text, end = layout.text(tokens, at)
    stack.append(text)
    return end


def _cell(tokens: bytes, at: int, stack: list[str], layout: TokenLayout) -> int:
    text, end = layout.cell(tokens, at)
    stack.append(text)
    return end


def _area(tokens: bytes, at: int, stack: list[str], layout: TokenLayout) -> int:
    text, end = layout.area(tokens, at)
    stack.append(text)
    return end


def _fixed_function(tokens: bytes, at: int, stack: list[str], _: TokenLayout) -> int | None:
    known = _FIXED_FUNCTIONS.get(struct.unpack_from("<H", tokens, at)[0])
    return _call(*known, stack, at + 2) if known else None


def _variable_function(tokens: bytes, at: int, stack: list[str], _: TokenLayout) -> int | None:
    count, number = struct.unpack_from("<BH", tokens, at)
    name = _VARIABLE_FUNCTIONS.get(number & 0x7FFF)
    return _call(name, count & 0x7F, stack, at + 3) if name else None


def _call(name: str, count: int, stack: list[str], end: int) -> int | None:
    if count > len(stack):
        return None
    arguments = stack[len(stack) - count :]
    del stack[len(stack) - count :]
    stack.append(f"{name}({','.join(arguments)})")
    return end


_Operand = Callable[[bytes, int, list[str], TokenLayout], "int | None"]
_OPERANDS: dict[int, _Operand] = {
    0x17: _literal,
    0x1E: _integer,
    0x1F: _number,
    0x21: _fixed_function,
    0x22: _variable_function,
    0x24: _cell,
    0x25: _area,
}
