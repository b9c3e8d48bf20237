"""Files that a browser or an add-in sends: taken in within limits of number, size and time, under names of our own."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from xltools.limits import Limits
from xltools.text import drop_controls
from xltools.values.file_names import safe_file_name

__all__ = ["Upload", "UploadError", "Uploads"]

MAX_FILES = 200
MAX_REQUEST_FILES_MB = 400
"""All files of a request together."""
MAX_FIELDS = 8
MAX_FIELD_BYTES = 4 << 10
MEMORY_BYTES = 64 << 10
"""Of a file that comes in; the rest goes to the disk at once, so that slow senders hold no memory."""
SILENT_SECONDS = 10.0
"""Time without a single byte after which a sender has gone."""
UPLOAD_SECONDS = 300.0
MAX_STORED_MB = 4_000
"""Of all uploads that come in, wait or are worked on. Each takes twice its size while it is put in its place."""
MAX_STORED_OF_ONE_MB = 1_000
"""The share of one address: somebody with too many files does not keep the others out."""
MAX_UPLOADS = 300
"""At once. One more waits for a place."""
PLACE_SECONDS = 120.0
"""Time for which an upload waits for a place; meanwhile nothing of it is read, so that it costs a connection only."""
_MAX_SUFFIX_CHARACTERS = 16
MAX_NAME_CHARACTERS = 200


class UploadError(HTTPException):
    """A file that is not taken in; ``zh`` and ``en`` say why."""

    def __init__(self, status: int, zh: str, en: str) -> None:
        super().__init__(status, zh)
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was taken in: where it lies, and what its sender calls it."""

    path: Path
    name: str


class _Parts(MultiPartParser):
    """Starlette's parser, which remembers whether the last boundary came: it takes half a body for an empty one."""

    spool_max_size = MEMORY_BYTES
    complete = False

    def on_end(self) -> None:
        self.complete = True

    def close(self) -> None:
        """Close all files, that of a part without an end too."""
        for file in self._files_to_close_on_error:
            file.close()


@dataclass(slots=True)
class _Share:
    """The bytes of one upload that lie on the disk, and the address of its sender."""

    address: str
    size: int = 0


class Uploads:
    """The places of uploads in progress, and the bytes of all that were not answered yet, by their sender's address."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(MAX_UPLOADS)
        self._stored: Counter[str] = Counter()

    @asynccontextmanager
    async def receive(self, request: Request, folder: Path, limits: Limits) -> AsyncIterator[tuple[Upload, ...]]:
        """Take the files of a form into ``folder``, and hold their share of the disk until the work on them is done.

        Raises UploadError with what is wrong with them.
        """
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            raise UploadError(415, "没有收到文件。", "Send the files as multipart/form-data.")
        share = _Share(request.client.host if request.client else "")
        try:
            async with self._place():
                uploads = await self._take(request, share, folder, limits)
            yield uploads
        finally:
            self._stored[share.address] -= share.size
            self._stored += Counter()  # which forgets whoever has nothing here

    async def _take(self, request: Request, share: _Share, folder: Path, limits: Limits) -> tuple[Upload, ...]:
        parser = _Parts(
            request.headers,
            self._chunks(request, share, limits),
            max_files=MAX_FILES,
            max_fields=MAX_FIELDS,
            max_part_size=MAX_FIELD_BYTES,
        )
        try:
            form = await self._parse(parser)
            files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
            if not parser.complete:
                raise UploadError(400, "上传中断，文件不完整。请重新上传。", "The upload broke off. Send it again.")
            return await asyncio.to_thread(_keep, [file for file in files if file.filename or file.size], folder)
        except OSError as error:
            raise UploadError(
                507,
                f"服务的临时文件夹写不下（{error.strerror or error}）。请稍后再试，或告知运行本服务的人。",
                f"The service's temporary folder cannot hold the files ({error.strerror or error}); try later.",
            ) from error
        finally:
            parser.close()  # the temporary files, whatever came

    async def _parse(self, parser: _Parts) -> FormData:
        try:
            async with asyncio.timeout(UPLOAD_SECONDS):
                return await parser.parse()
        except TimeoutError as error:
            raise UploadError(408, "上传太慢，已停止。", "The upload was too slow.") from error
        except MultiPartException as error:
            raise UploadError(
                400, f"上传的内容不完整或文件太多（最多 {MAX_FILES} 个）。", f"Bad upload: {error.message}"
            ) from error

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        """Wait for a place and hold it."""
        try:
            async with asyncio.timeout(PLACE_SECONDS):
                await self._places.acquire()
        except TimeoutError as error:
            raise UploadError(503, "正在上传的人太多，请稍后再试。", "Too many uploads at once; try later.") from error
        try:
            yield
        finally:
            self._places.release()

    async def _chunks(self, request: Request, share: _Share, limits: Limits) -> AsyncGenerator[bytes, None]:
        """Yield the body; raise UploadError where it is too large, where nothing comes, or where there is no room."""
        most = min(MAX_REQUEST_FILES_MB, limits.file_mb * MAX_FILES) << 20
        stream = request.stream()
        while True:
            try:
                async with asyncio.timeout(SILENT_SECONDS):
                    chunk = await anext(stream)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                raise UploadError(408, "上传中断太久，已停止。", "The upload was silent for too long.") from error
            except ClientDisconnect as error:
                raise UploadError(499, "发送方已断开。", "The sender has gone.") from error
            share.size += len(chunk)
            self._stored[share.address] += len(chunk)
            if share.size > most:
                raise UploadError(413, f"文件太大，一次最多 {most >> 20} MB。", f"Too large: {most >> 20} MB at most.")
            if self._stored[share.address] > MAX_STORED_OF_ONE_MB << 20 or self._stored.total() > MAX_STORED_MB << 20:
                raise UploadError(
                    503, "等着处理的文件太多，请稍后再试。", "Too many files are waiting; try again later."
                )
            yield chunk


def _keep(files: list[UploadFile], folder: Path) -> tuple[Upload, ...]:
    if not files:
        raise UploadError(400, "没有收到文件，请先选择文件。", "No file came; choose one first.")
    kept = []
    for number, file in enumerate(files, 1):
        name = _shown_name(file.filename or "")
        path = folder / str(number) / _stored_name(name)
        path.parent.mkdir()
        with path.open("xb") as target:
            shutil.copyfileobj(file.file, target)
        kept.append(Upload(path, name))
    return tuple(kept)


def _stored_name(name: str) -> str:
    """Return what a file is called in the folder of its own: one part of a path, of what no system forbids.

    Its beginning and end stay, because they tell locks and half downloads (``~$``, ``.crdownload``) from workbooks.
    """
    suffix = PurePosixPath(name).suffix
    dot, stem = "." if name.startswith(".") else "", safe_file_name(name.removesuffix(suffix))
    end = safe_file_name(suffix)[:_MAX_SUFFIX_CHARACTERS].lower()
    stored = f"{dot}{stem}.{end}" if end else f"{dot}{stem}"
    return stored if stored.strip(".") else "file"


def _shown_name(name: str) -> str:
    """Return the last part of the name that the sender gave, as text to show; it is never used as a path."""
    try:
        raw = name.encode("latin-1")
        if any(byte > 0x7F for byte in raw):
            name = raw.decode("gb18030")  # an old kernel sends the bytes of its own code page
    except UnicodeError:
        pass
    last = re.split(r"[\\/]", drop_controls(name))[-1].strip()
    return last[-MAX_NAME_CHARACTERS:] or "未命名"
