"""The word lists of the rules: text files in ``rules/words/``, one word a line, that a county can extend or replace."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["word_list_names", "words"]


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of the list ``name`` in the order of its file; lines that begin with # are comments. Read once.

    An unknown name is a programming error (FileNotFoundError): what people write is checked by the settings.
    """
    lines = (files("xltools.rules") / "words" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if (word := line.strip()) and not word.startswith("#"))


@cache
def word_list_names() -> tuple[str, ...]:
    """The names of all lists, sorted."""
    folder = files("xltools.rules") / "words"
    return tuple(sorted(file.name.removesuffix(".txt") for file in folder.iterdir() if file.name.endswith(".txt")))
