"""Addresses of blocks, and covering cells with blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.desktop.libreoffice.addresses import (
    LAST_ROW,
    CellBlock,
    cover_cells,
    parse_address,
    quoted_sheet,
    split_sheet,
)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("A1", CellBlock(1, 1)),
        ("$b$2", CellBlock(2, 2)),
        ("A1:C9", CellBlock(1, 1, 9, 3)),
        ("$C$9:A1", CellBlock(1, 1, 9, 3)),
        ("XFD1048576", CellBlock(1048576, 16384)),
        ("A:C", CellBlock(1, 1, LAST_ROW, 3)),
        ("$AA:$AA", CellBlock(1, 27, LAST_ROW, 1)),
        ("2:3", CellBlock(2, 1, 2, 16384)),
        ("XFE1", None),
        ("A0", None),
        ("A1048577", None),
        ("A1:", None),
        ("A1,B2", None),
        ("预算数", None),
        ("", None),
    ],
)
def test_parse_address(text: str, block: CellBlock | None) -> None:
    assert parse_address(text) == block


def test_a_row_is_as_long_as_the_sheet_is_wide() -> None:
    assert parse_address("5:5", last_column=1024) == CellBlock(5, 1, 1, 1024)


@pytest.mark.parametrize(
    ("block", "absolute", "relative"),
    [
        (CellBlock(1, 1), "$A$1", "A1"),
        (CellBlock(2, 28, 3, 2), "$AB$2:$AC$4", "AB2:AC4"),
        (CellBlock(1, 1, LAST_ROW, 2), "$A:$B", "A:B"),
        (CellBlock(3, 2, 0, 4), "$B$3{0x4}", "B3{0x4}"),
    ],
)
def test_a1(block: CellBlock, absolute: str, relative: str) -> None:
    assert (block.a1(), block.a1(False, False)) == (absolute, relative)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("A1", (None, "A1")),
        ("Sheet1!A1", ("Sheet1", "A1")),
        ("'a b'!A1:B2", ("a b", "A1:B2")),
        ("'O''Neil'!x", ("O'Neil", "x")),
        ("'a!b'!x", ("a!b", "x")),
        ("项目1!$A$1", ("项目1", "$A$1")),
    ],
)
def test_split_sheet(text: str, parts: tuple[str | None, str]) -> None:
    assert split_sheet(text) == parts


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("Sheet1", "Sheet1"),
        ("项目清单", "项目清单"),
        ("项目 1", "'项目 1'"),
        ("1月", "'1月'"),
        ("O'Neil", "'O''Neil'"),
        ("A1", "'A1'"),
        ("R1C1", "'R1C1'"),
        ("a-b", "'a-b'"),
    ],
)
def test_quoted_sheet(name: str, quoted: str) -> None:
    assert quoted_sheet(name) == quoted
    assert split_sheet(f"{quoted}!A1") == (name, "A1")


@pytest.mark.parametrize(
    ("name", "book", "quoted"),
    [("Sheet1", "Book1", "[Book1]Sheet1"), ("Sheet1", "my book.xlsx", "'[my book.xlsx]Sheet1'")],
)
def test_quoted_sheet_of_a_book(name: str, book: str, quoted: str) -> None:
    assert quoted_sheet(name, book) == quoted


@pytest.mark.parametrize(
    ("cells", "blocks"),
    [
        ([], []),
        ([(1, 1)], [CellBlock(1, 1)]),
        ([(1, 1), (1, 2), (2, 1), (2, 2)], [CellBlock(1, 1, 2, 2)]),
        ([(1, 1), (1, 3)], [CellBlock(1, 1), CellBlock(1, 3)]),
        ([(1, 1), (3, 1)], [CellBlock(1, 1), CellBlock(3, 1)]),
        ([(1, 1), (1, 2), (2, 1)], [CellBlock(1, 1, 1, 2), CellBlock(2, 1)]),
    ],
)
def test_cover(cells: list[tuple[int, int]], blocks: list[CellBlock]) -> None:
    assert cover_cells(cells) == blocks


@given(st.sets(st.tuples(st.integers(1, 12), st.integers(1, 12))))
def test_cover_holds_each_cell_once(cells: set[tuple[int, int]]) -> None:
    held = [
        (row, column)
        for block in cover_cells(cells)
        for row in range(block.row, block.last_row + 1)
        for column in range(block.column, block.last_column + 1)
    ]
    assert sorted(held) == sorted(cells)


@given(st.integers(1, 1048570), st.integers(1, 16380), st.integers(1, 5), st.integers(1, 4))
def test_addresses_come_back(row: int, column: int, rows: int, columns: int) -> None:
    block = CellBlock(row, column, rows, columns)
    assert parse_address(block.a1()) == block
    assert parse_address(block.a1(False, False).lower()) == block
