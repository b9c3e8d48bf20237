"""The officer's decisions whether the money of a special fund counts in the deduplicated total.

By itself a fund counts that holds no projects. An officer may know better: that a fund's projects are only a part of
it, or that its money stands in another department's project. Such a decision holds for the fund as it was then.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from xltools.county.data import Containment
from xltools.county.project_identity import settlement_key

__all__ = ["FundChoice", "with_choices"]


@dataclass(frozen=True, slots=True)
class FundChoice:
    """A decision about a fund with this budget (元) and so many projects: it ``counts``, or does not.

    ``department`` is the department's code, else its name.
    """

    department: str
    code: str
    name: str
    budget: Decimal
    members: int
    counts: bool

    @property
    def key(self) -> Hashable:
        """The identity of the fund as it was when the decision was made."""
        return settlement_key(self.department, self.code, self.name, self.budget), self.members

    def about(self, containment: Containment) -> bool:
        """Return whether the decision is about this fund, and the fund is still as it was."""
        return self.key == _key(containment)


def with_choices(containments: Iterable[Containment], choices: Sequence[FundChoice]) -> Iterator[Containment]:
    """Yield the funds and their projects, with the decisions that are other than what counts by itself."""
    chosen = {choice.key: choice.counts for choice in choices}
    for one in containments:
        counts = chosen.get(_key(one)) if chosen else None
        yield one if counts is None or counts == one.counted else replace(one, choice=counts)


def _key(containment: Containment) -> Hashable:
    fund = containment.fund
    owner = fund.department_code or fund.department_name
    return settlement_key(owner, fund.code, fund.name, fund.budget or Decimal(0)), len(containment.projects)
