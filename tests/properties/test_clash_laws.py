"""Laws of clashes: what is named cannot all hold, and can without any one of them.

Every plan of the small models is tried: the word of the judge counts for nothing here.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from legacymap.planning.clashes.explaining import explained
from legacymap.planning.clashes.minimal import found_clashes
from legacymap.planning.exact.feasibility import Judge
from legacymap.planning.model.model import (
    Bucket,
    PlannedSystem,
    PlanningModel,
    Precedence,
    Profile,
    Resource,
)
from legacymap.planning.model.named import NamedConstraint, NamedModel, named_model
from legacymap.planning.model.score import score, shares

profiles: st.SearchStrategy[Profile] = st.sampled_from(["spread", "golive"])
IDS = ("a", "b", "c")


@st.composite
def tight(draw: st.DrawFn) -> PlanningModel:
    """At most three systems and three waves, many of them closed: few enough to try every plan."""
    waves = draw(st.integers(1, 3))
    ids = IDS[: draw(st.integers(1, 3))]
    member = st.sampled_from(ids)
    rules = st.builds(Precedence, before=member, after=member, lag=st.integers(0, 2))
    groups = st.lists(member, min_size=2, max_size=3)
    costs = st.one_of(st.none(), st.integers(0, 9))
    return PlanningModel(
        waves=waves,
        systems=tuple(
            PlannedSystem(
                id=name,
                duration=draw(st.integers(1, 2)),
                cost=(*(draw(costs) for _ in range(waves)), None),
                use={"team": draw(st.integers(0, 4))},
            )
            for name in ids
        ),
        resources=(
            Resource(
                id="team",
                profile=draw(profiles),
                buckets=(
                    *(Bucket(waves=(w,), cap=draw(st.integers(0, 4))) for w in range(1, waves + 1)),
                    Bucket(waves=tuple(range(1, waves + 1)), cap=draw(st.integers(0, 9))),
                ),
            ),
        ),
        precedences=tuple(draw(st.lists(rules, max_size=2))),
        together=tuple(tuple(group) for group in draw(st.lists(groups, max_size=1))),
    )


def _keeps(model: PlanningModel, rules: Sequence[NamedConstraint], plan: dict[str, int]) -> bool:
    """Whether ``plan`` keeps ``rules``, straight from what they say."""
    return all(
        all(plan[system] not in waves for system, waves in rule.closed.items())
        and all(len({plan[system] for system in group}) == 1 for group in rule.together)
        and all(
            plan[order.after] > model.waves or plan[order.before] + order.lag <= plan[order.after]
            for order in rule.precedences
        )
        and all(_used(model, plan, limit.waves) <= limit.most for limit in rule.limits)
        for rule in rules
    )


def _used(model: PlanningModel, plan: dict[str, int], waves: Sequence[int]) -> int:
    (resource,) = model.resources
    return sum(
        share
        for system in model.systems
        if plan[system.id] <= model.waves
        for wave, share in shares(resource, system, system.use["team"], plan[system.id])
        if wave in waves
    )


def _possible(model: PlanningModel, rules: Sequence[NamedConstraint]) -> bool:
    ids = [system.id for system in model.systems]
    every = itertools.product(range(1, model.backlog + 1), repeat=len(ids))
    return any(_keeps(model, rules, dict(zip(ids, waves, strict=True))) for waves in every)


def _judge() -> Judge:
    return Judge(work=20.0, share=2.0, stop=lambda: False)


def _clashing(model: PlanningModel) -> NamedModel:
    named = named_model(model)
    assume(not _possible(model, named.constraints))
    return named


@given(tight())
@settings(max_examples=60, deadline=None)
def test_the_names_of_a_model_are_all_that_it_forbids(model: PlanningModel) -> None:
    named = named_model(model)
    ids = [system.id for system in model.systems]
    for waves in itertools.product(range(1, model.backlog + 1), repeat=len(ids)):
        plan = dict(zip(ids, waves, strict=True))
        assert _keeps(model, named.constraints, plan) == score(model, plan).feasible


@given(tight())
@settings(max_examples=60, deadline=None)
def test_the_judge_is_right_and_his_plan_is_one(model: PlanningModel) -> None:
    named = named_model(model)
    verdict = _judge().keep(model, named.constraints)
    assert verdict.status == ("kept" if _possible(model, named.constraints) else "clash")
    if verdict.plan is not None:
        assert score(model, verdict.plan).feasible
    else:
        assert not _possible(model, [named.constraints[i] for i in verdict.core])


@given(tight())
@settings(max_examples=40, deadline=None)
def test_a_clash_cannot_hold_and_can_without_any_one_of_its_members(model: PlanningModel) -> None:
    named = _clashing(model)
    found = found_clashes(named, _judge())
    assert found
    for clash in found:
        members = [named.constraints[i] for i in clash.members]
        assert clash.minimal
        assert not _possible(model, members)
        assert not _possible(model, clash.parts)
        for k in range(len(members)):
            assert _possible(model, members[:k] + members[k + 1 :])
    every = [i for clash in found for i in clash.members]
    assert len(set(every)) == len(every)


@given(tight())
@settings(max_examples=15, deadline=None)
def test_the_order_of_records_changes_no_clash(model: PlanningModel) -> None:
    _clashing(model)
    turned = replace(
        model,
        systems=model.systems[::-1],
        precedences=model.precedences[::-1],
        together=tuple(group[::-1] for group in model.together),
    )
    here, there = (
        explained(named_model(m), known=False, effort="quick").clashes for m in (model, turned)
    )
    assert here == there
