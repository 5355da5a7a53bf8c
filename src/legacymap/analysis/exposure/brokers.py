"""Where publishers and subscribers meet, without inventing who needs whose events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt

BROKER_NOTE: Final = (
    "publishers and subscribers meet at a topic or queue; who needs whose events is not recorded, "
    "so no path is drawn from a subscriber to a publisher"
)


@dataclass(frozen=True, slots=True)
class Broker:
    """A topic or queue, or the system with one, and who meets there."""

    id: str
    publishers: Excerpt[str]
    subscribers: Excerpt[str]


def brokers(estate: Estate) -> tuple[Broker, ...]:
    """Everything that is published to or subscribed to, as the dependencies name it."""
    rows = (
        estate.inventory.dependencies.select("consumer", "provider")
        .hstack(estate.flows.table.select("flow"))
        .filter(pl.col("flow").is_in(["publish", "subscribe"]))
    )
    meeting: dict[str, dict[str, set[str]]] = {}
    for consumer, provider, flow in rows.iter_rows():
        met = meeting.setdefault(provider, {"publish": set(), "subscribe": set()})
        met[flow].add(consumer)
    return tuple(
        Broker(
            broker,
            Excerpt.of(sorted(met["publish"])),
            Excerpt.of(sorted(met["subscribe"])),
        )
        for broker, met in sorted(meeting.items())
    )
