"""Laws of planning: two scorers agree, the search keeps true books, order of records is nothing."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.small_models import interface, resource

from legacymap.planning.answers.moves import Moves
from legacymap.planning.model.compiled import compile_arrays
from legacymap.planning.model.document import from_document, to_document
from legacymap.planning.model.domains import domains
from legacymap.planning.model.model import (
    PlannedSystem,
    PlanningModel,
    Precedence,
)
from legacymap.planning.model.placement import placement
from legacymap.planning.model.score import score
from legacymap.planning.search.anneal import PATIENCE, anneal
from legacymap.planning.search.baselines import baselines
from legacymap.planning.search.books import BROKEN, open_books, place
from legacymap.planning.search.needs import needs
from legacymap.planning.search.search import solve
from legacymap.planning.search.tally import keeps_limits, parts_of

CHECKER = Path(__file__).parents[3] / "shared/planner/check.py"
needs_checker = pytest.mark.skipif(
    not CHECKER.exists(), reason="the independent checker is not beside the repository (shared)"
)


RESOURCES = ("budget", "change", "team")
amounts = st.integers(0, 30)


@st.composite
def models(draw: st.DrawFn, *, free: bool = False) -> PlanningModel:
    """A model; a ``free`` one forbids no backlog, so that the empty plan is feasible."""
    waves = draw(st.integers(1, 5))
    ids = [f"s{i}" for i in range(draw(st.integers(1, 7)))]
    return PlanningModel(
        waves=waves,
        systems=tuple(_system(draw, name, waves, free) for name in ids),
        interfaces=tuple(
            interface(
                draw,
                f"i{k}",
                draw(st.lists(st.sampled_from(ids), min_size=1, unique=True)),
                most=30,
                hold=9,
            )
            for k in range(draw(st.integers(0, 5)))
        ),
        resources=tuple(
            resource(draw, name, waves, cap=60, over_max=20, over_price=5) for name in RESOURCES
        ),
        precedences=tuple(
            Precedence(
                before=draw(st.sampled_from(ids)),
                after=draw(st.sampled_from(ids)),
                lag=draw(st.integers(0, 2)),
            )
            for _ in range(draw(st.integers(0, 3)))
        ),
        together=tuple(
            tuple(draw(st.lists(st.sampled_from(ids), max_size=3)))
            for _ in range(draw(st.integers(0, 2)))
        ),
    )


def plans(model: PlanningModel) -> st.SearchStrategy[dict[str, int | None]]:
    """Any plan of ``model``: some systems left out, some in the backlog by either name."""
    return st.dictionaries(
        st.sampled_from([system.id for system in model.systems]),
        st.none() | st.integers(1, model.backlog),
    )


def _system(draw: st.DrawFn, name: str, waves: int, free: bool) -> PlannedSystem:
    allowed = st.none() | amounts
    return PlannedSystem(
        id=name,
        duration=draw(st.integers(1, 3)),
        cost=(*(draw(allowed) for _ in range(waves)), draw(amounts if free else allowed)),
        use=draw(st.dictionaries(st.sampled_from(RESOURCES), amounts)),
    )


def checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("independent_checker", CHECKER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_json(model: PlanningModel) -> object:
    return json.loads(json.dumps(to_document(model)))


@given(models())
def test_a_model_survives_its_document(model: PlanningModel) -> None:
    assert from_document(as_json(model)) == model


@needs_checker
@given(st.data())
@settings(max_examples=300)
def test_the_scorer_agrees_with_the_independent_checker(data: st.DataObject) -> None:
    model = data.draw(models())
    plan = data.draw(plans(model))
    theirs, gateways = checker().check(as_json(model), plan)
    ours = score(model, plan)
    assert ours.feasible == theirs["feasible"]
    assert ours.objective == theirs["objective"]
    assert ours.parts.to_document() == theirs["parts"]
    assert len(ours.violations) == len(theirs["violations"])
    assert len(ours.backlog) == theirs["backlog"]
    assert sum(1 for bucket in ours.buckets if bucket.over) == len(theirs["overloads"])
    assert {(g.interface, g.side, g.built, g.removed) for g in ours.gateways} == {
        (g["interface"], g["kind"], g["build"], g["retire"]) for g in gateways
    }
    assert sum(gateway.cost for gateway in ours.gateways) == ours.parts.gateways


@given(st.data())
def test_the_price_of_a_move_is_the_difference_of_two_scores(data: st.DataObject) -> None:
    model = data.draw(models())
    compiled = compile_arrays(model)
    waves = np.array(
        [data.draw(st.integers(1, model.backlog)) for _ in range(compiled.blocks)], np.int64
    )
    plan = compiled.plan(waves)
    moves = Moves(model, placement(model, plan))
    here = score(model, plan)
    mover = data.draw(st.integers(0, len(compiled.systems) - 1))
    for wave in range(1, model.backlog + 1):
        moved = waves.copy()
        moved[compiled.block[mover]] = wave
        there = score(model, compiled.plan(moved))
        step = moves.to(compiled.systems[mover], wave)
        assert step.gateways == there.parts.gateways - here.parts.gateways
        assert step.overload == there.parts.overload - here.parts.overload
        assert step.delay == there.parts.delay - here.parts.delay
        if here.feasible:
            assert bool(step.blocked) == (not there.feasible)


@given(st.data())
@settings(max_examples=40)
def test_books_that_were_kept_are_those_that_are_opened_anew(data: st.DataObject) -> None:
    arrays = compile_arrays(data.draw(models(free=True))).arrays
    start = np.full(len(arrays.cost), arrays.waves + 1, np.int64)
    kept = open_books(arrays, data.draw(st.integers(1, 9)))
    place(arrays, kept, start)
    movable = np.arange(len(start), dtype=np.int64)
    anneal(arrays, kept, movable, PATIENCE, data.draw(st.sampled_from((0.5, 50.0))), 300)
    anew = open_books(arrays, 1)
    place(arrays, anew, kept.wave)
    assert kept.totals[: BROKEN + 1].tolist() == anew.totals[: BROKEN + 1].tolist()
    assert kept.room.tolist() == anew.room.tolist()
    assert kept.gateways.ends.tolist() == anew.gateways.ends.tolist()
    open_waves = arrays.allowed
    assert kept.own[open_waves].tolist() == anew.own[open_waves].tolist()


@given(st.data())
def test_the_count_of_a_placement_agrees_with_the_scorer(data: st.DataObject) -> None:
    compiled = compile_arrays(data.draw(models()))
    waves = np.array(
        [data.draw(st.integers(1, compiled.model.backlog)) for _ in range(compiled.blocks)],
        np.int64,
    )
    judged = score(compiled.model, compiled.plan(waves))
    needed = needs(compiled.arrays)
    assert parts_of(compiled.arrays, needed, waves) == judged.parts
    assert keeps_limits(compiled.arrays, needed, waves) == judged.feasible


@given(models())
@settings(max_examples=25)
def test_the_search_says_nothing_that_the_scorer_does_not(model: PlanningModel) -> None:
    solution = solve(model, effort="quick")
    if solution.status == "infeasible":
        assert solution.conflict
        assert solution.plan is None
        return
    assert solution.plan is not None
    judged = score(model, solution.plan)
    assert judged.feasible == (solution.status == "feasible")
    assert judged.violations == solution.violations
    if judged.feasible:
        assert (solution.objective, solution.parts) == (judged.objective, judged.parts)


@given(models(free=True))
@settings(max_examples=25)
def test_a_plan_is_found_wherever_the_backlog_is_one(model: PlanningModel) -> None:
    solution = solve(model, effort="quick")
    assert solution.status == "feasible"
    assert solution.objective is not None
    assert solution.objective <= score(model, {}).objective


@given(st.data())
@settings(max_examples=60)
def test_what_is_ruled_out_is_in_no_feasible_plan(data: st.DataObject) -> None:
    model = data.draw(models())
    compiled = compile_arrays(model)
    waves = np.array(
        [data.draw(st.integers(1, model.backlog)) for _ in range(compiled.blocks)], np.int64
    )
    if score(model, compiled.plan(waves)).feasible:
        narrowed = domains(compiled)
        assert not narrowed.conflict
        assert narrowed.allowed[np.arange(len(waves)), waves].all()


@given(st.data())
@settings(max_examples=10)
def test_the_order_of_records_changes_nothing(data: st.DataObject) -> None:
    model = data.draw(models())
    shuffled = PlanningModel(
        waves=model.waves,
        systems=tuple(data.draw(st.permutations(model.systems))),
        interfaces=tuple(data.draw(st.permutations(model.interfaces))),
        resources=tuple(data.draw(st.permutations(model.resources))),
        precedences=tuple(data.draw(st.permutations(model.precedences))),
        together=tuple(data.draw(st.permutations(model.together))),
    )
    assert solve(shuffled, effort="quick") == solve(model, effort="quick")
    assert baselines(shuffled) == baselines(model)
    plan = data.draw(plans(model))
    assert score(shuffled, plan) == score(model, plan)
