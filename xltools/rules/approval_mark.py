"""The mark of the county's approval on 批复表: document number, who approved, and the day.

It stands in the settings file::

    [approval]
    number = "示财绩〔2026〕3号"
    bureau = "示范县财政局"
    day = 2026-01-20
"""

from __future__ import annotations

from datetime import date

from xltools.quick_dataclass import dataclass

__all__ = ["ApprovalMark"]

_NUMBER, _BUREAU, _DAY = "＿＿＿＿＿＿〔＿＿＿＿〕＿＿号", "＿＿＿＿＿＿＿＿＿＿＿＿", "＿＿＿＿年＿＿月＿＿日"


@dataclass(frozen=True, slots=True)
class ApprovalMark:
    """The mark of approval; what is empty is left as a blank to fill in by hand."""

    number: str = ""
    bureau: str = ""
    day: date | None = None

    @property
    def shown(self) -> tuple[str, str, str]:
        """Number, bureau and day as printed."""
        day = self.day
        return self.number or _NUMBER, self.bureau or _BUREAU, f"{day.year}年{day.month}月{day.day}日" if day else _DAY
