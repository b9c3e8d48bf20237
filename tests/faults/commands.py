"""Commands as they are installed and started by people, and what they leave behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "workbooks" / "samples"
DEAD = frozenset("ZX")
"""States of processes that have ended."""

_SCRIPT = f"""\
import sys
sys.path.insert(1, {str(ROOT)!r})
from xltools.cli import main
if __name__ == "__main__":
    sys.exit(main())
"""
"""As pip writes it, for a package that is installed elsewhere."""


def _heed_interrupts() -> None:
    """Take SIGINT as somebody's Ctrl-C: tests that run in the background of a shell inherit that it is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass(frozen=True)
class Computer:
    """A place to run commands in: a current folder, and a temporary folder that nobody else uses."""

    here: Path
    temporary: Path
    environment: dict[str, str] = field(default_factory=dict)

    @classmethod
    def below(cls, folder: Path) -> Computer:
        here, temporary, program = folder / "报送文件夹", Path(mkdtemp(prefix="faults-")), folder / "bin" / "xltools"
        for new in (here, program.parent):
            new.mkdir(exist_ok=True)
        program.write_text(_SCRIPT, "utf-8")
        environment = {"TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
        return cls(here, temporary, environment)

    def remove(self) -> None:
        shutil.rmtree(self.temporary)

    @property
    def command(self) -> list[str]:
        return [sys.executable, str(self.here.parent / "bin" / "xltools")]

    def start(self, *arguments: object, command: list[str] | None = None, **options: Any) -> subprocess.Popen[bytes]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        return subprocess.Popen(
            [*(command or self.command), *map(str, arguments)],
            cwd=self.here,
            env={**environment, **self.environment, **options.pop("env", {})},
            stdin=subprocess.DEVNULL,
            stdout=options.pop("stdout", subprocess.PIPE),
            stderr=options.pop("stderr", subprocess.PIPE),
            start_new_session=True,
            preexec_fn=options.pop("preexec_fn", _heed_interrupts),  # noqa: PLW1509 - it takes no lock
            **options,
        )

    def run(self, *arguments: object, **options: Any) -> tuple[int, str]:
        with self.start(*arguments, **options) as process:
            output, errors = process.communicate(timeout=300)
        return process.returncode, ((output or b"") + (errors or b"")).decode("utf-8", "replace")

    def left_over(self) -> list[str]:
        """Return what lies in the temporary folder, and semaphores of runs whose folder is gone."""
        semaphores = [
            path.name
            for path in Path("/dev/shm").glob("sem.xltools-run-*")
            if not any(self.temporary.parent.glob(f"*/{path.name.split('.')[1].rpartition('-')[0]}"))
        ]
        return sorted((*(path.name for path in self.temporary.iterdir()), *semaphores))

    def processes(self) -> list[int]:
        """Return the processes that work in the current folder."""
        return list(_working_in(self.here))

    def wait_until_alone(self, seconds: float = 5.0) -> list[int]:
        """Return the processes that are still there after a while."""
        end = time.monotonic() + seconds
        while (left := self.processes()) and time.monotonic() < end:
            time.sleep(0.02)
        return left


def _working_in(folder: Path) -> Iterator[int]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "cwd") == str(folder.resolve()):
                state = (process / "stat").read_text().rpartition(")")[2].split()[0]
                if state not in DEAD:
                    yield int(process.name)
        except OSError:  # it has ended, or is another user's
            continue
