"""Every built-in form, filled in and written by several programs, and what is read of it.

``python -m tests.forms.evidence`` prints the tables of docs/forms.md; it needs LibreOffice. The unit suite reads the
files of the libraries, ``-m slow`` also those of LibreOffice.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from tests.forms.clean import CLEAN, every_column
from tests.forms.layouts import LAYOUTS, Layout, placed_cells, workbook
from tests.forms.published import FOREIGN, PUBLISHED
from tests.forms.test_layouts import amounts, cell
from xltools.forms.find import recognised_regions
from xltools.forms.interpret import interpret
from xltools.forms.loading import built_in_forms
from xltools.grids.grid import Grid
from xltools.readers import read_content
from xltools.rules.engine import check_book

__all__ = ["CONVERSIONS", "WRITERS", "convert", "faults", "first_sheet", "foreign_forms", "main", "recognised"]

SHEET = "表1"
CONVERSIONS = {".xlsx": "xlsx:Calc MS Excel 2007 XML", ".xls": "xls:MS Excel 97", ".ods": "ods"}
"""The formats that LibreOffice saves, with its names for them."""
_TIMEOUT_SECONDS = 300


def _xlsxwriter(text: str) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(SHEET)
    for row, column, value, across, down in placed_cells(text):
        if across * down > 1:
            sheet.merge_range(row - 1, column - 1, row + down - 2, column + across - 2, value)
        else:
            sheet.write(row - 1, column - 1, value)
    book.close()
    return buffer.getvalue()


def _xlwt(text: str) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(SHEET)
    for row, column, value, across, down in placed_cells(text):
        if across * down > 1:
            sheet.write_merge(row - 1, row + down - 2, column - 1, column + across - 2, value)
        else:
            sheet.write(row - 1, column - 1, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _odfpy(text: str) -> bytes:
    cells = {(placed.row, placed.column): placed for placed in placed_cells(text)}
    covered = {
        (row + down, column + across)
        for row, column, _, width, height in cells.values()
        for down in range(height)
        for across in range(width)
    } - cells.keys()
    addresses = cells.keys() | covered
    table = Table(name=SHEET)
    for row in range(1, max(row for row, _ in addresses) + 1):
        line = TableRow()
        for column in range(1, max(column for _, column in addresses) + 1):
            line.addElement(_odf_cell(cells.get((row, column)), is_covered=(row, column) in covered))
        table.addElement(line)
    document = OpenDocumentSpreadsheet()
    document.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    document.write(buffer)
    return buffer.getvalue()


def _odf_cell(placed: Any, *, is_covered: bool) -> Any:
    if is_covered:
        return CoveredTableCell()
    if placed is None:
        return TableCell()
    spans = {"numbercolumnsspanned": placed.across, "numberrowsspanned": placed.down}
    if isinstance(placed.value, float):
        element = TableCell(valuetype="float", value=placed.value, **spans)
        element.addElement(P(text=f"{placed.value:g}"))
        return element
    element = TableCell(valuetype="string", **spans)
    for line in placed.value.split("\n"):
        element.addElement(P(text=line))
    return element


def _pandas(text: str) -> bytes:
    cells = {(placed.row, placed.column): placed.value for placed in placed_cells(text) if placed.value != ""}
    height, width = max(row for row, _ in cells), max(column for _, column in cells)
    rows = [[cells.get((row, column)) for column in range(1, width + 1)] for row in range(1, height + 1)]
    buffer = io.BytesIO()
    options = {"options": {"strings_to_formulas": False}}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs=options) as writer:
        pd.DataFrame(rows, dtype=object).to_excel(writer, sheet_name=SHEET, header=False, index=False)
    return buffer.getvalue()


WRITERS: Mapping[str, tuple[str, Callable[[str], bytes]]] = {
    "openpyxl": (".xlsx", workbook),
    "XlsxWriter": (".xlsx", _xlsxwriter),
    "xlwt": (".xls", _xlwt),
    "odfpy": (".ods", _odfpy),
    "pandas": (".xlsx", _pandas),
}
"""Libraries with the ending of their files. pandas merges no cells: what was merged is a cell and blanks."""


def first_sheet(text: str, writer: str) -> Grid:
    """Return the sheet of a layout as one of the libraries writes it."""
    ending, write = WRITERS[writer]
    file = read_content(write(text), ending, f"a{ending}").workbook
    assert file is not None
    return file.sheets[0]


def convert(folder: Path) -> None:
    """Have LibreOffice write each form, as saved by openpyxl, in each of its formats into folders of these names."""
    source = folder / "source"
    source.mkdir()
    for form, layout in CLEAN.items():
        (source / f"{form}.xlsx").write_bytes(workbook(layout.text))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = sorted(map(str, source.iterdir()))
    for ending, name in CONVERSIONS.items():
        out = folder / ending
        command = ["soffice", profile, "--headless", "--convert-to", name, "--outdir", str(out), *files]
        subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT_SECONDS)


def faults(layout: Layout, content: bytes, ending: str) -> Iterator[str]:
    """Yield what is not read of a file as it should be: form, unit, amounts, goal, indicators, columns, findings."""
    file = read_content(content, ending, f"a{ending}").workbook
    if file is None:
        yield "not opened"
        return
    result = interpret(file.sheets, f"a{ending}")
    if len(result.book.all_sheets) != 1:
        yield f"{len(result.book.all_sheets)} sheets: {'; '.join(one.message.zh for one in result.findings)}"
        return
    sheet = result.book.all_sheets[0]
    read = {
        "form": (sheet.form.id, layout.form),
        "name": (sheet.name.value, layout.name),
        "unit": (sheet.unit_name, layout.unit),
        "goal": (sheet.goal.entry.value, layout.goal),
        "amounts": (amounts(sheet), layout.money),
        "indicators": (len(sheet.indicators), layout.indicators),
    }
    if sheet.indicators:
        read |= {key: (cell(sheet.indicators[0], key), text) for key, text in every_column(layout).items()}
    for what, (found, expected) in read.items():
        if found != expected:
            yield f"{what}: {found!r}, not {expected!r}"
    findings = (*result.findings, *check_book(result.book).findings)
    yield from (f"{one.rule} {one.place.cell} {one.message.zh}" for one in findings)


def recognised(text: str) -> tuple[str, ...]:
    """Return the forms that the parts of a sheet are recognised as; those that are not known have a blank id."""
    file = read_content(workbook(text), ".xlsx", "a.xlsx").workbook
    assert file is not None
    regions = recognised_regions(file.sheets[0], built_in_forms())
    return tuple(region.best.form.id if known and region.best else "" for region, _, known in regions)


@cache
def foreign_forms() -> Mapping[str, tuple[str, ...]]:
    """Return what sheets of other kinds are recognised as, by their names: nothing, if all is well."""
    return {name: tuple(filter(None, recognised(text))) for name, text in FOREIGN.items()}


def main() -> int:
    """Print the tables; the exit code is 1 if anything is not read as it should be."""
    outcomes: dict[str, dict[str, list[str]]] = {form: {} for form in CLEAN}
    for form, layout in CLEAN.items():
        for name, (ending, write) in WRITERS.items():
            outcomes[form][f"{name} {ending}"] = [*faults(layout, write(layout.text), ending)]
    with TemporaryDirectory() as folder:
        convert(Path(folder))
        for form, layout in CLEAN.items():
            for ending in CONVERSIONS:
                content = (Path(folder) / ending / f"{form}{ending}").read_bytes()
                outcomes[form][f"LibreOffice {ending}"] = [*faults(layout, content, ending)]
    programs = list(next(iter(outcomes.values())))
    print(
        f"| form | amounts | indicators | columns | {' | '.join(programs)} |\n|---|{'--:|' * 3}{'---|' * len(programs)}"
    )
    for form, layout in CLEAN.items():
        cells = ["all right" if not outcomes[form][program] else "WRONG" for program in programs]
        counts = f"{len(layout.amounts)} | {layout.indicators} | {len(every_column(layout))}"
        print(f"| {form} | {counts} | {' | '.join(cells)} |")
    wrong = [
        f"{form}, {name}: {fault}" for form, row in outcomes.items() for name, row_ in row.items() for fault in row_
    ]
    rivals = [
        f"{form}: {recognised(layout.text)}"
        for form, layout in (*LAYOUTS.items(), *((one.form, one) for one in PUBLISHED.values()))
        if recognised(layout.text) != (layout.form if form != "HB2021" else "HB2020",)
    ]
    taken = {name: forms for name, forms in foreign_forms().items() if forms}
    print(f"\n{len(LAYOUTS) + len(PUBLISHED)} further sheets on these forms: {len(rivals)} taken for another one.")
    print(f"{len(foreign_forms())} sheets of other kinds: {len(taken)} taken for one of these forms.")
    print("\n".join(("", *wrong, *rivals, *map(str, taken.items()))).rstrip(), file=sys.stderr)
    return 1 if wrong or rivals or taken else 0


if __name__ == "__main__":
    sys.exit(main())
