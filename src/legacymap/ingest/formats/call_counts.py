"""How the dependencies that Jaeger and Zipkin add up are read: parent, child, number of calls.

Jaeger writes them as `{"data": [...]}`, as `{"dependencies": [...]}` with the numbers as text, or
as a bare array, which is also what Zipkin writes (with errors counted).
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.json_items import Items, Json, word
from legacymap.ingest.readings import Reading
from legacymap.ingest.sightings import Sighting, Sightings, is_unnamed
from legacymap.ingest.vocabulary.products import product

_LISTS: Final = ("data", "dependencies", "links")


def is_call_counts(source: Source) -> bool:
    """Whether the file is a list of parents and children, in any of the three envelopes."""
    return (
        source.looks_like_json
        and b'"parent"' in source.content
        and b'"child"' in source.content
        and _list(source.document) is not None
    )


def read_call_counts(source: Source) -> tuple[Reading, ...]:
    """One dependency a pair; what comes out of a broker is turned round.

    Raises:
        UnreadableFile: it is not JSON, or no list of parents and children.
    """
    found = _list(source.document)
    if found is None:
        message = "no list of objects with `parent` and `child` here"
        finding = Finding("error", "misshapen_document", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    links, path = found
    items, seen = Items(source.name), Sightings(source.name)
    counts: Counter[str] = Counter()
    for at, link in items.objects(links, path):
        counts["edges"] += 1
        _link(at, link, items, seen, counts)
    if counts["edges_turned_round"]:
        message = (
            f"{counts['edges_turned_round']} edges lead from a message broker to who reads from it;"
            " they were turned round, for the reader needs the broker"
        )
        items.inform("turned_round", message)
    counts["services"] = seen.systems
    return (
        seen.reading(
            source,
            "call_counts",
            counts=counts,
            findings=items.findings,
            rejects=items.rejects,
            original=items.original,
        ),
    )


def _list(document: JsonValue) -> tuple[JsonValue, str] | None:
    if isinstance(document, dict):
        for key in _LISTS:
            if _holds_links(document.get(key)):
                return document[key], key
        return None
    return (document, "$") if _holds_links(document) else None


def _holds_links(items: JsonValue) -> bool:
    return isinstance(items, list) and any(
        isinstance(item, dict) and {"parent", "child"} <= item.keys() for item in items
    )


def _link(path: str, link: Json, items: Items, seen: Sightings, counts: Counter[str]) -> None:
    parent, child = word(link.get("parent")), word(link.get("child"))
    if parent is None or child is None or is_unnamed(parent) or is_unnamed(child):
        items.reject(path, f"an edge from {parent!r} to {child!r}: one end has no name", link)
        return
    calls, errors = whole_number(link.get("callCount")), whole_number(link.get("errorCount"))
    if calls is None and link.get("callCount") is not None:
        items.reject(path, f"callCount {link['callCount']!r} is no whole number", link)
        return
    for end, name in (("parent", parent), ("child", child)):
        seen.system(name, items.place(f"{path}.{end}"))
    seen.add(
        between(parent, child, count=calls, errors=errors, source=word(link.get("source"))),
        items.place(path),
    )
    counts["calls"] += calls or 0
    counts["edges_turned_round"] += _is_reading(parent, child)


def between(
    parent: str, child: str, *, count: int | None, errors: int | None, source: str | None = None
) -> Sighting:
    """Who needs whom where ``parent`` was seen to call or feed ``child``, by their names.

    A broker never needs its readers: they need it.
    """
    numbers = {"errors": errors} if errors is not None else {}
    words = {"seen_by": source}
    if _is_reading(parent, child):
        return Sighting(
            consumer=child,
            provider=parent,
            kind="event",
            flow="subscribe",
            description=f"reads from {parent}",
            count=count,
            numbers=numbers,
            words=words | {"as_drawn": f"{parent} -> {child}"},
        )
    what = product(child)
    return Sighting(
        consumer=parent,
        provider=child,
        kind="event" if what == "broker" else "database" if what == "store" else "call",
        flow="publish" if what == "broker" else None,
        description=f"publishes to {child}" if what == "broker" else None,
        count=count,
        numbers=numbers,
        words=words,
    )


def _is_reading(parent: str, child: str) -> bool:
    return product(parent) == "broker" and product(child) != "broker"


def whole_number(value: JsonValue) -> int | None:
    """A count, whether it is written as a number or as text."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 20:
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    is_count = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if is_count and isinstance(value, int) else None
