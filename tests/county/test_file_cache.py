"""A run with remembered files gives what a run without them gives, and reads what is new, and only that."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.test_samples import FOLDER as SAMPLES
from xltools.county import file_cache, gather
from xltools.county.file_cache import FileCache
from xltools.county.file_json import FileJsonError, decode_file, encode_file
from xltools.county.find import FoundFile
from xltools.county.rows import read_county_file
from xltools.rules.examples import build_book, build_sheet
from xltools.rules.settings import DEFAULT, Settings, load_settings
from xltools.services.cache import CacheState, cache_state, clear_cache
from xltools.services.consolidate import ConsolidateRequest, IfExists, consolidate
from xltools.template import write_department

ROOT = Path(__file__).parents[2]


@pytest.fixture
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("XLTOOLS_CACHE", str(folder))
    return folder


@pytest.fixture
def read_names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read and not remembered."""
    names: list[str] = []

    def reading(path: Path, name: str, *more: Any) -> Any:
        names.append(path.name)
        return read_county_file(path, name, *more)

    monkeypatch.setattr(gather, "read_county_file", reading)
    return names


def opened(settings: Settings = DEFAULT, year: int | None = None) -> FileCache:
    cache = FileCache.open(settings, year)
    assert cache
    return cache


@pytest.fixture
def sent(tmp_path: Path) -> FoundFile:
    path = tmp_path / "301.xlsx"
    write_department(build_book(build_sheet(plan="20/50/40/100")), path)
    return FoundFile(path, "报送/301.xlsx")


def read(file: FoundFile, settings: Settings = DEFAULT) -> Any:
    return read_county_file(file.path, file.name, settings)


def test_the_samples_give_the_same_bytes(
    tmp_path: Path, cache_folder: Path, read_names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    outputs = {}
    for how in ("none", "first", "second"):
        read_names.clear()
        request = ConsolidateRequest(
            (SAMPLES,),
            tmp_path / "汇总.xlsx",
            json_file=tmp_path / "汇总.json",
            tables=tmp_path / "表",
            roster=SAMPLES / "应报名单.xlsx",
            jobs=1,
            cache=how != "none",
        )
        result = consolidate(request)
        outputs[how] = {
            path.relative_to(tmp_path): path.read_bytes()
            for path in [tmp_path / "汇总.xlsx", tmp_path / "汇总.json", *(tmp_path / "表").iterdir()]
        }
        for path in (tmp_path / name for name in outputs[how]):
            path.unlink()
        assert (cache_state().files > 0) == (how != "none")
        if how == "second":
            assert {Path(file.path).name for file in result.data.accepted}.isdisjoint(read_names)
    assert outputs["none"].keys() >= {Path("汇总.xlsx"), Path("汇总.json"), Path("表/projects.csv")}
    assert outputs["none"] == outputs["first"] == outputs["second"]


def test_a_record_is_found_as_it_was(sent: FoundFile, cache_folder: Path) -> None:
    cache, record = opened(), read(sent)
    assert cache.find(sent) is None
    cache.keep(record)
    assert cache.find(sent) == record
    assert opened().find(sent) == record, "and so by the next run"


def test_a_files_own_date_is_that_of_now(sent: FoundFile, cache_folder: Path) -> None:
    cache, record = opened(), read(sent)
    cache.keep(replace(record, saved=type(record.saved)()))
    os.utime(sent.path, (10**9, 10**9))
    found = cache.find(sent)
    assert found
    assert found.modified == datetime.fromtimestamp(10**9, UTC)


def another_content(file: FoundFile, _: pytest.MonkeyPatch) -> tuple[FoundFile, FileCache]:
    write_department(build_book(build_sheet(plan="20/50/60/100")), file.path)
    return file, opened()


def another_name(file: FoundFile, _: pytest.MonkeyPatch) -> tuple[FoundFile, FileCache]:
    return replace(file, name="301.xlsx"), opened()


def another_year(file: FoundFile, _: pytest.MonkeyPatch) -> tuple[FoundFile, FileCache]:
    return file, opened(year=2020)


def settings_file(text: str) -> Callable[[FoundFile, pytest.MonkeyPatch], tuple[FoundFile, FileCache]]:
    def change(file: FoundFile, _: pytest.MonkeyPatch) -> tuple[FoundFile, FileCache]:
        path = file.path.with_name("xltools.toml")
        path.write_text(text, encoding="utf-8")
        return file, opened(load_settings(path))

    return change


def another_version(file: FoundFile, patch: pytest.MonkeyPatch) -> tuple[FoundFile, FileCache]:
    patch.setattr(file_cache, "__version__", "99")
    return file, opened()


def another_program(file: FoundFile, patch: pytest.MonkeyPatch) -> tuple[FoundFile, FileCache]:
    patch.setattr(file_cache, "program_key", lambda: "changed")
    return file, opened()


def another_python(file: FoundFile, patch: pytest.MonkeyPatch) -> tuple[FoundFile, FileCache]:
    patch.setattr(sys, "version", "3.99")
    return file, opened()


CHANGES = {
    "the content": another_content,
    "the name": another_name,
    "the year": another_year,
    "a rule is off": settings_file("[rules.P03]\nenabled = false\n"),
    "a parameter": settings_file("[rules.P09]\ntolerance = 15\n"),
    "a word": settings_file('[words.placeholders]\nadd = ["再议"]\n'),
    "a limit": settings_file("[limits]\nfile_mb = 19\n"),
    "the version": another_version,
    "the program": another_program,
    "Python": another_python,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_the_file_is_read_again(
    change: Callable[..., tuple[FoundFile, FileCache]],
    sent: FoundFile,
    cache_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened().keep(read(sent))
    assert opened().find(sent)
    file, cache = change(sent, monkeypatch)
    assert cache.find(file) is None


OWN_RULE = """
[[own_rules]]
id = "Z01"
title = "维修项目不超过五百万元"
when = [{ field = "name", operator = "contains", value = "维修" }]
must = { field = "budget", operator = "<=", value = 5000000 }
severity = "warning"
message = "维修项目的预算是 {found} 元，超过 500 万元"
remedy = "附上会议纪要"
fires = { name = "办公楼维修", budget = "6000000" }
passes = { name = "办公楼维修", budget = "4000000" }
"""


def test_the_same_settings_are_the_same_for_the_next_run(sent: FoundFile, cache_folder: Path) -> None:
    settings = sent.path.with_name("xltools.toml")
    settings.write_text(OWN_RULE + "[rules.P09]\ntolerance = 15\n[words.placeholders]\nadd = ['再议']\n", "utf-8")
    first, second = load_settings(settings), load_settings(settings)
    assert first.own_rules[0].rule  # made when it is first used
    opened(first).keep(read(sent, first))
    assert opened(second).find(sent)


def test_another_description_of_a_form_is_another_condition(sent: FoundFile, cache_folder: Path) -> None:
    forms = sent.path.with_name("表式")
    forms.mkdir()
    shutil.copy(next((ROOT / "xltools" / "forms" / "catalogue").glob("*2021*.toml")), forms / "a.toml")
    settings = replace(DEFAULT, forms=replace(DEFAULT.forms, folder=str(forms)))
    before = opened(settings).conditions
    assert before == opened(settings).conditions != opened().conditions
    with (forms / "a.toml").open("a", encoding="utf-8") as file:
        file.write("\n# 改过\n")
    assert opened(settings).conditions != before


def test_no_rule_knows_the_day() -> None:
    """If one did, the day would belong to the conditions."""
    clocks = re.compile(r"\.(?:now|today|utcnow|localtime)\(|time\.time|county\.clock")
    rooms = ("department", "derive", "forms", "grids", "messages", "model", "readers", "rules", "values")
    files = [path for room in rooms for path in (ROOT / "xltools" / room).rglob("*.py")]
    files.append(ROOT / "xltools" / "county" / "rows.py")
    assert [path for path in files if clocks.search(path.read_text("utf-8"))] == []


def test_what_was_not_accepted_is_not_remembered(tmp_path: Path, cache_folder: Path) -> None:
    path = tmp_path / "401.xlsx"
    path.write_bytes(b"PK\3\4 cut")
    file = FoundFile(path, path.name)
    opened().keep(read(file))
    assert cache_state().files == 0


def test_a_text_that_is_not_unicode_is_not_remembered(sent: FoundFile, cache_folder: Path) -> None:
    record = read(sent)
    record = replace(record, sheets=[row._replace(name="\ud800") for row in record.sheets])
    with pytest.raises(FileJsonError):
        encode_file(record)
    opened().keep(record)
    assert cache_state().files == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"\xff", b"[0,[1,2],[3,4],[5,6],[7,8]]\n", b"[4,[0,0],[0,0],[0,0],[0,0]]\nrest"],
)
def test_what_is_not_a_record(content: bytes) -> None:
    with pytest.raises(FileJsonError):
        decode_file(content)


@pytest.mark.parametrize("change", [lambda content: content[:-1], lambda content: content + b"\0"])
def test_a_record_that_is_cut_or_longer(sent: FoundFile, change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(FileJsonError, match="not as long"):
        decode_file(change(encode_file(read(sent))))


def test_a_record_that_unpacks_without_end(sent: FoundFile, monkeypatch: pytest.MonkeyPatch) -> None:
    content = encode_file(read(sent))
    monkeypatch.setattr("xltools.county.file_json.MAX_BYTES", 9)
    with pytest.raises(FileJsonError, match="too large"):
        decode_file(content)


def test_one_changed_file_is_the_only_one_read(tmp_path: Path, cache_folder: Path, read_names: list[str]) -> None:
    folder = tmp_path / "报送"
    folder.mkdir()
    for number in range(301, 305):
        write(folder, number, "20/50/60/100")
    request = ConsolidateRequest((folder,), tmp_path / "汇总.xlsx", IfExists.REPLACE, jobs=1)
    consolidate(request)
    write(folder, 303, "20/50/40/100")
    read_names.clear()
    again = consolidate(request)
    assert read_names == ["303.xlsx"]
    assert {Path(finding.place.file).name for finding in again.data.findings if finding.rule == "P03"} == {"303.xlsx"}
    assert clear_cache().files == 5
    assert cache_state() == CacheState(cache_folder)


@pytest.mark.parametrize("in_memory", [5000, 0], ids=["small", "large"])
def test_after_a_change_the_summary_is_that_of_a_run_without(
    in_memory: int, tmp_path: Path, cache_folder: Path, read_names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    departments, together = "xltools.summary.departments", "xltools.county.together"
    for limit in (
        f"{together}.MAX_SHEETS_WITHOUT_INDICATORS",
        f"{departments}.MAX_SHEETS_WITHOUT_INDICATORS",
        f"{departments}.MAX_SHEETS_IN_MEMORY",
    ):
        monkeypatch.setattr(limit, in_memory)
    folder, output = tmp_path / "报送", tmp_path / "汇总.xlsx"
    folder.mkdir()
    for number in range(301, 305):
        write(folder, number, "20/50/60/100")
    request = ConsolidateRequest((folder,), output, jobs=1)
    consolidate(request)
    written = {output.read_bytes()}
    write(folder, 302, "20/50/40/100")
    read_names.clear()
    for cache in (True, False):
        output.unlink()
        consolidate(replace(request, cache=cache))
        written.add(output.read_bytes())
    assert (len(written), len(read_names)) == (2, 1 + 4)


def write(folder: Path, number: int, plan: str) -> None:
    sheet = build_sheet(code=f"{number}-0401-YXN-1AB2", unit=f"{number}001示范县水利局", plan=plan)
    book = build_book(sheet, department_code=str(number), department_name=f"示范县{number}局")
    write_department(book, folder / f"{number}.xlsx")


@pytest.mark.skipif(sys.platform == "win32", reason="ends a group of processes")
def test_a_run_that_was_killed_goes_on_from_there(tmp_path: Path, cache_folder: Path, read_names: list[str]) -> None:
    folder = tmp_path / "报送"
    folder.mkdir()
    numbers = range(301, 361)
    for number in numbers:
        write(folder, number, "20/50/60/100")
    command = [sys.executable, "-m", "xltools", "consolidate", str(folder), "--out", str(tmp_path / "汇总.xlsx")]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True)
    late = time.monotonic() + 60
    while not (cache_folder.is_dir() and len(list(cache_folder.glob("*.entry"))) >= 5):
        assert process.poll() is None
        assert time.monotonic() < late
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    kept = cache_state().files
    result = consolidate(ConsolidateRequest((folder,), tmp_path / "汇总.xlsx", jobs=1))
    assert len(result.data.accepted) == len(numbers)
    assert len(read_names) == len(numbers) - kept <= len(numbers) - 5
