"""What a command does not need is not imported: pandas and pyarrow take longer to load than a county to read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "workbooks" / "samples" / "475顺平县扶贫开发办公室.xlsx"
PROGRAM = """
import sys
from xltools.cli import main
try:
    main()
except SystemExit as end:
    assert end.code in (0, 1), end.code
print(*sorted({"duckdb", "pandas", "numpy", "openpyxl", "pyarrow", "xlwings"} & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", SAMPLE],
        ["check", SAMPLE, "--json", "check.json"],
        ["consolidate", SAMPLE, "--out", "sum.xlsx", "--json", "sum.json", "--jobs", "1"],
        ["fill", SAMPLE, "--out", "filled.xlsx"],
        ["return", SAMPLE, "--out", "returned"],
        ["template", "--blank", "blank.xlsx", "--year", "2020"],
        ["transfer", SAMPLE, "--out", "new.xlsx"],
        ["rules", "B07"],
        ["doctor"],
    ],
    ids=["check", "check --json", "consolidate --json", "fill", "return", "template", "transfer", "rules", "doctor"],
)
def test_commands_do_not_load_libraries_that_they_do_not_need(tmp_path: Path, arguments: list[object]) -> None:
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PATH": ""},
        check=True,
    )
    assert result.stderr.splitlines()[-1] == "", result.stderr


def run_program(program: str, *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PATH": ""},
        check=True,
    )
    return result.stderr


LOADED = PROGRAM.replace(
    '{"duckdb", "pandas", "numpy", "openpyxl", "pyarrow", "xlwings"} & set(sys.modules)', "sys.modules"
)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["chek"], []], ids=" ".join)
def test_a_page_of_help_loads_no_services(arguments: list[str]) -> None:
    program = LOADED.replace("(0, 1)", "(0, 2)")
    loaded = run_program(program, *arguments).splitlines()[-1].split()
    rooms = {".".join(name.split(".")[:2]) for name in loaded if name.startswith("xltools.")}
    allowed = {"cli", "errors", "lazy_pattern", "leftovers", "text", "version"}
    if arguments == ["chek"]:  # how a command ends is said by the services' contract
        allowed |= {"quick_dataclass", "services"}
    assert rooms - {f"xltools.{name}" for name in allowed} == set()
    assert not {"lxml", "xlsxwriter", "pandas", "openpyxl", "rich.markdown", "rich.progress"} & set(loaded)


def test_a_check_loads_one_reader_and_nothing_that_writes_workbooks() -> None:
    loaded = run_program(LOADED, "check", str(SAMPLE)).splitlines()[-1].split()
    formats = ("ods", "text_tables.html", "text_tables.uof", "xls", "xlsb", "xlsx")
    assert [name for name in formats if f"xltools.readers.{name}" in loaded] == ["xlsx"]
    assert not {"xlsxwriter", "xltools.template.write", "xltools.summary"} & set(loaded)


def test_the_process_that_reads_an_old_workbook_loads_one_reader() -> None:
    program = """
import sys
import xltools.readers.parser_process, xltools.readers.xls.workbook_stream
print(*sorted(sys.modules), file=sys.stderr)
"""
    loaded = set(run_program(program).split())
    needless = {"lxml", "subprocess", "pathlib", "xltools.messages", "xltools.model.sheets"}
    assert not {*needless, "xltools.readers.identify", "xltools.readers.registry"} & loaded
