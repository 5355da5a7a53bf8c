"""What breaks if: who is touched when one system stops, and who only works worse."""

# %%
from pathlib import Path

from legacymap.analysis import Estate, impact
from legacymap.ingest import InputFile, read_inventory

path = Path("examples/benefits/inventory.json")
estate = Estate.of(read_inventory([InputFile(path.name, path.read_bytes())]).inventory)

# %% Whoever depends on it, directly or not, with the strongest effect that reaches them.
touched = impact(estate, "claims", direction="consumers")
for consumer in touched.consumers:
    print(consumer.distance, consumer.id, consumer.effect)

# %% The same question to the graph alone, and the way by which it gets there.
graph = estate.graph
assert set(graph.affected_by("claims")) >= {consumer.id for consumer in touched.consumers}
for consumer in graph.affected_by("claims"):
    print(" -> ".join(graph.path(consumer=consumer, provider="claims")))
