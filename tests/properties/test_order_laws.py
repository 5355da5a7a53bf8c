"""A law of all analyses: the order in which rows stand in an inventory changes no byte."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

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
from legacymap.analysis.difference import difference
from legacymap.analysis.scope import part_of
from legacymap.inventory import (
    DataEntity,
    Dependency,
    Evidence,
    Holding,
    Inventory,
    Organisation,
    System,
    to_json,
)

IDS = ("a", "b", "c", "d", "e", "f")
ANALYSES: dict[str, Callable[[Estate], object]] = {
    "exposure": exposure,
    "exposure as given": lambda estate: exposure(estate, "as_given"),
    "fragmentation": fragmentation,
    "structure": structure,
    "integration": integration,
    "quality": quality,
    "risk": risk,
    "impact": lambda estate: impact(estate, "a"),
    "exposure of an owner": lambda estate: exposure(estate, part=part_of(estate, owner="one")),
    "integration of an owner": lambda estate: integration(
        estate, part=part_of(estate, owner="one")
    ),
    "difference": lambda estate: difference(before=estate.inventory, after=Inventory.of([])),
}


@st.composite
def tables(
    draw: st.DrawFn,
) -> tuple[list[System], list[Dependency], list[DataEntity], list[Holding]]:
    maybe = st.none() | st.booleans()
    systems = [
        System(
            id=one,
            name=draw(st.sampled_from(["Ledger", "Case store", "Portal"])),
            kind=draw(st.sampled_from([None, "service", "application", "data_store"])),
            owner=draw(st.sampled_from([None, "one", "two"])),
            parent="b" if one == "f" and draw(st.booleans()) else None,
            legacy=draw(maybe),
            capabilities=draw(st.sampled_from([(), ("pay",), ("pay", "ask")])),
        )
        for one in IDS
    ]
    ends = st.sampled_from(IDS)
    dependencies = [
        Dependency(
            consumer=consumer,
            provider=provider,
            kind=draw(st.sampled_from([None, "call", "file", "database"])),
            flow=draw(st.sampled_from([None, "pull", "push", "login"])),
            frequency_per_day=draw(st.none() | st.integers(1, 9)),
            evidence=draw(st.sampled_from([(), (Evidence(source="trace", how="observed"),)])),
        )
        for consumer, provider in sorted(draw(st.sets(st.tuples(ends, ends), max_size=12)))
    ]
    entities = [DataEntity(id=one, name=one.title()) for one in ("person", "claim")]
    roles = st.sampled_from([None, "master", "copy", "reader", "writer"])
    holdings = [
        Holding(
            system=system, entity=entity, role=draw(roles), records=draw(st.sampled_from([None, 3]))
        )
        for system, entity in sorted(
            draw(st.sets(st.tuples(ends, st.sampled_from(["person", "claim"])), max_size=6))
        )
    ]
    return systems, dependencies, entities, holdings


def estate_of(
    systems: list[System],
    dependencies: list[Dependency],
    entities: list[DataEntity],
    holdings: list[Holding],
) -> Estate:
    return Estate.of(
        Inventory.of(
            systems,
            dependencies,
            organisations=[Organisation(id="one", name="One"), Organisation(id="two", name="Two")],
            data_entities=entities,
            holdings=holdings,
        )
    )


@settings(max_examples=12, deadline=None)
@given(rows=tables(), data=st.data())
def test_the_order_of_rows_changes_no_byte_of_any_analysis(
    rows: tuple[list[System], list[Dependency], list[DataEntity], list[Holding]],
    data: st.DataObject,
) -> None:
    systems, dependencies, entities, holdings = rows
    given_order = estate_of(*rows)
    turned = estate_of(
        data.draw(st.permutations(systems)),
        data.draw(st.permutations(dependencies)),
        entities[::-1],
        data.draw(st.permutations(holdings)),
    )
    for name, answer in ANALYSES.items():
        assert to_json(answer(turned)) == to_json(answer(given_order)), name
