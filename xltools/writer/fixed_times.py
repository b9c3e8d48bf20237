"""Zip packages whose parts have no time of their own, so that the same content gives the same bytes."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

__all__ = ["without_times"]


def without_times(package: bytes) -> bytes:
    """Return a package with the time of its parts fixed, which the library that wrote it took from the clock."""
    result = io.BytesIO()
    with ZipFile(io.BytesIO(package)) as written, ZipFile(result, "w") as archive:
        for name in written.namelist():
            member = ZipInfo(name)
            member.compress_type = ZIP_DEFLATED
            archive.writestr(member, written.read(name))
    return result.getvalue()
