"""Every kind of file that the project makes is one that Excel is expected to open cleanly: two auditors say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator

from macros.excel import addin
from tests.auditor import audit
from tests.county.counties import county
from tests.template.test_library import LIBRARY
from workbooks.build import HERE
from xltools.county.data import CountyData
from xltools.department.fill import fill_workbook
from xltools.department.notice import notice_workbook
from xltools.department.returns import Returned, return_workbook
from xltools.derive.library import choose_entries
from xltools.editor import sign
from xltools.rules.examples import build_book, build_sheet
from xltools.summary import write_summary
from xltools.template import write_department


def template(**options: Any) -> bytes:
    buffer = BytesIO()
    sheet = build_sheet(code="302-0401-YXN-1AB2", plan="20/50/40/100", unit="302001示范县水利局")
    write_department(build_book(sheet, department_code="302", department_name="示范县水利局"), buffer, **options)
    return buffer.getvalue()


def returned(name: str, data: bytes) -> Returned:
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        return return_workbook(path, path.name, path.stem)


def returned_file(name: str, data: bytes) -> bytes:
    copy = returned(name, data).data
    assert copy is not None
    return copy


def summary(data: CountyData) -> bytes:
    buffer = BytesIO()
    write_summary(data, buffer)
    return buffer.getvalue()


def small_county() -> CountyData:
    """Return two departments, and the files that cannot be read: the second auditor takes its time."""
    whole = county()
    return replace(whole, files=(*whole.files[:2], *whole.files[-4:]), containments=())


FILES: dict[str, Callable[[], bytes]] = {
    "template.xlsx": template,
    "template-with-macros.xlsm": lambda: template(macros=True),
    "template-with-library.xlsx": lambda: template(library=choose_entries(LIBRARY, ())),
    "blank-template.xlsx": (HERE / "blank-department.xlsx").read_bytes,
    "county-buttons.xlsm": (HERE / "county-buttons.xlsm").read_bytes,
    "roster.xlsx": (HERE / "roster-example.xlsx").read_bytes,
    "add-in.xlam": addin,
    "summary.xlsx": lambda: summary(small_county()),
    "filled-copy.xlsx": lambda: fill_workbook(template(), "302.xlsx", datetime(2020, 1, 1)).data,
    "returned-copy.xlsx": lambda: returned_file("302.xlsx", template()),
    "returned-copy-with-macros.xlsm": lambda: returned_file("302.xlsm", template(macros=True)),
    "returned-list.xlsx": lambda: returned_file("375.ods", next((HERE / "samples").glob("*.ods")).read_bytes()),
    "signed-copy.xlsx": lambda: sign(returned_file("302.xlsx", template()), "return"),
    "signed-notice.xlsx": lambda: sign(notice_workbook([returned("302.xlsx", template())]), "return"),
    "notice.xlsx": lambda: notice_workbook([returned("302.xlsx", template())]),
}


@cache
def made(name: str) -> bytes:
    return FILES[name]()


@pytest.mark.parametrize("name", FILES)
def test_the_auditor_finds_nothing(name: str) -> None:
    assert audit(made(name)) == ()


def test_the_auditor_finds_nothing_in_the_summary_of_a_whole_county() -> None:
    assert audit(summary(county())) == ()


@pytest.mark.parametrize("name", FILES)
def test_a_second_auditor_finds_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(made(name))
    assert OpenXmlValidator(max_errors=0).validate(tmp_path / name).errors == []
