"""How what a route returns becomes a response: the library's own JSON, never encoded twice.

A route returns a dataclass and its annotation is the schema in OpenAPI; the bytes are those of
``legacymap.inventory.to_json``, so that the commands and the service print the same.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final, ParamSpec, get_origin

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from legacymap import __version__
from legacymap.errors import Finding, InvalidQuery, Place
from legacymap.inventory import to_json
from legacymap_api.bodies import StrictRequest
from legacymap_api.kept_answers import KeptAnswer

_LISTS: Final = (list, tuple, set, frozenset)
P = ParamSpec("P")
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A result with its own status or headers."""

    content: object
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def respond_json(result: object) -> Response:
    """``result`` as a response; a response stays as it is."""
    if isinstance(result, Response):
        return result
    answer = result if isinstance(result, Answer) else Answer(result)
    body = b"" if answer.status == 204 else to_json(answer.content)
    media_type = None if answer.status == 204 else "application/json"
    return Response(body, answer.status, answer.headers, media_type)


class StrictRoute(APIRoute):
    """A route that refuses what it does not know."""

    def get_route_handler(self) -> Handler:
        """The handler, with query and JSON body read strictly: a slip must not be ignored."""
        handler = super().get_route_handler()
        known = sorted(_query_names(self.dependant))
        lists = _query_names(self.dependant, lists_only=True)
        has_body = self.body_field is not None

        async def strict(request: Request) -> Response:
            _refuse_unknown(request, known)
            _refuse_repeated(request, lists)
            if not has_body:
                return await handler(request)
            told = StrictRequest(request.scope, request.receive)
            await told.read()
            return await handler(told)

        return strict


class ExactRoute(StrictRoute):
    """A route whose results are encoded by the library."""

    def __init__(self, path: str, endpoint: Callable[..., object], **options: Any) -> None:
        status = options.get("status_code") or 200
        super().__init__(path, _encoded(endpoint, status), **options)


def _query_names(dependant: Dependant, *, lists_only: bool = False) -> set[str]:
    """The parameters that a route knows; of those that take many values alone, if asked so."""
    own = {
        field.alias
        for field in dependant.query_params
        if not lists_only or get_origin(field.field_info.annotation) in _LISTS
    }
    inner = (_query_names(one, lists_only=lists_only) for one in dependant.dependencies)
    return own.union(*inner)


def _refuse_repeated(request: Request, lists: Collection[str]) -> None:
    """Refuse what is given twice and holds one value: either was meant, nobody knows which."""
    given = Counter(name for name, _ in request.query_params.multi_items())
    findings = [
        Finding(
            "error",
            "repeated_parameter",
            f"the parameter {name!r} is given {times} times, and takes one value",
            Place(path=f"query.{name}"),
        )
        for name, times in given.items()
        if times > 1 and name not in lists
    ]
    if findings:
        raise InvalidQuery.of(findings, "nothing is answered")


def _refuse_unknown(request: Request, known: Sequence[str]) -> None:
    strange = sorted(set(request.query_params) - set(known))
    if strange:
        there = f"; there are {', '.join(known)}" if known else ""
        raise InvalidQuery(f"there is no parameter {strange[0]!r} here{there}")


def _encoded(endpoint: Callable[P, object], status: int) -> Callable[P, Response]:
    @wraps(endpoint)
    def encoded(*args: P.args, **kwargs: P.kwargs) -> Response:
        result = endpoint(*args, **kwargs)
        if isinstance(result, (Answer, Response)):
            return respond_json(result)
        return respond_json(Answer(result, status))

    return encoded


class AtHand(Exception):
    """The answer needs no computing: ``response`` is it."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


class ImmutableRoute(ExactRoute):
    """A route whose answer never changes: it carries an ETag and is not computed twice for one.

    A dependency states what the answer rests on by :func:`rests_on` before anything is computed.
    """

    def get_route_handler(self) -> Handler:
        """The handler, with the ETag put on what it answers."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                response = await handler(request)
                if response.status_code == 200:
                    _keep(request, response)
            except AtHand as found:
                response = found.response
            if response.status_code in (200, 304):
                response.headers["ETag"] = request.state.etag
                response.headers["Cache-Control"] = "private, no-cache"
            return response

        return answer


def rests_on(request: Request, *content: object) -> None:
    """Say what the answer to ``request`` is computed from, beside its address and our version.

    Raises:
        AtHand: the one who asks has the answer already, or it was computed lately.
    """
    accept = request.headers.get("accept", "")
    address = f"{request.url.path}?{request.url.query}"
    made = hashlib.sha256(to_json([__version__, address, accept, *content])).hexdigest()
    # Weak: the same answer may leave compressed or not.
    etag = request.state.etag = f'W/"{made[:32]}"'
    if matches(request.headers.get("if-none-match", ""), etag):
        raise AtHand(Response(status_code=304))
    kept: KeptAnswer | None = request.app.state.service.answers.find(etag)
    if kept is not None:
        response = Response(kept.body)
        response.raw_headers = list(kept.headers)
        raise AtHand(response)


def _keep(request: Request, response: Response) -> None:
    answer = KeptAnswer(bytes(response.body), tuple(response.raw_headers))
    request.app.state.service.answers.keep(request.state.etag, answer)


def matches(given: str, etag: str) -> bool:
    """Whether the header value ``given`` names ``etag``, compared weakly."""
    tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags
