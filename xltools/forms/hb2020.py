"""The form HB2020 as printed: a target sheet of Hebei's counties in 2020."""

from __future__ import annotations

from xltools.forms.printed import printed_form

__all__ = ["HB2020"]

HB2020 = printed_form("HB2020")
