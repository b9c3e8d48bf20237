"""The cell, sheet or file that a value is from."""

from __future__ import annotations

import copyreg
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple, TypeVar

__all__ = ["NOWHERE", "Place", "column_letters", "column_number", "quick_pickle"]

C = TypeVar("C", bound=type)


def quick_pickle(cls: C) -> C:
    """Let a frozen dataclass or a named tuple travel between processes by its fields: quicker than the standard way."""
    if issubclass(cls, tuple):
        copyreg.pickle(cls, lambda value: (tuple.__new__, (cls, tuple(value))))
    else:
        names = [field.name for field in fields(cls)]  # type: ignore[arg-type]
        values = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
        copyreg.pickle(cls, lambda value: (cls, values(value)))
    return cls


@lru_cache(maxsize=1 << 10)
def column_letters(column: int) -> str:
    """Return the letters of a 1-based column: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=1 << 10)
def column_number(letters: str) -> int:
    """Return the number of a column by its letters: A is 1, AA is 27; 0 for an empty text."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@quick_pickle
class Place(NamedTuple):
    """A cell, a sheet or a file. Row and column count from 1; 0 means the whole sheet, no sheet means the whole file.

    It is a named tuple because one is made for every cell of every form, and that is the fastest kind of value.
    """

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> str:
        """The address in A1 style, or an empty text for a whole sheet or file."""
        return f"{column_letters(self.column)}{self.row}" if self.row and self.column else ""

    def __str__(self) -> str:
        return "!".join(part for part in (self.file, self.sheet, self.cell) if part)


NOWHERE = Place()
