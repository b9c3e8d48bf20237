"""Real workbooks of many programs: one cell set, coloured and noted, a result sheet added; nothing else different.

The files are not ours to hand on, so they are not in the repository: XLTOOLS_CORPUS names a folder of them (the public
test suites of XlsxWriter, openpyxl, python-calamine, xlwings, Apache POI, ClosedXML and others hold thousands). With
XLTOOLS_SCHEMA, the path of the published ``sml.xsd``, every changed and new part is held against the schema as well.
Run it with ``-n0``: what a test worker prints is not shown.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.editor.corpus import examine, report


def corpus() -> list[Path]:
    """The workbooks in the folder; a missing or empty one is a failure, not a reason to skip."""
    folder = os.environ.get("XLTOOLS_CORPUS", "")
    if not folder:
        pytest.fail("set XLTOOLS_CORPUS to a folder with .xlsx and .xlsm files")
    endings = {".xlsx", ".xlsm", ".xltx", ".xltm"}
    files = sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in endings and path.is_file())
    if not files:
        pytest.fail(f"no workbooks in {folder}")
    return files


@pytest.mark.slow
def test_real_workbooks_lose_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    files = corpus()
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        outcomes = list(pool.map(examine, files, chunksize=4))
    failed = {path: outcome.details for path, outcome in zip(files, outcomes, strict=True) if outcome.fate == "failed"}
    with capsys.disabled():
        print("\n" + report(outcomes))
        for path, details in failed.items():
            print(f"  failed, {path}: {'; '.join(details)}")
    assert not failed
    assert any(outcome.fate == "passed" for outcome in outcomes)
