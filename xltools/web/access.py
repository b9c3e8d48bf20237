"""The gate of the service: the host and the page a request comes from, and the code that it brings.

There are no cookies: a page elsewhere that makes a browser send a request has no code to send with it.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from xltools.text import Text
from xltools.web.rates import AddressCounter

__all__ = ["Access", "Caller", "Gate", "Role", "deny"]

CODE_HEADER = "X-Xltools-Code"
MAX_FAILURES = 10
"""Wrong codes from one address within a minute, after which it has to wait."""
MAX_REQUESTS = 3_000
"""Calls from one address within a minute, after which it has to wait: many times what a hundred pages behind one
address need, and little enough that the counting of codes and the reading of heads cost nothing."""
OFFLINE_PAGE = "null"
"""The origin of a page that is opened as a file, such as that of an add-in without a server of its own."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
PANE_PATH = "/office/"
OFFICE_SCRIPTS = "https://appsforoffice.microsoft.com"
"""The origin of office.js, which Microsoft allows to be loaded from there only."""
OFFICE_FRAMES = (
    "https://*.officeapps.live.com",
    "https://*.cloud.microsoft",
    "https://*.sharepoint.com",
    "https://onedrive.live.com",
    "https://*.officewebapps.cn",
    "https://*.sharepoint.cn",
)
"""The pages of Office on the web, which show the pane in a frame; the last two are those of its Chinese operator."""
PANE_HEADERS = HEADERS | {
    "Content-Security-Policy": (
        f"default-src 'none'; script-src 'self' {OFFICE_SCRIPTS}; style-src 'self'; img-src 'self'; "
        f"connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors {' '.join(OFFICE_FRAMES)}"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",  # Office shows the icons on pages of its own
    "Cache-Control": "max-age=300",  # and no icon that must not be kept
}
"""The headers of the pane for Excel, where it is served; all other pages have the stricter ones."""
del PANE_HEADERS["X-Frame-Options"]  # it knows no list of pages

_PREFLIGHT = {
    "Access-Control-Allow-Headers": f"{CODE_HEADER}, Content-Type",
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Private-Network": "true",
    "Access-Control-Max-Age": "600",
}
"""The answer to what a browser asks before a page that is opened as a file may call."""


class Role(StrEnum):
    """The purpose of a caller."""

    CHECKER = "checker"
    """checks workbooks; nothing is handed in"""
    DEPARTMENT = "department"
    """hands in for one department as well"""
    OFFICER = "officer"
    """sees all departments, and makes the summary"""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom a code belongs to; a department has its code and name."""

    role: Role
    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """The hosts (with port) by which the service may be called, and the access codes of its callers.

    Pages that are opened as files may call with ``offline_pages``; they too need a code. With ``office_pane`` the pane
    for Excel is served, which needs exceptions of its own.
    """

    hosts: frozenset[str]
    codes: Mapping[str, Caller]
    offline_pages: bool = False
    office_pane: bool = False

    def caller(self, code: str) -> Caller | None:
        """Return whom a code belongs to. It is compared with every code, in the same time for each."""
        given = code.strip().upper().replace("-", "").encode()
        found = None
        for known, caller in self.codes.items():
            if hmac.compare_digest(given, known.upper().replace("-", "").encode()):
                found = caller
        return found

    def allows_origin(self, origin: str | None) -> bool:
        """Return whether a page of this origin may call; a request without an origin comes from no other page."""
        if origin is None or (origin == OFFLINE_PAGE and self.offline_pages):
            return True
        scheme, _, host = origin.partition("://")
        return scheme in {"http", "https"} and host in self.hosts


class _Office(Protocol):
    """The office that is served, as far as the gate knows it."""

    @property
    def access(self) -> Access: ...


class Gate:
    """The outermost layer of the application: nothing passes that the access of the office does not allow.

    ``office`` returns the office as it is now; a request that passes has it as ``state.office``, and its caller.
    """

    def __init__(
        self, app: ASGIApp, office: Callable[[], _Office], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._office = office
        self._failures = AddressCounter(MAX_FAILURES, clock)
        self._requests = AddressCounter(MAX_REQUESTS, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        office = self._office()
        scope.setdefault("state", {})["office"] = office

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                pane = office.access.office_pane and scope["path"].startswith(PANE_PATH)
                for name, value in (PANE_HEADERS if pane else HEADERS).items():
                    answer.setdefault(name, value)
                if origin == OFFLINE_PAGE and office.access.offline_pages:
                    answer["Access-Control-Allow-Origin"] = OFFLINE_PAGE
                    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
                    answer["Access-Control-Expose-Headers"] = "Content-Disposition, X-Xltools-About"
                    answer.add_vary_header("Origin")
            await send(message)

        answer = self._answer(scope, headers, origin, office.access)
        await (answer or self._app)(scope, receive, send_with_headers)

    def _answer(self, scope: Scope, headers: Headers, origin: str | None, access: Access) -> Response | None:
        """Return the answer to a request that goes no further, None for one that does."""
        address = (scope.get("client") or ("",))[0]
        if wait := self._requests.wait(address):
            text = Text(f"请求太多，请 {wait} 秒后再试。", f"Too many requests; try again in {wait} s.")
            return deny(429, text, {"Retry-After": str(wait)})
        self._requests.add(address)
        if headers.get("host", "").lower() not in access.hosts:
            return deny(421, Text("请用服务给出的地址访问。", "Use the address that the service printed."))
        if not access.allows_origin(origin):
            return deny(403, Text("别的网页不能调用本服务。", "Another page may not call this service."))
        if scope["method"] == "OPTIONS" and origin == OFFLINE_PAGE:
            return Response(status_code=204, headers=_PREFLIGHT)
        return self._identify(scope, headers, address, access) if scope["path"].startswith("/api/") else None

    def _identify(self, scope: Scope, headers: Headers, address: str, access: Access) -> Response | None:
        """Note whose code a request brings; return the answer to one that brings none."""
        if wait := self._failures.wait(address):
            text = Text(f"访问码错误次数太多，请 {wait} 秒后再试。", f"Too many wrong codes; try again in {wait} s.")
            return deny(429, text, {"Retry-After": str(wait)})
        code = headers.get(CODE_HEADER, "")
        caller = access.caller(code)
        if caller is None:
            if code:
                self._failures.add(address)
            return deny(401, Text("访问码不对。请向财政部门索取。", "Wrong access code. Ask the finance bureau."))
        scope["state"]["caller"] = caller
        return None


def deny(status: int, text: Text, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return an answer that says why there is no other one. It ends the connection: a body may still be coming."""
    body = {"problem": {"zh": text.zh, "en": text.en}}
    return JSONResponse(body, status, headers={"Connection": "close", **(headers or {})})
