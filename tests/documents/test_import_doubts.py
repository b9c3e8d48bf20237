"""What may cost an amount or a form without a word is read as shown, or said: tables in two parts, units, marks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from tests.documents.test_import_word import N, changed, departments, find, rules, run
from tests.fixtures.pages import SIZE, Press
from tests.fixtures.published import (
    FORMS,
    PROJECTS,
    UNIT,
    Cell,
    Facts,
    Form,
    document_tree,
    facts,
    paragraph,
    plain_text,
    printed,
    table,
    title,
    web_blocks,
    web_page,
    word_blocks,
)
from xltools.documents.imported_departments import ImportedDepartment, read_departments
from xltools.documents.open_document import open_document
from xltools.documents.published_text import read_published_text
from xltools.limits import Limits
from xltools.readers.pdf.reader import parse_pdf

Element = etree._Element
OWN = PROJECTS[0]
ROWS = printed(OWN)


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    path = tmp_path_factory.mktemp("text") / "公开.txt"
    path.write_text(plain_text(), encoding="utf-8")
    return facts(read_published_text(path)[0])


def read(folder: Path, content: str, name: str) -> tuple[ImportedDepartment, list[str]]:
    """The only department of a document, and the rules of all its findings."""
    path = folder / name
    path.write_text(content, encoding="utf-8")
    document = open_document(path, Limits())
    (department,) = read_departments(document)
    return department, [finding.rule for finding in (*document.findings, *department.findings)]


# --- tables in two parts ---------------------------------------------------------------------------------------------

BETWEEN = (
    "续表",
    "（续）",
    "续表1",
    "续上表",
    "接上页",
    f"{OWN.name}绩效目标表（续）",
    "单位：元",
    "第3页 共9页",
    "- 3 -",
)


def in_two(at: int, between: str, repeated: int = 0) -> Element:
    """The document with a table in two parts and a line between them; the second one begins with the first rows."""
    parts = table(ROWS[:at]) + paragraph(between) + table([*ROWS[:repeated], *ROWS[at:]])
    return document_tree(word_blocks().replace(table(ROWS), parts))


@pytest.mark.parametrize("at", [2, 4, 7, 9])
@pytest.mark.parametrize("between", BETWEEN)
def test_a_table_in_two_parts_is_one_form(at: int, between: str, tmp_path: Path, truth: Facts) -> None:
    (found,) = departments(tmp_path, in_two(at, between))
    assert facts(found.book) == truth
    assert rules(found) == []


@pytest.mark.parametrize("between", ["", "续表"])
@pytest.mark.parametrize("repeated", [2, 3])
def test_the_first_rows_once_more_are_no_second_form(between: str, repeated: int, tmp_path: Path, truth: Facts) -> None:
    (found,) = departments(tmp_path, in_two(9, between, repeated))
    assert facts(found.book) == truth
    assert rules(found) == []


def test_indicators_behind_a_note_go_on(tmp_path: Path, truth: Facts) -> None:
    (found,) = departments(tmp_path, in_two(9, "注：以下为其余指标。"))
    assert facts(found.book) == truth


def test_another_form_with_the_same_first_rows_stays_one(tmp_path: Path) -> None:
    again = printed(replace(OWN, budget="1.00"))
    blocks = "".join(paragraph(words) + table(rows) for words, rows in (("一", ROWS), ("", again)))
    (found,) = departments(tmp_path, document_tree(blocks))
    assert [sheet.budget.value for sheet in found.book.sheets] == [Decimal(OWN.budget), Decimal("1.00")]


def test_a_unit_that_differs_does_not_join_tables(tmp_path: Path) -> None:
    (found,) = departments(tmp_path, in_two(2, "单位：万元"))
    assert rules(found) != []


# --- forms that are not tables ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [2, 4, 6])
def test_a_form_as_a_picture_is_named(number: int, tmp_path: Path) -> None:
    tree = document_tree(word_blocks().replace(table(printed(FORMS[number])), "<w:p><w:r><w:pict/></w:r></w:p>"))
    (found,) = departments(tmp_path, tree)
    assert [(one.rule, one.found) for one in found.findings] == [("R53", title(FORMS[number]))]
    assert len(found.book.sheets) == 6


def test_a_table_of_contents_names_no_lost_forms(tmp_path: Path, truth: Facts) -> None:
    listed = "".join(paragraph(title(form)) for form in FORMS)
    (found,) = departments(tmp_path, document_tree(paragraph("目录") + listed + word_blocks()))
    assert rules(found) == []
    assert facts(found.book).forms == truth.forms


# --- money units -----------------------------------------------------------------------------------------------------

IN_WAN = tuple(
    replace(form, budget=f"{Decimal(form.budget) / 10_000:f}", fiscal="=", other="")
    for form in (*PROJECTS[:2], PROJECTS[4])
)
FULL = [Decimal(form.budget) for form in (*PROJECTS[:2], PROJECTS[4])]


def without_unit(form: Form) -> list[list[Cell | None]]:
    return [[Cell(UNIT, 8)], *printed(form)[1:]]


def each_on_a_page(*lines: str, top: float = 0.0) -> bytes:
    """Forms without a unit, each on a page of its own below lines that all pages have; ``top`` is where these stand."""
    press = Press()
    for form in IN_WAN:
        press.page()
        for line in lines:
            if top:
                press.text(line, 300.0, top)
            else:
                press.paragraph(line)
        press.table(without_unit(form))
    return press.pdf()


@pytest.mark.parametrize(
    "pages",
    [
        each_on_a_page("单位：万元"),
        each_on_a_page("项目绩效目标表", "金额单位：万元"),
        each_on_a_page("项目绩效目标表（单位：万元）"),
        each_on_a_page("单位：万元", top=20.0),
        each_on_a_page("注：本表金额单位为万元", top=820.0),
    ],
    ids=["above", "with a title", "in the title", "at the head of the page", "at its foot"],
)
def test_a_unit_on_every_page_is_no_running_title(pages: bytes) -> None:
    (found,) = read_departments(parse_pdf(pages, "公开.pdf", Limits()))
    read = [sheet.budget.value for sheet in found.book.sheets]
    assert all(value in {None, full} for value, full in zip(read, FULL, strict=True))
    assert read.count(None) == sum(one.rule == "R45" and one.field == "budget" for one in found.findings)
    assert "R52" not in rules(found)


def in_the_last_row(text: str) -> str:
    """A table whose last row says what the amounts are in."""
    return table([*without_unit(OWN), [Cell(text, 8)]])


def no_units() -> str:
    return word_blocks().replace("单位：元", "")


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        (no_units(), ["R12"] * 7),
        (paragraph("本文金额单位：万元") + no_units(), ["R52"] * 7),
        (no_units() + paragraph("注：以上金额单位均为万元。"), ["R52"] * 7),
        (no_units() + paragraph("注：以上金额单位均为元。"), []),
        (paragraph("单位：万元") + word_blocks(), []),
        (in_the_last_row("注：金额单位为万元。"), ["R52"]),
    ],
    ids=["nowhere", "at the beginning", "below the last", "元 below", "each form has its own", "in the last row"],
)
def test_a_unit_that_stands_elsewhere(blocks: str, expected: list[str], tmp_path: Path) -> None:
    (found,) = departments(tmp_path, document_tree(blocks))
    assert [rule for rule in rules(found) if rule not in {"R44", "R45"}] == expected


# --- amounts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["982,650.50", "982，650.50", "982 650.50", "982\u00a0650.50", "９８２６５０．５０", "￥982650.50", "982650.50元"],
)
def test_other_ways_to_type_an_amount_are_no_doubt(typed: str, tmp_path: Path, truth: Facts) -> None:
    (found,) = departments(tmp_path, document_tree(word_blocks().replace(">982650.50<", f">{typed}<")))
    assert rules(found) == []
    assert facts(found.book).gross == truth.gross


def note_mark(tree: Element, number: int) -> None:
    paragraph = find(tree, "p", "982650.50", number)
    mark = run("1")
    properties = etree.Element(N + "rPr")
    properties.append(etree.Element(N + "vertAlign", {N + "val": "superscript"}))
    mark.insert(0, properties)
    paragraph.append(mark)


def drawn(tree: Element, number: int) -> None:
    paragraph = find(tree, "p", "982650.50", number)
    del paragraph[:]


LOST: dict[str, Callable[[Element, int], None]] = {"mark of a note": note_mark, "nothing that can be read": drawn}


@pytest.mark.parametrize("edit", LOST.values(), ids=LOST)
def test_an_amount_that_is_not_read_is_named(edit: Callable[[Element, int], None], tmp_path: Path) -> None:
    tree = document_tree(word_blocks())
    edit(tree, 0)
    (found,) = departments(tmp_path, tree)
    assert "R51" in rules(found)
    assert found.book.sheets[2].budget.value is None


def test_more_decimals_than_fen_are_named(tmp_path: Path) -> None:
    (found,) = departments(tmp_path, changed("982650.50", "982650.501"))
    assert "R45" in rules(found)


def test_a_plan_whose_row_lacks_a_cell_is_not_used(tmp_path: Path) -> None:
    blank = "\t\n\t\n\t100.00\n\t\n\t\n"
    assert blank in plain_text()
    found, said = read(tmp_path, plain_text().replace(blank, blank.replace("\t\n", "", 1), 1), "公开.txt")
    assert said == ["R46"]
    assert found.book.sheets[0].plan.blank


# --- web pages -------------------------------------------------------------------------------------------------------


def test_digits_that_a_page_hides_are_not_read_and_said(tmp_path: Path, truth: Facts) -> None:
    page = web_page().replace("<style>", "<style>.h{display:none}")
    found, said = read(tmp_path, page.replace("982650.50", '9<b class="h">9</b>82650.50'), "公开.html")
    assert facts(found.book) == truth
    assert said == ["R41"]


@pytest.mark.parametrize(("copy", "expected"), [(web_blocks(), []), (web_blocks(FORMS[6:]), ["R43"])])
def test_hidden_tables_that_are_not_shown_elsewhere_are_said(copy: str, expected: list[str], tmp_path: Path) -> None:
    page = web_page(FORMS if not expected else FORMS[:6]).replace("</body>", f"<div hidden>{copy}</div></body>")
    _, said = read(tmp_path, page, "公开.html")
    assert said == expected


# --- PDF -------------------------------------------------------------------------------------------------------------


def pages(edit: Callable[[Press], None]) -> ImportedDepartment:
    press = Press()
    for form in PROJECTS[:3]:
        press.paragraph(title(form))
        press.table(printed(form))
    edit(press)
    document = parse_pdf(press.pdf(), "公开.pdf", Limits())
    (found,) = read_departments(document)
    return replace(found, findings=(*document.findings, *found.findings))


def place_of(press: Press, text: str) -> tuple[float, float]:
    """Where a text begins, and its line's foot from the bottom of the page."""
    code = text.encode("utf-16-be").hex()
    match = re.search(rf"Tf ([\d.]+) ([\d.]+) Td <{code}>", "\n".join(press.pages[0]))
    assert match
    return float(match[1]), float(match[2])


def test_text_askew_is_a_watermark() -> None:
    def stamp(press: Press) -> None:
        x, y = place_of(press, "防汛值守")
        code = "2020内部".encode("utf-16-be").hex()
        press.pages[0].append(f"BT /F1 30 Tf .7 .7 -.7 .7 {x:.1f} {y - 30:.1f} Tm <{code}> Tj ET")

    found = pages(stamp)
    assert [sheet.budget.value for sheet in found.book.sheets] == [Decimal(form.budget) for form in PROJECTS[:3]]
    assert found.findings == ()


def test_text_that_a_line_goes_through_is_not_read_and_said() -> None:
    def strike(press: Press) -> None:
        x, y = place_of(press, "防汛值守")
        press.pages[0].append(f"0.5 w {x:.1f} {y + SIZE / 3:.1f} m {x + 4 * SIZE:.1f} {y + SIZE / 3:.1f} l S")

    found = pages(strike)
    assert [(one.rule, one.found) for one in found.findings] == [("R54", "防汛值守")]
    assert found.book.sheets[1].purpose.text == ""


OVER = "<< /Type /Annot /Rect [100 100 200 120] {} >>"


@pytest.mark.parametrize(
    ("annotation", "told"),
    [
        ("/Subtype /FreeText /Contents (9,999.00)", "9,999.00"),
        ("/Subtype /Widget /FT /Tx /T (a) /V <FEFF0039>", "9"),
        ("/Subtype /Widget /FT /Tx /T (a)", ""),
        ("/Subtype /Text /Contents (a note that opens)", ""),
        ("/Subtype /Link", ""),
    ],
)
def test_text_in_form_fields_and_notes_on_a_page_is_said(annotation: str, told: str) -> None:
    press = Press()
    press.paragraph(title(OWN))
    press.table(ROWS)
    findings = parse_pdf(press.pdf(OVER.format(annotation)), "公开.pdf", Limits()).findings
    assert [(one.rule, told in one.message.zh) for one in findings] == ([("R43", True)] if told else [])


def test_a_page_that_is_turned_is_said() -> None:
    press = Press()
    press.paragraph(title(OWN))
    press.table(ROWS)
    press.page()
    code = "".join(
        f"BT /F1 9 Tf 0 1 -1 0 {100 + 12 * n} 100 Tm <{OWN.name.encode('utf-16-be').hex()}> Tj ET\n" for n in range(4)
    )
    press.pages[-1].append(code)
    findings = parse_pdf(press.pdf(), "公开.pdf", Limits()).findings
    assert [(one.rule, "第 2 页" in one.message.zh) for one in findings] == [("R43", True)]


def test_the_raised_mark_of_a_note_is_no_digit() -> None:
    def mark(press: Press) -> None:
        x, y = place_of(press, "500000")
        press.pages[0].append(f"BT /F1 6 Tf {x + 6 * SIZE:.1f} {y + 4:.1f} Td <0031> Tj ET")

    found = pages(mark)
    assert "R10" in rules(found) or "R51" in rules(found)
