"""The catalogue of all rules by id: those of the family modules, and the messages of the readers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from xltools.messages import files, reading, structure
from xltools.messages.message import Message
from xltools.rules import (
    ages,
    approved_targets,
    areas,
    arithmetic,
    budget_agreement,
    budget_sums,
    consistency,
    counted_otherwise,
    counts_and_rates,
    county,
    declared_twice,
    department_sheets,
    deviations,
    evidence,
    execution,
    fields_of_work,
    funding,
    generalities,
    goals,
    grades,
    identity,
    improbable_targets,
    indicator_classes,
    indicator_wording,
    indicators,
    known_amounts,
    last_year,
    levels,
    list_sums,
    named_times,
    overall_texts,
    plan_times,
    plausibility,
    price_agreement,
    programme_periods,
    rates_over_time,
    scores,
    spending,
    stated_directions,
    steps,
    target_fit,
    target_value,
    timing,
    unfit_evidence,
    unit_fit,
    unsupported_targets,
    untaken_items,
    weights,
    whom_asked,
)
from xltools.rules.rule import Rule, Scope

__all__ = ["FAMILIES", "RULES", "rule_by_id"]

FAMILIES = (
    files,
    reading,
    structure,
    identity,
    overall_texts,
    unsupported_targets,
    programme_periods,
    funding,
    budget_sums,
    plausibility,
    known_amounts,
    last_year,
    list_sums,
    spending,
    goals,
    indicators,
    indicator_classes,
    levels,
    indicator_wording,
    whom_asked,
    untaken_items,
    fields_of_work,
    generalities,
    target_value,
    target_fit,
    unit_fit,
    improbable_targets,
    areas,
    evidence,
    unfit_evidence,
    weights,
    consistency,
    budget_agreement,
    price_agreement,
    arithmetic,
    timing,
    steps,
    stated_directions,
    named_times,
    plan_times,
    ages,
    grades,
    rates_over_time,
    counts_and_rates,
    counted_otherwise,
    declared_twice,
    department_sheets,
    execution,
    deviations,
    scores,
    approved_targets,
    county,
)
"""The modules that declare rules."""


def _declared() -> Iterator[Rule]:
    for module in FAMILIES:
        for value in vars(module).values():
            if isinstance(value, Rule):
                yield value
            elif isinstance(value, Mapping):
                yield from (_reading_rule(member) for member in value.values() if isinstance(member, Message))


def _reading_rule(message: Message) -> Rule:
    """Return a message of the readers as a rule without a check, so that the catalogue lists it."""
    return Rule(
        id=message.id,
        severity=message.severity,
        zh=message.zh,
        en=message.en,
        source=message.source,
        fires=message.fires,
        scope=Scope.READING,
    )


def _by_id() -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for rule in sorted(_declared(), key=lambda rule: rule.id):
        if rules.setdefault(rule.id, rule) != rule:
            raise ValueError(f"two rules are called {rule.id}")
    return rules


RULES: Mapping[str, Rule] = MappingProxyType(_by_id())
"""Every rule by its id, sorted by id."""


def rule_by_id(id: str) -> Rule:
    """Return the rule called ``id``, in upper or lower case; KeyError if there is none."""
    return RULES[id.strip().upper()]
