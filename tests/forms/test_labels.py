"""Answers in the words of labels stay answers: the form stays whole, and every other value in its field."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest

from tests.fixtures.forms import form
from xltools.forms.find import find_forms
from xltools.forms.interpret import interpret
from xltools.forms.labels import find_candidates, label_cells
from xltools.forms.lexicon import Lexicon, lexicon
from xltools.forms.loading import built_in_forms
from xltools.forms.vocabulary import vocabulary
from xltools.grids.grid import Grid

WORDS = (
    *("12月底", "6月底", "年底", "其他", "用途", "主要用途", "财政拨款", "年度目标", "项目绩效目标", "支出计划"),
    *(
        "预算数",
        "项目编码",
        "专项资金名称",
        "其他：无",
        "资金用途：培训",
        "用途：购置",
        "项目名称：abc",
        "预算数：100万元",
    ),
    "年度目标：完成",
)
ANSWERS = {
    "name": (3, 5),
    "purpose": (5, 2),
    "goals": (8, 2),
    "level3": (11, 3),
    "description": (12, 4),
    "target": (12, 5),
    "basis": (13, 6),
}


def values(grid: Grid) -> dict[str, str]:
    """Every text that was read, by its cell."""
    book = interpret([grid], "a.xlsx").book
    [sheet] = book.sheets
    entries = [
        *(sheet.title, sheet.unit, sheet.code, sheet.name, sheet.budget, sheet.fiscal, sheet.other, sheet.purpose),
        *(*sheet.plan.entries, sheet.goal.entry),
    ]
    for row in sheet.indicators:
        entries += [row.level1, row.level2, row.level3, row.description, row.target, row.basis]
    return {entry.place.cell: entry.text for entry in entries}


NO_PURPOSE = {"用途", "主要用途", "资金用途：培训", "用途：购置", "项目编码", "专项资金名称"}
"""Some forms print the first four in place of the purpose itself; the others are not plausible answers."""


@pytest.mark.parametrize(
    ("word", "cell"),
    [(word, cell) for word in WORDS for name, cell in ANSWERS.items() if name != "purpose" or word not in NO_PURPOSE],
)
def test_an_answer_in_the_words_of_a_label(word: str, cell: tuple[int, int]) -> None:
    clean = form(301)
    expected = values(clean) | {clean.place(*cell).cell: word}
    assert values(form(301, {cell: word})) == expected


def test_answers_of_two_rows_that_look_like_another_form() -> None:
    cells = {(11, 5): "其他", (12, 5): "12月底"}
    assert values(form(301, cells)) == values(form(301)) | {"E11": "其他", "E12": "12月底"}


def test_a_second_form_that_lost_its_code_and_name_is_not_swallowed() -> None:
    first, second = form(301), form(302, {(3, column): "" for column in (1, 2, 4, 5)})
    rows = [*first.rows, [], *second.rows]
    shifted = [block._replace(top=block.top + 15, bottom=block.bottom + 15) for block in second.merged]
    forms = find_forms(replace(first, rows=rows, merged=(*first.merged, *shifted))).forms
    assert [(found_form.top, found_form.readable) for found_form in forms] == [(1, True), (16, False)]


@pytest.mark.parametrize("text", ["项目名称：甲", "其他"])
def test_a_long_list_of_labels_takes_no_longer_than_its_length(text: str) -> None:
    began = process_time()
    words = lexicon(built_in_forms())
    vocabulary_ = vocabulary(built_in_forms()[0])
    grid = Grid("a.xlsx", "列表", [[text]] * 20_000)
    find_candidates(tuple(label_cells(grid, vocabulary_, words.texts(grid))), vocabulary_)
    assert process_time() - began < 3


ADORNED = (
    *("{}", "一、{}", "（十二）{}", "3. {}", "★{}", "{}（50分）", "{}50分", "{}（0至20分）", "{}（盖章）"),
    *("{}（公章）", "{}(必填)", "{}（万元）", "{}(单位：千万元)", "{}，金额单位人民币元", "{} 亿元", "{}：甲"),
    *(" {}\u3000", "{}（仟元）", "{}渠", "（泵）{}", "{}表"),
)
"""The ways in which people and programs print a label, and texts that are none."""


def test_a_character_that_no_form_prints_is_in_no_label() -> None:
    class Thorough(Lexicon):
        def _is_strange(self, value: str) -> bool:
            return False

    quick, thorough = Lexicon(built_in_forms()), Thorough(built_in_forms())
    printed = sorted({text for form_ in built_in_forms() for item in form_.fields for text in item.labels})
    texts = [
        pattern.format(text) for text in (*printed, "道路养护", "新建泵站3座", "县级", "元") for pattern in ADORNED
    ]
    found = 0
    for text in texts:
        grid = Grid("f", "s", [[text]])
        one, other = (
            [(cell.text.word, cell.text.labels, cell.text.keys, cell.text.titles) for cell in words.texts(grid)]
            for words in (quick, thorough)
        )
        assert one == other, text
        found += len(other)
    assert found > 1000


def test_sheets_that_differ_in_the_names_of_their_projects_are_recognised_once() -> None:
    words = lexicon(built_in_forms())
    grids = [Grid("f", "s", [[f"{name}项目绩效目标表"]]) for name in ("道路养护", "桥梁维修")]
    [first], [second] = (words.texts(grid) for grid in grids)
    assert first.text is second.text
    assert first.text.titles
