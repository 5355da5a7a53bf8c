"""From your networkx graph to findings: what stands on legacy, what is not known."""

# %% A graph as you may have it already: nodes are systems, an edge leads to what is needed.
import networkx as nx

from legacymap import SystemGraph
from legacymap.analysis import Estate, exposure, quality

mine = nx.DiGraph()
mine.add_node("portal", name="Citizen portal", kind="service", owner="Digital")
mine.add_node("ledger", name="Ledger", legacy=True, end_of_support="2027-06", owner="Finance")
mine.add_node("claims", name="Claims", owner="Benefits", cost_centre="4711")
mine.add_edge("portal", "claims", kind="call", description="shows claims from")
mine.add_edge("claims", "ledger", kind="file", description="sends payments to")

# %% Attributes go by the column names of an inventory; others are kept as properties.
graph = SystemGraph.from_networkx(mine)
graph.needs("portal")  # ('claims', 'ledger')

# %% From here on everything works that works on a file.
estate = Estate.of(graph.inventory)
exposed = exposure(estate)
for service in exposed.services:
    print(service.id, "stands on legacy:", service.on_legacy, "by", " -> ".join(service.path))

# %% What is missing, and what it would decide.
for fact in quality(estate).missing.first[:3]:
    print(fact.system, fact.column, "-", fact.reason)
