"""The functions of the public interface, by which scripts and notebooks reach the services.

Users import them from :mod:`xltools`. A function takes paths as texts or :class:`~pathlib.Path`, never changes a file
that it reads, and raises a subclass of :class:`~xltools.errors.XltoolsError` for what the caller can put right. The
contents of workbooks never raise: they give findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from os import PathLike
from pathlib import Path

from xltools.county.data import CountyData
from xltools.county.gather import NotFoundError, find_files, gather
from xltools.department.read import ReadBook, read_book
from xltools.department.review import FileCheck, check_file
from xltools.errors import XltoolsError
from xltools.forms.hb2020 import HB2020
from xltools.forms.layout import Form
from xltools.rules.settings import DEFAULT, Settings, load_settings
from xltools.services.consolidate import ConsolidateRequest, ConsolidateResult, IfExists, RunOrigin
from xltools.services.consolidate import consolidate as run_consolidation
from xltools.services.contract import ReportProgress, no_report
from xltools.services.fill import FillRequest, FillResult, fill
from xltools.services.rosters import read_departments
from xltools.text import Text

__all__ = [
    "FilePath",
    "check_workbook",
    "consolidate",
    "fill_workbook",
    "known_forms",
    "load_settings",
    "read_county",
    "read_workbook",
]

FilePath = str | PathLike[str]
"""A path as the functions take it."""


_ARGUMENTS = {
    "--accept ": "accept=",
    "--exclude ": "exclude=",
    "--force": "overwrite=True",
    "--out": "output",
    "--previous": "previous",
    "--recursive": "recursive=True",
    "--rules": "rules",
    "--take ": "take=",
    "--year ": "year=",
}
"""The arguments of the functions by the options of the commands, which the services' texts name."""
_OPTION = re.compile("|".join(map(re.escape, _ARGUMENTS)))


def read_workbook(path: FilePath, *, settings: Settings = DEFAULT) -> ReadBook:
    """Read a department's workbook without checking it.

    ``book`` of the result holds the target sheets, None where the file is not a department's workbook; ``findings`` are
    those of reading. Only the limits of ``settings`` matter here.

    :raises NotFoundError: there is no such file.
    """
    file = _existing(path)
    return read_book(file, file.name, settings.limits, settings.forms)


def check_workbook(path: FilePath, *, settings: Settings = DEFAULT) -> FileCheck:
    """Read a department's workbook and run the rules on it.

    ``findings`` of the result are in the order of the workbook, those of reading among them. ``settings`` are used as
    they are: no settings file is looked for.

    :raises NotFoundError: there is no such file.
    """
    file = _existing(path)
    return check_file(file, file.name, settings)


def fill_workbook(path: FilePath, output: FilePath, *, overwrite: bool = False) -> FillResult:
    """Write a copy of a workbook in which blanks are filled that follow from what was typed.

    Each filled cell gets a colour and a note, and the sheet 填充日志 lists them. Suggestions, which a person has to
    decide about, are not written. Where there is nothing to fill no copy is written, and ``output`` of the result is
    None. With ``overwrite`` an earlier copy is replaced, if no one has saved it since; no other file ever is.

    :raises NotFoundError: there is no such file.
    :raises RequestError: the workbook cannot be changed, or the output cannot or must not be written.
    :raises SaveError: the copy was not written.
    """
    with _options_as_arguments():
        return fill(FillRequest(_existing(path), Path(output), force=overwrite))


def read_county(
    paths: Iterable[FilePath],
    *,
    settings: Settings = DEFAULT,
    roster: FilePath | None = None,
    county: str = "",
    year: int | None = None,
    recursive: bool = False,
    exclude: Iterable[str] = (),
    jobs: int = 0,
) -> CountyData:
    """Read and check the workbooks of many departments, and write nothing.

    ``paths`` are workbooks and folders. ``roster`` lists the departments that should report. Workbooks of another
    budget year than ``year`` are set aside; so are files whose names match a pattern of ``exclude``. ``jobs`` is the
    number of processes, 0 for one for each core.

    :raises NotFoundError: a path does not exist.
    :raises RequestError: the roster cannot be used.
    """
    with _options_as_arguments():
        departments = read_departments(_path(roster), settings.limits)
    return gather(
        find_files([Path(path) for path in paths], recursive=recursive, exclude=tuple(exclude)),
        settings=settings,
        roster=departments,
        county=county,
        year=year,
        jobs=jobs,
    )


def consolidate(
    paths: Iterable[FilePath],
    output: FilePath,
    *,
    overwrite: bool = False,
    json_file: FilePath | None = None,
    tables: FilePath | None = None,
    rules: FilePath | None = None,
    roster: FilePath | None = None,
    previous: FilePath | Iterable[FilePath] = (),
    last_year: FilePath | None = None,
    accept: Iterable[str] = (),
    take: Iterable[FilePath] = (),
    county: str = "",
    year: int | None = None,
    recursive: bool = False,
    exclude: Iterable[str] = (),
    jobs: int = 0,
    cache: bool = True,
    record: bool = True,
    progress: ReportProgress = no_report,
) -> ConsolidateResult:
    """Consolidate the workbooks of many departments into the county summary ``output``.

    This is what the command ``xltools consolidate`` does, rule settings included: ``rules`` names a settings file;
    without it ``xltools.toml`` in the folder of ``output`` is used if it is there. ``json_file`` and the folder
    ``tables`` are written besides if they are named. With ``overwrite`` an earlier summary is replaced, and what people
    typed into it taken over; ``previous`` names another one, or several, to take
    entries from.

    Amounts are held against ``last_year``, the summary of last year. ``accept`` names the sheets whose doubtful amounts
    count, as ``"475.xlsx!项目1"``. ``take`` names, of several files of a department that share a project, the one that
    counts. Files that an earlier run has read are not read again, unless ``cache`` is False; the result is the same.
    With ``record`` the sheet 操作记录 says who made the summary when and with what, and a line of ``操作记录.jsonl``
    beside it says the same.
    ``data`` of the result is what :func:`xltools.frames` takes.

    :raises NotFoundError: a path does not exist.
    :raises RequestError: the request cannot be carried out as it is.
    :raises TablesError: the tables cannot be written.
    :raises SaveError: a file was not written.
    """
    request = ConsolidateRequest(
        paths=tuple(Path(path) for path in paths),
        output=Path(output),
        if_exists=IfExists.REPLACE if overwrite else IfExists.REFUSE,
        json_file=_path(json_file),
        tables=_path(tables),
        roster=_path(roster),
        county=county,
        year=year,
        recursive=recursive,
        exclude=tuple(exclude),
        rules=_path(rules),
        jobs=jobs,
        previous=tuple(map(Path, _several(previous))),
        last_year=_path(last_year),
        accept=tuple(accept),
        take=tuple(Path(path) for path in take),
        cache=cache,
        record=RunOrigin.PYTHON if record else None,
    )
    with _options_as_arguments():
        result = run_consolidation(request, progress)
    return replace(result, notices=tuple(map(_for_callers, result.notices)))


def known_forms() -> tuple[Form, ...]:
    """Return the forms that workbooks are read by."""
    return (HB2020,)


def _several(paths: FilePath | Iterable[FilePath]) -> Iterable[FilePath]:
    if isinstance(paths, str | PathLike):
        return (paths,)
    return paths


@contextmanager
def _options_as_arguments() -> Iterator[None]:
    """Let errors that pass name arguments of the functions where the services name options of the commands."""
    try:
        yield
    except XltoolsError as error:
        error.text = _for_callers(error.text)
        error.args = tuple(error.text)
        raise


def _for_callers(text: Text) -> Text:
    return Text(*(_OPTION.sub(lambda option: _ARGUMENTS[option[0]], language) for language in text))


def _path(path: FilePath | None) -> Path | None:
    return None if path is None else Path(path)


def _existing(path: FilePath) -> Path:
    file = Path(path)
    if not file.exists():
        raise NotFoundError(f"找不到 {file}，请检查路径。", f"There is no {file}; check the path.")
    return file
