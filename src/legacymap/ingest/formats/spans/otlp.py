"""How spans in OTLP's JSON are read, as collectors, Jaeger and Tempo write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.spans.attributes import key_values
from legacymap.ingest.formats.spans.calls import spans_reading
from legacymap.ingest.formats.spans.span import KINDS, Span, SpanKind, peer_of
from legacymap.ingest.json_items import Items, Json, word
from legacymap.ingest.readings import Reading

_LISTS: Final = ("resourceSpans", "batches", "resource_spans")
_SCOPES: Final = ("scopeSpans", "instrumentationLibrarySpans", "scope_spans")
_NUMBERS: Final[tuple[SpanKind | None, ...]] = (
    None,
    "internal",
    "server",
    "client",
    "producer",
    "consumer",
)
_ERROR: Final = ("2", "STATUS_CODE_ERROR")


def is_otlp(source: Source) -> bool:
    """Whether the file holds lists of spans by resource, wrapped in one object or none."""
    return source.looks_like_json and _resources(source.document) is not None


def read_otlp(source: Source) -> tuple[Reading, ...]:
    """The dependencies that the spans show.

    Raises:
        UnreadableFile: it is not JSON, or holds no spans by resource.
    """
    found = _resources(source.document)
    if found is None:
        message = "OTLP has `resourceSpans` (or `batches`); here are none"
        finding = Finding("error", "misshapen_document", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    items = Items(source.name)
    return (spans_reading(source, "otlp", list(_spans(*found, items)), items),)


def _resources(document: JsonValue) -> tuple[list[JsonValue], str] | None:
    if not isinstance(document, dict):
        return None
    around = [(document, "")]
    around += [(inner, f"{key}.") for key, inner in document.items() if isinstance(inner, dict)]
    for holder, path in around:
        for key in _LISTS:
            items = holder.get(key)
            if isinstance(items, list) and any(_is_resource(item) for item in items):
                return items, f"{path}{key}"
    return None


def _is_resource(item: JsonValue) -> bool:
    return isinstance(item, dict) and any(key in item for key in _SCOPES)


def _spans(resources: JsonValue, path: str, items: Items) -> Iterator[Span]:
    for at, resource in items.objects(resources, path):
        said = resource.get("resource")
        about = key_values(said.get("attributes")) if isinstance(said, dict) else {}
        for key in _SCOPES:
            for inner_at, scope in items.objects(resource.get(key), f"{at}.{key}"):
                for span_at, span in items.objects(scope.get("spans"), f"{inner_at}.spans"):
                    made = _span(span, _service(about), items.place(span_at))
                    if made is None:
                        items.reject(span_at, "a span without `traceId` or `spanId`", span)
                    else:
                        yield made


def _service(about: dict[str, str]) -> str:
    """The name of the service, within its namespace where it has one."""
    name, area = about.get("service.name", ""), about.get("service.namespace", "")
    return f"{area}/{name}" if area and name else name


def _span(said: Json, service: str, place: Place) -> Span | None:
    trace, own = word(said.get("traceId")), word(said.get("spanId"))
    if trace is None or own is None:
        return None
    given, kind = key_values(said.get("attributes")), _kind(said.get("kind"))
    status = said.get("status")
    code = word(status.get("code")) if isinstance(status, dict) else None
    return Span(
        trace=trace,
        id=own,
        parent=word(said.get("parentSpanId")) or None,
        service=service,
        kind=kind,
        peer=peer_of(given, kind),
        seconds=_seconds(said.get("startTimeUnixNano")),
        failed=code in _ERROR,
        place=place,
    )


def _kind(value: JsonValue) -> SpanKind | None:
    text = (word(value) or "").casefold().removeprefix("span_kind_")
    if text.isdecimal() and len(text) == 1:
        return _NUMBERS[int(text)] if int(text) < len(_NUMBERS) else None
    return KINDS.get(text)


def _seconds(value: JsonValue) -> float | None:
    text = word(value) or ""
    return int(text) / 1e9 if text.isdecimal() and len(text) < 25 else None
