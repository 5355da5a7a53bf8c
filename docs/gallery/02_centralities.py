"""Centralities: networkx on the graph that legacymap read."""

# %% Read an inventory and take its graph over to networkx.
from pathlib import Path

import networkx as nx

from legacymap import SystemGraph
from legacymap.ingest import InputFile, read_inventory

path = Path("examples/benefits/inventory.json")
graph = SystemGraph.of(read_inventory([InputFile(path.name, path.read_bytes())]).inventory)
network = graph.networkx()

# %% Everything networkx can do: `dependencies` is the number of declared ones, fit as a weight.
# (`nx.pagerank` takes it as well; networkx asks for scipy there, which legacymap does without.)
rank = nx.katz_centrality(network, alpha=0.1, weight="dependencies")
for system in sorted(rank, key=lambda name: (-rank[name], name))[:3]:
    print(network.nodes[system]["name"], round(rank[system], 3))

# %% On large estates our kernels give some of it sooner: exact up to 3,000 systems, then sampled.
from legacymap.graph.betweenness import betweenness

between = betweenness(graph.csr)
exact = nx.betweenness_centrality(network)
assert all(
    abs(share - exact[name]) < 1e-9
    for name, share in zip(graph.ids, between.share.tolist(), strict=True)
)
