"""A published text as a Word document, clean and with everyday edits: the same as its plain text, or said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from tests.fixtures.published import (
    FORMS,
    GROSS,
    PROJECTS,
    UNIT,
    Facts,
    W,
    document_tree,
    facts,
    paragraph,
    plain_text,
    printed,
    table,
    word_blocks,
    word_document,
)
from xltools.documents.imported_departments import ImportedDepartment, read_departments
from xltools.documents.open_document import open_document
from xltools.documents.published_text import read_published_text
from xltools.limits import Limits
from xltools.model import Place

Element = etree._Element
N = f"{{{W}}}"


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """What the plain text says, read by the reader that has its own tests."""
    path = tmp_path_factory.mktemp("text") / "公开.txt"
    path.write_text(plain_text(), encoding="utf-8")
    return facts(read_published_text(path)[0])


def departments(folder: Path, tree: Element | None = None) -> tuple[ImportedDepartment, ...]:
    path = folder / "公开.docx"
    path.write_bytes(word_document(tree))
    return read_departments(open_document(path, Limits()))


def test_the_truth(truth: Facts) -> None:
    assert len(truth.forms) == len(FORMS) == 7
    assert sum(len(form.rows) for form in FORMS) == 19
    assert truth.gross == GROSS


def test_clean_document(tmp_path: Path, truth: Facts) -> None:
    (read,) = departments(tmp_path)
    assert facts(read.book) == truth
    assert read.findings == ()


def test_places_lead_back_to_the_document(tmp_path: Path) -> None:
    (read,) = departments(tmp_path)
    sheet = read.book.sheets[3]
    assert sheet.code.place == Place("公开.docx", "表4", 2, 2)
    assert sheet.budget.place == Place("公开.docx", "表4", 3, 3)
    assert sheet.title.place.sheet == "正文"
    assert sheet.indicators[-1].target.place.row == 11


# --- everyday edits --------------------------------------------------------------------------------------------------


def element(kind: str, *content: Element, **attributes: str) -> Element:
    made = etree.Element(N + kind, {N + name: value for name, value in attributes.items()})
    made.extend(content)
    return made


def run(text: str, kind: str = "t") -> Element:
    made = element("r", element(kind))
    made[0].text = text
    return made


def find(tree: Element, kind: str, text: str, number: int = 0) -> Element:
    """The element of a kind whose whole text is ``text``."""
    return [one for one in tree.iter(N + kind) if "".join(one.itertext()) == text][number]


def around(one: Element, *outer: str) -> None:
    """Put an element into a content control."""
    parent = one.getparent()
    assert parent is not None
    at = parent.index(one)
    control = element("sdt", element("sdtPr"), element("sdtContent", one))
    parent.insert(at, control)


def tracked_amount(tree: Element) -> None:
    paragraph = find(tree, "p", "982650.50")
    del paragraph[:]
    paragraph.extend([run("98"), element("del", run("11", "delText")), element("ins", run("2650")), run(".50")])


def control_round_an_amount(tree: Element) -> None:
    around(find(tree, "r", "500000.00"))


def control_round_a_cell(tree: Element) -> None:
    around(find(tree, "tc", "32650000.00"))


def control_round_a_plan_cell(tree: Element) -> None:
    around(find(tree, "tc", "100.00", 2))


def control_round_a_row(tree: Element) -> None:
    row = next(row for row in tree.iter(N + "tr") if "".join(row.itertext()).startswith("满意度指标"))
    around(row)


def deleted_row(tree: Element) -> None:
    row = next(row for row in tree.iter(N + "tr") if "".join(row.itertext()).startswith("效果指标"))
    copy = etree.fromstring(etree.tostring(row))
    for text in [*copy.iter(N + "t")]:  # Word marks the row, each run and each end of a paragraph
        old, cell = text.getparent(), text.getparent().getparent()
        cell.replace(old, element("del", run(text.text or "", "delText"), id="7", author="某人"))
        cell.insert(0, element("pPr", element("rPr", element("del", id="8", author="某人"))))
    copy.insert(0, element("trPr", element("del", id="9", author="某人")))
    row.addprevious(copy)


def smart_tag(tree: Element) -> None:
    one = find(tree, "r", "27400000.00")
    parent = one.getparent()
    assert parent is not None
    parent.append(element("smartTag", one))


def moved_text(tree: Element) -> None:
    paragraph = find(tree, "p", "防汛值守")
    del paragraph[:]
    paragraph.append(element("moveTo", run("防汛值守")))
    other = find(tree, "p", "1、保障防汛值守机关运行")
    other.insert(0, element("moveFrom", run("防汛值守")))


EDITS: dict[str, Callable[[Element], None]] = {
    "tracked amount": tracked_amount,
    "control round an amount": control_round_an_amount,
    "control round a cell": control_round_a_cell,
    "control round a plan cell": control_round_a_plan_cell,
    "control round a row": control_round_a_row,
    "deleted row": deleted_row,
    "smart tag": smart_tag,
    "moved text": moved_text,
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_everyday_edits_change_nothing(edit: Callable[[Element], None], tmp_path: Path, truth: Facts) -> None:
    tree = document_tree(word_blocks())
    edit(tree)
    (read,) = departments(tmp_path, tree)
    assert facts(read.book) == truth
    assert read.findings == ()


def test_all_edits_at_once(tmp_path: Path, truth: Facts) -> None:
    tree = document_tree(word_blocks())
    for edit in EDITS.values():
        edit(tree)
    (read,) = departments(tmp_path, tree)
    assert facts(read.book) == truth


# --- what cannot be read is said -------------------------------------------------------------------------------------


def rules(read: ImportedDepartment) -> list[str]:
    return [finding.rule for finding in read.findings]


def changed(old: str, new: str, number: int = 0) -> Element:
    tree = document_tree(word_blocks())
    find(tree, "t", old, number).text = new
    return tree


def test_amounts_that_do_not_add_up_stay_and_are_named(tmp_path: Path) -> None:
    (read,) = departments(tmp_path, changed("27000000.00", "27000.00"))
    (finding,) = read.findings
    assert (finding.rule, finding.place) == ("R44", Place("公开.docx", "表6", 3, 3))
    assert read.book.sheets[5].fiscal.text == "27000.00"


def test_an_amount_with_other_decimals_is_named(tmp_path: Path) -> None:
    (read,) = departments(tmp_path, changed("400000.00", "400000"))
    (finding,) = read.findings
    assert (finding.rule, finding.place, finding.found) == ("R45", Place("公开.docx", "表6", 3, 8), "400000")


def test_a_plan_of_three_cells_is_not_used(tmp_path: Path) -> None:
    tree = document_tree(word_blocks())
    head, row = find(tree, "tc", "3月底", 2), find(tree, "tc", "20.00")
    for cell in (head, row):
        parent = cell.getparent()
        assert parent is not None
        parent.remove(cell)
    (read,) = departments(tmp_path, tree)
    assert "R46" in rules(read)
    assert read.book.sheets[2].plan.blank


def test_a_form_that_became_paragraphs_is_missed_and_left_to_be_filled_in(tmp_path: Path) -> None:
    """As LibreOffice makes of an old .doc that ends in a table."""
    last = [paragraph(cell.text) for row in printed(FORMS[-1]) for cell in row if cell]
    blocks = word_blocks(FORMS[:-1]) + "".join(last)
    (read,) = departments(tmp_path, document_tree(blocks))
    (finding,) = read.findings
    assert (finding.rule, finding.found, finding.expected) == ("R47", "6", "7")
    assert len(read.book.sheets) == 7
    assert "没有读出来" in read.book.sheets[-1].name.text
    assert read.book.sheets[-1].budget.blank


def test_the_word_in_a_sentence_is_no_form(tmp_path: Path) -> None:
    blocks = paragraph("项目编码由财政部门统一编制，项目编码、项目名称不得改动。") + word_blocks()
    (read,) = departments(tmp_path, document_tree(blocks))
    assert read.findings == ()


def test_amount_in_a_text_box_is_named(tmp_path: Path) -> None:
    tree = document_tree(word_blocks())
    paragraph = find(tree, "p", "830000.00")
    content = element("txbxContent", element("p", run("830000.00")))
    del paragraph[:]
    paragraph.append(element("r", element("drawing", content)))
    (read,) = departments(tmp_path, tree)
    assert ("R26", Place("公开.docx", "表1", 3, 3)) in [(one.rule, one.place) for one in read.findings]
    assert read.book.sheets[0].budget.blank


def test_a_table_cut_in_two_is_one_form(tmp_path: Path, truth: Facts) -> None:
    rows = printed(FORMS[6])
    blocks = word_blocks().replace(table(rows), table(rows[:7]) + paragraph("") + table(rows[7:]))
    (read,) = departments(tmp_path, document_tree(blocks))
    assert facts(read.book) == truth
    assert read.book.sheets[6].indicators[0].place == Place("公开.docx", "表8", 2, 1)


# --- several departments ---------------------------------------------------------------------------------------------

OTHER = "389001青石县林业局"


def other_blocks() -> str:
    return word_blocks(unit=OTHER).replace("388-", "389-")


def test_departments_one_after_another(tmp_path: Path, truth: Facts) -> None:
    first, second = departments(tmp_path, document_tree(word_blocks() + other_blocks()))
    assert facts(first.book) == truth
    assert facts(second.book).department == ("389", "青石县林业局")
    assert [sheet.unit.text for sheet in second.book.projects] == [OTHER] * len(PROJECTS)
    assert second.book.overall.overall.value
    assert (*first.findings, *second.findings) == ()


def test_departments_told_by_their_units_alone(tmp_path: Path) -> None:
    tables = [paragraph("绩效目标表"), *(table(printed(form)) + paragraph("续") for form in PROJECTS)]
    tables += [table(printed(form, unit=OTHER)) + paragraph("续") for form in PROJECTS[:2]]
    first, second = departments(tmp_path, document_tree("".join(tables)))
    assert [(one.book.code.value, len(one.book.sheets)) for one in (first, second)] == [("388", 5), ("389", 2)]


def test_a_fund_between_two_departments_is_in_doubt(tmp_path: Path) -> None:
    tables = [(PROJECTS[0], UNIT), (FORMS[0], UNIT), (PROJECTS[1], OTHER)]
    blocks = "".join(paragraph("表") + table(printed(form, unit=unit)) for form, unit in tables)
    first, second = departments(tmp_path, document_tree(blocks))
    assert [len(one.book.sheets) for one in (first, second)] == [1, 2]
    assert (rules(first), rules(second)) == ([], ["R48"])
