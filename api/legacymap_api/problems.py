"""How an error becomes a problem document (RFC 9457): one table from errors to status codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from legacymap import errors
from legacymap.errors import Finding, LegacymapError, Place
from legacymap.inventory import plain, to_json
from legacymap.inventory.faults import fault
from legacymap.storage import Json
from legacymap_api.headers import SECURITY_HEADERS

MEDIA_TYPE: Final = "application/problem+json"

STATUS: Final[dict[type[LegacymapError], HTTPStatus]] = {
    errors.UnreadableFile: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.EmptyInventory: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.LimitExceeded: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.InvalidGraph: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidPolicy: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidPlanningModel: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidScenario: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidPlan: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NoTimetable: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidQuery: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.TooMuchAtOnce: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnknownSystem: HTTPStatus.NOT_FOUND,
    errors.UnknownFormat: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnsafeAddress: HTTPStatus.FORBIDDEN,
    errors.TooManyStreams: HTTPStatus.TOO_MANY_REQUESTS,
    errors.TooSlow: HTTPStatus.REQUEST_TIMEOUT,
    errors.NotStored: HTTPStatus.NOT_FOUND,
    errors.OutOfDate: HTTPStatus.PRECONDITION_FAILED,
    errors.KeyReused: HTTPStatus.CONFLICT,
    errors.NotFinished: HTTPStatus.CONFLICT,
    errors.StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.StoreTooNew: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The status of every leaf of the tree of errors."""

_PASSING: Final = (errors.StoreUnavailable, errors.TooManyStreams)
"""What may be over when it is tried again."""

FINDINGS_SHOWN: Final = 1_000


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for people (``title``, ``detail``) and programs (``type``, ``status``).

    ``findings`` lists the first thousand single problems with their places, of
    ``findings_total``.
    """

    type: str
    title: str
    status: int
    detail: str
    findings: tuple[Finding, ...] = ()
    findings_total: int = 0

    def document(self) -> Json:
        """The problem as JSON values; findings only where there are any."""
        document = plain(self)
        assert isinstance(document, dict)  # noqa: S101 - a dataclass is an object
        if not self.findings:
            del document["findings"], document["findings_total"]
        return document


def problem_of(error: LegacymapError) -> Problem:
    """The problem that ``error`` is to whoever asked."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).lower()
    return Problem(
        type=f"urn:legacymap:problem:{words.replace(' ', '-')}",
        title=words.capitalize(),
        status=status,
        detail=error.message,
        findings=error.findings[:FINDINGS_SHOWN],
        findings_total=len(error.findings),
    )


def plain_problem(status: int, detail: str) -> Problem:
    """A problem that HTTP itself has a name for."""
    return Problem("about:blank", HTTPStatus(status).phrase, status, detail)


def unforeseen() -> Problem:
    """The problem of an error that nobody foresaw; its cause is in the log alone."""
    return plain_problem(500, "something went wrong inside the service; its log has the cause")


def respond(problem: Json, headers: Mapping[str, str] | None = None) -> Response:
    """``problem`` as a response with its status."""
    status = problem["status"]
    assert isinstance(status, int)  # noqa: S101 - a problem document has one
    return Response(to_json(problem), status, dict(headers or {}), MEDIA_TYPE)


def answer_with_problems(app: FastAPI) -> None:
    """Have every error that leaves ``app`` be a problem document."""

    @app.exception_handler(LegacymapError)
    def _(_: Request, error: LegacymapError) -> Response:
        wait = {"Retry-After": "5"} if isinstance(error, _PASSING) else None
        return respond(problem_of(error).document(), wait)

    @app.exception_handler(HTTPException)
    def _(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return respond(problem_of(_too_large(request)).document(), error.headers)
        problem = plain_problem(error.status_code, _in_words(request, error))
        headers = error.headers
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers = {"Allow": ", ".join(_allowed(request))}
            if request.method == "OPTIONS":
                return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
        return respond(problem.document(), headers)

    @app.exception_handler(RequestValidationError)
    def _(_: Request, error: RequestValidationError) -> Response:
        return respond(invalid_request(error.errors()).document())

    @app.exception_handler(Exception)
    def _(_: Request, error: Exception) -> Response:  # noqa: ARG001 - the server logs it
        # This answer leaves outside of everything that sets headers.
        return respond(unforeseen().document(), SECURITY_HEADERS)


def _allowed(request: Request) -> list[str]:
    """The methods that the address knows, over all its routes."""
    known = {
        method
        for method in ("DELETE", "GET", "PATCH", "POST", "PUT")
        for route in request.app.routes
        if route.matches({**request.scope, "method": method})[0] is Match.FULL
    }
    return sorted(known | ({"HEAD"} if "GET" in known else set()))


def _too_large(request: Request) -> errors.LimitExceeded:
    limit = request.app.state.service.settings.body_bytes
    return errors.LimitExceeded(f"the body is larger than the limit body_bytes, {limit:,} bytes")


def _in_words(request: Request, error: HTTPException) -> str:
    path = request.url.path
    if error.detail == HTTPStatus(error.status_code).phrase:
        if error.status_code == HTTPStatus.NOT_FOUND:
            return f"there is nothing at {path}"
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return f"{path} does not know {request.method}, but {', '.join(_allowed(request))}"
    return error.detail


def invalid_request(problems: Sequence[Mapping[str, object]]) -> Problem:
    """The problem of a request whose parts are not what the interface says."""
    findings = tuple(_invalid_parts(problems))
    first = f"{findings[0].where}: {findings[0].message}" if findings else "it cannot be read"
    return Problem(
        type="urn:legacymap:problem:invalid-request",
        title="Invalid request",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        detail=first + (f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""),
        findings=findings[:FINDINGS_SHOWN],
        findings_total=len(findings),
    )


def _invalid_parts(problems: Sequence[Mapping[str, object]]) -> Iterable[Finding]:
    """One finding for each part; what may be one of several things says all of them."""
    said: dict[str, list[str]] = {}
    for problem in problems:
        location = problem.get("loc", ())
        parts = location if isinstance(location, (tuple, list)) else ()
        path = "".join(
            f"[{part}]" if isinstance(part, int) else f".{part}"
            for part in parts
            if not _is_alternative(part)
        )
        context = problem.get("ctx", {})
        message = fault(
            str(problem.get("type", "")),
            str(problem.get("msg", "")),
            context if isinstance(context, Mapping) else {},
        )
        if problem.get("type") == "model_attributes_type" and parts == ("body",):
            message = "the body is no JSON object sent as Content-Type: application/json"
        said.setdefault(path.removeprefix("."), []).append(message)
    for path, messages in said.items():
        message = ", or ".join(dict.fromkeys(messages))
        yield Finding("error", "invalid_request", message, Place(path=path))


def _is_alternative(part: object) -> bool:
    """Whether ``part`` of a location only says which of several types was tried."""
    return isinstance(part, str) and part.startswith(("literal[", "constrained-", "function-"))
