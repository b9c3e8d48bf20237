"""Bilingual texts, and the base class of every error that an officer sees."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Text", "XltoolsError"]


class Text(NamedTuple):
    """One text in Chinese and in English."""

    zh: str
    en: str


class XltoolsError(Exception):
    """Base class of the errors that an officer sees; ``text`` says what is wrong in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), tuple(self.text)
