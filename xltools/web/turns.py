"""The order of jobs: as many at once as there are processors, and callers by turns."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

__all__ = ["FullLineError", "LeftLineError", "Turns"]


class FullLineError(Exception):
    """A caller has as many jobs waiting as one may have."""


class LeftLineError(Exception):
    """A caller has gone while the job was waiting."""


class Turns:
    """At most ``places`` jobs run; the callers that wait get the next free place by turns.

    A caller who sends a thousand files waits for them, and somebody who sends one waits for one job only.
    """

    def __init__(self, places: int, max_waiting: int) -> None:
        self._free = places
        self._max_waiting = max_waiting
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def turn(self, caller: str, leaving: asyncio.Future[None] | None = None) -> AsyncIterator[None]:
        """Wait for a place, and hold it.

        Raises FullLineError where the caller has too many waiting, and LeftLineError where ``leaving`` is done first.
        """
        await self._take(caller, leaving)
        try:
            yield
        finally:
            self._give_back()

    async def _take(self, caller: str, leaving: asyncio.Future[None] | None) -> None:
        if self._free:
            self._free -= 1
            return
        line = self._waiting.setdefault(caller, deque())
        if len(line) >= self._max_waiting:
            raise FullLineError
        place = asyncio.get_running_loop().create_future()
        line.append(place)
        try:
            await asyncio.wait([place, *([leaving] if leaving else [])], return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._leave(caller, place)
            raise
        if not place.done():
            self._leave(caller, place)
            raise LeftLineError

    def _leave(self, caller: str, place: asyncio.Future[None]) -> None:
        if place.done():
            self._give_back()  # it came at the very moment when the caller left
            return
        line = self._waiting[caller]
        line.remove(place)
        if not line:
            del self._waiting[caller]

    def _give_back(self) -> None:
        if not self._waiting:
            self._free += 1
            return
        caller, line = self._waiting.popitem(last=False)
        line.popleft().set_result(None)
        if line:
            self._waiting[caller] = line  # behind the others
