"""Old Word documents (.doc): turned into .docx by LibreOffice, where it is installed, and read like those.

LibreOffice runs with a profile of its own that is made for this and removed, without macros, and with a proxy that does
not exist: what a document links to is not fetched. A process that watches over it ends its whole group when it takes
too long, or when this process ends.
"""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from xltools.child_processes import safe_environment
from xltools.limits import Limits
from xltools.office_program import find_office
from xltools.readers.own_process import find_interpreter
from xltools.readers.refusal import RefusedError
from xltools.text import Text

__all__ = ["convert_document", "convert_old_word", "office_command"]

_FILTER = "docx:MS Word 2007 XML"
_WATCH = "import sys; from xltools.readers.office_watch import watch; sys.exit(watch(sys.argv[1:]))"
_END_SECONDS = 10
_SETTINGS = (
    ("org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("org.openoffice.Office.Common/Misc", "UseLocking", "false"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("org.openoffice.Office.Recovery/AutoSave", "Enabled", "false"),
    ("org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
    ("org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    *(("org.openoffice.Inet/Settings", f"ooInet{kind}ProxyName", "127.0.0.1") for kind in ("HTTP", "HTTPS", "FTP")),
    *(("org.openoffice.Inet/Settings", f"ooInet{kind}ProxyPort", "9") for kind in ("HTTP", "HTTPS", "FTP")),
)
_REGISTRY = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n{}</oor:items>\n'
)
_ITEM = '<item oor:path="/{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>\n'


def convert_old_word(data: bytes, limits: Limits) -> bytes:
    """Return an old Word document as .docx. Raises RefusedError without LibreOffice, or where it does not do it."""
    office = find_office()
    if office is None:
        raise RefusedError("F53")
    return convert_document(office, data, "doc", _FILTER, limits.file_seconds)


def convert_document(office: Path, data: bytes, suffix: str, kind: str, seconds: int) -> bytes:
    """Return a document as LibreOffice saves it; ``kind`` is its name of the format, with the suffix first.

    Raises RefusedError (F54) where that takes longer than ``seconds``, or nothing comes out.
    """
    with tempfile.TemporaryDirectory(prefix="xltools-office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, target = folder / f"document.{suffix}", folder / "out" / f"document.{kind.partition(':')[0]}"
        source.write_bytes(data)
        command = office_command(office, folder / "profile", kind, source, target.parent)
        code = _run(command, seconds)
        if code is None:
            raise RefusedError("F54", detail=Text(f"{seconds} 秒内没有转完", f"not done in {seconds} s"))
        if not target.is_file():
            raise RefusedError(
                "F54", detail=Text(f"没有产生文件（退出码 {code}）", f"no file came out (exit code {code})")
            )
        return target.read_bytes()


def office_command(office: Path, profile: Path, kind: str, source: Path, folder: Path) -> list[str]:
    """Return the command that converts a document, after writing the ``profile`` that it uses."""
    (profile / "user").mkdir(parents=True, exist_ok=True)
    items = "".join(_ITEM.format(*setting) for setting in _SETTINGS)
    (profile / "user" / "registrymodifications.xcu").write_text(_REGISTRY.format(items), encoding="utf-8")
    return [
        str(office),
        f"-env:UserInstallation={profile.resolve().as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"),
        *("--convert-to", kind, "--outdir", str(folder), str(source)),
    ]


def _run(command: list[str], seconds: float) -> int | None:
    """Run a command under the watching process; return its exit code, None where it took too long and was ended."""
    watch = [find_interpreter(), "-P", "-c", _WATCH, *command]
    try:
        process = subprocess.Popen(  # noqa: S603 - our own module in our own interpreter
            watch,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=safe_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise RefusedError("F54", detail=str(error)) from error
    assert process.stdin is not None  # noqa: S101 - it is a pipe
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with suppress(OSError):
            process.stdin.close()  # which tells the watching process to end the office
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
