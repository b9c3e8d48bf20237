"""The columns 处理 and 部门说明 of the sheet 校验结果, in which departments answer the findings that they got back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from xltools.grids.grid import Grid
from xltools.messages.reading import READING
from xltools.model import Finding, Place, Reply
from xltools.sheet_names import RESULT_SHEET

__all__ = [
    "ACCEPTED",
    "ACTIONS",
    "MENDED",
    "REPLY_HEADINGS",
    "UNCHANGED",
    "lost_replies",
    "mended_in_vain",
    "read_replies",
]

MENDED, UNCHANGED = ACTIONS = ("已改", "说明不改")
"""The answers to choose from."""
ACCEPTED = "县里已同意"
"""The word in their place where the county has accepted the explanation."""
_ACTION, _TEXT, _LINE = REPLY_HEADINGS = ("处理", "部门说明", "编号")
_RULE = "规则"
_MAX_HEADER_ROW = 40
"""The last row in which the headings are looked for: people insert rows above them."""


def read_replies(grids: Iterable[Grid]) -> Mapping[tuple[str, str], Reply]:
    """Return what the department has answered, by the number of the line and the rule that stands beside it.

    Rows may have been sorted, filtered or deleted, and columns moved.
    """
    replies: dict[tuple[str, str], Reply] = {}
    for key, reply, _ in _answered_rows(grids):
        replies.setdefault(key, reply)
    return replies


def lost_replies(grids: Iterable[Grid], lines: Collection[tuple[str, str]]) -> tuple[Finding, ...]:
    """Return a finding for each answer whose number and rule are not those of a line that went back.

    ``lines`` are the lines that the copy records. Somebody changed the number or the rule beside the answer.
    """
    return tuple(
        READING["R38"].at(place, field="", found=" ".join(filter(None, (reply.action, reply.text))))
        for key, reply, place in _answered_rows(grids)
        if key not in lines
    )


def _answered_rows(grids: Iterable[Grid]) -> Iterator[tuple[tuple[str, str], Reply, Place]]:
    """Yield each row with an answer: number and rule, the answer, and its cell."""
    for grid in grids:
        if not grid.sheet.startswith(RESULT_SHEET):
            continue
        head, columns = _headings(grid)
        for row in range(head + 1, grid.height + 1) if columns else ():
            cells = {title: _one_line(grid.text(row, column)) for title, column in columns.items()}
            action, text = cells[_ACTION], grid.text(row, columns[_TEXT]).strip()
            if action or text:
                yield (cells[_LINE], cells[_RULE]), Reply(action, text), grid.place(row, columns[_ACTION])


def mended_in_vain(reply: Reply | None) -> bool:
    """Return whether the department says of a finding that is still there that it has been corrected."""
    return reply is not None and reply.action == MENDED


def _headings(grid: Grid) -> tuple[int, dict[str, int]]:
    """Return the row of the headings and their columns; no columns for a sheet without those of an answer."""
    wanted = {*REPLY_HEADINGS, _RULE}
    for row in range(1, min(grid.height, _MAX_HEADER_ROW) + 1):
        there = {_one_line(grid.text(row, column)): column for column in grid.filled_columns(row)}
        if wanted <= there.keys():
            return row, {title: there[title] for title in wanted}
    return 0, {}


def _one_line(text: str) -> str:
    return " ".join(text.split())
