"""Control characters of texts and file names reach no terminal, CSV file, log or new workbook: shown, or dropped."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.markup import escape
from typer.testing import CliRunner

from xltools.cli.app import app, load_commands
from xltools.cli.console import SafeConsole
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department
from xltools.text import drop_controls, show_controls
from xltools.writer.safe_text import literal, one_line, xml_text

DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = [character for character in map(chr, range(0x10000)) if unicodedata.category(character) == "Cc"]
HARMFUL = "".join(CONTROLS).replace("\t", "").replace("\n", "") + DIRECTIONS + "\u2028\u2029"
TEXTS = st.text(st.sampled_from(f"甲b \n{HARMFUL}"), max_size=40)


def harmful(text: str) -> set[str]:
    return set(HARMFUL) & set(text)


@pytest.mark.parametrize(
    ("text", "shown", "dropped"),
    [
        ("农村\x1b[2K饮水", "农村\\x1b[2K饮水", "农村[2K饮水"),
        ("a\r\nb\rc\nd\te", "a\nb\\x0dc\nd\te", "a\nbc\nd\te"),
        ("1\u202e23", "1‹U+202E›23", "123"),
        ("\x00\x7f\x9b\u2029", "\\x00\\x7f\\x9b‹U+2029›", ""),
        ("绩效\\x1b", "绩效\\x1b", "绩效\\x1b"),
    ],
)
def test_they_are_shown_as_what_they_are_or_dropped(text: str, shown: str, dropped: str) -> None:
    assert (show_controls(text), drop_controls(text)) == (shown, dropped)


@given(TEXTS)
def test_no_way_out_lets_one_through(text: str) -> None:
    terminal = io.StringIO()
    SafeConsole(file=terminal, force_terminal=False, width=80).print(escape(text), soft_wrap=True)
    for way in (show_controls(text), drop_controls(text), xml_text(text), one_line(text), literal(text)):
        assert not harmful(way)
        assert not re.search("_x00[01][0-9A-F]_", way)
    assert not harmful(terminal.getvalue())


def test_the_console_still_steers_its_terminal() -> None:
    terminal = io.StringIO()
    SafeConsole(file=terminal, force_terminal=True, color_system="standard", width=80).print(
        "[red]\x1b2K[/]", highlight=False
    )
    assert terminal.getvalue() == "\x1b[31m\\x1b2K\x1b[0m\n"


# --- every command ---------------------------------------------------------------------------------------------------

NAME = "302\x1b[2K\u202e\x9b.xlsx"
TYPED = "农村饮水" + "".join(f"_x{ord(one):04X}_" if one < " " else one for one in HARMFUL) + "。"
FIELDS = {"E3": TYPED, "B3": "302001" + TYPED, "B8": TYPED, "C13": TYPED, "H13": TYPED, "I13": TYPED}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a workbook whose texts and name hold every control character."""
    folder = tmp_path_factory.mktemp("text") / "报送"
    folder.mkdir()
    write_department(build_book(build_sheet(other="")), folder / "301.xlsx")
    book = openpyxl.load_workbook(folder / "301.xlsx")
    for cell, text in FIELDS.items():
        book["项目1"][cell] = text
    book["封面"]["B5"] = TYPED
    book.save(folder / NAME)
    return folder


COMMANDS = {
    "check": ["check", "报送"],
    "check as CSV": ["check", "报送", "--format", "csv"],
    "check for GitHub": ["check", "报送", "--format", "github"],
    "consolidate": ["consolidate", "报送", "--out", "汇总.xlsx", "--tables", "表", "--jobs", "1"],
    "return": ["return", "报送", "--out", "退回"],
    "fill": ["fill", f"报送/{NAME}", "--out", f"填{NAME}"],
    "transfer": ["transfer", f"报送/{NAME}", "--out", "新.xlsx"],
    "a file that is not there": ["check", f"没有{NAME}"],
    "an option that is not there": ["check", f"--{NAME}"],
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_command_prints_or_writes_one(
    sent: Path, arguments: list[str], lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_commands()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "报送").symlink_to(sent)
    result = CliRunner().invoke(app, [*arguments, "--lang", lang])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert not harmful(result.output), sorted(map(ascii, harmful(result.output)))
    for table in tmp_path.rglob("*.csv"):
        rows = list(csv.reader(io.StringIO(table.read_text("utf-8-sig"), newline="")))
        assert not harmful("".join(cell for row in rows for cell in row))
    for workbook in tmp_path.glob("*.xlsx"):
        if workbook.name.startswith("填"):
            continue  # a copy keeps what its original holds
        with zipfile.ZipFile(workbook) as package:
            for name in package.namelist():
                text = package.read(name).decode("utf-8", "replace").replace("\r\n", "\n")
                assert not harmful(text), name
                assert not re.search("_x00[01][0-9A-F]_", text), name


def test_what_goes_back_names_them_without_holding_them(sent: Path, tmp_path: Path) -> None:
    load_commands()
    CliRunner().invoke(app, ["return", str(sent), "--out", str(tmp_path / "退回")])
    copies = sorted((tmp_path / "退回").glob("*.xlsx"))
    assert copies
    for copy in copies:
        book = openpyxl.load_workbook(copy)
        for sheet in book.worksheets:
            ours = copy.name == "退回通知.xlsx" or sheet.title in {"校验结果"}
            for row in sheet.iter_rows():
                for cell in row:
                    text = str(cell.value or "") if ours else ""
                    text += cell.comment.text if cell.comment else ""
                    assert not harmful(text), (copy.name, sheet.title, cell.coordinate)
                    assert not re.search("_x00[01][0-9A-F]_", text)


def test_transfer_does_not_call_them_lost(sent: Path, tmp_path: Path) -> None:
    load_commands()
    result = CliRunner().invoke(app, ["transfer", str(sent / NAME), "--out", str(tmp_path / "新.xlsx")])
    assert "单元格内容全部转到，没有遗漏" in result.output
    assert openpyxl.load_workbook(tmp_path / "新.xlsx")["项目1"]["E3"].value == "农村饮水。"
