"""The budget projects that a special fund contains, so that no sum counts the same money twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from math import comb
from types import MappingProxyType

from xltools.model import DepartmentBook, TargetSheet

__all__ = ["contained_projects", "containments"]

MAX_SUBSET_PROJECTS = 5
"""Projects whose budgets are added up to find that of a fund."""
MAX_SUBSETS = 200_000
"""Combinations that are tried: with more of them an exact sum is a coincidence, and the search takes too long."""
MAX_SEARCHED_FUNDS = 40
"""Funds of one department whose budgets are compared; with more of them only names are."""

_NAME_NOISE = re.compile(r"[\s\u3000\u00a0]+|^20\d\d年度?")

Item = tuple[str, Decimal | None]
"""Name and budget of a fund or a project."""

_NOTHING: Mapping[int, int] = MappingProxyType({})


def contained_projects(book: DepartmentBook) -> tuple[tuple[TargetSheet, tuple[TargetSheet, ...]], ...]:
    """Return each special fund of the book with the projects it contains (none if they are not certain)."""
    funds, projects = book.special_funds, book.projects
    contained = containments(
        [(fund.name.value or "", fund.budget.value) for fund in funds],
        [(project.name.value or "", project.budget.value) for project in projects],
    )
    return tuple((fund, tuple(projects[n] for n in members)) for fund, members in zip(funds, contained, strict=True))


def containments(
    funds: Sequence[Item], projects: Sequence[Item], known: Mapping[int, int] = _NOTHING
) -> tuple[tuple[int, ...], ...]:
    """Return the indices of the projects that each fund of one department contains.

    ``known`` maps projects to their fund where a person has stated it; a fund with such projects contains no others.
    Otherwise a fund contains the projects of the same name. Otherwise it contains the smallest set of at most five
    projects whose budgets add up to its own to the fen, if there is only one such set and no other fund claims any of
    them. A project belongs to one fund.
    """
    result: list[tuple[int, ...]] = [()] * len(funds)
    free = set(range(len(projects))) - set(known)
    for n, (name, _) in enumerate(funds):
        stated = tuple(p for p in sorted(known) if known[p] == n)
        result[n] = stated or tuple(p for p in sorted(free) if name and _bare(projects[p][0]) == _bare(name))
        free.difference_update(result[n])
    searching = len(funds) <= MAX_SEARCHED_FUNDS
    while searching:
        claims = {
            n: members
            for n, (_, budget) in enumerate(funds)
            if not result[n] and budget and (members := _only_subset(budget, projects, free))
        }
        settled = {n: members for n, members in claims.items() if not _claimed_twice(members, claims.values())}
        for n, members in settled.items():
            result[n] = members
            free.difference_update(members)
        searching = bool(settled)
    return tuple(result)


def _bare(name: str) -> str:
    return _NAME_NOISE.sub("", name)


def _claimed_twice(members: tuple[int, ...], claims: Iterable[tuple[int, ...]]) -> bool:
    return sum(1 for other in claims if not set(members).isdisjoint(other)) > 1


def _only_subset(budget: Decimal, projects: Sequence[Item], free: set[int]) -> tuple[int, ...]:
    """Return the smallest set of free projects that adds up to ``budget``; empty if there is none, or several."""
    candidates = sorted(
        (amount, n) for n in free if (amount := projects[n][1]) is not None and Decimal(0) < amount <= budget
    )
    for size in range(1, MAX_SUBSET_PROJECTS + 1):
        if comb(len(candidates), size) > MAX_SUBSETS:
            break
        subsets = _subsets(budget, candidates, size)
        if subsets:
            return tuple(sorted(subsets[0])) if len(subsets) == 1 else ()
    return ()


def _subsets(budget: Decimal, candidates: Sequence[tuple[Decimal, int]], size: int) -> list[tuple[int, ...]]:
    """Return at most two sets of ``size`` candidates (in ascending order of amounts) that add up to ``budget``."""
    if len(candidates) < size:
        return []
    amounts = [amount for amount, _ in candidates]
    sums = [Decimal(0), *accumulate(amounts)]
    subsets: list[tuple[int, ...]] = []

    def search(start: int, rest: Decimal, left: int, chosen: tuple[int, ...]) -> None:
        if left == 0:
            if rest == 0:
                subsets.append(chosen)
            return
        last = len(amounts) - left
        if sums[-1] - sums[last] < rest:
            return  # even the largest are too little
        for n in range(start, last + 1):
            if len(subsets) > 1 or sums[n + left] - sums[n] > rest:
                return  # the smallest that remain are too much
            search(n + 1, rest - amounts[n], left - 1, (*chosen, candidates[n][1]))

    search(0, budget, size, ())
    return subsets
