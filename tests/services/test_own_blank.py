"""A county's own blank workbook as the template: filled in for each department, with stamp and live checks."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_commands import run
from tests.forms.blanks import blank_form
from tests.forms.layouts import workbook
from tests.forms.test_learn import OWN
from xltools.derive.library import LibraryEntry
from xltools.editor import EditableWorkbook, Edits
from xltools.forms.interpret import Interpretation, interpret
from xltools.forms.known import KnownForms
from xltools.outputs.library_workbook import library_workbook
from xltools.readers import read_content

ROSTER = """部门编码,部门名称,单位编码,单位名称,项目名称,预算数,财政资金,其他资金
301,示范县交通运输局,301001,公路段,农村公路养护,1200000.50,1000000.50,200000
301,,301001,,桥梁检测,300000,300000,0
302,示范县教育局,,,,,,
"""


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A folder with a learnt form, its blank, the settings and a roster."""
    (tmp_path / "表式").mkdir()
    blank = tmp_path / "空白表.xlsx"
    blank.write_bytes(workbook(OWN))
    code, text = run("forms", "learn", blank, "--out", tmp_path / "表式" / "某县2026.toml", "--yes")
    assert code == 0, text
    (tmp_path / "xltools.toml").write_text('[forms]\nfolder = "表式"\n', encoding="utf-8")
    (tmp_path / "名单.csv").write_text(ROSTER, encoding="utf-8")
    return tmp_path


def made(county: Path, form: str = "某县2026") -> dict[str, bytes]:
    arguments = ("--rules", county / "xltools.toml", "--county", "示范县", "--year", "2026")
    code, text = run("template", "--roster", county / "名单.csv", "--out", county / "下发", "--form", form, *arguments)
    assert code == 0, text
    assert "名单：2 个部门，2 个项目" in text
    return {path.name: path.read_bytes() for path in sorted((county / "下发").iterdir())}


def state_unit(county: Path, unit: str) -> None:
    description = county / "表式" / "某县2026.toml"
    text = description.read_text(encoding="utf-8")
    assert '# money_unit = "万元"' in text
    description.write_text(text.replace('# money_unit = "万元"', f'money_unit = "{unit}"'), encoding="utf-8")


def interpreted(county: Path, data: bytes) -> Interpretation:
    file = read_content(data, ".xlsx", "a.xlsx").workbook
    assert file is not None
    return interpret(file.sheets, "a.xlsx", KnownForms(str(county / "表式")))


def test_without_a_money_unit_no_amount_is_filled_in(county: Path) -> None:
    result = interpreted(county, made(county)["301示范县交通运输局.xlsx"])
    assert [sheet.budget.value for sheet in result.book.sheets] == [None, None]


@pytest.mark.parametrize("unit", ["元", "万元"])
def test_each_department_gets_the_blank_with_its_projects(unit: str, county: Path) -> None:
    state_unit(county, unit)
    first, second = made(county).values()
    result = interpreted(county, first)
    assert [sheet.name.value for sheet in result.book.sheets] == ["农村公路养护", "桥梁检测"]
    assert {sheet.form.id for sheet in result.book.sheets} == {"某县2026"}
    assert [sheet.unit.value for sheet in result.book.sheets] == ["公路段", "公路段"]
    assert [sheet.budget.value for sheet in result.book.sheets] == [Decimal("1200000.50"), Decimal(300000)]
    book = result.book
    assert (book.county.value, book.year.value, book.code.value, book.name.value) == (
        *("示范县", 2026, "301"),
        "示范县交通运输局",
    )
    other = interpreted(county, second)
    assert (other.book.all_sheets, other.unused, other.book.code.value) == ((), 1, "302")


def test_no_list_of_names_is_added_to_a_countys_own_sheet(county: Path) -> None:
    (county / "指标库.xlsx").write_bytes(
        library_workbook([LibraryEntry("产出指标", "数量指标", "里程", "", "", (), (), (), 1)], "库")
    )
    options = ("--form", "某县2026", "--rules", county / "xltools.toml", "--library", county / "指标库.xlsx")
    code, text = run("template", "--roster", county / "名单.csv", "--out", county / "下发", *options)
    assert (code, "请去掉 --library" in text, (county / "下发").exists()) == (2, True, False)


def test_nothing_else_of_the_blank_changes(county: Path) -> None:
    data = made(county)["301示范县交通运输局.xlsx"]
    before = openpyxl.load_workbook(county / "空白表.xlsx").worksheets[0]
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == [before.title, f"{before.title}(2)", "_xltools", "自动核对"]
    assert book["_xltools"].sheet_state == "veryHidden"
    for page in (book[before.title], book[f"{before.title}(2)"]):
        assert {str(block) for block in page.merged_cells.ranges} == {str(b) for b in before.merged_cells.ranges}
        kept = {cell.coordinate: cell.value for row in before.iter_rows() for cell in row if cell.value is not None}
        assert {at: page[at].value for at in kept} == kept


def test_live_checks_are_worked_out_on_the_hidden_sheet(county: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(county)["301示范县交通运输局.xlsx"]))
    hidden, shown = book["_xltools"], book["自动核对"]
    formulas = [str(hidden.cell(row, 4).value) for row in range(2, hidden.max_row + 1) if hidden.cell(row, 4).value]
    assert any("缺年度目标" in formula for formula in formulas)
    assert shown.max_row == len(formulas) + 1
    assert shown["C2"].value == "='_xltools'!$D$2"


def test_a_form_without_its_blank_says_where_it_is_looked_for(county: Path) -> None:
    (county / "空白表.xlsx").unlink()
    arguments = ("--rules", county / "xltools.toml", "--form", "某县2026")
    code, text = run("template", "--roster", county / "名单.csv", "--out", county / "下发", *arguments)
    assert (code, "空白表.xlsx" in text.replace("\n", "")) == (2, True)
    assert not (county / "下发").exists()


@pytest.mark.parametrize(("form", "said"), [("YTH2023", "没有打印格式"), ("没有", "没有表式")])
def test_a_form_that_no_template_can_be_made_of(form: str, said: str, county: Path) -> None:
    code, text = run("template", "--roster", county / "名单.csv", "--out", county / "下发", "--form", form)
    assert (code, said in text.replace("\n", "")) == (2, True)


@pytest.mark.parametrize("form", ["FP2018", "MOF2015", "APPROVAL2021", "PROVINCE2023", "MOF2020"])
def test_blanks_of_published_forms(form: str, county: Path) -> None:
    blank = county / f"{form}.xlsx"
    blank.write_bytes(blank_form(form))
    code, text = run("forms", "learn", blank, "--out", county / "表式" / f"县{form}.toml", "--yes")
    assert code == 0, text
    result = interpreted(county, made(county, f"县{form}")["301示范县交通运输局.xlsx"])
    sheets = result.book.all_sheets
    assert [sheet.name.value for sheet in sheets] == ["农村公路养护", "桥梁检测"]
    assert {sheet.form.id for sheet in sheets} == {f"县{form}"}
    stated = form != "PROVINCE2023"  # its amounts say their unit themselves
    assert sheets[0].budget.value == (Decimal("1200000.50") if stated else None)
    assert {sheet.unit.value for sheet in sheets} == {"公路段"}


# --- copies of sheets -------------------------------------------------------------------------------------------------


def test_a_copied_sheet_has_its_print_set_up_and_its_cells() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "表 1"
    page["A1"], page["B2"] = "项目名称", "=A1"
    page.merge_cells("A3:C3")
    page.print_area = "A1:C9"
    page.print_title_rows = "1:2"
    page.column_dimensions["A"].width = 33
    buffer = io.BytesIO()
    book.save(buffer)
    edits = Edits()
    edits.copy_sheet("表 1", "表 2")
    edits.set_value("表 2", 1, 2, "桥梁检测")
    result = EditableWorkbook(buffer.getvalue()).apply(edits)
    assert (result.refused, result.notices) == ((), ())
    again = openpyxl.load_workbook(io.BytesIO(result.data))
    assert again.sheetnames == ["表 1", "表 2"]
    copy = again["表 2"]
    assert (copy["A1"].value, copy["B1"].value, copy["B2"].value) == ("项目名称", "桥梁检测", "=A1")
    assert again["表 1"]["B1"].value is None
    assert (copy.print_area, copy.print_title_rows) == ("'表 2'!$A$1:$C$9", "$1:$2")
    assert copy.column_dimensions["A"].width == 33
    assert [str(block) for block in copy.merged_cells.ranges] == ["A3:C3"]


@pytest.mark.parametrize(("source", "name"), [("没有", "副本"), ("Sheet", "sheet"), ("Sheet", "a/b")])
def test_copies_that_cannot_be_made_are_refused(source: str, name: str) -> None:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    edits = Edits()
    edits.copy_sheet(source, name)
    result = EditableWorkbook(buffer.getvalue()).apply(edits)
    assert len(result.refused) == 1
    assert result.data == buffer.getvalue()
