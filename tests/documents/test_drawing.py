"""What is drawn of a book reads back as that book: every sample, and every form that can be printed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from tests.template.test_printed_forms import filled
from xltools.department.read import read_book
from xltools.documents.drawing import draw_sheet
from xltools.documents.proof import changed_fields, prove
from xltools.documents.publish import render_text
from xltools.documents.published import PublishedDepartment, compose_department
from xltools.documents.published_text import text_grid
from xltools.forms.interpret import interpret
from xltools.forms.printed import PRINTED_FORMS
from xltools.model import DepartmentBook, Goal
from xltools.template.books import typed_entry

SAMPLES = sorted((Path(__file__).parents[2] / "workbooks" / "samples").glob("[0-9]*"))
DAMAGED = "349安河县林业局.xlsx"
LINES = "1、新建村道12公里，\n  其中硬化8公里\n\n2、养护32公里"


def many(id: str) -> DepartmentBook:
    """Three sheets on a form, with texts of several lines, a large amount, and levels that go on in the next rows."""
    book = filled(id)
    (sheet,) = book.all_sheets if id != "HB2020" else book.sheets[:1]
    first = sheet.indicators[0]
    long = {"level3": typed_entry("道路硬化里程\n（村道）"), "basis": typed_entry("交规〔2020〕1号\n第三条")}
    if "description" not in draw_sheet(sheet).keys:
        del long["basis"]
    going_on = replace(first, **long, continued=True)
    sheet = replace(
        sheet,
        goal=Goal(typed_entry(LINES)),
        indicators=(first, going_on, going_on, *sheet.indicators[1:], replace(first, **long)),
    )
    amounts = {"budget": "12345678901.23", "fiscal": "12345678900.23", "other": "1"}
    large = {key: typed_entry(Decimal(amount)) for key, amount in amounts.items()}
    if "budget" in draw_sheet(sheet).keys:
        sheet = replace(sheet, **large)
    sheets = tuple(replace(sheet, name=typed_entry(f"项目{number}")) for number in (1, 2, 3))
    return replace(
        book,
        sheets=sheets if book.sheets else (),
        department_sheets=sheets[:1] if book.department_sheets else (),
        progress_sheets=sheets if book.progress_sheets else (),
    )


@cache
def published(id: str) -> PublishedDepartment:
    """A sample by its file name, or a filled book on a form by its id."""
    if id in PRINTED_FORMS:
        return compose_department(many(id))
    book = read_book(next(path for path in SAMPLES if path.name == id)).book
    assert book is not None
    return compose_department(book)


FEW = [*PRINTED_FORMS, "402安河县统计局.xlsx", "375安河县应急管理局.ods", "475顺平县扶贫开发办公室.xlsx"]
"""Every form, and samples with a cover, without one, and with special funds."""
EVERYTHING = [*PRINTED_FORMS, *(path.name for path in SAMPLES if path.name != DAMAGED)]


@pytest.mark.parametrize("id", EVERYTHING)
def test_the_drawing_reads_back_whole(id: str) -> None:
    assert published(id).tables
    assert prove(published(id)) == ()


@pytest.mark.parametrize("id", EVERYTHING)
def test_the_plain_text_reads_back_whole(id: str) -> None:
    department = published(id)
    again = interpret([text_grid(render_text(department), "文本.txt")], "文本.txt")
    assert tuple(changed_fields(department.book, again.book, department.tables)) == ()
    assert again.findings == ()
