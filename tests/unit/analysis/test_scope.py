"""Parts of an estate: what belongs to them, and that reach goes through the whole."""

from __future__ import annotations

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


def test_data_quality_and_impact_count_the_part_alone() -> None:
    part = asked(owner="hq")
    assert fragmentation(estate(), part).estate.systems_stating_data == 0
    assert quality(estate(), part=part).systems == 2
    assert [one.id for one in impact(estate(), "core", part=part).consumers] == ["web", "desk"]


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
    assert fragmentation(estate(), whole).owners == fragmentation(estate()).owners


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
