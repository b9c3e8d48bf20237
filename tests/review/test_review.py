"""The score counts what it says it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.review.books import ROUNDS, load_book, load_round, write_book
from tests.review.score import score_round
from xltools.department.read import read_book
from xltools.model import Severity


def test_a_book_is_read_as_its_author_wrote_it(tmp_path: Path) -> None:
    (book,) = load_round("0")
    read = read_book(write_book(book, tmp_path), book.file).book
    assert read is not None
    (sheet,) = read.sheets
    assert (sheet.name.text, sheet.budget.value, sheet.plan.december.value) == ("农村公路改造工程", 18_200_000, 100)
    assert [row.target.text for row in sheet.indicators[:3]] == ["≥56公里", "≥48个", "=100%"]
    assert read.overall.overall.text.startswith("2020年改造农村公路65公里")


def test_every_fault_is_found_or_missed_and_every_finding_right_or_false() -> None:
    score = score_round("0")
    (book,) = score.books
    counts = [score.recall(severity) for severity in Severity]
    assert sum(total for _, total in counts) == len(book.book.gold) == 2
    assert sum(total - found for found, total in counts) == len(book.missed)
    assert sum(score.false_by_rule.values()) == len(book.false)


@pytest.mark.parametrize("at", ["row9.target", "sheet2:goals", "goal"])
def test_a_field_that_is_not_there_is_an_error(at: str, tmp_path: Path) -> None:
    text = (ROUNDS / "0" / "348.toml").read_text(encoding="utf-8").replace('at = ["row6.target"]', f'at = ["{at}"]')
    path = tmp_path / "348.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="there is no field"):
        load_book(path)
