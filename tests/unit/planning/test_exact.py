from __future__ import annotations

import itertools

import pytest

from legacymap.planning import solving
from legacymap.planning.bound import Bound
from legacymap.planning.exact.intervals import is_project
from legacymap.planning.exact.proof import Proof, prove
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
from legacymap.planning.search.search import Progress
from legacymap.planning.solving import solve


def pair(*, room: int = 1) -> PlanningModel:
    """A consumer that is urgent, its provider that is not, and room for so many a wave."""
    prices = GatewayPrices(build=4, hold=1)
    return PlanningModel(
        waves=2,
        systems=(
            PlannedSystem(id="ledger", cost=(0, 1, 50), use={"change": 1}),
            PlannedSystem(id="web", cost=(0, 9, 50), use={"change": 1}),
        ),
        interfaces=(
            Interface(
                id="api",
                provider="ledger",
                facade=prices,
                wrapper=prices,
                consumers=(Consumer(system="web", facade=0, wrapper=2),),
            ),
        ),
        resources=(
            Resource(
                id="change",
                profile="golive",
                buckets=tuple(Bucket(waves=(wave,), cap=room) for wave in (1, 2)),
            ),
        ),
    )


def project() -> PlanningModel:
    """Three activities of two waves that share a machine for two, then the end of the project."""
    times = range(1, 7)
    works = tuple(
        PlannedSystem(id=name, duration=2, cost=(*(0 for _ in times), None), use={"machine": 2})
        for name in "abc"
    )
    return PlanningModel(
        waves=6,
        systems=(*works, PlannedSystem(id="end", cost=(*times, None))),
        resources=(
            Resource(
                id="machine",
                profile="spread",
                buckets=tuple(Bucket(waves=(t,), cap=2) for t in times),
            ),
        ),
        precedences=(
            Precedence(before="a", after="c", lag=2),
            *(Precedence(before=name, after="end") for name in "abc"),
        ),
    )


def proof_of(model: PlanningModel, *, work: float | None = 10.0) -> Proof:
    return prove(compile_arrays(model).arrays, None, work=work, stop=lambda: False)


def test_a_wrapper_and_a_wave_of_holding_it_are_dearer_than_a_wave_of_the_ledger() -> None:
    proof = proof_of(pair())
    assert proof.waves is not None
    assert (proof.status, proof.bound) == ("optimal", 1 + 4 + 1 + 2)
    assert proof.waves.tolist() == [2, 1]


def test_with_room_for_both_nobody_needs_a_gateway() -> None:
    proof = proof_of(pair(room=2))
    assert proof.waves is not None
    assert (proof.status, proof.bound, proof.waves.tolist()) == ("optimal", 0, [1, 1])


def test_work_that_lasts_on_level_resources_is_a_project_and_gateways_are_not() -> None:
    assert is_project(compile_arrays(project()).arrays)
    assert not is_project(compile_arrays(pair()).arrays)


def test_a_project_ends_as_early_as_its_machine_allows() -> None:
    proof = proof_of(project())
    assert proof.waves is not None
    assert (proof.status, proof.bound) == ("optimal", 4)
    assert proof.waves.tolist()[:3] == [2, 2, 4]


def test_a_proof_that_is_stopped_says_no_more_than_it_knows() -> None:
    proof = prove(compile_arrays(project()).arrays, None, work=None, stop=lambda: True)
    assert proof.status in ("optimal", "feasible", "unknown")


def test_a_small_model_is_answered_with_a_proof() -> None:
    seen: list[Progress] = []
    solution = solve(pair(), progress=seen.append)
    assert (solution.status, solution.objective, solution.bound, solution.gap) == (
        "optimal",
        8,
        8,
        0.0,
    )
    assert solution.plan == {"ledger": 2, "web": 1}
    assert solution.engine.ended_by == "proof"
    assert solution.engine.method.startswith("wsjf+annealing+cp-sat ")
    assert {"searching"} <= {now.phase for now in seen} <= {"compiling", "searching", "proving"}


def test_a_quick_answer_tries_no_proof() -> None:
    solution = solve(pair(), effort="quick")
    assert (solution.status, solution.objective, solution.bound) == ("feasible", 8, None)


def test_endless_effort_ends_by_proof_before_its_signal() -> None:
    solution = solve(pair(), effort="endless", stop=lambda: False)
    assert (solution.status, solution.engine.effort) == ("optimal", "endless")
    assert solution.engine.ended_by == "proof"


def test_one_thread_answers_what_two_do() -> None:
    for model in (pair(), project()):
        assert solve(model, threads=1) == solve(model, threads=2)


def test_limits_that_clash_only_together_are_proven_to_clash() -> None:
    model = PlanningModel(
        waves=1,
        systems=tuple(PlannedSystem(id=name, cost=(0, None), use={"r": 2}) for name in "ab"),
        resources=(Resource(id="r", profile="golive", buckets=(Bucket(waves=(1,), cap=2),)),),
    )
    solution = solve(model)
    assert (solution.status, solution.plan, solution.violations) == ("infeasible", None, ())
    assert solution.conflict == ("no plan keeps all limits and precedences together",)


def test_what_no_proof_settles_in_its_time_is_searched_until_the_signal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(solving.WORK, "endless", 0.0)
    nothing = Bound(value=0, prices=(), passes=0)
    monkeypatch.setattr(solving, "lower_bound", lambda *_, **__: nothing)
    asked = itertools.count()
    solution = solve(pair(), effort="endless", stop=lambda: next(asked) > 20)
    assert solution.objective == 8
    assert (solution.engine.effort, solution.engine.ended_by) == ("endless", "stop")
