"""How a dataflow diagram of microSecEnD is read: services, external entities, information flows.

A flow leads from who sends to who receives. Its stereotypes and those of its ends tell who needs
whom where they speak of it: a service needs the store, the broker, the configuration and the
registry that it is sent something by. Of all other flows the sender is taken for who calls.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.json_items import Items, Json, word
from legacymap.ingest.readings import Reading
from legacymap.inventory import LooseRow
from legacymap.inventory.vocabulary import DependencyKind, Flow, SystemKind

_SYSTEM_KINDS: Final[Mapping[str, SystemKind]] = {
    "user_stereotype": "actor",
    "user": "actor",
    "database": "data_store",
    "external_database": "data_store",
}
_STORES: Final = frozenset({"database", "external_database"})
_PROVIDES: Final = frozenset({"configuration_server", "service_discovery", "github_repository"})
"""Who only answers: what it sends was asked for."""
_COLLECTS: Final = frozenset({"logging_server", "tracing_server"})
_ANSWERS_LOGINS: Final = frozenset({"authorization_server", "authentication_server"})
_CALLS: Final = frozenset({"feign_connection", "load_balanced_link", "circuit_breaker_link"})
"""What only the side that calls has."""
_READ: Final = frozenset({"services", "external_entities", "information_flows"})
_TECHNOLOGIES: Final = {"restful_http": "HTTP", "jdbc": "JDBC"}


def is_microsecend(source: Source) -> bool:
    """Whether the file is a dataflow diagram with services and information flows."""
    if not source.looks_like_json or b'"information_flows"' not in source.content:
        return False
    document = source.document
    return isinstance(document, dict) and all(
        isinstance(document.get(key), list) for key in ("services", "information_flows")
    )


def read_microsecend(source: Source) -> tuple[Reading, ...]:
    """The services and entities, and one dependency a flow.

    Raises:
        UnreadableFile: it is not JSON, or no dataflow diagram.
    """
    document = source.document
    if not isinstance(document, dict) or "information_flows" not in document:
        message = "a dataflow diagram has `services` and `information_flows`; here are none"
        finding = Finding("error", "misshapen_document", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    walk = _Walk(Items(source.name))
    for key in ("services", "external_entities"):
        for path, said in walk.items.objects(document.get(key), key):
            walk.node(path, said, is_external=key == "external_entities")
    for path, said in walk.items.objects(document.get("information_flows"), "information_flows"):
        walk.flow(path, said)
    walk.told(document)
    return (
        Reading(
            file=source.name,
            format="microsecend",
            digest=source.digest,
            namespace=source.namespace,
            is_model=True,
            rows={"systems": tuple(walk.systems), "dependencies": tuple(walk.dependencies)},
            rejects=tuple(walk.items.rejects),
            findings=tuple(walk.items.findings),
            counts={name: count for name, count in walk.counts.items() if count},
            original=walk.items.original,
        ),
    )


@dataclass(slots=True)
class _Walk:
    """What has been met on the way through one diagram."""

    items: Items
    systems: list[LooseRow] = field(default_factory=list)
    dependencies: list[LooseRow] = field(default_factory=list)
    stereotypes: dict[str, frozenset[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    said: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def node(self, path: str, said: Json, *, is_external: bool) -> None:
        """A service or an external entity; its stereotypes are its tags."""
        self.counts["external_entities" if is_external else "services"] += 1
        name, stereotypes = word(said.get("name")), _words(said.get("stereotypes"))
        if name is not None:
            self.stereotypes[name] = frozenset(stereotypes)
        kinds = sorted({_SYSTEM_KINDS[word] for word in stereotypes if word in _SYSTEM_KINDS})
        kind = kinds[0] if kinds else "external" if is_external else None
        properties = {
            "element": "external entity" if is_external else "service",
            **_properties(said, "name", "stereotypes"),
        }
        values: dict[str, object] = {
            "id": name,
            "name": name,
            "kind": kind,
            "tags": list(stereotypes) or None,
            "properties": properties,
        }
        self.systems.append(LooseRow(values, self.items.place(path)))

    def flow(self, path: str, said: Json) -> None:
        """An information flow as a dependency, turned round where the receiver needs the sender."""
        self.counts["information_flows"] += 1
        sender, receiver = word(said.get("sender")), word(said.get("receiver"))
        stereotypes = _words(said.get("stereotypes"))
        ends = [self.stereotypes.get(end or "", frozenset()) for end in (sender, receiver)]
        meant = _meaning(ends[0], ends[1], frozenset(stereotypes))
        consumer, provider = (receiver, sender) if meant.is_turned else (sender, receiver)
        properties = {
            "stereotypes": list[JsonValue](stereotypes),
            **_properties(said, "sender", "receiver", "stereotypes"),
        }
        if meant.is_turned:
            self.counts["flows_turned_round"] += 1
            properties["as_drawn"] = f"{sender} -> {receiver}"
        if not meant.is_sure:
            self.counts["flows_of_doubtful_direction"] += 1
            properties["direction_doubtful"] = True
        values: dict[str, object] = {
            "consumer": consumer,
            "provider": provider,
            "kind": meant.kind,
            "flow": meant.flow,
            "description": self._told_apart(consumer, provider, meant.kind, sender),
            "technology": "; ".join(_TECHNOLOGIES[w] for w in stereotypes if w in _TECHNOLOGIES)
            or None,
            "evidence": [{"source": self.items.file, "how": "declared"}],
            "properties": properties,
        }
        self.dependencies.append(LooseRow(values, self.items.place(path)))

    def _told_apart(
        self, consumer: str | None, provider: str | None, kind: str, sender: str | None
    ) -> str | None:
        """Two flows between the same ends are two dependencies: the later one says its number."""
        key = (consumer or "", provider or "", kind)
        self.said[key] += 1
        number = self.said[key]
        return None if number == 1 else f"information flow {number}, sent by {sender}"

    def told(self, document: Json) -> None:
        """What the account cannot say."""
        turned, doubtful = (
            self.counts[f"flows_{what}"] for what in ("turned_round", "of_doubtful_direction")
        )
        if turned or doubtful:
            message = (
                f"of {self.counts['information_flows']} flows, {turned} come from who only answers"
                f" and were turned round; of {doubtful} the file does not say who needs whom: the"
                " sender was taken for who calls, and `direction_doubtful` is set"
            )
            self.items.inform("direction_doubtful", message)
        aside = sorted(key for key in document if key not in _READ)
        if aside:
            message = f"no part of an inventory, left aside: {', '.join(aside)}"
            self.items.inform("parts_kept_aside", message)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a flow says of who needs whom."""

    kind: DependencyKind
    is_turned: bool
    is_sure: bool
    flow: Flow | None = None


def _meaning(
    sender: frozenset[str], receiver: frozenset[str], stereotypes: frozenset[str]
) -> _Meaning:
    """The first rule that knows the ends decides."""
    if "message_broker" in sender or _said(stereotypes, "message_consumer"):
        return _Meaning("event", True, True, "subscribe")
    if "message_broker" in receiver or _said(stereotypes, "message_producer"):
        # Without its own mark it may be what the broker stands on.
        return _Meaning("event", False, _said(stereotypes, "message_producer"), "publish")
    if sender & _STORES or receiver & _STORES:
        return _Meaning("database", bool(sender & _STORES), True)
    kind: DependencyKind = "database" if "jdbc" in stereotypes else "call"
    if receiver & _COLLECTS:
        return _Meaning(kind, False, True, "side")
    if sender & _PROVIDES:
        return _Meaning(kind, True, True)
    if "auth_provider" in stereotypes:
        is_answer = bool(sender & _ANSWERS_LOGINS) and not stereotypes & _CALLS
        return _Meaning(kind, is_answer, True, "login" if is_answer else None)
    is_sure = bool(stereotypes & _CALLS or receiver & _PROVIDES or sender & {"user_stereotype"})
    return _Meaning(kind, False, is_sure)


def _said(stereotypes: Iterable[str], start: str) -> bool:
    return any(word.startswith(start) for word in stereotypes)


def _properties(said: Json, *skip: str) -> Json:
    """The tagged values by their names, and whatever else is said."""
    values = said.get("tagged_values")
    other = {key: value for key, value in said.items() if key not in (*skip, "tagged_values")}
    return {**other, **(values if isinstance(values, dict) else {})}


def _words(items: JsonValue) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            text for item in (items if isinstance(items, list) else ()) if (text := word(item))
        )
    )
