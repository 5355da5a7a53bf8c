from __future__ import annotations

from fractions import Fraction

import pytest

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.fragmentation.crud import Check
from legacymap.analysis.fragmentation.fragmentation import fragmentation
from legacymap.analysis.fragmentation.fragmented import Fragmentation
from legacymap.analysis.fragmentation.held_data import EntityFragmentation
from legacymap.analysis.fragmentation.joined_up import Capture, ServiceData
from legacymap.analysis.fragmentation.spread import spread
from legacymap.inventory import DataEntity, Dependency, Holding, Inventory, System, to_json


def held(system: str, entity: str = "person", role: str | None = None, **values: object) -> Holding:
    return Holding.model_validate({"system": system, "entity": entity, "role": role, **values})


def inventory(
    *holdings: Holding,
    dependencies: tuple[Dependency, ...] = (),
    services: tuple[str, ...] = (),
    entities: tuple[str, ...] = ("person",),
) -> Inventory:
    ids = sorted(
        {*services}
        | {holding.system for holding in holdings}
        | {end for row in dependencies for end in (row.consumer, row.provider)}
    )
    return Inventory.of(
        [System(id=s, name=s, kind="service" if s in services else "application") for s in ids],
        dependencies,
        data_entities=[DataEntity(id=entity, name=entity) for entity in entities],
        holdings=holdings,
    )


def fragmented(
    *holdings: Holding, services: tuple[str, ...] = (), entities: tuple[str, ...] = ("person",)
) -> Fragmentation:
    return fragmentation(Estate.of(inventory(*holdings, services=services, entities=entities)))


def entity(*holdings: Holding) -> EntityFragmentation:
    (found,) = fragmented(*holdings).entities
    return found


@pytest.mark.parametrize(
    ("records", "hhi", "effective_stores", "entropy"),
    [
        ([1], "1", 1.0, 0.0),
        ([50, 50], "1/2", 2.0, 1.0),
        ([70, 20, 10], "27/50", 1.852, 0.7298),
        ([97, 1, 1, 1], "2353/2500", 1.062, 0.1210),
    ],
)
def test_check_values(
    records: list[int], hhi: str, effective_stores: float, entropy: float
) -> None:
    found = spread(records)
    assert found.hhi == Fraction(hhi)
    assert found.fragmentation == 1 - Fraction(hhi)
    assert round(float(found.effective_stores or 0), 3) == effective_stores
    assert round(found.entropy or 0, 4) == entropy


def test_no_store_has_no_index() -> None:
    found = spread([])
    assert (found.hhi, found.fragmentation, found.effective_stores, found.entropy) == (None,) * 4


def test_one_unknown_number_makes_all_shares_equal_and_zero_is_dropped_first() -> None:
    found = spread([90, None, 0])
    assert found.shares_by == "equal"
    assert found.shares == (Fraction(1, 2), Fraction(1, 2), Fraction(0))
    assert spread([90, 10, 0]).hhi == spread([90, 10]).hhi
    assert spread([0, 0]).hhi is None


def test_one_system_of_record_is_single() -> None:
    found = entity(held("a", role="master"))
    assert (found.verdict, found.masters, found.stores, found.redundant_copies) == (
        "single",
        ("a",),
        1,
        0,
    )


def test_a_copy_beside_the_system_of_record_is_copied() -> None:
    found = entity(held("a", role="master", records=70), held("b", role="copy", records=30))
    assert (found.verdict, found.hhi, found.redundant_copies) == ("copied", Fraction(29, 50), 1)


def test_two_systems_of_record_are_contested() -> None:
    assert entity(held("a", role="master"), held("b", role="master")).verdict == "contested"


def test_copies_of_no_system_of_record_are_an_orphan() -> None:
    found = entity(held("a", role="copy"), held("b", role="reader"))
    assert (found.verdict, found.masters, found.stores) == ("orphan", (), 1)


def test_writers_are_taken_for_masters_where_none_is_declared() -> None:
    found = entity(held("a", role="writer"), held("b", role="reader"))
    assert (found.verdict, found.masters, found.masters_inferred) == ("single", ("a",), True)
    declared = entity(held("a", role="writer"), held("b", role="master"))
    assert (declared.masters, declared.masters_inferred, declared.stores) == (("b",), False, 1)


def test_a_role_that_nobody_states_makes_the_verdict_unknown_never_orphan() -> None:
    found = entity(held("a"))
    assert (found.verdict, found.hhi, found.redundant_copies) == ("unknown", None, None)
    assert entity(held("a", role="master"), held("b")).verdict == "unknown"


def test_an_unstated_role_cannot_settle_what_is_contested() -> None:
    found = entity(held("a", role="master"), held("b", role="master"), held("c"))
    assert (found.verdict, found.hhi) == ("contested", None)


def test_a_system_with_two_roles_is_one_store() -> None:
    found = entity(
        held("a", role="master", records=10),
        held("a", role="writer"),
        held("b", role="copy", records=30),
    )
    assert (found.stores, found.hhi) == (2, Fraction(5, 8))


def test_the_estate_adds_up_its_copies_and_leaves_unknown_entities_out() -> None:
    found = fragmented(
        held("a", "x", "master"),
        held("b", "x", "copy"),
        held("c", "x", "copy"),
        held("a", "y", "master"),
        held("b", "z"),
        entities=("x", "y", "z", "unheld"),
    ).estate
    assert found.redundant_copies == 2
    assert found.duplication_ratio == Fraction(4, 3)
    assert (found.entities, found.entities_unknown) == (4, 1)
    assert found.verdicts == {"orphan": 1, "single": 1, "copied": 1, "contested": 0, "unknown": 1}
    assert found.statement == "3 of 3 systems state data"


def checked(
    *holdings: Holding, entities: tuple[str, ...] = ("person",)
) -> dict[Check, tuple[tuple[str, ...], int]]:
    return {
        check.check: (check.failing.first, check.undecided)
        for check in fragmented(*holdings, entities=entities).checks
    }


def test_crud_checks_say_what_fails() -> None:
    found = checked(
        held("a", "nobody", "master", crud="RU"),
        held("a", "twice", "master", crud="CR"),
        held("b", "twice", "copy", crud="C"),
        held("a", "unread", "master", crud="C"),
        held("a", "deleted", "master", crud="CRUD"),
        held("b", "deleted", "copy", crud="RD"),
        entities=("deleted", "nobody", "nowhere", "twice", "unread"),
    )
    assert found == {
        "nobody_creates": (("nobody",), 0),
        "several_creators": (("twice",), 0),
        "written_never_read": (("unread",), 0),
        "read_never_created": (("nobody",), 0),
        "deleted_by_non_owner": (("deleted",), 0),
        "in_no_system": (("nowhere",), 0),
        "system_without_data": ((), 0),
    }


def test_uses_that_nobody_states_decide_nothing() -> None:
    found = checked(held("a", role="master"), held("b", role="reader"))
    assert found["nobody_creates"] == ((), 1)
    assert found["several_creators"] == ((), 0)
    assert found["written_never_read"] == ((), 0)
    assert found["read_never_created"] == ((), 1)
    assert found["deleted_by_non_owner"] == ((), 0)


def test_a_system_without_data_is_named_and_parts_count_with_their_whole() -> None:
    systems = [
        System(id="a", name="A"),
        System(id="a1", name="A1", parent="a"),
        System(id="b", name="B"),
    ]
    found = fragmentation(
        Estate.of(
            Inventory.of(
                systems,
                data_entities=[DataEntity(id="x", name="X")],
                holdings=[held("a1", "x", "master")],
            )
        )
    )
    assert found.checks[-1].failing == Excerpt(1, ("b",))
    assert found.estate.statement == "1 of 2 systems states data"
    assert found.sentences[0].text == f"{found.estate.statement}."


def reads(consumer: str, provider: str, **values: object) -> Dependency:
    return Dependency.model_validate(
        {"consumer": consumer, "provider": provider, "flow": "pull", **values}
    )


def service_data(*dependencies: Dependency, holdings: tuple[Holding, ...]) -> ServiceData:
    estate = Estate.of(inventory(*holdings, dependencies=dependencies, services=("s",)))
    (found,) = fragmentation(estate).services
    return found


def test_live_reading_from_the_system_of_record_is_joined_up() -> None:
    found = service_data(
        reads("s", "a", entities=("person",), live=True), holdings=(held("a", role="master"),)
    )
    assert (found.needs, found.joined, found.joined_up) == (1, 1, Fraction(1))


@pytest.mark.parametrize("kind", ["file", "manual", "screen"])
def test_batch_files_and_keying_again_are_not_joined_up(kind: str) -> None:
    found = service_data(
        reads("s", "a", entities=("person",), kind=kind), holdings=(held("a", role="master"),)
    )
    assert (found.joined_up, found.not_joined) == (Fraction(0), ("person",))


def test_reading_from_a_copy_or_from_one_of_two_masters_is_not_joined_up() -> None:
    row = reads("s", "b", entities=("person",), live=True)
    copy = (held("a", role="master"), held("b", role="copy"))
    contested = (held("a", role="master"), held("b", role="master"))
    assert service_data(row, holdings=copy).joined_up == 0
    assert service_data(row, holdings=contested).joined_up == 0


def test_a_live_push_from_the_system_of_record_is_joined_up() -> None:
    pushed = reads("a", "s", flow="push", entities=("person",), live=True)
    holdings = (held("a", role="master"), held("s", role="copy"))
    assert service_data(pushed, holdings=holdings).joined_up == 1


def test_what_rows_do_not_say_leaves_an_interval() -> None:
    holdings = (
        held("a", "person", "master"),
        held("a", "case", "master"),
        held("s", "case", "reader"),
    )
    found = service_data(
        reads("s", "a", id="1", entities=("person",), live=True),
        reads("s", "a", id="2", kind="call"),
        holdings=holdings,
    )
    assert (found.joined_up, found.joined_up_low, found.joined_up_high) == (
        None,
        Fraction(1, 2),
        Fraction(1),
    )
    assert found.not_known == ("case",)


def test_a_service_needs_not_read_what_it_is_the_system_of_record_of() -> None:
    found = service_data(holdings=(held("s", role="master"),))
    assert (found.needs, found.joined_up) == (0, None)


def test_data_that_two_services_ask_for_is_listed() -> None:
    found = fragmented(
        held("s1", role="master", crud="CRU"),
        held("s2", role="copy", crud="C"),
        held("s3", role="copy"),
        services=("s1", "s2", "s3"),
    )
    assert found.tell_us_once == Excerpt(1, (Capture("person", Excerpt(2, ("s1", "s2")), 1),))
    assert found.estate.captured_more_than_once == 1


def test_row_order_changes_no_byte() -> None:
    holdings = (held("a", role="master", records=3), held("b", role="copy", records=5), held("c"))
    one = fragmentation(Estate.of(inventory(*holdings)))
    other = fragmentation(Estate.of(inventory(*reversed(holdings))))
    assert to_json(one) == to_json(other)


def test_without_data_entities_there_is_no_index_and_no_zero() -> None:
    found = fragmentation(Estate.of(Inventory.of([System(id="a", name="A")])))
    assert found.based_on == "words"
    assert found.evidence is not None
    assert (found.entities, found.services, found.checks) == ((), (), ())
    estate = found.estate
    assert (
        estate.statement
        == "None of 1 system lists which data it holds, so no index of fragmentation is given"
    )
    assert found.sentences[0].text == f"{estate.statement}."
    assert (estate.redundant_copies, estate.duplication_ratio, estate.verdicts) == (None,) * 3
    assert found.duplicates is None
    assert "holdings.role" in {column.column for column in found.missing}


def test_where_no_dependency_says_which_data_passes_nothing_is_called_not_joined_up() -> None:
    found = fragmented(
        held("register", role="master"), held("portal", role="reader"), services=("portal",)
    )
    (service,) = found.services
    assert (service.needs, service.not_joined, service.not_known) == (1, (), ("person",))
    assert service.joined_up is None
    assert (service.joined_up_low, service.joined_up_high) == (Fraction(0), Fraction(1))
