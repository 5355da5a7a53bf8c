from __future__ import annotations

import pytest

from legacymap.planning.model.model import (
    Bucket,
    Consumer,
    GatewayPrices,
    Interface,
    PlannedSystem,
    PlanningModel,
    Precedence,
    Resource,
)
from legacymap.planning.search.baselines import baselines


def queue(*edges: str, precedences: tuple[Precedence, ...] = ()) -> PlanningModel:
    """Systems ``a`` to ``d``, one a wave; ``c`` is the most urgent; ``"ab"``: b consumes a."""
    free = GatewayPrices(build=0, hold=0)
    return PlanningModel(
        waves=4,
        systems=tuple(
            PlannedSystem(
                id=name,
                cost=tuple(delay * wave for wave in range(1, 6)),
                use={"r": 1},
                information={"risk": risk},
            )
            for name, delay, risk in zip("abcd", (2, 1, 4, 3), (0.1, 0.9, 0.2, 0.5), strict=True)
        ),
        interfaces=tuple(
            Interface(
                id=provider + consumer,
                provider=provider,
                facade=free,
                wrapper=free,
                consumers=(Consumer(system=consumer, facade=0, wrapper=0),),
            )
            for provider, consumer in map(tuple, edges)
        ),
        resources=(
            Resource(
                id="r",
                profile="golive",
                buckets=tuple(Bucket(waves=(wave,), cap=1) for wave in range(1, 5)),
            ),
        ),
        precedences=precedences,
    )


def orders(model: PlanningModel, risk: dict[str, float] | None = None) -> dict[str, str]:
    found = {}
    for baseline in baselines(model, risk=risk):
        assert baseline.score.feasible
        waves = {wave: system for system, wave in baseline.plan.items() if wave}
        found[baseline.name] = "".join(waves[wave] for wave in sorted(waves))
    return found


def test_each_rule_has_its_order() -> None:
    assert orders(queue("dc", "cb", "ba")) == {
        "affinity": "cdab",
        "risk_first": "bdca",
        "topological": "dcba",
        "wsjf": "cdab",
    }


def test_a_circle_is_ordered_by_urgency_within() -> None:
    assert orders(queue("ab", "bc", "ca", "cd"))["topological"] == "cabd"


def test_affinity_keeps_groups_together() -> None:
    assert orders(queue("cb", "da"))["affinity"] in {"cbda", "dacb"}


def test_given_risks_win_over_those_in_the_model() -> None:
    risk = {"a": 4.0, "b": 3.0, "c": 2.0, "d": 1.0}
    assert orders(queue(), risk)["risk_first"] == "abcd"


def test_without_risks_the_cost_of_delay_stands_in() -> None:
    bare = queue()
    systems = tuple(
        PlannedSystem(id=system.id, cost=system.cost, use=system.use) for system in bare.systems
    )
    model = PlanningModel(waves=4, systems=systems, resources=bare.resources)
    assert orders(model)["risk_first"] == "cdab"


def test_what_must_precede_is_placed_first_whatever_the_rule() -> None:
    model = queue(precedences=(Precedence(before="b", after="c", lag=1),))
    assert orders(model) == {
        "affinity": "bcda",
        "risk_first": "bdca",
        "topological": "abcd",
        "wsjf": "bcda",
    }


@pytest.mark.parametrize("cap", [1, 2])
def test_a_baseline_says_whether_it_is_feasible(cap: int) -> None:
    model = PlanningModel(
        waves=1,
        systems=tuple(PlannedSystem(id=name, cost=(0, None), use={"r": 1}) for name in "ab"),
        resources=(Resource(id="r", profile="golive", buckets=(Bucket(waves=(1,), cap=cap),)),),
    )
    assert {baseline.score.feasible for baseline in baselines(model)} == {cap == 2}
