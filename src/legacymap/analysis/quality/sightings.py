"""Which dependencies are declared and seen at work, which only one of the two, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal, get_args

import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.quality.suspicions import Suspicion
from legacymap.analysis.scope import Part, ends_within
from legacymap.analysis.sentences.wording import agreed, counted
from legacymap.inventory import Inventory
from legacymap.inventory.vocabulary import first_day, last_day

Sighting = Literal[
    "declared_and_observed", "declared_not_observed", "observed_not_declared", "not_watched"
]
STALE_AFTER_DAYS: Final = 90
"""A quarter: what runs once a month or at the end of a quarter is seen within it. What runs once a
year is called stale, and is to be asked about."""
_UNSEEN_KINDS: Final = ("hosting", "manual", "part_of")
"""No trace shows these."""


@dataclass(frozen=True, slots=True)
class Sightings:
    """Dependencies between software by who says that they are; counted once a row.

    A dependency is declared where its evidence says so or says nothing of how it is known, for
    somebody wrote it down. What some source observes between two systems, or parts of them, counts
    for every dependency between them. A system that was never seen to use anything may lie outside
    of what is traced, even if others were seen to use it: what it is said to use is `not_watched`.
    """

    sources: tuple[str, ...]
    """Who observes; where nobody does, nothing else is counted."""
    stale_after_days: int
    dependencies: int
    counts: Mapping[str, int]
    stale: int
    """Of those observed, last seen more than ``stale_after_days`` before the inventory's date."""
    undated: int
    """Of those observed, for which it is not known when, or from when the inventory is."""
    declared_not_observed: Excerpt[str]
    observed_not_declared: Excerpt[str]
    last_seen_long_ago: Excerpt[str]
    systems: int
    """Whole systems of software."""
    watched: int
    """Of these, the ones that were seen to use something, themselves or in a part."""


def sightings(
    inventory: Inventory, joins: pl.Series, stale_after_days: int = STALE_AFTER_DAYS
) -> pl.DataFrame:
    """For each row of ``inventory.dependencies``: `sighting`, `last_seen`, `stale`.

    Null where nobody observes anything, where the row does not join software (``joins``), where no
    trace could show it, or where it is only inferred.
    """
    said = (
        inventory.dependencies.select("evidence")
        .with_row_index("row")
        .drop_nulls()
        .explode("evidence")
        .drop_nulls()
        .unnest("evidence")
        .select("row", pl.col("how").str.to_lowercase(), "as_of")
    )
    kind = inventory.dependencies["kind"].fill_null("")
    asked = (joins == "software") & ~kind.is_in(_UNSEEN_KINDS)
    if not asked.gather(said["row"].filter(said["how"] == "observed")).any():
        nothing = {"sighting": pl.String, "last_seen": pl.String, "stale": pl.Boolean}
        return pl.DataFrame(schema=nothing).clear(len(asked))
    rows = inventory.dependencies.select("consumer", "provider").with_row_index("row")
    hows = said.group_by("row").agg(
        (pl.col("how") == "observed").any().fill_null(False).alias("observed"),
        (pl.col("how").is_null() | (pl.col("how") == "declared")).any().alias("declared"),
        pl.col("as_of").filter(pl.col("how") == "observed").drop_nulls().alias("dates"),
    )
    rows = rows.join(hows, on="row", how="left", maintain_order="left").with_columns(
        pl.col("observed").fill_null(False), pl.col("declared").fill_null(True)
    )
    found = _judged(rows.filter(asked), inventory)
    last = {
        row: max(dates, key=last_day) for row, dates in rows["row", "dates"].iter_rows() if dates
    }
    seen = [last.get(row) for row in range(rows.height)]
    return pl.DataFrame(
        {
            "sighting": pl.Series([found.get(row) for row in range(rows.height)], dtype=pl.String),
            "last_seen": pl.Series(seen, dtype=pl.String),
            "stale": pl.Series(
                [_is_stale(date, inventory.as_of, stale_after_days) for date in seen],
                dtype=pl.Boolean,
            ),
        }
    )


def _judged(rows: pl.DataFrame, inventory: Inventory) -> dict[int, Sighting]:
    parents = dict(inventory.systems.select("id", "parent").drop_nulls().iter_rows())
    ends = ("consumer", "provider")
    observed = _Pairs(rows.filter(pl.col("observed")).select(ends).iter_rows(), parents)
    declared = _Pairs(rows.filter(pl.col("declared")).select(ends).iter_rows(), parents)
    found: dict[int, Sighting] = {}
    columns = rows.select("row", *ends, "observed", "declared").iter_rows()
    for row, consumer, provider, is_observed, is_declared in columns:
        if is_observed:
            both = is_declared or declared.speak_of(consumer, provider)
            found[row] = "declared_and_observed" if both else "observed_not_declared"
        elif is_declared:
            if observed.speak_of(consumer, provider):
                found[row] = "declared_and_observed"
            else:
                watched = observed.use_something(consumer)
                found[row] = "declared_not_observed" if watched else "not_watched"
    return found


class _Pairs:
    """Pairs of systems, to be asked on any level: what holds of parts holds of their system."""

    def __init__(self, pairs: Iterable[tuple[str, str]], parents: Mapping[str, str]) -> None:
        self._parents = parents
        self._own = set(pairs)
        self._above = {
            (consumer, provider)
            for one, other in self._own
            for consumer in self._up(one)
            for provider in self._up(other)
        }
        self._consumers = {consumer for consumer, _ in self._own}
        self._consumers_above = {above for one in self._consumers for above in self._up(one)}

    def speak_of(self, consumer: str, provider: str) -> bool:
        """Whether a pair is these two, within them, or what these are parts of."""
        return (consumer, provider) in self._above or any(
            (one, other) in self._own for one in self._up(consumer) for other in self._up(provider)
        )

    def use_something(self, system: str) -> bool:
        """Whether ``system``, a part of it, or what it is a part of is a consumer of any pair."""
        return system in self._consumers_above or any(
            up in self._consumers for up in self._up(system)
        )

    def _up(self, system: str) -> list[str]:
        way = [system]
        while (above := self._parents.get(way[-1])) is not None and above not in way:
            way.append(above)
        return way


def _is_stale(seen: str | None, as_of: str | None, days: int) -> bool | None:
    """Whether every reading of the two dates lies further apart than ``days``."""
    if seen is None or as_of is None:
        return None
    return first_day(as_of) - last_day(seen) > timedelta(days=days)


def sighted(
    estate: Estate,
    stale_after_days: int = STALE_AFTER_DAYS,
    part: Part | None = None,
    shown: slice = FIRST,
) -> Sightings:
    """The dependencies of ``estate`` by who says that they are.

    Formula:
        counts by row; stale where as_of - last seen > ``stale_after_days``
    Range:
        0 to the dependencies between software.
    Unit:
        rows; days.
    Degenerate case:
        nobody observes: no count at all, not 0 observed.
    Source:
        Our own definition.
    """
    inventory = estate.inventory
    table = sightings(inventory, estate.flows.table["joins"], stale_after_days)
    wholes = _wholes(estate)
    states = table.select(pl.when(ends_within(part, estate)).then("sighting")).to_series()
    counted = dict(states.drop_nulls().value_counts().iter_rows())
    seen = table["last_seen"].is_not_null() & states.is_not_null()
    observed = _observed(inventory) & states.is_not_null()
    stale = table["stale"].fill_null(False) & seen
    return Sightings(
        sources=_sources(inventory) if counted else (),
        stale_after_days=stale_after_days,
        dependencies=sum(counted.values()),
        counts={state: counted.get(state, 0) for state in get_args(Sighting)} if counted else {},
        stale=int(stale.sum()),
        undated=int((observed & table["stale"].is_null()).sum()),
        declared_not_observed=_named(inventory, states == "declared_not_observed", shown),
        observed_not_declared=_named(inventory, states == "observed_not_declared", shown),
        last_seen_long_ago=_named(inventory, stale, shown),
        systems=len(wholes),
        watched=_watched(wholes, inventory) if counted else 0,
    )


def _wholes(estate: Estate) -> pl.Series:
    software = ~pl.col("part") & (pl.col("kind") != "actor")
    marks = estate.kinds.table.select(software).to_series()
    return estate.inventory.systems["id"].filter(marks)


def _watched(wholes: pl.Series, inventory: Inventory) -> int:
    """How many of ``wholes`` were seen to use something."""
    pairs = inventory.dependencies.filter(_observed(inventory)).select("consumer", "provider")
    parents = dict(inventory.systems.select("id", "parent").drop_nulls().iter_rows())
    observed = _Pairs(pairs.iter_rows(), parents)
    return sum(map(observed.use_something, wholes))


def _observed(inventory: Inventory) -> pl.Series:
    hows = pl.element().struct.field("how").str.to_lowercase() == "observed"
    found = inventory.dependencies["evidence"].list.eval(hows).list.any()
    return found.fill_null(False)


def _sources(inventory: Inventory) -> tuple[str, ...]:
    said = inventory.dependencies.select("evidence").explode("evidence").drop_nulls()
    rows = said.unnest("evidence").filter(pl.col("how").str.to_lowercase() == "observed")
    return tuple(sorted(set(rows["source"].to_list())))


def _named(inventory: Inventory, which: pl.Series, shown: slice) -> Excerpt[str]:
    ends = inventory.dependencies.select("consumer", "provider").filter(which)
    named = ends.select(pl.format("{} -> {}", "consumer", "provider")).to_series().unique().sort()
    return Excerpt(len(named), tuple(named[shown]))


def suspicions_of(found: Sightings) -> tuple[Suspicion, ...]:
    """What is worth a look where some source observes."""
    days, total = found.stale_after_days, found.dependencies
    asked = total - found.counts.get("not_watched", 0)
    seen = asked - found.counts.get("declared_not_observed", 0)
    declared = total - found.counts.get("observed_not_declared", 0)
    told = (
        (
            "declared_not_observed",
            asked,
            found.declared_not_observed,
            "{count} of {dependencies} of watched systems [is|are] declared, and no source"
            " that observes has seen [it|them]",
        ),
        (
            "observed_not_declared",
            seen,
            found.observed_not_declared,
            "{count} of {dependencies} seen at work [is|are] declared by nobody",
        ),
        (
            "observation_stale",
            seen,
            found.last_seen_long_ago,
            f"{{count}} of {{dependencies}} seen at work [was|were] last seen more than"
            f" {days} days"
            " before the date of the inventory",
        ),
    )
    return tuple(
        Suspicion(
            "warning",
            code,
            agreed(
                message.format(
                    count=which.count, dependencies=counted(of, "dependency", "dependencies")
                ),
                which.count,
            ),
            of,
            which,
        )
        for code, of, which, message in told
        # Where nobody declares anything, that is no finding about any dependency.
        if which.count and (declared or code != "observed_not_declared")
    )
