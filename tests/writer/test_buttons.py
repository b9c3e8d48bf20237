"""Workbooks with buttons, looked at part by part: every button leads to a macro, every macro to an action."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from lxml import etree

from tests.macros.reader import sources
from xltools.writer.buttons import BUTTONS, COVER_BARS, MESSAGES, SHEET_BAR, Host, add_buttons, button_modules

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
VML = "{urn:schemas-microsoft-com:vml}"
EXCEL = "{urn:schemas-microsoft-com:office:excel}"
MACRO = re.compile(r'Public Sub (Xlt\w+)\(\)\n    RunAction "([a-z-]+)"\nEnd Sub\n')


def make(path: Path, host: Host, targets: int = 2) -> Path:
    """A workbook of a cover, some target sheets and a hidden sheet, with buttons."""
    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties({"created": datetime(2020, 1, 1)})
        cover = workbook.add_worksheet("封面")
        sheets = [workbook.add_worksheet(f"项目{number}") for number in range(1, targets + 1)]
        workbook.add_worksheet("_xltools").very_hidden()
        add_buttons(workbook, cover, sheets, host=host, cover_cell="B2", sheet_cell="A1")
    return path


def drawn(path: Path) -> list[list[tuple[str, str]]]:
    """Caption and macro of each button, for each drawing in the workbook."""
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("xl/drawings/vmlDrawing"))
        drawings = [etree.fromstring(archive.read(name)) for name in names]
    found = []
    for drawing in drawings:
        shapes = drawing.findall(f"{VML}shape")
        macros = [shape.findtext(f"{EXCEL}ClientData/{EXCEL}FmlaMacro", "") for shape in shapes]
        captions = ["".join(shape.find(f"{VML}textbox").itertext()).strip() for shape in shapes]
        assert all(shape.findtext(f"{EXCEL}ClientData/{EXCEL}PrintObject") == "False" for shape in shapes)
        found.append(list(zip(captions, macros, strict=True)))
    return found


def project(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return sources(archive.read("xl/vbaProject.bin"))


def test_a_department_has_all_its_buttons_on_the_cover_and_some_on_each_target_sheet(tmp_path: Path) -> None:
    cover, *sheets = drawn(make(tmp_path / "475 文化.xlsm", Host.DEPARTMENT))
    expected = [(button.caption, f"[0]!XltButtons.{button.macro}") for button in BUTTONS[Host.DEPARTMENT]]
    assert cover == expected
    assert sheets == [[pair for pair in expected if pair[0] in ("填充", "校验", "清除标记")]] * 2


def test_a_county_has_its_own_buttons(tmp_path: Path) -> None:
    assert [caption for caption, _ in drawn(make(tmp_path / "county.xlsm", Host.COUNTY, 0))[0]] == [
        "汇总",
        "重新汇总",
        "打开问题文件",
        "自检",
    ]


@pytest.mark.parametrize("host", COVER_BARS)
def test_every_button_reaches_its_action(host: Host, tmp_path: Path) -> None:
    macros = dict(MACRO.findall(project(make(tmp_path / "book.xlsm", host))["XltButtons"]))
    for button in COVER_BARS[host]:
        assert macros[button.macro] == button.action


@pytest.mark.parametrize("targets", [0, 1, 25])
def test_every_sheet_has_a_document_module_of_its_code_name(targets: int, tmp_path: Path) -> None:
    path = make(tmp_path / "book.xlsm", Host.DEPARTMENT, targets)
    with zipfile.ZipFile(path) as archive:
        book = etree.fromstring(archive.read("xl/workbook.xml"))
        parts = [f"xl/worksheets/sheet{number}.xml" for number in range(1, targets + 3)]
        code_names = [etree.fromstring(archive.read(part)).find(f"{MAIN}sheetPr").get("codeName") for part in parts]
    code_names.insert(0, book.find(f"{MAIN}workbookPr").get("codeName"))
    documents = [name for name, code in project(path).items() if "VB_Base" in code]
    assert documents == code_names


def test_the_modules_are_those_of_the_package(tmp_path: Path) -> None:
    read = project(make(tmp_path / "book.xlsm", Host.DEPARTMENT))
    for module in button_modules():
        assert read[module.name] == module.source


def test_the_launcher_finds_its_texts_in_the_workbook(tmp_path: Path) -> None:
    properties = openpyxl.load_workbook(make(tmp_path / "book.xlsm", Host.COUNTY)).custom_doc_props
    assert {prop.name: prop.value for prop in properties.props} == {
        f"xltools.{key}": text for key, text in MESSAGES.items()
    }


def test_texts_fit_a_document_property() -> None:
    assert all(len(text) <= 255 and "\n" not in text for text in MESSAGES.values())


def test_every_text_that_the_launcher_asks_for_exists_and_no_other() -> None:
    (launcher,) = [module.source for module in button_modules() if module.name == "XltLauncher"]
    asked = re.findall(r'(?:Complain|TextOf\() ?"([a-z-]+)"', launcher)
    assert set(asked) == set(MESSAGES)


def test_the_bar_of_a_sheet_names_actions_of_the_department() -> None:
    assert set(SHEET_BAR) <= {button.action for button in BUTTONS[Host.DEPARTMENT]}


def test_every_action_has_a_macro_in_every_workbook(tmp_path: Path) -> None:
    macros = dict(MACRO.findall(project(make(tmp_path / "book.xlsm", Host.DEPARTMENT))["XltButtons"]))
    expected = {button.macro: button.action for buttons in BUTTONS.values() for button in buttons}
    assert macros == expected | {"XltPing": "ping"}


def test_actions_are_told_apart() -> None:
    actions = [button.action for buttons in BUTTONS.values() for button in buttons]
    assert len(set(actions)) == len(actions)


def test_the_same_workbook_gives_the_same_bytes(tmp_path: Path) -> None:
    first = make(tmp_path / "first.xlsm", Host.DEPARTMENT).read_bytes()
    assert make(tmp_path / "second.xlsm", Host.DEPARTMENT).read_bytes() == first
