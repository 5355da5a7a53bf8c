"""How traces in the JSON of Jaeger's UI and query API are read: spans and their processes."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.spans.attributes import has_failed, key_values
from legacymap.ingest.formats.spans.calls import spans_reading
from legacymap.ingest.formats.spans.span import KINDS, Span, peer_of
from legacymap.ingest.json_items import Items, Json, word
from legacymap.ingest.readings import Reading


def is_jaeger(source: Source) -> bool:
    """Whether the file holds traces with `spans` and `processes`, in an envelope or bare."""
    return (
        source.looks_like_json
        and b'"spanID"' in source.content
        and bool(_traces(source.document)[0])
    )


def read_jaeger(source: Source) -> tuple[Reading, ...]:
    """The dependencies that the spans show.

    Raises:
        UnreadableFile: it is not JSON, or holds no trace.
    """
    traces, path = _traces(source.document)
    if not traces:
        message = "a trace of Jaeger has `spans` and `processes`; here is none"
        finding = Finding("error", "misshapen_document", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    items = Items(source.name)
    return (spans_reading(source, "jaeger", list(_spans(traces, path, items)), items),)


def _traces(document: JsonValue) -> tuple[list[JsonValue], str]:
    """The traces, where there is at least one: in `data`, in a bare list, or a single one."""
    holders: tuple[tuple[JsonValue, str], ...] = ((document, "$"), ([document], "$"))
    if isinstance(document, dict):
        holders = ((document.get("data"), "data"), *holders)
    for items, path in holders:
        if isinstance(items, list) and any(_is_trace(item) for item in items):
            return items, path
    return [], "$"


def _is_trace(item: JsonValue) -> bool:
    return isinstance(item, dict) and isinstance(item.get("spans"), list)


def _spans(traces: list[JsonValue], path: str, items: Items) -> Iterator[Span]:
    for at, trace in items.objects(traces, path):
        processes = trace.get("processes")
        known = processes if isinstance(processes, dict) else {}
        for span_at, said in items.objects(trace.get("spans"), f"{at}.spans"):
            made = _span(said, known, items.place(span_at))
            if made is None:
                items.reject(span_at, "a span without `traceID` or `spanID`", said)
            else:
                yield made


def _span(said: Json, processes: Json, place: Place) -> Span | None:
    trace, own = word(said.get("traceID")), word(said.get("spanID"))
    if trace is None or own is None:
        return None
    process = said.get("process") or processes.get(word(said.get("processID")) or "")
    given = key_values(said.get("tags"))
    kind = KINDS.get(given.get("span.kind", "").casefold())
    began = said.get("startTime")
    return Span(
        trace=trace,
        id=own,
        parent=_parent(said, trace),
        service=(word(process.get("serviceName")) if isinstance(process, dict) else None) or "",
        kind=kind,
        peer=peer_of(given, kind),
        seconds=began / 1e6 if isinstance(began, int | float) else None,
        failed=has_failed(given),
        place=place,
    )


def _parent(said: Json, trace: str) -> str | None:
    """The first reference to a span of the same trace; old files name the parent itself."""
    references = said.get("references")
    for item in references if isinstance(references, list) else ():
        if isinstance(item, dict) and item.get("traceID") in (None, trace):
            return word(item.get("spanID"))
    return word(said.get("parentSpanID")) or None
