"""An archive that nothing uses and nobody closed is closed without a word."""

from __future__ import annotations

import zipfile

from xltools.writer.lasting_stream import LastingStream


def test_an_archive_can_be_closed_after_its_stream() -> None:
    stream = LastingStream()
    archive = zipfile.ZipFile(stream, "w")
    archive.writestr("a", b"b")
    stream.close()
    archive.close()
    assert zipfile.ZipFile(stream).namelist() == ["a"]
