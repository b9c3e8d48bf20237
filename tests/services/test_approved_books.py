"""Forms of August and spring from a summary: as from the folder to the byte, or refused; never other than approved."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.forms.layouts import LAYOUTS, workbook
from tests.forms.published import PUBLISHED
from tests.summary.test_summary_office import converted
from workbooks.build import HERE, SAMPLES
from xltools.county.originals import AMOUNTS, COLUMNS, TEXTS
from xltools.forms.printed import printed_form
from xltools.model import Entry, Goal, TargetSheet
from xltools.rules.examples import build_book, build_sheet
from xltools.services.consolidate import ConsolidateRequest, consolidate
from xltools.services.contract import RequestError
from xltools.services.progress_templates import PROGRESS_FORMS, ProgressTemplatesRequest, write_progress_templates
from xltools.sheet_names import INDICATORS_SHEET, ORIGINALS_SHEET, PROJECTS_SHEET
from xltools.template import write_department
from xltools.template.convert import printed_keys

Change = Callable[[openpyxl.Workbook], object]


def samples(folder: Path) -> Path:
    return shutil.copytree(HERE / SAMPLES, folder / "报送", ignore=shutil.ignore_patterns("*（初稿）*"))


def published(folder: Path) -> Path:
    """One workbook for each sheet that counties published, and for each form that can be read."""
    (folder / "报送").mkdir()
    for number, layout in enumerate((*LAYOUTS.values(), *PUBLISHED.values())):
        (folder / "报送" / f"{number}.xlsx").write_bytes(workbook(layout.text))
    return folder / "报送"


def typed(sheet: TargetSheet, **texts: str) -> TargetSheet:
    """The sheet with these texts in their cells, whatever they mean."""
    fields = {key: replace(getattr(sheet, key), text=text, value=None) for key, text in texts.items()}
    return replace(sheet, **fields)


def awkward(folder: Path) -> Path:
    """What the rows of a summary show otherwise than it was typed: long names, blanks, levels, words for amounts."""
    (folder / "报送").mkdir()
    long = "某某".join(str(number) for number in range(40)) + "\n改扩建项目"
    sheet = build_sheet(1)
    first, *rest = sheet.indicators
    spaced = replace(
        sheet,
        name=Entry(text=f" {long}\u202e ", value=long),
        goal=Goal(Entry(text="\u3000一、修路。\n\n二、养护\x1b。 ", value="x")),
        indicators=(
            replace(first, level1=Entry(text="产出指标（50分）", value="产出指标（50分）")),
            replace(first, level3=Entry(text="  修路长度 ", value="修路长度")),
            *rest,
        ),
    )
    guest = build_sheet(3, name="水库除险加固项目", code="302-0401-YXN-0009", unit="302001示范县水利局")
    unreadable = typed(build_sheet(4, name="一次性项目"), budget="约一百多万")
    sheets = (spaced, build_sheet(2, name="2020年桥梁养护项目"), guest, unreadable)
    write_department(build_book(*sheets), folder / "报送" / "301.xlsx")
    own = build_sheet(1, code="302-0401-YXN-0001", unit="302001示范县水利局", budget="12", fiscal="12", other="0")
    book = build_book(own, department_code="302", department_name="示范县水利局")
    write_department(book, folder / "报送" / "302.xlsx")
    return folder / "报送"


def summary_of(source: Path, name: str = "汇总.xlsx", **options: Any) -> Path:
    output = source.parent / name
    consolidate(ConsolidateRequest((source,), output, cache=False, **options))
    return output


def templates(source: Path, form: str, output: Path, **options: Any) -> dict[str, bytes]:
    """The workbooks that are made from a folder or a summary, by their names."""
    result = write_progress_templates(ProgressTemplatesRequest(form, source, output, **options))
    return {path.name: path.read_bytes() for path in result.written}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with awkward workbooks, and their summary beside it."""
    folder = awkward(tmp_path_factory.mktemp("made"))
    return summary_of(folder)


@pytest.mark.parametrize("form", PROGRESS_FORMS)
@pytest.mark.parametrize(("county", "books"), [(samples, 14), (published, 18), (awkward, 2)])
def test_a_summary_gives_the_templates_of_its_folder(
    county: Callable[[Path], Path], books: int, form: str, tmp_path: Path
) -> None:
    folder = county(tmp_path)
    wanted = templates(folder, form, tmp_path / "按文件夹")
    assert len(wanted) == books
    assert templates(summary_of(folder), form, tmp_path / "按汇总") == wanted


def test_every_cell_that_the_forms_print_is_kept() -> None:
    for id in PROGRESS_FORMS.values():
        form = printed_form(id)
        columns = {column.key for column in form.table.columns if column.columns}
        assert columns <= set(COLUMNS)
        assert printed_keys(form) - columns <= {*TEXTS, *AMOUNTS}


def column_of(sheet: Worksheet, title: str) -> int:
    """The number of a column by its title, in whichever row of the header that stands."""
    return next(cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value == title)


def first_row(sheet: Worksheet) -> int:
    numbers = column_of(sheet, "序")
    return next(row for row in range(1, 9) if sheet.cell(row, numbers).value == 1)


def reverse(sheet: Worksheet) -> None:
    """Sort the rows of a detail sheet the other way round."""
    top = first_row(sheet)
    rows = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(min_row=top)]
    for number, row in enumerate(reversed(rows), top):
        for column, (value, kind) in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value = value
            cell.data_type = kind  # a text such as =4个 stays one


def insert_column(sheet: Worksheet) -> None:
    for block in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(block))  # the library moves cells, but no merged blocks
    sheet.insert_cols(3)


def put(sheet: str, title: str, value: object, down: int = 0) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        page = book[sheet]
        page.cell(first_row(page) + down, column_of(page, title)).value = value

    return change


def changed(summary: Path, folder: Path, *changes: Change) -> Path:
    book = openpyxl.load_workbook(summary)
    for change in changes:
        change(book)
    book.save(folder / "改过.xlsx")
    return folder / "改过.xlsx"


def test_a_summary_may_be_sorted_and_have_columns_of_the_officer(made: Path, tmp_path: Path) -> None:
    other = changed(
        made,
        tmp_path,
        put(PROJECTS_SHEET, "资金用途", "已核"),
        lambda book: [reverse(book[name]) for name in (PROJECTS_SHEET, INDICATORS_SHEET)],
        lambda book: [insert_column(book[name]) for name in (PROJECTS_SHEET, INDICATORS_SHEET)],
    )
    assert templates(other, "monitor", tmp_path / "乙") == templates(made, "monitor", tmp_path / "甲")


def delete(sheet: str, down: int) -> Change:
    return lambda book: book[sheet].delete_rows(first_row(book[sheet]) + down)


def append(sheet: str, **values: object) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        page = book[sheet]
        row = page.max_row + 1
        for title, value in values.items():
            page.cell(row, column_of(page, title)).value = value

    return change


CHANGES = {
    "an amount": (put(PROJECTS_SHEET, "预算数", 99, 1), "“项目明细”第 7 行的项目“2020年桥梁养护项目”"),
    "a part of it": (put(PROJECTS_SHEET, "财政资金", 99, 1), "“项目明细”第 7 行"),
    "an amount that was in doubt": (put(PROJECTS_SHEET, "预算数", 120000, 3), "“项目明细”第 9 行"),
    "a name that was cut": (put(PROJECTS_SHEET, "项目名称", "修路"), "“项目明细”第 6 行"),
    "a target": (put(INDICATORS_SHEET, "原文", "≥1公里"), "“项目明细”第 6 行"),
    "a level": (put(INDICATORS_SHEET, "一级指标", "效益指标"), "“项目明细”第 6 行"),
    "a level that was typed otherwise": (put(INDICATORS_SHEET, "一级指标", None), "“项目明细”第 6 行"),
    "a goal": (put(PROJECTS_SHEET, "绩效目标", "修路"), "“项目明细”第 6 行"),
    "a project that is gone": (delete(PROJECTS_SHEET, 1), "“项目明细”的第 2 项被删了"),
    "an indicator that is gone": (delete(INDICATORS_SHEET, 2), "“指标明细”的第 3 项被删了"),
    "a project more": (append(PROJECTS_SHEET, 项目名称="新项目", 预算数=1), "不是生成时就有的"),
    "an indicator more": (append(INDICATORS_SHEET, 三级指标="新指标", 原文="1"), "不是生成时就有的"),
    "a number twice": (put(PROJECTS_SHEET, "序", 1, 1), "“项目明细”的第 2 项被删了"),
    "two numbers changed over": (
        lambda book: [put(PROJECTS_SHEET, "序", *pair)(book) for pair in ((1, 1), (2, 0))],
        "“项目明细”第 6 行",
    ),
    "its hidden sheet deleted": (lambda book: book.remove(book[ORIGINALS_SHEET]), "隐藏的工作表被删了"),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_summary_that_was_changed_is_refused(case: str, made: Path, tmp_path: Path) -> None:
    change, said = CHANGES[case]
    with pytest.raises(RequestError) as refused:
        templates(changed(made, tmp_path, change), "monitor", tmp_path / "下发")
    assert said in refused.value.text.zh
    assert "文件夹" in refused.value.text.zh
    assert not (tmp_path / "下发").exists()


def test_the_amount_in_doubt_is_the_one_that_was_sent_and_is_said(made: Path, tmp_path: Path) -> None:
    notices = []
    for number, source in enumerate((made, made.parent / "报送")):
        result = write_progress_templates(ProgressTemplatesRequest("monitor", source, tmp_path / str(number)))
        notices.append([one.zh for one in result.notices if "金额存疑" in one.zh])
    assert notices[0] == notices[1]
    assert [text[:1] for text in notices[0]] == ["1"]
    sheet = openpyxl.load_workbook(tmp_path / "0" / "302示范县水利局.xlsx")["监控1"]
    assert Decimal("0.0012") in {
        Decimal(str(c.value)) for row in sheet for c in row if isinstance(c.value, (int, float))
    }


def test_a_summary_of_another_stage_or_year_is_no_source(made: Path, tmp_path: Path) -> None:
    monitoring = tmp_path / "监控"
    templates(made, "monitor", monitoring)
    with pytest.raises(RequestError, match="监控、自评"):
        templates(summary_of(monitoring, "监控汇总.xlsx"), "self-evaluation", tmp_path / "自评")
    with pytest.raises(RequestError, match="没有读到"):
        templates(made, "monitor", tmp_path / "下发", year=2031)
    with pytest.raises(RequestError, match="不是县级汇总"):
        templates(monitoring / "302示范县水利局.xlsx", "monitor", tmp_path / "下发")


@pytest.mark.desktop
def test_a_summary_that_libreoffice_saved_is_a_source(tmp_path: Path) -> None:
    summary = summary_of(samples(tmp_path))
    saved = tmp_path / "另存.xlsx"
    saved.write_bytes(converted(summary.read_bytes(), "xlsx", tmp_path))
    for form in PROGRESS_FORMS:
        wanted = templates(summary, form, tmp_path / form)
        assert templates(saved, form, tmp_path / f"{form} 另存") == wanted
