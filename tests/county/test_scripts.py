"""A script that consolidates needs no ``__main__`` guard, however processes are started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.hostile.disk import clean

ROOT = Path(__file__).parents[2]
SCRIPT = """
from pathlib import Path
from xltools.county import workers
from xltools.county.gather import find_files, gather

workers.START_METHOD = {method!r}
print("begins")
data = gather(find_files([Path({folder!r})]), jobs=2)
print(sorted(Path(file.path).name for file in data.accepted), [file.reason.zh for file in data.files if file.reason])
"""


@pytest.mark.parametrize(
    "method",
    [
        "spawn",
        pytest.param(
            "forkserver", marks=pytest.mark.skipif(sys.platform != "linux", reason="Windows has no fork server")
        ),
    ],
)
@pytest.mark.parametrize("how", ["file", "module", "stdin"])
def test_files_are_read_in_workers(method: str, how: str, tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    folder.mkdir()
    names = [f"{number}.xlsx" for number in range(301, 306)]
    for name in names:
        (folder / name).write_bytes(clean(int(name[:3])))
    text = SCRIPT.format(method=method, folder=str(folder))
    (tmp_path / "consolidation_script.py").write_text(text, "utf-8")
    arguments = {"file": ["consolidation_script.py"], "module": ["-m", "consolidation_script"], "stdin": ["-"]}[how]
    done = subprocess.run(
        [sys.executable, *arguments],
        input=text if how == "stdin" else "",
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["begins", f"{names} []"]
