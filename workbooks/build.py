"""Build the workbooks of this folder: ``python -m workbooks.build`` (or into another folder, if one is named).

The sample county is made up, all but department 475, which repeats the figures of a published text. Everything is
made from ``content/`` and the toolkit's own template; the same sources give the same bytes.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from workbooks.content import COUNTY, YEAR, Department, Fault, departments
from workbooks.plain_variants import as_ods, as_stacked, as_wps, contacts, lock_file, with_formula
from xltools.department.read import read_book
from xltools.forms.keyed_entries import book_entry, sheet_entry
from xltools.model import DepartmentBook, Entry
from xltools.rosters.read import Roster, RosterDepartment, RosterUnit
from xltools.rosters.write import write_roster, write_roster_example
from xltools.template import blank_book, book_from_roster, write_department
from xltools.template.county import write_county_buttons

__all__ = ["ROSTER", "SAMPLES", "build", "fault_entry"]

HERE = Path(__file__).parent
SAMPLES = "samples"
ROSTER = "应报名单.xlsx"

DAMAGED = RosterDepartment("349", "安河县林业局", (RosterUnit("349001", "安河县林业局"),))
MISSING = RosterDepartment("394", "安河县市场监督管理局", (RosterUnit("394001", "安河县市场监督管理局"),))

_LAYOUTS = {
    "template": "本工具的模板",
    "stacked": "别的软件导出：各表上下排在一张工作表上，金额是文本",
    "ods": "LibreOffice 的 .ods",
    "wps": "模板经 WPS 另存",
}


def build(folder: Path) -> list[Path]:
    """Write all workbooks into ``folder``; returns the files."""
    samples = folder / SAMPLES
    samples.mkdir(parents=True, exist_ok=True)
    write_department(blank_book(), folder / "blank-department.xlsx", spare_sheets=5)
    write_department(blank_book(), folder / "blank-department.xlsm", spare_sheets=5, macros=True)
    write_county_buttons(folder / "county-buttons.xlsm")
    write_roster_example(folder / "roster-example.xlsx")
    files = {
        "~$205安河县教育体育局.xlsx": lock_file("张会计"),
        "通讯录.xlsx": contacts(datetime(2019, 11, 1, 8, 0)),
        f"{DAMAGED.code}{DAMAGED.name}.xlsx": _cut_off(),
        ROSTER: _roster(),
    }
    county = departments()
    for department in county:
        files[department.file] = _file(department)
        if department.earlier:
            files[department.earlier.file] = _template(department.earlier, department.earlier_saved)
    for name, data in files.items():
        (samples / name).write_bytes(data)
    (samples / "README.md").write_text(_readme(samples, county), encoding="utf-8", newline="\n")
    return sorted(path for path in (*folder.glob("*.xls?"), *samples.iterdir()))


def _template(book: DepartmentBook, saved: datetime | None) -> bytes:
    buffer = io.BytesIO()
    write_department(book, buffer, created=saved or datetime(YEAR, 1, 1))
    return buffer.getvalue()


def _file(department: Department) -> bytes:
    if department.layout == "stacked":
        return as_stacked(department.book, department.saved)
    if department.layout == "ods":
        return as_ods(department.book, department.saved)
    data = _template(department.book, department.saved)
    for number, change in department.uncalculated.items():
        # The cover, the contents and the department's own targets come first.
        data = with_formula(data, f"xl/worksheets/sheet{number + 4}.xml", change["cell"], change["formula"])
    return as_wps(data) if department.layout == "wps" else data


def _cut_off() -> bytes:
    """Return a workbook that did not arrive whole."""
    data = _template(book_from_roster(DAMAGED, county=COUNTY, year=YEAR), None)
    return data[: len(data) * 3 // 5]


def _roster() -> bytes:
    listed = [DAMAGED, MISSING]
    for department in departments():
        book = department.book
        code, name = book.code.value or "", book.name.value or ""
        units = {sheet.unit_code: sheet.unit_name for sheet in book.projects}
        listed.append(RosterDepartment(code, name, tuple(RosterUnit(*unit) for unit in units.items())))
    buffer = io.BytesIO()
    write_roster(Roster(tuple(sorted(listed, key=lambda department: department.code))), buffer)
    return buffer.getvalue()


def fault_entry(book: DepartmentBook, fault: Fault) -> Entry[object]:
    """Return the entry that a fault was planted in."""
    if fault.sheet is None:
        return book_entry(book, fault.field)
    sheet = book.sheets[fault.sheet]
    row, _, key = fault.field.rpartition(".")
    if row:
        entry: Entry[object] = getattr(sheet.indicators[int(row.removeprefix("row")) - 1], key)
        return entry
    return sheet_entry(sheet, fault.field)


def _readme(samples: Path, county: tuple[Department, ...]) -> str:
    return "\n".join((*_intro(county), *_files(county), *_faults(samples, county), ""))


def _intro(county: tuple[Department, ...]) -> Iterator[str]:
    projects = sum(len(department.book.projects) for department in county)
    yield f"# 样本县：{len(county)} 个部门，{projects} 个预算项目"
    yield ""
    yield "<!-- 由 python -m workbooks.build 生成，请改 workbooks/content/ 后重新生成。 -->"
    yield ""
    yield (
        f"{COUNTY}及其部门、项目、文号都是虚构的，只用于演示和测试。例外是 475 顺平县扶贫开发办公室："
        "编码、名称、金额、百分比和指标值取自已公开的 2020 年预算绩效文本，叙述文字另行改写，原文的问题也原样保留。"
    )
    yield ""
    yield (
        "The county and all that is in it are made up, all but department 475: its codes, names, amounts, percentages "
        "and target values are those of a published text for 2020, with what was wrong with them."
    )
    yield ""
    yield "```sh"
    yield "xltools consolidate workbooks/samples --out county-summary.xlsx"
    yield f"xltools consolidate workbooks/samples --roster workbooks/samples/{ROSTER} --out county-summary.xlsx"
    yield "```"
    yield ""


def _files(county: tuple[Department, ...]) -> Iterator[str]:
    yield "## 文件"
    yield ""
    yield "| 文件 | 项目 | 专项 | 来自 | 说明 |"
    yield "| --- | ---: | ---: | --- | --- |"
    for department in county:
        book = department.book
        counts = f"{len(book.projects)} | {len(book.special_funds)}"
        yield f"| {department.file} | {counts} | {_LAYOUTS[department.layout]} | {department.note} |"
        if department.earlier:
            earlier = department.earlier
            counts = f"{len(earlier.projects)} | {len(earlier.special_funds)}"
            yield f"| {earlier.file} | {counts} | 本工具的模板 | 较早保存，应被上一份取代 |"
    yield f"| {DAMAGED.code}{DAMAGED.name}.xlsx | | | 没有传完 | 文件损坏，不能读取 |"
    yield "| ~$205安河县教育体育局.xlsx | | | Excel 临时锁文件 | 不是工作簿，列出但不采用 |"
    yield "| 通讯录.xlsx | | | | 与绩效目标无关的工作簿 |"
    yield f"| {ROSTER} | | | | 应报部门名单；其中 {MISSING.code} {MISSING.name}没有报送 |"
    yield ""


def _faults(samples: Path, county: tuple[Department, ...]) -> Iterator[str]:
    yield "## 有意留下的问题"
    yield ""
    yield "475 的问题是原文自带的，这里只列一例；其余部门没有列出的地方应当基本没有问题。"
    yield ""
    yield "| 文件 | 工作表 | 单元格 | 规则 | 问题 |"
    yield "| --- | --- | --- | --- | --- |"
    for department in county:
        if not department.faults:
            continue
        book = read_book(samples / department.file).book
        assert book is not None  # noqa: S101 - it was written a moment ago
        for fault in department.faults:
            place = fault_entry(book, fault).place
            yield f"| {department.file} | {place.sheet} | {place.cell} | {fault.rule} | {fault.what} |"
    yield ""
    yield "## 全县"
    yield ""
    for line in (
        "326、348 的专项资金各包含两个项目，475 的“扶贫工作经费”包含两个项目，汇总时不能重复计算。",
        f"{MISSING.code} {MISSING.name}在名单上而没有文件，{DAMAGED.code} {DAMAGED.name}的文件不能读取，两家都要催报。",
    ):
        yield f"- {line}"


if __name__ == "__main__":
    for written in build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(written)
