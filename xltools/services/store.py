"""Put the workbooks of a county into a store, and answer questions to a store of many counties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from xltools.county.data import CountyData, CountyFile, Fate
from xltools.county.file_cache import FileCache
from xltools.county.gather import gather
from xltools.outputs.store import STORE_TABLES, StoredYear, check_store_folder, remove_county, store_county
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
from xltools.services.settings import choose_settings
from xltools.services.targets import check_target, saved_beside
from xltools.text import Text

__all__ = [
    "STORE_CONTENTS",
    "StoreAnswer",
    "StoreRequest",
    "StoreResult",
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
    """A request to store the workbooks of one county and year in the folder ``store``, in place of those stored before.

    ``county`` and ``year`` are those that the workbooks state, unless given. The rest is as for a consolidation.
    """

    paths: tuple[Path, ...]
    store: Path
    county: str = ""
    year: int | None = None
    roster: Path | None = None
    recursive: bool = False
    exclude: tuple[str, ...] = ()
    rules: Path | None = None
    jobs: int = 0
    cache: bool = True


@dataclass(frozen=True, slots=True)
class StoreResult:
    """The tables that were stored; None where no file counts, and then the store is as it was."""

    stored: StoredYear | None
    data: CountyData
    notices: tuple[Text, ...]
    status: ExitStatus


def store_files(request: StoreRequest, report: ReportProgress = no_report) -> StoreResult:
    """Read and check the workbooks of a county, and put its tables into the store."""
    _check_packages("pyarrow")
    check_year(request.year)
    check_store_folder(request.store)
    if request.roster:
        check_given_file(request.roster)
    chosen = choose_settings(request.rules, request.store, request.paths)
    roster = read_departments(request.roster)
    files = find_inputs(
        request.paths,
        recursive=request.recursive,
        exclude=request.exclude,
        skip=[path for path in (request.roster, chosen.file) if path],
        limits=chosen.settings.limits,
        output_folder=request.store,
    )
    done = 0

    def show(record: CountyFile) -> None:
        nonlocal done
        done += 1
        report(Progress(Stage.READING, done, len(files), Path(record.path).name))

    data = gather(
        files,
        settings=chosen.settings,
        roster=roster,
        county=request.county,
        year=request.year,
        jobs=request.jobs,
        progress=show,
        cache=FileCache.open(chosen.settings, request.year) if request.cache else None,
    )
    if not data.accepted:
        return StoreResult(None, data, chosen.notices, ExitStatus.NOTHING)
    mixed = tuple(_mixed(data, request))
    report(Progress(Stage.WRITING))
    stored = store_county(data, request.store)
    undecided = sum(file.fate in {Fate.UNDECIDED, Fate.REJECTED} for file in data.files)
    status = ExitStatus.FINDINGS if undecided or data.missing or data.doubtful else ExitStatus.DONE
    return StoreResult(stored, data, (*chosen.notices, *mixed), status)


def _mixed(data: CountyData, request: StoreRequest) -> Iterator[Text]:
    """Yield that files state another county or year than the one they are stored under; refuse it if none was named."""
    counties, years = defaultdict[object, list[str]](list), defaultdict[object, list[str]](list)
    for file in data.accepted:
        if file.county and file.county != data.county:
            counties[file.county].append(file.path)
        if file.year and file.year != data.year:
            years[file.year].append(file.path)
    for others, named, option, what in (
        (counties, request.county, "--county", Text("县", "county")),
        (years, request.year, "--year", Text("年度", "year")),
    ):
        for other, paths in others.items():
            count, files = len(paths), "、".join(paths)
            message = Text(
                f"{count} 个文件写的{what.zh}是 {other}，不是 {data.county} {data.year} 年的：{files}。",
                f"{count} files state the {what.en} {other} and are not of {data.county} {data.year}: {files}.",
            )
            if not named:
                raise RequestError(
                    f"{message.zh}请把各县、各年的分开存；确实是同一个的，用 {option} 写明。",
                    f"{message.en} Store counties and years separately, or name the {what.en} with {option}.",
                )
            yield message


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
