"""Aspose.Cells, in its evaluation mode: a commercial engine that reads macros, buttons and ribbon, and calculates."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

os.environ.setdefault("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")  # else it ends the process where ICU is missing

import aspose.cells
import openpyxl

from tests.engines.said import ADDIN, Said, comparable, expected_modules
from xltools.writer.buttons import BUTTONS

__all__ = ["ask_aspose"]


def ask_aspose(path: Path) -> Iterator[Said]:
    """Load the file and say what the engine sees in it."""
    engine = f"Aspose.Cells {aspose.cells.CellsHelper.get_version()} (evaluation)"
    book = aspose.cells.Workbook(str(path))
    if expected := expected_modules(path):
        read = {module.name: module.codes for module in book.vba_project.modules}
        same = sum(comparable(read.get(name, "")) == comparable(source) for name, source in expected.items())
        answer = f"{same} of {len(expected)} modules read back identical"
        yield Said(engine, path.name, "VBA", answer, same == len(expected))
    if path == ADDIN:
        yield _ribbon(engine, path, book)
        return
    sheets = [book.worksheets[number] for number in range(len(book.worksheets))]
    if expected:
        macros = [shape.macro_name for sheet in sheets for shape in sheet.shapes if shape.macro_name]
        known = {f"XltButtons.{button.macro}" for buttons in BUTTONS.values() for button in buttons}
        bound = sum(name.rpartition("!")[2] in known for name in macros)
        yield Said(
            engine, path.name, "buttons", f"{bound} of {len(macros)} bound to our macros", bound == len(macros) > 0
        )
    seen = (len(sheets), sum(bool(one.is_protected) for one in sheets), sum(len(one.validations) for one in sheets))
    answer = "{} sheets, {} protected, {} validations".format(*seen)
    yield Said(engine, path.name, "sheets", answer, seen == _stated(path))
    yield _formulas(engine, path, book, sheets)


def _stated(path: Path) -> tuple[int, int, int]:
    """Return sheets, protected sheets and validations as another library finds them in the file."""
    sheets = openpyxl.load_workbook(path).worksheets
    return len(sheets), sum(one.protection.sheet for one in sheets), sum(one.data_validations.count for one in sheets)


def _ribbon(engine: str, path: Path, book: Any) -> Said:
    """Compare the buttons of the ribbon, as the engine reads it, with the table of buttons."""
    root = ElementTree.fromstring(book.ribbon_xml)
    tags = [element.get("tag") for element in root.iter() if element.tag.endswith("}button")]
    expected = [button.action for buttons in BUTTONS.values() for button in buttons]
    return Said(engine, path.name, "ribbon", f"{len(tags)} buttons, in the order of the table", tags == expected)


def _formulas(engine: str, path: Path, book: Any, sheets: list[Any]) -> Said:
    """Calculate everything anew, and compare with the results that the file was written with."""
    before = _results(sheets)
    book.calculate_formula()
    after = _results(sheets)
    changed = [place for place, value in before.items() if after[place] != value]
    answer = f"{len(before)} formulas calculated, {len(changed)} with another result than in the file"
    return Said(engine, path.name, "formulas", f"{answer}{f': {changed[0]}' if changed else ''}", not changed)


def _results(sheets: list[Any]) -> dict[str, str]:
    return {
        f"{sheet.name}!{cell.name}": str(cell.string_value)
        for sheet in sheets
        for cell in sheet.cells
        if cell.is_formula
    }
