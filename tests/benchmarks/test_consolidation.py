"""The benchmark works: what it compares reads the same files, and the whole job is done."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.consolidation import JOBS, measure, write_departments
from xltools.county.gather import find_files, gather


def test_every_job_runs_on_the_generated_files(tmp_path: Path) -> None:
    files = write_departments(tmp_path, 2, forms=2)
    assert set(measure(files, list(JOBS), rounds=1)) == set(JOBS)
    data = gather(find_files([tmp_path]))
    assert [len(file.projects) for file in data.accepted] == [2, 2]
    assert {finding.rule for finding in data.findings} >= {"P03"}
