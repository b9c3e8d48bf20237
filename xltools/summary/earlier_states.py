"""The officer's choices in the earlier 县级汇总表 (状态) and 专项资金明细 (是, 否)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltools.county.fund_choices import FundChoice
from xltools.sheet_names import COUNTY_SHEET, FUNDS_SHEET, UNMATCHED_SHEET
from xltools.summary.changes import EarlierRow
from xltools.summary.facts import Facts
from xltools.summary.previous import PreviousSummary
from xltools.values import parse_amount

__all__ = ["fund_choices", "officer_states", "unmatched_funds"]

_DONE = "已审"
"""The state that only an officer chooses."""
_YES, _NO = "是", "否"
_COUNTS = "计入合计："
_MEMBERS = re.compile(r"共 (\d+) 个")


def officer_states(previous: PreviousSummary, facts: Facts) -> tuple[dict[int, str], list[EarlierRow]]:
    """Return the states that the officer has chosen, by the departments' numbers, and those without a department."""
    chosen: dict[str, EarlierRow] = {}
    for row in previous.rows(UNMATCHED_SHEET):
        if row.get("table") == COUNTY_SHEET:
            chosen[str(row.get("owner", ""))] = row
    for row in previous.rows(COUNTY_SHEET):
        state, automatic = str(row.get("state", "")), str(row.get("automatic state", ""))
        owner = str(row.get("code") or row.get("name") or "")
        if owner and state and (state != automatic if automatic else state == _DONE):
            chosen[owner] = _waiting(COUNTY_SHEET, owner, row.get("name", ""), message=state)
    states: dict[int, str] = {}
    for department in facts.departments:
        entry = chosen.pop(department.code or department.name, None)
        if entry:
            states[department.number] = str(entry["message"])
    return states, list(chosen.values())


def fund_choices(previous: PreviousSummary) -> tuple[FundChoice, ...]:
    """Return the decisions about special funds whose 是 or 否 the officer has changed."""
    return tuple(choice for _, choice in _fund_entries(previous) if choice)


def unmatched_funds(previous: PreviousSummary, facts: Facts) -> Iterator[EarlierRow]:
    """Iterate over the entries about funds that are not there any more, or not as they were."""
    said: set[tuple[object, ...]] = set()
    for row, choice in _fund_entries(previous):
        key = tuple(row.get(name, "") for name in ("owner", "code", "subject", "message"))
        if key not in said and not (choice and any(map(choice.about, facts.data.containments))):
            said.add(key)
            yield row


def _fund_entries(previous: PreviousSummary) -> Iterator[tuple[EarlierRow, FundChoice | None]]:
    """Yield the entries with the decisions that they are, also those that had no fund before."""
    for row in previous.rows(UNMATCHED_SHEET):
        if row.get("table") == FUNDS_SHEET:
            yield row, _choice(row)
    for fund in previous.rows(FUNDS_SHEET):
        counts, members = fund.get("counts"), str(fund.get("project code", ""))
        automatic = _NO if _MEMBERS.match(members) else _YES
        if fund.get("name") and counts in {_YES, _NO} and counts != automatic:
            owner = fund.get("department code") or fund.get("department name", "")
            entry = _waiting(FUNDS_SHEET, owner, fund.get("department name", ""), message=f"{_COUNTS}{counts}")
            row = {**entry, "code": fund.get("code", ""), "subject": fund["name"]}
            row |= {"field": members, "found": str(fund.get("budget", ""))}
            yield row, _choice(row)


def _choice(row: EarlierRow) -> FundChoice | None:
    """Return the decision of an entry; None for one of an earlier version, which does not say what it was about."""
    budget, members = parse_amount(str(row.get("found", ""))), _MEMBERS.match(str(row.get("field", "")))
    word = str(row.get("message", "")).removeprefix(_COUNTS)
    if budget is None or word not in {_YES, _NO}:
        return None
    owner, code, name = (str(row.get(key, "")) for key in ("owner", "code", "subject"))
    return FundChoice(owner, code, name, budget, int(members[1]) if members else 0, word == _YES)


def _waiting(table: str, owner: str | int, name: str | int, *, message: str) -> dict[str, str | int]:
    return {"table": table, "owner": owner, "department name": name, "message": message}
