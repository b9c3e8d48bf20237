"""The workbooks that are mutated: small ones of every format and of several writers."""

from __future__ import annotations

import io
from pathlib import Path

from tests.fixtures.books import with_openpyxl, with_prefix, with_xlsxwriter
from tests.fixtures.forms import form, parts
from tests.fixtures.legacy import ods, xls, xlsb_parts
from tests.fixtures.packages import zipped
from tests.fixtures.zips import Member, raw_zip
from xltools.model import DepartmentBook
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department

__all__ = ["OLDER", "bases"]

OLDER = frozenset({".xls", ".xlsb", ".ods"})
"""Suffixes of the formats that are parsed in a process of their own, which takes its time."""


def _department(number: int) -> DepartmentBook:
    unit = f"{number}001示范县第{number}局"
    fund = build_sheet(
        1, kind="special_fund", unit=unit, code=f"{number}-9999-JSN-0001", budget="725000.00", fiscal="725000.00"
    )
    project = build_sheet(
        2, unit=unit, code=f"{number}-0401-YXN-0002", budget="1073060.37", fiscal="1000000.00", other="73060.37"
    )
    return build_book(fund, project, department_code=str(number), department_name=f"示范县第{number}局")


def _template(number: int, *, macros: bool = False) -> bytes:
    buffer = io.BytesIO()
    write_department(_department(number), buffer, spare_sheets=1, macros=macros)
    return buffer.getvalue()


def bases(folder: Path) -> list[tuple[str, bytes]]:
    """Suffix and bytes of each, those of .xlsx first."""
    cells = form(303, {(11, 5): "100%"})
    return [
        (".xlsx", zipped(parts(301))),
        (".xlsx", _template(302)),
        (".xlsm", _template(304, macros=True)),
        (".xlsx", with_openpyxl(folder / "a.xlsx", cells).read_bytes()),
        (".xlsx", with_xlsxwriter(folder / "b.xlsx", cells).read_bytes()),
        (".xlsx", with_prefix(with_xlsxwriter(folder / "c.xlsx", form(305))).read_bytes()),
        (".xls", xls(form(306))),
        (".xlsb", raw_zip([Member(name, content) for name, content in xlsb_parts(form(307)).items()])),
        (".ods", ods(form(308))),
    ]
