"""Workbooks under the password that Excel applies by itself.

Where a workbook is protected against changes but has no password to open it, Excel may encrypt it under one fixed
password, which Microsoft documents (MS-OFFCRYPTO 2.1.4, MS-XLS 2.2.10), and opens it without asking. WPS and
LibreOffice do the same. To its sender such a file has no password.
"""

from __future__ import annotations

import io

from xltools.limits import Limits
from xltools.readers.containers.compound import CompoundFile
from xltools.readers.own_process import read_in_own_process
from xltools.readers.refusal import RefusedError, over_size
from xltools.readers.xls.reader import workbook_stream_name
from xltools.readers.xls.records import Biff, read_records

__all__ = ["decrypt", "is_encrypted", "open_encrypted"]

_STANDING_PASSWORD = "VelvetSweatshop"  # noqa: S105 - the same in every copy of Excel
_RIGHTS_MANAGEMENT = ("\x06DataSpaces/DataSpaceInfo/DRMEncryptedDataSpace", "\x09DRMContent")


def is_encrypted(compound: CompoundFile) -> bool:
    """Return whether a compound file holds a workbook that is encrypted, by whatever method."""
    if any(name in compound for name in ("EncryptedPackage", *_RIGHTS_MANAGEMENT)):
        return True
    name = workbook_stream_name(compound)
    if not name:
        return False
    for kind, _ in read_records(compound.read(name)):
        if kind in {Biff.FILE_PASSWORD, Biff.EOF}:
            return kind == Biff.FILE_PASSWORD
    return False


def open_encrypted(compound: CompoundFile, name: str, limits: Limits) -> bytes:
    """Return the workbook behind the standing password. RefusedError where it has another one."""
    if any(stream in compound for stream in _RIGHTS_MANAGEMENT):
        raise RefusedError("F15")
    return read_in_own_process(decrypt, compound.data, name, limits)


def decrypt(data: bytes, _: str, limits: Limits) -> bytes:
    """Return the workbook behind the standing password. RefusedError where it has another one, or is too large."""
    import msoffcrypto

    target = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        if office.format == "ooxml":
            office.load_key(password=_STANDING_PASSWORD, verify_password=True)
        else:
            office.load_key(password=_STANDING_PASSWORD)
        office.decrypt(target)
    except MemoryError:
        raise
    except Exception as error:  # another password, or whatever the library makes of a file that is broken as well
        raise RefusedError("F01") from error
    if target.tell() > limits.file_mb << 20:
        raise over_size("file_mb", "文件大小", "The file's size", target.tell(), limits.file_mb << 20)
    return target.getvalue()
