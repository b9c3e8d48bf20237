"""The house is in order: modules of readable length, no room too large, and names that mean one thing each."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.fixtures.sources import MODULES, PACKAGE, module_name, tree

MAX_LINES = 450
MAX_SHARE = 0.20

ONE_KIND = {
    "archive": "readers",  # a zip file
    "containment": "county",  # the projects that a special fund holds
    "digest": "rules",  # what rules across departments need of a sheet
    "facts": "summary",  # the figures of a summary
    "fate": "county",  # what becomes of a file
    "loss": "editor",  # what a changed copy does not have any more
    "notice": "department",  # the letter that goes back with a workbook
    "package": "editor, readers",  # the parts of an OOXML file
    "record": "readers",  # the unit of a binary workbook format
    "refusal": "editor, readers, services",  # something that is not done, or a file that is not read, with the reason
}
"""Words that have named several kinds of thing: where the modules, classes and functions are that may use them."""

NO_KIND = ("door", "guard", "lay", "look", "memo", "nobody", "plain", "room", "seen", "spool", "stuff", "told")
"""Words that say too little to name anything by."""


class Name(NamedTuple):
    """A public name, and where it stands."""

    text: str
    kind: str
    module: str

    @property
    def room(self) -> str:
        return self.module.partition("/")[0].removesuffix(".py")

    @property
    def words(self) -> set[str]:
        return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", self.text)}


@cache
def public_names() -> tuple[Name, ...]:
    """Return every module, and every public class and function of modules."""
    return tuple(_public_names())


def _public_names() -> Iterator[Name]:
    for path in MODULES:
        module = module_name(path)
        yield Name(path.stem, "module", module)
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield Name(node.name, "class", module)
        for function in tree(path).body:
            if isinstance(function, ast.FunctionDef) and not function.name.startswith("_"):
                yield Name(function.name, "function", module)


def lines(path: Path) -> int:
    return path.read_text("utf-8").count("\n")


def test_no_module_is_too_long() -> None:
    lengths = {module_name(path): lines(path) for path in MODULES}
    assert {module: length for module, length in lengths.items() if length > MAX_LINES} == {}


def test_no_room_outgrows_the_others() -> None:
    rooms = Counter[str]()
    for path in MODULES:
        rooms[path.relative_to(PACKAGE).parts[0]] += lines(path)
    shares = {room: count / rooms.total() for room, count in rooms.items()}
    assert {room: share for room, share in shares.items() if share >= MAX_SHARE} == {}


@pytest.mark.parametrize("word", ONE_KIND)
def test_a_word_names_one_kind_of_thing(word: str) -> None:
    uses = [name for name in public_names() if word in name.words]
    assert uses, "the word is not used any more"
    assert [name for name in uses if name.room not in ONE_KIND[word].split(", ")] == []


@pytest.mark.parametrize("word", NO_KIND)
def test_a_word_that_says_too_little_names_nothing(word: str) -> None:
    assert [name for name in public_names() if word in name.words] == []
