"""The planner against an independent checker and the best plans known for six instances."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from legacymap.planning.model.document import from_document, to_document
from legacymap.planning.model.score import score
from legacymap.planning.search.baselines import baselines
from legacymap.planning.search.search import solve
from legacymap.planning.solving import solve as proven

PLANNER = Path(__file__).parents[3] / "shared/planner"
NAMES = ("a-n12", "b-n25", "c-n40", "d-n80", "e-n160", "f-n500")

pytestmark = pytest.mark.skipif(
    not PLANNER.is_dir(), reason="the planning instances are not beside the repository (shared)"
)


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("instance_checker", PLANNER / "check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def best() -> dict[str, dict[str, Any]]:
    known: dict[str, dict[str, Any]] = json.loads((PLANNER / "best.json").read_text())
    return known


def instance(name: str) -> Any:
    return json.loads((PLANNER / "instances" / f"{name}.json").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_an_instance_survives_being_read(name: str) -> None:
    assert to_document(from_document(instance(name))) == instance(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_best_plan_known_costs_what_is_published(
    name: str, best: dict[str, dict[str, Any]]
) -> None:
    judged = score(from_document(instance(name)), best[name]["plan"])
    assert (judged.feasible, judged.objective) == (True, best[name]["objective"])


@pytest.mark.parametrize("name", NAMES)
def test_a_found_plan_passes_the_checker_and_is_near_the_best_known(
    name: str, checker: ModuleType, best: dict[str, dict[str, Any]]
) -> None:
    document = instance(name)
    solution = solve(from_document(document), effort="standard").to_document(version="1.0")
    theirs, _ = checker.check(document, solution)
    assert theirs["feasible"]
    assert theirs["objective"] == solution["objective"]
    assert theirs["parts"] == solution["parts"]
    assert theirs["objective"] <= 1.02 * best[name]["objective"]
    assert theirs["objective"] >= best[name]["bound"]


@pytest.mark.parametrize("name", NAMES)
def test_the_checker_agrees_about_every_baseline(name: str, checker: ModuleType) -> None:
    document = instance(name)
    for baseline in baselines(from_document(document)):
        theirs, _ = checker.check(document, baseline.plan)
        assert theirs["feasible"] == baseline.score.feasible
        assert theirs["objective"] == baseline.score.objective


@pytest.mark.parametrize("name", ["a-n12", "b-n25"])
def test_a_small_instance_is_proven_optimal(name: str, best: dict[str, dict[str, Any]]) -> None:
    solution = proven(from_document(instance(name)))
    known = best[name]["objective"]
    assert (solution.status, solution.objective, solution.bound) == ("optimal", known, known)
