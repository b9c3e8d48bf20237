"""Which projects a special fund contains."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from tests.fixtures.seed import seed
from xltools.derive import contained_projects, containments

Members = tuple[tuple[int, ...], ...]


def items(*pairs: tuple[str, str]) -> list[tuple[str, Decimal | None]]:
    return [(name, Decimal(amount) if amount else None) for name, amount in pairs]


@pytest.mark.parametrize(
    ("funds", "projects", "expected"),
    [
        pytest.param([("甲", "1573060")], [("子", "1073060"), ("丑", "500000"), ("寅", "9")], ((0, 1),), id="a sum"),
        pytest.param([("甲", "725000")], [("子", "1073060"), ("丑", "500000")], ((),), id="no sum"),
        pytest.param([("甲", "100.01")], [("子", "100.00"), ("丑", "0.02")], ((),), id="a fen off"),
        pytest.param([("甲", "100")], [("子", "100"), ("丑", "60"), ("寅", "40")], ((0,),), id="the smallest set"),
        pytest.param([("甲", "100")], [("子", "100"), ("丑", "100")], ((),), id="two sets of one"),
        pytest.param([("甲", "100")], [("子", "60"), ("丑", "40"), ("寅", "60")], ((),), id="two sets of two"),
        pytest.param([("甲", "15")], [(str(n), str(n)) for n in (1, 2, 3, 4, 5)], ((0, 1, 2, 3, 4),), id="five"),
        pytest.param([("甲", "63")], [(str(n), str(n)) for n in (1, 2, 4, 8, 16, 32)], ((),), id="six are too many"),
        pytest.param([("公路养护", "100")], [("2020年公路养护", "70"), ("丑", "100")], ((0,),), id="by name first"),
        pytest.param([("公路", "100")], [("公路", "70"), ("公路", "30"), ("丑", "1")], ((0, 1),), id="all of the name"),
        pytest.param([("甲", "100"), ("乙", "100")], [("子", "100")], ((), ()), id="claimed twice"),
        pytest.param(
            [("甲", "100"), ("乙", "160")],
            [("子", "100"), ("丑", "60")],
            ((), ()),
            id="overlapping claims settle nothing",
        ),
        pytest.param(
            [("子", "50"), ("乙", "60")], [("子", "50"), ("丑", "10"), ("寅", "60")], ((0,), (2,)), id="one each"
        ),
        pytest.param([("甲", "")], [("子", "100")], ((),), id="no budget"),
        pytest.param([("甲", "100")], [("子", ""), ("丑", "-5"), ("寅", "100")], ((2,),), id="odd budgets"),
        pytest.param([("", "5")], [("", "6")], ((),), id="nameless"),
        pytest.param([], [("子", "100")], (), id="no funds"),
        pytest.param([("甲", "100")], [], ((),), id="no projects"),
    ],
)
def test_containments(funds: list[tuple[str, str]], projects: list[tuple[str, str]], expected: Members) -> None:
    assert containments(items(*funds), items(*projects)) == expected


def test_the_order_of_projects_does_not_matter() -> None:
    projects = items(*((f"项目{n}", f"{n * n + 0.37:.2f}") for n in range(1, 12)))
    total = sum((projects[n][1] or Decimal(0) for n in (2, 5, 9)), Decimal(0))
    for turn in range(20):
        order = Random(turn).sample(range(len(projects)), len(projects))
        (found,) = containments([("专项", total)], [projects[n] for n in order])
        assert {projects[order[n]][0] for n in found} == {"项目3", "项目6", "项目10"}


def test_many_funds_are_compared_by_name_only() -> None:
    funds = items(("甲", "100"), *((f"专项{n}", f"{n}.01") for n in range(50)))
    assert containments(funds, items(("子", "100"), ("专项7", "5"))) == (
        (),
        *(((1,) if n == 7 else ()) for n in range(50)),
    )


def test_many_projects_take_no_time() -> None:
    amounts = Random(1).sample(range(10**6, 10**9), 300)
    assert containments([("专项", Decimal(10**9) + 1)], [(str(n), Decimal(n)) for n in amounts]) == ((),)


def test_the_published_text() -> None:
    found = [
        (fund.place.sheet, [project.place.sheet for project in projects])
        for fund, projects in contained_projects(seed())
    ]
    assert found == [("专项1", []), ("专项2", ["项目3", "项目4"])]
