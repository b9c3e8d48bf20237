"""Damaged packages: whatever is cut, doubled or swapped inside them, an edit is made whole or refused by name."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from tests.auditor import Effect, new_problems
from tests.editor.corpus import edits_for
from tests.editor.looking import values
from tests.fixtures.packages import SHAPES, Parts, excel, styled, unzipped, zipped
from xltools.editor import EditableWorkbook, EditRefusedError, RefusalCode

BYTES = (b"", b'"', b"'", b"<", b">", b"/>", b"</", b"<!--", b"-->", b"<![CDATA[", b"&", b"\0", b"\xff", b"<x/>", b"1")
VALUES = (b"", b"-1", b"0", b"x", b"99999999", b"A1", b"A1:B2", b"1.5", b"../../../x", "表".encode(), b"true", b"urn:x")


def changed_bytes(part: bytes, chance: random.Random) -> bytes:
    """Bytes cut out, put in, replaced or doubled in a few places."""
    data = bytearray(part)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.randint(0, 12))
        data[at:end] = chance.choice((chance.choice(BYTES), bytes(data[at:end]) * 2, chance.randbytes(1)))
    return bytes(data)


def changed_value(part: bytes, chance: random.Random) -> bytes:
    """One attribute with a value it should not have."""
    found = list(re.finditer(rb'="([^"]*)"', part))
    if not found:
        return changed_bytes(part, chance)
    match = chance.choice(found)
    return part[: match.start(1)] + chance.choice(VALUES) + part[match.end(1) :]


def bases() -> list[Parts]:
    """Every shape, and every shape with our marks in it."""
    plain = [shape() for shape in SHAPES.values()]
    marked = []
    for parts in plain:
        package = EditableWorkbook.open(zipped(parts))
        marked.append(unzipped(package.apply(edits_for(package.sheet_names[0], 9, 7)).data))
    return plain + marked


def survive(count: int, seed: int) -> dict[str, int]:
    """Mutate, mark, take the marks off, ``count`` times; how many were edited and refused."""
    chance = random.Random(seed)
    fates = {"edited": 0, "refused": 0}
    originals = bases()
    for _ in range(count):
        original = chance.choice(originals)
        parts = dict(original)
        name = chance.choice(list(parts))
        parts[name] = chance.choice((changed_bytes, changed_value))(parts[name], chance)
        if chance.random() < 0.05:
            del parts[name]
        data = zipped(parts)
        try:
            package = EditableWorkbook.open(data)
            edits = edits_for(package.sheet_names[0] if package.sheet_names else "", 9, 7)
            edits.set_value(package.sheet_names[0] if package.sheet_names else "", 2, 2, 1, force=True)
            edits.note(package.sheet_names[0] if package.sheet_names else "", 1, 1, "x")
            copy = package.apply(edits).data
        except EditRefusedError:
            fates["refused"] += 1
            continue
        fates["edited"] += 1
        worse = new_problems(data, copy)
        assert Effect.REFUSED not in {problem.effect for problem in worse}
        assert worse == [] or new_problems(zipped(original), data) != []
        EditableWorkbook.open(copy).unmarked()  # a copy that was made can be opened, and its marks come off
    return fates


def test_some_damaged_packages() -> None:
    fates = survive(60, seed=475)
    assert min(fates.values()) > 0


@pytest.mark.slow
def test_many_damaged_packages() -> None:
    fates = survive(10_000, seed=20_200_101)
    assert min(fates.values()) > 1000


# --- what mutations brought to light --------------------------------------------------------------------------------


def marked(change: Callable[[Parts], None], parts: Parts | None = None) -> EditableWorkbook:
    """A copy with marks, changed before it comes back."""
    package = EditableWorkbook.open(zipped(parts or styled()))
    copy = unzipped(package.apply(edits_for(package.sheet_names[0], 9, 7)).data)
    change(copy)
    return EditableWorkbook.open(zipped(copy))


def replaced(name: str, old: str, new: str) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        assert old.encode() in parts[name]
        parts[name] = parts[name].replace(old.encode(), new.encode())

    return change


def test_a_sheet_without_a_part_takes_no_other_part_along() -> None:
    """A link to nowhere was once taken for the package itself, and its workbook dropped."""
    package = marked(replaced("xl/_rels/workbook.xml.rels", 'Id="rId4"', 'Id="elsewhere"'))
    result = package.unmarked()
    assert EditableWorkbook.open(result.data).sheet_names[0] == "表1"
    assert "xl/workbook.xml" in unzipped(result.data)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/styles.xml"]
)
def test_a_part_of_ours_does_not_take_the_place_of_a_missing_one(part: str) -> None:
    """The name of a missing part was once taken as free: two content types for it, and our sheet in place of one."""
    parts = excel()
    del parts[part]
    sheet = "隐藏" if "sheet" in part else "填报"
    package = EditableWorkbook.open(zipped(parts))
    assert new_problems(zipped(parts), package.apply(edits_for(sheet, 9, 7)).data) == []


def test_new_relations_do_not_take_the_place_of_missing_ones() -> None:
    """The sheets of a workbook without relationships were once led to the styles and to sheets of ours."""
    parts = excel()
    del parts["xl/_rels/workbook.xml.rels"]
    copy = EditableWorkbook.open(zipped(parts)).apply(edits_for("填报", 9, 7)).data
    assert new_problems(zipped(parts), copy) == []


def test_our_sheet_shares_its_part_with_another() -> None:
    package = marked(replaced("xl/_rels/workbook.xml.rels", "worksheets/sheet2.xml", "worksheets/sheet1.xml"))
    assert values(package.unmarked().data) == {"表1": {"G9": "新值 <&> 1"}}


def test_damaged_relationships_elsewhere_stop_nothing() -> None:
    def damage(parts: Parts) -> None:
        parts["xl/chartsheets/_rels/sheet1.xml.rels"] = b"<Relationships"

    result = marked(damage, excel()).unmarked()
    assert result.refused == ()
    assert "校验结果" not in EditableWorkbook.open(result.data).sheet_names


def test_a_damaged_list_of_titles_stays_as_it_is() -> None:
    parts = {**excel(), "docProps/app.xml": b"<Properties>"}
    result = EditableWorkbook.open(zipped(parts)).apply(edits_for("填报", 9, 7))
    assert result.refused == ()
    assert unzipped(result.data)["docProps/app.xml"] == b"<Properties>"


def test_damage_far_from_the_cell_is_refused_with_the_sheet() -> None:
    parts = styled('<row r="1"><c r="A1"/></row><row r="9000"><c r="A9000"><v>1</c></v></row>', names=("甲", "乙"))
    parts["xl/worksheets/sheet2.xml"] = styled()["xl/worksheets/sheet1.xml"]
    edits = edits_for("甲", 1, 1)
    edits.set_value("乙", 1, 1, 5)
    result = EditableWorkbook.open(zipped(parts)).apply(edits)
    assert {refusal.code for refusal in result.refused} == {RefusalCode.DAMAGED_PART}
    assert {refusal.place.sheet for refusal in result.refused} == {"甲"}
    assert unzipped(result.data)["xl/worksheets/sheet1.xml"] == parts["xl/worksheets/sheet1.xml"]
    assert b"<v>5</v>" in unzipped(result.data)["xl/worksheets/sheet2.xml"]


@pytest.mark.parametrize("number", ["9" * 5000, "²", "٣", "-1", "1e5", "nan", " 7 ", ""])
@pytest.mark.parametrize(
    ("name", "old"),
    [
        ("xl/workbook.xml", 'sheetId="4"'),
        ("xl/workbook.xml", 'localSheetId="2"'),
        ("xl/workbook.xml", 'activeTab="2"'),
        ("xl/worksheets/sheet1.xml", 'max="3"'),
        ("xl/worksheets/sheet1.xml", 'style="2"'),
        ("xl/worksheets/sheet1.xml", 'ht="20.25"'),
        ("xl/worksheets/sheet1.xml", 'spans="7:8"'),
        ("xl/worksheets/sheet1.xml", 'width="20.5"'),
        ("xl/worksheets/sheet1.xml", '<row r="6"'),
        ("xl/worksheets/sheet1.xml", 's="3" customFormat'),
        ("xl/styles.xml", 'fillId="2"'),
        ("xl/drawings/vmlDrawing1.vml", 'data="1"'),
        ("docProps/app.xml", "<vt:i4>3"),
    ],
)
def test_numbers_that_are_none_break_nothing(name: str, old: str, number: str) -> None:
    parts = excel()
    stated = re.search(r"[0-9.:]+$|[0-9.:]+(?=\"[^\"]*$)", old)
    assert stated is not None
    new = old[: stated.start()] + number + old[stated.end() :]
    assert old.encode() in parts[name]
    package = EditableWorkbook.open(zipped({**parts, name: parts[name].replace(old.encode(), new.encode())}))
    edits = edits_for("填报", 11, 9)
    edits.note("填报", 1, 1, "x")
    edits.fill("填报", 6, 4, "FFEB9C")
    edits.fill("填报", 1, 3, "FFEB9C")
    EditableWorkbook.open(package.apply(edits).data).unmarked()
