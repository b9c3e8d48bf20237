"""What a real spreadsheet program works out for a template is what the template has stored."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.fixtures.seed import seed
from tests.template.books import artefact, looked_at, written
from tests.template.test_checks import every_case
from tests.template.test_printed_forms import template
from xltools.form_identity import Framework
from xltools.forms.choices import LEVELS
from xltools.model import DepartmentBook
from xltools.rules.examples import build_book, build_sheet
from xltools.template import blank_book

pytestmark = pytest.mark.desktop

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(data: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice saves it after it has worked out every formula anew."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    source = artefact(folder, data)
    command = ["soffice", f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", folder / "out", source], check=True, capture_output=True, timeout=180)
    return (folder / "out" / source.name).read_bytes()


def formula_values(data: bytes, of: bytes) -> dict[tuple[str, str], Any]:
    """The values of all cells that hold a formula in the workbook ``of``; a blank text counts as nothing."""
    shown = looked_at(data, values=True)
    cells = (
        (page.title, cell.coordinate)
        for page in looked_at(of).worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    )
    values = {(sheet, cell): shown[sheet][cell].value for sheet, cell in cells}
    return {cell: None if value == "" else value for cell, value in values.items()}


@pytest.mark.parametrize(
    ("book", "spare"),
    [(seed(), 1), (blank_book(), 3), (every_case()[0], 0)],
    ids=["the published department", "blank", "every case of the live checks"],
)
def test_stored_values_are_what_a_program_works_out(book: DepartmentBook, spare: int, tmp_path: Path) -> None:
    data = written(book, spare_sheets=spare)
    stored, fresh = formula_values(data, data), formula_values(recalculated(data, tmp_path), data)
    assert len(stored) > 100
    assert {cell: (value, fresh[cell]) for cell, value in stored.items() if value != fresh[cell]} == {}


@pytest.mark.parametrize("id", ["MOF2021", "DEPARTMENT2021", "MONITOR2019", "SELF2020"])
def test_stored_values_of_other_forms_are_what_a_program_works_out(id: str, tmp_path: Path) -> None:
    data = template(id)
    stored, fresh = formula_values(data, data), formula_values(recalculated(data, tmp_path), data)
    assert len(stored) > 50
    assert {cell: (value, fresh[cell]) for cell, value in stored.items() if value != fresh[cell]} == {}


WHOLE = {"C": "某指标", "D": "含义", "E": "≥", "F": 3, "G": "个", "I": "某文件"}
WORDS = {"C": "某指标", "D": "含义", "H": "优", "I": "某文件"}
INCOMPLETE = "插入的行没有填完整；"

INSERTED: list[tuple[str, dict[str, str | int], str]] = [
    ("nothing", {}, ""),
    ("level 3 only", {"C": "某指标"}, INCOMPLETE),
    ("levels from above", WHOLE, ""),
    ("its own levels", {**WHOLE, "A": "效益指标", "B": "社会效益指标"}, ""),
    ("its own level 2", {**WHOLE, "B": "质量指标"}, ""),
    ("level 1 without level 2", {**WHOLE, "A": "效益指标"}, INCOMPLETE),
    ("words", WORDS, ""),
    ("no target", {**WORDS, "H": ""}, INCOMPLETE),
    ("no basis", {**WHOLE, "I": ""}, INCOMPLETE),
    ("no operator", {**WHOLE, "E": ""}, INCOMPLETE),
    ("no unit of measure", {**WHOLE, "G": ""}, INCOMPLETE),
    ("no number", {**WHOLE, "F": "三"}, INCOMPLETE),
]


def test_inserted_rows_are_judged_and_counted_without_formulas_of_their_own(tmp_path: Path) -> None:
    rows = ["产出指标|数量指标|甲|含义|优|依据", "产出指标|数量指标|乙|含义|优|依据", "||丙|含义|优|依据"]
    forms = [build_sheet(number, rows=rows) for number, _ in enumerate(INSERTED, 1)]
    book = openpyxl.load_workbook(io.BytesIO(written(build_book(*forms), spare_sheets=1)))
    pages = [book[f"项目{number}"] for number, _ in enumerate(INSERTED, 1)]
    for page, (_, cells, _) in zip(pages, INSERTED, strict=True):
        for letter in "ABCDEFGHIJKL":
            page[f"{letter}12"] = cells.get(letter)
    buffer = io.BytesIO()
    book.save(buffer)
    book = looked_at(recalculated(buffer.getvalue(), tmp_path), values=True)
    pages = [book[page.title] for page in pages]
    assert [page["J9"].value or "" for page in pages] == [said for _, _, said in INSERTED]
    # The row below carries on what the inserted row begins.
    typed = [cells for _, cells, _ in INSERTED]
    levels = [(row.get("A", "产出指标"), row.get("B", "" if "A" in row else "数量指标")) for row in typed]
    assert [(page["K13"].value, page["L13"].value or "") for page in pages] == levels
    counts = [bool(said) + (not level2) for (_, _, said), (_, level2) in zip(INSERTED, levels, strict=True)]
    assert [page["J2"].value for page in pages] == counts
    assert [book[name]["J2"].value for name in ("专项1", f"项目{len(INSERTED) + 1}")] == [0, 0]
    assert book["封面"]["C8"].value == f"有 {sum(counts)} 处需要核对"


def test_a_sheet_whose_count_is_an_error_is_a_place_to_look_at(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(build_book(build_sheet(), build_sheet(2)))))
    book["项目1"]["B5"] = "=-修路"  # what Excel makes of a text that begins with a dash
    buffer = io.BytesIO()
    book.save(buffer)
    book = looked_at(recalculated(buffer.getvalue(), tmp_path), values=True)
    assert [book["目录"].cell(row, 6).value for row in (5, 6)] == [1, 0]
    assert book["封面"]["C8"].value == "有 1 处需要核对"


def test_level_2_offers_what_belongs_to_level_1(tmp_path: Path) -> None:
    rows = [
        "产出指标|数量指标|甲|含义|优|依据",
        "|质量指标|乙|含义|优|依据",
        "满意度指标||丙|含义|优|依据",
        "效果指标||丁|含义|优|依据",
    ]
    book = openpyxl.load_workbook(io.BytesIO(written(build_book(build_sheet(rows=rows)))))
    page = book["项目1"]
    rules = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    for row in range(11, 16):
        source = rules["B11:B24"].replace("$K11", f"$K{row}")
        page.cell(row, 20, f"=COUNTA({source})")
        page.cell(row, 21, f"=INDEX({source},1,1)")
    buffer = io.BytesIO()
    book.save(buffer)
    page = looked_at(recalculated(buffer.getvalue(), tmp_path), values=True)["项目1"]
    everything = sum(map(len, LEVELS[Framework.MOF2015].values()))
    assert [(page.cell(row, 20).value, page.cell(row, 21).value) for row in range(11, 16)] == [
        (4, "数量指标"),
        (4, "数量指标"),  # level 1 is carried on from the row above
        (1, "服务对象满意度指标"),
        (everything, "数量指标"),  # not a standard name: everything is offered
        (everything, "数量指标"),
    ]
