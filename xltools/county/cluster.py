"""Calls to a cluster of Dask workers, such that a worker that dies or hangs costs no call but its own.

It was shaped by measurements of Dask: a call that waits at a worker dies with it and is blamed, results that were not
fetched die with theirs, and a timeout stops nothing. So no worker has more than one call, each call is for one worker,
a result is fetched at once, Dask itself repeats nothing, and a worker that is late is restarted. A call whose worker
ended is made again, of another worker; only if that one ends as well it is given up.
"""

from __future__ import annotations

import ipaddress
import queue
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from xltools.county.cluster_worker import Answer, ProcessTraits, answer_call, end_child, process_traits
from xltools.errors import XltoolsError
from xltools.text import Text

__all__ = ["Call", "Cluster", "ClusterError", "is_open_address"]

_TRIES = 2
"""So many workers may end over a call."""
_LOOK_SECONDS = 1.0
"""So often the cluster is asked which workers there are."""
_NO_WORKER_SECONDS = 60
"""After so long without any worker the work is given up."""
_CONNECT_SECONDS = 10


class ClusterError(XltoolsError):
    """A cluster that cannot be used, or that has no workers any more; what was done so far is kept."""


def is_open_address(host: str) -> bool:
    """Return whether others than this machine may reach an address."""
    try:
        return not ipaddress.ip_address(host.partition("%")[0].strip("[]")).is_loopback
    except ValueError:
        return host != "localhost"


@dataclass(slots=True)
class Call:
    """A call to make on the cluster: a function of a module with its arguments, and what it is about.

    A worker that needs more than ``seconds`` for it is restarted.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    subject: Any
    seconds: float
    tries: int = 0


@dataclass(slots=True)
class _Flight:
    """A call on its way: where, and since when."""

    call: Call
    worker: str
    since: float = field(default_factory=time.monotonic)


class Cluster:
    """A connection to a cluster, for one run. ``shown`` is a file in the store that every worker has to see."""

    def __init__(self, address: str, shown: Path, *, insecure: bool = False) -> None:
        """Connect; ClusterError says why that cannot be, or why the cluster is not fit for it."""
        self._address, self._shown, self._insecure = address, shown, insecure
        _check_address(address, insecure=insecure)
        shown.write_text(secrets.token_hex(), encoding="utf-8")
        self._waiting: deque[Call] = deque()
        self._flying: dict[str, tuple[_Flight, Any]] = {}
        self._done: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._there: set[str] = set()
        self._fit: set[str] = set()
        self._unfit: dict[str, Text] = {}
        self._client = _connected(address)

    def __enter__(self) -> Self:
        """Check the scheduler and its workers, and let Dask repeat nothing."""
        try:
            if not self._insecure:
                self._check_scheduler()
            self._failures = self._client.run_on_scheduler(_set_allowed_failures, 0)
            self._check_workers()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the cluster as it was; calls that are under way come to their end there."""
        with suppress(Exception):
            self._client.run_on_scheduler(_set_allowed_failures, self._failures)
            if not self._flying:
                self._client.run(end_child, on_error="ignore")
        self._close()

    def _close(self) -> None:
        self._client.close()
        self._shown.unlink(missing_ok=True)

    # --- calls

    def add(self, call: Call, *, first: bool = False) -> None:
        """Take in a call to make, ``first`` before all that wait."""
        if first:
            self._waiting.appendleft(call)
        else:
            self._waiting.append(call)

    def answers(self) -> Iterator[tuple[Call, Answer | None]]:
        """Make the calls, also those added meanwhile, and yield each with its answer as it comes.

        None is the answer of a call over which the worker ended, twice.
        """
        looked, seen = 0.0, time.monotonic()
        while self._waiting or self._flying:
            if time.monotonic() - looked >= _LOOK_SECONDS:
                self._there, looked = self._workers(), time.monotonic()
                seen = looked if self._there else seen
                if looked - seen > _NO_WORKER_SECONDS:
                    raise self._no_worker()
                yield from self._lost()
            busy = {flight.worker for flight, _ in self._flying.values()}
            for worker in sorted(self._there - busy)[: len(self._waiting)]:
                self._submit(self._waiting.popleft(), worker)
            with suppress(queue.Empty):
                yield from self._landed(self._done.get(timeout=_LOOK_SECONDS))

    def _submit(self, call: Call, worker: str) -> None:
        call.tries += 1
        future = self._client.submit(
            answer_call,
            call.function,
            call.arguments,
            key=f"xltools-{secrets.token_hex(8)}",
            workers=[worker],
            allow_other_workers=False,
            pure=False,
            retries=0,
        )
        self._flying[future.key] = _Flight(call, worker), future
        future.add_done_callback(lambda done: self._done.put(done.key))

    def _landed(self, key: str) -> Iterator[tuple[Call, Answer | None]]:
        """Fetch the result of a call that is done; one whose worker has ended is made again or given up."""
        if key not in self._flying:  # it was taken for lost meanwhile
            return
        flight, future = self._flying.pop(key)
        answer = _answer_of(future)
        future.release()
        yield from self._answered(flight, answer)

    def _lost(self) -> Iterator[tuple[Call, Answer | None]]:
        """Take back the calls of workers that have gone, and restart those that are late."""
        for key, (flight, future) in list(self._flying.items()):
            late = time.monotonic() - flight.since > flight.call.seconds
            there = flight.worker in self._there
            if there and not late:
                continue
            if there:
                self._restart(flight.worker)
            elif future.status == "finished":
                continue  # its result is being fetched
            del self._flying[key]
            future.cancel()
            yield from self._answered(flight, None)

    def _answered(self, flight: _Flight, answer: Answer | None) -> Iterator[tuple[Call, Answer | None]]:
        if answer is None:
            self._there.discard(flight.worker)  # until the next look shows that it is there again
        if answer is None and flight.call.tries < _TRIES:
            self._waiting.appendleft(flight.call)
        else:
            yield flight.call, answer

    def _restart(self, worker: str) -> None:
        """Have a worker restarted by its nanny; without one it gets no more calls."""
        try:
            self._client.restart_workers([worker], timeout=_CONNECT_SECONDS)
        except Exception:
            self._fit.discard(worker)
            self._unfit[worker] = Text("没有响应，也不能重新启动", "it does not answer, and cannot be restarted")

    # --- workers

    def _check_workers(self) -> None:
        self._workers()
        if self._unfit and not self._fit:
            raise self._no_worker()

    def _workers(self) -> set[str]:
        """Return the workers that are there and fit."""
        there = set(self._client.nthreads())
        if new := there - self._fit - self._unfit.keys():
            told = self._client.run(process_traits, self._shown, workers=sorted(new), on_error="return")
            for worker in new:
                if fault := self._fault(told.get(worker), worker):
                    self._unfit[worker] = fault
                else:
                    self._fit.add(worker)
        return there & self._fit

    def _fault(self, facts: object, worker: str) -> Text | None:
        """Return why a worker is not fit for the run."""
        own, folder = process_traits(self._shown), self._shown.parent
        if not isinstance(facts, ProcessTraits):
            return Text(f"没有响应，或没有安装 xltools（{facts}）", f"no answer, or xltools is not installed ({facts})")
        if facts.program != own.program:
            return Text("装的 xltools 不是同一个版本", "it has another version of xltools")
        if facts.seen != own.seen:
            return Text(f"看不到 {folder}，或不能写入", f"it does not see {folder}, or cannot write to it")
        if not facts.safe:
            return Text(
                "会从当前文件夹导入模块，请设 PYTHONSAFEPATH=1 再启动",
                "it imports modules from its current folder: start it with PYTHONSAFEPATH=1",
            )
        if not self._insecure and (place := self._open_place(facts, worker)):
            return Text(
                f"在 {place} 上对外监听而没有加密，请用 --host 127.0.0.1 或 TLS 启动",
                f"it listens on {place} without encryption: start it with --host 127.0.0.1, or with TLS",
            )
        return None

    def _check_scheduler(self) -> None:
        facts = self._client.run_on_scheduler(process_traits, self._shown)
        address = self._client.run_on_scheduler(_own_address)
        if place := self._open_place(facts, address):
            raise ClusterError(
                f"集群的调度器在 {place} 上对外监听而没有加密，同一网络里的任何人都能在各台机器上执行程序。"
                "请这样启动：dask scheduler --host 127.0.0.1 --no-dashboard，或用 TLS；确实无妨的，"
                "加 --insecure-cluster。",
                f"The cluster's scheduler listens on {place} without encryption: anyone in that network can run "
                "programs on its machines. Start it so: dask scheduler --host 127.0.0.1 --no-dashboard, or with TLS; "
                "where there is no harm in it, add --insecure-cluster.",
            )

    def _open_place(self, facts: ProcessTraits, address: str) -> str:
        """Return where a process listens for everybody without encryption."""
        parts = urlsplit(address)
        encrypted = parts.port if parts.scheme == "tls" else None
        places = (f"{host}:{port}" for host, port in facts.listens if is_open_address(host) and port != encrypted)
        return next(places, "")

    def _no_worker(self) -> ClusterError:
        faults = [(worker, fault) for worker, fault in self._unfit.items()]
        zh = "；".join(f"{worker} {fault.zh}" for worker, fault in faults) or "没有工作进程"
        en = "; ".join(f"{worker}: {fault.en}" for worker, fault in faults) or "it has no workers"
        return ClusterError(
            f"集群 {self._address} 不能用：{zh}。已经读取的文件都留着，改好后再运行一次即可。",
            f"The cluster {self._address} cannot be used: {en}. What was read is kept; run it again then.",
        )


def _answer_of(future: Any) -> Answer | None:
    """Return the answer of a call that is done; None where its worker has ended."""
    from distributed.scheduler import KilledWorker

    try:
        if future.status == "finished":
            answer: Answer = future.result(timeout=_CONNECT_SECONDS)
            return answer
        error = future.exception(timeout=_CONNECT_SECONDS) if future.status == "error" else None
    except Exception:  # the worker has ended with the result
        return None
    if error is None or isinstance(error, KilledWorker):
        return None
    return Answer(None, Text(f"集群不能执行（{error!r}）", f"the cluster cannot do it ({error!r})"))


def _check_address(address: str, *, insecure: bool) -> None:
    parts = urlsplit(address)
    if parts.scheme not in {"tcp", "tls"} or not parts.hostname:
        raise ClusterError(
            f"集群地址 {address} 应写成 tls://主机:端口，本机的也可写 tcp://127.0.0.1:端口。",
            f"The address {address} should be tls://HOST:PORT, or tcp://127.0.0.1:PORT for one on this machine.",
        )
    if parts.scheme == "tcp" and is_open_address(parts.hostname) and not insecure:
        raise ClusterError(
            f"{address} 没有加密：同一网络里的任何人都能看到数据，并在各台机器上执行程序。请用 TLS（tls://…）；"
            "确实无妨的，加 --insecure-cluster。",
            f"{address} is not encrypted: anyone in that network can see the data and run programs on its machines. "
            "Use TLS (tls://…); where there is no harm in it, add --insecure-cluster.",
        )


def _connected(address: str) -> Any:
    from distributed import Client, Security

    try:
        settings = Security()  # type: ignore[no-untyped-call]
        connection = settings.get_connection_args("client")  # type: ignore[no-untyped-call]
        if urlsplit(address).scheme == "tls" and connection["ssl_context"] is None:
            # Dask would raise a TypeError, and then wait for a minute.
            raise ClusterError(
                f"连不上集群 {address}：这台机器没有证书。请在 Dask 的配置 distributed.comm.tls 里写明 ca-file，"
                "以及 client 的 cert 和 key。",
                f"The cluster {address} cannot be reached without certificates: name ca-file, and cert and key of the "
                "client, in distributed.comm.tls of Dask's configuration.",
            )
        return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"连不上集群 {address}：{error}。请检查地址，以及 dask scheduler 是否在运行。",
            f"The cluster {address} cannot be reached: {error}. Check the address, and whether dask scheduler runs.",
        ) from error


def _own_address(dask_scheduler: Any) -> str:
    """Return the address of the scheduler that this runs on."""
    return str(dask_scheduler.address)


def _set_allowed_failures(number: int, dask_scheduler: Any) -> int:
    """Set how often the scheduler repeats a call whose worker ended; return the number before."""
    before: int = dask_scheduler.allowed_failures
    dask_scheduler.allowed_failures = number
    return before
