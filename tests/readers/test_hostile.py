"""Every kind of hostile file has the fate that its table says, alone and together, within a minute and 500 MB."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.bounded import run_bounded
from tests.fixtures.hostile import KINDS, Hostile, build
from xltools.county.data import Fate
from xltools.county.gather import find_files
from xltools.county.rows import read_county_file

QUICK = tuple(kind for kind in KINDS if not kind.slow)
NO_BUDGET = {"金额不是数.xlsx", "金额无穷.xlsx"}
"""Accepted files whose budget is no amount, as their findings say."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("报送")
    build(folder)
    return folder


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(KINDS) >= 60
    assert len({kind.rule for kind in KINDS}) >= 20
    assert {kind.fate for kind in KINDS} == {Fate.ACCEPTED, Fate.REJECTED, Fate.IGNORED}


@pytest.mark.parametrize("kind", QUICK, ids=lambda kind: kind.name)
def test_each_kind_alone(kind: Hostile, corpus: Path) -> None:
    record = read_county_file(corpus / kind.name, kind.name)
    about_the_file = {finding.rule for finding in record.findings if finding.rule.startswith("F")}
    rules = {finding.rule for finding in record.findings}
    assert (record.fate, bool(record.reason)) == (kind.fate, kind.fate is not Fate.ACCEPTED), record.reason.zh
    assert kind.rule in rules if kind.rule else not about_the_file
    if kind.fate is Fate.ACCEPTED and kind.name not in NO_BUDGET:
        assert [row.budget for row in record.projects] == [Decimal(1200000)]
    for finding in record.findings:
        assert "{" not in "".join(finding.message + finding.suggestion)


def test_every_kind_is_found_in_its_folder(corpus: Path) -> None:
    assert {file.path.name for file in find_files([corpus])} == {kind.name for kind in QUICK}


@pytest.mark.parametrize("jobs", ["2", pytest.param("1", marks=pytest.mark.slow)])
def test_all_kinds_together(jobs: str, corpus: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in corpus.iterdir() if path.is_file() and path.stat().st_size < 1 << 20}
    out, report = tmp_path / "汇总.xlsx", tmp_path / "汇总.json"
    command = ["-m", "xltools", "consolidate", str(corpus), "--out", str(out), "--json", str(report), "--jobs", jobs]
    run = run_bounded(command, seconds=60)
    print(f"{len(QUICK)} files, {jobs} jobs: {run.seconds:.1f} s, {run.peak_mb:.0f} MB")
    assert run.code == 1, run.output  # done, with findings
    assert run.peak_mb < 500
    _check_report(json.loads(report.read_text("utf-8")))
    _check_summary(out)
    assert before == {path: path.read_bytes() for path in before}


def _check_report(report: dict[str, Any]) -> None:
    fates = {Path(file["path"]).name: file["status"] for file in report["files"]}
    assert fates == {kind.name: kind.fate.value for kind in QUICK}
    rules = Counter((Path(finding["file"]).name, finding["rule"]) for finding in report["findings"])
    assert not {(kind.name, kind.rule) for kind in QUICK if kind.rule} - set(rules)
    with_budget = sum(kind.fate is Fate.ACCEPTED and kind.name not in NO_BUDGET for kind in QUICK)
    assert Decimal(report["totals"]["project_budget"]) == with_budget * Decimal("1200000.00")


def _check_summary(path: Path) -> None:
    """Nothing that a file brought along is in the summary: no link, macro, object or connection, no foreign formula."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        xml = b"".join(archive.read(name) for name in names if name.endswith((".xml", ".rels")))
        assert b"calc.exe" not in xml
        formulas = [name for name in names if b"<f>cmd" in archive.read(name) or b"<f>[" in archive.read(name)]
    foreign = ("externalLink", "vbaProject", "embeddings", "activeX", "connections", "customUI", "macrosheets")
    assert [name for name in names if any(word in name for word in foreign)] == []
    assert formulas == []


def test_check_looks_at_every_file_too(corpus: Path, tmp_path: Path) -> None:
    # One kind for each rule: that each kind has its fate is tested above.
    kinds = list({kind.rule: kind for kind in QUICK if kind.content}.values())
    folder, report = tmp_path / "报送", tmp_path / "问题.json"
    folder.mkdir()
    for kind in kinds:
        shutil.copy(corpus / kind.name, folder)
    run = run_bounded(["-m", "xltools", "check", str(folder), "--json", str(report)], seconds=60)
    assert run.code == 1, run.output
    assert "Traceback" not in run.output
    assert all(kind.name in run.output for kind in kinds)
    rules = {(Path(one["file"]).name, one["rule"]) for one in json.loads(report.read_text("utf-8"))["findings"]}
    assert not {(kind.name, kind.rule) for kind in kinds if kind.rule} - rules


def test_nothing_but_hostile_files_ends_with_two(tmp_path: Path) -> None:
    for kind in [kind for kind in QUICK if kind.fate is Fate.REJECTED and kind.content is not None][::25]:
        kind.write(tmp_path / kind.name, 301)
    out = tmp_path / "汇总.xlsx"
    run = run_bounded(["-m", "xltools", "consolidate", str(tmp_path), "--out", str(out), "--jobs", "1"], seconds=60)
    assert run.code == 2, run.output
    assert not out.exists()


_REFUSE = """
import sys, time
from pathlib import Path
from xltools.readers import read_file
def memory():
    # The highest mark of this program alone; getrusage would tell that of the process it was started from, too.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
before = memory()
for path in map(Path, sys.argv[1:]):
    started = time.process_time()
    refused = read_file(path, path.name).problem
    print(path.name, bool(refused), time.process_time() - started, sep="|")
print("memory", True, memory() - before, sep="|")
"""


def _refusals(paths: list[Path]) -> tuple[dict[str, float], float]:
    """Seconds of work for each file, all of which must be refused, and the megabytes that the worst one took."""
    run = run_bounded(["-c", _REFUSE, *map(str, paths)], seconds=60)
    assert run.code == 0, run.output
    *lines, last = (line.split("|") for line in run.output.splitlines())
    assert [name for name, refused, _ in lines if refused != "True"] == []
    return {name: float(seconds) for name, _, seconds in lines}, float(last[2])


def test_a_file_is_refused_within_a_second_and_100_megabytes(corpus: Path) -> None:
    refused = [kind for kind in QUICK if kind.fate is Fate.REJECTED and kind.rule != "F32"]  # read, but without a form
    seconds, memory = _refusals([corpus / kind.name for kind in refused])
    print(f"{len(seconds)} files refused: at most {max(seconds.values()):.2f} s and {memory:.0f} MB")
    assert {name: spent for name, spent in seconds.items() if spent > 1} == {}
    assert memory < 100


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.slow], ids=lambda kind: kind.name)
def test_big_kinds_just_within_a_limit_are_refused_as_fast(kind: Hostile, tmp_path: Path) -> None:
    kind.write(tmp_path / kind.name, 301)
    record = read_county_file(tmp_path / kind.name, kind.name)
    assert (record.fate, [finding.rule for finding in record.findings]) == (kind.fate, [kind.rule])
    seconds, memory = _refusals([tmp_path / kind.name])
    print(f"{kind.name}: {seconds[kind.name]:.2f} s, {memory:.0f} MB")
    assert seconds[kind.name] < 2
    assert memory < 100
