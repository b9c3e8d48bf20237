"""The same edits give the same bytes in every process: nothing is written in the order of a set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "workbooks" / "samples" / "475顺平县扶贫开发办公室.xlsx"
HASH_SEEDS = ("1", "2")

PARTS = """
import hashlib, io, re, sys, zipfile

def print_parts(data):
    # The sheets that are added to a copy say when it was made.
    archive = zipfile.ZipFile(io.BytesIO(data))
    for name in archive.namelist():
        text = re.sub(rb"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}", b"NOW", archive.read(name))
        print(name, hashlib.sha256(text).hexdigest())
"""
RETURN = """
from pathlib import Path
from xltools.department.returns import return_workbook
from xltools.model import Severity
path = Path(sys.argv[1])
print_parts(return_workbook(path, path.name, path.stem, lowest=Severity.NOTE).data)
"""
FILL = """
from xltools.cli import main
sys.argv[1:] = ["fill", sys.argv[1], "--out", sys.argv[2]]
try:
    main()
except SystemExit:
    pass
print_parts(open(sys.argv[4], "rb").read())
"""


def parts_of_copy(script: str, seed: str, folder: Path) -> str:
    command = [sys.executable, "-c", PARTS + script, str(SAMPLE), str(folder / f"{seed}.xlsx")]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=folder)
    return "\n".join(line for line in run.stdout.splitlines() if line.startswith(("xl/", "docProps/", "_rels/", "[")))


@pytest.mark.parametrize("script", [RETURN, FILL], ids=["return", "fill"])
def test_a_copy_does_not_depend_on_the_hash_seed(script: str, tmp_path: Path) -> None:
    copies = {parts_of_copy(script, seed, tmp_path) for seed in HASH_SEEDS}
    assert len(copies) == 1
    assert "xl/styles.xml" in copies.pop()
