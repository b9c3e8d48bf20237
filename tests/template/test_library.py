"""The indicator library in a template: what the drop-downs offer, the sheet beside, and that nothing else changes."""

from __future__ import annotations

import io
import re
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.desktop.office import Display, OfficeWindow, wait_until
from tests.template.books import artefact, looked_at, meaning, messages, written
from tests.template.test_printed_forms import filled, interpreted, template
from tests.template.test_recalculation import recalculated
from xltools.department.fill import fill_workbook
from xltools.department.returns import return_workbook
from xltools.department.review import check_file
from xltools.derive.library import LibraryEntry, choose_entries
from xltools.form_identity import FormPurpose
from xltools.forms.printed import PRINTED_FORMS, printed_form
from xltools.rules.examples import build_book, build_sheet
from xltools.template import blank_book
from xltools.template.transfer import transfer_workbook

OUTPUT, BENEFIT, PLEASED = "产出指标", "效益指标", "满意度指标"


def entry(level1: str, level2: str, name: str, **more: Any) -> LibraryEntry:
    usual = {
        "unit": "公里",
        "description": "",
        "values": ("≥12公里",),
        "bases": ("养护计划",),
        "projects": ("公路养护",),
    }
    return LibraryEntry(level1, level2, name, **{**usual, "used": 1, **more})


LIBRARY = (
    entry(OUTPUT, "数量指标", "养护里程", used=7, values=("≥12公里", "≥30公里"), projects=("公路养护", "村道养护")),
    entry(OUTPUT, "数量指标", "修复坑槽面积", used=3, unit="平方米"),
    entry(OUTPUT, "数量指标", "养护里程", used=1, unit="千米"),
    entry(OUTPUT, "成本指标", "每公里养护费"),
    entry("成本指标", "经济成本指标", "养护总费用"),
    entry(BENEFIT, "社会效益指标", "受益人口", unit="人"),
    entry(PLEASED, "服务对象满意度指标", "群众满意度", unit="%"),
    entry("", "", "没有级别的指标"),
)
CHOSEN = choose_entries(LIBRARY, ())
EVERYTHING = list(dict.fromkeys(one.name for one in CHOSEN.entries))
PLAN_FORMS = [id for id in PRINTED_FORMS if printed_form(id).described.purpose is FormPurpose.PLAN]
FIRST = {"DEPARTMENT2021": "部门整体1"}


def offers(page: Worksheet) -> Any:
    """Return the drop-down that offers names of the library."""
    [rule] = [one for one in page.data_validations.dataValidation if "指标库" in (one.prompt or "")]
    return rule


@pytest.mark.parametrize("ids", [*([id] for id in PLAN_FORMS), ["MOF2021", "DEPARTMENT2021", "HB2021"]], ids="+".join)
def test_every_form_offers_the_names_and_takes_others(ids: list[str]) -> None:
    forms = tuple(map(printed_form, ids))
    book = looked_at(written(blank_book(forms=forms), forms=forms, spare_sheets=1, library=CHOSEN))
    for page in book.worksheets:
        if page.title not in ("封面", "目录", "部门整体绩效目标", "指标库", "_xltools"):
            rule = offers(page)
            assert (rule.type, rule.showErrorMessage, rule.showInputMessage) == ("list", False, True)
            assert len(rule.formula1) <= 255
            assert len(rule.prompt) <= 255
            assert set(re.findall(r"[A-Z]+(?=\()", rule.formula1)) == {"OFFSET", "IFERROR", "MATCH", "INDEX"}
            [block] = rule.sqref.ranges
            assert block.min_col == block.max_col
            labels = [page.cell(row, block.min_col).value for row in range(1, block.min_row)]
            assert next(label for label in reversed(labels) if label) == "三级指标"
            assert block.max_row - block.min_row + 1 == 14
    assert book["_xltools"].sheet_state == "veryHidden"
    assert book["指标库"].sheet_state == "visible"


@pytest.mark.parametrize("id", ["MONITOR2019", "SELF2020"])
def test_names_that_were_approved_are_not_chosen_anew(id: str) -> None:
    forms = (printed_form("HB2020"), printed_form(id))
    book = looked_at(written(blank_book(forms=forms), forms=forms, spare_sheets=1, library=CHOSEN))
    [progress] = [page for page in book.worksheets if page.title in ("监控1", "自评1")]
    assert all("指标库" not in (one.prompt or "") for one in progress.data_validations.dataValidation)
    assert offers(book["项目1"])


# level 1, level 2 -> what LibreOffice works out for the source of the drop-down
OFFERED = {
    "by level 2": (OUTPUT, "数量指标", ["养护里程", "修复坑槽面积"]),
    "carried on from the row above": ("", "", ["养护里程", "修复坑槽面积"]),
    "level 2 changed alone": ("", "成本指标", ["每公里养护费", "养护总费用"]),
    "level 1 only": (BENEFIT, "", ["受益人口"]),
    "a level 2 of which there is none": (BENEFIT, "生态效益指标", ["受益人口"]),
    "a level 2 of one's own": (PLEASED, "游客感受", ["群众满意度"]),
    "levels of one's own": ("其他", "其他", EVERYTHING),
}


@pytest.mark.desktop
def test_a_row_is_offered_the_names_of_its_level(tmp_path: Path) -> None:
    data = written(build_book(build_sheet(rows=[])), library=CHOSEN)
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book["项目1"]
    formula = offers(page).formula1
    for row, (level1, level2, _) in enumerate(OFFERED.values(), 11):
        page.cell(row, 1, level1 or None)
        page.cell(row, 2, level2 or None)
        source = formula.replace("$K11", f"$K{row}").replace("$L11", f"$L{row}")
        page.cell(row, 30, f"=COUNTA({source})")
        for number in range(1, len(EVERYTHING) + 1):
            page.cell(row, 30 + number, f'=IFERROR(INDEX({source},{number},1),"")')
    buffer = io.BytesIO()
    book.save(buffer)
    fresh = looked_at(recalculated(buffer.getvalue(), tmp_path), values=True)["项目1"]
    found = {}
    for row, case in enumerate(OFFERED, 11):
        names = [fresh.cell(row, 30 + number).value for number in range(1, len(EVERYTHING) + 1)]
        found[case] = [name for name in names if name]
        assert fresh.cell(row, 30).value == len(found[case])
    assert found == {case: names for case, (_, _, names) in OFFERED.items()}


@pytest.mark.desktop
def test_an_officer_chooses_a_name_in_a_real_window(tmp_path: Path) -> None:
    path = artefact(tmp_path, written(blank_book(), spare_sheets=1, library=CHOSEN))
    with Display() as display, OfficeWindow(display, tmp_path / "profile") as window:
        document = window.open(path)
        sheet = document.Sheets.getByName("项目1")
        document.CurrentController.setActiveSheet(sheet)
        sheet.getCellRangeByName("A11").String = OUTPUT
        sheet.getCellRangeByName("B11").String = "数量指标"
        cell = sheet.getCellRangeByName("C11")
        window.click_cell(document, "C11")
        display.keys("alt+Down")
        time.sleep(1)  # the list is drawn
        display.screenshot("library-drop-down")
        display.keys("Down", "Return")
        wait_until(lambda: cell.String == "修复坑槽面积")  # the second one of its level
        window.click_cell(document, "C12")
        display.run("xdotool", "type", "--delay", "30", "own name")
        display.keys("Return")
        wait_until(lambda: sheet.getCellRangeByName("C12").String == "own name")


def test_the_sheet_says_what_the_county_used() -> None:
    page = looked_at(written(blank_book(), library=CHOSEN))["指标库"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
    assert rows[0] == [
        *("一级指标", "二级指标", "三级指标", "计量单位", "出现过的指标值", "出现过的依据", "使用项目数", "使用的项目")
    ]
    assert [row[:4] for row in rows[1:]] == [
        [one.level1 or None, one.level2 or None, one.name, one.unit] for one in CHOSEN.entries
    ]
    [most] = [row for row in rows if row[6] == 7]
    assert most[4:] == ["≥12公里\n≥30公里", "养护计划", 7, "公路养护\n村道养护"]
    assert "县指标库的 8 个指标全部列在这里" in page["A2"].value
    assert page.protection.sheet
    assert page.auto_filter.ref == "A3:H11"


def test_a_large_library_is_cut_and_the_sheet_says_so() -> None:
    many = [entry(OUTPUT, "数量指标", f"指标{number}", used=number) for number in range(2000)]
    small, large = (
        written(blank_book(), spare_sheets=5, library=choose_entries(many, (), most)) for most in (40, 9999)
    )
    page = looked_at(small)["指标库"]
    assert "县指标库有 2000 个指标，这里列出 40 个：每个二级指标最多 40 个" in page["A2"].value
    assert [page.cell(row, 3).value for row in (4, 43, 44)] == ["指标1999", "指标1960", None]
    assert len(small) < len(written(blank_book(), spare_sheets=5)) * 1.1 < len(large)


def test_without_a_library_nothing_is_different() -> None:
    assert written(blank_book(), library=choose_entries((), ())) == written(blank_book())


@pytest.mark.parametrize("id", PLAN_FORMS)
def test_a_filled_template_reads_as_without_the_library(id: str, tmp_path: Path) -> None:
    plain = template(id)
    offering = written(filled(id), spare_sheets=1, forms=(printed_form(id),), library=CHOSEN)
    before, after = interpreted(plain), interpreted(offering)
    assert meaning(after.book) == meaning(before.book)
    assert (after.target_sheets, after.unused, after.findings) == (before.target_sheets, before.unused, before.findings)
    found = [check_file(artefact(tmp_path, data), "a.xlsx").findings for data in (plain, offering)]
    assert found[0] == found[1]
    assert messages(offering, FIRST.get(id, "项目1")) == messages(plain, FIRST.get(id, "项目1"))


def test_copies_keep_the_sheet_and_the_drop_downs(tmp_path: Path) -> None:
    sheet = build_sheet(code="301-0401-YXN-1AB2", plan="20/50/40/100")
    data = written(build_book(sheet), library=CHOSEN)
    path = artefact(tmp_path, data)
    returned = return_workbook(path, path.name, path.stem).data
    assert returned is not None
    for copy in (returned, fill_workbook(data, path.name, datetime(2026, 3, 2, 9, 30)).data):
        before, after = looked_at(data), looked_at(copy)
        assert [[cell.value for cell in row] for row in after["指标库"].iter_rows()] == [
            [cell.value for cell in row] for row in before["指标库"].iter_rows()
        ]
        assert offers(after["项目1"]).formula1 == offers(before["项目1"]).formula1
        assert {
            one.rule for one in check_file(artefact(tmp_path, copy), "a.xlsx").findings if one.rule[0] in "RS"
        } == set()


def test_a_fresh_template_leaves_nothing_of_the_sheet_behind(tmp_path: Path) -> None:
    path = artefact(tmp_path, written(build_book(), library=CHOSEN))
    moved = transfer_workbook(path)
    assert (moved.left, moved.problem) == ((), None)


def test_names_stay_texts() -> None:
    odd = [entry(OUTPUT, "数量指标", name) for name in ("=1+1", "@甲", "乙\x07", "丙" * 400, "3-4")]
    book = looked_at(written(blank_book(), library=choose_entries(odd, ())))
    cells = [book["指标库"].cell(row, 3) for row in range(4, 9)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells] == ["3-4", "=1+1", "@甲", "丙" * 400, "乙"]
