"""The English of the package is plain: docstrings, comments and messages avoid phrases that readers stumble over.

CONTRIBUTING asks for a verb at the start of a function's docstring (ruff's D401 checks it), a noun at that of a type's,
and sentences of today. Each pattern below stands for a habit that made the code hard to read; the remedy is beside it.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.fixtures.sources import MODULES, PACKAGE, module_name

NOT_YET_PLAIN: frozenset[str] = frozenset()
"""Parts of the package whose English has not been revised yet."""

PHRASES = {
    r"(?<![Tt]here )\b(?:is|are|was|were) no (?!longer\b|more\b)[a-z]": "is not a, do not have",
    r"\bof no [a-z]": "without a",
    r"\b[Nn]obody\b": "no one, or name who",
    r"\b[Nn]ought\b": "zero, or NUL",
    r"\bworth while\b": "worthwhile, or say what it gains",
    r"\b[Ll]ikes\b(?! to\b)": "findings of the same kind, similar rows",
    r"\b(?:one|somebody|everybody)'s\b": "name whose",
    r"\bat the (?:most|least)\b": "at most, at least",
    r"\bonce more\b": "again",
    r"\bfrom which on\b": "from ... on, more than",
    r"\bfor want of\b": "because there is no",
    r"\bto be known of\b": "properties of",
    r"\b[Kk]eeps? quiet\b": "does not fire, does nothing",
    r"\b(?:say|says|said) nothing (?:of|about|by)\b": "do not mention",
    r"\b(?:upon|thereof|therein|wherein|whereof|hitherto|albeit)\b": "on, of it, in which, until now, although",
    r"\b(?:so|as) (?:\w+ )?as may be\b": "as possible",
    r"\bpassed over\b": "skipped",
    r"\b(?:is|are|was|were) told (?:by|from|apart)\b": "is recognised by, differs from",
}
"""What to avoid, as a pattern, and what to write instead."""

RIDDLE = re.compile(r"(?:What|Where|Whose|Which|How|Who|Why|Whence)\b")
"""A docstring that begins like a question: say what the thing is."""


class Prose(NamedTuple):
    """One docstring, comment or message, with its line."""

    line: int
    text: str
    docstring: bool


def prose_of(source: str) -> Iterator[Prose]:
    """Yield the docstrings (those of attributes too), the messages and the comments of a module."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Prose(node.lineno, " ".join(node.value.split()), id(node) in docstrings)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield Prose(token.start[0], token.string, docstring=False)


def faults_of(source: str) -> list[str]:
    """Return each fault as line, words and remedy."""
    faults = []
    for prose in prose_of(source):
        if prose.docstring and RIDDLE.match(prose.text):
            faults.append(f"{prose.line}: begins with a question word: {prose.text[:60]}")
        for pattern, remedy in PHRASES.items():
            faults += [f"{prose.line}: {match[0]!r}; write: {remedy}" for match in re.finditer(pattern, prose.text)]
    return faults


REVISED = [
    pytest.param(path, id=module_name(path))
    for path in MODULES
    if not {path.relative_to(PACKAGE).parts[0], module_name(path)} & NOT_YET_PLAIN
]


@pytest.mark.parametrize("path", REVISED)
def test_a_module_is_in_plain_english(path: Path) -> None:
    assert faults_of(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('"""What a sheet holds."""', "begins with a question word"),
        ('"""A sheet."""\nx = 1\n"""Where it is."""', "begins with a question word"),
        ('"""A text that\nis no number."""', "is no n"),
        ('raise ValueError("that is no folder")', "is no f"),
        ('raise ValueError(f"{path} is no folder")', "is no f"),
        ("x = 1  # nobody asks for it", "nobody"),
        ("def f():\n    # likes together\n    return 1", "likes"),
    ],
)
def test_a_fault_is_seen(source: str, words: str) -> None:
    (fault,) = faults_of(source)
    assert words in fault


@pytest.mark.parametrize(
    "source",
    [
        '"""Return whether there is no sheet, and it is no longer open."""',
        'x = "What is this?"  # a text, and not a docstring',
        "# Where the sheet ends, the next one begins.",
    ],
)
def test_plain_english_passes(source: str) -> None:
    assert faults_of(source) == []
