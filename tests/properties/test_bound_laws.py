"""Laws of the lower bound: never above a plan, exact on trees, indifferent to order."""

from __future__ import annotations

import dataclasses
import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.small_models import interface, resource

from legacymap.planning.bound import lower_bound
from legacymap.planning.bound.branching import Branching
from legacymap.planning.bound.climb import climb_of
from legacymap.planning.bound.regions import split
from legacymap.planning.model.compiled import compile_arrays
from legacymap.planning.model.document import from_document
from legacymap.planning.model.domains import domains
from legacymap.planning.model.model import (
    Interface,
    PlannedSystem,
    PlanningModel,
    Precedence,
)
from legacymap.planning.model.score import score

PLANNER = Path(__file__).parents[3] / "shared/planner"
needs_instances = pytest.mark.skipif(
    not PLANNER.exists(), reason="the planning instances are not beside the repository (shared)"
)

amounts = st.integers(0, 30)
RESOURCES = ("budget", "team")


@st.composite
def models(draw: st.DrawFn, *, bare: bool = False) -> PlanningModel:
    """A model of few plans; a ``bare`` one is a tree of interfaces, without any limit."""
    waves = draw(st.integers(1, 3))
    ids = [f"s{i}" for i in range(draw(st.integers(1, 4)))]
    return PlanningModel(
        waves=waves,
        systems=tuple(_system(draw, name, waves, bare) for name in ids),
        interfaces=tuple(_tree(draw, ids) if bare else _interfaces(draw, ids)),
        resources=()
        if bare
        else tuple(
            resource(draw, name, waves, cap=15, over_max=6, over_price=5) for name in RESOURCES
        ),
        precedences=()
        if bare
        else tuple(
            Precedence(
                before=draw(st.sampled_from(ids)),
                after=draw(st.sampled_from(ids)),
                lag=draw(st.integers(0, 2)),
            )
            for _ in range(draw(st.integers(0, 2)))
        ),
        together=()
        if bare
        else tuple(
            tuple(draw(st.lists(st.sampled_from(ids), max_size=2)))
            for _ in range(draw(st.integers(0, 1)))
        ),
    )


def _system(draw: st.DrawFn, name: str, waves: int, bare: bool) -> PlannedSystem:
    return PlannedSystem(
        id=name,
        duration=draw(st.integers(1, 2)),
        cost=(*(draw(st.none() | amounts) for _ in range(waves)), draw(amounts)),
        use={} if bare else draw(st.dictionaries(st.sampled_from(RESOURCES), st.integers(0, 9))),
    )


def _interfaces(draw: st.DrawFn, ids: list[str]) -> list[Interface]:
    members = [
        draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
        for _ in range(draw(st.integers(0, 4)))
    ]
    return [interface(draw, f"i{k}", each, most=30, hold=9) for k, each in enumerate(members)]


def _tree(draw: st.DrawFn, ids: list[str]) -> list[Interface]:
    """Interfaces that tie every later system to one earlier, without a circle."""
    children: dict[str, list[str]] = {}
    for i, name in enumerate(ids[1:], start=1):
        children.setdefault(ids[draw(st.integers(0, i - 1))], []).append(name)
    return [
        interface(draw, f"i{name}", [name, *below], most=30, hold=9)
        for name, below in children.items()
    ]


def optimum(model: PlanningModel) -> int | None:
    """The least objective of all feasible plans, by trying every plan."""
    ids = [system.id for system in model.systems]
    judged = [
        score(model, dict(zip(ids, waves, strict=True)))
        for waves in itertools.product(range(1, model.backlog + 1), repeat=len(ids))
    ]
    return min((verdict.objective for verdict in judged if verdict.feasible), default=None)


@given(models())
@settings(max_examples=150, deadline=None)
def test_no_bound_exceeds_the_best_of_all_plans(model: PlanningModel) -> None:
    best = optimum(model)
    heard: list[int] = []
    bound = lower_bound(model, passes=60, progress=lambda value, _: heard.append(value))
    if best is not None:
        assert bound.value is not None
        assert bound.value <= best
    assert heard == sorted(heard)
    assert all(price.price >= 0 for price in bound.prices)


@given(models())
@settings(max_examples=40, deadline=None)
def test_with_passes_enough_the_bound_is_the_best_of_all_plans(model: PlanningModel) -> None:
    assert lower_bound(model, passes=200_000).value == optimum(model)


@given(models(bare=True))
@settings(max_examples=60, deadline=None)
def test_on_a_tree_of_interfaces_without_limits_the_bound_is_the_optimum(
    model: PlanningModel,
) -> None:
    assert lower_bound(model, passes=60).value == optimum(model)


@given(models(), st.lists(st.integers(0, 2), min_size=4, max_size=4), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_regions_cut_by_themselves_never_exceed_the_best_of_all_plans(
    model: PlanningModel, region: list[int], passes: int
) -> None:
    compiled = compile_arrays(model)
    narrowed = domains(compiled)
    best = optimum(model)
    if narrowed.conflict or best is None or not compiled.blocks:
        return
    climb = climb_of(compiled.arrays._replace(allowed=narrowed.allowed))
    for turn in range(passes):
        climb.climb(turn)
    before = climb.bound_of_tables()
    parts, given_back = split(climb, np.array(region[: compiled.blocks], np.int64))
    assert given_back + sum(part.best for part in parts) == before
    cuts = [Branching(part) for part in parts]
    for branching in cuts:
        for _ in range(20):
            if not branching.ended:
                branching.cut()
    total = given_back + sum(branching.value for branching in cuts)
    assert before <= total <= best * climb.scale


@given(models())
@settings(max_examples=25, deadline=None)
def test_the_order_of_records_changes_nothing(model: PlanningModel) -> None:
    mixed = dataclasses.replace(
        model,
        systems=tuple(reversed(model.systems)),
        interfaces=tuple(reversed(model.interfaces)),
        resources=tuple(reversed(model.resources)),
        precedences=tuple(reversed(model.precedences)),
    )
    assert lower_bound(mixed, passes=20) == lower_bound(model, passes=20)


@given(models())
@settings(max_examples=25, deadline=None)
def test_more_passes_are_never_worse(model: PlanningModel) -> None:
    short, long = lower_bound(model, passes=5), lower_bound(model, passes=30)
    assert (short.value is None) == (long.value is None)
    assert (short.value or 0) <= (long.value or 0)


@needs_instances
@pytest.mark.parametrize("name", ["a-n12", "b-n25"])
def test_the_best_known_plan_of_a_small_instance_is_proven_optimal(name: str) -> None:
    model = from_document(json.loads((PLANNER / f"instances/{name}.json").read_bytes()))
    best = json.loads((PLANNER / "best.json").read_bytes())[name]["objective"]
    assert lower_bound(model, passes=20_000, upper=best).value == best


@needs_instances
@pytest.mark.parametrize("name", ["a-n12", "b-n25", "c-n40", "d-n80", "e-n160", "f-n500"])
def test_no_bound_exceeds_the_best_known_plan(name: str) -> None:
    model = from_document(json.loads((PLANNER / f"instances/{name}.json").read_bytes()))
    best = json.loads((PLANNER / "best.json").read_bytes())[name]
    assert score(model, best["plan"]).objective == best["objective"]
    bound = lower_bound(model, passes=200)
    assert bound.value is not None
    assert 0.7 * best["objective"] < bound.value <= best["objective"]
