"""How the engine asks LibreOffice to open files: macros of what is opened to read only never run."""

from __future__ import annotations

from typing import Any

import pytest

from xltools.desktop.libreoffice import uno_bridge
from xltools.desktop.libreoffice.workbook import OfficeBooks

NEVER_EXECUTE, USE_CONFIG_REJECT_CONFIRMATION = 0, 5  # com.sun.star.document.MacroExecMode


@pytest.mark.parametrize(("read_only", "mode"), [(True, NEVER_EXECUTE), (False, USE_CONFIG_REJECT_CONFIRMATION)])
def test_macros_of_what_is_only_read_never_run(read_only: bool, mode: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    monkeypatch.setattr(uno_bridge, "url_of", str)
    monkeypatch.setattr(OfficeBooks, "_load", lambda self, url, **options: asked.update(options))
    books = OfficeBooks.__new__(OfficeBooks)
    books.open("报送/475.xlsm", read_only=read_only)
    assert asked["MacroExecutionMode"] == mode
