"""The officer's choices in the earlier 县级汇总表 (状态) and 专项资金明细 (是, 否)."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.sheet_names import COUNTY_SHEET, FUNDS_SHEET, UNMATCHED_SHEET
from xltools.summary.changes import EarlierRow
from xltools.summary.facts import Facts
from xltools.summary.previous import PreviousSummary

__all__ = ["counted_funds", "officer_states"]

_DONE = "已审"
"""The state that only an officer chooses."""


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


def counted_funds(previous: PreviousSummary) -> Iterator[EarlierRow]:
    """Iterate over the entries about special funds whose 是 or 否 the officer has changed.

    They are shown beside the new summary and change no sum of it: each sum has to follow from the files that were sent.
    """
    said: set[tuple[object, ...]] = set()
    rows = [row for row in previous.rows(UNMATCHED_SHEET) if row.get("table") == FUNDS_SHEET]
    for fund in previous.rows(FUNDS_SHEET):
        counts = fund.get("counts")
        automatic = "否" if str(fund.get("project code", "")).startswith("共") else "是"
        if fund.get("name") and counts in {"是", "否"} and counts != automatic:
            owner = fund.get("department code") or fund.get("department name", "")
            entry = _waiting(FUNDS_SHEET, owner, fund.get("department name", ""), message=f"计入合计：{counts}")
            rows.append({**entry, "code": fund.get("code", ""), "subject": fund["name"]})
    for row in rows:
        key = tuple(row.get(name, "") for name in ("owner", "code", "subject", "message"))
        if key not in said:
            said.add(key)
            yield row


def _waiting(table: str, owner: str | int, name: str | int, *, message: str) -> dict[str, str | int]:
    return {"table": table, "owner": owner, "department name": name, "message": message}
