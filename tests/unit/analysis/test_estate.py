from __future__ import annotations

import pytest

from legacymap.analysis.estate import LEGACY, NOT_LEGACY, UNKNOWN, Estate
from legacymap.errors import UnknownSystem
from legacymap.inventory import Dependency, Inventory, LikelihoodScores, Risk, System


def states(estate: Estate) -> dict[str, int]:
    return dict(zip(estate.graph.ids, estate.state.tolist(), strict=True))


def test_a_system_nobody_speaks_of_is_unknown() -> None:
    estate = Estate.of(Inventory.of([System(id="a", name="A"), System(id="b", name="B")]))
    assert states(estate) == {"a": UNKNOWN, "b": UNKNOWN}


def test_systems_named_legacy_are_so_with_their_parts() -> None:
    inventory = Inventory.of(
        [System(id="a", name="A"), System(id="a1", name="A1", parent="a"), System(id="b", name="B")]
    )
    estate = Estate.of(inventory, legacy=["a"], not_legacy=["b"])
    assert states(estate) == {"a": LEGACY, "a1": LEGACY, "b": NOT_LEGACY}


def test_not_legacy_overrules_declaration_and_scores() -> None:
    risk = Risk(likelihood=LikelihoodScores(L1=6))
    inventory = Inventory.of(
        [
            System(id="a", name="A", legacy=True, legacy_reasons=("end_of_life",), risk=risk),
            System(id="a1", name="A1", parent="a"),
            System(id="a2", name="A2", parent="a", legacy=True),
        ]
    )
    estate = Estate.of(inventory, not_legacy=["a"])
    assert states(estate) == {"a": NOT_LEGACY, "a1": NOT_LEGACY, "a2": LEGACY}
    assert estate.inventory is inventory


def test_suggestions_count_only_when_asked_to() -> None:
    inventory = Inventory.of([System(id="a", name="A", tags=("deprecated",))])
    assert states(Estate.of(inventory)) == {"a": UNKNOWN}
    assert states(Estate.of(inventory, legacy_counts=["suggested"])) == {"a": LEGACY}


def test_people_told_by_their_tag_are_no_nodes() -> None:
    inventory = Inventory.of(
        [System(id="p", name="Clerk", tags=("Person",)), System(id="s", name="S")],
        [Dependency(consumer="p", provider="s")],
    )
    estate = Estate.of(inventory)
    assert estate.graph.ids == ("s",)
    assert estate.services("top") == ("s",)


def test_a_service_that_is_a_part_is_listed_as_given_only() -> None:
    inventory = Inventory.of(
        [
            System(id="a", name="A", kind="application"),
            System(id="s", name="S", kind="service", parent="a"),
            System(id="t", name="T", kind="service"),
        ]
    )
    estate = Estate.of(inventory)
    assert estate.services("top") == ("t",)
    assert estate.services("as_given") == ("s", "t")


def test_every_unknown_name_is_reported() -> None:
    inventory = Inventory.of([System(id="a", name="A")])
    with pytest.raises(UnknownSystem, match="no system 'x', 'y' in the inventory"):
        Estate.of(inventory, legacy=["x", "a"], not_legacy=["y"])
