"""Cells as python-calamine gives them: in this process what the guard has put in its plain form, and in a process of
its own what only the parser can look into (.xls, .xlsb, .ods), since a parser that aborts takes its process with it.
"""

from __future__ import annotations

import io
import os
import pickle
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from xltools.forms.grid import Block, CellValue
from xltools.model import column_letters
from xltools.rules.limits import Limits
from xltools.workbook.guard.package import Package
from xltools.workbook.guard.refusal import RefusedError, damaged, over

__all__ = ["RawSheet", "parse_outside", "parse_package", "serve"]

Rows = Sequence[Sequence[CellValue]]

_MERGE = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_ERROR = re.compile(rb'(<c [^<>]*t="e"[^<>]*>(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?<v>)[^<]*(</v>)')
_SERVE = f"import sys; from {__name__} import serve; serve(*map(int, sys.argv[1:]))"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A worksheet's values; ``rows[0][0]`` is A1."""

    name: str
    rows: Rows
    merged: tuple[Block, ...]
    hidden: bool


def parse_package(package: Package, limits: Limits) -> tuple[RawSheet, ...]:
    """The sheets of a package that the guard has opened. RefusedError where calamine cannot read it."""
    data = _plain_workbook(package)
    rows = [rows for _, rows, _, _ in _parsed(data, limits, merged=False)]
    return tuple(
        RawSheet(
            name=sheet.name,
            rows=cells,
            merged=tuple(
                Block(int(top), _column(left), int(bottom), _column(right))
                for left, top, right, bottom in _MERGE.findall(sheet.xml, max(sheet.xml.rfind(b"<mergeCells"), 0))
            ),
            hidden=sheet.state != "visible",
        )
        for sheet, cells in zip(package.sheets, rows, strict=True)
    )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _plain_workbook(package: Package) -> bytes:
    """The package as calamine gets it: nothing in it comes from the file but plain cells, texts and formats."""
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r{n}"/>' for n, _ in enumerate(package.sheets, 1))
    relations = "".join(
        _relation(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n, _ in enumerate(package.sheets, 1)
    )
    dates = '<workbookPr date1904="1"/>' if package.date1904 else ""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("_rels/.rels", _relations(_relation("r1", "officeDocument", "xl/workbook.xml")))
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(relations))
        archive.writestr("xl/workbook.xml", f"<workbook>{dates}<sheets>{sheets}</sheets></workbook>")
        archive.writestr("xl/sharedStrings.xml", package.strings or b"<sst></sst>")
        archive.writestr("xl/styles.xml", package.styles or b"<styleSheet></styleSheet>")
        for number, sheet in enumerate(package.sheets, 1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _cells_only(sheet.xml))
    return buffer.getvalue()


def _relations(items: str) -> str:
    return f"<Relationships>{items}</Relationships>"


def _relation(id: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{id}" Type="{_RELATIONS}/{kind}" Target="{escape(target)}"/>'


def _cells_only(xml: bytes) -> bytes:
    begin, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    cells = xml[begin:end] if 0 <= begin < end else b"<sheetData>"
    if b't="e"' in cells:
        # The reader takes the error's own name from the sheet; calamine gives up on those of newer Excel (#SPILL!).
        cells = _ERROR.sub(rb"\1#N/A\2", cells)
    return b"<worksheet>" + cells + b"</sheetData></worksheet>"


def _parsed(data: bytes, limits: Limits, *, merged: bool) -> Iterator[tuple[str, Rows, tuple[Block, ...], bool]]:
    """Name, rows, merged blocks and whether it is hidden, for each worksheet."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for index, metadata in enumerate(workbook.sheets_metadata):
            if metadata.typ is not SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_index(index)
            rows: Rows = sheet.to_python(skip_empty_area=False)
            _check_texts(rows, metadata.name, limits)
            blocks = (sheet.merged_cell_ranges or ()) if merged else ()
            yield (
                metadata.name,
                rows,
                tuple(Block(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in blocks),
                metadata.visible is not SheetVisibleEnum.Visible,
            )
    except (KeyboardInterrupt, SystemExit, GeneratorExit, RefusedError):
        raise
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0][:120]
        raise damaged(f"单元格内容读不出来（{reason}）", f"its cells cannot be read ({reason})") from error
    except BaseException as error:
        # A panic of the Rust code comes as an exception of its own, below none that a program would catch.
        raise RefusedError("F07", detail="panic", detail_en="panic") from error


def _check_texts(rows: Rows, sheet: str, limits: Limits) -> None:
    most = limits.cell_text
    for number, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            if type(value) is str and len(value) > most:
                cell = f"{sheet}!{column_letters(column)}{number}"
                raise over("cell_text", f"{cell} 的字数", f"Characters in {cell}", f"{len(value):,}", f"{most:,}")


# --- a process of its own --------------------------------------------------------------------------------------------


def parse_outside(data: bytes, limits: Limits) -> tuple[RawSheet, ...]:
    """The worksheets of any workbook, read where an abort, a hang or a full memory harms nobody else.

    RefusedError where the other process cannot read it, dies of it, or takes too long.
    """
    command = [sys.executable, "-c", _SERVE, str(limits.parser_mb), str(limits.cell_text), str(limits.area)]
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
    answer = pickle.loads(done.stdout)  # noqa: S301 - written by our own module
    if isinstance(answer, RefusedError):
        raise answer
    sheets: tuple[RawSheet, ...] = answer
    return sheets


def serve(memory: int, cell_text: int, area: int) -> None:
    """Read a workbook from stdin and write its sheets, or why there are none, to stdout."""
    _limit_memory(memory << 20)
    limits = Limits(cell_text=cell_text, area=area)
    answer: tuple[RawSheet, ...] | RefusedError
    try:
        sheets: list[RawSheet] = []
        taken = 0
        for sheet in _parsed(sys.stdin.buffer.read(), limits, merged=True):
            sheets.append(RawSheet(*sheet))
            taken += sum(map(len, sheets[-1].rows))
            if taken > area:
                raise over("area", "表格占用的范围（行×列）", "The area in use", f"{taken:,}", f"{area:,}")
        answer = tuple(sheets)
    except RefusedError as refusal:
        answer = refusal
    sys.stdout.buffer.write(pickle.dumps(answer, protocol=5))


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; time and the guard's own checks bound it there
        return
    for kind, value in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
