"""Where publishers and subscribers meet, without inventing who needs whose events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from legacymap.analysis.estate import LEGACY, Estate
from legacymap.analysis.excerpt import FIRST, Excerpt

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


def brokers(estate: Estate, only: str | None = None, shown: slice = FIRST) -> tuple[Broker, ...]:
    """What is published to or subscribed to, as the dependencies name it; ``only`` one of it."""
    events = _events(estate)
    meetings = (
        (events if only is None else events.filter(pl.col("provider") == only))
        .unique()
        .sort("provider", "flow", "consumer")
        .group_by("provider", "flow", maintain_order=True)
        .agg(pl.col("consumer"))
    )
    found: dict[str, dict[str, Excerpt[str]]] = {}
    for broker, flow, consumers in meetings.iter_rows():
        found.setdefault(broker, {})[flow] = Excerpt.of(consumers, shown)
    nobody: Excerpt[str] = Excerpt(0)
    return tuple(
        Broker(broker, met.get("publish", nobody), met.get("subscribe", nobody))
        for broker, met in found.items()
    )


def taking_events_of_legacy(estate: Estate) -> dict[str, tuple[str, ...]]:
    """For each system or part, where it subscribes and something legacy publishes.

    What a part takes its whole takes. No dependency is made of it: what is published may be needed
    by nobody here, or come from somebody else.
    """
    rows = _events(estate)
    legacy = [estate.graph.ids[node] for node in np.nonzero(estate.state == LEGACY)[0]]
    published = (pl.col("flow") == "publish") & pl.col("consumer").is_in(legacy)
    places = rows.filter(published)["provider"].unique().to_list()
    taken = rows.filter((pl.col("flow") == "subscribe") & pl.col("provider").is_in(places))
    taking: dict[str, set[str]] = {}
    for consumer, place in taken.select("consumer", "provider").iter_rows():
        node = estate.graph.node_of.get(consumer, -1)
        while node >= 0:
            taking.setdefault(estate.graph.ids[node], set()).add(place)
            node = int(estate.graph.parents[node])
    return {system: tuple(sorted(places)) for system, places in taking.items()}


def _events(estate: Estate) -> pl.DataFrame:
    """Consumer, provider and flow of the dependencies by which events are given or taken."""
    return (
        estate.inventory.dependencies.select("consumer", "provider")
        .hstack(estate.flows.table.select("flow"))
        .filter(pl.col("flow").is_in(["publish", "subscribe"]))
    )
