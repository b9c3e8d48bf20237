"""The programs of the matrix, and how each is had to write a department's file."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.auditor.other_writers import install, run

PROGRAMS = Path(__file__).parent / "programs"


@dataclass(frozen=True, slots=True)
class Program:
    """A library with the program that uses it, and the endings of the files that it writes."""

    name: str
    program: str
    package: str
    """what pip or npm installs; blank for packages of Debian"""
    endings: tuple[str, ...] = (".xlsx",)
    lost: tuple[tuple[str, frozenset[str]], ...] = ()
    """the kinds of cells that it does not write as they are, by ending (for most, as seen in the file)"""
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Converter:
    """A spreadsheet program that opens an .xlsx and saves it in other formats: options by ending."""

    name: str
    command: str
    formats: tuple[tuple[str, str], ...]
    lost: tuple[tuple[str, frozenset[str]], ...] = ()


_FORMATS = frozenset({"percent", "date"})
_FORMULA = frozenset({"formula"})
LIBRARIES = (
    Program("openpyxl 3.1.5", "with_openpyxl.py", "openpyxl==3.1.5"),
    Program("XlsxWriter 3.3.1", "with_xlsxwriter.py", "XlsxWriter==3.3.1"),
    Program("xlwt 1.3.0", "with_xlwt.py", "xlwt==1.3.0", (".xls",)),
    Program("odfpy 1.4.1", "with_odfpy.py", "odfpy==1.4.1", (".ods",)),
    Program("PyExcelerate 0.13.0", "with_pyexcelerate.py", "pyexcelerate==0.13.0"),
    Program("pylightxl 1.61", "with_pylightxl.py", "pylightxl==1.61", lost=((".xlsx", _FORMATS),)),
    Program("Excelize for Python 0.1.0", "with_excelize.py", "excelize==0.1.0"),
    Program("pandas 3.1.1", "with_pandas.py", "pandas==3.1.1", (".html", ".csv")),
    Program(
        "SheetJS 0.18.5",
        "with_sheetjs.js",
        "xlsx@0.18.5",
        (".xlsx", ".xlsb", ".xls", "-biff5.xls", ".ods", ".fods", ".html", ".csv"),
        lost=(
            (".xlsb", _FORMULA),
            (".xls", _FORMULA),
            ("-biff5.xls", _FORMULA | {"text"}),
            (".ods", _FORMATS),
            (".fods", _FORMATS),
            (".html", _FORMULA),
            (".csv", _FORMULA),
        ),
        argument="xlsx",
    ),
    Program("xlsx-js-style 1.2.0", "with_sheetjs.js", "xlsx-js-style@1.2.0", argument="xlsx-js-style"),
    Program("ExcelJS 4.4.0", "with_exceljs.js", "exceljs@4.4.0"),
    Program("xlsx-populate 1.21.0", "with_xlsx_populate.js", "xlsx-populate@1.21.0"),
    Program("Excel::Writer::XLSX 1.10", "with_perl.pl", ""),
    Program("Spreadsheet::WriteExcel 2.40", "with_perl.pl", "", (".xls",)),
    Program("openxlsx (R) 4.2.5.2", "with_openxlsx.R", ""),
)
CONVERTERS = (
    Converter(
        "LibreOffice 7.4.7",
        "soffice",
        (
            (".xlsx", "xlsx:Calc MS Excel 2007 XML"),
            (".xls", "xls:MS Excel 97"),
            (".ods", "ods"),
            (".fods", "fods"),
            (".xml", "xml:MS Excel 2003 XML"),
            (".html", "html:HTML (StarCalc)"),
            (".csv", "csv:Text - txt - csv (StarCalc):44,34,76,1"),
        ),
    ),
    Converter(
        "Gnumeric 1.12.55",
        "ssconvert",
        (
            (".xlsx", "Gnumeric_Excel:xlsx"),
            (".xls", "Gnumeric_Excel:excel_biff8"),
            ("-biff7.xls", "Gnumeric_Excel:excel_biff7"),
            (".ods", "Gnumeric_OpenCalc:odf"),
        ),
        lost=(("-biff7.xls", frozenset({"text"})),),
    ),
)
_INTERPRETERS = {".py": "python", ".js": "node", ".pl": "perl", ".R": "Rscript"}


def write(program: Program, sources: list[Path], folder: Path) -> None:
    """Install a library into the folder and write each department's file in each of its formats there."""
    shutil.copytree(PROGRAMS, folder, dirs_exist_ok=True)
    script = folder / program.program
    interpreter = install(_INTERPRETERS[script.suffix], program.package, folder)
    for source in sources:
        for ending in program.endings:
            target = folder / f"{source.stem}{ending}"
            more = [program.argument] if program.argument else []
            run([interpreter, str(script), str(source), str(target), *more], folder)


def convert(converter: Converter, sources: list[Path], folder: Path) -> None:
    """Have a spreadsheet program save each department's .xlsx in each of its formats."""
    for ending, options in converter.formats:
        if converter.command == "soffice":
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            command = [converter.command, profile, "--headless", "--convert-to", options, "--outdir", str(folder)]
            run([*command, *map(str, sources)], folder)
            continue
        for source in sources:
            run([converter.command, "-T", options, str(source), str(folder / f"{source.stem}{ending}")], folder)
