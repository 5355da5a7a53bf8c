"""How Zipkin's spans (version 2, JSON) are read: one trace, or a list of traces."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.spans.attributes import has_failed, plain
from legacymap.ingest.formats.spans.calls import spans_reading
from legacymap.ingest.formats.spans.span import KINDS, Span, peer_of
from legacymap.ingest.json_items import Items, Json, word
from legacymap.ingest.readings import Reading


def is_zipkin(source: Source) -> bool:
    """Whether the file is a list of spans with `traceId` and `id`, or a list of such lists."""
    return (
        source.looks_like_json
        and b'"traceId"' in source.content
        and isinstance(source.document, list)
        and any(_is_span(item) for item in _flat(source.document))
    )


def _flat(document: list[JsonValue]) -> Iterator[JsonValue]:
    for item in document:
        yield from item if isinstance(item, list) else (item,)


def _is_span(item: JsonValue) -> bool:
    return isinstance(item, dict) and {"traceId", "id"} <= item.keys()


def read_zipkin(source: Source) -> tuple[Reading, ...]:
    """The dependencies that the spans show.

    Raises:
        UnreadableFile: it is not JSON, or no list of spans.
    """
    document = source.document
    if not isinstance(document, list):
        message = "spans of Zipkin are a list; here is none"
        finding = Finding("error", "misshapen_document", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    items = Items(source.name)
    is_nested = any(isinstance(item, list) for item in document)
    lists = (
        ((trace, f"$[{index}]") for index, trace in enumerate(document))
        if is_nested
        else ((document, "$"),)
    )
    spans: list[Span] = []
    for trace, path in lists:
        for at, said in items.objects(trace, path):
            made = _span(said, items.place(at))
            if made is None:
                items.reject(at, "a span without `traceId` or `id`", said)
            else:
                spans.append(made)
    return (spans_reading(source, "zipkin", spans, items),)


def _span(said: Json, place: Place) -> Span | None:
    trace, own = word(said.get("traceId")), word(said.get("id"))
    if trace is None or own is None:
        return None
    given, kind = plain(said.get("tags")), KINDS.get((word(said.get("kind")) or "").casefold())
    began = said.get("timestamp")
    return Span(
        trace=trace,
        id=own,
        parent=word(said.get("parentId")),
        service=_name(said.get("localEndpoint")) or "",
        kind=kind,
        peer=peer_of(given, kind, _name(said.get("remoteEndpoint"))),
        seconds=began / 1e6 if isinstance(began, int | float) else None,
        failed=has_failed(given),
        place=place,
        shared=said.get("shared") is True,
    )


def _name(endpoint: JsonValue) -> str | None:
    return word(endpoint.get("serviceName")) if isinstance(endpoint, dict) else None
