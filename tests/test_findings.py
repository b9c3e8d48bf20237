"""Each finding stands by itself: exact versions, plain words first, nothing of the project, a line in the list."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from findings.run import FOLDER, all_findings, requirements

README = (FOLDER / "README.md").read_text("utf-8")
FINDINGS = [pytest.param(path, id=path.stem) for path in all_findings()]


@pytest.mark.parametrize("finding", FINDINGS)
def test_versions_are_exact(finding: Path) -> None:
    pinned = requirements(finding)
    assert pinned
    assert [line for line in pinned if not re.fullmatch(r"[A-Za-z0-9_.-]+==[\w.]+", line)] == []


@pytest.mark.parametrize("finding", FINDINGS)
def test_it_begins_with_words_and_ends_with_a_verdict(finding: Path) -> None:
    module = ast.parse(finding.read_text("utf-8"))
    text = ast.get_docstring(module)
    assert text
    assert len(text) > 200
    assert "Way out: " in text
    assert ast.unparse(module.body[-1]).startswith("sys.exit(0 if ")


@pytest.mark.parametrize("finding", FINDINGS)
def test_it_needs_nothing_of_the_project(finding: Path) -> None:
    nodes = list(ast.walk(ast.parse(finding.read_text("utf-8"))))
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)}
    assert modules
    assert not {module for module in modules if module.split(".")[0] in ("xltools", "tests", "findings", "")}


def test_the_list_is_complete() -> None:
    listed = re.findall(r"^\| \[(\w+)\]\(\1\.py\) \| \S", README, re.MULTILINE)
    assert listed == [path.stem for path in all_findings()]
