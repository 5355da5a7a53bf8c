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
_SEEN: Final = 0
"""Columns of the book of a search, which holds what is known of a system side by side: from which
start it was seen, along which row, by which reader, and how many batches away."""
_ALONG: Final = 1
_READER: Final = 2
_HOPS: Final = 3
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
        book, queue = np.full((nodes, 4), -1, dtype=np.int64), np.empty(nodes, dtype=np.int64)
        count = _search(
            start,
            reads_live,
            self.batches,
            self.live,
            self.origin,
            self.bounds,
            self.entities,
            book,
            queue,
        )
        here = int(_farthest(queue[:count], book))
        links = []
        while book[here, _HOPS]:
            links.append((here, int(book[here, _READER]), int(book[here, _ALONG])))
            here = int(book[here, _READER])
        return Way(tuple(links), here, count > MOST_LOOKED_AT)


def _bounds(readers: Ints, nodes: int) -> Ints:
    bounds = np.zeros(nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(readers, minlength=nodes), out=bounds[1:])
    return bounds


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
def _write(book: Ints, node: int, start: int, row: int, reader: int, hops: int) -> None:
    book[node, _SEEN], book[node, _ALONG] = start, row
    book[node, _READER], book[node, _HOPS] = reader, hops


@njit(cache=True, nogil=True)
def _search(
    start: int,
    reads_live: bool,
    batches: Ints,
    live: Ints,
    origin: Ints,
    bounds: Ints,
    entities: Ints,
    book: Ints,
    queue: Ints,
) -> int:
    """Write into the last two what stands behind ``start``, nearest first; how many systems."""
    _write(book, start, start, -1, start, 0)
    queue[0], count = start, 1
    if reads_live:
        for row in range(live[start], live[start + 1]):
            other = origin[row]
            if book[other, _SEEN] != start:
                _write(book, other, start, row, start, 0)
                queue[count] = other
                count += 1
    done = 0
    while done < count and count <= MOST_LOOKED_AT:
        here = queue[done]
        done += 1
        along, hops = book[here, _ALONG], book[here, _HOPS]
        for row in range(batches[here], batches[here + 1]):
            other = origin[row]
            if book[other, _SEEN] != start and _goes_on(row, along, bounds, entities):
                _write(book, other, start, row, here, hops + 1)
                queue[count] = other
                count += 1
    return count


@njit(cache=True, nogil=True)
def _farthest(reached: Ints, book: Ints) -> int:
    """The one behind most batches; of equals the smallest."""
    far = int(reached[0])
    for node in reached:
        further = book[node, _HOPS] - book[far, _HOPS]
        if further > 0 or (further == 0 and node < far):
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
    nodes = len(batches) - 1
    book, queue = np.full((nodes, 4), -1, dtype=np.int64), np.empty(nodes, dtype=np.int64)
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
            book,
            queue,
        )
        found[number] = book[_farthest(queue[:count], book), _HOPS]
    return found
