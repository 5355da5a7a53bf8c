"""Who is let in before anything is read, and what every answer carries to the browser."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from legacymap.errors import LegacymapError, LimitExceeded, TooSlow, UnsafeAddress
from legacymap_api.headers import SECURITY_HEADERS
from legacymap_api.problems import problem_of, respond
from legacymap_api.settings import Settings
from legacymap_api.slow_bodies import PatientReceive, unless_refused

ONLY_HEAD: Final = "legacymap.only_head"
"""Key of a scope whose answer nobody reads beyond its headers: what has no end must not begin."""

_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def check_bind(host: str) -> None:
    """Return when the service may listen on ``host``: only this machine can reach it there.

    Raises:
        UnsafeAddress: others could reach it too.
    """
    if not _is_loopback(host):
        raise UnsafeAddress(
            f"refusing to listen on {host or 'every address'}: everybody who reaches it could read"
            " and change every inventory. Keys that tell people apart come with a later version;"
            " until then listen on 127.0.0.1, and reach it from elsewhere through a tunnel"
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Door:
    """The outermost layer of the service.

    Whoever starts the server by another command than ours may have bound it anywhere; so each
    request is looked at as well: it must have come in over loopback, be meant for us by its
    ``Host`` (a web page could have its own name resolve to this machine) and, where it changes
    something, not come from another site's page.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        only_head = scope["method"] == "HEAD"
        if only_head:
            # What can be got can be asked for its head; the answer is that of GET, less its body.
            scope = {**scope, "method": "GET", ONLY_HEAD: True}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.body" and only_head:
                message = {**message, "body": b""}
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        if refusal is None:
            refusal = await self._answered(scope, receive, send_with_headers)
        if refusal is not None:
            await _refuse(refusal)(scope, receive, send_with_headers)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> TooSlow | None:
        """Have the application answer; why it could not, where the body came too slowly."""
        patient = PatientReceive(receive, self._settings)
        try:
            await self._app(scope, patient, unless_refused(send, patient))
        except Exception:
            if patient.refusal is None:
                raise
        return patient.refusal

    def _refusal(self, scope: Scope) -> LegacymapError | None:
        headers = Headers(scope=scope)
        listening = scope.get("server") or ("", None)
        if _is_address(listening[0]):
            try:
                check_bind(listening[0])
            except UnsafeAddress as error:
                return error
        host = _host(headers.get("host", ""))
        if host not in self._settings.allowed_hosts:
            return UnsafeAddress(
                f"the service does not answer to the name {host!r};"
                " LEGACYMAP_ALLOWED_HOSTS lists those it answers to"
            )
        if scope["method"] not in _SAFE_METHODS and self._is_strange(headers):
            return UnsafeAddress("a page of another site may not change anything here")
        return _too_long(headers, self._settings.body_bytes)

    def _is_strange(self, headers: Headers) -> bool:
        """Whether the request was made by another site's page."""
        if headers.get("sec-fetch-site", "") == "cross-site":
            return True
        # Older browsers say the origin only; programs, as a rule, say neither.
        origin = headers.get("origin")
        return origin is not None and _host(urlsplit(origin).netloc) not in (
            self._settings.allowed_hosts
        )


def _refuse(refusal: LegacymapError) -> ASGIApp:
    # Who is too slow would go on sending: the connection ends with the answer.
    headers = {"Connection": "close"} if isinstance(refusal, TooSlow) else {}
    return respond(problem_of(refusal).document(), headers)


def _host(address: str) -> str:
    return re.sub(r":\d+$", "", address.lower())


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _too_long(headers: Headers, limit: int) -> LimitExceeded | None:
    # Refused before a byte is read; bodies that do not tell their length are counted on the way.
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        return LimitExceeded(
            f"the body is larger than the limit body_bytes, {limit:,} bytes: {int(announced):,}"
        )
    return None
