"""The addresses of the service, and what happens at each."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from xltools.errors import XltoolsError
from xltools.services.copies import filled_copy, marked_copy, transferred_copy
from xltools.services.county_desk import CountyDesk
from xltools.services.one_job import OneJob
from xltools.services.self_check import HandedFile, self_check
from xltools.services.several import SeveralRequest, count_files, read_several
from xltools.services.template import BlankRequest, write_blank
from xltools.text import Text
from xltools.version import __version__
from xltools.web.access import PANE_PATH, Caller, Gate, Role, deny
from xltools.web.answers import board_answer, check_answer, copy_answer, receipt_answer, several_answer
from xltools.web.offices import Offices, ServedOffice
from xltools.web.summary_job import SummaryJob
from xltools.web.turns import FullLineError, LeftLineError, Turns
from xltools.web.uploads import Upload, UploadError, Uploads

__all__ = ["build_app"]

PAGE = Path(__file__).with_name("page")
PANE = Path(__file__).with_name("office")
MAX_JOB_SECONDS = 600
"""Time for several files, or a zip."""
REFRESH_SECONDS = 3.0
"""After so long a changed roster, or changed settings, count."""
MAX_WAITING = 2_000
"""Jobs that wait for one caller."""
_RETRY = {"Retry-After": "10"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Service:
    """The answers to requests."""

    def __init__(self, offices: Offices) -> None:
        self._offices = offices
        self._turns = Turns(offices.now.jobs, MAX_WAITING)
        self._uploads = Uploads()
        self._summary = SummaryJob()

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        keeping_up = asyncio.create_task(self._keep_up())
        try:
            yield
        finally:
            keeping_up.cancel()
            self._summary.cancel()

    async def _keep_up(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            await asyncio.to_thread(self._offices.refresh)

    # --- what everybody may ask ---------------------------------------------------------------------------------------

    async def about(self, request: Request) -> Response:
        caller, office = _caller(request), _office(request)
        return JSONResponse(
            {
                "version": __version__,
                "role": caller.role.value,
                "department": {"code": caller.code, "name": caller.name},
                "settings": office.settings.name,
                "county_desk": office.desk is not None,
                "file_mb": office.settings.limits.file_mb,
            }
        )

    async def check(self, request: Request) -> Response:
        async with self._received(request) as files:
            if len(files) == 1 and files[0].path.suffix != ".zip":
                result = await self._job(request, self_check, files[0])
                return JSONResponse(check_answer(result))
            office = _office(request)
            departments = office.desk.departments if office.desk else ()
            own = tuple(
                entry if _may_know(_caller(request), entry.code) else replace(entry, projects=())
                for entry in departments
            )
            job = SeveralRequest(files, own, office.settings)
            number = await asyncio.to_thread(count_files, files)
            return JSONResponse(several_answer(await self._job(request, read_several, job, files=number)))

    async def copy(self, request: Request) -> Response:
        make = {"marked": marked_copy, "filled": filled_copy, "transferred": transferred_copy}[
            request.path_params["kind"]
        ]
        async with self._received(request, most=1) as files:
            copy = await self._job(request, make, files[0])
            return JSONResponse(copy_answer(copy, with_data="preview" not in request.query_params))

    async def blank(self, request: Request) -> Response:
        with tempfile.TemporaryDirectory(prefix="xltools-web-") as folder:
            target = Path(folder, "空白绩效目标表.xlsx")
            # The projects that use an indicator may be those of another department.
            library = tuple(replace(entry, projects=()) for entry in _office(request).library)
            await self._job(request, write_blank, BlankRequest(target, library=library))
            return Response(await asyncio.to_thread(target.read_bytes), headers=_download(target.name), media_type=XLSX)

    # --- the county's desk --------------------------------------------------------------------------------------------

    async def hand_in(self, request: Request) -> Response:
        desk, caller = self._desk(request, Role.DEPARTMENT)
        entry = next(entry for entry in desk.departments if entry.code == caller.code)
        async with self._received(request, most=1) as files:
            result = await self._job(request, self_check, files[0])
            receipt = await asyncio.to_thread(desk.hand_in, entry, files[0], result.checked)
            return JSONResponse({**check_answer(result), "receipt": receipt_answer(receipt)})

    async def mine(self, request: Request) -> Response:
        desk, caller = self._desk(request, Role.DEPARTMENT)
        receipts = await asyncio.to_thread(desk.receipts_of, caller.code)
        return JSONResponse({"receipts": [receipt_answer(receipt) for receipt in receipts]})

    async def board(self, request: Request) -> Response:
        desk, _ = self._desk(request, Role.OFFICER)
        return JSONResponse(board_answer(await asyncio.to_thread(desk.board), self._offices.problem))

    async def make_summary(self, request: Request) -> Response:
        desk, _ = self._desk(request, Role.OFFICER)
        if request.method == "POST":
            await asyncio.to_thread(self._summary.start, desk)
        elif request.method == "DELETE":
            self._summary.cancel()
        return JSONResponse(self._summary.state())

    async def summary_file(self, request: Request) -> Response:
        desk, _ = self._desk(request, Role.OFFICER)
        if not desk.summary.is_file():
            return deny(404, Text("还没有县级汇总，请先生成。", "There is no summary yet; make it first."))
        return FileResponse(desk.summary, headers=_download(desk.summary.name), media_type=XLSX)

    # --- what these need ----------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _received(self, request: Request, most: int | None = None) -> AsyncIterator[tuple[HandedFile, ...]]:
        """Hold the files of a request in a folder that is gone with the answer."""
        with tempfile.TemporaryDirectory(prefix="xltools-web-") as folder:
            async with self._uploads.receive(request, Path(folder), _office(request).settings.limits) as uploads:
                if most is not None and len(uploads) > most:
                    raise UploadError(400, "一次只能处理一个文件。", "One file at a time.")
                yield tuple(_handed(upload, request) for upload in uploads)

    async def _job(self, request: Request, function: Callable[..., Any], argument: Any, files: int = 1) -> Any:
        """Return what a function makes of its argument, in a process of its own, when it is the caller's turn."""
        caller = _caller(request)
        who = f"{caller.role}:{caller.code}:{request.client.host if request.client else ''}"
        limits = _office(request).settings.limits
        seconds = _seconds(limits.file_seconds, files)
        leaving = asyncio.create_task(_wait_for_end(request))
        try:
            async with self._turns.turn(who, leaving):
                job = await asyncio.to_thread(OneJob, function, argument, seconds=seconds, memory_mb=limits.worker_mb)
                leaving.add_done_callback(lambda task: None if task.cancelled() else job.cancel())
                try:
                    return await asyncio.shield(asyncio.to_thread(job.result))
                except asyncio.CancelledError:
                    job.cancel()
                    raise
        finally:
            leaving.cancel()

    def _desk(self, request: Request, role: Role) -> tuple[CountyDesk, Caller]:
        caller, desk = _caller(request), _office(request).desk
        if desk is None or caller.role is not role:
            raise UploadError(403, "您的访问码不能做这件事。", "Your access code is not for this.")
        return desk, caller


def build_app(served: ServedOffice | Offices) -> ASGIApp:
    """Return the application for an office, or for one that may change."""
    offices = served if isinstance(served, Offices) else Offices(served)
    service = _Service(offices)
    routes = [
        Route("/api/about", service.about),
        Route("/api/check", service.check, methods=["POST"]),
        Route("/api/copy/{kind:str}", _known_kinds(service.copy), methods=["POST"]),
        Route("/api/blank", service.blank),
        Route("/api/hand-in", service.hand_in, methods=["POST"]),
        Route("/api/mine", service.mine),
        Route("/api/board", service.board),
        Route("/api/summary", service.make_summary, methods=["GET", "POST", "DELETE"]),
        Route("/api/summary/file", service.summary_file),
        *([Mount(PANE_PATH, StaticFiles(directory=PANE))] if offices.now.access.office_pane else []),
        Mount("/", StaticFiles(directory=PAGE, html=True)),
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={
            UploadError: _explain_upload,
            XltoolsError: _explain,
            FullLineError: _explain_busy,
            LeftLineError: _explain_gone,
            HTTPException: _explain_http,
            Exception: _explain_fault,
        },
        lifespan=service.lifespan,
    )
    return Gate(app, lambda: offices.now)


def _known_kinds(answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def checked(request: Request) -> Response:
        if request.path_params["kind"] not in {"marked", "filled", "transferred"}:
            raise HTTPException(404)
        return await answer(request)

    return checked


def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


def _office(request: Request) -> ServedOffice:
    """Return the office as it was when the request came."""
    office: ServedOffice = request.state.office
    return office


def _handed(upload: Upload, request: Request) -> HandedFile:
    office, caller = _office(request), _caller(request)
    registers = {code: own for code, own in office.registers.items() if _may_know(caller, code)}
    return HandedFile(upload.path, upload.name, office.settings, registers, office.library)


def _seconds(of_one: int, files: int) -> int:
    """Return the time for a job: so much for each file, up to a bound, and never less than for one."""
    return max(of_one, min(of_one * files, MAX_JOB_SECONDS))


def _may_know(caller: Caller, department_code: str) -> bool:
    """Return whether a caller may learn of the projects in a department's register: a department only of its own."""
    return caller.role is not Role.DEPARTMENT or caller.code == department_code


async def _wait_for_end(request: Request) -> None:
    """Return when the caller has gone."""
    while not await request.is_disconnected():
        await asyncio.sleep(0.5)


def _download(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}


async def _explain_upload(request: Request, error: Exception) -> Response:
    assert isinstance(error, UploadError)  # noqa: S101
    return deny(error.status_code, Text(error.zh, error.en), _RETRY if error.status_code == 503 else {})


async def _explain(request: Request, error: Exception) -> Response:
    assert isinstance(error, XltoolsError)  # noqa: S101
    return deny(422, error.text)


async def _explain_busy(request: Request, error: Exception) -> Response:
    return deny(503, Text("排队的文件太多，请稍后再试。", "Too many files are waiting; try later."), _RETRY)


async def _explain_gone(request: Request, error: Exception) -> Response:
    return deny(499, Text("发送方已断开。", "The sender has gone."))


async def _explain_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    return deny(error.status_code, Text("没有这个地址，或不能这样访问。", "No such address, or not in this way."))


async def _explain_fault(request: Request, error: Exception) -> Response:
    return deny(500, Text("服务内部出错，请换一份文件再试，并告知运行本服务的人。", "An internal error."))
