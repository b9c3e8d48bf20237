"""Put the workbooks of a county into a store, and answer questions to a store of many counties."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from xltools.county.data import DepartmentEntry
from xltools.county.gather import FoundFile, read_files
from xltools.county.kept_files import SHOWN, KeptFiles
from xltools.outputs.store import STORE_TABLES, StoredYear, check_store_folder, remove_county
from xltools.outputs.store_query import StoreAnswer, answer_csv, answer_json, ask_store, value_text, views_script
from xltools.outputs.store_views import VIEWS
from xltools.services.contract import (
    ExitStatus,
    MissingExtraError,
    Progress,
    ReportProgress,
    RequestError,
    Stage,
    no_report,
)
from xltools.services.inputs import check_given_file, check_year, find_inputs
from xltools.services.remote_folders import LocalCopies, folder_url, with_local_copies
from xltools.services.rosters import read_departments
from xltools.services.settings import ChosenSettings, choose_settings
from xltools.services.store_cluster import store_on_cluster
from xltools.services.store_counties import (
    CountyConditions,
    StoredCounty,
    county_folders,
    put_into_store,
    put_or_explain,
)
from xltools.services.targets import check_target, saved_beside
from xltools.text import Text

__all__ = [
    "STORE_CONTENTS",
    "StoreAnswer",
    "StoreRequest",
    "StoreResult",
    "StoredCounty",
    "StoredYear",
    "answer_csv",
    "answer_json",
    "query_store",
    "remove_from_store",
    "save_answer",
    "store_files",
    "store_script",
    "value_text",
]

STORE_CONTENTS = {view.name: view.meaning for view in VIEWS} | {table.name: table.meaning for table in STORE_TABLES}
"""The views, then the tables, by their names, each with its meaning."""


@dataclass(frozen=True, slots=True)
class StoreRequest:
    """A request to store workbooks in the folder ``store``, in place of those stored before of their county and year.

    ``paths`` may be URLs of folders elsewhere. The workbooks are of one county; with ``by_folder`` each folder in
    ``paths`` is a county that is called like it.
    ``county`` and ``year`` are those that the workbooks state, unless given. The rest is as for a consolidation, but
    without ``cache`` all files are read again. With a ``cluster`` (the address of a Dask scheduler) its workers do the
    work; ``insecure`` consents to one that others can reach without encryption.
    """

    paths: tuple[Path, ...]
    store: Path
    county: str = ""
    year: int | None = None
    by_folder: bool = False
    roster: Path | None = None
    recursive: bool = False
    exclude: tuple[str, ...] = ()
    rules: Path | None = None
    jobs: int = 0
    cache: bool = True
    cluster: str = ""
    insecure: bool = False


@dataclass(frozen=True, slots=True)
class StoreResult:
    """The counties of the run in the order of their names; ``notices`` are about the run as a whole."""

    counties: tuple[StoredCounty, ...]
    notices: tuple[Text, ...]
    status: ExitStatus


def store_files(request: StoreRequest, report: ReportProgress = no_report) -> StoreResult:
    """Read and check the workbooks of counties, and put their tables into the store.

    Of several counties one that cannot be stored does not keep the others from it; of a single one the error is raised.
    """
    _check_packages("pyarrow")
    if request.cluster:
        _check_packages("distributed", extra="cluster,store")
    check_year(request.year)
    check_store_folder(request.store)
    if request.roster:
        check_given_file(request.roster)
    if request.by_folder and (request.county or request.roster):
        raise RequestError(
            "用 --by-folder 时各县就是各文件夹，不能再写 --county 或 --roster。",
            "With --by-folder each folder is a county: --county and --roster cannot be given.",
        )
    local = [path for path in request.paths if not folder_url(path)]
    if request.cluster and len(local) < len(request.paths):
        raise RequestError(
            "用 --cluster 时各台机器要能直接看到文件，不能用网址。请先把它们复制到共享的文件夹。",
            "With --cluster all machines have to see the files; a URL cannot be given. Copy them to a shared folder.",
        )
    chosen = choose_settings(request.rules, request.store, local)
    roster = read_departments(request.roster, chosen.settings.limits)
    with with_local_copies(request.paths, chosen.settings.limits) as copies:
        counties, notices = _find_counties(request, copies, chosen)
        stored = _store_counties(request, chosen, roster, counties, report)
    return StoreResult(stored, (*chosen.notices, *notices), _status(stored, notices))


def _store_counties(
    request: StoreRequest,
    chosen: ChosenSettings,
    roster: tuple[DepartmentEntry, ...],
    counties: Mapping[str, Sequence[FoundFile]],
    report: ReportProgress,
) -> tuple[StoredCounty, ...]:
    store = request.store.absolute()
    kept = KeptFiles.below(store, chosen.settings, request.year, anew=not request.cache)
    conditions = CountyConditions(store, chosen.settings, request.year, roster, kept)
    done, total = 0, sum(map(len, counties.values()))

    def show(name: str) -> None:
        nonlocal done
        done += 1
        report(Progress(Stage.READING, done, total, Path(name).name))

    work = _on_cluster if request.cluster else _in_processes
    return work(request, conditions, counties, show)


def _in_processes(
    request: StoreRequest,
    conditions: CountyConditions,
    counties: Mapping[str, Sequence[FoundFile]],
    show: Callable[[str], None],
) -> tuple[StoredCounty, ...]:
    """Store the counties with processes of this machine."""
    put = put_or_explain if request.by_folder else put_into_store
    stored = []
    for county, files in counties.items():
        read = read_files(
            files,
            settings=conditions.settings,
            year=request.year,
            jobs=request.jobs,
            progress=lambda record: show(record.path),
            cache=conditions.kept,
        )
        stored.append(put(conditions, county, read))
    return tuple(stored)


def _on_cluster(
    request: StoreRequest,
    conditions: CountyConditions,
    counties: Mapping[str, Sequence[FoundFile]],
    show: Callable[[str], None],
) -> tuple[StoredCounty, ...]:
    """Store the counties with the workers of a cluster, which know other current folders than this process."""
    from xltools.county.cluster import Cluster

    there = {
        county: [replace(file, path=Path(os.path.abspath(file.path))) for file in files]
        for county, files in counties.items()
    }
    with Cluster(request.cluster, conditions.store / SHOWN, insecure=request.insecure) as cluster:
        found = {one.county: one for one in store_on_cluster(cluster, conditions, there, show)}
    stored = tuple(found[county] for county in sorted(found))
    if not request.by_folder and stored[0].problem:
        raise RequestError(*stored[0].problem)
    return stored


def _status(counties: Sequence[StoredCounty], left_out: Sequence[Text]) -> ExitStatus:
    if not any(one.stored for one in counties):
        return ExitStatus.NOTHING
    faulty = left_out or any(one.status is not ExitStatus.DONE for one in counties)
    return ExitStatus.FINDINGS if faulty else ExitStatus.DONE


def _find_counties(
    request: StoreRequest, copies: LocalCopies, chosen: ChosenSettings
) -> tuple[dict[str, tuple[FoundFile, ...]], tuple[Text, ...]]:
    """Return the files of each county by the name that it is to have, and what to tell about the others."""

    def find(paths: Sequence[Path], *, recursive: bool) -> tuple[FoundFile, ...]:
        found = find_inputs(
            paths,
            recursive=recursive,
            exclude=request.exclude,
            skip=[path for path in (request.roster, chosen.file) if path],
            limits=chosen.settings.limits,
            apart=[request.store],
        )
        return tuple(map(copies.named, found))

    if not request.by_folder:
        return {request.county: find(copies.paths, recursive=request.recursive)}, ()
    folders, others = county_folders(copies.paths, request.store)
    counties, notices = {}, []
    for name, paths in folders.items():
        try:
            counties[name] = find(paths, recursive=True)
        except RequestError as error:  # an empty folder
            notices.append(error.text)
    if others:
        files = "、".join(copies.original(path.as_posix()) for path in others)
        notices.append(
            Text(f"不在任何县的文件夹里，没有存入：{files}。", f"In no folder of a county, and not stored: {files}.")
        )
    return counties, tuple(notices)


def remove_from_store(store: Path, county: str, year: int | None = None) -> tuple[int, ...]:
    """Take a county, or one year of it, out of a store; return the years that were removed.

    Raises StoreError where the store has no such county; then it is as it was.
    """
    check_year(year)
    return remove_county(store, county, year)


def query_store(store: Path, question: str, *, is_sql: bool = False) -> StoreAnswer:
    """Answer a question to a store: the name of a table or view, or SQL."""
    _check_packages("duckdb")
    if not is_sql:
        if question not in STORE_CONTENTS:
            names = "、".join(STORE_CONTENTS)
            raise RequestError(f"没有 {question}，有这些：{names}。", f"There is no {question}; there are: {names}.")
        question = f"SELECT * FROM {question} ORDER BY ALL"  # noqa: S608 - one of our own names
    return ask_store(store, question)


def save_answer(content: str, target: Path, *, force: bool) -> tuple[Text, ...]:
    """Write an answer to a file; return what to tell about it. A CSV has the mark that Excel and WPS need for Chinese.

    Raises RequestError or SaveError where it cannot or must not be written.
    """
    output = check_target(target, force=force)
    mark = "" if content.startswith("{") else "\ufeff"
    return saved_beside(output, output.save(f"{mark}{content}".encode(errors="replace")))


def store_script(store: Path) -> str:
    """Return the SQL that makes the tables and views of a store in another DuckDB."""
    return views_script(store)


def _check_packages(name: str, extra: str = "store") -> None:
    if find_spec(name) is None:
        raise MissingExtraError(
            f"缺少需要的软件包（{name}）。请安装：python -m pip install 'xltools[{extra}]'",
            f"A package that is needed is missing ({name}). Install it: python -m pip install 'xltools[{extra}]'",
        )
