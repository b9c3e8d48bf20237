"""Cells from checked files: in this process what the guard has put in its plain form, and in a process of its own what
only the parser can look into (.xls, .xlsb, .ods), since a parser that aborts takes its process with it.
"""

from __future__ import annotations

import html
import io
import os
import pickle
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltools.forms.grid import Block, CellValue
from xltools.model import column_letters
from xltools.rules.limits import Limits
from xltools.workbook import calamine
from xltools.workbook.calamine import CalamineFailure, read_sheets
from xltools.workbook.guard.package import Package
from xltools.workbook.guard.plain import CellFacts
from xltools.workbook.guard.refusal import RefusedError, damaged, over

__all__ = ["RawSheet", "parse_outside", "parse_package"]

Rows = Sequence[Sequence[CellValue]]

_ERROR = re.compile(rb'(<c [^<>]*t="e"[^<>]*>(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?<v>)[^<]*(</v>)')
_SERVE = f"import sys; from {calamine.__name__} import serve; serve(*map(int, sys.argv[1:]))"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A worksheet's values; ``rows[0][0]`` is A1."""

    name: str
    rows: Rows
    facts: CellFacts
    hidden: bool


def parse_package(package: Package, limits: Limits) -> tuple[RawSheet, ...]:
    """The sheets of a package that the guard has opened. RefusedError where calamine cannot read it."""
    try:
        rows = [cells for _, cells, _, _ in read_sheets(_plain_workbook(package), merged=False)]
    except CalamineFailure as failure:
        raise _unreadable(failure.reason, panic=failure.panic) from failure
    return _checked(
        (
            RawSheet(
                name=sheet.name,
                rows=cells,
                facts=sheet.facts,
                hidden=sheet.state != "visible",
            )
            for sheet, cells in zip(package.sheets, rows, strict=True)
        ),
        limits,
    )


def parse_outside(data: bytes, limits: Limits) -> tuple[RawSheet, ...]:
    """The worksheets of any workbook, read where an abort, a hang or a full memory harms nobody else.

    RefusedError where the other process cannot read it, dies of it, or takes too long.
    """
    kind, answer = _ask(data, limits)
    if kind == "area":
        raise over("area", "表格占用的范围（行×列）", "The area in use", f"{answer:,}", f"{limits.area:,}")
    if kind != "sheets":
        raise _unreadable(str(answer), panic=kind == "panic")
    return _checked(
        (
            RawSheet(
                name,
                rows,
                CellFacts(
                    merged=tuple(
                        Block(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in blocks
                    )
                ),
                hidden,
            )
            for name, rows, blocks, hidden in answer
        ),
        limits,
    )


def _unreadable(reason: str, *, panic: bool) -> RefusedError:
    if panic:
        return RefusedError("F07", detail=reason, detail_en=reason)
    return damaged(f"单元格内容读不出来（{reason}）", f"its cells cannot be read ({reason})")


def _checked(sheets: Iterable[RawSheet], limits: Limits) -> tuple[RawSheet, ...]:
    """The sheets, unless a cell holds more than a cell can, or merged blocks lie over one another."""
    checked = tuple(sheets)
    for sheet in checked:
        if [1 for cells in sheet.rows for value in cells if type(value) is str and len(value) > limits.cell_text]:
            raise _too_long(sheet, limits)
        _check_merged(sheet)
    return checked


def _too_long(sheet: RawSheet, limits: Limits) -> RefusedError:
    row, column, length = next(
        (row, column, len(value))
        for row, cells in enumerate(sheet.rows, 1)
        for column, value in enumerate(cells, 1)
        if type(value) is str and len(value) > limits.cell_text
    )
    cell = f"{sheet.name}!{column_letters(column)}{row}"
    return over("cell_text", f"{cell} 的字数", f"Characters in {cell}", f"{length:,}", f"{limits.cell_text:,}")


def _check_merged(sheet: RawSheet) -> None:
    """Which cell a value belongs to must not be open to doubt; spreadsheet programs call such a file broken, too."""
    height, width = len(sheet.rows), max(map(len, sheet.rows), default=0)
    blocks = [
        (block, range(block.top, min(block.bottom, height) + 1), range(block.left, min(block.right, width) + 1))
        for block in sheet.facts.merged
    ]
    cells = sum(len(rows) * len(columns) for _, rows, columns in blocks)
    # More cells than the sheet has must overlap; then they are not all laid out to find where.
    if cells <= height * width and cells == len({(r, c) for _, rows, columns in blocks for r in rows for c in columns}):
        return
    covered: set[tuple[int, int]] = set()
    for block, rows, columns in blocks:
        for row in rows:
            before = len(covered)
            covered.update((row, column) for column in columns)
            if len(covered) < before + len(columns):
                cell = f"{sheet.name}!{column_letters(block.left)}{block.top}"
                raise damaged(f"从 {cell} 起合并的单元格与别的重叠", f"the cells merged from {cell} on overlap others")


# --- a package that calamine can be trusted with ---------------------------------------------------------------------


def _plain_workbook(package: Package) -> io.BytesIO:
    """The package as calamine gets it: nothing in it comes from the file but plain cells, texts and formats."""
    numbers = range(1, len(package.sheets) + 1)
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    relations = "".join(_relation(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers)
    dates = '<workbookPr date1904="1"/>' if package.date1904 else ""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("_rels/.rels", _relations(_relation("r1", "officeDocument", "xl/workbook.xml")))
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(relations))
        archive.writestr("xl/workbook.xml", f"<workbook>{dates}<sheets>{sheets}</sheets></workbook>")
        archive.writestr("xl/sharedStrings.xml", package.strings or b"<sst></sst>")
        archive.writestr("xl/styles.xml", package.styles or b"<styleSheet></styleSheet>")
        for number, sheet in zip(numbers, package.sheets, strict=True):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _cells_only(sheet.xml))
    buffer.seek(0)
    return buffer


def _relations(items: str) -> str:
    return f"<Relationships>{items}</Relationships>"


def _relation(id: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{id}" Type="{_RELATIONS}/{kind}" Target="{html.escape(target)}"/>'


def _cells_only(xml: bytes) -> bytes:
    begin, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    cells = xml[begin:end] if 0 <= begin < end else b"<sheetData>"
    if b't="e"' in cells:
        # The reader takes the error's own name from the sheet; calamine gives up on those of newer Excel (#SPILL!).
        cells = _ERROR.sub(rb"\1#N/A\2", cells)
    return b"<worksheet>" + cells + b"</sheetData></worksheet>"


# --- a process of its own --------------------------------------------------------------------------------------------


def _interpreter() -> str:
    """A Python that can be started; inside LibreOffice ``sys.executable`` may be the office itself."""
    here = Path(sys.executable or "nowhere")
    folders = (here.parent, Path(sys.exec_prefix, "bin"), Path(sys.exec_prefix))
    beside = (folder / name for folder in folders for name in ("python.exe", "python3", "python"))
    for file in (here, *beside):
        if file.stem.lower().startswith("python") and file.is_file():
            return str(file)
    raise RefusedError(
        "F07", detail="这里没有可用的 Python，读不了旧格式", detail_en="there is no Python here to read an older format"
    )


def _ask(data: bytes, limits: Limits) -> tuple[str, Any]:
    """What :func:`xltools.workbook.calamine.serve` answers."""
    command = [_interpreter(), "-c", _SERVE, str(limits.parser_mb), str(limits.area)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "RUST_BACKTRACE": "0"}
    try:
        done = subprocess.run(  # noqa: S603 - our own module in our own interpreter
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.parser_seconds,
            env=environment,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        seconds = limits.parser_seconds
        raise RefusedError("F07", detail=f"{seconds} 秒内没有读完", detail_en=f"not done in {seconds} s") from error
    except OSError as error:
        raise RefusedError("F07", detail=str(error), detail_en=str(error)) from error
    if done.returncode:
        code = done.returncode
        raise RefusedError("F07", detail=f"进程退出码 {code}", detail_en=f"the process ended with code {code}")
    kind, answer = pickle.loads(done.stdout)  # noqa: S301 - written by our own module
    return kind, answer
