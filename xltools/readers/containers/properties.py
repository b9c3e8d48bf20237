"""When a workbook says that it was last saved: the core properties of a package, the summary of a compound file."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

from xltools.grids.workbook import SavedTime
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.compound import CompoundFile
from xltools.readers.containers.relationships import read_relationships
from xltools.readers.containers.xml_parts import parse_tree
from xltools.readers.refusal import RefusedError

__all__ = ["parse_saved_time", "read_core_properties", "read_summary_information"]

_SUMMARY_STREAM = "\x05SummaryInformation"
_LAST_SAVED, _FILE_TIME = 13, 64
"""The number of the property, and the type of its value (MS-OLEPS 2.15, MS-OSHARED 2.3.3.2.1)."""
_FILE_TIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_MAX_PROPERTIES = 200


def parse_saved_time(text: str) -> SavedTime:
    """Return the moment that an ISO text states; it is certain where the text states its offset from UTC."""
    try:
        moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        return SavedTime()
    return SavedTime(moment, certain=moment.tzinfo is not None)


def read_core_properties(archive: ZipArchive) -> SavedTime:
    """Return when the core properties say that the workbook was saved; damaged properties say nothing."""
    try:
        parts = (item.target for item in read_relationships(archive, "") if item.kind == "core-properties")
        part = next(parts, "docProps/core.xml")
        if part in archive:
            for element in parse_tree(archive, part).iter("{*}modified"):
                return parse_saved_time(element.text or "")
    except RefusedError:
        return SavedTime()
    return SavedTime()


def read_summary_information(compound: CompoundFile) -> SavedTime:
    """Return when the summary of a compound file says that it was saved; a damaged summary says nothing."""
    if _SUMMARY_STREAM not in compound:
        return SavedTime()
    try:
        stream = compound.read(_SUMMARY_STREAM)
        (section,) = struct.unpack_from("<I", stream, 44)
        (count,) = struct.unpack_from("<I", stream, section + 4)
        for index in range(min(count, _MAX_PROPERTIES)):
            number, offset = struct.unpack_from("<II", stream, section + 8 + 8 * index)
            if number == _LAST_SAVED:
                kind, ticks = struct.unpack_from("<IQ", stream, section + offset)
                if kind == _FILE_TIME and ticks:
                    return SavedTime(_FILE_TIME_EPOCH + timedelta(microseconds=ticks // 10), certain=True)
    except (RefusedError, struct.error, OverflowError):
        return SavedTime()
    return SavedTime()
