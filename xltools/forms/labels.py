"""The cells of a sheet that are a form's labels, and the labels that belong to one form.

An answer may have the words of a label: 12月底 as a target, 其他 as a purpose. Labels differ from answers in the order
of their sections from top to bottom, and in that the cell behind a label is its value.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from xltools.forms.lexicon import LabelledText
from xltools.forms.vocabulary import LabelText, Vocabulary
from xltools.grids.grid import Block, Grid
from xltools.quick_dataclass import dataclass

__all__ = ["Candidate", "LabelCell", "find_candidates", "label_cells"]

_BEGINS = frozenset(("code", "name"))
"""The labels that a form has once: 填报单位 and 实施单位 may both say whose it is."""
_FIRST_SECTION = 0
"""The section that a form begins with: code and name."""
_MAX_LABEL_ROWS = 9
"""Rows below a merged label's first one in which its value is looked for."""
_MAX_CACHED_LABELS = 64
"""Labels on a sheet of one or two forms, whose arrangement is worth caching."""
_MIN_SECTIONS = 2
"""Sections on rows of their own that make a form."""
_MIN_SECTIONS_WITHOUT_HEAD = 3
"""The same for labels without code or name."""


@dataclass(slots=True)
class Candidate:
    """Labels that belong to one form, and values behind the colon in a label's own cell.

    ``units`` are the money units that labels name, such as 预算数（万元）.
    """

    labels: dict[str, Block] = field(default_factory=dict)
    inline: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    special: bool = False
    _beside: dict[tuple[Block, int, int], Block] = field(default_factory=dict, compare=False)

    @property
    def first_row(self) -> int:
        """The first row of a label; values behind a colon may stand in the heading, and count if there is no other."""
        tops = [block.top for key, block in self.labels.items() if key not in self.inline or key in _BEGINS]
        return min(tops or (block.top for block in self.labels.values()))

    @property
    def last_row(self) -> int:
        """The last row of any label."""
        return max(block.bottom for block in self.labels.values())

    def right_of(self, block: Block, bottom: int, edge: int) -> Block:
        """Return the cells to the right of a label, up to the next one, or to column ``edge``, down to row ``bottom``.

        Sheets with the same labels share the answers.
        """
        key = (block, bottom, edge)
        cells = self._beside.get(key)
        if cells is None:
            others = (
                other for other in self.labels.values() if other.top <= block.bottom and other.bottom >= block.top
            )
            last = min((other.left for other in others if other.left > block.right), default=edge + 1) - 1
            cells = self._beside[key] = Block(block.top, block.right + 1, bottom, last)
        return cells

    def is_form(self, sections: dict[str, int]) -> bool:
        """Return whether the sections begin in different rows: the header of a list has them all in one."""
        rows: dict[int, int] = {}
        for key, block in self.labels.items():
            rows.setdefault(sections[key], block.top)
        return len(set(rows.values())) >= (_MIN_SECTIONS if _FIRST_SECTION in rows else _MIN_SECTIONS_WITHOUT_HEAD)


class LabelCell(NamedTuple):
    """A cell with the words of a label."""

    block: Block
    label: LabelText
    section: int


def find_candidates(cells: tuple[LabelCell, ...], words: Vocabulary) -> list[Candidate]:
    """Return the labels of a sheet by the form that they seem to belong to, from top to bottom."""
    # The sheets of a workbook usually have their labels in the same cells.
    arrange = _arrange_cached if len(cells) <= _MAX_CACHED_LABELS else _arrange
    return list(arrange(cells, words))


def _arrange(labelled: Sequence[LabelCell], words: Vocabulary) -> Sequence[Candidate]:
    cells = list(_without_values(labelled, words))
    if any(cell.section == _FIRST_SECTION and not cell.label.inline for cell in cells):
        alone = [cell for cell in cells if not cell.label.inline]
    else:
        alone = cells  # some systems print every value behind its label
    candidates: list[Candidate] = []
    for segment in _segments(alone):
        left: Sequence[LabelCell] = segment
        while left:
            chosen = _longest_in_order(left)
            while next_form := _next_form(chosen, left):
                chosen = _longest_in_order([cell for cell in left if cell.block.top < next_form])
            candidates.append(_candidate(chosen, words))
            left = [cell for cell in left if cell.block.top > chosen[-1].block.top]
    candidates.sort(key=lambda candidate: candidate.first_row)
    _add_inline(candidates, [cell for cell in cells if cell.label.inline], words)
    return candidates


_arrange_cached = lru_cache(maxsize=64)(_arrange)


def label_cells(grid: Grid, words: Vocabulary, texts: Iterable[LabelledText]) -> Iterator[LabelCell]:
    """Yield the cells of a sheet that are labels of one form, row by row."""
    form = words.form
    for row, column, text in texts:
        label = text.labels.get(form)
        if label is not None:
            # There are thousands in a workbook: without the call of Python that a named tuple makes.
            yield tuple.__new__(LabelCell, (grid.block(row, column), label, words.sections[label.key]))


def _without_values(cells: Iterable[LabelCell], words: Vocabulary) -> Iterator[LabelCell]:
    """Yield the cells, but not one that is the value of the label before it."""
    values: set[tuple[int, int]] = set()
    for cell in cells:
        block, label = cell.block, cell.label
        if (block.top, block.left) in values:
            continue
        if label.key in words.valued and not label.inline:
            values.update(
                (row, block.right + 1) for row in range(block.top, min(block.bottom, block.top + _MAX_LABEL_ROWS) + 1)
            )
        yield cell


def _segments(cells: Iterable[LabelCell]) -> Iterator[list[LabelCell]]:
    """Split the cells into forms, each of which begins with its code or name, whichever comes first."""
    segment: list[LabelCell] = []
    for cell in cells:
        begun = cell.section == _FIRST_SECTION and any(
            other.section != _FIRST_SECTION or (other.label.key == cell.label.key and cell.label.key in _BEGINS)
            for other in segment
        )
        if begun:
            yield segment
            segment = []
        segment.append(cell)
    if segment:
        yield segment


def _longest_in_order(cells: Sequence[LabelCell]) -> list[LabelCell]:
    """Return the longest subsequence whose sections never decrease; the other cells are answers."""
    ends: list[int] = []
    last_cells: list[int] = []
    previous: list[int] = []
    for number, cell in enumerate(cells):
        place = bisect_right(ends, cell.section)
        previous.append(last_cells[place - 1] if place else -1)
        ends[place : place + 1] = [cell.section]
        last_cells[place : place + 1] = [number]
    chosen: list[LabelCell] = []
    number = last_cells[-1]
    while number >= 0:
        chosen.append(cells[number])
        number = previous[number]
    return chosen[::-1]


def _next_form(chosen: Sequence[LabelCell], cells: Sequence[LabelCell]) -> int:
    """Return the row in which a form without code and name begins, or 0.

    It begins where a label is repeated after labels of several sections that did not fit the order.
    """
    seen = {chosen[0].label.key}
    tops = [cell.block.top for cell in cells]
    for last, cell in pairwise(chosen):
        above, below = last.block.top, cell.block.top
        if cell.label.key in seen and above < below:
            passed = {other.section for other in cells[bisect_right(tops, above) : bisect_left(tops, below)]}
            if len(passed) > 1:
                return min(other.block.top for other in cells if other.block.top > above and other.label.key in seen)
        seen.add(cell.label.key)
    return 0


def _candidate(cells: Sequence[LabelCell], words: Vocabulary) -> Candidate:
    candidate = Candidate()
    # Of several cells with the same label, the one beside most other labels of its section counts; among those of
    # money, the one in the column of the budget's label and not above it: the others are of another period.
    beside = Counter((section, row) for section, row, _ in {(s.section, s.block.top, s.label.key) for s in cells})
    money = words.money_labels
    total = next((cell.block for cell in cells if cell.label.key == words.row_of.get(words.budget)), None)

    def order(cell: LabelCell) -> tuple[int, bool, bool]:
        apart = cell.block if total and cell.label.key in money else None
        return (
            -beside[cell.section, cell.block.top],
            bool(apart and total and apart.left != total.left),
            bool(apart and total and apart.top < total.top),
        )

    for cell in sorted(cells, key=order):
        _add(candidate, cell)
    return candidate


def _add(candidate: Candidate, cell: LabelCell) -> None:
    key = cell.label.key
    if key not in candidate.labels:
        candidate.labels[key] = cell.block
        candidate.special |= cell.label.special
        if cell.label.inline:
            candidate.inline[key] = cell.label.inline
        if cell.label.unit:
            candidate.units[key] = cell.label.unit


def _add_inline(candidates: Sequence[Candidate], cells: Iterable[LabelCell], words: Vocabulary) -> None:
    """Add labels with a value behind a colon to forms that lack the label, if the order of sections allows it."""
    firsts = [candidate.first_row for candidate in candidates]
    for cell in cells:
        candidate = candidates[max(bisect_right(firsts, cell.block.top) - 1, 0)] if candidates else None
        if candidate is not None and cell.label.key not in candidate.labels:
            others = [(words.sections[key], block.top) for key, block in candidate.labels.items()]
            if all(
                (other <= cell.section) if row <= cell.block.top else (other >= cell.section) for other, row in others
            ):
                _add(candidate, cell)
