"""The cover of the county's open workbook: the settings that the officer typed, and what the last run gave."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltools.desktop.protection import unprotected
from xltools.desktop.session import ActionError
from xltools.desktop.tables import literal_text
from xltools.sheet_names import COUNTY_BUTTONS_SHEET
from xltools.template.county import LABEL_COLUMN, VALUE_COLUMN, CountyCell

if TYPE_CHECKING:
    import xlwings

__all__ = ["CountyCover"]


@dataclass(frozen=True, slots=True)
class CountyCover:
    """The values of the cover and their rows. Empty for a workbook that is not the county's."""

    values: dict[CountyCell, Any]
    rows: dict[CountyCell, int]

    @classmethod
    def of(cls, book: xlwings.Book) -> CountyCover:
        """Read the cover in one block; labels are looked up, so rows may have been inserted."""
        values: dict[CountyCell, Any] = {}
        rows: dict[CountyCell, int] = {}
        if COUNTY_BUTTONS_SHEET in {sheet.name for sheet in book.sheets}:
            sheet = book.sheets[COUNTY_BUTTONS_SHEET]
            last = max(sheet.used_range.last_cell.row, 2)
            block = sheet.range((1, LABEL_COLUMN), (last, VALUE_COLUMN)).options(ndim=2).value
            labels = {key.value: key for key in CountyCell}
            for row, (label, value) in enumerate(block, 1):
                if (key := labels.get(label)) is not None:
                    values[key], rows[key] = value, row
        return cls(values, rows)

    def text(self, key: CountyCell) -> str:
        """Return the value of a cell as text."""
        value = self.values.get(key)
        return str(int(value) if isinstance(value, float) and value.is_integer() else value or "").strip()

    def path(self, key: CountyCell) -> Path | None:
        """Return the path in a cell; Windows copies paths with quotation marks around them."""
        text = self.text(key).strip('"“”')
        return Path(text) if text else None

    @property
    def year(self) -> int | None:
        """The budget year; None where none is set."""
        text = self.text(CountyCell.YEAR).removesuffix("年")
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) == 4):
            raise ActionError(
                f"“{CountyCell.YEAR}”填的是“{text}”：请填四位数的年度，如 2020，或者不填。",
                f'{CountyCell.YEAR} says "{text}"; enter a year of four digits such as 2020, or nothing.',
            )
        return int(text)

    def write(self, book: xlwings.Book, values: dict[CountyCell, str]) -> None:
        """Write neighbouring cells in one block. Nothing happens where the workbook has no such cover."""
        rows = [self.rows[key] for key in values if key in self.rows]
        if not rows:
            return
        sheet = book.sheets[COUNTY_BUTTONS_SHEET]
        texts = {self.rows[key]: literal_text(text) for key, text in values.items() if key in self.rows}
        with unprotected(sheet):
            if len(texts) == max(rows) - min(rows) + 1:
                block = sheet.range((min(rows), VALUE_COLUMN), (max(rows), VALUE_COLUMN))
                block.value = [[texts[row]] for row in sorted(texts)]
            else:  # somebody has put rows between them
                for row, text in texts.items():
                    sheet.range((row, VALUE_COLUMN)).value = text
