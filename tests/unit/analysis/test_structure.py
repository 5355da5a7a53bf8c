"""Structure on the published and the closed-form examples, and on estates with parts."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import pytest

from legacymap.analysis.estate import Estate
from legacymap.analysis.structure import propagation
from legacymap.analysis.structure.propagation import Ratio, Visibility
from legacymap.analysis.structure.structure import structure
from legacymap.analysis.structure.structured import Structure
from legacymap.graph.closures import closures
from legacymap.inventory import Dependency, Inventory, System, plain, to_json


def estate(arrows: str, *, alone: str = "", parts: dict[str, str] | None = None) -> Estate:
    """``"A>B B>C"``: A depends on B, B on C; ``alone`` names systems without dependencies."""
    pairs = [tuple(arrow.split(">")) for arrow in arrows.split()]
    parts = parts or {}
    names = {*alone.split(), *parts, *parts.values(), *(name for pair in pairs for name in pair)}
    systems = [System(id=name, name=name, parent=parts.get(name)) for name in sorted(names)]
    return Estate.of(Inventory.of(systems, [Dependency(consumer=a, provider=b) for a, b in pairs]))


def of(arrows: str, *, alone: str = "", parts: dict[str, str] | None = None) -> Structure:
    return structure(estate(arrows, alone=alone, parts=parts))


SIX = "A>B A>C B>D C>E E>F"
CORE = "K1>a K2>b a>b b>c c>a c>S1 b>S2 P1>P2"


def test_the_six_elements_of_the_source_have_its_visibility_and_propagation_cost() -> None:
    found = of(SIX)
    assert found.visibility == {
        "A": Visibility(fan_in=1, fan_out=6),
        "B": Visibility(fan_in=2, fan_out=2),
        "C": Visibility(fan_in=2, fan_out=3),
        "D": Visibility(fan_in=3, fan_out=1),
        "E": Visibility(fan_in=3, fan_out=2),
        "F": Visibility(fan_in=4, fan_out=1),
    }
    assert found.propagation == Ratio(15, 36)
    assert found.propagation_cost == Fraction(15, 36)
    assert found.density == Fraction(5, 36)
    assert (found.systems, found.dependencies, found.declared) == (6, 5, 5)


def test_a_core_sorts_the_others_into_shared_control_and_periphery() -> None:
    found = of(CORE, alone="P3")
    assert found.propagation == Ratio(33, 100)
    assert found.core.systems.first == ("a", "b", "c")
    assert found.core.share == Fraction(3, 10)
    assert (found.core.fan_in, found.core.fan_out, found.core.tied.count) == (5, 5, 0)
    assert found.roles == {
        **dict.fromkeys(("a", "b", "c"), "core"),
        **dict.fromkeys(("S1", "S2"), "shared"),
        **dict.fromkeys(("K1", "K2"), "control"),
        **dict.fromkeys(("P1", "P2", "P3"), "periphery"),
    }


def test_without_a_circle_there_is_no_core_and_nobody_has_a_role() -> None:
    found = of(SIX)
    assert (found.core.size, found.core.share) == (0, Fraction(0))
    assert not found.core.systems.count
    assert found.core.note.startswith("no core")
    assert set(found.roles.values()) == {"none"}
    assert found.cycles == ()


@pytest.mark.parametrize("n", [1, 2, 5, 9])
def test_isolated_systems_touch_only_themselves(n: int) -> None:
    assert of("", alone=" ".join("abcdefghi"[:n])).propagation_cost == Fraction(1, n)


@pytest.mark.parametrize("n", [2, 5, 9])
def test_a_ring_touches_everything(n: int) -> None:
    names = "abcdefghi"[:n]
    ring = " ".join(f"{a}>{b}" for a, b in zip(names, names[1:] + names[0], strict=True))
    assert of(ring).propagation_cost == 1


@pytest.mark.parametrize("n", [2, 5, 9])
def test_a_chain_touches_half_and_a_little(n: int) -> None:
    chain = " ".join(f"{a}>{b}" for a, b in zip("abcdefghi"[: n - 1], "bcdefghi", strict=False))
    assert of(chain).propagation_cost == Fraction(n + 1, 2 * n)


@pytest.mark.parametrize("n", [2, 5, 9])
def test_a_hub_on_leaves_touches_them_and_they_only_themselves(n: int) -> None:
    star = " ".join(f"hub>{leaf}" for leaf in "abcdefgh"[: n - 1])
    assert of(star).propagation_cost == Fraction(2 * n - 1, n * n)


def test_two_copies_side_by_side_halve_the_propagation_cost() -> None:
    both = SIX + " " + SIX.lower()
    assert of(both).propagation_cost == Fraction(15, 72)


def test_of_groups_of_equal_size_the_one_with_the_larger_reach_is_the_core() -> None:
    found = of("a>b b>a y>z z>y z>x")
    assert found.core.systems.first == ("y", "z")
    assert [tied.systems.first for tied in found.core.tied.first] == [("a", "b")]
    assert "as large" in found.core.note


def test_of_groups_equal_in_all_the_smallest_id_decides() -> None:
    found = of("c>d d>c a>b b>a")
    assert found.core.systems.first == ("a", "b")
    assert [tied.systems.first for tied in found.core.tied.first] == [("c", "d")]


def test_a_system_outside_the_core_that_reaches_and_is_reached_as_much_is_a_hub() -> None:
    # u and v use h, h uses w and x: three reach it and it reaches three, as with the core's two.
    found = of("a>b b>a c>a u>h v>h h>w h>x a>y")
    assert (found.core.fan_in, found.core.fan_out) == (3, 3)
    assert found.roles["h"] == "hub"


def test_self_loops_and_repetitions_are_dropped_and_said_so() -> None:
    inventory = Inventory.of(
        [System(id="a", name="a"), System(id="b", name="b")],
        [
            Dependency(consumer="a", provider="a"),
            Dependency(consumer="a", provider="b", kind="call"),
            Dependency(consumer="a", provider="b", kind="file"),
        ],
    )
    found = structure(Estate.of(inventory))
    assert (found.dependencies, found.declared) == (1, 2)
    assert (found.dropped.self_loops, found.dropped.parallel) == (1, 1)
    assert found.density == Fraction(1, 4)


def test_parts_roll_up_to_one_circle_that_none_of_them_is_in() -> None:
    found = of("A1>B1 B2>A2", parts={"A1": "A", "A2": "A", "B1": "B", "B2": "B"})
    assert (found.level, found.systems) == ("top", 2)
    assert [cycle.systems.first for cycle in found.cycles] == [("A", "B")]
    inside = found.as_given
    assert inside is not None
    assert (inside.level, inside.systems, inside.cycles, inside.as_given) == (
        "as_given",
        6,
        (),
        None,
    )


def test_a_circle_of_whole_systems_alone_is_told_as_such_beside_what_is_not_linked() -> None:
    found = of("A1>B1 B2>A2", alone="C", parts={"A1": "A", "A2": "A", "B1": "B", "B2": "B"})
    told = {one.code: one.text for one in found.sentences}
    assert told["cheapest_cut"] == (
        "2 of 3 systems stand in circles of dependencies, which would be gone without 1 of the 2"
        " dependencies inside them: no smaller cut exists; with parts taken apart no circle is"
        " left."
    )
    assert told["propagation_cost"] == (
        "On average a change can reach 1.7 of 3 systems, the changed one included: a propagation"
        " cost of 55.6%; of 1 system no link to others is recorded."
    )


def test_who_depends_on_a_system_reaches_its_parts() -> None:
    inside = of("web>crm", parts={"db": "crm"}).as_given
    assert inside is not None
    assert inside.visibility["web"] == Visibility(fan_in=1, fan_out=3)
    assert inside.dependencies == 1


def test_without_parts_both_levels_are_the_same() -> None:
    found = of(CORE)
    assert found.as_given is not None
    assert found.as_given.propagation == found.propagation
    assert found.as_given.level == "as_given"


def pushing() -> Estate:
    """b reads a; a sends to b: read as given they go in a circle."""
    inventory = Inventory.of(
        [System(id=name, name=name) for name in "abc"],
        [
            Dependency(consumer="b", provider="a", description="reads"),
            Dependency(consumer="a", provider="b", description="sends letters to"),
            Dependency(consumer="c", provider="a", description="reads"),
        ],
    )
    return Estate.of(inventory)


def test_propagation_is_given_without_doubtful_and_with_pushes_reversed() -> None:
    found = structure(pushing())
    assert (found.doubtful, found.propagation) == (1, Ratio(7, 9))
    assert found.without_doubtful.propagation == Ratio(5, 9)
    assert found.pushes_reversed.propagation == Ratio(5, 9)
    assert found.without_doubtful.dependencies == 2


def test_a_single_point_of_failure_says_whom_it_cuts_off() -> None:
    found = of("a>hub b>hub c>hub c>d")
    assert [(p.id, p.pieces, p.cuts_off.first) for p in found.single_points_of_failure] == [
        ("hub", 3, ("a", "b")),
        ("c", 2, ("d",)),
    ]
    assert found.single_points_count == 2
    assert [(b.systems, b.dependencies, b.cuts_off.first) for b in found.bridges.first] == [
        (("c", "hub"), 1, ("c", "d")),
        (("a", "hub"), 1, ("a",)),
        (("b", "hub"), 1, ("b",)),
        (("c", "d"), 1, ("d",)),
    ]


def test_an_estate_without_systems_has_no_ratios() -> None:
    found = structure(Estate.of(Inventory.of([])))
    assert (found.density, found.propagation_cost, found.core.share) == (None, None, None)


def test_the_document_holds_the_names_that_readers_rely_on() -> None:
    document = plain(of(CORE, alone="P3"))
    assert isinstance(document, dict)
    assert document["systems"] == 10
    assert document["propagation_cost"] == pytest.approx(0.33)
    assert document["propagation"] == {"numerator": 33, "denominator": 100, "estimate": None}
    assert document["cycles"][0]["cut"] == {
        "count": 1,
        "first": [{"consumer": "a", "provider": "b", "cost": 1}],
    }
    assert document["visibility"]["K1"] == {"fan_in": 1, "fan_out": 6}
    assert {"dependencies", "density", "core", "single_points_of_failure", "roles"} <= set(document)


def test_the_order_of_the_rows_changes_nothing() -> None:
    there, back = estate(CORE), estate(" ".join(reversed(CORE.split())))
    assert to_json(structure(there)) == to_json(structure(back))


def test_an_estimated_propagation_cost_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = of(CORE, alone="P3")
    monkeypatch.setattr(propagation, "closures", partial(closures, exact_components=0, drawn=5))
    found = of(CORE, alone="P3")
    assert counted.propagation.estimate is None
    assert found.propagation.estimate is not None
    assert found.propagation.estimate.drawn == 5
    assert 0 < found.propagation.estimate.off_by < 1
    told = [told.text for told in found.sentences if told.code == "propagation_cost"]
    assert [", estimated from 5 systems drawn" in text for text in told] == [True]
