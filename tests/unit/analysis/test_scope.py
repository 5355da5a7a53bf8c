"""Parts of an estate: what belongs to them, and that reach goes through the whole."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from legacymap.analysis import (
    Estate,
    exposure,
    fragmentation,
    impact,
    integration,
    quality,
    risk,
    structure,
)
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.fragmentation.communities import Communities, PartInCommunities
from legacymap.analysis.scope import Part, part_of
from legacymap.errors import InvalidQuery
from legacymap.inventory import DataEntity, Dependency, Holding, Inventory, Organisation, System


def estate() -> Estate:
    return Estate.of(
        Inventory.of(
            [
                System(id="web", name="Web", kind="service", owner="hq", partition="tax"),
                System(id="desk", name="Desk", kind="service", owner="branch", tags=("old style",)),
                System(id="core", name="Core", kind="application", owner="it", legacy=True),
                System(id="db", name="Core store", kind="data_store", parent="core"),
                System(id="lost", name="Lost", kind="application"),
            ],
            [
                Dependency(consumer="web", provider="db"),
                Dependency(consumer="desk", provider="web"),
                Dependency(consumer="core", provider="desk"),
            ],
            organisations=[
                Organisation(id="hq", name="Headquarters"),
                Organisation(id="branch", name="Branch", parent="hq"),
            ],
            data_entities=[DataEntity(id="person", name="Person")],
            holdings=[Holding(system="db", entity="person", role="master")],
        )
    )


def asked(**part: str) -> Part:
    found = part_of(estate(), **part)
    assert found is not None
    return found


def test_nothing_asked_is_the_whole() -> None:
    assert part_of(estate()) is None


def test_an_owner_is_found_by_id_or_name_with_the_organisations_under_it() -> None:
    scope = asked(owner="headquarters").scope
    assert (scope.systems, scope.of, scope.unstated) == (2, 4, 1)
    assert scope.rule == "systems whose owner is hq and the 1 under it"


def test_a_part_of_a_system_belongs_to_the_owner_of_its_whole() -> None:
    assert asked(owner="it").ids == {"core", "db"}


def test_a_service_line_is_a_partition_where_the_inventory_states_it() -> None:
    assert asked(service_line="Tax").ids == {"web"}


def test_else_it_is_a_service_with_all_that_it_reaches() -> None:
    found = asked(service_line="desk")
    assert found.ids == {"core", "db", "desk", "web"}
    assert found.scope.label == "Service line Desk"


def test_a_tag_brings_the_systems_that_bear_it() -> None:
    assert asked(tag="old style").ids == {"desk"}


@pytest.mark.parametrize("by", ["owner", "service_line", "tag"])
def test_what_there_is_not_is_told_with_its_place(by: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        part_of(estate(), **{by: "nonsense"})
    (finding,) = caught.value.findings
    assert (finding.code, str(finding.where)) == (f"unknown_{by}", by)


def test_close_names_are_offered() -> None:
    with pytest.raises(InvalidQuery, match="meant 'branch'"):
        part_of(estate(), owner="brunch")


def test_two_parts_at_a_time_are_refused() -> None:
    with pytest.raises(InvalidQuery, match="one of owner, tag at a time"):
        part_of(estate(), owner="it", tag="old style")


def test_the_services_of_a_part_reach_through_the_whole() -> None:
    found = exposure(estate(), part=asked(owner="branch"))
    assert [(one.id, one.on_legacy) for one in found.services] == [("desk", True)]
    assert (found.estate.denominator, found.legacy) == (1, ())
    assert found.sentences[0].text == "Owner Branch: 1 of 1 service stands on legacy."


def test_a_legacy_system_of_a_part_carries_services_of_the_whole() -> None:
    found = exposure(estate(), part=asked(owner="it"))
    assert found.services == ()
    assert found.sentences[0].text == (
        "Owner it: 2 of 2 services of the whole estate stand on Core, 1 of them by a"
        " dependency of their own: no legacy system carries more."
    )


def test_the_circles_that_a_part_stands_in_are_told_with_its_own_systems() -> None:
    found = structure(estate(), part=asked(owner="it"))
    assert [cycle.systems.first for cycle in found.cycles] == [("core", "desk", "web")]
    assert (found.systems, found.propagation.numerator, found.propagation.denominator) == (1, 3, 4)
    assert "1 of 1 system stands in circles" in " ".join(s.text for s in found.sentences)


def test_the_core_is_the_whole_s_and_a_part_is_told_who_of_it_stands_there() -> None:
    whole, found = structure(estate()), structure(estate(), part=asked(owner="hq"))
    assert whole.own_core is None
    assert found.core == whole.core
    assert found.own_core == Excerpt(2, ("desk", "web"))
    alone = structure(estate(), part=asked(service_line="desk"))
    assert alone.own_core == alone.core.systems


def lines() -> Estate:
    """Two services: one of x goes by way of a to b and c, one of y by way of d to e and f."""
    owner = dict(zip("sabctdef", "xxxyyyyy", strict=True))
    ways = [tuple(way) for way in ("sa", "ab", "ac", "bc", "td", "de", "df", "ef", "ta")]
    return Estate.of(
        Inventory.of(
            [
                System(id=one, name=one, owner=owner[one], kind="service" if one in "st" else None)
                for one in owner
            ],
            [Dependency(consumer=a, provider=b) for a, b in ways],
        )
    )


def owned(by: str) -> Part:
    found = part_of(lines(), owner=by)
    assert found is not None
    return found


def test_the_gates_of_a_part_are_its_own_with_what_is_behind_them_in_the_whole() -> None:
    every, x, y = (structure(lines(), part=part).gates for part in (None, owned("x"), owned("y")))
    assert [gate.id for gate in every.found.first] == ["a", "d"]
    assert [gate for gate in every.found.first if gate.id == "a"] == list(x.found.first)
    assert [gate.id for gate in y.found.first] == ["d"]
    assert (x.services, x.reached) == (every.services, every.reached)
    (told,) = (
        one.text
        for one in structure(lines(), part=owned("x")).sentences
        if one.code == "only_way_from_services"
    )
    assert told == (
        "Owner x: 2 systems of 6 that services of the whole estate reach are reached only by way of"
        " a, which 2 of 2 services with a dependency need."
    )


def test_a_part_is_told_in_which_communities_of_the_whole_it_lies() -> None:
    whole = fragmentation(lines()).owners.communities
    found = fragmentation(lines(), owned("x")).owners.communities
    assert [one.systems.first for one in whole.found.first] == [
        ("a", "b", "c", "s"),
        ("d", "e", "f", "t"),
    ]
    assert whole.of_part is None
    assert [(one.systems.first, one.own) for one in found.found.first] == [
        (("a", "b", "c", "s"), 3)
    ]
    assert found.of_part == PartInCommunities(
        systems=3, compared=3, communities=1, together=Fraction(1), among_themselves=Fraction(3, 4)
    )
    assert (found.modularity, found.adjusted_rand) == (whole.modularity, whole.adjusted_rand)
    other = fragmentation(lines(), owned("y")).owners.communities
    assert [(one.systems.first, one.own) for one in other.found.first] == [
        (("d", "e", "f", "t"), 4),
        (("a", "b", "c", "s"), 1),
    ]
    assert other.of_part == PartInCommunities(
        systems=5,
        compared=5,
        communities=2,
        together=Fraction(4, 5),
        among_themselves=Fraction(5, 8),
    )


def test_who_of_a_part_sits_with_others_is_told_of_the_part() -> None:
    (other,) = (
        one.text
        for one in fragmentation(lines(), owned("y")).sentences
        if one.code == "sits_with_others"
    )
    assert other.startswith("Owner y: 1 of 5 systems with an owner and a dependency hangs together")
    assert fragmentation(lines(), owned("x")).owners.communities.elsewhere == Excerpt(0)


def test_a_part_without_a_dependency_lies_in_no_community() -> None:
    lonely = Part(asked(tag="old style").scope, frozenset({"lost"}))
    found = fragmentation(estate(), lonely).owners.communities
    assert found.found == Excerpt(0)
    assert found.of_part == PartInCommunities(0, 0, 0, None, None)


def test_data_quality_and_impact_count_the_part_alone() -> None:
    part = asked(owner="hq")
    assert fragmentation(estate(), part).estate.systems_stating_data == 0
    assert quality(estate(), part=part).systems == 2
    assert [one.id for one in impact(estate(), "core", part=part).consumers] == ["web", "desk"]


def without_part(communities: Communities) -> Communities:
    found = tuple(replace(one, own=None) for one in communities.found.first)
    return replace(communities, found=Excerpt(communities.found.count, found), of_part=None)


def test_the_whole_as_a_part_says_the_same_as_the_whole() -> None:
    whole = Part(asked(owner="it").scope, frozenset(estate().graph.ids))
    one, other = structure(estate()), structure(estate(), part=whole)
    assert (one.cycles, one.propagation, one.roles) == (
        other.cycles,
        other.propagation,
        other.roles,
    )
    assert exposure(estate(), part=whole).estate == exposure(estate()).estate
    assert quality(estate(), part=whole).columns == quality(estate()).columns
    assert quality(estate(), part=whole).findings == quality(estate()).findings
    lies = fragmentation(estate(), whole).owners
    assert replace(lies, communities=without_part(lies.communities)) == (
        fragmentation(estate()).owners
    )
    assert structure(estate(), part=whole).gates == structure(estate()).gates


def test_the_register_of_a_part_holds_its_systems_and_counts_who_depends_on_them_in_the_whole() -> (
    None
):
    found = risk(estate(), part=asked(owner="it"))
    assert (found.systems, found.legacy.legacy, found.scope) == (1, 1, asked(owner="it").scope)
    assert [(row.id, row.affected) for row in found.register.first] == [("core", 2)]
    assert found.sentences[0].text == "Owner it: 1 of 1 system is legacy."
    whole = Part(asked(owner="it").scope, frozenset(estate().graph.ids))
    assert risk(estate(), part=whole).register == risk(estate()).register


def test_ties_of_a_part_are_those_with_an_end_in_it() -> None:
    found = integration(estate(), part=asked(owner="hq"))
    assert (found.systems, found.dependencies) == (2, 3)
    assert [store.store for store in found.shared_databases.shared.first] == ["db"]
    alone = integration(estate(), part=asked(owner="branch"))
    assert (alone.systems, alone.dependencies) == (1, 2)
    assert (alone.shared_databases.stores, alone.shared_databases.shared.count) == (0, 0)
    whole = Part(asked(owner="it").scope, frozenset(estate().graph.ids))
    every = integration(estate(), part=whole)
    assert (every.shared_databases, every.meshes, every.batch, every.chatty) == (
        integration(estate()).shared_databases,
        integration(estate()).meshes,
        integration(estate()).batch,
        integration(estate()).chatty,
    )
