"""Shares and amounts that a spending plan means."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.seed import seed
from xltools.derive import Gap, PlanMode, implied_shares, period_amounts, plan_mode, plan_shares, planned_amounts
from xltools.model import SpendingPlan
from xltools.rules.examples import build_sheet

AMOUNTS = st.decimals(min_value="0.01", max_value="9999999999.99", places=2)
SHARES = st.decimals(min_value=0, max_value=100, places=2)


def plan(typed: str) -> SpendingPlan:
    return build_sheet(plan=typed).plan


def shown(values: tuple[Decimal | None, ...]) -> str:
    return "/".join("?" if value is None else f"{value.normalize():f}" for value in values)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("20/50/70/100", "20/50/70/100"),
        ("空/100.00/空/空", "0/100/100/100"),
        ("空/空/空/100", "0/0/0/100"),
        ("100/空/空/空", "100/100/100/100"),
        ("空/空/空/空", "?/?/?/?"),
        ("20/空/70/100", "20/?/70/100"),
        ("20/空/20/100", "20/20/20/100"),
        ("20/空/空/20", "20/20/20/20"),
        ("20/50/空/空", "20/50/?/?"),
        ("空/50/空/空", "0/50/?/?"),
        ("空/100/空/100", "0/100/100/100"),
        ("100/空/80/100", "100/100/80/100"),  # falling is for a rule to say; what was typed stays
        ("空/部分/空/100", "?/?/?/100"),
        ("120/空/空/100", "?/?/?/100"),
        ("-5/空/空/100", "?/?/?/100"),
        ("空/0/空/空", "0/0/?/?"),
        ("0.2/0.5/0.7/1", "0.2/0.5/0.7/1"),
    ],
)
def test_what_a_plan_means(typed: str, meant: str) -> None:
    assert shown(plan_shares(plan(typed))) == meant


def test_why_a_blank_can_be_read_and_from_which_cells() -> None:
    typed = plan("空/100/空/空")
    gaps = [
        implied and (implied.gap, [entry.place.cell for entry in implied.inputs]) for implied in implied_shares(typed)
    ]
    june = [typed.june.place.cell]
    assert gaps == [(Gap.LEADING, june), None, (Gap.AFTER_FULL, june), (Gap.AFTER_FULL, june)]


@pytest.mark.parametrize(
    ("typed", "mode"),
    [
        ("20/50/70/100", PlanMode.CUMULATIVE),
        ("0/0/0/100", PlanMode.CUMULATIVE),
        ("20/30/20/30", PlanMode.INSTALMENT),
        ("33.3/33.3/33.3/0", PlanMode.INSTALMENT),
        ("20/50/40/100", PlanMode.UNKNOWN),
        ("20/50/70/90", PlanMode.UNKNOWN),
        ("空/100/空/空", PlanMode.UNKNOWN),
    ],
)
def test_how_the_percentages_were_meant(typed: str, mode: PlanMode) -> None:
    assert plan_mode(plan(typed)) is mode


@pytest.mark.parametrize(
    ("budget", "typed", "cumulative", "by_period"),
    [
        ("1073060.00", "20/50/70/100", "214612/536530/751142/1073060", "214612/321918/214612/321918"),
        ("100.01", "33.33/66.67/空/100", "33.33/66.68/?/100.01", "33.33/33.35/?/?"),
        ("0.05", "10/50/90/100", "0.01/0.03/0.05/0.05", "0.01/0.02/0.02/0"),
        ("", "20/50/70/100", "?/?/?/?", "?/?/?/?"),
        ("100", "空/空/空/空", "?/?/?/?", "?/?/?/?"),
        ("100", "20/50/70/90", "20/50/70/90", "20/30/20/20"),
    ],
)
def test_planned_amounts(budget: str, typed: str, cumulative: str, by_period: str) -> None:
    sheet = build_sheet(budget=budget, plan=typed)
    assert shown(planned_amounts(sheet)) == cumulative
    assert shown(period_amounts(sheet)) == by_period


@given(AMOUNTS, st.lists(SHARES, min_size=3, max_size=3).map(sorted))
def test_the_period_amounts_add_up_to_the_budget_to_the_fen(budget: Decimal, shares: list[Decimal]) -> None:
    sheet = build_sheet(budget=str(budget), plan="/".join(map(str, [*shares, 100])))
    amounts = period_amounts(sheet)
    assert sum(amount or Decimal(0) for amount in amounts) == budget
    assert all(amount is not None and amount >= 0 for amount in amounts)


def test_the_published_text_spends_what_it_should_by_each_period() -> None:
    columns = zip(*(planned_amounts(sheet) for sheet in seed().projects), strict=True)
    totals = [sum(amount or Decimal(0) for amount in column) for column in columns]
    assert totals == [Decimal(text) for text in ("314612.00", "84686530.00", "85001142.00", "85473060.00")]
