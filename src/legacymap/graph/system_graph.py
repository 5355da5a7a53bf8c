"""Who depends on whom: the one graph of an inventory, for people as networkx, for kernels as CSR.

An edge ``consumer -> provider`` stands where at least one dependency does. `part_of` is structure
and never an edge, `hosting` is one on request only, and actors are outside: a person who uses a
system is *usage*, any other dependency with a person is a *fact*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, overload

import networkx as nx
import numpy as np
import polars as pl

from legacymap.errors import UnknownSystem
from legacymap.graph import kernels
from legacymap.graph.from_networkx import N, inventory_of
from legacymap.graph.kernels import Csr, Ints
from legacymap.graph.reach_sets import Upward
from legacymap.graph.to_networkx import digraph, multidigraph
from legacymap.inventory import Inventory
from legacymap.inventory.positions import positions, taken

Level = Literal["top", "as_given"]


@dataclass(frozen=True, slots=True)
class Dropped:
    """Dependencies that are no edges of their own, counted by reason."""

    self_loops: int
    inside_one_system: int
    parallel: int
    part_of: int
    hosting: int


@dataclass(frozen=True, eq=False)
class SystemGraph:
    """The systems of an inventory (without actors) and the dependencies between them.

    ``ids`` are sorted; a node is its position in them. ``edge_of`` gives for each row of
    ``inventory.dependencies`` the edge it stands for, or -1. ``level`` tells whether parts are
    nodes of their own (`as_given`) or stand for the system they belong to (`top`).
    """

    inventory: Inventory
    level: Level
    ids: tuple[str, ...]
    node_of: dict[str, int] = field(repr=False)
    """Node of every system that is no actor; parts map to their system where rolled up."""
    parents: Ints = field(repr=False)
    """Node of each node's parent, or -1."""
    csr: Csr = field(repr=False)
    edge_of: Ints = field(repr=False)
    dropped: Dropped
    hosting: bool = False
    """Whether `hosting` is an edge here."""

    @classmethod
    def of(
        cls, inventory: Inventory, *, level: Level = "as_given", hosting: bool = False
    ) -> SystemGraph:
        """The graph of ``inventory``, parts rolled up into their systems where level is `top`."""
        whole = cls._as_given(inventory, hosting=hosting)
        return whole if level == "as_given" else whole.rolled_up()

    @classmethod
    def _as_given(cls, inventory: Inventory, *, hosting: bool) -> SystemGraph:
        rows = _node_rows(inventory)
        nodes = taken(inventory.systems.select("id", "parent"), rows)
        ids = tuple(nodes["id"].to_list())
        parents = positions(nodes["parent"], ids)
        node_of_row = np.full(len(inventory.systems), -1, dtype=np.int64)
        node_of_row[rows] = np.arange(len(rows))
        graph, edge_of, dropped = _edges(inventory, len(ids), node_of_row, hosting=hosting)
        node_of = {system: node for node, system in enumerate(ids)}
        return cls(inventory, "as_given", ids, node_of, parents, graph, edge_of, dropped, hosting)

    def rolled_up(self) -> SystemGraph:
        """The same estate with every part standing for the system it belongs to."""
        if self.level == "top":
            return self
        if (self.parents < 0).all():
            return replace(self, level="top")
        wholes = np.nonzero(self.parents < 0)[0]
        place = np.full(len(self) + 1, -1, dtype=np.int64)
        place[wholes] = np.arange(len(wholes))
        top_of = place[topmost(self.parents)]
        top_of_row = np.full(len(self.inventory.systems), -1, dtype=np.int64)
        top_of_row[_node_rows(self.inventory)] = top_of
        graph, edge_of, dropped = _edges(
            self.inventory, len(wholes), top_of_row, hosting=self.hosting
        )
        return SystemGraph(
            self.inventory,
            "top",
            tuple(self.ids[node] for node in wholes),
            dict(zip(self.ids, top_of.tolist(), strict=True)),
            np.full(len(wholes), -1, dtype=np.int64),
            graph,
            edge_of,
            dropped,
            self.hosting,
        )

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def edges(self) -> int:
        """Number of edges: ordered pairs of systems with at least one dependency."""
        return len(self.csr.indices)

    @cached_property
    def upward(self) -> Upward:
        """The condensation of :attr:`reach`."""
        return Upward.of(self.reach, self.reach_component)

    @cached_property
    def multiplicity(self) -> Ints:
        """Number of dependencies behind each edge."""
        return np.bincount(self.edge_of[self.edge_of >= 0], minlength=self.edges).astype(np.int64)

    @cached_property
    def reversed(self) -> Csr:
        """Consumers of each node."""
        return self.csr.reversed()

    @cached_property
    def reach(self) -> Csr:
        """Edges and parent -> part: who depends on a system depends on its parts.

        Never part -> parent: that would make every system with an inside one group with all that
        its parts touch.
        """
        parts = np.nonzero(self.parents >= 0)[0]
        if not len(parts):
            return self.csr
        tails = np.concatenate([self.csr.tails, self.parents[parts]])
        heads = np.concatenate([self.csr.indices, parts])
        return kernels.csr(len(self), tails, heads)

    @cached_property
    def rows(self) -> Ints:
        """The row of the systems table that each node is: both stand in the order of the ids."""
        rows = _node_rows(self.inventory)
        if self.level == "as_given":
            return rows
        ids = self.inventory.systems["id"].gather(rows)
        whole: Ints = rows[positions(ids, self.ids) >= 0]
        return whole

    @cached_property
    def component(self) -> Ints:
        """Strongly connected component of each node, numbered by its smallest member."""
        return kernels.components(self.csr)

    @cached_property
    def reach_component(self) -> Ints:
        """The same along :attr:`reach`."""
        return self.component if self.reach is self.csr else kernels.components(self.reach)

    @overload
    def networkx(self) -> nx.DiGraph[str]: ...

    @overload
    def networkx(self, *, parallel: Literal[True]) -> nx.MultiDiGraph[str]: ...

    def networkx(self, *, parallel: bool = False) -> nx.DiGraph[str]:
        """The same graph for networkx: a new one each time, yours to change.

        Nodes carry the columns of the systems table, as far as they are known, and what else a file
        said of them. Edges carry `dependencies` (how many there are) and `declared` (their columns,
        one object each); with ``parallel``, every dependency is an edge of its own, in a
        ``MultiDiGraph``, and carries its columns itself. The graph carries `name`, `as_of` and
        `currency` of the inventory.
        """
        tails = np.concatenate([self.csr.tails, [-1]])
        heads = np.concatenate([self.csr.indices, [-1]])
        ends = np.stack([tails[self.edge_of], heads[self.edge_of]], axis=1)
        build = multidigraph if parallel else digraph
        return build(self.inventory, self.ids, self.systems, ends)

    @classmethod
    def from_networkx(cls, graph: nx.DiGraph[N], *, hosting: bool = False) -> SystemGraph:
        """The graph of a networkx ``DiGraph`` or ``MultiDiGraph``; edges lead to the provider.

        Attributes go by the column names of systems and dependencies; others become properties. A
        graph as given comes back from what :meth:`networkx` gave, equal to itself.

        Raises:
            InvalidGraph: something in it is not what its column allows; all of it is named.
        """
        return cls.of(inventory_of(graph), hosting=hosting)

    def __eq__(self, other: object) -> bool:
        """Whether both have the same systems and the same dependencies between them.

        What is no part of a graph (people, data, organisations, dependencies that are no edges) is
        not compared.
        """
        if not isinstance(other, SystemGraph):
            return NotImplemented
        return (
            (self.level, self.hosting) == (other.level, other.hosting)
            and self._heading == other._heading
            and self.systems.equals(other.systems)
            and self.declared.equals(other.declared)
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def _heading(self) -> tuple[str | None, ...]:
        return self.inventory.name, self.inventory.as_of, self.inventory.currency

    @property
    def declared(self) -> pl.DataFrame:
        """The rows of the dependencies table that are edges."""
        return self.inventory.dependencies.filter(pl.Series(self.edge_of >= 0, dtype=pl.Boolean))

    @cached_property
    def systems(self) -> pl.DataFrame:
        """The rows of the systems table that are nodes, in node order."""
        wanted = pl.DataFrame({"id": list(self.ids)}, schema={"id": pl.String})
        return wanted.join(self.inventory.systems, on="id", how="left", maintain_order="left")

    def node(self, system: str) -> int:
        """Position of ``system`` in ``ids``.

        Raises:
            UnknownSystem: the graph holds no such system, or it is an actor.
        """
        if system not in self.node_of:
            raise UnknownSystem(f"no system {system!r} in the inventory")
        return self.node_of[system]

    def named(self, nodes: Iterable[int] | Ints) -> tuple[str, ...]:
        """The sorted ids of ``nodes``."""
        return tuple(sorted(self.ids[int(node)] for node in nodes))

    def needs(self, system: str) -> tuple[str, ...]:
        """Systems that ``system`` stops working without, directly or not, itself left out."""
        return self._reached(self.reach, system)

    def affected_by(self, system: str) -> tuple[str, ...]:
        """Systems that stop working properly, directly or not, when ``system`` does."""
        return self._reached(self.reach.reversed(), system)

    def _reached(self, graph: Csr, system: str) -> tuple[str, ...]:
        start = self.node(system)
        far = kernels.distances(graph.indptr, graph.indices, np.array([start]))
        return self.named(np.nonzero(far > 0)[0])

    def path(self, *, consumer: str, provider: str) -> tuple[str, ...]:
        """A shortest chain from ``consumer`` to ``provider``, smallest ids first; empty if none."""
        start, end = self.node(consumer), self.node(provider)
        back = self.reach.reversed()
        left = kernels.distances(back.indptr, back.indices, np.array([end]))
        if left[start] < 0:
            return ()
        chain = [start]
        while chain[-1] != end:
            here = chain[-1]
            heads = self.reach.indices[self.reach.indptr[here] : self.reach.indptr[here + 1]]
            # Nodes are numbered by sorted id, so the first suitable head is the smallest id.
            chain.append(int(heads[left[heads] == left[here] - 1][0]))
        return tuple(self.ids[node] for node in chain)


def _node_rows(inventory: Inventory) -> Ints:
    """The rows of the systems that are nodes: systems stand in order of ids, and so do nodes."""
    return np.nonzero((inventory.systems["kind"].fill_null("") != "actor").to_numpy())[0]


def topmost(parents: Ints) -> Ints:
    """For each node the last of its parents' parents; itself where it has none.

    Every round doubles the number of levels climbed, so a nest of depth d takes log2(d) rounds.
    """
    above = np.where(parents >= 0, parents, np.arange(len(parents)))
    for _ in range(max(len(parents), 1).bit_length() + 1):
        higher = above[above]
        if np.array_equal(higher, above):
            break
        above = higher
    return above


def _edges(
    inventory: Inventory, nodes: int, node_of_row: Ints, *, hosting: bool
) -> tuple[Csr, Ints, Dropped]:
    """The edges between ``nodes``, the edge of every dependency, and what is none.

    ``node_of_row`` is the node that each row of the systems table stands for, or -1.
    """
    rows = inventory.dependencies
    consumers, providers = (np.append(node_of_row, -1)[ends] for ends in inventory.ends)
    kind = rows["kind"].fill_null("")
    between = (consumers >= 0) & (providers >= 0)
    part_of = between & (kind == "part_of").to_numpy()
    hosted = between & (kind == "hosting").to_numpy() & (not hosting)
    candidates = between & ~part_of & ~hosted
    same_id = inventory.ends[0] == inventory.ends[1]
    loops = candidates & (consumers == providers)
    edges = candidates & ~loops
    graph = kernels.csr(nodes, consumers[edges], providers[edges])
    edge_of = np.full(len(rows), -1, dtype=np.int64)
    edge_of[edges] = kernels.edge_numbers(graph, consumers[edges], providers[edges])
    dropped = Dropped(
        self_loops=int((loops & same_id).sum()),
        inside_one_system=int((loops & ~same_id).sum()),
        parallel=int(edges.sum()) - len(graph.indices),
        part_of=int(part_of.sum()),
        hosting=int(hosted.sum()),
    )
    return graph, edge_of, dropped
