"""The books of the self-test of the buttons: invented content whose faults, blanks and sums are known beforehand."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from xltools.rules.examples import BLANK, build_book, build_sheet
from xltools.template import write_department
from xltools.template.county import write_county_buttons

__all__ = ["SelfTestBooks", "write_self_test_books"]

_SOUND = {"code": "301-0401-YXN-0001", "name": "2020年农村道路硬化项目"}
_FAULTY = {"code": "301-0401-YXN-0002", "name": "2020年县道养护项目", "fiscal": "1300000.00", "plan": "50/20/80/100"}
_INCOMPLETE = {
    "code": "301-0401-YXN-0003",
    "name": "2020年危桥改造项目",
    "fiscal": "1000000.00",
    "other": BLANK,
    "plan": f"30/100/{BLANK}/{BLANK}",
}


@dataclass(frozen=True, slots=True)
class SelfTestBooks:
    """The files: a department's workbook, the county's, and the folder ``sent`` with what departments handed in.

    The department has three projects of 1,200,000 yuan, 项目1 to 项目3: a sound one, one whose sources add up to more
    than its budget and whose plan falls, and one with three blanks that follow from the rest; two sheets are blank.
    The folder has the same workbook as ``sent_book`` (Excel opens no two of one name), one of a second department with
    one sound project, and a text file.
    """

    department: Path
    county: Path
    sent: Path
    sent_book: Path


def write_self_test_books(folder: Path) -> SelfTestBooks:
    """Write the books into an empty folder."""
    sent = folder / "自检报送"
    books = SelfTestBooks(
        folder / "301自检交通局.xlsx", folder / "自检县级.xlsx", sent, sent / "301自检交通局 报送.xlsx"
    )
    sheets = (build_sheet(number, **changes) for number, changes in enumerate((_SOUND, _FAULTY, _INCOMPLETE), 1))
    write_department(build_book(*sheets, department_name="自检交通局"), books.department, spare_sheets=1)
    write_county_buttons(books.county, macros=False)
    sent.mkdir()
    shutil.copy(books.department, books.sent_book)
    other = build_sheet(1, code="302-0401-YXN-0001", unit="302001自检水利局", name="2020年灌区道路项目")
    second = build_book(other, department_code="302", department_name="自检水利局")
    write_department(second, sent / "302自检水利局.xlsx")
    (sent / "说明.txt").write_text("不是工作簿", "utf-8")
    return books
