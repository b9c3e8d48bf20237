"""One running LibreOffice: started here, found running, or the one that this Python runs inside; and its end."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import weakref
import zlib
from contextlib import suppress
from pathlib import Path
from typing import cast

from xltools.desktop.libreoffice import uno_bridge
from xltools.desktop.libreoffice.errors import LibreOfficeError, OfficeMissingError, OfficeStartError
from xltools.desktop.libreoffice.locate import find_office
from xltools.desktop.libreoffice.profile import write_profile
from xltools.desktop.libreoffice.uno_types import Uno

__all__ = ["Office", "connect", "has_display", "inside", "start"]

_END_SECONDS = 5.0
_POLL_SECONDS = 0.1

_started: weakref.WeakSet[Office] = weakref.WeakSet()


class Office:
    """A LibreOffice that answers: its component context, its desktop and, where it was started here, its process.

    ``pid`` is the id of its process; for an office that was only connected to, whose process is unknown, a number made
    from its address, so that it stays the same from one connection to the next.
    """

    def __init__(
        self, context: Uno, *, pid: int, process: subprocess.Popen[bytes] | None = None, profile: Path | None = None
    ) -> None:
        """Stand for a running office; one that was started here has a process and perhaps a profile of its own."""
        self.context = context
        self.pid = pid
        self.process = process
        self._private_profile = profile
        self.desktop: Uno = self.service("frame.Desktop")

    def service(self, name: str) -> Uno:
        """Return a new service of this office by its name below ``com.sun.star``."""
        return self.context.ServiceManager.createInstanceWithContext("com.sun.star." + name, self.context)

    @property
    def inside(self) -> bool:
        """Whether this Python runs in the office's own process."""
        return self.process is None and self.pid == os.getpid()

    @property
    def alive(self) -> bool:
        """Whether the office still answers."""
        if self.process is not None and self.process.poll() is not None:
            return False
        try:
            self.desktop.getCurrentFrame()
        except uno_bridge.error("uno.RuntimeException"):  # a DisposedException once the bridge is down
            return False
        return True

    def end(self, timeout: float = _END_SECONDS) -> None:
        """End the office and wait for it, at most ``timeout`` seconds if it does so willingly. Workbooks are not saved.

        :raises LibreOfficeError: this Python runs inside the office, which cannot end under its own feet.
        """
        if self.inside:
            raise LibreOfficeError(
                "宏在 LibreOffice 内部运行，不能从这里退出 LibreOffice。",
                "LibreOffice cannot be ended by a macro that runs inside it.",
            )
        # An office that hangs never answers, so it is asked from a thread that may be left behind.
        asking = threading.Thread(target=self._terminate, daemon=True)
        asking.start()
        asking.join(timeout)
        self.kill(timeout)

    def kill(self, timeout: float = 0.0) -> None:
        """End the process of an office started here, after ``timeout`` seconds by force; remove its profile."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            _kill_tree(self.process)
            self.process.wait()
        _started.discard(self)
        if self._private_profile is not None:
            shutil.rmtree(self._private_profile, ignore_errors=True)

    def _terminate(self) -> None:
        with suppress(uno_bridge.error("uno.RuntimeException")):  # the bridge goes down before the answer arrives
            self.desktop.terminate()


def start(
    *, visible: bool = False, profile: Path | None = None, program: Path | None = None, timeout: float = 60.0
) -> Office:
    """Start an office and wait until it answers.

    :param visible: show windows on the current display; else headless.
    :param profile: a folder for its user profile, kept afterwards; without one, a private profile is made and removed.
    :param program: the program to start; found by itself if not given.
    :param timeout: how many seconds to wait for its first answer.
    :raises OfficeMissingError: there is no LibreOffice.
    :raises OfficeStartError: it ended at once, or did not answer in time; nothing is left running.
    """
    program = program or find_office()
    if program is None:
        raise OfficeMissingError(
            "没有找到 LibreOffice，请先安装（程序名 soffice）。",
            "LibreOffice was not found; install it first (soffice).",
        )
    uno_bridge.load()  # fails before a process is started
    private = None
    if profile is None:
        profile = private = Path(tempfile.mkdtemp(prefix="xltools-office-"))
        write_profile(profile)
    pipe = f"xltools{uuid.uuid4().hex}"
    command = [
        str(program),
        f"--accept=pipe,name={pipe};urp;",
        f"-env:UserInstallation={profile.resolve().as_uri()}",
        "--norestore",
        "--nologo",
        "--nodefault",
        "--nofirststartwizard",
        *([] if visible else ["--headless"]),
    ]
    log = profile / "office.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - the program that the user named or installed
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, env=_environment()
        )
    try:
        context = _resolve(f"pipe,name={pipe}", timeout, process)
    except BaseException as problem:
        _kill_tree(process)
        process.wait()
        last_output = log.read_text(encoding="utf-8", errors="replace")[-500:].strip()
        if private is not None:
            shutil.rmtree(private, ignore_errors=True)
        if isinstance(problem, OfficeStartError):
            zh, en = problem.text
            raise OfficeStartError(zh, "\n".join(filter(None, (en, last_output)))) from None
        raise
    office = Office(context, pid=process.pid, process=process, profile=private)
    _started.add(office)
    return office


def _environment() -> dict[str, str]:
    """Return the environment for an office: not that of the Python we run in.

    The Python inside the office takes its library from the first ``python3`` on the path. That of a virtual environment
    may be of another make, and the office then cannot run a single macro.
    """
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONHOME"}
    if os.name == "posix":
        environment["PATH"] = os.pathsep.join(("/usr/bin", environment.get("PATH", os.defpath)))
    return environment


def connect(address: str, timeout: float = 20.0) -> Office:
    """Connect to a running office.

    :param address: what it was told to accept: ``pipe,name=budget`` or ``socket,host=localhost,port=2002``.
    :param timeout: how many seconds to wait for its answer.
    :raises OfficeStartError: no office answered.
    """
    return Office(_resolve(address, timeout, None), pid=zlib.crc32(address.encode()))


def inside(context: Uno) -> Office:
    """Return the office that this Python runs in, by the component context that it handed out."""
    return Office(context, pid=os.getpid())


def has_display() -> bool:
    """Return whether windows can be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _resolve(address: str, timeout: float, process: subprocess.Popen[bytes] | None) -> Uno:
    local = uno_bridge.load().getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    silent = uno_bridge.error("connection.NoConnectException")
    deadline = time.monotonic() + timeout
    while True:
        try:
            return resolver.resolve(f"uno:{address};urp;StarOffice.ComponentContext")
        except silent:
            pass
        if process is not None and process.poll() is not None:
            raise OfficeStartError(
                f"LibreOffice 启动后立即退出（代码 {process.returncode}）。",
                f"LibreOffice ended as soon as it was started (exit code {process.returncode}).",
            )
        if time.monotonic() > deadline:
            raise OfficeStartError(
                f"LibreOffice 在 {timeout:.0f} 秒内没有应答（{address}）。请关闭卡住的 LibreOffice 后重试。",
                f"LibreOffice did not answer within {timeout:.0f} seconds ({address}).",
            )
        time.sleep(_POLL_SECONDS)


def _kill_tree(process: subprocess.Popen[bytes]) -> None:
    """End a process with its children: the program that was started is only a launcher on most systems."""
    if sys.platform == "win32":
        taskkill = shutil.which("taskkill") or "taskkill"
        subprocess.run([taskkill, "/PID", str(process.pid), "/T", "/F"], check=False, capture_output=True)  # noqa: S603
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # it leads a session and group of its own


@atexit.register
def _end_all() -> None:
    """Leave no headless office behind when Python ends."""
    for office in cast("list[Office]", list(_started)):
        office.end()
