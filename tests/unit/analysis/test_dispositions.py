from __future__ import annotations

from legacymap.analysis.disposition.dispositions import suggest_dispositions
from legacymap.analysis.inference.flows import infer_flows
from legacymap.analysis.inference.kinds import infer_kinds
from legacymap.inventory import Dependency, Heading, Inventory, LikelihoodScores, Risk, System

CLERK = System(id="clerk", name="Clerk", kind="actor")
DESK = System(id="desk", name="Desk")
AT_THE_DESK = Dependency(consumer="clerk", provider="desk")


def suggested(
    system: System, *dependencies: Dependency, cyclic: tuple[str, ...] = ()
) -> tuple[str, str]:
    inventory = Inventory.of(
        (CLERK, DESK, system), (AT_THE_DESK, *dependencies), heading=Heading(as_of="2026")
    )
    flows = infer_flows(inventory)
    kinds = infer_kinds(inventory, flows)
    (suggestion,) = suggest_dispositions(
        inventory, kinds, flows, systems=[system.id], cyclic=cyclic
    ).values()
    return suggestion.disposition, suggestion.reason


def needs(consumer: str, provider: str, words: str = "reads") -> Dependency:
    return Dependency(consumer=consumer, provider=provider, description=words)


OLD = System(id="old", name="Old")


def test_a_system_that_serves_nobody_is_retired() -> None:
    assert suggested(OLD, needs("old", "desk"))[0] == "retire"


def test_a_system_without_any_recorded_dependency_is_not_known_to_serve_nobody() -> None:
    assert suggested(OLD)[0] == "retain"


def test_an_adapter_serves_whom_it_pushes_to() -> None:
    assert suggested(OLD, needs("old", "desk", "pushes notes to"))[0] == "retain"


def test_recorded_users_are_users_although_nobody_is_named() -> None:
    used = OLD.model_copy(update={"users": 12})
    assert suggested(used, needs("old", "desk"))[0] == "retain"


def test_an_unfit_system_is_retired_after_its_consumers_are_moved() -> None:
    unfit = OLD.model_copy(update={"functional_fit": 1, "technical_fit": 1})
    assert suggested(unfit, needs("desk", "old")) == (
        "retire",
        "low functional and technical fit; first move desk",
    )


def test_bad_hardware_alone_asks_for_another_place_to_run() -> None:
    scores = {f"L{number}": 1 for number in range(1, 8)} | {"L5": 4}
    risk = Risk(likelihood=LikelihoodScores.model_validate(scores))
    alone = OLD.model_copy(update={"risk": risk})
    assert suggested(alone, needs("desk", "old"))[0] == "rehost"
    also = alone.model_copy(update={"legacy_reasons": ("end_of_life",)})
    assert suggested(also, needs("desk", "old"))[0] == "retain"


def test_support_that_ended_asks_for_another_platform_where_the_code_can_change() -> None:
    ended = OLD.model_copy(update={"end_of_support": "2025", "code_changeable": True})
    assert suggested(ended, needs("desk", "old"))[0] == "replatform"


def test_a_system_in_a_circle_is_refactored_behind_a_facade() -> None:
    assert suggested(OLD, needs("desk", "old"), cyclic=("old",))[0] == "refactor"
