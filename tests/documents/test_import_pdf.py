"""Published texts as PDF: tables over pages, rows that pages cut, and what no reading of a page can tell."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from tests.fixtures.pages import MARGIN, WIDTH, Press, pdf_file, published_pages
from tests.fixtures.published import FORMS, GROSS, PROJECTS, Cell, Facts, facts, plain_text, printed, title
from xltools.documents.imported_departments import ImportedDepartment, read_departments
from xltools.documents.open_document import open_document
from xltools.documents.published_text import read_published_text
from xltools.limits import Limits
from xltools.model import Place
from xltools.readers.pdf import reader
from xltools.readers.pdf.lines import Glyph, joined_text, to_lines
from xltools.readers.pdf.radicals import with_characters
from xltools.readers.pdf.reader import parse_pdf
from xltools.readers.published_document import PublishedDocument
from xltools.readers.refusal import RefusedError


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    path = tmp_path_factory.mktemp("text") / "公开.txt"
    path.write_text(plain_text(), encoding="utf-8")
    return facts(read_published_text(path)[0])


def document(data: bytes) -> PublishedDocument:
    return parse_pdf(data, "公开.pdf", Limits())


def read(data: bytes) -> ImportedDepartment:
    (department,) = read_departments(document(data))
    return department


PRESSES = {
    "pages that cut no row": Press(cuts=False),
    "short pages, borders at the cut": Press(height=333),
    "short pages, none at the cut": Press(height=275, closed=False),
    "page numbers, a running title, heads repeated": Press(height=400, closed=False, running=True, repeat_head=True),
}


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
def test_the_same_as_the_plain_text(press: Press, truth: Facts) -> None:
    found = document(published_pages(replace(press, pages=[])))
    (department,) = read_departments(found)
    assert facts(department.book) == truth
    assert facts(department.book).gross == GROSS
    assert (*found.findings, *department.findings) == ()


def test_read_in_a_process_of_its_own_with_pages_as_places(tmp_path: Path) -> None:
    path = tmp_path / "公开.pdf"
    path.write_bytes(published_pages(Press(height=333), PROJECTS[:2]))
    (department,) = read_departments(open_document(path, Limits()))
    places = [sheet.budget.place for sheet in department.book.sheets]
    assert [(place.file, place.sheet, place.row > 0) for place in places] == [
        ("公开.pdf", "第2页", True),
        ("公开.pdf", "第3页", True),
    ]


# --- what cannot be had is said, and left blank ----------------------------------------------------------------------


def changed(**changes: str) -> bytes:
    form = replace(PROJECTS[0], **changes)  # type: ignore[arg-type]
    press = Press()
    for one in (PROJECTS[1], form, PROJECTS[2]):
        press.paragraph(title(PROJECTS[0]))
        press.table(printed(one))
    return press.pdf()


def test_amounts_that_do_not_add_up_are_left_blank() -> None:
    found = read(changed(fiscal="982650.05"))
    (finding,) = found.findings
    assert (finding.rule, finding.place.sheet) == ("R44", "第1页")
    sheet = found.book.sheets[1]
    assert [entry.blank for entry in (sheet.budget, sheet.fiscal, sheet.other)] == [True] * 3
    assert [one.path for one in found.doubtful] == [("projects", 1, "budget")], "all cells of a page have one place"
    assert found.book.sheets[0].budget.value


def test_half_of_an_amount_is_left_blank_and_the_whole_one_stays() -> None:
    found = read(changed(budget="9826", fiscal="982650.50"))
    assert [finding.rule for finding in found.findings] == ["R45", "R44"]
    sheet = found.book.sheets[1]
    assert (sheet.budget.blank, sheet.fiscal.text) == (True, "982650.50")


def two_pages(last: tuple[str, ...], first: tuple[str, ...]) -> bytes:
    """A project whose table goes on over a page: the last row of the one, the first row of the other."""

    def row(texts: tuple[str, ...]) -> list[Cell | None]:
        return [Cell(text, 2 if n in {2, 3} else 1) for n, text in enumerate(texts)]

    press = Press()
    press.paragraph(title(PROJECTS[0]))
    press.table([*printed(PROJECTS[0])[:-1], row(last)])
    press.page()
    press.table([row(first)])
    return press.pdf()


FULL, NEARLY = "群众对水利服务满意程度不低于", "群众对水利服务满意程度不低"
LAST = ("满意度指标", "对象满意度", FULL, "群众对水利服务满意的人数比例", "≥9大于9", "根据问卷调查")
TURNS = {
    "the rest of one cell": (LAST, ("", "", "九成", "", "", ""), [], [f"{FULL}九成"]),
    "the rest of all cells": (LAST, ("", "", "九成", "与受访人数之比", "5%以上", "结果"), [], [f"{FULL}九成"]),
    "texts that cannot go on": (
        (*LAST[:4], "≥95", "问卷"),
        ("", "企业满意度", "企业满意", "企业", "≥90", "问卷"),
        [],
        [FULL, "企业满意"],
    ),
    "either": (
        (*LAST[:2], NEARLY, *LAST[3:]),
        ("", "", "企业满意", "企业满意的比例", "≥90", "问卷"),
        ["R50"],
        [NEARLY, "企业满意"],
    ),
}


@pytest.mark.parametrize(("last", "first", "rules", "names"), TURNS.values(), ids=TURNS)
def test_the_first_row_of_a_page(
    last: tuple[str, ...], first: tuple[str, ...], rules: list[str], names: list[str]
) -> None:
    """A row whose cells all go on from full lines is the rest of one; where both may be, it is said."""
    found = document(two_pages(last, first))
    (department,) = read_departments(found)
    assert [finding.rule for finding in found.findings] == rules
    (sheet,) = department.book.sheets
    assert [row.level3.text for row in sheet.indicators][2:] == names


@dataclass
class Unruled(Press):
    """Pages that lack borders of one row: those below it, those between its cells, or all."""

    row: int = 0
    lacks: str = ""
    set_rows: int = 0

    def _row(self, cells: list[Any], *, top: bool) -> None:
        self.set_rows += 1
        left, right = cells[0].left, cells[-1].right
        rule = self.rule

        def some(x0: float, y0: float, x1: float, y1: float) -> None:
            kind = "below" if y0 == y1 else "inside" if left < x0 < right else "edge"
            if self.lacks not in {"all", kind}:
                rule(x0, y0, x1, y1)

        if self.set_rows - 1 == self.row:
            self.rule = some  # type: ignore[method-assign]
        super()._row(cells, top=top)
        self.rule = rule  # type: ignore[method-assign]


LACKING = {
    "between cells": (8, "inside", ["资金到位率"]),
    "between cells, last row": (10, "inside", ["群众满意度"]),
    "around the last rows": (9, "all", ["供水保证率提高", "群众满意度"]),
    "around rows before one that has them": (8, "all", ["资金到位率", "供水保证率提高"]),
    "below a row": (8, "below", ["产出指标效果指标"]),
}


@pytest.mark.parametrize(("row", "lacks", "named"), LACKING.values(), ids=LACKING)
def test_indicators_that_are_lost_for_want_of_borders_are_named(row: int, lacks: str, named: list[str]) -> None:
    press = Unruled(row=row, lacks=lacks)
    press.paragraph(title(PROJECTS[0]))
    press.table(printed(PROJECTS[0]))
    found = read(press.pdf())
    lost = [finding for finding in found.findings if finding.rule == "R55"]
    assert len(lost) == len(named)
    assert all(name in finding.found for name, finding in zip(named, lost, strict=True))
    assert {(finding.place.sheet, finding.subject) for finding in lost} == {("第1页", PROJECTS[0].name)}
    assert {one.path for one in found.doubtful if one.finding.rule == "R55"} <= {
        ("projects", 0, "name"),
        ("projects", 0, "indicators", 0, "level1"),
    }


def test_a_narrative_on_the_page_of_a_table_moves_no_place() -> None:
    press = Press()
    press.paragraph(title(PROJECTS[0]))
    press.table(printed(PROJECTS[0]))
    alone = read(press.pdf()).book.sheets[0]
    press.paragraph("一、总体绩效目标")
    press.paragraph("保障全县供水安全，按时完成水利工程维护。")
    together = read(press.pdf()).book
    assert "供水安全" in together.overall.overall.text
    assert together.sheets[0].budget.place == alone.budget.place


SCAN = "q 500 0 0 700 20 60 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q"


def test_a_scan_is_refused_with_the_remedy() -> None:
    with pytest.raises(RefusedError) as refused:
        document(pdf_file([SCAN, SCAN]))
    assert refused.value.rule == "F51"
    assert "OCR" in refused.value.finding(Place("公开.pdf")).suggestion.zh


def test_a_scanned_page_among_others_is_named() -> None:
    press = Press()
    press.paragraph(title(PROJECTS[0]))
    press.table(printed(PROJECTS[0]))
    press.pages.append([SCAN])
    (finding,) = document(press.pdf()).findings
    assert (finding.rule, finding.place.sheet) == ("R43", "第2页")


BROKEN = {
    "cut off": published_pages(Press(), PROJECTS[:1])[:900],
    "empty": b"%PDF-1.4\n",
    "rubbish": b"%PDF-" + b"x" * 99,
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_broken_files_are_refused(data: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        document(data)
    assert refused.value.rule in {"F03", "F51"}


def test_a_password_is_named() -> None:
    assert reader._refusal(PdfminerException(PDFPasswordIncorrect())).rule == "F52"


def test_without_the_library_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    with pytest.raises(RefusedError) as refused:
        document(published_pages(Press(), PROJECTS[:1]))
    assert "pip install 'xltools[documents]'" in refused.value.finding(Place("公开.pdf")).suggestion.zh


def test_text_outside_of_all_cells_of_a_table_is_named() -> None:
    press = Press()
    press.paragraph(title(PROJECTS[0]))
    top = press.y
    press.table(printed(PROJECTS[0]))
    # A table of two columns whose second row has a hole.
    x, y = MARGIN, press.y + 20
    for a, b in (((x, y), (x + 200, y)), ((x, y), (x, y + 60)), ((x + 200, y), (x + 200, y + 60))):
        press.rule(*a, *b)
    press.rule(x, y + 30, x + 200, y + 30)
    press.rule(x, y + 60, x + 90, y + 60)
    press.rule(x + 90, y + 30, x + 90, y + 60)
    press.rule(x + 200, y + 90, x + 90, y + 90)
    press.rule(x + 90, y + 60, x + 90, y + 90)
    press.rule(x + 200, y + 60, x + 200, y + 90)
    press.text("在外", x + 20, y + 70)
    assert top < y
    assert WIDTH > 200
    assert "R43" in [finding.rule for finding in document(press.pdf()).findings]


# --- letters ---------------------------------------------------------------------------------------------------------


def test_radicals_become_characters_and_nothing_else_changes() -> None:
    assert with_characters("项⽬编码⻓⻔⻝⻬⻘⼾（％）：９ﬁ") == "项目编码长门食齐青户（％）：９ﬁ"


LINES = {
    "an amount that wrapped": (["1482650.5", "0"], 85.0, "1482650.50"),
    "items that end early": (["1、新建供水", "2、改造管网"], 200.0, "1、新建供水\n2、改造管网"),
    "an item over two lines": (["1、新建供水工程", "十二处", "2、改造"], 75.0, "1、新建供水工程十二处\n2、改造"),
    "a year that would not have fitted": (["关于提前下达", "2020年"], 72.0, "关于提前下达2020年"),
}


@pytest.mark.parametrize(("lines", "width", "text"), LINES.values(), ids=LINES)
def test_lines_of_a_cell(lines: list[str], width: float, text: str) -> None:
    glyphs = [
        Glyph(letter, x * 9.0, x * 9.0 + 9.0, y * 12.0, y * 12.0 + 9.0)
        for y, line in enumerate(lines)
        for x, letter in enumerate(line)
    ]
    assert joined_text(to_lines(glyphs), width) == text


def test_all_forms_are_there() -> None:
    assert len(FORMS) == 7
