"""Answers about texts are remembered, and forgotten when there are too many; those about long texts are not kept."""

from __future__ import annotations

from xltools.remembered_texts import LONGEST_REMEMBERED, MAX_REMEMBERED, remember_texts


def test_each_text_is_looked_at_once_until_there_are_too_many() -> None:
    asked: list[str] = []

    @remember_texts
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    texts = [str(number) for number in range(MAX_REMEMBERED)]
    for _ in range(2):
        assert [length(text) for text in texts] == [len(text) for text in texts]
    assert asked == texts
    assert (length("one more"), length("0"), length("0"), length("one more")) == (8, 1, 1, 8)
    assert asked == [*texts, "one more", "0"]


def test_long_texts_are_looked_at_each_time() -> None:
    asked: list[int] = []

    @remember_texts
    def length(text: str) -> int:
        asked.append(len(text))
        return len(text)

    for number in (LONGEST_REMEMBERED, LONGEST_REMEMBERED + 1):
        assert [length("x" * number), length("x" * number)] == [number, number]
    assert asked == [LONGEST_REMEMBERED, LONGEST_REMEMBERED + 1, LONGEST_REMEMBERED + 1]
