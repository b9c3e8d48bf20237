"""Answers are kept up to a bound, and given all the same beyond it."""

from __future__ import annotations

from xltools.bounded_cache import MAX_ENTRIES, BoundedCache


def test_each_question_is_answered_once_up_to_the_bound() -> None:
    asked: list[int] = []

    def answer(number: int) -> int:
        asked.append(number)
        return number * 2

    cache = BoundedCache(answer)
    for _ in range(2):
        assert [cache[number] for number in range(MAX_ENTRIES + 5)] == [2 * n for n in range(MAX_ENTRIES + 5)]
    assert len(cache) == MAX_ENTRIES
    assert asked == [*range(MAX_ENTRIES + 5), *range(MAX_ENTRIES, MAX_ENTRIES + 5)]
