from __future__ import annotations

import itertools
from dataclasses import replace
from threading import get_ident

import numpy as np
import pytest

from legacymap.planning.model.compiled import compile_arrays
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
from legacymap.planning.model.score import score
from legacymap.planning.search.annealing import Start
from legacymap.planning.search.search import Progress, Search, solve


def ring() -> PlanningModel:
    """Four systems that use each other in a circle, one a wave; small enough to try every plan."""
    prices = GatewayPrices(build=5, hold=2)
    return PlanningModel(
        waves=3,
        systems=tuple(
            PlannedSystem(id=name, cost=(k, 3 * k, 5 * k, 40), use={"r": 1})
            for k, name in enumerate("abcd", start=1)
        ),
        interfaces=tuple(
            Interface(
                id=f"{provider}{consumer}",
                provider=provider,
                facade=prices,
                wrapper=prices,
                consumers=(Consumer(system=consumer, facade=k, wrapper=4 - k),),
            )
            for k, (provider, consumer) in enumerate(
                (("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"))
            )
        ),
        resources=(
            Resource(
                id="r",
                profile="golive",
                buckets=tuple(
                    Bucket(waves=(w,), cap=1, over_max=1, over_price=3) for w in (1, 2, 3)
                ),
            ),
        ),
    )


def test_the_cheapest_of_all_plans_is_found() -> None:
    model = ring()
    every = (
        score(model, dict(zip("abcd", waves, strict=True)))
        for waves in itertools.product(range(1, 5), repeat=4)
    )
    cheapest = min(judged.objective for judged in every if judged.feasible)
    solution = solve(model, effort="quick")
    assert (solution.status, solution.objective) == ("feasible", cheapest)


def test_equal_model_effort_and_seed_give_equal_solutions() -> None:
    assert solve(ring(), effort="quick", seed=7) == solve(ring(), effort="quick", seed=7)


def test_a_solution_is_a_document() -> None:
    solution = solve(ring(), effort="quick", seed=2)
    document = solution.to_document(version="1.0")
    assert document["format"] == "legacymap-plan-solution/1"
    assert (document["bound"], document["gap"], document["conflict"]) == (None, None, [])
    assert document["plan"] == solution.plan
    assert document["engine"] == {
        "version": "1.0",
        "method": "wsjf+annealing",
        "effort": "quick",
        "seed": 2,
        "iterations": 200_000,
        "ended_by": "budget",
    }


def test_a_model_without_systems_has_the_empty_plan() -> None:
    solution = solve(PlanningModel(waves=1, systems=()))
    assert (solution.status, solution.objective, solution.plan) == ("feasible", 0, {})


def test_a_stop_before_the_first_move_still_gives_the_greedy_plan() -> None:
    solution = solve(ring(), stop=lambda: True)
    assert solution.status == "feasible"
    assert (solution.engine.iterations, solution.engine.ended_by) == (0, "stop")


def test_endless_effort_ends_by_its_signal() -> None:
    calls = iter(range(10_000))
    solution = solve(ring(), effort="endless", stop=lambda: next(calls) >= 3)
    assert (solution.status, solution.engine.ended_by) == ("feasible", "stop")
    with pytest.raises(ValueError, match="stop signal"):
        solve(ring(), effort="endless")


def test_one_thread_answers_what_two_do() -> None:
    assert solve(ring(), threads=1) == solve(ring(), threads=2)


def test_two_starts_from_one_seed_are_not_the_same() -> None:
    search = Search(ring(), effort="standard", seed=1, start=None)
    for start in search.starts:
        start.run(lambda: True)
    one, two = (start.books.dice.tolist() for start in search.starts)
    assert one != two


def test_only_the_thread_that_asked_is_asked_to_stop_and_told_of_progress() -> None:
    heard: set[int] = set()

    def stop() -> bool:
        heard.add(get_ident())
        return False

    solve(ring(), stop=stop, progress=lambda _: heard.add(get_ident()))
    assert heard == {get_ident()}


def test_where_the_urgent_leave_no_room_those_who_cannot_wait_come_first() -> None:
    # In order of urgency a and b take the first year; c needs its budget and has no other wave.
    model = PlanningModel(
        waves=2,
        systems=(
            PlannedSystem(id="a", cost=(0, 90, 200), use={"budget": 1}),
            PlannedSystem(id="b", cost=(0, 80, 200), use={"budget": 1}),
            PlannedSystem(id="c", cost=(0, None, None), use={"budget": 8}),
        ),
        resources=(
            Resource(
                id="budget",
                profile="golive",
                buckets=(Bucket(waves=(1,), cap=9), Bucket(waves=(2,), cap=9)),
            ),
        ),
    )
    search = Search(model, effort="quick", seed=1, start=None)
    (start,) = search.starts
    start.run(lambda: start.standing.round > 0)
    assert start.standing.objective is not None


def test_a_plan_that_is_begun_with_broken_limits_is_mended_before_the_first_round() -> None:
    compiled = compile_arrays(ring())
    crowded = np.ones(4, np.int64)
    start = Start(compiled.arrays, seed=1, number=0, rounds=0, begun=crowded)
    start.run(lambda: False)
    assert not score(ring(), compiled.plan(crowded)).feasible
    assert score(ring(), compiled.plan(start.last)).feasible


def test_progress_counts_up_to_what_is_planned() -> None:
    seen: list[Progress] = []
    solve(ring(), effort="quick", progress=seen.append)
    assert seen[0] == Progress(
        phase="compiling", round=0, iterations=0, planned=None, objective=None
    )
    assert (seen[-1].phase, seen[-1].iterations, seen[-1].planned) == (
        "searching",
        200_000,
        200_000,
    )


def test_progress_tells_the_gap_once_both_ends_are_known() -> None:
    now = Progress(phase="searching", round=1, iterations=9, planned=None, objective=200)
    assert [replace(now, bound=bound).gap for bound in (None, 150, 200)] == [None, 0.25, 0.0]
    assert replace(now, objective=0, bound=0).gap == 0.0


def test_a_group_without_a_common_wave_proves_that_there_is_no_plan() -> None:
    model = PlanningModel(
        waves=2,
        systems=(
            PlannedSystem(id="a", cost=(0, None, None)),
            PlannedSystem(id="b", cost=(None, 0, None)),
        ),
        together=(("a", "b"),),
    )
    solution = solve(model)
    assert (solution.status, solution.plan, solution.objective) == ("infeasible", None, None)
    assert solution.conflict == ("no wave, not even the backlog, is allowed for the group a, b",)
    assert solution.engine.ended_by == "proof"


def test_a_deadline_too_early_for_its_predecessor_proves_that_there_is_no_plan() -> None:
    model = PlanningModel(
        waves=3,
        systems=(
            PlannedSystem(id="a", cost=(None, None, 0, 0)),
            PlannedSystem(id="b", cost=(0, 0, None, None)),
        ),
        precedences=(Precedence(before="a", after="b"),),
    )
    assert solve(model).conflict == (
        "the precedences leave no wave for a",
        "the precedences leave no wave for b",
    )


def test_a_system_too_large_for_its_team_proves_that_there_is_no_plan() -> None:
    model = PlanningModel(
        waves=1,
        systems=(PlannedSystem(id="a", cost=(0, None), use={"r": 3}),),
        resources=(Resource(id="r", profile="golive", buckets=(Bucket(waves=(1,), cap=2),)),),
    )
    assert solve(model).conflict == ("no allowed wave has room for a alone",)


def crowded() -> PlanningModel:
    """Two systems that must share the only wave, which has room for one."""
    return PlanningModel(
        waves=1,
        systems=tuple(PlannedSystem(id=name, cost=(0, None), use={"r": 2}) for name in "ab"),
        resources=(Resource(id="r", profile="golive", buckets=(Bucket(waves=(1,), cap=2),)),),
    )


def test_where_no_plan_is_found_the_last_try_says_what_it_breaks() -> None:
    solution = solve(crowded(), effort="quick")
    assert (solution.status, solution.objective, solution.parts) == ("unknown", None, None)
    assert solution.plan == {"a": 1, "b": 1}
    assert [v.message for v in solution.violations] == ["r in wave 1: 4 used, at most 2 allowed"]
