"""Which nodes and edges a picture of an estate shows: all, a neighbourhood, or groups."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from legacymap.analysis.estate import LEGACY, NOT_LEGACY, UNKNOWN, Estate
from legacymap.graph import Ints, Level, SystemGraph
from legacymap.graph.kernels import distances

FORMAT: Final = "legacymap-graph/1"

RollUp = Literal["owner", "kind", "cycle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A system, or a group of ``systems`` with the dependencies ``inside`` it."""

    id: str
    name: str
    kind: str | None
    owner: str | None
    legacy: bool | None
    """Of a group: whether any member is; ``None``: not known, and none is."""
    systems: int
    inside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """``consumer`` depends on ``provider``, by so many declared ``dependencies``."""

    consumer: str
    provider: str
    dependencies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What is shown, and how much of the estate that is."""

    format: str
    level: Level
    focus: str | None
    depth: int | None
    roll_up: RollUp | None
    systems_shown: int
    systems: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def draw(
    estate: Estate,
    *,
    level: Level = "top",
    focus: str | None = None,
    depth: int | None = None,
    roll_up: RollUp | None = None,
) -> Drawing:
    """The drawing of ``estate``, or of what is within ``depth`` steps of the system ``focus``.

    Steps go to consumers of consumers and to providers of providers; without ``depth`` as far as
    they lead. Systems are then rolled up by owner, by kind, or each circle into one node.

    Raises:
        UnknownSystem: there is no system ``focus``.
    """
    graph = estate.top if level == "top" else estate.graph
    focus = None if focus is None else estate.system(focus)
    systems = _systems(estate, graph, _around(graph, focus, depth))
    group_of = _GROUPS[roll_up](estate, graph, systems) if roll_up else {}
    edges, inside = _edges(
        graph, {system: group_of.get(system, (system, ""))[0] for system in systems}
    )
    members: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for system, node in systems.items():
        members[group_of.get(system, (system, node.name))].append(node)
    return Drawing(
        format=FORMAT,
        level=level,
        focus=focus,
        depth=depth,
        roll_up=roll_up,
        systems_shown=len(systems),
        systems=len(graph),
        nodes=tuple(
            _node(group, name, members[group, name], inside[group])
            for group, name in sorted(members)
        ),
        edges=edges,
    )


def _around(graph: SystemGraph, focus: str | None, depth: int | None) -> Ints:
    """The nodes within ``depth`` steps of ``focus``, in either direction but not zigzag."""
    if focus is None:
        return np.arange(len(graph))
    start = np.array([graph.node(focus)])
    near = np.zeros(len(graph), dtype=np.bool_)
    for arcs in (graph.csr, graph.reversed):
        far = distances(arcs.indptr, arcs.indices, start)
        near |= (far >= 0) & (far <= (len(graph) if depth is None else depth))
    return np.nonzero(near)[0]


def _systems(estate: Estate, graph: SystemGraph, shown: Ints) -> dict[str, Node]:
    columns = graph.systems.select("id", "name", "owner").rows()
    legacy = _legacy(estate, graph)
    return {
        system: Node(
            id=system,
            name=name,
            kind=estate.kind_of.get(system),
            owner=owner,
            legacy=legacy[node],
            systems=1,
            inside=0,
        )
        for node in shown.tolist()
        for system, name, owner in [columns[node]]
    }


def _legacy(estate: Estate, graph: SystemGraph) -> list[bool | None]:
    """Whether each node, or anything inside it, is legacy."""
    position = estate.top_of if graph is estate.top else np.arange(len(graph))
    state = np.full(len(graph), NOT_LEGACY, dtype=np.int64)
    for code in (UNKNOWN, LEGACY):
        state[position[estate.state == code]] = code
    return [_MEANING[code] for code in state.tolist()]


_MEANING: Final[dict[int, bool | None]] = {LEGACY: True, NOT_LEGACY: False, UNKNOWN: None}

Groups = dict[str, tuple[str, str]]
"""For each system the id and the name of the group it is drawn in."""


def _by_owner(estate: Estate, _: SystemGraph, systems: Mapping[str, Node]) -> Groups:
    names = dict(estate.inventory.organisations.select("id", "name").iter_rows())
    return {
        system: (f"owner:{node.owner}", names.get(node.owner, node.owner))
        if node.owner is not None
        else ("owner?", "owner unknown")
        for system, node in systems.items()
    }


def _by_kind(_: Estate, __: SystemGraph, systems: Mapping[str, Node]) -> Groups:
    return {
        system: (f"kind:{node.kind}", node.kind) if node.kind else ("kind?", "kind unknown")
        for system, node in systems.items()
    }


def _by_cycle(_: Estate, graph: SystemGraph, systems: Mapping[str, Node]) -> Groups:
    circles: dict[int, list[str]] = defaultdict(list)
    for system in systems:
        circles[int(graph.component[graph.node(system)])].append(system)
    return {
        system: (members[0], f"circle of {len(members)} systems: {', '.join(members)}")
        for members in circles.values()
        if len(members) > 1
        for system in members
    }


_GROUPS: Final[dict[RollUp, Callable[[Estate, SystemGraph, Mapping[str, Node]], Groups]]] = {
    "owner": _by_owner,
    "kind": _by_kind,
    "cycle": _by_cycle,
}


def _edges(
    graph: SystemGraph, group_of: Mapping[str, str]
) -> tuple[tuple[Edge, ...], Counter[str]]:
    between: Counter[tuple[str, str]] = Counter()
    inside: Counter[str] = Counter()
    ends = zip(
        graph.csr.tails.tolist(),
        graph.csr.indices.tolist(),
        graph.multiplicity.tolist(),
        strict=True,
    )
    for tail, head, dependencies in ends:
        consumer, provider = group_of.get(graph.ids[tail]), group_of.get(graph.ids[head])
        if consumer is None or provider is None:
            continue
        if consumer == provider:
            inside[consumer] += dependencies
        else:
            between[consumer, provider] += dependencies
    edges = (
        Edge(consumer=consumer, provider=provider, dependencies=between[consumer, provider])
        for consumer, provider in sorted(between)
    )
    return tuple(edges), inside


def _node(id: str, name: str, members: Sequence[Node], inside: int) -> Node:
    """The node of a group; a system that is drawn by itself is its own."""
    if len(members) == 1 and members[0].id == id:
        return members[0]
    states = [node.legacy for node in members]
    return Node(
        id=id,
        name=name,
        kind=_same([node.kind for node in members]),
        owner=_same([node.owner for node in members]),
        legacy=True if True in states else None if None in states else False,
        systems=len(members),
        inside=inside,
    )


def _same(values: Sequence[str | None]) -> str | None:
    return values[0] if len(set(values)) == 1 else None
