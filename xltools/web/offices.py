"""The office that is served: it is read again when its roster or its settings change, and exchanged as a whole."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from xltools.derive.library import LibraryEntry
from xltools.errors import XltoolsError
from xltools.rules.settings import DEFAULT, Settings
from xltools.services.check import Registers
from xltools.services.county_desk import CountyDesk
from xltools.text import NO_TEXT, Text
from xltools.web.access import Access

__all__ = ["Offices", "ServedOffice"]

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ServedOffice:
    """The office that is served: its access, the county's settings, registers and library, its desk if it has one."""

    access: Access
    settings: Settings = DEFAULT
    registers: Registers = field(default_factory=dict)
    desk: CountyDesk | None = None
    jobs: int = 2
    library: tuple[LibraryEntry, ...] = ()


class Offices:
    """The office as it is ``now``. A request takes it once and keeps it to its end: it never sees half a change.

    ``read`` reads it anew, and ``files`` are those that it is read from; without ``read`` it stays as it is.
    ``problem`` says why a change could not be used: the office stays as it was before.
    """

    def __init__(
        self, office: ServedOffice, read: Callable[[], ServedOffice] | None = None, files: Iterable[Path] = ()
    ) -> None:
        self.now = office
        self.problem: Text = NO_TEXT
        self._read = read
        self._files = tuple(files)
        self._seen = self._state()

    def refresh(self) -> None:
        """Read the office anew where one of its files has changed."""
        state = self._state()
        if self._read is None or state == self._seen:
            return
        self._seen = state
        try:
            self.now = self._read()
            self.problem = NO_TEXT
        except Exception as error:  # whatever it is, the next change is to be seen again
            text = error.text if isinstance(error, XltoolsError) else Text(str(error), str(error))
            self.problem = Text(
                f"名单、规则设置或指标库改过，但不能用，仍按改前的办理。{text.zh}",
                f"Roster, settings or library were changed, but cannot be used; what was read before stays. {text.en}",
            )
            _logger.warning("%s", self.problem.en)

    def _state(self) -> tuple[tuple[int, int] | None, ...]:
        return tuple(map(_stamp, self._files))


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return when a file was changed and its size, None where it cannot be found."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
