"""The head and foot of a county's letters to its departments: sender, document number, deadline, contact.

It stands in the settings file::

    [letters]
    county = "示范县"
    bureau = "示范县财政局"
    number = "示财绩〔2026〕12号"
    deadline = 2026-09-15
    contact = "预算绩效股，0312-0000000"
"""

from __future__ import annotations

from datetime import date

from xltools.quick_dataclass import dataclass

__all__ = ["Letterhead"]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head and foot of letters; what is empty is left as a blank to fill in by hand, or left out."""

    county: str = ""
    bureau: str = ""
    number: str = ""
    deadline: date | None = None
    contact: str = ""

    @property
    def sender(self) -> str:
        """The bureau, else that of the county, else an empty text."""
        return self.bureau or (f"{self.county}财政局" if self.county else "")

    @property
    def until(self) -> str:
        """The deadline as a letter states it, or a blank for it."""
        day = self.deadline
        return f"{day.year}年{day.month}月{day.day}日" if day else "＿＿＿＿年＿＿月＿＿日"
