from __future__ import annotations

import polars as pl
import pytest

from legacymap.analysis.inference.kinds import (
    AS_STATED,
    USED_OR_SEEN,
    WITHOUT_CONSUMERS,
    Kinds,
    infer_kinds,
)
from legacymap.inventory import Dependency, Inventory, System

CLERK = System(id="clerk", name="Clerk", kind="actor")
DESK = System(id="desk", name="Desk")
AT_THE_DESK = Dependency(consumer="clerk", provider="desk")


def kinds_of(*systems: System, dependencies: tuple[Dependency, ...] = ()) -> dict[str, str]:
    """Kinds of ``systems`` in an estate where people use something else."""
    inventory = Inventory.of((CLERK, DESK, *systems), (AT_THE_DESK, *dependencies))
    table = infer_kinds(inventory).table
    return {
        system: kind
        for system, kind in table.select("id", "kind").iter_rows()
        if system in {given.id for given in systems}
    }


def uses(consumer: str, provider: str, words: str = "uses") -> Dependency:
    return Dependency(consumer=consumer, provider=provider, description=words)


def test_a_stated_kind_wins_and_keeps_its_evidence() -> None:
    stated = System(
        id="x", name="Login", kind="application", kind_evidence=("the register",), tags=("TOPIC",)
    )
    table = infer_kinds(Inventory.of([stated])).table
    assert table.select("kind", "origin", "because").rows() == [
        ("application", "stated", "the register")
    ]


def test_who_uses_two_parts_of_a_service_is_one_of_its_users() -> None:
    parts = [System(id=one, name=one, parent="x", kind="component") for one in ("p", "q")]
    inventory = Inventory.of(
        [CLERK, System(id="x", name="Ledger"), *parts], [uses("clerk", "p"), uses("clerk", "q")]
    )
    table = infer_kinds(inventory).table.select("id", "kind", "because")
    assert table.row(by_predicate=pl.col("id") == "x") == (
        "x",
        "service",
        "people or roles that use it: 1",
    )


def test_a_system_tagged_as_a_person_is_an_actor() -> None:
    assert kinds_of(System(id="x", name="Officer", tags=("Person",))) == {"x": "actor"}


@pytest.mark.parametrize(
    "outside",
    [
        System(id="x", name="Bank", tags=("PROVIDER",)),
        System(id="x", name="Bank", properties={"location": "External"}),
        System(id="x", name="Bank", properties={"external": True}),
    ],
)
def test_what_is_outside_the_organisation_is_external_with_all_its_parts(outside: System) -> None:
    part = System(id="y", name="Database", parent="x", tags=("DATABASE",))
    assert kinds_of(outside, part) == {"x": "external", "y": "external"}


def test_a_blank_owner_does_not_make_a_system_external() -> None:
    assert kinds_of(System(id="x", name="Bank")) == {"x": "application"}


def test_a_third_partys_product_is_external_but_our_store_or_code_there_is_not() -> None:
    saas = ("SOFTWARE_AS_A_SERVICE",)
    assert kinds_of(
        DESK.model_copy(update={"id": "whole"}),
        System(id="a", name="Statistics", parent="whole", tags=saas),
        System(id="b", name="Cache", parent="whole", tags=saas, technologies=("Redis",)),
        System(id="c", name="Audit", parent="whole", tags=saas, technologies=("Kotlin",)),
    ) == {"whole": "application", "a": "external", "b": "data_store", "c": "component"}


@pytest.mark.parametrize(
    "platform",
    [
        System(id="x", name="domain-events", tags=("TOPIC",)),
        System(id="x", name="order queue"),
        System(id="x", name="Bus", technologies=("Apache Kafka",)),
        System(id="x", name="Auth", description="Allows users to login into digital services"),
        System(id="x", name="Checker", description="Verifies API tokens"),
        System(id="x", name="Azure AD tenant"),
    ],
)
def test_hubs_and_logins_are_platforms(platform: System) -> None:
    assert kinds_of(platform) == {"x": "platform"}


def test_using_a_broker_among_others_makes_no_hub() -> None:
    java = System(id="x", name="Orders", technologies=("Java", "Kafka"))
    assert kinds_of(java) == {"x": "application"}


def test_a_part_about_login_does_not_make_its_system_a_platform() -> None:
    assert kinds_of(
        System(id="x", name="Prison network", description="Devices and services"),
        System(id="y", name="Identity service", parent="x", description="Login by OAuth2"),
    ) == {"x": "application", "y": "component"}


def test_a_service_that_only_mentions_login_stays_a_service() -> None:
    benefits = System(id="x", name="Benefits", description="Log in and claim a benefit")
    claim = uses("clerk", "x", "decides claims in")
    assert kinds_of(benefits, dependencies=(claim,)) == {"x": "service"}
    login = uses("desk", "x", "authenticates via")
    assert kinds_of(benefits, dependencies=(claim, login)) == {"x": "platform"}


def test_half_of_the_dependencies_of_two_consumers_beside_the_point_make_a_platform() -> None:
    audit, other = System(id="x", name="Audit"), System(id="o", name="Other")
    first, second = uses("desk", "x", "records clicks"), uses("o", "x", "records clicks")
    read = uses("o", "x", "reads reports from")
    more = uses("o", "x", "reads lists from")
    assert kinds_of(audit, other, dependencies=(first,))["x"] == "application"
    assert kinds_of(audit, other, dependencies=(first, second))["x"] == "platform"
    assert kinds_of(audit, other, dependencies=(first, read))["x"] == "platform"
    assert kinds_of(audit, other, dependencies=(first, read, more))["x"] == "application"


def test_a_system_is_a_service_where_a_person_uses_it_or_a_part_of_it() -> None:
    systems = System(id="x", name="Visits"), System(id="y", name="Booking", parent="x")
    use = uses("clerk", "y")
    assert kinds_of(*systems, dependencies=(use,)) == {"x": "service", "y": "component"}


@pytest.mark.parametrize(
    "part",
    [
        System(id="y", name="Frontend", parent="x"),
        System(id="y", name="Pages", parent="x", tags=("WEB_BROWSER",)),
        System(id="y", name="Pages", parent="x", description="Web app for staff"),
        System(id="y", name="Pages", parent="x", description="Case search and allocation UI, new"),
        System(id="y", name="Pages", parent="x", description="Component which holds the UI"),
        System(id="y", name="Pages", parent="x", description="iOS and Android mobile apps"),
    ],
)
def test_a_user_interface_makes_a_service(part: System) -> None:
    assert kinds_of(System(id="x", name="Visits"), part) == {"x": "service", "y": "component"}


@pytest.mark.parametrize(
    "text",
    [
        "REST API consumed by the Cases web application",
        "Accepts reports from all channels: web portal, mobile app, letters",
        "Checks the firms accessing the broker portal",
        "Powers the broker portal",
        "Sends letters. Supports print, email, and portal delivery",
        "Provides a preference centre integrated with the customer portal",
    ],
)
def test_somebody_elses_user_interface_does_not(text: str) -> None:
    assert kinds_of(System(id="x", name="Cases", description=text)) == {"x": "application"}


def test_parts_go_by_their_own_nature() -> None:
    assert kinds_of(
        System(id="x", name="Visits"),
        System(id="a", name="events topic", parent="x"),
        System(id="b", name="search", parent="x", technologies=("endpoint",)),
        System(id="c", name="Rows", parent="x", technologies=("PostgreSQL",)),
        System(id="d", name="Rows", parent="x", tags=("DATABASE",)),
        System(id="e", name="Main database", parent="x"),
        System(id="f", name="Worker", parent="x"),
    ) == {
        "x": "application",
        "a": "interface",
        "b": "interface",
        "c": "data_store",
        "d": "data_store",
        "e": "data_store",
        "f": "component",
    }


def test_a_database_technology_does_not_make_a_whole_system_a_store() -> None:
    assert kinds_of(System(id="x", name="NOMIS", technologies=("Oracle",))) == {"x": "application"}


def rule_of(*systems: System, dependencies: tuple[Dependency, ...] = ()) -> Kinds:
    return infer_kinds(Inventory.of(systems, dependencies))


def test_without_people_and_interfaces_services_are_the_systems_without_consumers() -> None:
    top, base = System(id="a", name="Claims"), System(id="b", name="Register")
    kinds = rule_of(top, base, dependencies=(uses("a", "b"),))
    assert (kinds.services, kinds.rule) == (("a",), WITHOUT_CONSUMERS)


def test_one_stated_service_means_that_the_others_are_none() -> None:
    stated = System(id="a", name="Claims", kind="service")
    kinds = rule_of(stated, System(id="b", name="Register"))
    assert (kinds.services, kinds.rule) == (("a",), AS_STATED)


def test_the_rule_is_printed_with_what_is_stated_beside_it() -> None:
    stated = System(id="a", name="Claims", kind="service")
    kinds = rule_of(stated, CLERK, DESK, dependencies=(AT_THE_DESK,))
    assert kinds.services == ("a", "desk")
    assert kinds.rule == f"{USED_OR_SEEN} (1 of 2 are stated by the inventory)"


def test_counts_leave_parts_out() -> None:
    kinds = rule_of(
        CLERK, DESK, System(id="y", name="Y", parent="desk"), dependencies=(AT_THE_DESK,)
    )
    assert {kind: count for kind, count in kinds.counts.items() if count} == {
        "service": 1,
        "actor": 1,
    }


def test_an_empty_inventory_has_no_kinds() -> None:
    assert infer_kinds(Inventory()).services == ()
