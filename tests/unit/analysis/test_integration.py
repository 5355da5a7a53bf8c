from __future__ import annotations

from fractions import Fraction

import pytest

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.integration.batch_hops import BatchLink
from legacymap.analysis.integration.chatty_pairs import ChattyPair, MutualPair
from legacymap.analysis.integration.integrated import Integration
from legacymap.analysis.integration.integration import integration
from legacymap.analysis.integration.meshes import Mesh
from legacymap.analysis.integration.shared_stores import SharedStore, StoreUser
from legacymap.analysis.integration.thresholds import Thresholds, share
from legacymap.analysis.scope import part_of
from legacymap.errors import InvalidQuery
from legacymap.inventory import Dependency, Evidence, Inventory, System


def found(
    systems: tuple[System, ...],
    dependencies: tuple[Dependency, ...] = (),
    thresholds: Thresholds | None = None,
) -> Integration:
    return integration(Estate.of(Inventory.of(systems, dependencies)), thresholds)


def named(*ids: str) -> tuple[System, ...]:
    return tuple(System(id=one, name=one.title(), kind="application") for one in ids)


def uses(text: str, **values: object) -> Dependency:
    consumer, provider = text.split("->")
    return Dependency.model_validate({"consumer": consumer, "provider": provider, **values})


STORE = System(id="db", name="Ledger database", parent="ledger", kind="data_store")


def test_a_store_that_another_owners_system_reads_is_shared_with_its_evidence() -> None:
    systems = (
        System(id="ledger", name="Ledger", owner="finance"),
        System(id="web", name="Web", owner="digital"),
        System(id="page", name="Page", parent="web"),
        STORE,
        System(id="archive", name="Archive", parent="ledger", kind="data_store"),
    )
    stores = found(systems, (uses("page->db", description="reads balances"),)).shared_databases
    assert (stores.stores, stores.without_user, stores.across_owners) == (2, 1, 1)
    user = StoreUser("web", "digital", Excerpt(1, ("page",)), "reads", ("reads balances",))
    assert stores.shared == Excerpt(
        1,
        (
            SharedStore(
                store="db",
                system="ledger",
                systems=2,
                owners=Excerpt(2, ("digital", "finance")),
                owners_unknown=0,
                across_owners=True,
                only_handed_over=False,
                users=Excerpt(1, (user,)),
            ),
        ),
    )


def test_who_uses_a_store_through_its_interface_shares_nothing() -> None:
    api = System(id="api", name="API", parent="ledger", kind="interface")
    systems = (*named("ledger", "web"), STORE, api)
    stores = found(systems, (uses("web->api"), uses("api->db"))).shared_databases
    assert (stores.shared.count, stores.without_user) == (0, 0)


def test_without_an_owner_it_is_not_known_whether_owners_share_a_store() -> None:
    (store,) = found(
        (*named("ledger", "web"), STORE), (uses("web->db"),)
    ).shared_databases.shared.first
    assert (store.across_owners, store.owners_unknown) == (None, 2)


def test_a_store_of_its_own_is_shared_by_two_users_and_not_by_one() -> None:
    alone = System(id="db", name="Ledger database", kind="data_store")
    systems = (*named("a", "b"), alone)
    assert found(systems, (uses("a->db"),)).shared_databases.shared.count == 0
    both = found(systems, (uses("a->db"), uses("b->db"))).shared_databases.shared
    assert [(store.store, store.systems) for store in both.first] == [("db", 2)]


def test_a_hyperlink_to_a_store_shares_nothing() -> None:
    stores = found((*named("ledger", "web"), STORE), (uses("web->db", flow="link"),))
    assert stores.shared_databases.shared == Excerpt(0)


def test_one_known_owner_beside_an_unknown_one_leaves_open_whether_owners_share() -> None:
    systems = (System(id="ledger", name="Ledger", owner="finance"), *named("web"), STORE)
    stores = found(systems, (uses("web->db"),)).shared_databases
    assert (stores.across_owners, stores.across_owners_unknown) == (0, 1)
    (shared,) = stores.shared.first
    assert (shared.owners, shared.owners_unknown, shared.across_owners) == (
        Excerpt(1, ("finance",)),
        1,
        None,
    )


def test_outsiders_that_only_write_hand_data_over() -> None:
    dependency = uses("web->db", description="pushes extracts daily to")
    (store,) = found((*named("ledger", "web"), STORE), (dependency,)).shared_databases.shared.first
    assert store.only_handed_over


def test_a_database_dependency_on_a_whole_system_names_a_store_that_is_not_drawn() -> None:
    stores = found(named("a", "b"), (uses("a->b", kind="database"),)).shared_databases
    assert (stores.stores, stores.shared.count) == (0, 0)
    assert [store.store for store in stores.undrawn.first] == ["b"]


def test_more_databases_may_be_meant_than_there_are_whole_systems() -> None:
    parts = tuple(System(id=one, name=one, parent="whole") for one in "pqrs")
    both = tuple(uses(f"{who}->{part.id}", kind="database") for part in parts for who in "ab")
    answer = found((*named("whole", "a", "b"), *parts), both)
    assert answer.shared_databases.undrawn.count == 4
    told = [one for one in answer.sentences if one.code == "database_not_drawn"]
    assert [(one.count, one.of) for one in told] == [(4, None)]


FIVE_OF_SIX = ("a->b", "a->c", "a->d", "c->b", "d->b")


def test_four_systems_with_five_of_six_links_are_a_mesh_with_two_candidates_for_a_hub() -> None:
    edges = tuple(uses(edge) for edge in (*FIVE_OF_SIX, "b->a", "d->e"))
    meshes = found(named(*"abcde"), edges).meshes
    assert (meshes.systems, meshes.pairs, meshes.possible, meshes.in_meshes) == (5, 6, 10, 4)
    members, hubs = Excerpt(4, ("a", "b", "c", "d")), Excerpt(2, ("a", "b"))
    mesh = Mesh(members, 5, 6, Fraction(5, 6), 6, hubs)
    assert meshes.found == Excerpt(1, (mesh,))


def test_a_mesh_needs_more_links_where_the_threshold_says_so() -> None:
    edges = tuple(uses(edge) for edge in FIVE_OF_SIX)
    limits = Thresholds(mesh_density=Fraction(1))
    assert found(named(*"abcd"), edges, limits).meshes.found.count == 0


def test_logging_in_and_platforms_tie_no_mesh() -> None:
    login = tuple(uses(edge, flow="login") for edge in FIVE_OF_SIX)
    assert found(named(*"abcd"), login).meshes.pairs == 0
    platform = (*named(*"bcd"), System(id="a", name="A", kind="platform"))
    assert found(platform, tuple(uses(e) for e in FIVE_OF_SIX)).meshes.pairs == 2


def test_of_a_part_systems_that_can_be_in_no_mesh_are_not_counted() -> None:
    platform = System(id="p", name="P", kind="platform", owner="ours")
    ours = (platform, System(id="a", name="A", kind="application", owner="ours"))
    estate = Estate.of(Inventory.of((*ours, *named("b")), (uses("a->b"), uses("a->p"))))
    meshes = integration(estate, part=part_of(estate, owner="ours")).meshes
    assert (meshes.systems, meshes.pairs, meshes.possible) == (1, 1, 1)


SERVICE = System(id="service", name="Service", kind="service")


def test_two_nights_in_a_row_make_the_data_of_a_service_two_days_old() -> None:
    dependencies = (
        uses("service->report", kind="call"),
        uses("report->copy", kind="file", description="nightly extract"),
        uses("record->copy", flow="push", live=False, frequency_per_day=2),
    )
    batch = found((SERVICE, *named("report", "copy", "record")), dependencies).batch
    assert (batch.links, batch.batch, batch.live, batch.unknown) == (3, 2, 1, 0)
    assert (batch.services_behind_batches, batch.behind.first, batch.longest) == (
        1,
        ("service",),
        2,
    )
    chain = batch.chains.first[0]
    assert (chain.system, chain.hops, chain.reads_live, chain.hours) == (
        "service",
        2,
        "report",
        36.0,
    )
    assert chain.links == (
        BatchLink("record", "copy", "stated", "", 12.0),
        BatchLink("copy", "report", "says 'nightly'", "nightly extract", 24.0),
    )


def test_a_wait_that_nothing_states_is_unknown_and_not_nothing() -> None:
    dependencies = (uses("service->a", kind="file"), uses("a->b", kind="file"))
    (chain,) = found((SERVICE, *named("a", "b")), dependencies).batch.chains.first
    assert (chain.hops, chain.hours) == (2, None)


def test_links_of_different_data_make_no_chain() -> None:
    dependencies = (
        uses("service->a", kind="file", entities=["person"]),
        uses("a->b", kind="file", entities=["invoice"]),
    )
    assert found((SERVICE, *named("a", "b")), dependencies).batch.longest == 1


def test_a_link_that_states_no_data_goes_on_whatever_comes_before() -> None:
    person = ["person"]
    for first, second in (({}, {"entities": person}), ({"entities": person}, {})):
        dependencies = (
            uses("service->a", kind="file", **first),
            uses("a->b", kind="file", **second),
        )
        assert found((SERVICE, *named("a", "b")), dependencies).batch.longest == 2


def test_of_origins_equally_far_the_smallest_begins_the_chain() -> None:
    rows = tuple(uses(edge, kind="file") for edge in ("service->m", "m->b", "m->a"))
    (chain,) = found((SERVICE, *named("a", "b", "m")), rows).batch.chains.first
    assert [link.origin for link in chain.links] == ["a", "m"]


def test_one_wait_that_nothing_states_leaves_the_whole_wait_unknown() -> None:
    rows = (
        uses("service->a", kind="file", frequency_per_day=1),
        uses("a->b", kind="file"),
    )
    (chain,) = found((SERVICE, *named("a", "b")), rows).batch.chains.first
    assert ([link.hours for link in chain.links], chain.hours) == ([None, 24.0], None)


def test_a_run_every_other_day_makes_data_two_days_old() -> None:
    rows = tuple(uses(edge, kind="file", frequency_per_day=0.5) for edge in ("service->a", "a->b"))
    (chain,) = found((SERVICE, *named("a", "b")), rows).batch.chains.first
    assert chain.hours == 96.0


@pytest.mark.parametrize(
    ("others", "hops", "cut_short"), [(61, 3, False), (62, 3, True), (63, 2, True)]
)
def test_sixty_four_systems_are_looked_at_behind_one(
    others: int, hops: int, cut_short: bool
) -> None:
    # The service itself, a, the others, and behind the last of them z.
    many = [f"o{number:02}" for number in range(others)]
    edges = ("service->a", *(f"a->{one}" for one in many), f"{many[-1]}->z")
    rows = tuple(uses(edge, kind="file") for edge in edges)
    (chain,) = (
        one
        for one in found((SERVICE, *named("a", "z", *many)), rows).batch.chains.first
        if one.system == "service"
    )
    assert (chain.hops, chain.cut_short) == (hops, cut_short)


def test_what_nothing_tells_of_is_no_batch_and_ends_a_chain() -> None:
    batch = found((SERVICE, *named("a")), (uses("service->a", kind="database"),)).batch
    assert (batch.unknown, batch.batch, batch.longest) == (1, 0, 0)


def test_a_call_without_a_technology_rests_on_its_kind_alone() -> None:
    seen = Evidence(source="trace", how="observed", count=3)
    dependencies = (
        uses("service->a", kind="call"),
        uses("service->b", kind="call", technology="HTTPS"),
        uses("service->c", kind="call", evidence=(seen,)),
        uses("service->d"),
    )
    told = found((SERVICE, *named("a", "b", "c", "d")), dependencies)
    assert (told.batch.live, told.batch.by_kind_alone, told.batch.unknown) == (3, 1, 1)
    (unknown,) = (one for one in told.sentences if one.code == "batch_unknown")
    assert unknown.text == (
        "Nothing tells of 1 of 4 dependencies that may carry data whether they answer at once or"
        " wait for a run; of 1 nothing but its kind does."
    )


def test_files_that_go_round_do_not_go_on_for_ever() -> None:
    dependencies = (uses("a->b", kind="file"), uses("b->a", kind="file"))
    assert found(named("a", "b"), dependencies).batch.longest == 1


def traffic(*frequencies: float) -> Integration:
    names = [f"s{number}" for number in range(len(frequencies))]
    dependencies = [
        uses(f"{name}->hub", frequency_per_day=often)
        for name, often in zip(names, frequencies, strict=True)
    ]
    return found(named(*names, "hub"), tuple(dependencies))


def test_a_pair_with_ten_times_what_three_of_four_have_is_chatty() -> None:
    chatty = traffic(1, 2, 3, 4, 5, 6, 7, 70).chatty
    assert (chatty.measure, chatty.known, chatty.three_quarters) == ("frequency_per_day", 8, 6.0)
    assert chatty.chatty == Excerpt(1, (ChattyPair("s7", "hub", 70.0, 11.7, 1),))


def test_what_three_of_four_have_is_the_value_of_a_whole_rank() -> None:
    assert traffic(1, 2, 3, 4, 5, 6, 7, 8, 90).chatty.three_quarters == 7.0
    assert traffic(1, 1, 1, 1, 1, 1, 1, 10).chatty.chatty == Excerpt(
        1, (ChattyPair("s7", "hub", 10.0, 10.0, 1),)
    )


def test_with_few_known_pairs_nothing_is_far_above_the_rest() -> None:
    chatty = traffic(1, 1, 1000).chatty
    assert (chatty.measure, chatty.known, chatty.chatty) == (None, 3, None)


def test_observations_tell_traffic_where_no_frequency_is_stated() -> None:
    names = [f"s{number}" for number in range(8)]
    dependencies = tuple(
        uses(f"{name}->hub", evidence=[Evidence(source="t", how="observed", count=count)])
        for name, count in zip(names, (1, 1, 1, 1, 1, 1, 1, 10), strict=True)
    )
    chatty = found(named(*names, "hub"), dependencies).chatty
    assert chatty.measure == "observations"
    assert chatty.chatty == Excerpt(1, (ChattyPair("s7", "hub", 10.0, 10.0, 1),))


def test_counts_of_what_was_not_observed_are_no_traffic() -> None:
    inferred = Evidence(source="code", how="inferred", count=3)
    chatty = found(named("a", "b"), (uses("a->b", evidence=[inferred]),)).chatty
    assert (chatty.measure, chatty.known) == (None, 0)


def test_two_that_depend_on_each_other_are_a_mutual_pair_and_logging_in_is_none() -> None:
    edges = (uses("a->b"), uses("b->a", flow="push"), uses("a->c"), uses("c->a", flow="login"))
    chatty = found(named(*"abc"), edges).chatty
    assert chatty.unordered == 2
    assert chatty.mutual == Excerpt(1, (MutualPair(("a", "b"), 1, 1, 1),))


def test_observed_dependencies_alone_have_nothing_to_be_compared_with() -> None:
    seen = [Evidence(source="trace", how="observed")]
    told = found(named("a", "b"), (uses("a->b", evidence=seen),)).declared_and_observed
    assert not told.comparable
    both = found(named(*"abc"), (uses("a->b", evidence=seen), uses("a->c")))
    assert both.declared_and_observed.comparable
    assert "declared_against_observed" in {said.code for said in both.sentences}


def test_an_estate_without_dependencies_gets_no_sentence() -> None:
    assert found(named("a", "b")).sentences == ()


def test_thresholds_without_a_meaning_are_refused_all_at_once() -> None:
    with pytest.raises(InvalidQuery) as refused:
        Thresholds(store_systems=1, mesh_density=Fraction(1, 2), chatty_factor=2**31)
    assert [(str(one.where), one.message) for one in refused.value.findings] == [
        (
            "chatty_factor",
            "chatty_factor is at least 1 and at most 2,147,483,647, not 2,147,483,648",
        ),
        ("mesh_density", "mesh_density is above 0.5 and at most 1, not 0.5"),
        ("store_systems", "store_systems is at least 2 and at most 2,147,483,647, not 1"),
    ]


def test_a_share_is_taken_as_it_is_written() -> None:
    assert share(0.8) == Fraction(4, 5)
    assert share(float("nan")) == 0
