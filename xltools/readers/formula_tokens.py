"""Simple formulas of binary workbooks as text: numbers, cells of the same sheet, sums and arithmetic.

Excel stores a formula as tokens in reverse Polish order (MS-XLS 2.5.198, MS-XLSB 2.5.97). Only the tokens that
:mod:`xltools.grids.formula_value` can work out are put back into text; of any other formula nothing is known.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from xltools.model import column_letters
from xltools.quick_dataclass import dataclass

__all__ = ["XLS5_LAYOUT", "XLSB_LAYOUT", "XLS_LAYOUT", "TokenLayout", "formula_text"]

_OPERATORS = {0x03: "+", 0x04: "-", 0x05: "*", 0x06: "/", 0x08: "&"}
_SIGNS = {0x12: "+", 0x13: "-"}
_FIXED_FUNCTIONS = {24: ("ABS", 1), 27: ("ROUND", 2)}
_VARIABLE_FUNCTIONS = {4: "SUM", 183: "PRODUCT"}
_MAX_TOKENS = 500


@dataclass(frozen=True, slots=True)
class TokenLayout:
    """The way in which a format writes references to cells."""

    row: str
    """a row number as :mod:`struct` reads it"""
    column: str
    """a column number as :mod:`struct` reads it"""
    text_flags: bool | None
    """a text has a length of one byte and a byte of flags (True, BIFF8) or a length of two bytes (False, .xlsb); None
    where its encoding is not known (BIFF5)"""

    def cell(self, content: bytes, at: int) -> tuple[str, int]:
        """Return a reference as text and the offset behind it."""
        shape = f"<{self.row}{self.column}"
        row, column = struct.unpack_from(shape, content, at)
        return self._name(row, column), at + struct.calcsize(shape)

    def area(self, content: bytes, at: int) -> tuple[str, int]:
        """Return a range as text and the offset behind it."""
        shape = f"<2{self.row}2{self.column}"
        top, bottom, left, right = struct.unpack_from(shape, content, at)
        return f"{self._name(top, left)}:{self._name(bottom, right)}", at + struct.calcsize(shape)

    def _name(self, row: int, column: int) -> str:
        """Return the name of a cell without the two highest bits, which say whether it is fixed."""
        if self.column == "B":  # in BIFF5 they are those of the row
            row &= 0x3FFF
        return f"{column_letters((column & 0x3FFF) + 1)}{row + 1}"

    def text(self, content: bytes, at: int) -> tuple[str, int]:
        """Return a literal text in quotes and the offset behind it. IndexError where its encoding is not known."""
        if self.text_flags is None:
            raise IndexError
        if not self.text_flags:
            (length,) = struct.unpack_from("<H", content, at)
            end = at + 2 + 2 * length
            words = content[at + 2 : end].decode("utf-16-le", "replace")
        else:
            length, wide = content[at], content[at + 1] & 1
            end = at + 2 + length * (2 if wide else 1)
            words = content[at + 2 : end].decode("utf-16-le" if wide else "latin-1", "replace")
        return '"' + words.replace('"', '""') + '"', end


XLS_LAYOUT = TokenLayout("H", "H", text_flags=True)
"""BIFF8 workbooks."""
XLS5_LAYOUT = TokenLayout("H", "B", text_flags=None)
"""BIFF5 workbooks."""
XLSB_LAYOUT = TokenLayout("I", "H", text_flags=False)


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
