"""What a button can ask for: plain functions of an open workbook, by the names that buttons send."""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import TYPE_CHECKING

import xltools

if TYPE_CHECKING:
    import xlwings

__all__ = ["ACTIONS", "ping"]


def ping(book: xlwings.Book) -> None:
    """Show that a click reaches Python: which xltools, which Python, which workbook."""
    text = f"按钮已接通。\nxltools {xltools.__version__}，Python {platform.python_version()}\n{book.name}"
    book.app.alert(text, title="绩效目标", mode="info")


ACTIONS: dict[str, Callable[[xlwings.Book], None]] = {"ping": ping}
