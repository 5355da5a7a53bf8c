"""How long the body of a request may be waited for: whoever sends it drop by drop is let go."""

from __future__ import annotations

import anyio
from starlette.types import Message, Receive, Send

from legacymap.errors import TooSlow
from legacymap_api.settings import Settings


class PatientReceive:
    """Receives a request, until its body has kept us waiting for too long.

    Only time spent waiting counts: what we take to deal with what came is not the sender's.
    """

    def __init__(self, receive: Receive, settings: Settings) -> None:
        self._receive = receive
        self._settings = settings
        self._waited = 0.0
        self._bytes = 0
        self._is_whole = False
        self.refusal: TooSlow | None = None
        """Why no more is received, once that is so."""

    async def __call__(self) -> Message:
        """The next part of the request.

        Raises:
            TooSlow: it did not come in time.
        """
        if self._is_whole:
            # What comes now is that the other side hangs up: that may take as long as we do.
            return await self._receive()
        if self.refusal is not None:
            raise self.refusal
        began = anyio.current_time()
        with anyio.move_on_after(self._left()) as patience:
            message = await self._receive()
        if patience.cancelled_caught:
            raise self._refused()
        self._waited += anyio.current_time() - began
        self._bytes += len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
        return message

    def _left(self) -> float:
        settings = self._settings
        return settings.body_seconds + self._bytes / settings.body_bytes_per_second - self._waited

    def _refused(self) -> TooSlow:
        settings = self._settings
        self.refusal = TooSlow(
            f"the body came too slowly, {self._bytes:,} bytes of it in time; the limits are"
            f" body_seconds, {settings.body_seconds:g}, and body_bytes_per_second,"
            f" {settings.body_bytes_per_second:,}"
        )
        return self.refusal


def unless_refused(send: Send, receive: PatientReceive) -> Send:
    """``send``, until ``receive`` has refused: what the application then says is not sent."""

    async def send_unless_refused(message: Message) -> None:
        if receive.refusal is None:
            await send(message)

    return send_unless_refused
