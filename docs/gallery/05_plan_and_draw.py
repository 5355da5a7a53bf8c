"""Plan and draw: the order of replacement, and a picture of what it goes through."""

# %%
from pathlib import Path

from legacymap.assessment import assess, estate_of
from legacymap.ingest import InputFile, read_inventory
from legacymap.report import draw, graph

path = Path("examples/benefits/inventory.json")
imported = read_inventory([InputFile(path.name, path.read_bytes())])

# %% Findings and an order; the gap says how much better any other order could be at most.
assessment = assess(imported)
for wave in assessment.plan.waves:
    print(wave.number, wave.end, [system.id for system in wave.systems])
print(assessment.plan.status, assessment.plan.gap)

# %% The graph as Mermaid, to be put into any page; "dot" and "graphml" are there as well.
picture = graph(draw(estate_of(imported.inventory)), "mermaid").decode()
print(picture.splitlines()[0])

# %% Waves as an attribute, for your own drawing with networkx.
network = estate_of(imported.inventory).top.networkx()
for wave in assessment.plan.waves:
    for system in wave.systems:
        network.nodes[system.id]["wave"] = wave.number
