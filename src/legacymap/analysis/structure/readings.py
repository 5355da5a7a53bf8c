"""Three ways to read the direction of dependencies: as given, doubtful ones dropped, pushes turned.

"Copied into" may read the wrong way round: the copier goes on, the reader starves. Nothing is
turned round silently; what depends on directions is given in all three readings instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from legacymap.analysis.estate import Estate
from legacymap.graph import Csr, Ints, SystemGraph, kernels
from legacymap.graph.reach_sets import Upward

Prices = Mapping[tuple[str, str], int]
"""What cutting one dependency costs, by (consumer, provider); those not named cost 1."""


@dataclass(frozen=True)
class Reading:
    """The reach that the dependencies make together with parent -> part, and what is behind it."""

    reach: Csr
    doubtful: Ints
    """Number of dependencies of doubtful direction behind each edge of ``reach``."""
    declared: Ints
    """Number of dependencies behind each edge of ``reach``; 0 where it is structure alone."""
    price: Ints
    """What cutting each edge of ``reach`` costs; structure costs more than all dependencies."""
    graph: SystemGraph | None = None
    """The graph that has this very reach: what it knows need not be found again."""

    @property
    def dependencies(self) -> int:
        """Ordered pairs with at least one dependency."""
        return int(np.count_nonzero(self.declared))

    @cached_property
    def component(self) -> Ints:
        """Strongly connected component of each node, numbered by its smallest member."""
        return self.graph.reach_component if self.graph else kernels.components(self.reach)

    @cached_property
    def upward(self) -> Upward:
        """The condensation of ``reach``."""
        return self.graph.upward if self.graph else Upward.of(self.reach, self.component)


@dataclass(frozen=True, slots=True)
class Readings:
    """The same dependencies in three readings; equal ones are the same object."""

    as_given: Reading
    without_doubtful: Reading
    pushes_reversed: Reading


def readings(estate: Estate, graph: SystemGraph, prices: Prices) -> Readings:
    """The three readings of the dependencies of ``graph``, which is one of the estate's."""
    rows = np.nonzero(graph.edge_of >= 0)[0]
    edge = graph.edge_of[rows]
    given = _Rows(
        graph.csr.tails[edge],
        graph.csr.indices[edge],
        estate.flows.doubtful[rows],
        _row_prices(estate, rows, prices),
    )
    push = (estate.flows.table["flow"].fill_null("") == "push").to_numpy()[rows]
    as_given = _reading(graph, graph.reach, given)
    return Readings(
        as_given,
        _reading_of(graph, given.only(~given.doubtful)) if given.doubtful.any() else as_given,
        _reading_of(graph, given.turned(push)) if push.any() else as_given,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The dependencies that are edges, one by one."""

    consumers: Ints
    providers: Ints
    doubtful: npt.NDArray[np.bool_]
    prices: Ints

    def only(self, kept: npt.NDArray[np.bool_]) -> _Rows:
        """Those that are ``kept``."""
        return _Rows(
            self.consumers[kept], self.providers[kept], self.doubtful[kept], self.prices[kept]
        )

    def turned(self, push: npt.NDArray[np.bool_]) -> _Rows:
        """Those that are a ``push`` the other way round."""
        return _Rows(
            np.where(push, self.providers, self.consumers),
            np.where(push, self.consumers, self.providers),
            self.doubtful,
            self.prices,
        )


def _row_prices(estate: Estate, rows: Ints, prices: Prices) -> Ints:
    if not prices:
        return np.ones(len(rows), dtype=np.int64)
    if min(prices.values()) < 1:
        raise ValueError("the price of a cut is a whole number of at least 1")
    ends = estate.inventory.dependencies.select("consumer", "provider")[rows].iter_rows()
    return np.array([prices.get((c, p), 1) for c, p in ends], dtype=np.int64)


def _reading_of(graph: SystemGraph, rows: _Rows) -> Reading:
    parts = np.nonzero(graph.parents >= 0)[0]
    tails = np.concatenate([rows.consumers, graph.parents[parts]])
    heads = np.concatenate([rows.providers, parts])
    return _reading(graph, kernels.csr(len(graph), tails, heads), rows)


def _reading(graph: SystemGraph, reach: Csr, rows: _Rows) -> Reading:
    parts = np.nonzero(graph.parents >= 0)[0]
    of_row = kernels.edge_numbers(reach, rows.consumers, rows.providers)
    count = len(reach.indices)
    price = _summed(of_row, rows.prices, count)
    price[kernels.edge_numbers(reach, graph.parents[parts], parts)] = int(rows.prices.sum()) + 1
    return Reading(
        reach,
        doubtful=np.bincount(of_row[rows.doubtful], minlength=count).astype(np.int64),
        declared=np.bincount(of_row, minlength=count).astype(np.int64),
        price=price,
        graph=graph if reach is graph.reach else None,
    )


def _summed(of_row: Ints, values: Ints, edges: int) -> Ints:
    total = np.zeros(edges, dtype=np.int64)
    np.add.at(total, of_row, values)
    return total
