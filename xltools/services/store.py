"""Put the workbooks of a county into a store, and answer questions to a store of many counties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from xltools.county.data import CountyFile
from xltools.county.gather import FoundFile, read_files
from xltools.county.kept_files import KeptFiles
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
from xltools.services.rosters import read_departments
from xltools.services.settings import ChosenSettings, choose_settings
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

    The workbooks are of one county; with ``by_folder`` each folder in ``paths`` is a county that is called like it.
    ``county`` and ``year`` are those that the workbooks state, unless given. The rest is as for a consolidation, but
    without ``cache`` all files are read again.
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
    check_year(request.year)
    check_store_folder(request.store)
    if request.roster:
        check_given_file(request.roster)
    if request.by_folder and (request.county or request.roster):
        raise RequestError(
            "用 --by-folder 时各县就是各文件夹，不能再写 --county 或 --roster。",
            "With --by-folder each folder is a county: --county and --roster cannot be given.",
        )
    chosen = choose_settings(request.rules, request.store, request.paths)
    roster = read_departments(request.roster)
    counties, notices = _find_counties(request, chosen)
    records = KeptFiles.below(request.store, chosen.settings, request.year, anew=not request.cache)
    conditions = CountyConditions(request.store, chosen.settings, request.year, roster, records)
    store_one = put_or_explain if request.by_folder else put_into_store
    done, total = 0, sum(map(len, counties.values()))
    stored = []

    def show(record: CountyFile) -> None:
        nonlocal done
        done += 1
        report(Progress(Stage.READING, done, total, Path(record.path).name))

    for county, files in counties.items():
        read = read_files(
            files, settings=chosen.settings, year=request.year, jobs=request.jobs, progress=show, cache=records
        )
        report(Progress(Stage.WRITING, done, total))
        stored.append(store_one(conditions, county, read))
    return StoreResult(tuple(stored), (*chosen.notices, *notices), _status(stored, notices))


def _status(counties: Sequence[StoredCounty], left_out: Sequence[Text]) -> ExitStatus:
    if not any(one.stored for one in counties):
        return ExitStatus.NOTHING
    faulty = left_out or any(one.status is not ExitStatus.DONE for one in counties)
    return ExitStatus.FINDINGS if faulty else ExitStatus.DONE


def _find_counties(
    request: StoreRequest, chosen: ChosenSettings
) -> tuple[dict[str, tuple[FoundFile, ...]], tuple[Text, ...]]:
    """Return the files of each county by the name that it is to have, and what to tell about the others."""

    def find(paths: Sequence[Path], *, recursive: bool) -> tuple[FoundFile, ...]:
        return find_inputs(
            paths,
            recursive=recursive,
            exclude=request.exclude,
            skip=[path for path in (request.roster, chosen.file) if path],
            limits=chosen.settings.limits,
            output_folder=request.store,
        )

    if not request.by_folder:
        return {request.county: find(request.paths, recursive=request.recursive)}, ()
    folders, others = county_folders(request.paths, request.store)
    counties, notices = {}, []
    for name, paths in folders.items():
        try:
            counties[name] = find(paths, recursive=True)
        except RequestError as error:  # an empty folder
            notices.append(error.text)
    if others:
        files = "、".join(map(str, others))
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


def _check_packages(name: str) -> None:
    if find_spec(name) is None:
        raise MissingExtraError(
            f"缺少数据仓需要的软件包（{name}）。请安装：python -m pip install 'xltools[store]'",
            f"A package of the store is missing ({name}). Install it: python -m pip install 'xltools[store]'",
        )
