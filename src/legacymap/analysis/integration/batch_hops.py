"""Between which services and their data files or batches pass, and how old the data may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.integration.links import between_systems, own_systems, touching
from legacymap.analysis.scope import Part

_MOST_LOOKED_AT: Final = 64
"""Systems looked at behind one: a chain beyond them is cut there, and says so."""
_NIGHTLY: Final = r"(?i)\b(nightly|overnight|(?:every|each) night|daily|once a day)\b"
_HOURS: Final = 24


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
    services: int
    services_behind_batches: int
    """Services that get data by a batch link, or read it live from a system that does."""
    behind: Excerpt[str]
    """These services."""
    longest: int
    chains: Excerpt[BatchChain]
    """Those of enough hops: services first, then by hops, then by id."""


def batch_hops(
    estate: Estate, rows: pl.DataFrame, least: int, part: Part | None = None
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
    working = _flows(between_systems(rows))
    batches = _incoming(working.filter(pl.col("batch")))
    live = _incoming(working.filter(~pl.col("batch")))
    own = own_systems(estate, part)
    services = {node for one in estate.services("top") if own[node := estate.top.node_of[one]]}
    asked = {*batches, *(services & live.keys())}
    chains = []
    behind = []
    for node in sorted(node for node in asked if own[node]):
        found = _chain(estate, node, batches, live if node in services else {}, node in services)
        if found is not None:
            chains.append(found)
            behind += [found.system] if found.is_service else []
    chains.sort(key=lambda chain: (not chain.is_service, -chain.hops, chain.system))
    counted = touching(working, own)["batch"]
    return BatchHops(
        links=len(counted),
        batch=int(counted.sum()),
        live=int((~counted).sum()),
        unknown=counted.null_count(),
        services=len(services),
        services_behind_batches=len(behind),
        behind=Excerpt.of(behind),
        longest=max((chain.hops for chain in chains), default=0),
        chains=Excerpt.of(chain for chain in chains if chain.hops >= least),
    )


class _In(NamedTuple):
    """What comes into a system along one dependency."""

    origin: int
    entities: frozenset[str]
    """Empty where not stated."""
    because: str
    words: str
    hours: float | None


def _flows(across: pl.DataFrame) -> pl.DataFrame:
    """The dependencies that carry data, with where it comes from and goes to."""
    pulled = pl.col("flow").is_in(("pull", "subscribe")) | pl.col("flow").is_null()
    return across.filter(pulled | pl.col("flow").is_in(("push", "publish"))).with_columns(
        pl.when(pulled).then("to_top").otherwise("from_top").alias("origin"),
        pl.when(pulled).then("from_top").otherwise("to_top").alias("reader"),
    )


def _incoming(rows: pl.DataFrame) -> dict[int, list[_In]]:
    hours = (
        pl.when(pl.col("frequency_per_day") > 0)
        .then(_HOURS / pl.col("frequency_per_day"))
        .when(pl.col("words").str.contains(_NIGHTLY))
        .then(float(_HOURS))
    )
    told = rows.select(
        "reader", "origin", "entities", pl.col("batch_because").fill_null(""), "words", hours
    ).sort("reader", "origin", "words", "batch_because")
    incoming: dict[int, list[_In]] = {}
    for reader, origin, entities, because, words, wait in told.iter_rows():
        incoming.setdefault(reader, []).append(
            _In(origin, frozenset(entities or ()), because, words, wait)
        )
    return incoming


class _Step(NamedTuple):
    """How the search came to a system: from where, along what, after how many batches."""

    reader: int
    along: _In | None
    hops: int


def _chain(
    estate: Estate,
    node: int,
    batches: dict[int, list[_In]],
    live: dict[int, list[_In]],
    is_service: bool,
) -> BatchChain | None:
    """The chain from the farthest origin of batches to ``node``, or ``None``."""
    reached: dict[int, _Step] = {node: _Step(node, None, 0)}
    for one in live.get(node, ()):
        reached.setdefault(one.origin, _Step(node, one, 0))
    waiting = list(reached)
    for here in waiting:
        if len(reached) > _MOST_LOOKED_AT:
            break
        step = reached[here]
        for one in batches.get(here, ()):
            if one.origin not in reached and _goes_on(one, step.along):
                reached[one.origin] = _Step(here, one, step.hops + 1)
                waiting.append(one.origin)
    far = max(reached, key=lambda other: (reached[other].hops, -other))
    if reached[far].hops == 0:
        return None
    passed, at_last = [], far
    here = far
    while (step := reached[here]).hops and step.along is not None:
        passed.append(_link(estate, here, step.reader, step.along))
        here = at_last = step.reader
    hours = [link.hours for link in passed]
    known = [wait for wait in hours if wait is not None]
    return BatchChain(
        system=estate.top.ids[node],
        is_service=is_service,
        hops=len(passed),
        reads_live=None if at_last == node else estate.top.ids[at_last],
        links=tuple(passed),
        hours=sum(known) if len(known) == len(hours) else None,
        cut_short=len(reached) > _MOST_LOOKED_AT,
    )


def _goes_on(earlier: _In, later: _In | None) -> bool:
    """Whether what ``earlier`` brings may be what ``later`` takes on."""
    if later is None or not earlier.entities or not later.entities:
        return True
    return bool(earlier.entities & later.entities)


def _link(estate: Estate, origin: int, reader: int, along: _In) -> BatchLink:
    ids = estate.top.ids
    return BatchLink(ids[origin], ids[reader], along.because, along.words, along.hours)
