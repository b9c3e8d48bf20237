"""A name says which class is meant: no public class of the package shares its name with another."""

from __future__ import annotations

import ast
from collections import defaultdict

from tests.fixtures.sources import MODULES, module_name, tree


def test_no_public_class_name_stands_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(module_name(path))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}
