"""Cheapest cuts: which dependencies to end so that no systems go in circles."""

# %% Three circles through one dependency.
import networkx as nx

from legacymap import SystemGraph
from legacymap.analysis import Estate, structure

mine = nx.DiGraph()
nx.add_cycle(mine, ["orders", "stock", "prices"])
nx.add_cycle(mine, ["orders", "stock", "delivery"])
nx.add_cycle(mine, ["orders", "stock", "returns"])
estate = Estate.of(SystemGraph.from_networkx(mine).inventory)

# %% One cut is enough, and no cheaper one exists.
(circle,) = structure(estate).cycles
print([(cut.consumer, cut.provider) for cut in circle.cut.first], "exact:", circle.exact)

# %% Where that one is dear, give prices: then three others go.
priced = structure(estate, prices={("orders", "stock"): 9})
print([(cut.consumer, cut.provider) for cut in priced.cycles[0].cut.first], priced.cycles[0].cost)

# %% Without the cut edges networkx finds no cycle.
mine.remove_edges_from([(cut.consumer, cut.provider) for cut in circle.cut.first])
assert nx.is_directed_acyclic_graph(mine)
