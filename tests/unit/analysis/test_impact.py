"""What one system touches, on estates small enough to draw."""

from __future__ import annotations

from dataclasses import replace

import pytest

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.impact import impact
from legacymap.analysis.impact.touched import (
    Consumer,
    Counts,
    Impact,
    Provider,
    TouchedActor,
    TouchedEntity,
)
from legacymap.errors import UnknownSystem
from legacymap.inventory import DataEntity, Dependency, Holding, Inventory, System, plain


def needs(consumer: str, provider: str, words: str = "reads", *entities: str) -> Dependency:
    return Dependency(
        consumer=consumer, provider=provider, description=words, entities=tuple(entities)
    )


def office() -> Estate:
    """web -> api (a part of crm) -> ledger; mail is only told; a clerk uses the web."""
    return Estate.of(
        Inventory.of(
            [
                System(id="clerk", name="Clerk", kind="actor"),
                System(id="web", name="Web", kind="service"),
                System(id="crm", name="CRM", kind="application"),
                System(id="api", name="API", parent="crm"),
                System(id="ledger", name="Ledger", kind="application"),
                System(id="desk", name="Desk", kind="application"),
            ],
            [
                needs("clerk", "web", "uses"),
                needs("web", "api", "reads", "person"),
                needs("api", "ledger"),
                needs("desk", "ledger", "sends letters to"),
            ],
            data_entities=[DataEntity(id=name, name=name) for name in ("person", "account")],
            holdings=[
                Holding(system="api", entity="person", role="copy"),
                Holding(system="ledger", entity="account", role="master"),
                Holding(system="crm", entity="account"),
            ],
        )
    )


def test_the_whole_answer_for_a_system_in_the_middle() -> None:
    assert replace(impact(office(), "crm"), sentences=()) == Impact(
        system="crm",
        name="CRM",
        part_of=None,
        level="top",
        direction=None,
        depth=None,
        counts=Counts(
            consumers=1, consumers_that_stop=1, providers=1, services=1, entities=2, actors=1
        ),
        consumers=(Consumer("web", 1, "stops"),),
        providers=(Provider("ledger", 1),),
        services=(Consumer("web", 1, "stops"),),
        entities=(
            TouchedEntity("account", ("unknown",), 0),
            TouchedEntity("person", ("copy",), 1),
        ),
        actors=(TouchedActor("clerk", Excerpt(1, ("web",))),),
        scope=None,
        sentences=(),
    )


def test_consumers_stop_or_degrade_by_the_dependencies_that_lead_there() -> None:
    assert impact(office(), "ledger").consumers == (
        Consumer("crm", 1, "stops"),
        Consumer("desk", 1, "degrades"),
        Consumer("web", 2, "stops"),
    )


def test_a_stop_beyond_a_dependency_that_only_degrades_is_no_stop() -> None:
    estate = Estate.of(
        Inventory.of(
            [System(id=name, name=name) for name in "abc"],
            [needs("a", "b"), needs("b", "c", "sends letters to")],
        )
    )
    assert impact(estate, "c").consumers == (
        Consumer("b", 1, "degrades"),
        Consumer("a", 2, "degrades"),
    )


def test_who_is_only_linked_loses_nothing_but_is_named() -> None:
    estate = Estate.of(
        Inventory.of(
            [System(id=name, name=name) for name in "ab"], [needs("a", "b", "provides links to")]
        )
    )
    found = impact(estate, "b")
    assert found.consumers == (Consumer("a", 1, "none"),)
    told = {one.code: one.text for one in found.sentences}
    assert told["consumers"] == (
        "No need of b is recorded; 1 system is only linked to it, and not affected."
    )


def test_sentences_count_those_affected_and_tell_the_linked_apart() -> None:
    estate = Estate.of(
        Inventory.of(
            [System(id=name, name=name, kind="service") for name in "abc"],
            [needs("a", "b", "provides links to"), needs("c", "b", "reads from")],
        )
    )
    told = {one.code: (one.text, one.count, one.of) for one in impact(estate, "b").sentences}
    assert told["consumers"] == (
        "1 of 2 other systems needs b, 1 of them by dependencies that all stop; 1 system is only"
        " linked to it, and not affected.",
        1,
        2,
    )
    assert told["services"] == ("1 of 2 services needs b; 1 stops with it.", 1, 2)


def test_depth_counts_dependencies() -> None:
    assert [c.id for c in impact(office(), "ledger", depth=1).consumers] == ["crm", "desk"]


def test_one_direction_leaves_the_other_empty() -> None:
    consumers = impact(office(), "crm", direction="consumers")
    providers = impact(office(), "crm", direction="providers")
    assert (len(consumers.consumers), len(consumers.providers)) == (1, 0)
    assert (len(providers.consumers), len(providers.providers)) == (0, 1)
    assert (providers.services, providers.actors) == ((), ())


def test_as_given_lists_parts_and_steps_into_a_part_are_free() -> None:
    found = impact(office(), "web", level="as_given")
    assert found.providers == (Provider("api", 1), Provider("ledger", 2))
    told = {one.code: one.text for one in found.sentences}
    assert told["providers"] == "Web [web] needs 2 of 4 other systems and parts."


def test_a_part_names_its_whole_and_the_whole_is_affected() -> None:
    found = impact(office(), "api", level="as_given")
    assert found.part_of == "crm"
    assert found.consumers == (Consumer("crm", 0, "stops"), Consumer("web", 1, "stops"))
    assert impact(office(), "api").consumers == (Consumer("web", 1, "stops"),)


def test_a_service_is_among_the_services_it_affects() -> None:
    assert impact(office(), "web").services == (Consumer("web", 0, "stops"),)


def test_in_a_circle_a_system_is_not_its_own_consumer() -> None:
    estate = Estate.of(
        Inventory.of([System(id=n, name=n) for n in "ab"], [needs("a", "b"), needs("b", "a")])
    )
    found = impact(estate, "a")
    assert ([c.id for c in found.consumers], [p.id for p in found.providers]) == (["b"], ["b"])


@pytest.mark.parametrize("system", ["nowhere", "clerk"])
def test_what_is_no_system_is_refused(system: str) -> None:
    with pytest.raises(UnknownSystem, match="no system"):
        impact(office(), system)


def test_a_depth_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        impact(office(), "crm", depth=0)


def test_the_document_holds_the_names_that_readers_rely_on() -> None:
    document = plain(impact(office(), "crm"))
    assert isinstance(document, dict)
    assert document["consumers"] == [{"id": "web", "distance": 1, "effect": "stops"}]
    assert {"system", "providers", "services", "entities"} <= set(document)
