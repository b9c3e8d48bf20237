"""The parts of a workbook on their way into its archive, packed by another thread."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from pathlib import Path
from shutil import copyfileobj
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

__all__ = ["PartPacker"]

_COMPRESSION_LEVEL = 2
"""On sheets, zlib takes two thirds of the time of the next level for a file that is a twentieth larger."""
_CHUNK_BYTES = 1 << 23
"""Bytes packed at a time: after each the packing thread has to wait for the one that writes."""


class PartPacker:
    """Puts written parts into an archive from another thread: compressing lets go of the interpreter."""

    def __init__(self, archive: ZipFile, packing: Executor) -> None:
        self._archive = archive
        self._packing = packing
        self._last: tuple[Path, str] | None = None
        self._packed: list[Future[None]] = []

    def begin(self, path: Path, name: str) -> None:
        """Note that a part is going to be written, so that the one before is complete."""
        self._pack_last()
        self._last = path, name

    def finish(self) -> None:
        """Wait until all are in the archive. What went wrong with one is raised."""
        self._pack_last()
        for packed in self._packed:
            packed.result()

    def _pack_last(self) -> None:
        if self._last:
            self._packed.append(self._packing.submit(self._pack, *self._last))

    def _pack(self, path: Path, name: str) -> None:
        member = ZipInfo(name)  # of 1980, whenever it was written
        member.compress_type, member.file_size = ZIP_DEFLATED, path.stat().st_size
        # A member that is given, and not only named, does not take the archive's level; newer Pythons alias this name.
        member._compresslevel = _COMPRESSION_LEVEL  # type: ignore[attr-defined]
        with path.open("rb") as source, self._archive.open(member, "w") as packed:
            copyfileobj(source, packed, _CHUNK_BYTES)
        path.unlink()
