"""Every form as people bend it: moved, with rows in between, unmerged, twice on a sheet, below or beside itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.forms.clean import CLEAN
from tests.forms.layouts import LAYOUTS, Layout, workbook
from tests.forms.test_layouts import amounts, cell
from xltools.forms.interpret import interpret
from xltools.grids.grid import Block, CellValue, Grid
from xltools.model import Severity, TargetSheet
from xltools.readers import read_content


def moved(grid: Grid, rows: int = 2, columns: int = 1) -> Grid:
    cells = [[""] * columns + [*row] for row in [*[[]] * rows, *grid.rows]]
    return replace(grid, rows=cells, merged=blocks(grid, rows, columns))


def blocks(grid: Grid, rows: int, columns: int) -> tuple[Block, ...]:
    return tuple(
        Block(block.top + rows, block.left + columns, block.bottom + rows, block.right + columns)
        for block in grid.merged
    )


def unmerged(grid: Grid) -> Grid:
    """As open books show it, and people who undo merges."""
    return replace(grid, merged=())


def spaced(grid: Grid) -> Grid:
    """A blank row below each row."""
    merged = (block._replace(top=2 * block.top - 1, bottom=2 * block.bottom - 1) for block in grid.merged)
    return replace(grid, rows=[cells for row in grid.rows for cells in (row, [])], merged=tuple(merged))


def twice(grid: Grid) -> Grid:
    down = grid.height + 2
    return replace(grid, rows=[*grid.rows, [], [], *grid.rows], merged=(*grid.merged, *blocks(grid, down, 0)))


def beside(grid: Grid) -> Grid:
    width = grid.width + 1
    rows = [[*row, *[""] * (width - len(row)), *row] for row in grid.rows]
    return replace(grid, rows=rows, merged=(*grid.merged, *blocks(grid, 0, width)))


def content(sheet: TargetSheet, layout: Layout) -> tuple[object, ...]:
    columns = {key: cell(sheet.indicators[0], key) for key in layout.columns}
    words = (sheet.form.id, sheet.name.value, sheet.unit_name, sheet.goal.entry.value)
    return (*words, amounts(sheet), len(sheet.indicators), columns)


@pytest.mark.parametrize(
    ("bend", "count"),
    [(moved, 1), (unmerged, 1), (spaced, 1), (twice, 2), (beside, 2)],
    ids=lambda value: str(value)[:17],
)
@pytest.mark.parametrize("form", LAYOUTS)
def test_a_bent_form_is_read_whole(form: str, bend: Callable[[Grid], Grid], count: int) -> None:
    layout = LAYOUTS[form]
    if form == "YTH2023" and bend is beside:
        return  # a list is as wide as a page
    file = read_content(workbook(layout.text), ".xlsx", "a.xlsx").workbook
    assert file is not None
    result = interpret([bend(file.sheets[0])], "a.xlsx")
    sheets = result.book.all_sheets[:: 2 if form == "YTH2023" else 1]
    words = (layout.form, layout.name, layout.unit, layout.goal)
    expected = (*words, layout.money, layout.indicators, layout.columns)
    assert [content(sheet, layout) for sheet in sheets] == [expected] * count
    assert result.findings == ()


def put_beside(first: Grid, second: Grid) -> Grid:
    shift = first.width + 1
    rows: list[list[CellValue]] = []
    for row in range(max(first.height, second.height)):
        cells = list(first.rows[row]) if row < first.height else []
        rows.append([*cells, *[""] * (shift - len(cells)), *(second.rows[row] if row < second.height else [])])
    return replace(first, rows=rows, merged=(*first.merged, *blocks(second, 0, shift)))


def grids(*texts: str) -> list[Grid]:
    files = [read_content(workbook(text), ".xlsx", "a.xlsx").workbook for text in texts]
    return [file.sheets[0] for file in files if file is not None]


@pytest.mark.parametrize("right", ["HUNAN2023", "MOF2021", "SELF2020"])
@pytest.mark.parametrize("left", CLEAN)
def test_a_form_beside_another_kind_of_form_is_not_lost_in_silence(left: str, right: str) -> None:
    if "YTH2023" in (left, right) or left == right:
        return  # a list is as wide as a page; the same form twice is read
    result = interpret([put_beside(*grids(CLEAN[left].text, CLEAN[right].text))], "a.xlsx")
    read = {(sheet.form.id, sheet.name.value) for sheet in result.book.all_sheets}
    whole = read == {(form, CLEAN[form].name) for form in (left, right)}
    assert whole or any(one.severity is Severity.ERROR for one in result.findings)


CHOICES = "一级指标 | 二级指标 | 三级指标\n产出指标 | 数量指标 | 填数量\n效益指标 | 社会效益指标 | 填效益"


@pytest.mark.parametrize("form", [form for form in CLEAN if form != "YTH2023"])
def test_a_list_of_choices_is_no_lost_form(form: str) -> None:
    first, choices = grids(CLEAN[form].text, "填表说明 | |\n" + CHOICES)
    down = replace(first, rows=[*first.rows, [], [], *moved(choices, rows=0, columns=4).rows])
    for sheet in (put_beside(first, choices), put_beside(choices, first), down):
        result = interpret([sheet], "a.xlsx")
        assert [one for one in result.findings if one.rule == "R23" and one.severity is Severity.ERROR] == []


@pytest.mark.parametrize("form", ["HB2020", "HUNAN2023"])
def test_a_table_of_targets_beside_a_form_is_told_once(form: str) -> None:
    table = "一级指标 | 二级指标 | 三级指标 | 指标值\n产出指标 | 数量指标 | 桥梁座数 | ≥3座"
    result = interpret([put_beside(*grids(CLEAN[form].text, table))], "a.xlsx")
    assert [(one.rule, one.severity, one.place.cell) for one in result.findings] == [("R23", Severity.ERROR, "I1")]
