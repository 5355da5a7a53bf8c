from __future__ import annotations

from itertools import pairwise

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.structure.gates import Gate, Gates
from legacymap.analysis.structure.structure import structure
from legacymap.analysis.structure.structured import Structure
from legacymap.inventory import Dependency, Inventory, System


def found(*edges: str, services: str = "") -> Structure:
    pairs = [edge.split("->") for edge in edges]
    ids = sorted({*services, *(one for pair in pairs for one in pair)})
    systems = [
        System(id=i, name=i, kind="service" if i in services else "application") for i in ids
    ]
    dependencies = [Dependency(consumer=a, provider=b) for a, b in pairs]
    return structure(Estate.of(Inventory.of(systems, dependencies)))


def test_what_all_services_pass_on_their_ways_is_a_gate_with_all_that_is_behind_it() -> None:
    told = found("s->a", "t->a", "u->c", "a->b", "a->c", "b->d", "b->e", services="stu").gates
    # c is reached past a as well, so it stands behind no system.
    assert told == Gates(
        services=3,
        reached=5,
        found=Excerpt(
            2,
            (Gate("a", Excerpt(3, ("b", "d", "e")), 2), Gate("b", Excerpt(2, ("d", "e")), 2)),
        ),
    )


def test_a_circle_behind_a_gate_ends() -> None:
    told = found("s->a", "a->b", "b->a", services="s").gates
    assert told.found == Excerpt(1, (Gate("a", Excerpt(1, ("b",)), 1),))


def test_a_service_behind_a_gate_is_none_of_the_systems_behind_it() -> None:
    told = found("s->a", "a->t", "a->b", services="st").gates
    assert told == Gates(1, 2, Excerpt(1, (Gate("a", Excerpt(1, ("b",)), 1),)))


def test_a_chain_of_more_than_a_word_of_gates_is_told_gate_by_gate() -> None:
    chain = [f"g{number:02}" for number in range(71)]
    told = found("s->g00", *(f"{a}->{b}" for a, b in pairwise(chain)), services="s").gates
    assert told.found == Excerpt.of(
        Gate(gate, Excerpt.of(chain[place + 1 :]), 1) for place, gate in enumerate(chain[:-1])
    )


def test_without_a_service_that_depends_on_anything_there_is_no_gate() -> None:
    assert found("a->b", services="s").gates == Gates(0, 0, Excerpt(0))


def test_single_points_and_links_count_the_services_that_they_cut_off() -> None:
    # Without b the pieces a-s and c-d are equal: that of the smallest id stays.
    told = found("s->a", "a->b", "b->c", "b->d", "c->d", services="s")
    assert {point.id: point.services for point in told.single_points_of_failure} == {
        "a": 1,
        "b": 0,
    }
    assert {link.systems: link.services for link in told.bridges.first} == {
        ("a", "b"): 1,
        ("a", "s"): 1,
    }
