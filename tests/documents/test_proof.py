"""The proof before anything is published or approved: what a book has not got holds nothing up."""

from __future__ import annotations

from dataclasses import replace

from tests.documents.test_drawing import published
from xltools.documents.proof import prove
from xltools.documents.published import compose_department
from xltools.model import Entry


def test_a_title_that_no_program_has_worked_out_is_printed_as_the_usual_one() -> None:
    before = published("402安河县统计局.xlsx").book
    untitled = replace(before, sheets=tuple(replace(sheet, title=Entry(formula=True)) for sheet in before.sheets))
    department = compose_department(untitled)
    assert prove(department) == ()
    assert [table.title for table in department.tables] == ["第七次全国人口普查绩效目标表"]
