"""LibreOffice without a window: it opens the workbooks and calculates; an add-in of Excel it does not take."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import xltools.desktop.libreoffice as lo
from tests.engines.said import ADDIN, BOOKS, Said
from xltools.desktop.hosts import formula_cells
from xltools.desktop.libreoffice.locate import find_office

__all__ = ["ask_for_addin", "ask_libreoffice"]


def ask_libreoffice(paths: Sequence[Path] = BOOKS) -> Iterator[Said]:
    """Ask one office about workbooks."""
    app = lo.start()
    try:
        engine = f"LibreOffice {app.version}"
        for path in paths:
            book = app.books.open(str(path), read_only=True)
            before = _results(book)
            book.api.calculateAll()
            after = _results(book)
            book.close()
            changed = [place for place, value in before.items() if after[place] != value]
            answer = f"{len(before)} formulas calculated, {len(changed)} with another result than in the file"
            yield Said(engine, path.name, "formulas", f"{answer}{f': {changed[0]}' if changed else ''}", not changed)
    finally:
        app.quit()


def _results(book: Any) -> dict[str, Any]:
    """Return the shown text of every formula by its place."""
    found: dict[str, Any] = {}
    for sheet in book.sheets:
        used = sheet.used_range
        values = used.options(ndim=2).value
        for row, column in sorted(formula_cells(used, values)):
            found[f"{sheet.name}!R{row}C{column}"] = values[row - used.row][column - used.column]
    return found


def ask_for_addin(engine: str) -> Said:
    """Try to open the add-in. There is no filter for it, whoever made it."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [str(find_office()), profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(ADDIN)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        made = list(Path(folder).glob("*.pdf"))
    said = next((line for line in f"{done.stdout}\n{done.stderr}".splitlines() if "rror" in line), "opened")
    answer = f"does not load it: “{said}”" if not made else "loads it"
    return Said(engine, ADDIN.name, "add-in", answer, not made)
