"""Reading with python-calamine, and the process of its own in which it runs.

That process starts for each such file, so this module imports next to nothing.
"""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

    from xltools.grids.grid import CellValue

    ParsedSheet = tuple[str, Sequence[Sequence[CellValue]], list[tuple[tuple[int, int], tuple[int, int]]], bool]
    """Name, rows from A1 on, merged blocks as (row, column) from 0 of both corners, and whether it is hidden."""

__all__ = ["CalamineFailure", "ParsedSheet", "read_sheets", "serve"]


class CalamineFailure(Exception):  # noqa: N818 - the failure of a parser, not an error of ours
    """Calamine cannot read the file; ``panic`` is True where its Rust code broke down."""

    def __init__(self, reason: str, *, panic: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.panic = panic


def read_sheets(file: BinaryIO) -> Iterator[ParsedSheet]:
    """Yield the worksheets of a workbook, in the order of their tabs."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(file)
        for index, metadata in enumerate(workbook.sheets_metadata):
            if metadata.typ is SheetTypeEnum.WorkSheet:
                sheet = workbook.get_sheet_by_index(index)
                rows = sheet.to_python(skip_empty_area=False)
                blocks = list(sheet.merged_cell_ranges or ())
                yield metadata.name, rows, blocks, metadata.visible is not SheetVisibleEnum.Visible
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except Exception as error:
        raise CalamineFailure((str(error).strip() or type(error).__name__).splitlines()[0][:120]) from error
    except BaseException as error:
        # A panic of the Rust code is an exception beside all those that a program would catch.
        raise CalamineFailure("panic", panic=True) from error


def serve(memory_mb: int, area: int) -> None:
    """Read a workbook from stdin and write its sheets to stdout, or the failure, or its size if that is over ``area``.

    ``memory_mb`` is a limit in megabytes, ``area`` one in rows times columns of all sheets.
    """
    _limit_memory(memory_mb << 20)
    sheets: list[ParsedSheet] = []
    answer: tuple[str, object] = ("sheets", sheets)
    taken = 0
    try:
        for sheet in read_sheets(io.BytesIO(sys.stdin.buffer.read())):
            sheets.append(sheet)
            taken += sum(map(len, sheet[1]))
            if taken > area:
                answer = ("area", taken)
                break
    except CalamineFailure as failure:
        answer = ("panic" if failure.panic else "failure", failure.reason)
    sys.stdout.buffer.write(pickle.dumps(answer, protocol=5))


def _limit_memory(max_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit: the limits of size and time have to suffice there
        return
    for kind, value in ((resource.RLIMIT_AS, max_bytes), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
