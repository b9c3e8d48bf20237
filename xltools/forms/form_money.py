"""The amounts of a form in 元: the unit of each is stated by its cell, a label, the heading or the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from xltools.forms.description import FieldKind
from xltools.forms.entries import EntryReader
from xltools.forms.found import ABSENT, FoundCell, FoundForm
from xltools.forms.label_text import is_short
from xltools.forms.money_units import (
    is_unclear_unit,
    stated_unit,
    unit_alone,
    unit_below,
    unit_in_brackets,
    words_beside,
    words_in_title,
    words_lacking,
    words_unclear,
)
from xltools.forms.vocabulary import vocabulary
from xltools.glossary import field_term
from xltools.grids.grid import Address
from xltools.lazy_pattern import LazyPattern
from xltools.model import Entry, MoneyUnit, Severity
from xltools.quick_property import cached_property
from xltools.values import squeeze

__all__ = ["FormMoney"]

_UNIT_ROWS_BELOW, _MAX_UNIT_CHARACTERS = 5, 24
"""Rows below a form, and the length of a text, in which a money unit is looked for where the heading has none."""
_UNIT_ENDS = ("元", "万", "千", "亿", "为单位")
_HEAD_ROWS = 2
"""Rows of a heading above amounts."""
_OWN_UNIT = LazyPattern(r"\d\s*(?:亿|千万|百万|十万|万|千|百)?\s*元\s*[)）]?\s*[整正]?$")
"""The end of an amount with a unit of its own, such as ``100万元``."""
_WAN = re.compile(r"\d\s*万\s*元")


class FormMoney:
    """The amounts of one form."""

    def __init__(self, entries: EntryReader, found: FoundForm) -> None:
        self._entries = entries
        self._grid = entries.grid
        self._found = found
        self._words = vocabulary(found.form)
        columns = (column.key for column in found.form.table.columns if column.content is FieldKind.AMOUNT)
        self._keys = self._words.amounts or tuple(key for key in columns if key in found.fields)
        self.units = self._units()
        """the unit of each amount; nothing where no unit is stated anywhere"""
        self.unit = self.units.get(self._words.budget) or self._unit_of_all or MoneyUnit.YUAN

    def amounts(self) -> dict[str, Entry[Decimal]]:
        """Return all amounts by key, and report a missing unit."""
        entries = {key: self.amount(key) for key in self._keys}
        shown = [key for key in self._keys if key in self._found.fields]
        if not self.units and shown and not self._amount_texts_with_unit():
            self._report_no_unit(entries.get(self._words.budget, Entry()))
        return entries

    def amount(self, key: str) -> Entry[Decimal]:
        """Return the amount of a field."""
        cell = self._without_unit_cell(self._found.fields.get(key, ABSENT))
        return self._entries.amount(cell, key, self.units.get(key, MoneyUnit.YUAN))

    def _amount_texts_with_unit(self) -> list[str]:
        """Return the texts of the amounts if each of them says its unit, else nothing."""
        cells = [self._found.fields[key] for key in self._keys if key in self._found.fields]
        texts = [cell.inline or self._grid.text(*cell.cells[0]) for cell in cells if cell.cells]
        return texts if all(_OWN_UNIT.search(text.strip()) for text in texts) else []

    @property
    def _unit_of_all(self) -> MoneyUnit | None:
        """万元 if no unit is stated and all amounts are typed with 万元."""
        texts = [] if self.units else self._amount_texts_with_unit()
        return MoneyUnit.WAN if texts and all(_WAN.search(text) for text in texts) else None

    def _label_unit(self, key: str) -> str:
        """Return the unit that the label of an amount names, or the one above it, or that of its section."""
        words, units = self._words, self._found.units
        labels = (words.row_of.get(key, ""), words.column_of.get(key, ""), self._section_label(key))
        return next((units[label] for label in labels if label in units), self._unit_among)

    def _section_label(self, key: str) -> str:
        return self._words.section_label.get(self._words.section_of.get(key, -1), "")

    @cached_property
    def _unit_among(self) -> str:
        """The unit behind a text above the amounts that is not a label, like the corner of a matrix; else nothing."""
        rows = [cell.row for key in self._keys if (cell := self._found.fields.get(key, ABSENT)).row]
        if not rows:
            return ""
        first = max(min(rows) - _HEAD_ROWS, self._found.top)
        values = {address for key in self._keys for address in self._found.fields.get(key, ABSENT).cells}
        texts = (
            self._grid.text(row, column)
            for row in range(first, min(rows))
            for column in self._grid.filled_columns(row)
            if (row, column) not in values  # an amount such as 107(万元) states its own unit
        )
        units = {
            unit.value
            for text in texts
            if is_short(text) and (unit := unit_in_brackets(squeeze(text))) and self._words.short(text) is None
        }
        return units.pop() if len(units) == 1 else ""

    def _units(self) -> dict[str, MoneyUnit]:
        heading = self._heading_unit()
        units: dict[str, MoneyUnit] = {}
        contradicting: list[tuple[str, FoundCell, MoneyUnit]] = []
        for key in self._keys:
            cell = self._found.fields.get(key, ABSENT)
            described = self._found.form.field(key)
            row = self._words.row_of.get(key, "")
            beside = [unit for address in cell.extra if (unit := self._unit_alone(address))]
            own = self._found.units.get(row) or (beside[0] if beside else self._label_unit(key))
            section = self._found.units.get(self._section_label(key))
            above = heading or (MoneyUnit(section) if section else None)
            if own and above and own != above and cell.cells:
                contradicting.append((key, cell, above))
            usual = (described and described.money_unit) or self._found.form.money_unit
            if own or heading or usual:
                units[key] = MoneyUnit(own) if own else heading or usual or MoneyUnit.YUAN
        if self._words.budget in units:
            units = dict.fromkeys(self._keys, units[self._words.budget]) | units  # parts are in the unit of the whole
        if contradicting:
            key, cell, above = contradicting[0]
            place = self._grid.place(cell.row, cell.column)
            found, expected = units[key].value, above.value
            what = words_beside(field_term(key), found, expected)
            self._entries.report("R28", place, field=key, found=found, expected=expected, what=what)
        elif heading and self._found.money_unit.row and units:
            self._check_notes_below(heading)
            self._check_title(heading)
        return units

    def _check_notes_below(self, heading: MoneyUnit) -> None:
        """Report notes below the table that state another unit than the heading."""
        last = max((row.row for row in self._found.rows), default=self._found.top)
        rows = range(last + 1, self._found.bottom + _UNIT_ROWS_BELOW + 1)
        for place, unit, what in unit_below(self._grid, rows, heading):
            self._entries.report("R28", place, field="budget", found=unit, expected=heading.value, what=what)

    def _check_title(self, heading: MoneyUnit) -> None:
        """Report a title that states another unit than the line below it."""
        title = self._found.title
        unit = stated_unit(squeeze(self._grid.text(title.row, title.column))) if title.row else None
        if unit and unit is not heading:
            place, what = self._grid.place(title.row, title.column), words_in_title(unit, heading)
            self._entries.report("R28", place, field="budget", found=unit.value, expected=heading.value, what=what)

    def _heading_unit(self) -> MoneyUnit | None:
        """Return the unit that the heading states; where it states none, a line of its own elsewhere may."""
        found, grid = self._found, self._grid
        cell = found.money_unit
        if cell.row:
            return stated_unit(squeeze(grid.text(cell.row, cell.column)))
        if found.units:
            return None
        for row in range(found.top, found.bottom + _UNIT_ROWS_BELOW + 1):
            for column in grid.filled_columns(row):
                text = squeeze(grid.text(row, column))
                states = "单位" in text or "金额均" in text
                if states and text.endswith(_UNIT_ENDS) and len(text) <= _MAX_UNIT_CHARACTERS:
                    return stated_unit(text)
        return None

    def _unit_alone(self, address: Address) -> str:
        unit = unit_alone(squeeze(self._grid.text(*address)))
        return unit.value if unit else ""

    def _without_unit_cell(self, cell: FoundCell) -> FoundCell:
        """Return the cell of an amount; a unit in a cell of its own behind it belongs to it."""
        if not cell.extra:
            return cell
        return cell._replace(extra=tuple(address for address in cell.extra if not self._unit_alone(address)))

    def _report_no_unit(self, budget: Entry[Decimal]) -> None:
        """Report that 元 was assumed, and what the total lacks if 万元 was meant."""
        row, column = self._unclear_unit()
        text = self._grid.text(row, column).strip() if row else ""
        place = self._grid.place(row, column) if row else budget.place
        values = {"found": text, "what": words_unclear(text), "lacks": words_lacking(budget)}
        severity = Severity.ERROR if text else None
        self._entries.report("R12", place, field="money_unit", severity=severity, **values)

    def _unclear_unit(self) -> Address:
        """Return the cell that seems to state a unit, of which it is not certain which; row 0 if there is none."""
        found, grid = self._found, self._grid
        values = {address for cell in found.fields.values() for address in cell.cells}
        if found.money_unit.row:
            return found.money_unit.row, found.money_unit.column
        last = max((cell.row for key in self._keys if (cell := found.fields.get(key, ABSENT)).row), default=found.top)
        ends = (range(found.top, last + 1), range(found.bottom + 1, found.bottom + _UNIT_ROWS_BELOW + 1))
        for row in (row for rows in ends for row in rows):
            for column in grid.filled_columns(row):
                text = grid.text(row, column)
                if (row, column) not in values and is_unclear_unit(squeeze(text)) and self._words.short(text) is None:
                    return row, column
        return 0, 0

    @property
    def own_units(self) -> Mapping[str, MoneyUnit]:
        """The units of amounts that differ from that of the budget."""
        return {key: unit for key, unit in self.units.items() if unit is not self.unit}
