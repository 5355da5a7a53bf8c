"""Cyclic groups with their cheapest cut, as given and in the other readings."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.structure.cut_costs import cut_costs
from legacymap.analysis.structure.cycles import Cycle, CyclicGroup
from legacymap.analysis.structure.cycles import cycles as cycles_of
from legacymap.analysis.structure.readings import readings
from legacymap.analysis.structure.structure import structure
from legacymap.errors import InvalidQuery
from legacymap.inventory import Dependency, Inventory, System


def estate(*rows: str, parts: dict[str, str] | None = None) -> Estate:
    """``"a reads b"``, ``"a sends b"``: consumer, wording, provider; equal rows count twice."""
    parts = parts or {}
    dependencies = [
        Dependency(consumer=consumer, provider=provider, description=words, id=f"d{number}")
        for number, (consumer, words, provider) in enumerate(row.split() for row in rows)
    ]
    names = {end for d in dependencies for end in (d.consumer, d.provider)}
    names |= {*parts, *parts.values()}
    systems = [System(id=name, name=name, parent=parts.get(name)) for name in sorted(names)]
    return Estate.of(Inventory.of(systems, dependencies))


def cycles(*rows: str) -> tuple[Cycle, ...]:
    return structure(estate(*rows)).cycles


def cut(group: CyclicGroup) -> list[tuple[str, str, int]]:
    return [(d.consumer, d.provider, d.cost) for d in group.cut.first]


def test_the_cut_counts_declared_dependencies_not_arrows() -> None:
    (group,) = cycles("a reads b", "a shows b", "b reads c", "b shows c", "c reads a")
    assert cut(group) == [("c", "a", 1)]
    assert (group.cost, group.exact, group.dependencies) == (1, True, 5)


def test_given_prices_decide_where_a_circle_is_cut() -> None:
    ring = estate("a reads b", "b reads c", "c reads a")
    found = structure(ring, prices={("a", "b"): 5, ("b", "c"): 3, ("c", "a"): 4})
    (group,) = found.cycles
    assert cut(group) == [("b", "c", 3)]
    (told,) = (one for one in found.sentences if one.code == "cheapest_cut")
    assert told.text == (
        "3 of 3 systems stand in circles of dependencies, which would be gone without the"
        " dependencies of 1 pair of systems, at 3 by the prices given: no cheaper cut exists."
    )
    assert (told.count, told.of) == (1, None)


def test_a_price_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        structure(estate("a reads b"), prices={("a", "b"): 0})


def test_groups_stand_largest_first_then_by_id() -> None:
    found = cycles(
        "y reads z", "z reads y", "a reads b", "b reads a", "m reads n", "n reads o", "o reads m"
    )
    assert [group.systems.first for group in found] == [("m", "n", "o"), ("a", "b"), ("y", "z")]


def test_a_group_that_rests_on_a_push_is_gone_without_it() -> None:
    (group,) = cycles("b reads a", "a sends b")
    assert (group.doubtful, group.without_doubtful.count, group.pushes_reversed.count) == (1, 0, 0)


def test_what_is_left_of_a_group_without_doubtful_dependencies_has_its_own_cut() -> None:
    (group,) = cycles("a reads b", "b reads a", "b reads c", "c sends a")
    assert group.systems.first == ("a", "b", "c")
    (left,) = group.without_doubtful.first
    assert (left.systems.first, cut(left), left.doubtful) == (("a", "b"), [("b", "a", 1)], 0)


def test_what_belongs_together_is_never_cut() -> None:
    whole = estate("a reads whole", parts={"a": "whole"})
    read = readings(whole, whole.graph, {})
    (group,) = cycles_of(whole.graph.ids, read).found
    assert cut(group) == [("a", "whole", 1)]


def test_a_dependency_whose_direction_is_said_to_be_doubtful_is_dropped_as_a_push_is() -> None:
    doubtful = Dependency(consumer="a", provider="b", properties={"direction_doubtful": True})
    systems = [System(id=one, name=one) for one in "ab"]
    back = Dependency(consumer="b", provider="a")
    (group,) = structure(Estate.of(Inventory.of(systems, [doubtful, back]))).cycles
    assert (group.doubtful, group.without_doubtful, group.pushes_reversed.count) == (
        1,
        Excerpt(0),
        1,
    )


def test_of_a_part_its_own_systems_that_stay_in_circles_are_counted() -> None:
    whole = estate("a reads b", "b reads a", "c reads d", "d reads c")
    read = readings(whole, whole.top, {})
    circles = cycles_of(whole.top.ids, read, np.array([True, False, False, False]))
    assert [circle.systems.first for circle in circles.found] == [("a", "b")]
    assert (circles.systems, circles.without_doubtful) == (Excerpt(1, ("a",)), 1)


def test_turning_pushes_round_may_make_a_group_larger() -> None:
    (group,) = cycles("a reads b", "b reads a", "a reads c", "a sends c", "b sends d")
    assert group.systems.first == ("a", "b")
    (turned,) = group.pushes_reversed.first
    assert (turned.systems.first, turned.size) == (("a", "b"), 3)


def test_groups_that_pushes_would_join_do_not_repeat_each_other() -> None:
    pairs = [
        f"{one}{way}" for one in "abcdefghij" for way in (f"1 reads {one}2", f"2 reads {one}1")
    ]
    ring = [f"{one}1 sends {other}1" for one, other in pairwise("abcdefghij")]
    back = ["a2 reads j2"]
    found = cycles(*pairs, *ring, *back)
    assert [group.pushes_reversed.first[0].size for group in found] == [20] * 10
    assert sum(t.systems.count for group in found for t in group.pushes_reversed.first) == 20


def test_being_a_part_is_nothing_that_can_be_cut() -> None:
    whole = estate("part reads web", "web reads whole", "web shows whole", parts={"part": "whole"})
    inside = structure(whole).as_given
    assert inside is not None
    (group,) = inside.cycles
    # whole -> part is structure; the cheaper of the two dependencies goes.
    assert group.systems.first == ("part", "web", "whole")
    assert cut(group) == [("part", "web", 1)]
    assert group.dependencies == 3


def test_a_large_knot_says_that_its_cut_is_a_heuristic_one() -> None:
    names = [f"s{number:02d}" for number in range(30)]
    rows = [
        f"{a} reads {b}"
        for number, a in enumerate(names)
        for b in (names[(number + 1) % 30], names[(number + 7) % 30], names[(number + 12) % 30])
    ]
    (group,) = cycles(*rows)
    assert (group.systems.count, group.exact) == (30, False)
    assert group.cost == group.cut.count > 0


def test_costs_of_cuts_are_read_as_people_write_them() -> None:
    ring = estate("a reads b", "b reads c,d", "c,d reads a")
    assert cut_costs(ring, ["a,b,5", 'b,"c,d",3']) == {("a", "b"): 5, ("b", "c,d"): 3}
    assert cut_costs(ring, []) == {}


def test_costs_of_cuts_that_are_none_are_all_named() -> None:
    ring = estate("a reads b", "b reads c", "c reads a")
    with pytest.raises(InvalidQuery) as caught:
        cut_costs(ring, ["a,b", "a,c,1", "a,b,0", "a,b,x", "b,c,2", "b,c,3", "", "a\nb,c,1"])
    assert [(f.where.path, f.message) for f in caught.value.findings if f.where] == [
        ("cut_cost[1]", "'a,b': a cost is written CONSUMER,PROVIDER,COST, such as orders,stock,9"),
        ("cut_cost[2]", "'a,c,1': no dependency of 'a' on 'c' is recorded"),
        ("cut_cost[3]", "'a,b,0': the cost is a whole number from 1 to 1,000,000,000, not '0'"),
        ("cut_cost[4]", "'a,b,x': the cost is a whole number from 1 to 1,000,000,000, not 'x'"),
        ("cut_cost[6]", "'b,c,3': this pair has a cost already"),
        ("cut_cost[7]", "'': a cost is written CONSUMER,PROVIDER,COST, such as orders,stock,9"),
        (
            "cut_cost[8]",
            "'a\\nb,c,1': a cost is written CONSUMER,PROVIDER,COST, such as orders,stock,9",
        ),
    ]


def test_a_cost_of_thousands_of_digits_is_too_large_and_no_fault_of_ours() -> None:
    with pytest.raises(InvalidQuery, match="the cost is a whole number from 1 to 1,000,000,000"):
        cut_costs(estate("a reads b", "b reads a"), [f"a,b,{'9' * 5000}"])
