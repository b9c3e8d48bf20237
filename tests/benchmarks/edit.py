"""What marking a workbook costs and what it loses: the lossless editor against openpyxl's load and save.

``python -m tests.benchmarks.edit`` times both on a workbook of 300 KB in one run, turn by turn, and counts what each
lost; ``--corpus FOLDER`` counts losses over a folder of real workbooks instead, and times those of about that size.
"""

from __future__ import annotations

import argparse
import gc
import re
import statistics
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from xltools.editor import EditableWorkbook, EditRefusedError, Edits

__all__ = ["KINDS", "held", "main", "marks_for", "rich_workbook", "with_editor", "with_openpyxl"]

FORMS = 80
ABOUT_300_KB = range(200_000, 400_001)
MARKS = (("E12", "缺少指标值确定依据"), ("G13", "权重合计不等于100%"), ("H15", "完成值低于目标值"))
COLOUR = "FFEB9C"
_DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100"
    "c9fe92ef0000000049454e44ae426082"
)


def rich_workbook(forms: int = FORMS) -> bytes:
    """A macro workbook with ``forms`` target sheets and a sheet of everything that is easily lost."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_custom_property("版本", "1.0")
        box = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        head = book.add_format({"border": 1, "bold": True, "bg_color": "#D9E1F2"})
        money = book.add_format({"border": 1, "num_format": "#,##0.00", "locked": False})
        for number in range(forms):
            sheet = book.add_worksheet(f"项目{number + 1}")
            sheet.merge_range(0, 0, 0, 8, f"部门预算项目绩效目标表（第{number + 1}张）", head)
            for row in range(1, 40):
                for column in range(9):
                    if column in {1, 4} and row % 3 == 0:
                        sheet.write_formula(row, column, f"=ROW()*{column + 1}", money, (row + 1) * (column + 1))
                    elif column in {2, 6}:
                        sheet.write_number(row, column, 1000 * number + row + column / 100, money)
                    elif (row + column) % 4:
                        sheet.write_string(row, column, f"指标{number * 7 + row}：完成情况说明{column}", box)
                    else:
                        sheet.write_blank(row, column, None, box)
            for row in range(30, 38):
                sheet.merge_range(row, 7, row, 8, f"合并说明{row}", box)
            sheet.data_validation("G2:G30", {"validate": "list", "source": ["=", "≥", "≤"]})
            sheet.conditional_format("C2:C40", {"type": "cell", "criteria": "<", "value": 0, "format": head})
            sheet.protect("", {"sort": True})
            sheet.write_comment("B3", "部门自己的批注", {"author": "经办人"})
        _easily_lost(book)
    return buffer.getvalue()


def _easily_lost(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("杂项")
    sheet.insert_button("B2", {"macro": "Btn_Check", "caption": "检查"})
    sheet.insert_textbox("B6", "文本框说明")
    sheet.write_column("A1", [1, 5, 3, 9])
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=杂项!$A$1:$A$4", "trendline": {"type": "linear"}})
    sheet.insert_chart("F2", chart)
    sheet.conditional_format("A1:A4", {"type": "data_bar", "data_bar_2010": True})
    sheet.add_sparkline("B1", {"range": "杂项!A1:A4"})
    sheet.write_rich_string("D20", "普通", book.add_format({"bold": True}), "粗", "尾")
    sheet.add_table("J1:K4", {"columns": [{"header": "甲"}, {"header": "乙"}]})
    sheet.write_dynamic_array_formula("M1:M2", "=SORT(A1:A2)", None, 1)
    sheet.insert_image("H20", "dot.png", {"image_data": BytesIO(_DOT)})
    sheet.set_header("&L&G", {"image_left": "dot.png", "image_data_left": BytesIO(_DOT)})
    sheet.ignore_errors({"number_stored_as_text": "A1:A9"})


def marks_for(sheets: Sequence[str], every: int) -> list[tuple[str, str, str]]:
    """Sheet, address and text of the cells to mark: three in each form, or one in every so many."""
    forms = [sheet for sheet in sheets if sheet.startswith("项目")]
    if every == 1:
        return [(sheet, *mark) for sheet in forms for mark in MARKS]
    return [(sheet, *MARKS[0]) for sheet in forms[::every]]


def with_editor(data: bytes, every: int = 1) -> bytes:
    """Cells coloured and noted by the lossless editor."""
    package = EditableWorkbook.open(data)
    edits = Edits()
    for sheet, address, text in marks_for(package.sheet_names, every):
        row, column = int(address[1:]), ord(address[0]) - 64
        edits.fill(sheet, row, column, COLOUR)
        edits.note(sheet, row, column, text)
    return package.apply(edits).data


def with_openpyxl(data: bytes, every: int = 1) -> bytes:
    """The same by loading and saving with openpyxl."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(BytesIO(data), keep_vba=True)
        fill = PatternFill("solid", fgColor=COLOUR)
        for sheet, address, text in marks_for(book.sheetnames, every):
            cell = book[sheet][address]
            cell.fill, cell.comment = fill, Comment(text, "xltools")
        buffer = BytesIO()
        book.save(buffer)
        if book.vba_archive:
            book.vba_archive.close()  # openpyxl leaves it to the garbage collector, which may come too late
    return buffer.getvalue()


def _elements(name: str, parts: str = r"xl/.*\.(xml|vml)") -> Callable[[dict[str, bytes]], int]:
    tag = re.compile(rb"<(?:[A-Za-z]\w*:)?%s(?=[\s/>])" % name.encode())
    return lambda package: sum(
        len(tag.findall(part)) for path, part in package.items() if re.fullmatch(parts, path, re.I)
    )


def _parts(pattern: str) -> Callable[[dict[str, bytes]], int]:
    return lambda package: sum(re.fullmatch(pattern, path, re.I) is not None for path in package)


def _matches(pattern: bytes, parts: str) -> Callable[[dict[str, bytes]], int]:
    found = re.compile(pattern, re.DOTALL)
    return lambda package: sum(
        len(found.findall(part)) for path, part in package.items() if re.fullmatch(parts, path, re.I)
    )


_SHEETS = r"xl/worksheets/[^/]*\.xml"
_DRAWINGS = r"xl/drawings/[^/]*\.xml"
KINDS: dict[str, Callable[[dict[str, bytes]], int]] = {
    "stored results of formulas": _matches(rb"<(?:\w+:)?f[ />](?:(?!</?(?:\w+:)?c[ >]).)*?<(?:\w+:)?v>[^<]", _SHEETS),
    "runs of rich text in cells": _elements("r", r"xl/sharedStrings\.xml"),
    "notes": _elements("comment", r"xl/.*comments?\d*\.xml"),
    "threaded comments": _elements("threadedComment"),
    "data validations": _elements("dataValidation", _SHEETS),
    "conditional formats": _elements("cfRule", _SHEETS),
    "sparklines": _elements("sparkline", _SHEETS),
    "ignored errors": _elements("ignoredError", _SHEETS),
    "dynamic array metadata": _parts(r"xl/metadata\.xml"),
    "form controls (properties)": _parts(r"xl/ctrlProps/.*\.xml"),
    "form controls (buttons drawn)": _matches(rb"""ObjectType=["'](?!Note)""", r"xl/drawings/.*\.vml"),
    "ActiveX controls": _parts(r"xl/activeX/[^/]*\.xml"),
    "shapes and text boxes": _elements("sp", _DRAWINGS),
    "pictures": _elements("pic", _DRAWINGS),
    "pictures in headers and footers": _elements("legacyDrawingHF", _SHEETS),
    "charts": _parts(r"xl/charts/chart\d*\.xml"),
    "trend lines": _elements("trendline", r"xl/charts/.*\.xml"),
    "embedded objects": _parts(r"xl/embeddings/.*"),
    "tables": _parts(r"xl/tables/.*\.xml"),
    "pivot tables": _parts(r"xl/pivotTables/[^/]*\.xml"),
    "slicers": _parts(r"xl/slicers/.*\.xml"),
    "external links": _parts(r"xl/externalLinks/[^/]*\.xml"),
    "printer settings": _parts(r"xl/printerSettings/.*\.bin"),
    "custom XML": _parts(r"customXml/item\d+\.xml"),
    "custom properties": _elements("property", r"docProps/custom\.xml"),
    "macros (project)": _parts(r"xl/vbaProject\.bin"),
}
"""Things a workbook can hold and how to count them, whatever prefix or library they are written with."""


def held(data: bytes) -> Counter[str]:
    """How much of each kind a workbook holds."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        package = {name.replace("\\", "/"): file.read(name) for name in file.namelist()}
    return Counter({kind: count(package) for kind, count in KINDS.items()})


def measure(data: bytes, ways: Mapping[str, Callable[[bytes], bytes]], rounds: int) -> dict[str, float]:
    """The median seconds of each way, taken in turns on the same bytes after one turn to warm up."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            gc.collect()  # so that neither way cleans up after the other
            start = time.perf_counter()
            way(data)
            if turn:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken) for name, taken in times.items()}


@dataclass(slots=True)
class _Compared:
    """Both ways over a folder: what its files hold, in how many of them, what was lost, how much longer one took."""

    files: int = 0
    total: Counter[str] = field(default_factory=Counter)
    having: Counter[str] = field(default_factory=Counter)
    lost: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in _ONE_CELL})
    ratios: list[float] = field(default_factory=list)
    """openpyxl's seconds to those of the editor, for each file of about 300 KB"""

    def table(self) -> str:
        """What there was and what was lost, a line for each kind."""
        lines = ["| what | files with it | in all | lost by the editor | lost by openpyxl |", "|---|---|---|---|---|"]
        for kind in KINDS:
            if self.total[kind]:
                lost = " | ".join(str(counted[kind]) for counted in self.lost.values())
                lines.append(f"| {kind} | {self.having[kind]} | {self.total[kind]} | {lost} |")
        return "\n".join(lines)


def _compare_on(folder: Path, rounds: int) -> _Compared:
    """A value and a note put into every workbook of a folder that both ways can open and save."""
    found = _Compared()
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in {".xlsx", ".xlsm"} or not path.is_file():
            continue
        data = path.read_bytes()
        try:
            copies = {name: way(data) for name, way in _ONE_CELL.items()}
        except Exception:  # one of the two cannot open it: not a file to compare on
            continue
        found.files += 1
        before = held(data)
        found.total += before
        found.having += Counter(kind for kind, count in before.items() if count)
        for name, copy in copies.items():
            after = held(copy)
            found.lost[name] += Counter({kind: max(0, before[kind] - after[kind]) for kind in KINDS})
        if len(data) in ABOUT_300_KB:
            medians = measure(data, _ONE_CELL, rounds)
            found.ratios.append(medians["openpyxl"] / medians["editor"])
    return found


def _value_by_editor(data: bytes) -> bytes:
    """A note and a value in one cell that nothing stands in."""
    package = EditableWorkbook.open(data)
    for sheet in package.sheet_names:
        edits = Edits()
        edits.set_value(sheet, 300, 60, "x")
        edits.note(sheet, 300, 60, "x")
        result = package.apply(edits)
        if not result.refused:
            return result.data
    raise EditRefusedError(result.refused[0].code)


def _value_by_openpyxl(data: bytes) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(BytesIO(data), keep_vba=b"vbaProject.bin" in data)
        cell = book.worksheets[0].cell(300, 60)
        cell.value, cell.comment = "x", Comment("x", "xltools")
        buffer = BytesIO()
        book.save(buffer)
        if book.vba_archive:
            book.vba_archive.close()  # openpyxl leaves it to the garbage collector, which may come too late
    return buffer.getvalue()


_ONE_CELL: dict[str, Callable[[bytes], bytes]] = {"editor": _value_by_editor, "openpyxl": _value_by_openpyxl}


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--forms", type=int, default=FORMS)
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    if options.corpus:
        found = _compare_on(options.corpus, options.rounds)
        print(f"{found.files} files\n{found.table()}")
        if found.ratios:
            middle, low, high = statistics.median(found.ratios), min(found.ratios), max(found.ratios)
            print(f"{len(found.ratios)} of them of 200 to 400 KB, ratio: {middle:.0f} ({low:.0f} to {high:.0f})")
        return
    data = rich_workbook(options.forms)
    print(f"{len(data) / 1000:.0f} KB, {options.forms} forms, {options.rounds} rounds")
    for every in (1, 4):
        ways = {"editor": partial(with_editor, every=every), "openpyxl": partial(with_openpyxl, every=every)}
        medians = measure(data, ways, options.rounds)
        count = len(marks_for(EditableWorkbook.open(data).sheet_names, every))
        times = ", ".join(f"{name} {median * 1000:.0f} ms" for name, median in medians.items())
        print(f"{count} cells coloured and noted: {times}, ratio: {medians['openpyxl'] / medians['editor']:.0f}")
    copies = {"editor": with_editor(data), "openpyxl": with_openpyxl(data)}
    before = held(data)
    after = {name: held(copy) for name, copy in copies.items()}
    print("| what | before | editor | openpyxl |\n|---|---|---|---|")
    for kind in KINDS:
        if before[kind]:
            print(f"| {kind} | {before[kind]} | {after['editor'][kind]} | {after['openpyxl'][kind]} |")


if __name__ == "__main__":
    main()
