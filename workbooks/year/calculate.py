"""What Excel does when a workbook is saved, and openpyxl does not: work out its formulas, here by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

__all__ = ["calculate"]

_SECONDS = 300


def calculate(files: Iterable[Path]) -> bool:
    """Save workbooks with the results of their formulas; False where LibreOffice is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        saved = Path(folder) / "saved"
        paths = list(files)
        command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(saved), *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603 - our own files
        for path in paths:
            shutil.copyfile(saved / path.name, path)
    return True
