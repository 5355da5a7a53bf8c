"""What one span says, in whatever format it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from legacymap.errors import Place
from legacymap.ingest.sightings import is_unnamed
from legacymap.ingest.vocabulary.products import product

SpanKind = Literal["client", "server", "producer", "consumer", "internal"]
PeerKind = Literal["call", "database", "event"]

KINDS: Final[Mapping[str, SpanKind]] = {
    "client": "client",
    "server": "server",
    "producer": "producer",
    "consumer": "consumer",
    "internal": "internal",
}


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end, as the span itself tells."""

    name: str
    kind: PeerKind
    technology: str | None = None
    interface: str | None = None
    """The topic or queue, where it is a broker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of work of one service."""

    trace: str
    id: str
    parent: str | None
    service: str
    kind: SpanKind | None
    peer: Peer | None
    seconds: float | None
    """When it began, since 1970."""
    failed: bool
    place: Place
    shared: bool = False
    """Whether it is the server's half of a span that client and server report under one id."""


def peer_of(
    given: Mapping[str, str], kind: SpanKind | None, named: str | None = None
) -> Peer | None:
    """The peer that attributes tell; ``None`` where they name nobody.

    ``named`` is what the format itself calls the peer. Names of attributes are those of
    OpenTelemetry's conventions, new and old, of OpenTracing and of Zipkin's and Istio's tracers.
    """
    named = named if not is_unnamed(named) else None
    said = next(
        (given[key] for key in ("peer.service", "service.peer.name") if given.get(key)), None
    )
    named = named or said
    store = _first(given, "db.system.name", "db.system", "db.type")
    if store:
        return _store(given, store, named)
    broker = _first(given, "messaging.system")
    topic = _first(given, *_TOPICS)
    if broker or topic or kind in ("producer", "consumer"):
        name = named or broker or _message_bus(given)
        return Peer(name, "event", broker, topic) if name else None
    if named is None and kind == "client":
        named = _host(given)
    if named is None:
        return None
    if "sql.query" in given or "db.statement" in given or product(named) == "store":
        return Peer(named, "database")
    return Peer(named, "event" if product(named) == "broker" else "call")


_TOPICS: Final = (
    "messaging.destination.name",
    "messaging.destination",
    "message_bus.destination",
    "kafka.topic",
    "rabbit.queue",
    "rabbit.exchange",
    "jms.queue",
    "jms.topic",
)


def _message_bus(given: Mapping[str, str]) -> str | None:
    """The product that the names of the attributes speak of: `kafka.topic`."""
    for key in sorted(given):
        prefix = key.split(".", 1)[0]
        if product(prefix) == "broker":
            return {"rabbit": "rabbitmq"}.get(prefix, prefix)
    return None


def _store(given: Mapping[str, str], store: str, named: str | None) -> Peer:
    """A database is called by its name and its product, for services have such names as well."""
    database = _first(given, "db.namespace", "db.name", "db.instance")
    host = _host(given)
    name = named or (
        f"{database} ({store})" if database else f"{store} at {host}" if host else store
    )
    return Peer(name, "database", store)


def _host(given: Mapping[str, str]) -> str | None:
    """The host that was called, unless it is a bare address."""
    cluster = _first(given, "upstream_cluster")
    if cluster and cluster.startswith("outbound|"):
        return cluster.rsplit("|", 1)[-1] or None
    host = _first(given, "server.address", "net.peer.name", "peer.hostname", "http.host")
    host = (host or "").split(":")[0]
    is_address = not host.strip("0123456789.") or host in ("localhost", "")
    return None if is_address else host


def _first(given: Mapping[str, str], *names: str) -> str | None:
    return next((given[name].strip() for name in names if given.get(name, "").strip()), None)
