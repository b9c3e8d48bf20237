"""VBA projects read by other hands: olevba for the sources, olefile for the streams."""

from __future__ import annotations

import io
import warnings

import olefile

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # olevba uses what pyparsing is about to drop
    from oletools.olevba import VBA_Parser, decompress_stream

__all__ = ["decompress", "sources", "stream"]


def sources(project: bytes) -> dict[str, str]:
    """The text of every module by its name, in the order of the project, with line feeds as line ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        macros = VBA_Parser("vbaProject.bin", data=project).extract_all_macros()
    return {path.removeprefix("VBA/"): code.replace("\r\n", "\n") for _, path, _, code in macros}


def stream(project: bytes, *path: str) -> bytes:
    """One stream of the project as it lies there."""
    with olefile.OleFileIO(io.BytesIO(project)) as file:
        content: bytes = file.openstream(path).read()
        return content


def decompress(data: bytes) -> bytes:
    """What a compressed stream holds."""
    content: bytes = decompress_stream(bytearray(data))
    return content
