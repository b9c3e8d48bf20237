"""What an engine said of a file: one line of the table."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from macros.excel import HERE, OWN_MODULES, SHARED_MODULES
from xltools.macro_sources import MODULES, read_sources

__all__ = ["ADDIN", "BOOKS", "FILES", "SAMPLE", "WORKBOOKS", "Said", "comparable", "expected_modules", "plant_result"]

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
ADDIN = WORKBOOKS / "xltools.xlam"
SAMPLE = WORKBOOKS / "samples" / "355安河县人力资源和社会保障局.xlsx"
"""A filled template with planted faults."""
BOOKS = (
    WORKBOOKS / "blank-department.xlsx",
    WORKBOOKS / "blank-department.xlsm",
    WORKBOOKS / "county-buttons.xlsm",
    WORKBOOKS / "roster-example.xlsx",
    SAMPLE,
)
"""Templates without and with buttons, the county's workbook, a roster, and a filled template."""
FILES = (*BOOKS, ADDIN)


@dataclass(frozen=True, slots=True)
class Said:
    """The engine with its version, the file, what was looked at, the answer, and whether that was expected."""

    engine: str
    file: str
    what: str
    answer: str
    ok: bool


@cache
def expected_modules(path: Path) -> dict[str, str]:
    """Return the sources of the VBA modules that a file must hold, by name, without the modules of its sheets."""
    if path == ADDIN:
        own = {name: (HERE / "vba" / f"{name}.bas").read_text("ascii") for name in OWN_MODULES}
        return {name: read_sources()[name] for name in SHARED_MODULES} | own
    return {name: read_sources()[name] for name in MODULES} if path.suffix == ".xlsm" else {}


def comparable(source: str) -> str:
    """Return VBA source without line ends and the attributes that an engine may show or hide."""
    lines = (line.rstrip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("Attribute "))


def plant_result(folder: Path) -> Path:
    """Return a copy of the sample in which the stored result of one formula (E5 of 目录) is wrong."""
    path = folder / f"{SAMPLE.stem}（改了一个结果）.xlsx"
    with zipfile.ZipFile(SAMPLE) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "xl/worksheets/sheet2.xml":
                data, changed = re.subn(rb'(<c r="E5"[^>]*><f>[^<]*</f><v>)8640000', rb"\g<1>8650000", data)
                assert changed == 1
            after.writestr(name, data)
    return path
