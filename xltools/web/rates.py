"""Events of each address that calls, counted by the minute: wrong codes, and requests."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["WINDOW_SECONDS", "AddressCounter"]

WINDOW_SECONDS = 60.0
MAX_REMEMBERED_ADDRESSES = 4_096


class AddressCounter:
    """The number of events of each address since its first one, for a minute; then it begins anew.

    An address with ``most`` events has to wait for the rest of its minute. Of too many addresses the oldest is
    forgotten.
    """

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._most = most
        self._clock = clock
        self._windows: dict[str, tuple[float, int]] = {}

    def add(self, address: str) -> None:
        """Count one event."""
        begun, events = self._window(address)
        if not events:
            self._windows.pop(address, None)  # to the end of the line
        self._windows[address] = (begun, events + 1)
        while len(self._windows) > MAX_REMEMBERED_ADDRESSES:
            del self._windows[next(iter(self._windows))]

    def wait(self, address: str) -> int:
        """Return the seconds that an address has to wait, 0 if it need not."""
        begun, events = self._window(address)
        return int(begun + WINDOW_SECONDS - self._clock()) + 1 if events >= self._most else 0

    def _window(self, address: str) -> tuple[float, int]:
        now = self._clock()
        begun, events = self._windows.get(address, (now, 0))
        return (begun, events) if now < begun + WINDOW_SECONDS else (now, 0)
