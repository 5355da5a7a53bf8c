"""A metric of your own: computed with networkx, kept in the inventory, seen in every export."""

# %%
from pathlib import Path

import networkx as nx

from legacymap import SystemGraph
from legacymap.ingest import InputFile, read_inventory
from legacymap.report import export

path = Path("examples/benefits/inventory.json")
graph = SystemGraph.of(read_inventory([InputFile(path.name, path.read_bytes())]).inventory)

# %% How many of those who need a system belong to another owner.
network = graph.networkx()
for system, about in network.nodes(data=True):
    needed_by = nx.ancestors(network, system)
    owners = [network.nodes[other].get("owner") for other in needed_by]
    about["foreign_consumers"] = sum(
        owner is not None and owner != about.get("owner") for owner in owners
    )

# %% Back into an inventory: what is no column is a property, and leaves with every export.
with_metric = SystemGraph.from_networkx(network)
assert with_metric.ids == graph.ids
written = export(with_metric.inventory, "canonical")
print(b"foreign_consumers" in written.content)

# %% On a large estate the same by arrays: nodes are numbers, edges are `indptr` and `indices`.
into = graph.reversed
print(dict(zip(graph.ids, (into.indptr[1:] - into.indptr[:-1]).tolist(), strict=True)))
