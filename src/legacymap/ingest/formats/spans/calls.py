"""Who uses whom, as the spans of a file show: each pair once, with how often.

A call is counted where it arrives, or where it leaves if nobody on the other side wrote a span. Who
sends to a broker and who reads from it both need the broker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypedDict

from legacymap.errors import Finding, Place
from legacymap.ingest.files import Source
from legacymap.ingest.formats.spans.span import Peer, Span
from legacymap.ingest.json_items import Items
from legacymap.ingest.readings import Reading
from legacymap.ingest.sightings import Sighting, Sightings, day_of, is_unnamed
from legacymap.inventory.vocabulary import SystemKind

_HALVES: Final = 8
"""So many spans under one id are looked at; there should be two, a client's and a server's."""


class _Times(TypedDict):
    count: int
    as_of: str | None
    numbers: dict[str, int]


def spans_reading(source: Source, format: str, spans: Sequence[Span], items: Items) -> Reading:
    """The dependencies that ``spans`` show; ``items`` holds what could not be read as one."""
    calls = _Calls(source.name)
    calls.everything(spans)
    counts = {
        **calls.counts,
        "spans": len(spans) + len(items.rejects),
        "services": len({span.service for span in spans if not is_unnamed(span.service)}),
        "traces": len({span.trace for span in spans}),
    }
    reading = calls.seen.reading(
        source,
        format,
        counts=counts,
        findings=(*items.findings, *calls.told()),
        rejects=items.rejects,
        original=items.original,
    )
    within = calls.counts["spans_without_dependency"] + calls.counts["spans_repeated"]
    return replace(reading, merged=reading.merged + within)


@dataclass(slots=True)
class _Calls:
    """What the spans of one file have shown."""

    file: str
    seen: Sightings = field(init=False)
    counts: Counter[str] = field(default_factory=Counter)
    by_id: dict[tuple[str, str], list[Span]] = field(default_factory=dict)
    answered: set[tuple[str, str]] = field(default_factory=set)
    """Spans that somebody else went on from."""

    def __post_init__(self) -> None:
        self.seen = Sightings(self.file)

    def everything(self, spans: Sequence[Span]) -> None:
        """Look at all spans; the same span handed in twice counts once."""
        known: set[tuple[object, ...]] = set()
        once: list[Span] = []
        for span in spans:
            key = (span.trace, span.id, span.service, span.kind, span.shared, span.seconds)
            if key in known:
                self.counts["spans_repeated"] += 1
            else:
                known.add(key)
                once.append(span)
                halves = self.by_id.setdefault((span.trace, span.id), [])
                if len(halves) < _HALVES:
                    halves.append(span)
        parents = [(span, self._parent(span)) for span in once]
        for span, parent in parents:
            if parent is not None and parent.service != span.service:
                self.answered.add((parent.trace, parent.id))
        for span, parent in parents:
            self._meet(span, parent)

    def _parent(self, span: Span) -> Span | None:
        """The client's half of a shared span, else the span that this one went on from."""
        halves = self.by_id[span.trace, span.id]
        if span.kind in ("server", "consumer"):
            other = next((half for half in halves if half.kind in ("client", "producer")), None)
            if other is not None:
                return other
        if span.parent is None:
            return None
        above = self.by_id.get((span.trace, span.parent), [])
        if not above:
            self.counts["spans_whose_parent_is_not_here"] += 1
            return None
        # Of two halves, what is done within a service goes on from that service's half.
        same = [half for half in above if half.service == span.service]
        served = [half for half in above if half.kind in ("server", "consumer")]
        return (same or served or above)[0]

    def _meet(self, span: Span, parent: Span | None) -> None:
        if not is_unnamed(span.service):
            self.seen.system(span.service, _at(span.place, "service"))
        found = self._sightings(span, parent)
        sound = [one for one in found if not (is_unnamed(one.consumer) or is_unnamed(one.provider))]
        if len(sound) < len(found):
            self.counts["spans_of_unknown_peers"] += 1
        for number, sighting in enumerate(sound):
            place = span.place if number == 0 else _at(span.place, "peer")
            self.seen.add(sighting, place)
        self.counts["spans_with_dependency" if sound else "spans_without_dependency"] += 1

    def _sightings(self, span: Span, parent: Span | None) -> list[Sighting]:
        """What one span shows: who called it, and whom it called if nobody answered."""
        found: list[Sighting] = []
        peer = span.peer
        if peer is not None and peer.kind == "event" and span.kind != "server":
            self._peer(span, peer)
            found.append(self._event(span, peer, is_reading=span.kind == "consumer"))
        elif parent is not None and parent.service != span.service:
            through_broker = parent.peer is not None and parent.peer.kind == "event"
            if through_broker and span.kind != "server":
                pass  # The producer's own span shows that it needs the broker.
            elif span.kind == "consumer" or parent.kind == "producer":
                found.append(self._sent(span, sender=parent))
            else:
                found.append(self._call(span, caller=parent.service))
        elif parent is None and span.kind == "server" and peer is not None and peer.kind == "call":
            self._peer(span, peer)
            found.append(self._call(span, caller=peer.name))
        is_leaving = span.kind in ("client", None, "internal") and peer is not None
        if is_leaving and peer is not None and peer.kind != "event":
            is_answered = (span.trace, span.id) in self.answered
            if not is_answered and peer.name != span.service:
                self._peer(span, peer)
                found.append(self._use(span, peer))
        return found

    def _peer(self, span: Span, peer: Peer) -> None:
        if is_unnamed(peer.name) or is_unnamed(span.service):
            return
        kind: SystemKind | None = "data_store" if peer.kind == "database" else None
        self.seen.system(peer.name, _at(span.place, "peer name"), kind)

    def _call(self, span: Span, *, caller: str) -> Sighting:
        return Sighting(consumer=caller, provider=span.service, kind="call", **_times(span))

    def _use(self, span: Span, peer: Peer) -> Sighting:
        return Sighting(
            consumer=span.service,
            provider=peer.name,
            kind="database" if peer.kind == "database" else "call",
            technology=peer.technology,
            **_times(span),
        )

    def _sent(self, span: Span, *, sender: Span) -> Sighting:
        """A message whose broker is not told: who receives it needs who sends it."""
        return Sighting(
            consumer=span.service,
            provider=sender.service,
            kind="event",
            flow="subscribe",
            description=f"receives messages of {sender.service}",
            **_times(span),
        )

    def _event(self, span: Span, peer: Peer, *, is_reading: bool) -> Sighting:
        return Sighting(
            consumer=span.service,
            provider=peer.name,
            kind="event",
            interface=peer.interface,
            description=f"{'reads from' if is_reading else 'publishes to'} {peer.name}",
            flow="subscribe" if is_reading else "publish",
            technology=peer.technology,
            **_times(span),
        )

    def told(self) -> list[Finding]:
        """What the account cannot say."""
        place, findings = Place(file=self.file), []
        lost = self.counts["spans_whose_parent_is_not_here"]
        if lost:
            message = (
                f"{lost} spans go on from spans that are not in the file: who called is unknown"
            )
            findings.append(Finding("info", "parents_not_here", message, place))
        unknown = self.counts["spans_of_unknown_peers"]
        if unknown:
            message = f"{unknown} spans are from or for a service without a name; left aside"
            findings.append(Finding("warning", "unknown_peers", message, place))
        return findings


def _times(span: Span) -> _Times:
    day = day_of(span.seconds) if span.seconds is not None else None
    return {"count": 1, "as_of": day, "numbers": {"errors": 1} if span.failed else {}}


def _at(place: Place, what: str) -> Place:
    return replace(place, path=f"{place.path}.{what}" if place.path else what)
