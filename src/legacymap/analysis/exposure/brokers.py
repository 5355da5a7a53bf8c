"""Where publishers and subscribers meet, without inventing who needs whose events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import SHOWN, Excerpt

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
    meetings = (
        estate.inventory.dependencies.select("consumer", "provider")
        .hstack(estate.flows.table.select("flow"))
        .filter(pl.col("flow").is_in(["publish", "subscribe"]))
        .unique()
        .sort("provider", "flow", "consumer")
        .group_by("provider", "flow", maintain_order=True)
        .agg(pl.len(), pl.col("consumer").head(SHOWN))
    )
    found: dict[str, dict[str, Excerpt[str]]] = {}
    for broker, flow, count, consumers in meetings.iter_rows():
        found.setdefault(broker, {})[flow] = Excerpt(count, tuple(consumers))
    nobody: Excerpt[str] = Excerpt(0)
    return tuple(
        Broker(broker, met.get("publish", nobody), met.get("subscribe", nobody))
        for broker, met in found.items()
    )
