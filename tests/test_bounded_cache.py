"""Answers are kept up to a bound, and given all the same beyond it."""

from __future__ import annotations

from xltools.bounded_cache import REMEMBERED, Memo


def test_each_question_is_answered_once_up_to_the_bound() -> None:
    asked: list[int] = []

    def answer(number: int) -> int:
        asked.append(number)
        return number * 2

    memo = Memo(answer)
    for _ in range(2):
        assert [memo[number] for number in range(REMEMBERED + 5)] == [2 * n for n in range(REMEMBERED + 5)]
    assert len(memo) == REMEMBERED
    assert asked == [*range(REMEMBERED + 5), *range(REMEMBERED, REMEMBERED + 5)]
