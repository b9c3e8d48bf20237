"""Start the service: which addresses it answers at, and which codes it takes."""

from __future__ import annotations

import csv
import os
import secrets
import socket
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from xltools.services.check import registers_by_code
from xltools.services.contract import RequestError
from xltools.services.copies import marked_copy
from xltools.services.county_desk import (
    MAX_CODE_CHARACTERS,
    ROSTER_NAMES,
    CountyDesk,
    access_code,
    open_desk,
)
from xltools.services.inputs import check_given_file
from xltools.services.library import open_library
from xltools.services.one_job import prepare_jobs
from xltools.services.self_check import self_check
from xltools.services.settings import SETTINGS_FILE, choose_settings
from xltools.services.several import read_several
from xltools.web.access import Access, Caller, Role
from xltools.web.app import build_app
from xltools.web.connections import PatientProtocol
from xltools.web.offices import Offices, ServedOffice

__all__ = ["Running", "ServeOptions", "serve", "write_codes"]

LOOPBACK, ALL_ADDRESSES = "127.0.0.1", "0.0.0.0"  # noqa: S104 - only with --lan
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that are not mistaken for one another."""
MAX_CONNECTIONS = 2_000
STOP_SECONDS = 3
BACKLOG = 1_024
OFFICER = "officer"
LIBRARY_FILE = "指标库.xlsx"
"""The county's indicator library where it lies in the folder of the desk."""
HTTP_PORT = 80


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """The options of the service. ``port`` 0 takes a free one; ``lan`` answers the office network too.

    ``county`` is the folder of the county's desk; ``names`` are further names of this computer by which others call.
    ``office`` serves the pane for Excel, too; ``library`` is the county's indicator library.
    """

    port: int = 8765
    lan: bool = False
    county: Path | None = None
    roster: Path | None = None
    rules: Path | None = None
    names: tuple[str, ...] = ()
    jobs: int = 0
    office: bool = False
    library: Path | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """The service as it runs: the addresses to call, the code of whoever started it, and the county's desk."""

    addresses: tuple[str, ...]
    code: str
    desk: CountyDesk | None
    settings_name: str

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses with the code in them, for the one who started the service."""
        return tuple(f"{address}/#{self.code}" for address in self.addresses)


def serve(options: ServeOptions, announce: Callable[[Running], None]) -> None:
    """Answer requests until the process is told to end; ``announce`` is called when everything is ready.

    :raises RequestError: the port is taken, or the county's folder, roster or settings cannot be used.
    """
    listener = _listen(options)
    port = listener.getsockname()[1]
    hosts = _hosts(options)
    code = _random_code()
    allowed = _host_headers(hosts, options.names, port)
    offices = Offices(
        _read_office(options, allowed, code), lambda: _read_office(options, allowed, code), _read_from(options)
    )
    office = offices.now
    config = uvicorn.Config(
        build_app(offices),
        http=PatientProtocol,
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    prepare_jobs(self_check, marked_copy, read_several)
    addresses = tuple(f"http://{host}:{port}" for host in hosts if host not in {"localhost", "[::1]"})
    code = next(code for code, caller in office.access.codes.items() if caller.role is not Role.DEPARTMENT)
    announce(Running(addresses, _print_in_groups(code), office.desk, office.settings.name))
    uvicorn.Server(config).run(sockets=[listener])


def _read_office(options: ServeOptions, hosts: frozenset[str], code: str) -> ServedOffice:
    """Read the office's roster and settings; ``code`` is for callers where there is no desk with codes of its own."""
    desk = open_desk(options.county, options.roster) if options.county else None
    if options.roster:
        check_given_file(options.roster)
    chosen = desk.chosen if desk else choose_settings(options.rules, None, ())
    library = _library(options)
    return ServedOffice(
        access=Access(hosts, _codes(desk, code), offline_pages=not options.lan, office_pane=options.office),
        settings=chosen.settings,
        registers=desk.registers if desk else registers_by_code(options.roster, chosen.settings.limits),
        desk=desk,
        jobs=options.jobs or os.cpu_count() or 1,
        library=open_library(library) if library and (options.library or library.is_file()) else (),
    )


def _library(options: ServeOptions) -> Path | None:
    """Return where the indicator library is: where it was said, else perhaps in the county's folder."""
    return options.library or (options.county / LIBRARY_FILE if options.county else None)


def _read_from(options: ServeOptions) -> tuple[Path, ...]:
    """Return the files that the office is read from, also such as are not there yet."""
    folder = options.county or Path.cwd()
    rosters = () if options.county is None else tuple(folder / name for name in ROSTER_NAMES)
    files = (options.roster, options.rules, *rosters, folder / SETTINGS_FILE, _library(options))
    return tuple(path for path in files if path)


def write_codes(folder: Path, roster: Path | None, target: Path) -> int:
    """Write the access codes of all departments as a CSV file that only its owner can read; return their number.

    :raises RequestError: the desk cannot be opened, or the file is there already.
    """
    desk = open_desk(folder, roster)
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise RequestError(
            f"{target} 已存在，不会被覆盖。请换一个文件名。",
            f"{target} exists already; it is not overwritten. Choose another name.",
        ) from error
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["部门编码", "部门名称", "访问码"])
        for entry in desk.departments:
            rows.writerow([entry.code, entry.name, _print_in_groups(access_code(desk, entry.code))])
        rows.writerow(["", "财政部门（汇总用）", _print_in_groups(access_code(desk, OFFICER))])
    return len(desk.departments)


def _codes(desk: CountyDesk | None, code: str) -> dict[str, Caller]:
    if desk is None:
        return {code: Caller(Role.CHECKER)}
    officer = access_code(desk, OFFICER)
    departments = {
        access_code(desk, entry.code): Caller(Role.DEPARTMENT, entry.code, entry.name) for entry in desk.departments
    }
    return {**departments, officer: Caller(Role.OFFICER)}


def _listen(options: ServeOptions) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":  # there it would let two services share a port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ALL_ADDRESSES if options.lan else LOOPBACK, options.port))
        listener.listen(BACKLOG)  # from now on connections wait for the answers to begin
    except OSError as error:
        listener.close()
        raise RequestError(
            f"端口 {options.port} 不能用：{error.strerror or error}。请用 --port 换一个，或用 --port 0 自动选择。",
            f"Port {options.port} cannot be used: {error.strerror or error}. Name another with --port, or 0 for any.",
        ) from error
    return listener


def _hosts(options: ServeOptions) -> tuple[str, ...]:
    """Return the names that a browser may call this computer by."""
    own = [LOOPBACK, "localhost"]
    if options.lan:
        own = [*_lan_addresses(), socket.gethostname(), *own]
    return tuple(dict.fromkeys(name.strip().lower() for name in (*options.names, *own)))


def _host_headers(hosts: Iterable[str], names: Iterable[str], port: int) -> frozenset[str]:
    """Return what a browser may send as the host: it leaves out the port that its scheme has by itself.

    The further ``names`` may be those of a proxy in front, with a port of its own.
    """
    plain = {host for host in hosts if port == HTTP_PORT} | {name.strip().lower() for name in names}
    return frozenset({f"{host}:{port}" for host in hosts} | plain)


def _lan_addresses() -> list[str]:
    """Return the addresses of this computer in its networks, as far as it knows them."""
    found: dict[str, None] = {}
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # an address for documentation: nothing is sent, but a way to it is chosen
        found[probe.getsockname()[0]] = None
    with suppress(OSError):
        found |= dict.fromkeys(
            str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        )
    return [address for address in found if not address.startswith(("127.", "0."))]


def _random_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(MAX_CODE_CHARACTERS))


def _print_in_groups(code: str) -> str:
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}"
