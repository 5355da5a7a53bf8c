"""Batches in a row are what networkx finds by walking from every system against the data."""

from __future__ import annotations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.analysis.estate import Estate
from legacymap.analysis.integration.batch_hops import batch_hops
from legacymap.analysis.integration.links import links
from legacymap.inventory import Dependency, Inventory, System

IDS = tuple("abcdefgh")
ENDS = st.sampled_from(IDS)
PAIRS = st.sets(st.tuples(ENDS, ENDS).filter(lambda ends: ends[0] != ends[1]), max_size=16)


@settings(max_examples=60, deadline=None)
@given(PAIRS)
def test_a_chain_is_as_long_as_the_farthest_of_the_shortest_ways(
    pairs: set[tuple[str, str]],
) -> None:
    systems = [System(id=one, name=one, kind="application") for one in IDS]
    files = [Dependency(consumer=a, provider=b, kind="file") for a, b in sorted(pairs)]
    estate = Estate.of(Inventory.of(systems, files))
    graph = nx.DiGraph(pairs)
    graph.add_nodes_from(IDS)
    farthest = {one: max(nx.single_source_shortest_path_length(graph, one).values()) for one in IDS}
    found = batch_hops(estate, links(estate), 1)
    assert {chain.system: chain.hops for chain in found.chains.first} == {
        one: hops for one, hops in farthest.items() if hops
    }
    assert found.longest == max(farthest.values())
    for chain in found.chains.first:
        passed = [(link.reader, link.origin) for link in chain.links]
        assert set(passed) <= pairs
