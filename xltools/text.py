"""Bilingual texts, and the base class of every error that an officer sees."""

from __future__ import annotations

import copyreg
from typing import Final, NamedTuple

__all__ = ["NO_TEXT", "Text", "XltoolsError"]


class Text(NamedTuple):
    """One text in Chinese and in English."""

    zh: str
    en: str

    def __bool__(self) -> bool:
        """Return whether there is a text in either language."""
        return bool(self.zh or self.en)


copyreg.pickle(Text, lambda text: (Text, tuple(text)))

NO_TEXT: Final = Text("", "")


class XltoolsError(Exception):
    """Base class of the errors that an officer sees; ``text`` says what is wrong in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), tuple(self.text)
