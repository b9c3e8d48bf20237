"""What is published reads back as what it was published from."""

from __future__ import annotations

from xltools.documents.publish import render_published_text
from xltools.documents.published_text import text_grid
from xltools.forms.interpret import interpret
from xltools.model import DepartmentBook, Entry
from xltools.rules.examples import build_book, build_sheet


def content(book: DepartmentBook) -> list[object]:
    """Everything that was typed, without its places and without blank lines, which part paragraphs in a text."""

    def texts(*entries: Entry[object]) -> list[str]:
        return ["\n".join(line for line in entry.text.strip().splitlines() if line.strip()) for entry in entries]

    overall = book.overall
    return [
        texts(overall.overall, overall.sub_targets, overall.safeguards),
        *(
            (
                sheet.kind,
                sheet.money_unit,
                texts(sheet.title, sheet.unit, sheet.code, sheet.name, sheet.purpose, sheet.goal.entry),
                [entry.value for entry in (sheet.budget, sheet.fiscal, sheet.other, *sheet.plan.entries)],
                [
                    texts(row.level1, row.level2, row.level3, row.description, row.target, row.basis)
                    for row in sheet.indicators
                ],
            )
            for sheet in book.sheets
        ),
    ]


def test_published_text_reads_back() -> None:
    book = build_book(
        build_sheet(
            1, kind="special_fund", code="000-9999-JSN-60HV", plan="空/空/空/空", purpose="", goals="", rows=[]
        ),
        build_sheet(2, goals="1、硬化村道12公里\n2、群众满意度达到90%以上", plan="空/100/空/空", other=""),
        build_sheet(3),
    )
    again = interpret([text_grid(render_published_text(book), "文本.txt")], "文本.txt").book
    assert content(again) == content(book)
