"""The worksheets of .xls, .xlsb and .ods workbooks, parsed by python-calamine in a process of its own.

A parser that aborts takes its process with it. Values, merged blocks and hidden sheets are all that this way gives.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

from xltools.grids.grid import Block, Grid
from xltools.limits import Limits
from xltools.readers import calamine
from xltools.readers.grid_checks import check_grid
from xltools.readers.refusal import RefusedError, damaged, over
from xltools.text import Text

__all__ = ["parse_in_subprocess"]

_SERVE = f"import sys; from {calamine.__name__} import serve; serve(*map(int, sys.argv[1:]))"


def parse_in_subprocess(data: bytes, name: str, limits: Limits) -> tuple[Grid, ...]:
    """Return the worksheets of a workbook, read where an abort, a hang or a full memory harms no other file.

    ``name`` is what the grids call the file. Raises RefusedError where the other process cannot read the workbook, dies
    of it, or takes too long.
    """
    kind, answer = _ask(data, limits)
    if kind == "area":
        raise over("area", "表格占用的范围（行×列）", "The area in use", f"{answer:,}", f"{limits.area:,}")
    if kind != "sheets":
        raise _unreadable(str(answer), panic=kind == "panic")
    return tuple(_grid(name, sheet, limits) for sheet in answer)


def _grid(file: str, sheet: calamine.ParsedSheet, limits: Limits) -> Grid:
    name, rows, blocks, hidden = sheet
    merged = tuple(Block(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in blocks)
    grid = Grid(file, name, rows, merged, hidden=hidden)
    longest = max((len(value) for cells in rows for value in cells if isinstance(value, str)), default=0)
    check_grid(grid, longest, limits)
    return grid


def _unreadable(reason: str, *, panic: bool) -> RefusedError:
    if panic:
        return RefusedError("F07", detail=reason)
    return damaged(f"单元格内容读不出来（{reason}）", f"its cells cannot be read ({reason})")


def _interpreter() -> str:
    """Return a Python that can be started; inside LibreOffice ``sys.executable`` may be the office itself."""
    here = Path(sys.executable or "nowhere")
    folders = (here.parent, Path(sys.exec_prefix, "bin"), Path(sys.exec_prefix))
    beside = (folder / name for folder in folders for name in ("python.exe", "python3", "python"))
    for file in (here, *beside):
        if file.stem.lower().startswith("python") and file.is_file():
            return str(file)
    raise RefusedError(
        "F07", detail=Text("这里没有可用的 Python，读不了旧格式", "there is no Python here to read an older format")
    )


def _ask(data: bytes, limits: Limits) -> tuple[str, Any]:
    """Return the answer of :func:`xltools.readers.calamine.serve`."""
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
        raise RefusedError("F07", detail=Text(f"{seconds} 秒内没有读完", f"not done in {seconds} s")) from error
    except OSError as error:
        raise RefusedError("F07", detail=str(error)) from error
    if done.returncode:
        code = done.returncode
        raise RefusedError("F07", detail=Text(f"进程退出码 {code}", f"the process ended with code {code}"))
    kind, answer = pickle.loads(done.stdout)  # noqa: S301 - written by our own module
    return kind, answer
