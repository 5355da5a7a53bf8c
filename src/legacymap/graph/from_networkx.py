"""An inventory from a networkx graph: columns by attribute names, all problems at once."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final, TypeVar

import networkx as nx
import numpy as np

from legacymap.errors import Finding, InvalidGraph, Place
from legacymap.graph.to_networkx import COUNT, DECLARED
from legacymap.inventory import (
    Dependency,
    Heading,
    Inventory,
    LooseRow,
    RowTables,
    System,
    consistent,
    read_rows,
)

N = TypeVar("N", bound=Hashable)

_HEADING: Final = ("name", "as_of", "currency")
_PARTS: Final = {"nodes": "node", "edges": "edge"}


def inventory_of(graph: nx.DiGraph[N]) -> Inventory:
    """The systems and dependencies of ``graph``; an edge leads from consumer to provider.

    Nodes are text or whole numbers, which become text. A node without `name` is called by its id.
    An edge with a list `declared` stands for all dependencies in it, any other edge for one. What
    attributes are no columns become properties; ``None``, not-a-number and empty text are unknown.

    Raises:
        InvalidGraph: the graph has no direction, or nodes or attributes are not what their columns
            allow; ``findings`` names every one with its place.
    """
    if not graph.is_directed():
        where = Place(path="graph")
        message = "has no direction: an edge must lead from consumer to provider"
        raise InvalidGraph.of([Finding("error", "undirected", message, where)], "the graph")
    problems = list(_unfit_nodes(graph))
    headings, wrong_heading = read_rows(Heading, [_heading(graph)])
    systems, wrong_systems = read_rows(System, _systems(graph))
    dependencies, wrong_dependencies = read_rows(Dependency, _dependencies(graph))
    tables = RowTables(systems=systems, dependencies=dependencies)
    sound, contradictions = consistent(tables) if not problems else (tables, ())
    found = (*wrong_heading, *wrong_systems, *wrong_dependencies)
    problems += [finding for finding in found if finding.severity == "error"]
    if not any(finding.severity == "error" for finding in wrong_systems):
        # Where a node was refused, its edges would be told to lead nowhere.
        problems += [finding for finding in contradictions if finding.severity == "error"]
    if problems:
        raise InvalidGraph.of(map(_in_words_of_graphs, problems), "the graph")
    return RowTables(
        systems=sound.systems, dependencies=sound.dependencies, heading=headings[0].record
    ).inventory()


def _in_words_of_graphs(finding: Finding) -> Finding:
    """``finding`` about what a graph has: it has nodes and edges, and no rows."""
    path = (finding.where and finding.where.path) or ""
    what = _PARTS.get(path.partition("[")[0], "graph")
    return replace(
        finding, message=finding.message.replace("row is rejected", f"{what} is rejected")
    )


def _unfit_nodes(graph: nx.DiGraph[N]) -> Iterator[Finding]:
    names: dict[str, N] = {}
    for node in graph:
        if not isinstance(node, str | int):
            message = f"must be text or a whole number, not {type(node).__name__}"
            yield Finding("error", "unfit_node", message, Place(path=f"nodes[{node!r}]"))
        elif names.setdefault(str(node), node) is not node:
            message = f"and {names[str(node)]!r} are the same id as text"
            yield Finding("error", "duplicate_id", message, Place(path=f"nodes[{node!r}]"))


def _heading(graph: nx.DiGraph[N]) -> LooseRow:
    said = _cells(graph.graph)
    return LooseRow({key: said.get(key) for key in _HEADING}, Place(path="graph"))


def _systems(graph: nx.DiGraph[N]) -> Iterator[LooseRow]:
    for node, attributes in graph.nodes(data=True):
        row = {"name": str(node), **_cells(attributes), "id": str(node)}
        if isinstance(row.get("parent"), int):
            row["parent"] = str(row["parent"])
        yield LooseRow(row, Place(path=f"nodes[{node!r}]", id=str(node)))


def _dependencies(graph: nx.DiGraph[N]) -> Iterator[LooseRow]:
    for consumer, provider, attributes in graph.edges(data=True):
        ends = {"consumer": str(consumer), "provider": str(provider)}
        where = f"edges[{consumer!r}, {provider!r}]"
        declared = attributes.get(DECLARED)
        if isinstance(declared, list | tuple):
            for number, row in enumerate(declared):
                said = row if isinstance(row, Mapping) else {DECLARED: row}
                yield LooseRow({**_cells(said), **ends}, Place(path=f"{where}[{number}]"))
            continue
        said = {key: value for key, value in attributes.items() if key != COUNT}
        yield LooseRow({**_cells(said), **ends}, Place(path=where))


def _cells(attributes: Mapping[str, object]) -> dict[str, object]:
    return {str(key): _cell(value) for key, value in attributes.items()}


def _cell(value: object) -> object:
    """``value`` as a canonical document would hold it, as far as it can be told."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(_listed(value), key=str)
    if isinstance(value, list | tuple):
        return _listed(value)
    if isinstance(value, Mapping):
        return _cells(value)
    return value


def _listed(values: Iterable[object]) -> list[object]:
    return [_cell(value) for value in values]
