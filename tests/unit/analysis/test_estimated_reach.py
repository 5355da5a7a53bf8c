"""On very large graphs names and small counts of what is reached stay exact; others are near."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.graph.test_estimates import layers

from legacymap.analysis import Estate, exposure, quality
from legacymap.analysis.exposure import reach
from legacymap.analysis.exposure.reach import Found, Upward, counts_reached_by, reached, reached_by
from legacymap.graph import Ints, kernels
from legacymap.inventory import Dependency, Inventory, System

NODES, GROUPS = 2000, 900
GRAPH = Upward.of(layers(NODES, 12))
STARTS = np.arange(0, NODES, 2)
GROUP = np.where(np.arange(NODES) % 3 == 0, -1, np.arange(NODES) * 7 % GROUPS)
OWN = np.arange(len(STARTS)) * 5 % GROUPS


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "EXACT_COMPONENTS", 0)
    monkeypatch.setattr(reach, "DRAWN", 400)


def alike(found: Found, exact: Found, rows: int, *, shown: int) -> None:
    for row in range(rows):
        assert found.first(row)[:shown] == exact.first(row)[:shown]
    small = exact.count <= shown
    assert small.any()
    assert not small.all()
    assert found.count[small].tolist() == exact.count[small].tolist()
    assert (found.count[~small] > shown).all()
    assert np.abs(found.count - exact.count).max() <= 0.1 * GROUPS
    assert found.own.tolist() == exact.own.tolist()


def asked(*, left_out: bool) -> Found:
    return reached(GRAPH, STARTS, GROUP, groups=GROUPS, own=OWN, own_left_out=left_out, shown=20)


@pytest.mark.parametrize("left_out", [True, False])
def test_names_and_counts_up_to_their_number_are_exact_where_others_are_estimated(
    left_out: bool, request: pytest.FixtureRequest
) -> None:
    exact = asked(left_out=left_out)
    assert reach.drawn_of(GRAPH, GROUPS) is None
    request.getfixturevalue("small_limits")
    assert reach.drawn_of(GRAPH, GROUPS) == 400
    found = asked(left_out=left_out)
    assert (exact.own.sum() > 0) == (not left_out)
    alike(found, exact, len(STARTS), shown=20)


def test_who_reaches_a_group_is_named_exactly_where_its_count_is_estimated(
    request: pytest.FixtureRequest,
) -> None:
    def found() -> tuple[Found, Ints]:
        by = reached_by(GRAPH, STARTS, GROUP, groups=GROUPS, shown=15)
        (counts,) = counts_reached_by(GRAPH, STARTS, (GROUP,), groups=GROUPS)
        return by, counts

    exact, counted = found()
    assert counted.tolist() == exact.count.tolist()
    request.getfixturevalue("small_limits")
    estimated, counts = found()
    alike(estimated, exact, GROUPS, shown=15)
    assert counts.tolist() == estimated.count.tolist()


def test_counts_without_names_are_estimated_near_the_count(
    request: pytest.FixtureRequest,
) -> None:
    exact = reached(GRAPH, STARTS, GROUP, groups=GROUPS, own=OWN, shown=0)
    request.getfixturevalue("small_limits")
    found = reached(GRAPH, STARTS, GROUP, groups=GROUPS, own=OWN, shown=0)
    assert 0 < np.abs(found.count - exact.count).max() <= 0.1 * GROUPS


@pytest.mark.usefixtures("small_limits")
def test_who_reaches_all_but_its_own_is_estimated_to_reach_all_but_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reach, "DRAWN", 4)
    nodes = np.arange(6)
    ring = Upward.of(kernels.csr(6, nodes, (nodes + 1) % 6))
    found = reached(ring, nodes, nodes, groups=6, own=nodes, shown=0)
    assert found.count.tolist() == [5] * 6


def test_few_columns_are_counted_on_any_graph(request: pytest.FixtureRequest) -> None:
    few = np.where(GROUP < 400, GROUP, -1)
    exact = reached(GRAPH, STARTS, few, groups=400, shown=3)
    request.getfixturevalue("small_limits")
    assert reach.drawn_of(GRAPH, 400) is None
    found = reached(GRAPH, STARTS, few, groups=400, shown=3)
    assert found.count.tolist() == exact.count.tolist()
    assert found.firsts.tolist() == exact.firsts.tolist()


@pytest.mark.usefixtures("small_limits")
def test_what_is_estimated_is_said_to_be_about_that_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reach, "DRAWN", 200)
    services = [f"s{number:03}" for number in range(300)]
    systems = [System(id=one, name=one, kind="service", legacy=False) for one in services]
    old = System(id="old", name="Old", legacy=True)
    rare = System(id="rare", name="Rare", legacy=True)
    inventory = Inventory.of(
        [*systems, old, rare],
        [Dependency(consumer=service, provider="old") for service in services[:-1]]
        + [Dependency(consumer=services[-1], provider="rare")],
    )
    found = exposure(Estate.of(inventory))
    assert found.sample == 200
    assert {one.id: one.services.first for one in found.legacy} == {
        "old": tuple(services[:100]),
        "rare": (services[-1],),
    }
    most = next(s for s in found.sentences if s.code == "most_carrying_legacy")
    assert most.text == (
        "About 300 of 300 services stand on Old, 299 of them by a dependency of their own: no"
        " legacy system is estimated to carry more."
    )
    reasons = {
        (one.system, one.column): one.reason for one in quality(Estate.of(inventory)).missing.first
    }
    assert reasons["old", "owner"].startswith("it is legacy, about 300 services stand on it")
    assert reasons["rare", "owner"].startswith("it is legacy, 1 service stands on it")


@pytest.mark.usefixtures("small_limits")
def test_fifteen_services_on_a_legacy_system_are_counted_on_any_estate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reach, "DRAWN", 10)
    services = [System(id=f"s{n:02}", name=f"s{n:02}", kind="service") for n in range(30)]
    old = System(id="old", name="Old", legacy=True)
    rows = [Dependency(consumer=one.id, provider="old") for one in services[:15]]
    facts = quality(Estate.of(Inventory.of([*services, old], rows))).missing.first
    reasons = {(fact.system, fact.column): fact.reason for fact in facts}
    assert reasons["old", "owner"] == (
        "it is legacy, 15 services stand on it, and nobody is named who could decide or answer"
    )
