"""How a table of spans is read, as benchmarks of microservices publish them (Train Ticket).

The service of a span is a column of its own, or is read from the name of the pod it ran in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.named_columns import NamedRow, named_rows, places_of
from legacymap.ingest.formats.spans.calls import spans_reading
from legacymap.ingest.formats.spans.span import KINDS, Span
from legacymap.ingest.json_items import Items
from legacymap.ingest.readings import Reading

_COLUMNS: Final[Mapping[str, str]] = {
    "traceid": "trace",
    "spanid": "span",
    "parentid": "parent",
    "parentspanid": "parent",
    "podname": "pod",
    "cmdbid": "pod",
    "servicename": "service",
    "service": "service",
    "kind": "kind",
    "spankind": "kind",
    "starttimeunixnano": "start",
}
_ROOT: Final = frozenset({"root", "0", "null", "none", "nil", "-1"})
# A pod of a deployment ends in the hash of its template and five letters, one of a set in a number.
_POD: Final = re.compile(
    r"(?P<name>.+?)-(?:[a-z0-9]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}|\d{1,4})"
)


def is_span_table(source: Source) -> bool:
    """Whether the header has a trace, a span, its parent, and a pod or service."""
    found = places_of(source.header, _COLUMNS)
    return {"trace", "span", "parent"} <= found.keys() and bool({"pod", "service"} & found.keys())


def read_span_table(source: Source) -> tuple[Reading, ...]:
    """The dependencies that the spans show.

    Raises:
        UnreadableFile: it is no table, or none of spans.
        LimitExceeded: too many rows or columns.
    """
    records = source.records
    if records is None or not is_span_table(source):
        message = "a table of spans has columns for trace, span, parent, and pod or service"
        finding = Finding("error", "unknown_table", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    table = named_rows(source, records, _COLUMNS)
    items = Items(source.name, rejects=table.rejects, findings=table.findings)
    spans = []
    for row in table.rows:
        if row.get("trace") and row.get("span"):
            spans.append(_span(row))
        else:
            table.reject(row, "a span without trace or id")
    aside = sorted({name for row in table.rows for name in row.others})
    if aside:
        message = f"spans are counted, not kept; columns left aside: {', '.join(aside)[:500]}"
        table.inform("parts_kept_aside", message)
    reading = spans_reading(source, "span_table", spans, items)
    return (table.finished(reading),)


def service_of(pod: str) -> str:
    """The service whose pod it is: `ts-gateway-service-6f6cfc45b-h5m2n`."""
    found = _POD.fullmatch(pod)
    return found["name"] if found else pod


def _span(row: NamedRow) -> Span:
    parent, start = row.get("parent"), row.get("start") or ""
    kind = (row.get("kind") or "").casefold().removeprefix("span_kind_")
    return Span(
        trace=row.get("trace") or "",
        id=row.get("span") or "",
        parent=None if parent is None or parent.casefold() in _ROOT else parent,
        service=row.get("service") or service_of(row.get("pod") or ""),
        kind=KINDS.get(kind),
        peer=None,
        seconds=int(start) / 1e9 if start.isdecimal() and len(start) < 25 else None,
        failed=False,
        place=row.place,
    )
