"""A canonical sheet passes as it is; any other is written anew and says the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.books import SHEETS, as_wps, change_parts, with_openpyxl, with_xlsxwriter
from tests.fixtures.forms import form, parts
from tests.fixtures.hostile.packages import SHEET
from tests.fixtures.packages import STRICT_MAIN, sheet_xml, styled, zipped
from xltools.grids.grid import Grid
from xltools.limits import Limits
from xltools.readers import read_content
from xltools.readers.cell_budget import CellBudget
from xltools.readers.refusal import RefusedError
from xltools.readers.xlsx import normalise as sheets
from xltools.readers.xlsx.canonical import CanonicalSheet, canonical_sheet
from xltools.readers.xlsx.normalise import normalise_sheet
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department


def _template(path: Path, _: Grid) -> Path:
    write_department(build_book(build_sheet(1), build_sheet(2, kind="special_fund")), path, spare_sheets=1)
    return path


def _package(path: Path, _: Grid) -> Path:
    path.write_bytes(zipped(parts(301)))
    return path


def _odd_values(path: Path, cells: Grid) -> Path:
    """Formulas, errors, per cents, hidden rows and columns, rich text, blanks between."""
    with_xlsxwriter(path, cells)

    def change(xml: bytes) -> bytes:
        xml = xml.replace(b"<v>1200000</v>", b"<f>IF(E4&gt;1,E4+G4,'a'&amp;\"x\")</f><v>1200000</v>")
        xml = xml.replace(b'<c r="G4"><v>200000</v>', b'<c r="G4" t="e"><f>1/0</f><v>#SPILL!</v>')
        xml = xml.replace(b"<v>20</v>", b"<f>B6</f>")
        xml = xml.replace(b'<row r="12"', b'<row hidden="1" r="12"').replace(
            b'<row hidden="1" r="12"', b'<row r="12" hidden="1"'
        )
        xml = xml.replace(b"<sheetData>", b'<cols><col min="3" max="4" width="9" hidden="1"/></cols><sheetData>')
        runs = b'<r><t>a </t></r><r><t xml:space="preserve"> b </t></r><rPh sb="0" eb="1"><t>x</t></rPh>'
        rich = b'<row r="30"><c r="B30" t="inlineStr"><is>%b</is></c></row></sheetData>' % runs
        return xml.replace(b"</sheetData>", rich)

    return change_parts(path, {SHEETS: change})


WRITERS = [with_openpyxl, with_xlsxwriter, lambda path, cells: as_wps(with_openpyxl(path, cells)), _template, _package]
NAMES = ["openpyxl", "XlsxWriter", "WPS dimension", "our template", "bare package"]


def _grids(path: Path) -> tuple[Grid, ...]:
    workbook = read_content(path.read_bytes(), ".xlsx", "a.xlsx").workbook
    assert workbook is not None
    assert workbook.notes == ()
    return workbook.sheets


@pytest.mark.parametrize("write", WRITERS, ids=NAMES)
def test_what_known_programs_write_passes_as_it_is(write: Callable[[Path, Grid], Path], tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", form(301))
    workbook = read_content(path.read_bytes(), ".xlsx", "a.xlsx").workbook
    assert workbook is not None
    assert workbook.traces is not None
    # A sheet written anew keeps its cells only.
    assert list(workbook.traces.sheets) == [grid.sheet for grid in workbook.sheets]


@pytest.mark.parametrize("write", [*WRITERS, _odd_values], ids=[*NAMES, "odd values"])
def test_a_sheet_written_anew_says_the_same(
    write: Callable[[Path, Grid], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.xlsx", form(301))
    as_it_is = _grids(path)
    monkeypatch.setattr(sheets, "canonical_sheet", _only_rewritten)
    assert [_without_blank_ends(grid) for grid in _grids(path)] == [_without_blank_ends(grid) for grid in as_it_is]


def _only_rewritten(xml: bytes, percents: frozenset[bytes]) -> CanonicalSheet | None:
    """As if nothing that another program wrote were canonical."""
    return canonical_sheet(xml, percents) if xml.startswith(b"<worksheet><") else None


def _without_blank_ends(grid: Grid) -> tuple[object, ...]:
    """What a grid says: a styled blank cell says nothing."""
    rows = [
        tuple(row[: max((n for n, value in enumerate(row, 1) if value not in ("", None)), default=0)])
        for row in grid.rows
    ]
    while rows and not rows[-1]:
        rows.pop()
    filled = {(r, c) for r, row in enumerate(rows, 1) for c, value in enumerate(row, 1) if value not in ("", None)}
    return (
        *(
            grid.sheet,
            rows,
            sorted(grid.merged),
            grid.formulas,
            dict(grid.formula_texts),
            grid.uncalculated,
            grid.errors,
        ),
        *(grid.percents & filled, grid.hidden_rows, grid.hidden_columns, grid.hidden),
    )


def test_the_strict_dialect_is_canonical_too() -> None:
    xml = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>', main=STRICT_MAIN)
    assert normalise_sheet(xml, CellBudget(Limits()), "a.xml").traces is not None


def test_styled_blanks_are_left_out_of_a_large_block() -> None:
    blanks = "".join(f'<row r="{row}"><c r="A{row}" s="1"/><c r="Z{row}" s="1"/></row>' for row in range(2, 3000))
    budget = CellBudget(Limits())
    normalised = normalise_sheet(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>' + blanks), budget, "a.xml")
    assert [address for address, _, _ in normalised.sheet.filled] == [(1, 1)]
    assert budget.area == 1


def test_the_cells_of_a_large_list_are_counted_once() -> None:
    rows = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{c}{row}"><v>1</v></c>' for c in "ABCDE") + "</row>"
        for row in range(1, 5001)
    )
    budget = CellBudget(Limits())
    normalise_sheet(sheet_xml(rows), budget, "a.xml")
    assert (budget.cells, budget.area) == (25_000, 25_000)


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        (Limits(cells=100), "cells"),
        (Limits(area=150), "area"),
        (Limits(merges=20), "merges"),
    ],
)
def test_the_budget_is_that_of_all_sheets(limits: Limits, named: str) -> None:
    budget = CellBudget(limits)
    xml = parts(301)[SHEET]
    normalise_sheet(xml, budget, "a.xml")
    with pytest.raises(RefusedError) as refused:
        normalise_sheet(xml, budget, "b.xml")
    assert refused.value.values["limit"] == named


def test_a_cell_with_two_values_is_damage() -> None:
    sent = read_content(zipped(styled('<row r="1"><c r="A1"><v>780</v><v>55</v></c></row>')), ".xlsx", "a.xlsx")
    assert sent.problem
    assert (sent.problem.rule, "A1 有两个值" in sent.problem.message.zh) == ("F03", True)
