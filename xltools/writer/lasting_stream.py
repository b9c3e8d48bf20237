"""The archive that XlsxWriter makes and nothing uses, because this package packs the parts itself."""

from __future__ import annotations

from io import BytesIO

__all__ = ["LastingStream"]


class LastingStream(BytesIO):
    """A stream that stays open.

    After an error XlsxWriter leaves its archive unclosed. Python closes it when it collects it, perhaps after this
    stream, and would print a traceback if the stream were closed by then.
    """

    def close(self) -> None:
        """Do nothing."""
