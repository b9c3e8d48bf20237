"""Groups of form profiles that rules tell apart."""

from __future__ import annotations

from typing import Final

from xltools.model import Profile

__all__ = ["SINCE_2021"]

SINCE_2021: Final = frozenset({Profile.MOF2021, Profile.YTH})
"""Forms by the guide of 2021: cost is a level 1 of its own, satisfaction is required only where it is useful."""
