"""The officer's consolidation: at most one at a time, with its progress, and a way to cancel it."""

from __future__ import annotations

import threading
from typing import Any

from xltools.errors import XltoolsError
from xltools.services.contract import Progress
from xltools.services.county_desk import CountyDesk, make_summary
from xltools.services.one_job import OneJob
from xltools.text import Text
from xltools.web.answers import summary_answer

__all__ = ["SummaryJob"]

MAX_SECONDS = 3_600.0
MEMORY_MB = 4_096
"""Address space of the process that puts the county together; those that read its files have their own limit."""
_KEPT = Text("已取消，原有的汇总没有变。", "Cancelled; the summary is as it was.")
_REPLACED = Text(
    "取消得晚了：新的汇总已经写好，可以下载。",
    "Too late to cancel: the new summary had been written; it can be downloaded.",
)


class SummaryJob:
    """The consolidation that runs, or the last one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._job: OneJob | None = None
        self._state: dict[str, Any] = {"state": "none"}

    def state(self) -> dict[str, Any]:
        """Return what is known: ``state`` is none, running, done, failed or cancelled."""
        with self._lock:
            return dict(self._state)

    def start(self, desk: CountyDesk) -> None:
        """Start one for a desk, unless one is running."""
        with self._lock:
            if self._job is not None:
                return
            before = desk.summary_digest()
            self._job = OneJob(make_summary, desk, seconds=MAX_SECONDS, memory_mb=MEMORY_MB, reporting=True)
            self._state = {"state": "running", "done": 0, "total": 0, "file": ""}
        threading.Thread(target=self._follow, args=(self._job, desk, before), name="summary", daemon=True).start()

    def cancel(self) -> None:
        """End the one that is running; the summary stays as it was, unless the new one had just been written."""
        with self._lock:
            if self._job is not None:
                self._job.cancel()

    def _follow(self, job: OneJob, desk: CountyDesk, before: str) -> None:
        try:
            state = {"state": "done", **summary_answer(job.result(self._tell))}
        except XltoolsError as error:
            text = error.text
            if job.cancelled:
                text = _KEPT if desk.summary_digest() == before else _REPLACED
            state = {"state": "cancelled" if job.cancelled else "failed", "problem": {"zh": text.zh, "en": text.en}}
        with self._lock:
            self._job, self._state = None, state

    def _tell(self, progress: Progress) -> None:
        with self._lock:
            self._state = {
                "state": "running",
                "stage": progress.stage.value,
                "done": progress.done,
                "total": progress.total,
                "file": progress.file,
            }
