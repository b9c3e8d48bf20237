"""No false alarm on files of many more writers: ``python -m tests.auditor.other_writers`` prints a table.

Not part of the unit suite: it installs pinned packages from PyPI and npm into a temporary folder, and takes the
programs of Debian (libexcel-writer-xlsx-perl, gnumeric, r-cran-openxlsx, libreoffice-calc) that are there. A writer
that cannot be had here is listed as such. With a folder as argument the files are kept there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.auditor import audit
from tests.auditor.base_workbook import base_parts, packed

TIMEOUT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Writer:
    """A program that writes a workbook to the path that is its last argument."""

    name: str
    interpreter: str
    program: str
    package: str = ""
    """what pip or npm installs"""
    ending: str = ".xlsx"


PYEXCELERATE = """
import sys
from datetime import datetime
from pyexcelerate import Alignment, Color, Font, Style, Workbook
book = Workbook()
sheet = book.new_sheet("明细", data=[["名称", "金额"], ["甲", 1.5], ["乙", datetime(2020, 1, 2)], ["=丙", True]])
sheet.set_cell_style(1, 1, Style(font=Font(bold=True, color=Color(255, 0, 0)), alignment=Alignment(wrap_text=True)))
sheet.set_col_style(2, Style(size=20))
sheet.range("A6", "B7").merge()
book.new_sheet("空")
book.save(sys.argv[1])
"""
EXCELIZE = """
import sys
import excelize
book = excelize.new_file()
for number, row in enumerate([["名称", "金额"], ["甲", 1.5], ["乙", 2]], 1):
    book.set_sheet_row("Sheet1", f"A{number}", row)
book.set_cell_formula("Sheet1", "C2", "SUM(B2:B3)")
book.merge_cell("Sheet1", "A6", "C7")
book.add_table("Sheet1", excelize.Table(range="A1:B3", name="List1"))
book.add_comment("Sheet1", excelize.Comment(cell="C2", author="a", paragraph=[excelize.RichTextRun(text="合计")]))
book.new_sheet("另一张")
book.save_as(sys.argv[1])
book.close()
"""
PYLIGHTXL = """
import sys
import pylightxl
book = pylightxl.Database()
book.add_ws(ws="明细")
for row, values in enumerate([["名称", "金额"], ["甲", 1.5], ["=B2*2", 2]], 1):
    for column, value in enumerate(values, 1):
        book.ws(ws="明细").update_index(row=row, col=column, val=value)
pylightxl.writexl(db=book, fn=sys.argv[1])
"""
SHEETJS = """
const XLSX = require("PACKAGE");
const book = XLSX.utils.book_new();
const sheet = XLSX.utils.aoa_to_sheet([["名称", "金额", "日期"], ["甲", 1.5, new Date(2020, 1, 2)], ["乙", 2, true]]);
sheet["D2"] = {t: "n", f: "SUM(B2:B3)", v: 3.5};
sheet["D3"] = {t: "s", v: "网页", l: {Target: "https://example.com", Tooltip: "看"}};
sheet["!ref"] = "A1:D7";
sheet["!merges"] = [XLSX.utils.decode_range("A6:C7")];
sheet["!cols"] = [{wch: 20}, {wch: 10, hidden: true}];
sheet["!autofilter"] = {ref: "A1:C3"};
sheet["A2"].c = [{a: "财政局", t: "请核对"}];
XLSX.utils.book_append_sheet(book, sheet, "明细");
XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([]), "空");
book.Workbook = {Names: [{Name: "合计", Ref: "明细!$D$2"}], Sheets: [{Hidden: 0}, {Hidden: 1}]};
XLSX.writeFile(book, process.argv[2], {bookSST: true});
"""
EXCELJS = """
const ExcelJS = require("exceljs");
const book = new ExcelJS.Workbook();
const sheet = book.addWorksheet("明细", {views: [{state: "frozen", xSplit: 1, ySplit: 1}]});
sheet.columns = [{header: "名称", width: 20}, {header: "金额", width: 10}];
sheet.addRow(["甲", 1.5]);
sheet.addRow(["乙", {formula: "B2*2", result: 3}]);
sheet.getCell("D1").value = {text: "网页", hyperlink: "https://example.com"};
sheet.getCell("D2").note = "请核对";
sheet.getCell("D3").dataValidation = {type: "list", allowBlank: true, formulae: ['"是,否"']};
sheet.getCell("D4").value = {richText: [{text: "甲", font: {bold: true}}, {text: "乙"}]};
sheet.mergeCells("A6:C7");
sheet.addConditionalFormatting({ref: "B2:B3", rules: [{type: "cellIs", operator: "greaterThan", formulae: [1],
  style: {fill: {type: "pattern", pattern: "solid", bgColor: {argb: "FFFFC7CE"}}}}]});
sheet.pageSetup.printTitlesRow = "1:1";
const list = book.addWorksheet("台账");
list.addTable({name: "List1", ref: "A1", headerRow: true, columns: [{name: "名称"}, {name: "金额"}],
  rows: [["甲", 1], ["乙", 2]]});
list.protect("secret", {}).then(() => book.xlsx.writeFile(process.argv[2]));
"""
XLSX_POPULATE = """
require("xlsx-populate").fromBlankAsync().then(book => {
  const sheet = book.sheet(0).name("明细");
  sheet.cell("A1").value([["名称", "金额"], ["甲", 1.5]]).style({bold: true, fill: "FFEB9C"});
  sheet.cell("B3").formula("SUM(B2:B2)");
  sheet.cell("C1").value("网页").hyperlink("https://example.com");
  sheet.cell("C2").dataValidation({type: "list", allowBlank: true, showInputMessage: true,
    prompt: "选", promptTitle: "选", showErrorMessage: true, error: "错", errorTitle: "错", operator: "equal",
    formula1: '"是,否"', formula2: ""});
  sheet.range("A6:C7").merged(true);
  sheet.freezePanes(1, 1);
  book.addSheet("另一张").hidden(true);
  book.definedName("total", sheet.cell("B3"));
  return book.toFileAsync(process.argv[2]);
});
"""
EXCEL4NODE = """
const {Workbook} = require("excel4node");
const book = new Workbook();
const sheet = book.addWorksheet("明细", {pageSetup: {scale: 80}});
const bold = book.createStyle({font: {bold: true, color: "#FF0800", size: 12}, numberFormat: "#,##0.00"});
sheet.cell(1, 1).string("名称").style(bold);
sheet.cell(1, 2).number(1.5).style(bold);
sheet.cell(2, 2).formula("B1*2");
sheet.cell(3, 1).link("https://example.com", "网页");
sheet.cell(6, 1, 7, 3, true).string("合并");
sheet.addDataValidation({type: "list", allowBlank: true, sqref: "C1:C3", formulas: ["是,否"]});
sheet.addConditionalFormattingRule("B1:B2", {type: "expression", priority: 1, formula: "B1>1", style: bold});
sheet.column(1).setWidth(20);
sheet.row(1).freeze();
book.write(process.argv[2]);
"""
WRITE_EXCEL_FILE = """
const write = require("write-excel-file/node").default;
const rows = [[{value: "名称", fontWeight: "bold"}, {value: "金额"}],
  [{value: "甲", type: String, wrap: true}, {value: 1.5, type: Number, format: "#,##0.00"}]];
Promise.resolve(write(rows, {sheet: "明细", columns: [{width: 20}, {}]})).then(file => file.toFile(process.argv[2]));
"""
EXCEL_WRITER_XLSX = """
use utf8;
use Excel::Writer::XLSX;
my $book = Excel::Writer::XLSX->new($ARGV[0]);
my $sheet = $book->add_worksheet("明细");
my $bold = $book->add_format(bold => 1, bg_color => "yellow", border => 1);
$sheet->merge_range("A6:C7", "合并", $bold);
$sheet->add_table("A1:B3", {columns => [{header => "名称"}, {header => "金额"}], data => [["甲", 1], ["乙", 2]]});
$sheet->write_formula("D1", "=SUM(B2:B3)", undef, 3);
$sheet->write_url("D2", "https://example.com");
$sheet->write_comment("D1", "合计");
$sheet->data_validation("D3", {validate => "list", source => ["是", "否"]});
$sheet->conditional_formatting("B2:B3", {type => "cell", criteria => ">", value => 1, format => $bold});
my $chart = $book->add_chart(type => "line", embedded => 1);
$chart->add_series(values => "=明细!\\$B\\$2:\\$B\\$3");
$sheet->insert_chart("F2", $chart);
$sheet->autofilter("A10:B12");
$sheet->protect("secret");
$book->close();
"""
OPENXLSX = """
library(openxlsx)
path <- commandArgs(trailingOnly = TRUE)[1]
book <- createWorkbook()
addWorksheet(book, "list", gridLines = FALSE)
writeDataTable(book, "list", data.frame(name = c("a", "b"), amount = c(1.5, 2)), tableName = "List1")
writeFormula(book, "list", "SUM(B2:B3)", startCol = 4, startRow = 1)
mergeCells(book, "list", cols = 1:3, rows = 6:7)
dataValidation(book, "list", cols = 4, rows = 3, type = "whole", operator = "between", value = c(1, 9))
conditionalFormatting(book, "list", cols = 2, rows = 2:3, rule = ">1")
writeComment(book, "list", col = 4, row = 1, comment = createComment("sum", author = "a"))
freezePane(book, "list", firstRow = TRUE)
addWorksheet(book, "other", visible = FALSE)
saveWorkbook(book, path)
"""

WRITERS = (
    Writer("PyExcelerate", "python", PYEXCELERATE, "pyexcelerate==0.13.0"),
    Writer("Excelize (Go) for Python", "python", EXCELIZE, "excelize==0.1.0"),
    Writer("pylightxl", "python", PYLIGHTXL, "pylightxl==1.61"),
    Writer("SheetJS", "node", SHEETJS.replace("PACKAGE", "xlsx"), "xlsx@0.18.5"),
    Writer("xlsx-js-style", "node", SHEETJS.replace("PACKAGE", "xlsx-js-style"), "xlsx-js-style@1.2.0"),
    Writer("ExcelJS", "node", EXCELJS, "exceljs@4.4.0"),
    Writer("xlsx-populate", "node", XLSX_POPULATE, "xlsx-populate@1.21.0"),
    Writer("excel4node", "node", EXCEL4NODE, "excel4node@1.8.2"),
    Writer("write-excel-file", "node", WRITE_EXCEL_FILE, "write-excel-file@4.1.1"),
    Writer("Excel::Writer::XLSX", "perl", EXCEL_WRITER_XLSX),
    Writer("openxlsx (R)", "Rscript", OPENXLSX),
)
CONVERTERS = (("Gnumeric", "ssconvert"), ("LibreOffice", "soffice"))


def write(writer: Writer, folder: Path) -> Path:
    """Have a writer write its workbook."""
    target = folder / f"{writer.name.split()[0].replace(':', '')}{writer.ending}"
    program = folder / f"{target.stem}.program"
    program.write_text(writer.program, encoding="utf-8")
    interpreter = install(writer.interpreter, writer.package, folder)
    if interpreter == "node":
        program = program.rename(program.with_suffix(".js"))
    run([interpreter, str(program), str(target)], folder)
    return target


def install(interpreter: str, package: str, folder: Path) -> str:
    """Install what a program needs into a folder, and return the interpreter that finds it there."""
    if interpreter == "python":
        venv.create(folder / "venv", with_pip=True)
        interpreter = str(folder / "venv" / "bin" / "python")
        run([interpreter, "-m", "pip", "install", "-q", *package.split()], folder)
    elif interpreter == "node":
        run(["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), package], folder)
    return interpreter


def convert(program: str, folder: Path) -> Path:
    """Have a spreadsheet program read the test workbook and write it again."""
    source, target = folder / "base.xlsx", folder / program / "base.xlsx"
    source.write_bytes(packed(base_parts().items()))
    target.parent.mkdir(exist_ok=True)
    if program == "soffice":
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        run(
            [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(target.parent), str(source)],
            folder,
        )
    else:
        run([program, str(source), str(target)], folder)
    return target


def run(command: list[str], folder: Path) -> None:
    """Run a command; OSError with its last words where it fails."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False
    )
    if result.returncode:
        raise OSError((result.stderr.strip() or result.stdout.strip() or "no message").splitlines()[-1])


def lines(folder: Path) -> Iterator[tuple[str, str, int]]:
    """Yield each writer, what the auditor says of its file, and the number of problems."""
    jobs = [(writer.name, writer.package, lambda writer=writer: write(writer, folder)) for writer in WRITERS]
    jobs += [(name, "", lambda program=program: convert(program, folder)) for name, program in CONVERTERS]
    for name, package, job in jobs:
        try:
            path = job()
        except (OSError, subprocess.TimeoutExpired) as error:
            yield name, f"not to be had here: {error}", 0
            continue
        problems = audit(path.read_bytes())
        if len(sys.argv) > 1:
            shutil.copy(path, sys.argv[1])
        yield (
            f"{name} {package.rpartition('@')[2].rpartition('=')[2]}".strip(),
            "; ".join(map(str, problems)),
            len(problems),
        )


def main() -> int:
    """Print the table; 1 if there was an alarm."""
    alarms = 0
    print("| writer | problems |\n| --- | --- |")
    with TemporaryDirectory() as folder:
        for name, text, count in lines(Path(folder)):
            alarms += count
            print(f"| {name} | {text or 'none'} |", flush=True)
    return 1 if alarms else 0


if __name__ == "__main__":
    sys.exit(main())
