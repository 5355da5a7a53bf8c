"""Between which services and their data files or batches pass, and how old the data may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.inference.pace import by_kind_alone
from legacymap.analysis.integration.arrivals import Arrivals, Bools
from legacymap.analysis.integration.links import between_systems, own_systems, touching
from legacymap.analysis.scope import Part
from legacymap.graph import Ints

_COLUMNS: Final = (
    "from_top",
    "to_top",
    "edge",
    "flow",
    "batch",
    "batch_because",
    "words",
    "technology",
    "seen",
    "entities",
    "frequency_per_day",
)


@dataclass(frozen=True, slots=True)
class BatchLink:
    """A link by file, batch or hand: data goes from ``origin`` to ``reader``."""

    origin: str
    reader: str
    because: str
    """Why it is taken for a batch: stated, its words, technology or kind."""
    words: str
    hours: float | None
    """The longest that data waits for the next run; ``None`` where nothing says how often."""


@dataclass(frozen=True, slots=True)
class BatchChain:
    """How data comes to a system by batches in a row, from the farthest origin."""

    system: str
    is_service: bool
    hops: int
    """Batch links on the shortest such way from the farthest origin."""
    reads_live: str | None
    """The system that it reads live and behind which the chain begins, if it is not itself."""
    links: tuple[BatchLink, ...]
    """From the origin to the system."""
    hours: float | None
    """All waits added up; ``None`` where one is unknown."""
    cut_short: bool
    """More systems stand behind it than were looked at: the chain may be longer."""


@dataclass(frozen=True, slots=True)
class BatchHops:
    """Links by batch, and where they stand in a row between a service and its data."""

    links: int
    """Dependencies between whole systems along which data passes."""
    batch: int
    live: int
    unknown: int
    """Nothing tells whether they wait for a run."""
    by_kind_alone: int
    """Of those that wait or do not: nothing tells it but their kind (call, event, file ...)."""
    services: int
    services_behind_batches: int
    """Services that get data by a batch link, or read it live from a system that does."""
    behind: Excerpt[str]
    """These services."""
    longest: int
    chains: Excerpt[BatchChain]
    """Those of enough hops: services first, then by hops, then by id."""


def batch_hops(
    estate: Estate,
    rows: pl.DataFrame,
    least: int,
    part: Part | None = None,
    shown: slice = FIRST,
) -> BatchHops:
    """Chains of ``least`` batch links or more that end at a service or another system.

    Data goes from provider to consumer where it is pulled or subscribed to, the other way where it
    is pushed or published; logins, notifications and hyperlinks carry none. A link is a batch as
    stated by `live`, else by words, technology or kind; else it is unknown and ends a chain. What
    comes to a system that a service reads live comes to the service. Where two links in a row
    both state their data and have none in common, they make no chain. Of a ``part`` of the estate
    the chains that end at its own systems are told, through the whole, and its own links counted.

    Formula:
        hops = fewest batch links from an origin to the system, for the origin where it is most;
        hours = sum of 24 / runs a day
    Range:
        hops from ``least``.
    Unit:
        links; hours.
    Degenerate case:
        no link tells whether it is a batch: no chain, and all links are counted as unknown.
    Source:
        Our own definition.
    """
    systems = own_systems(estate, part)
    working, own = _flows(between_systems(rows.select(_COLUMNS))), systems.to_numpy()
    is_service = np.zeros(len(own), dtype=np.bool_)
    is_service[[estate.top.node_of[service] for service in estate.services("top")]] = True
    is_service &= own
    arrivals = Arrivals.of(working, len(own))
    starts = np.nonzero((arrivals.readers & own) | is_service)[0]
    hops = arrivals.hops(starts, is_service[starts])
    behind = starts[is_service[starts] & (hops > 0)]
    told = touching(working, systems)
    counted = told["batch"]
    return BatchHops(
        links=len(counted),
        batch=int(counted.sum()),
        live=int((~counted).sum()),
        unknown=counted.null_count(),
        by_kind_alone=int(by_kind_alone(told).sum()),
        services=int(is_service.sum()),
        services_behind_batches=len(behind),
        behind=Excerpt(len(behind), tuple(estate.top.ids[node] for node in behind[shown])),
        longest=int(hops.max(initial=0)),
        chains=_chains(
            estate, arrivals, starts[hops >= least], hops[hops >= least], is_service, shown
        ),
    )


def _chains(
    estate: Estate, arrivals: Arrivals, ends: Ints, hops: Ints, is_service: Bools, shown: slice
) -> Excerpt[BatchChain]:
    # Nodes are numbered by sorted id.
    order = np.lexsort((ends, -hops, ~is_service[ends]))[shown]
    return Excerpt(
        len(ends),
        tuple(
            _chain(estate, arrivals, int(ends[one]), bool(is_service[ends[one]])) for one in order
        ),
    )


def _chain(estate: Estate, arrivals: Arrivals, node: int, is_service: bool) -> BatchChain:
    ids = estate.top.ids
    way = arrivals.way(node, reads_live=is_service)
    told = arrivals.told
    links = tuple(
        BatchLink(
            ids[origin],
            ids[reader],
            told["batch_because"][row],
            told["words"][row],
            told["hours"][row],
        )
        for origin, reader, row in way.links
    )
    known = [link.hours for link in links if link.hours is not None]
    return BatchChain(
        system=ids[node],
        is_service=is_service,
        hops=len(links),
        reads_live=None if way.last == node else ids[way.last],
        links=links,
        hours=sum(known) if len(known) == len(links) else None,
        cut_short=way.cut_short,
    )


def _flows(across: pl.DataFrame) -> pl.DataFrame:
    """The dependencies that carry data, with where it comes from and goes to."""
    pulled = pl.col("flow").is_in(("pull", "subscribe")) | pl.col("flow").is_null()
    carrying = across.filter(pulled | pl.col("flow").is_in(("push", "publish")))
    return carrying.with_columns(
        pl.when(pulled).then("to_top").otherwise("from_top").alias("origin"),
        pl.when(pulled).then("from_top").otherwise("to_top").alias("reader"),
    )
