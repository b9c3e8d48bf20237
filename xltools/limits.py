"""Limits of size and time above which a file is refused; a county can raise them for a workbook that it knows."""

from __future__ import annotations

from xltools.quick_dataclass import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The safety limits of one file. A department workbook of 30 projects reaches a twentieth of any of them.

    The ``[limits]`` section of the rule settings changes them by name; every one is a whole number above 0.
    """

    file_mb: int = 20
    """size of the file"""
    unpacked_mb: int = 200
    """size of all parts together once unpacked, pictures included, as the file states it"""
    part_mb: int = 12
    """size of one part that is read (a sheet, the texts), unpacked"""
    text_mb: int = 16
    """size of all parts that are read, unpacked; also what all cells' texts may come to"""
    ratio: int = 300
    """how many times a part above 1 MB may be larger unpacked than packed"""
    parts: int = 5_000
    """parts of the package"""
    sheets: int = 1_000
    """worksheets"""
    cells: int = 150_000
    """cells of all sheets, styled blanks included"""
    area: int = 2_000_000
    """rows times columns of the blocks that the sheets' filled cells span, all sheets together"""
    rows: int = 20_000
    """content below this row is left out and reported"""
    columns: int = 702
    """content to the right of this column (ZZ) is left out and reported"""
    merges: int = 20_000
    """merged blocks of all sheets"""
    cell_text: int = 32_767
    """characters of one cell; Excel itself holds no more"""
    file_seconds: int = 120
    """time for one file in a worker process; a file that takes longer is given up"""
    worker_mb: int = 2_048
    """memory of a worker process, where the system can limit it; a file that needs more is given up"""
    parser_seconds: int = 10
    """time for reading a file of an older format (.xls, .xlsb, .ods), in a process of its own"""
    parser_mb: int = 512
    """memory for the same, where the system can limit it"""
