"""Which engines answer a model, and what they prove together."""

from __future__ import annotations

from itertools import pairwise

from legacymap.planning import Progress, solve
from legacymap.planning.model.document import from_document
from legacymap.planning.model.model import PlanningModel


def chain(systems: int, cap: int) -> PlanningModel:
    """``systems`` in a row, each calling the next, ``cap`` go-lives a wave, delay dear for all."""
    names = [f"s{i:03}" for i in range(systems)]
    waves = 6
    return from_document(
        {
            "format": "legacymap-plan-instance/1",
            "waves": waves,
            "systems": [
                {
                    "id": name,
                    "duration": 1,
                    "cost": [(i % 7 + 1) * wave for wave in range(waves + 1)],
                    "use": {"wave": 1},
                }
                for i, name in enumerate(names)
            ],
            "interfaces": [
                {
                    "id": f"i{i}",
                    "provider": provider,
                    "facade": {"build": 3, "hold": 1},
                    "wrapper": {"build": 3, "hold": 1},
                    "consumers": [{"system": consumer, "facade": 1, "wrapper": 1}],
                }
                for i, (consumer, provider) in enumerate(pairwise(names))
            ],
            "resources": [
                {
                    "id": "wave",
                    "kind": "limit",
                    "profile": "golive",
                    "buckets": [
                        {"waves": [wave], "cap": cap, "over_max": 0, "over_price": 0}
                        for wave in range(1, waves + 1)
                    ],
                }
            ],
            "precedences": [],
            "together": [],
        }
    )


def test_a_model_beyond_the_exact_solver_still_gets_a_bound() -> None:
    solution = solve(chain(180, 40))
    assert solution.status == "feasible"
    assert solution.objective is not None
    assert solution.bound is not None
    assert 0 < solution.bound < solution.objective
    assert solution.gap == (solution.objective - solution.bound) / solution.objective


def test_a_quick_answer_comes_without_a_bound() -> None:
    assert solve(chain(180, 40), effort="quick").bound is None


def test_a_small_model_is_proven_best() -> None:
    solution = solve(chain(6, 2))
    assert (solution.status, solution.gap) == ("optimal", 0.0)


def test_where_only_a_signal_ends_the_search_the_bound_is_computed_beside_it() -> None:
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 400

    solution = solve(chain(180, 40), effort="endless", stop=stop)
    assert solution.objective is not None
    assert solution.bound is not None
    assert solution.bound <= solution.objective


def test_progress_tells_the_bound_as_it_rises() -> None:
    heard: list[Progress] = []
    solution = solve(chain(180, 40), progress=heard.append)
    bounds = [now.bound for now in heard if now.bound is not None]
    assert bounds == sorted(bounds)
    assert (heard[-1].objective, heard[-1].bound) == (solution.objective, solution.bound)
    assert heard[-1].gap == solution.gap


def test_progress_of_a_search_without_end_tells_the_bound_computed_beside_it() -> None:
    heard: list[Progress] = []

    def stop() -> bool:
        return any(now.bound is not None for now in heard)

    solution = solve(chain(180, 40), effort="endless", stop=stop, progress=heard.append)
    told = heard[-1].bound
    assert told is not None
    assert solution.bound is not None
    assert told <= solution.bound
