"""The plans that simple rules give, judged like any other: the orders that a search must beat.

Every rule is an order; each block in turn goes into its earliest wave that breaks nothing, with
the same overtime and after the same ruling out of waves as the search. Precedences come first: what
must go before a system is placed before it, whatever the rule says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from legacymap.graph.kernels import components, condensation, csr, topological_order
from legacymap.planning.model.arrays import Index
from legacymap.planning.model.compiled import CompiledModel, compile_arrays
from legacymap.planning.model.domains import domains
from legacymap.planning.model.model import PlanningModel
from legacymap.planning.model.score import Score, score
from legacymap.planning.search.orders import (
    by_falling,
    marginal_delay,
    shortest_weighted_first,
    urgency,
)
from legacymap.planning.search.schedule import list_schedule

PASSES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """A plan by one rule; ``score`` says whether it is feasible and what it costs."""

    name: str
    plan: dict[str, int | None]
    score: Score


def baselines(
    model: PlanningModel, *, risk: Mapping[str, float] | None = None
) -> tuple[Baseline, ...]:
    """The plans by every rule of :data:`RULES`, in order of name.

    ``risk`` by system orders ``risk_first``; where it is not given, the systems' information
    ``risk`` does, and the marginal cost of delay for all if any of them has none.
    """
    compiled = compile_arrays(model)
    arrays = compiled.arrays._replace(allowed=domains(compiled).allowed)
    risks = _block_risk(compiled, risk)
    plans = {
        name: compiled.plan(list_schedule(arrays, order(compiled, risks)))
        for name, order in sorted(RULES.items())
    }
    return tuple(
        Baseline(name=name, plan=plan, score=score(model, plan)) for name, plan in plans.items()
    )


def _topological(compiled: CompiledModel, _: npt.NDArray[np.float64]) -> Index:
    """Providers before consumers; a circle counts as one, its members by urgency."""
    providers, consumers = _pairs(compiled)
    graph = csr(compiled.blocks, providers, consumers)
    circle = components(graph)
    whole = condensation(graph, circle)
    rank = np.empty(whole.nodes, np.int64)
    rank[topological_order(whole.indptr, whole.indices)] = np.arange(whole.nodes)
    return _in_groups(compiled, rank[circle])


def _risk_first(_: CompiledModel, risk: npt.NDArray[np.float64]) -> Index:
    """The riskiest first."""
    return by_falling(risk)


def _affinity(compiled: CompiledModel, _: npt.NDArray[np.float64]) -> Index:
    """Groups that share many interfaces, the most urgent group first, its members by urgency."""
    group = _communities(compiled)
    summed = np.bincount(group, weights=urgency(compiled.arrays))
    rank = np.empty(len(summed), np.int64)
    rank[by_falling(summed / np.maximum(np.bincount(group), 1))] = np.arange(len(summed))
    return _in_groups(compiled, rank[group])


def _urgent_first(compiled: CompiledModel, _: npt.NDArray[np.float64]) -> Index:
    """Weighted shortest job first."""
    return shortest_weighted_first(compiled.arrays)


RULES: Final[dict[str, Callable[[CompiledModel, npt.NDArray[np.float64]], Index]]] = {
    "affinity": _affinity,
    "risk_first": _risk_first,
    "topological": _topological,
    "wsjf": _urgent_first,
}


def _pairs(compiled: CompiledModel) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Provider and consumer of every use of an interface between blocks."""
    interfaces = compiled.arrays.interfaces
    providers = np.repeat(interfaces.provider, np.diff(interfaces.consumer_ptr))
    return providers.astype(np.int64), interfaces.consumer.astype(np.int64)


def _in_groups(compiled: CompiledModel, rank: npt.NDArray[np.int64]) -> Index:
    return np.lexsort((-urgency(compiled.arrays), rank)).astype(np.int64)


def _communities(compiled: CompiledModel) -> npt.NDArray[np.int64]:
    """Groups by label propagation: each block takes the label most of its neighbours have.

    All blocks look at once, ties go to the smaller label, and a block counts its own label once:
    so the result depends on the interfaces alone. At most :data:`PASSES` passes.

    Source:
        Raghavan, U. N., Albert, R., Kumara, S. (2007), "Near linear time algorithm to detect
        community structures in large-scale networks", Physical Review E 76, 036106.
    """
    count = compiled.blocks
    providers, consumers = _pairs(compiled)
    own = np.arange(count)
    seers = np.concatenate((providers, consumers, own))
    seen = np.concatenate((consumers, providers, own))
    label = own.copy()
    for _ in range(PASSES):
        pair, votes = np.unique(seers * count + label[seen], return_counts=True)
        seer, candidate = pair // max(count, 1), pair % max(count, 1)
        first = np.lexsort((candidate, -votes, seer))
        _, position = np.unique(seer[first], return_index=True)
        chosen = candidate[first][position]
        if (chosen == label).all():
            break
        label = chosen
    return np.unique(label, return_inverse=True)[1].astype(np.int64)


def _block_risk(
    compiled: CompiledModel, risk: Mapping[str, float] | None
) -> npt.NDArray[np.float64]:
    """The largest risk in each block."""
    if risk is None:
        told = {system.id: system.information.get("risk") for system in compiled.model.systems}
        risk = {name: float(r) for name, r in told.items() if isinstance(r, int | float)}
        if len(risk) < len(told):
            return marginal_delay(compiled.arrays)
    of_system = np.array([risk[system] for system in compiled.systems], np.float64)
    largest = np.full(compiled.blocks, -np.inf)
    np.maximum.at(largest, compiled.block, of_system)
    return largest
