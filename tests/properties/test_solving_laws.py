"""Laws of the whole planner: more capacity never hurts, rules hold, names decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.properties.small_models import interface, wave_by_wave

from legacymap.planning import solve
from legacymap.planning.bound import lower_bound
from legacymap.planning.model.model import (
    PlannedSystem,
    PlanningModel,
    Precedence,
)
from legacymap.planning.model.score import score
from legacymap.planning.search.baselines import baselines
from legacymap.planning.search.solution import Solution

amounts = st.integers(0, 20)


@st.composite
def models(draw: st.DrawFn) -> PlanningModel:
    """A model of at most five systems and four waves, with every kind of rule."""
    waves = draw(st.integers(2, 4))
    ids = [f"s{i}" for i in range(draw(st.integers(2, 5)))]
    member = st.sampled_from(ids)
    pairs = st.lists(member, min_size=2, max_size=3, unique=True)
    return PlanningModel(
        waves=waves,
        systems=tuple(_system(draw, name, waves) for name in ids),
        interfaces=tuple(
            interface(
                draw,
                f"i{k}",
                draw(st.lists(st.sampled_from(ids), min_size=2, unique=True)),
                most=20,
                hold=5,
            )
            for k in range(draw(st.integers(0, 3)))
        ),
        resources=tuple(
            wave_by_wave(draw, name, waves, cap=12, over_max=4, over_price=3)
            for name in ("team", "train")
        ),
        precedences=tuple(
            Precedence(before=first, after=second, lag=draw(st.integers(0, 1)))
            for first, second, *_ in draw(st.lists(pairs, max_size=2))
        ),
        together=tuple(tuple(group) for group in draw(st.lists(pairs, max_size=1))),
    )


def _system(draw: st.DrawFn, name: str, waves: int) -> PlannedSystem:
    allowed = st.one_of(amounts, amounts, st.none())
    return PlannedSystem(
        id=name,
        duration=draw(st.integers(1, 2)),
        cost=(*(draw(allowed) for _ in range(waves)), draw(st.integers(20, 60))),
        use=draw(st.dictionaries(st.sampled_from(["team", "train"]), st.integers(1, 9))),
    )


def renamed(model: PlanningModel, names: Mapping[str, str]) -> PlanningModel:
    """``model`` with other names for its systems and nothing else changed."""
    return replace(
        model,
        systems=tuple(replace(system, id=names[system.id]) for system in model.systems),
        interfaces=tuple(
            replace(
                interface,
                provider=names[interface.provider],
                consumers=tuple(
                    replace(consumer, system=names[consumer.system])
                    for consumer in interface.consumers
                ),
            )
            for interface in model.interfaces
        ),
        precedences=tuple(
            replace(rule, before=names[rule.before], after=names[rule.after])
            for rule in model.precedences
        ),
        together=tuple(tuple(names[system] for system in group) for group in model.together),
    )


def proven(model: PlanningModel) -> Solution:
    """What is the best there is; models this small are always settled."""
    solution = solve(model)
    assert solution.status in ("optimal", "infeasible")
    return solution


@given(st.data())
@settings(max_examples=8)
def test_more_capacity_never_makes_the_best_plan_dearer(data: st.DataObject) -> None:
    model = data.draw(models())
    resource = data.draw(st.integers(0, len(model.resources) - 1))
    bucket = data.draw(st.integers(0, model.waves - 1))
    more = st.integers(0, 5)
    by = {"cap": data.draw(more), "over_max": data.draw(more)}
    there = model.resources[resource]
    old = there.buckets[bucket]
    roomier = replace(old, cap=old.cap + by["cap"], over_max=old.over_max + by["over_max"])
    buckets = (*there.buckets[:bucket], roomier, *there.buckets[bucket + 1 :])
    resources = list(model.resources)
    resources[resource] = replace(there, buckets=buckets)
    here = proven(model)
    assume(here.objective is not None)
    wider = proven(replace(model, resources=tuple(resources)))
    assert wider.objective is not None
    assert here.objective is not None
    assert wider.objective <= here.objective


@given(models())
@settings(max_examples=15)
def test_every_plan_that_is_returned_keeps_the_rules_and_no_bound_is_above_one(
    model: PlanningModel,
) -> None:
    solution = solve(model, effort="quick")
    if solution.status not in ("feasible", "optimal"):
        return
    assert solution.plan is not None
    assert solution.objective is not None
    wave = {system: placed or model.backlog for system, placed in solution.plan.items()}
    assert all(len({wave[system] for system in group}) <= 1 for group in model.together)
    for rule in model.precedences:
        in_time = wave[rule.before] + rule.lag <= wave[rule.after]
        assert in_time or wave[rule.after] == model.backlog
    bound = lower_bound(model, passes=60).value
    assert bound is not None
    assert bound <= solution.objective
    for rule_of_thumb in baselines(model):
        assert bound <= rule_of_thumb.score.objective or not rule_of_thumb.score.feasible


@given(models())
@settings(max_examples=12)
def test_names_in_the_same_order_change_nothing_but_names(model: PlanningModel) -> None:
    names = {system.id: f"Ä {system.id}" for system in model.systems}
    here, there = solve(model, effort="quick"), solve(renamed(model, names), effort="quick")
    assert (there.status, there.objective, there.parts) == (here.status, here.objective, here.parts)
    assert (here.plan is None) == (there.plan is None)
    if here.plan is not None:
        assert there.plan == {names[system]: wave for system, wave in here.plan.items()}


@given(st.data())
@settings(max_examples=8)
def test_no_names_change_what_the_best_plan_costs(data: st.DataObject) -> None:
    model = data.draw(models())
    ids = [system.id for system in model.systems]
    names = dict(zip(ids, data.draw(st.permutations(ids)), strict=True))
    here, there = proven(model), proven(renamed(model, names))
    assert (there.status, there.objective) == (here.status, here.objective)
    if here.plan is not None:
        # The best plan of one is a best plan of the other, whichever of equals each chose.
        moved = {names[system]: wave for system, wave in here.plan.items()}
        judged = score(renamed(model, names), moved)
        assert (judged.feasible, judged.objective) == (True, there.objective)
