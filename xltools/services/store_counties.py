"""The counties of a run of ``store``: their files, and what becomes of each county."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from xltools.county.data import CountyData, CountyFile, DepartmentEntry, Fate
from xltools.county.file_cache import key_of_texts
from xltools.county.kept_files import KeptFiles, load_kept
from xltools.county.together import put_together
from xltools.errors import XltoolsError
from xltools.outputs.store import StoredOutcome, StoredSource, StoredYear, find_stored, store_county
from xltools.row_storage import gc_paused
from xltools.rules.settings import Settings
from xltools.services.contract import ExitStatus, RequestError
from xltools.text import Text
from xltools.version import __version__

__all__ = ["CountyConditions", "StoredCounty", "county_folders", "put_into_store", "put_or_explain", "settings_key"]


@dataclass(frozen=True, slots=True)
class CountyConditions:
    """All that is the same for the counties of a run: the store, settings, roster, and the year if one was named."""

    store: Path
    settings: Settings
    year: int | None
    roster: tuple[DepartmentEntry, ...]
    kept: KeptFiles


@dataclass(frozen=True, slots=True)
class StoredCounty:
    """A county of a run: its tables in the store, the numbers of its files by their fates, and what to tell.

    ``stored`` is None where no file counts or where a ``problem`` was in the way; the store is then as it was.
    """

    county: str
    stored: StoredYear | None
    status: ExitStatus
    fates: Mapping[Fate, int] = field(default_factory=dict)
    notices: tuple[Text, ...] = ()
    problem: Text | None = None


def county_folders(paths: Sequence[Path], store: Path) -> tuple[dict[str, list[Path]], list[Path]]:
    """Return the folders in these folders by their names, each of which is a county, and what else lies there."""
    counties, others = defaultdict[str, list[Path]](list), []
    for path in paths:
        if not path.is_dir():
            raise RequestError(
                f"{path} 不是文件夹。用 --by-folder 时，请给出下面是各县文件夹的文件夹。",
                f"{path} is not a folder. With --by-folder, name the folder that holds the folders of the counties.",
            )
        for below in sorted(path.iterdir()):
            if below.resolve() == store.resolve():
                continue
            if below.is_dir():
                counties[below.name].append(below)
            else:
                others.append(below)
    if not counties:
        where = "、".join(map(str, paths))
        raise RequestError(f"{where} 下面没有各县的文件夹。", f"There are no folders of counties in {where}.")
    return dict(counties), others


def put_into_store(conditions: CountyConditions, county: str, records: Sequence[CountyFile]) -> StoredCounty:
    """Put a county together from the records of its files, and its tables into the store.

    ``county`` is the name under which it is stored, blank for the one that the workbooks state. An XltoolsError says
    why it cannot be stored.
    """
    settings = conditions.settings
    source = StoredSource(
        tuple(map(conditions.kept.key_of, records)),
        settings_key(settings),
        __version__,
        county,
        conditions.year,
        conditions.roster,
        key_of_texts(*(str(record.modified) for record in records)),
    )
    known = find_stored(conditions.store, source)
    if known and known.outcome:
        return _told(known, known.outcome)
    with gc_paused():
        read = load_kept(conditions.store, source.records)
        data = put_together(read, settings=settings, roster=conditions.roster, county=county, year=conditions.year)
        fates = Counter(file.fate for file in data.files)
        if not data.accepted:
            return StoredCounty(county, None, ExitStatus.NOTHING, fates)
        undecided = fates[Fate.UNDECIDED] or fates[Fate.REJECTED]
        outcome = StoredOutcome(
            not (undecided or data.missing or data.doubtful), fates, tuple(_mixed(data, county, conditions.year))
        )
        return _told(store_county(data, conditions.store, source, outcome), outcome)


def _told(stored: StoredYear, outcome: StoredOutcome) -> StoredCounty:
    status = ExitStatus.DONE if outcome.faultless else ExitStatus.FINDINGS
    told = replace(stored, source=None, outcome=None)
    return StoredCounty(stored.county, told, status, outcome.fates, outcome.notices)


def put_or_explain(conditions: CountyConditions, county: str, records: Sequence[CountyFile]) -> StoredCounty:
    """Store a county of several; a problem is that of this county alone."""
    try:
        return put_into_store(conditions, county, records)
    except XltoolsError as error:
        return StoredCounty(county, None, ExitStatus.NOTHING, Counter(file.fate for file in records), (), error.text)


def settings_key(settings: Settings) -> str:
    """Return a digest of rule settings and of the forms that they name."""
    return key_of_texts(repr(settings), repr(settings.forms.forms) if settings.forms.folder else "")


def _mixed(data: CountyData, county: str, year: int | None) -> Iterator[Text]:
    """Yield that files state another county or year than the one they are stored under; refuse it if none was named."""
    counties, years = defaultdict[object, list[str]](list), defaultdict[object, list[str]](list)
    for file in data.accepted:
        if file.county and file.county != data.county:
            counties[file.county].append(file.path)
        if file.year and file.year != data.year:
            years[file.year].append(file.path)
    for others, named, option, what in (
        (counties, county, "--county", Text("县", "county")),
        (years, year, "--year", Text("年度", "year")),
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
