"""The benchmark works: its files differ and are read, and every command does what it is measured for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.benchmarks.county import jobs_of, measure
from tests.benchmarks.mix import PROGRAMS, write_mix
from xltools.county.find import find_files
from xltools.county.gather import gather


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.benchmarks.mix.shutil.which", lambda _: None)  # LibreOffice takes seconds to start
        return write_mix(tmp_path_factory.mktemp("sent"), len(PROGRAMS), forms=(2, 2))


def test_every_file_is_read_and_no_two_forms_are_alike(files: list[Path]) -> None:
    data = gather(find_files([files[0].parent]), jobs=1)
    assert {Path(file.path).name for file in data.accepted} == {path.name for path in files}
    rows = [row for file in data.accepted for row in file.sheets]
    assert len({row.name for row in rows}) == len({row.goal for row in rows}) == len(rows) >= 2 * len(files)
    assert len({file.form for file in data.accepted}) >= 2


@pytest.mark.skipif(sys.platform != "linux", reason="counts the time of processes by means of Linux")
def test_later_runs_find_what_the_first_has_kept(files: list[Path]) -> None:
    table = jobs_of(files[0].parent, files, 2, None)
    assert {"python-calamine", "first run", "first run, keeping", "second run", "one file changed"} <= table.keys()
    cache = Path(table["second run"].environment["XLTOOLS_CACHE"])
    costs = {name: measure(table[name]) for name in ("first run, keeping", "one file changed")}
    assert len(list(cache.iterdir())) == len(files) + 1
    assert all(cost.cpu > 0 for cost in costs.values())
