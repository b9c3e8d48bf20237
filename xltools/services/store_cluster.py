"""Store counties with the workers of a cluster: each file is read, and each county stored, where the workers are.

What comes back to this process is a line about each file. The files, and the store, have to be under the same paths on
all machines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xltools.county.cluster import Call, Cluster
from xltools.county.cluster_worker import Answer, KeptFile, call_in_child, keep_file
from xltools.county.data import CountyFile
from xltools.county.find import FoundFile
from xltools.county.gather import Reading, excluded_file
from xltools.county.kept_files import KeptFiles, load_kept
from xltools.county.rows import read_county_file, unread_county_file
from xltools.messages.files import FILES
from xltools.model import Place
from xltools.services.contract import ExitStatus
from xltools.services.store_counties import CountyConditions, StoredCounty, put_or_explain
from xltools.text import Text

__all__ = ["store_on_cluster"]

_MARGIN_SECONDS = 60
"""A worker whose child has not ended so long after its time is late itself."""
_COUNTY_SECONDS, _SECONDS_PER_FILE = 600, 1
"""The time to put a county together, and for each of its files."""
_ENDED = Text(
    "读取它的两个工作进程都中断了，可能内存不足",
    "two workers ended while they read it; they may have run out of memory",
)


@dataclass(slots=True)
class _County:
    """A county of the run: its files, and what has been read of them so far."""

    files: Sequence[FoundFile]
    kept: dict[str, KeptFile]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of what was kept, in the order of the files."""
        return tuple(self.kept[file.name].key for file in self.files)


def store_on_cluster(
    cluster: Cluster,
    conditions: CountyConditions,
    counties: Mapping[str, Sequence[FoundFile]],
    show: Callable[[str], None],
) -> Iterator[StoredCounty]:
    """Read the files of the counties, and yield each county as it is stored; ``show`` is told each file's name.

    StoreError says that the store cannot be written; what was read is kept.
    """
    reading = Reading(conditions.settings, conditions.year, conditions.kept, read_county_file)
    open_counties = {name: _County(files, {}) for name, files in counties.items()}
    seconds = 2 * conditions.settings.limits.file_seconds + _MARGIN_SECONDS
    for name, county in open_counties.items():
        for file in county.files:
            if file.excluded:
                county.kept[file.name] = _kept(conditions.kept, excluded_file(file))
                show(file.name)
            else:
                cluster.add(Call(keep_file, (reading, file), (name, file), seconds))
        if len(county.kept) == len(county.files):
            cluster.add(_county_call(conditions, name, county))
    for call, answer in cluster.answers():
        if isinstance(call.subject, str):
            yield _stored(call.subject, open_counties[call.subject], answer)
            continue
        name, file = call.subject
        county = open_counties[name]
        county.kept[file.name] = _kept_file(conditions.kept, file, answer)
        show(file.name)
        if len(county.kept) == len(county.files):
            cluster.add(_county_call(conditions, name, county), first=True)


def _kept_file(kept: KeptFiles, file: FoundFile, answer: Answer | None) -> KeptFile:
    """Return what a worker has kept of a file; a file that two workers ended over is refused."""
    if answer is not None and answer.error is None:
        result: KeptFile = answer.result
        return result
    detail = answer.error if answer and answer.error else _ENDED
    return _kept(kept, unread_county_file(FILES["F07"].at(Place(file.name), detail=detail)))


def _kept(kept: KeptFiles, record: CountyFile) -> KeptFile:
    return KeptFile(record.path, kept.key_of(kept.shed(record)), record.fate)


def _county_call(conditions: CountyConditions, name: str, county: _County) -> Call:
    seconds = _COUNTY_SECONDS + _SECONDS_PER_FILE * len(county.files)
    memory_mb = conditions.settings.limits.worker_mb
    return Call(call_in_child, (memory_mb, store_kept, conditions, name, county.keys), name, seconds)


def store_kept(conditions: CountyConditions, county: str, keys: Sequence[str]) -> StoredCounty:
    """Store a county of which all files are kept. This is what a worker's child does."""
    return put_or_explain(conditions, county, load_kept(conditions.store, keys, held_bytes=0))


def _stored(name: str, county: _County, answer: Answer | None) -> StoredCounty:
    if answer is not None and answer.error is None:
        result: StoredCounty = answer.result
        return result
    problem = answer.error if answer and answer.error else _ENDED
    fates = Counter(one.fate for one in county.kept.values())
    return StoredCounty(name, None, ExitStatus.NOTHING, fates, (), problem)
