"""xltools: budget performance targets (预算绩效目标) in Excel workbooks.

The package reads the target sheets (绩效目标表) that county departments fill in, checks them, fills derived fields
and consolidates many departments into one county summary. Start reading at :mod:`xltools.model`.
"""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
