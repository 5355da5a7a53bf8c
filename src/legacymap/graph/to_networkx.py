"""The graph for everyone who knows networkx: nodes and edges with what the inventory says of them.

Attributes go by the inventory's column names and hold what a canonical document holds: text,
numbers, true and false, lists, objects. What is not known is no attribute. Properties that a file
brought along stand beside the columns under their own names.
"""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx
import numpy as np
import polars as pl
from pydantic import JsonValue

from legacymap.graph.kernels import Ints
from legacymap.inventory import Dependency, Inventory, Record, System
from legacymap.inventory.tables import to_documents

DECLARED = "declared"
"""Edge attribute: the dependencies behind an edge, each as its columns say."""
COUNT = "dependencies"
"""Edge attribute: how many they are; fit to be a weight."""

Attributes = dict[str, JsonValue]


def digraph(
    inventory: Inventory, ids: tuple[str, ...], systems: pl.DataFrame, edge_of: Ints
) -> nx.DiGraph[str]:
    """One edge a pair of systems; the dependencies behind it are a list on the edge."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.graph.update(_heading(inventory))
    graph.add_nodes_from(_nodes(systems, ids))
    behind: dict[tuple[str, str], list[Attributes]] = {}
    for consumer, provider, row in _rows(inventory, ids, edge_of):
        behind.setdefault((consumer, provider), []).append(row)
    graph.add_edges_from(
        (consumer, provider, {COUNT: len(rows), DECLARED: rows})
        for (consumer, provider), rows in sorted(behind.items(), key=lambda item: item[0])
    )
    return graph


def multidigraph(
    inventory: Inventory, ids: tuple[str, ...], systems: pl.DataFrame, edge_of: Ints
) -> nx.MultiDiGraph[str]:
    """One edge a dependency, its columns as attributes."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph.update(_heading(inventory))
    graph.add_nodes_from(_nodes(systems, ids))
    graph.add_edges_from(_rows(inventory, ids, edge_of))
    return graph


def _heading(inventory: Inventory) -> dict[str, str]:
    heading = (
        ("name", inventory.name),
        ("as_of", inventory.as_of),
        ("currency", inventory.currency),
    )
    return {key: value for key, value in heading if value is not None}


def _nodes(systems: pl.DataFrame, ids: tuple[str, ...]) -> Iterable[tuple[str, Attributes]]:
    known = set(ids)
    for row in _documents(System, systems):
        system = str(row.pop("id"))
        if row.get("parent") not in known:
            row.pop("parent", None)
        yield system, row


def _rows(
    inventory: Inventory, ids: tuple[str, ...], edge_of: Ints
) -> Iterable[tuple[str, str, Attributes]]:
    """Ends and columns of every dependency that is an edge; ``edge_of`` gives both ends' nodes."""
    used = np.nonzero(edge_of[:, 0] >= 0)[0]
    rows = _documents(Dependency, inventory.dependencies[used])
    for (consumer, provider), row in zip(edge_of[used].tolist(), rows, strict=True):
        del row["consumer"], row["provider"]
        yield ids[consumer], ids[provider], row


def _documents(model: type[Record], frame: pl.DataFrame) -> Iterable[Attributes]:
    for row in to_documents(model, frame):
        properties = row.pop("properties", None)
        kept: Attributes = {}
        for key, value in properties.items() if isinstance(properties, dict) else ():
            # Blanks and names that columns have would come back as something else.
            plain = value not in (None, "") and key not in model.model_fields
            (row if plain and key not in (COUNT, DECLARED) else kept)[key] = value
        if kept:
            row["properties"] = kept
        yield row
