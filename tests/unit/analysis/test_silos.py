from __future__ import annotations

from fractions import Fraction

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.fragmentation.silos import Component, Crossing, Silo, components, owners
from legacymap.analysis.scope import part_of
from legacymap.inventory import Dependency, Inventory, Organisation, System


def estate(systems: tuple[System, ...], *edges: str) -> Estate:
    pairs = [edge.split("->") for edge in edges]
    return Estate.of(
        Inventory.of(
            systems,
            [
                Dependency(consumer=consumer, provider=provider, id=str(number))
                for number, (consumer, provider) in enumerate(pairs)
            ],
        )
    )


def owned(id: str, owner: str | None) -> System:
    return System(id=id, name=id, owner=owner)


def test_crossing_share_and_modularity_count_every_declared_dependency() -> None:
    found = owners(
        estate(
            (owned("a", "x"), owned("b", "x"), owned("c", "y"), owned("d", None)),
            *("a->b", "a->b", "a->c", "c->d"),
        )
    )
    assert (found.by, found.crossing, found.inside, found.unknown) == ("owner", 1, 2, 1)
    assert found.crossing_share == Fraction(1, 3)
    # Inside 2 of 3; x gives 3 and takes 2, y gives none: expected 3 * 2 / 9.
    assert found.modularity == Fraction(2, 3) - Fraction(6, 9)
    assert found.groups.first == (Silo("x", 2, 2, 1, 0), Silo("y", 1, 0, 0, 1))
    assert found.matrix.first == (Crossing("x", "x", 2), Crossing("x", "y", 1))
    assert found.systems_without_group == 1


def test_two_equal_silos_without_a_crossing_have_modularity_one_half() -> None:
    systems = (owned("a", "x"), owned("b", "x"), owned("c", "y"), owned("d", "y"))
    assert owners(estate(systems, "a->b", "c->d")).modularity == Fraction(1, 2)


def test_one_owner_tells_nothing_apart_so_partitions_do() -> None:
    systems = (
        System(id="a", name="a", owner="x", partition="north"),
        System(id="b", name="b", owner="x", partition="south"),
    )
    found = owners(estate(systems, "a->b"))
    assert (found.by, found.crossing_share) == ("partition", Fraction(1))


def test_a_family_of_tags_stands_in_where_there_is_nothing_else() -> None:
    systems = (
        System(id="a", name="a", tags=("AREA_NORTH", "WEB_ONE", "WEB_TWO")),
        System(id="b", name="b", tags=("AREA_SOUTH", "WEB_ONE")),
    )
    found = owners(estate(systems, "a->b"))
    assert (found.by, found.family, found.crossing) == ("tags", "AREA", 1)


def test_tags_that_all_systems_share_tell_nothing_apart() -> None:
    systems = tuple(System(id=one, name=one, tags=("AREA_NORTH",)) for one in "ab")
    found = owners(estate(systems, "a->b"))
    assert (found.by, found.family, found.groups) == (None, None, Excerpt(0))


def test_of_a_part_dependencies_of_unknown_groups_are_counted_where_one_end_is_in_it() -> None:
    whole = estate((owned("a", "x"), owned("b", "y"), owned("c", None)), "a->c", "c->b", "a->b")
    found = owners(whole, part_of(whole, owner="x"))
    assert (found.crossing, found.inside, found.unknown) == (1, 0, 1)


def test_without_groups_nothing_is_said() -> None:
    found = owners(estate((owned("a", "x"), owned("b", "x")), "a->b"))
    assert (found.by, found.modularity, found.crossing_share) == (None, None, None)
    assert found.unknown == 1


def test_islands_come_largest_first_and_lone_systems_apart() -> None:
    systems = tuple(owned(letter, None) for letter in "abcdef")
    islands, alone = components(estate(systems, "b->c", "d->e", "f->e"))
    assert islands == (
        Component(Excerpt(3, ("d", "e", "f"))),
        Component(Excerpt(2, ("b", "c"))),
    )
    assert alone == Excerpt(1, ("a",))


def test_owners_are_called_by_the_names_of_their_organisations() -> None:
    systems = (owned("a", "x"), owned("b", "y"), owned("c", "z"), owned("d", "w"))
    inventory = Inventory.of(
        systems,
        [Dependency(consumer="a", provider="b"), Dependency(consumer="a", provider="c")],
        organisations=[
            Organisation(id="x", name="The Agency"),
            Organisation(id="y", name="Office"),
            Organisation(id="z", name="Office"),
            Organisation(id="unseen", name="Nobody's"),
        ],
    )
    found = owners(Estate.of(inventory))
    assert found.called == {"x": "The Agency", "y": "Office [y]", "z": "Office [z]"}
    assert [found.name(one) for one in ("w", "x")] == ["w", "The Agency"]
    # Ids stay ids.
    assert found.matrix.first == (Crossing("x", "y", 1), Crossing("x", "z", 1))


def test_areas_are_not_called_by_the_names_of_organisations() -> None:
    inventory = Inventory.of(
        [System(id="a", name="a", partition="x"), System(id="b", name="b", partition="y")],
        [Dependency(consumer="a", provider="b")],
        organisations=[Organisation(id="x", name="The Agency")],
    )
    found = owners(Estate.of(inventory))
    assert (found.by, found.called, found.name("x")) == ("partition", {}, "x")


def test_pairs_of_groups_are_counted_beyond_those_that_are_shown() -> None:
    systems = tuple(owned(f"s{n:03}{side}", f"g{n:03}") for n in range(150) for side in "ab")
    edges = [f"s{n:03}a->s{n:03}b" for n in range(150)] + ["s000a->s149a", "s149a->s000a"]
    found = owners(estate(systems, *edges))
    assert (found.matrix.count, found.crossing_pairs) == (152, 2)
    assert len(found.matrix.first) == 100
