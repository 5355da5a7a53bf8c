"""Laws of proofs: what is proven best is the best of all plans, whatever the shape."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model
from tests.properties.small_models import interface, resource

from legacymap.planning.exact.intervals import Intervals, is_project
from legacymap.planning.exact.order import Order
from legacymap.planning.exact.program import Formulation
from legacymap.planning.exact.proof import Proof, prove
from legacymap.planning.model.compiled import CompiledModel, compile_arrays
from legacymap.planning.model.domains import domains
from legacymap.planning.model.model import (
    Bucket,
    PlannedSystem,
    PlanningModel,
    Precedence,
    Resource,
)
from legacymap.planning.model.score import score

amounts = st.integers(0, 12)


@st.composite
def models(draw: st.DrawFn) -> PlanningModel:
    """At most four systems and four waves: few enough to try every plan."""
    waves = draw(st.integers(1, 4))
    ids = [f"s{i}" for i in range(draw(st.integers(1, 4)))]
    member = st.sampled_from(ids)
    return PlanningModel(
        waves=waves,
        systems=tuple(_system(draw, name, waves) for name in ids),
        interfaces=tuple(
            interface(
                draw,
                f"i{k}",
                draw(st.lists(st.sampled_from(ids), min_size=1, unique=True)),
                most=12,
                hold=5,
            )
            for k in range(draw(st.integers(0, 3)))
        ),
        resources=tuple(
            resource(draw, name, waves, cap=20, over_max=10, over_price=3)
            for name in ("team", "budget")
        ),
        precedences=tuple(
            draw(
                st.lists(
                    st.builds(Precedence, before=member, after=member, lag=st.integers(0, 2)),
                    max_size=2,
                )
            )
        ),
        together=tuple(tuple(g) for g in draw(st.lists(st.lists(member, max_size=2), max_size=1))),
    )


def _system(draw: st.DrawFn, name: str, waves: int) -> PlannedSystem:
    cost = tuple(draw(st.none() | amounts) for _ in range(waves + 1))
    return PlannedSystem(
        id=name,
        duration=draw(st.integers(1, 2)),
        cost=cost,
        use=draw(st.dictionaries(st.sampled_from(["team", "budget"]), amounts)),
    )


@st.composite
def projects(draw: st.DrawFn) -> PlanningModel:
    """Activities that last on one level resource; some may stay in the backlog."""
    waves = draw(st.integers(2, 5))
    ids = [f"s{i}" for i in range(draw(st.integers(1, 4)))]
    systems = []
    for name in ids:
        duration = draw(st.integers(1, 2))
        costs = draw(st.lists(st.none() | amounts, min_size=waves + 1, max_size=waves + 1))
        use = {"team": duration * draw(st.integers(0, 3))}
        systems.append(PlannedSystem(id=name, duration=duration, cost=tuple(costs), use=use))
    member = st.sampled_from(ids)
    rule = st.builds(Precedence, before=member, after=member, lag=st.integers(0, 2))
    buckets = tuple(Bucket(waves=(wave,), cap=3) for wave in range(1, waves + 1))
    return PlanningModel(
        waves=waves,
        systems=tuple(systems),
        resources=(Resource(id="team", profile="spread", buckets=buckets),),
        precedences=tuple(draw(st.lists(rule, max_size=2))),
    )


def cheapest(model: PlanningModel) -> int | None:
    """The objective of the best of all plans."""
    ids = [system.id for system in model.systems]
    every = (
        score(model, dict(zip(ids, waves, strict=True)))
        for waves in itertools.product(range(1, model.backlog + 1), repeat=len(ids))
    )
    return min((judged.objective for judged in every if judged.feasible), default=None)


def proof_of(compiled: CompiledModel) -> Proof:
    narrowed = domains(compiled)
    if narrowed.conflict:
        return Proof(status="infeasible", waves=None, bound=None, work=0.0)
    arrays = compiled.arrays._replace(allowed=narrowed.allowed)
    return prove(arrays, None, work=10.0, stop=lambda: False)


def _is_best(model: PlanningModel) -> None:
    compiled = compile_arrays(model)
    best, proof = cheapest(model), proof_of(compiled)
    if best is None:
        assert proof.status == "infeasible"
        return
    assert proof.waves is not None
    judged = score(model, compiled.plan(proof.waves))
    assert (proof.status, proof.bound) == ("optimal", best)
    assert (judged.feasible, judged.objective) == (True, best)


@given(models())
@settings(max_examples=60)
def test_what_is_proven_best_is_the_best_of_all_plans(model: PlanningModel) -> None:
    _is_best(model)


@given(projects())
@settings(max_examples=60)
def test_the_best_project_is_the_best_of_all_plans(model: PlanningModel) -> None:
    _is_best(model)


@given(st.data())
@settings(max_examples=60)
def test_a_hint_is_the_plan_with_every_helper(data: st.DataObject) -> None:
    model = data.draw(models() | projects())
    compiled = compile_arrays(model)
    waves = [data.draw(st.integers(1, model.backlog)) for _ in range(compiled.blocks)]
    plan = compiled.plan(np.array(waves, np.int64))
    judged = score(model, plan)
    if not judged.feasible:
        return
    formulations: list[Formulation] = [Order(compiled.arrays)]
    if is_project(compiled.arrays):
        formulations.append(Intervals(compiled.arrays))
    for formulation in formulations:
        formulation.program.hint(waves)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.fix_variables_to_their_hinted_value = True
        assert solver.solve(formulation.program.model) == cp_model.OPTIMAL
        cost = round(solver.objective_value) + formulation.program.constant
        assert (cost, formulation.waves(solver.value).tolist()) == (judged.objective, waves)
