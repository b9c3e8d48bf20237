"""Connections that end when nothing comes, or nothing is taken: uvicorn itself waits for ever for either."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

__all__ = ["PatientProtocol"]

HEAD_SECONDS = 10.0
"""Time for a new connection, or one that has been answered, to send the whole head of a request."""
UNREAD_SECONDS = 30.0
"""Time for a caller to take more of an answer than the buffers of the connection hold."""


class PatientProtocol(H11Protocol):
    """uvicorn's protocol, but a connection without a request in progress has only so much time."""

    _deadline: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        self._forget_unread()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Begin to wait for the caller to take what was sent."""
        super().pause_writing()
        self._forget_unread()
        self._unread = self.loop.call_later(UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the caller reads."""
        self._forget_unread()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        """Take bytes in; where they do not complete a head, the time that there was goes on."""
        super().data_received(data)
        if self._is_answering:
            self._wait_no_more()
        elif self._deadline is None:
            self._wait()

    @property
    def _is_answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _wait(self) -> None:
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _forget_unread(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _give_up(self) -> None:
        self._deadline = None
        if not self._is_answering:
            self.transport.close()
