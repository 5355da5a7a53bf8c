"""How many batches in a row lie between each system and the farthest origin of its data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
from numba import njit

from legacymap.graph import Ints

MOST_LOOKED_AT: Final = 64
"""Systems looked at behind one: a chain beyond them is cut there, and says so."""
_NIGHTLY: Final = r"(?i)\b(nightly|overnight|(?:every|each) night|daily|once a day)\b"
_HOURS: Final = 24
Bools = npt.NDArray[np.bool_]


class Way(NamedTuple):
    """The way of data to a system from the farthest origin of batches."""

    links: tuple[tuple[int, int, int], ...]
    """(origin, reader, row of ``told``), from the origin on."""
    last: int
    """The system at which the last batch arrives."""
    cut_short: bool


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What comes into each system: rows by batch, then rows read live, each in a fixed order."""

    told: pl.DataFrame
    batches: Ints
    """Where in ``told`` the batches of each reader begin and end."""
    live: Ints
    origin: Ints
    bounds: Ints
    """Where in ``entities`` those of each row begin and end; none where not stated."""
    entities: Ints

    @classmethod
    def of(cls, flows: pl.DataFrame, nodes: int) -> Arrivals:
        """Those of ``flows`` of which it is known whether they wait, among ``nodes`` systems."""
        hours = (
            pl.when(pl.col("frequency_per_day") > 0)
            .then(_HOURS / pl.col("frequency_per_day"))
            .when(pl.col("words").str.contains(_NIGHTLY))
            .then(float(_HOURS))
        )
        because = pl.col("batch_because").fill_null("")
        told = (
            flows.filter(pl.col("batch").is_not_null())
            .select("reader", "origin", "batch", "entities", because, "words", hours.alias("hours"))
            .sort(
                "batch",
                "reader",
                "origin",
                "words",
                "batch_because",
                descending=[True] + [False] * 4,
            )
        )
        waits = told["batch"].to_numpy()
        readers = told["reader"].to_numpy().astype(np.int64)
        named = told["entities"].explode(empty_as_null=False).drop_nulls()
        lengths = told["entities"].list.len().fill_null(0).to_numpy().astype(np.int64)
        return cls(
            told,
            _bounds(readers[waits], nodes),
            _bounds(readers[~waits], nodes) + int(waits.sum()),
            told["origin"].to_numpy().astype(np.int64),
            np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)]),
            named.rank("dense").cast(pl.Int64).to_numpy(),
        )

    @property
    def readers(self) -> Bools:
        """For each system whether anything comes to it by batch."""
        return np.diff(self.batches) > 0

    def hops(self, starts: Ints, reads_live: Bools) -> Ints:
        """For each of ``starts`` the batches in a row behind it, 0 where there are none.

        Those that ``reads_live`` marks are asked with what the systems wait for that they read.
        """
        return _all_hops(
            starts, reads_live, self.batches, self.live, self.origin, self.bounds, self.entities
        )

    def way(self, start: int, *, reads_live: bool) -> Way:
        """How the data comes to ``start`` from the farthest origin."""
        nodes = len(self.batches) - 1
        seen, along, reader, hops, queue = _books(nodes)
        count = _search(
            start,
            reads_live,
            self.batches,
            self.live,
            self.origin,
            self.bounds,
            self.entities,
            seen,
            along,
            reader,
            hops,
            queue,
        )
        here = int(_farthest(queue[:count], hops))
        links = []
        while hops[here]:
            links.append((here, int(reader[here]), int(along[here])))
            here = int(reader[here])
        return Way(tuple(links), here, count > MOST_LOOKED_AT)


def _bounds(readers: Ints, nodes: int) -> Ints:
    bounds = np.zeros(nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(readers, minlength=nodes), out=bounds[1:])
    return bounds


@njit(cache=True, nogil=True)
def _books(nodes: int) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    empty = np.full((5, nodes), -1, dtype=np.int64)
    return empty[0], empty[1], empty[2], empty[3], empty[4]


@njit(cache=True, nogil=True)
def _goes_on(earlier: int, later: int, bounds: Ints, entities: Ints) -> bool:
    """Whether what row ``earlier`` brings may be what row ``later`` takes on."""
    if later < 0 or bounds[earlier] == bounds[earlier + 1] or bounds[later] == bounds[later + 1]:
        return True
    for one in range(bounds[earlier], bounds[earlier + 1]):
        for other in range(bounds[later], bounds[later + 1]):
            if entities[one] == entities[other]:
                return True
    return False


@njit(cache=True, nogil=True)
def _search(
    start: int,
    reads_live: bool,
    batches: Ints,
    live: Ints,
    origin: Ints,
    bounds: Ints,
    entities: Ints,
    seen: Ints,
    along: Ints,
    reader: Ints,
    hops: Ints,
    queue: Ints,
) -> int:
    """Write into the last five what stands behind ``start``, nearest first; how many systems."""
    seen[start], along[start], reader[start], hops[start] = start, -1, start, 0
    queue[0], count = start, 1
    if reads_live:
        for row in range(live[start], live[start + 1]):
            other = origin[row]
            if seen[other] != start:
                seen[other], along[other], reader[other], hops[other] = start, row, start, 0
                queue[count] = other
                count += 1
    done = 0
    while done < count and count <= MOST_LOOKED_AT:
        here = queue[done]
        done += 1
        for row in range(batches[here], batches[here + 1]):
            other = origin[row]
            if seen[other] != start and _goes_on(row, along[here], bounds, entities):
                seen[other], along[other], reader[other] = start, row, here
                hops[other] = hops[here] + 1
                queue[count] = other
                count += 1
    return count


@njit(cache=True, nogil=True)
def _farthest(reached: Ints, hops: Ints) -> int:
    """The one behind most batches; of equals the smallest."""
    far = int(reached[0])
    for node in reached:
        if hops[node] > hops[far] or (hops[node] == hops[far] and node < far):
            far = int(node)
    return far


@njit(cache=True, nogil=True)
def _all_hops(
    starts: Ints,
    reads_live: Bools,
    batches: Ints,
    live: Ints,
    origin: Ints,
    bounds: Ints,
    entities: Ints,
) -> Ints:
    seen, along, reader, hops, queue = _books(len(batches) - 1)
    found = np.zeros(len(starts), dtype=np.int64)
    for number in range(len(starts)):
        start = starts[number]
        count = _search(
            start,
            reads_live[number],
            batches,
            live,
            origin,
            bounds,
            entities,
            seen,
            along,
            reader,
            hops,
            queue,
        )
        found[number] = hops[_farthest(queue[:count], hops)]
    return found
