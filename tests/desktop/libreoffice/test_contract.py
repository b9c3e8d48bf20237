"""xlwings promises no interface to engines: what its classes ask of theirs is read from its source."""

from __future__ import annotations

import ast
import inspect
from functools import lru_cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
import xlwings.main

from xltools.desktop.libreoffice import app, defined_names, engine, font, notes, range, sheet, workbook

PARTS = {
    "Apps": engine.OfficeApps,
    "App": app.OfficeApp,
    "Books": workbook.OfficeBooks,
    "Book": workbook.OfficeBook,
    "Sheets": sheet.OfficeSheets,
    "Sheet": sheet.OfficeSheet,
    "PageSetup": sheet.OfficePageSetup,
    "Range": range.OfficeRange,
    "Font": font.OfficeFont,
    "Names": defined_names.OfficeNames,
    "Name": defined_names.OfficeName,
    "Note": notes.OfficeNote,
}
SET_WHEN_MADE = {"Range": {"options", "arg1_input"}}


@lru_cache
def xlwings_classes() -> dict[str, ast.ClassDef]:
    """The classes of xlwings as they are written."""
    tree = ast.parse(inspect.getsource(xlwings.main))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def asked_of(name: str) -> set[str]:
    """The names that an xlwings class looks up on its ``impl``."""
    return {
        node.attr
        for node in ast.walk(xlwings_classes()[name])
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in ("impl", "_impl")
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id == "self"
    }


@pytest.mark.parametrize("name", PARTS)
def test_every_name_is_known(name: str) -> None:
    asked = asked_of(name)
    assert asked, "the source of xlwings is no longer read rightly"
    missing = {attribute for attribute in asked if not hasattr(PARTS[name], attribute)}
    assert missing == SET_WHEN_MADE.get(name, set())


def test_the_modules_of_the_engine_import_in_one_direction() -> None:
    """Annotations included: what they need of one another stands in ``protocols``."""
    folder = Path(app.__file__).parent
    prefix = "xltools.desktop.libreoffice"
    imports: dict[str, set[str]] = {}
    for path in folder.glob("*.py"):
        nodes = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
        modules = {node.module.rpartition(".")[2] for node in nodes if (node.module or "").startswith(f"{prefix}.")}
        modules |= {alias.name for node in nodes if node.module == prefix for alias in node.names}
        imports[path.stem] = modules
    assert "sheet" in imports["app"] | imports["workbook"], "the imports are no longer read rightly"
    TopologicalSorter(imports).prepare()  # raises CycleError
