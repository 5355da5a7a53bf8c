"""How far the data decides the order, and what is only a price, an assumption or a tie.

Each of the five price groups is halved and doubled, and what rests on assumptions alone is left
out once; where the order then changes, it rests on that price. Systems that can change places at
no cost are ties.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from legacymap.planning.compilation.compile import Compiled, priced_anew
from legacymap.planning.model.model import PlanningModel
from legacymap.planning.model.score import score
from legacymap.planning.outcome import Determination, PriceGroup, Variant
from legacymap.planning.policy.policy import Policy

MOST_VARIED: Final = 150
"""Beyond this many systems the order is not computed again under other prices."""
MOST_SWAPPED: Final = 40
"""Beyond this many systems only those alike in everything are compared for ties."""
MOST_DESCENDED: Final = 12
"""Up to this many systems a varied order is improved pair by pair."""
_SHOWN: Final = 5

_WORDS: Final = {
    "run_cost": "running cost",
    "risk": "risk",
    "end_of_support": "end of support",
    "gateways": "interim interfaces",
    "overload": "overload",
}

Solve = Callable[[PlanningModel], Mapping[str, int]]
"""The wave of every system in the best plan found, backlog as the last wave plus one."""


def determination(
    compiled: Compiled,
    waves: Mapping[str, int],
    groups: Sequence[PriceGroup],
    ties: Mapping[str, tuple[str, ...]],
    solve: Solve | None,
) -> Determination:
    """What decides the order ``waves``; ``solve`` is ``None`` where prices are not to be varied."""
    if not compiled.units:
        return _undecided("There is nothing to order.")
    vary = solve is not None and 1 < len(compiled.units) <= MOST_VARIED
    variants = tuple(_variants(compiled, waves, groups, solve)) if vary and solve else ()
    tied = tied_groups(ties)
    facts = _facts(compiled, groups)
    missing = _missing(compiled)
    determined = _determined(groups, variants, facts) if vary else None
    if len(compiled.units) == 1:
        determined = bool(facts)
    return Determination(
        determined=determined,
        statement=_statement(compiled, waves, determined, facts, variants, tied),
        ties=tied,
        deciding_facts=missing,
        variants=variants,
    )


def _undecided(statement: str) -> Determination:
    return Determination(
        determined=None, statement=statement, ties=(), deciding_facts=(), variants=()
    )


def _variants(
    compiled: Compiled,
    waves: Mapping[str, int],
    groups: Sequence[PriceGroup],
    solve: Solve | None,
) -> Iterator[Variant]:
    if solve is None:
        return
    weights = compiled.policy.weights
    for group in groups:
        if not _matters(compiled, group):
            continue
        weight = getattr(weights, group.group)
        changes = [("halved", Fraction(1, 2)), ("doubled", Fraction(2))]
        if group.basis == "assumed" and group.group != "overload":
            changes += [("tenfold", Fraction(10)), ("left out, being assumed only", Fraction(0))]
        for word, factor in changes:
            changed = weights.model_copy(update={group.group: float(weight * float(factor))})
            policy = compiled.policy.model_copy(update={"weights": changed})
            yield _variant(compiled, waves, policy, f"{_WORDS[group.group]} {word}", solve)


def _matters(compiled: Compiled, group: PriceGroup) -> bool:
    if group.group == "gateways":
        return bool(compiled.interim.interfaces)
    if group.group == "overload":
        return any(
            bucket.over_price
            for resource in compiled.model.resources
            for bucket in resource.buckets
        )
    return group.known + group.assumed > 0


def _variant(
    compiled: Compiled, waves: Mapping[str, int], policy: Policy, change: str, solve: Solve
) -> Variant:
    model = _placed_inside(priced_anew(compiled, policy), waves)
    found = _descended(model, solve(model), waves)
    old, new = score(model, waves), score(model, found)
    # A plan that is no better under the other prices is no reason to change the order.
    if old.feasible and old.objective <= new.objective:
        found, new = waves, old
    moved = sum(found[system] != wave for system, wave in waves.items())
    return Variant(
        change=change,
        objective=new.objective,
        moved=moved,
        first_systems=first_systems(found, compiled.policy.waves),
    )


def _placed_inside(model: PlanningModel, waves: Mapping[str, int]) -> PlanningModel:
    """``model`` with the backlog closed to what the plan replaces: the order is in question here.

    Without the price of risk, say, nothing might be worth replacing, which tells nothing of who
    comes first.
    """
    return replace(
        model,
        systems=tuple(
            system
            if waves[system.id] > model.waves
            else replace(system, cost=(*system.cost[:-1], None))
            for system in model.systems
        ),
    )


def _descended(
    model: PlanningModel, found: Mapping[str, int], waves: Mapping[str, int]
) -> Mapping[str, int]:
    """The better of two plans, after every change of places that makes it cheaper.

    A quick search under flat prices is weakest where few systems just fit; there this is cheap.
    """
    judged = [(score(model, plan), plan) for plan in (found, waves)]
    best, plan = min(judged, key=lambda pair: (not pair[0].feasible, pair[0].objective))
    better = len(waves) <= MOST_DESCENDED and best.feasible
    while better:
        better = False
        for one, other in itertools.combinations(sorted(plan), 2):
            swapped = {**plan, one: plan[other], other: plan[one]}
            there = score(model, swapped)
            if there.feasible and there.objective < best.objective:
                best, plan, better = there, swapped, True
    return plan


def first_systems(waves: Mapping[str, int], horizon: int) -> tuple[str, ...]:
    """The systems of the first wave in which anything goes live, sorted."""
    first = min((wave for wave in waves.values() if wave <= horizon), default=None)
    return tuple(sorted(system for system, wave in waves.items() if wave == first))


def _facts(compiled: Compiled, groups: Sequence[PriceGroup]) -> tuple[str, ...]:
    """What the inventory and the policy know that can set one system before another."""
    units = compiled.scope.units
    number = len(units)
    found = [
        f"{_WORDS[group.group]} of {group.known} of {number}"
        for group in groups
        if group.group in ("run_cost", "risk", "end_of_support") and group.known
    ]
    stated = sum(unit.criticality is not None for unit in units)
    if stated and any(risk.impact_from == "criticality" for risk in compiled.risks.values()):
        found.append(f"criticality of {stated} of {number}")
    ruled = sum(
        any(rule.forbids and rule.name != f"duration of {unit.name}" for rule in own.rules)
        for unit, own in ((unit, compiled.windows[unit.id]) for unit in units)
    )
    if ruled:
        found.append(f"dates or rules for {ruled} of {number}")
    return tuple(found)


def _missing(compiled: Compiled) -> tuple[str, ...]:
    """The facts whose absence was bridged by an assumption, the weightiest kind first."""
    words = {
        "run_cost_unknown": "running cost",
        "saving_unknown": "running cost of the replacement",
        "likelihood_assumed": "risk likelihood scores",
        "impact_by_criticality": "risk impact scores",
        "impact_by_consumers": "risk impact scores or criticality",
        "end_of_support_unknown": "end of support",
        "effort_assumed": "effort of the replacement",
        "capacity_assumed": "capacity of the teams (policy)",
        "kind_unknown": "kind of the dependencies",
    }
    known = [one for one in compiled.assumptions if one.code in words]
    known.sort(key=lambda one: list(words).index(one.code))
    return tuple(
        f"{words[one.code]} (unknown for {one.count} of {one.of}: "
        f"{_some([compiled.names[system] for system in one.systems])})"
        if one.code != "capacity_assumed"
        else words[one.code]
        for one in known
    )


def _determined(
    groups: Sequence[PriceGroup],
    variants: Sequence[Variant],
    facts: Sequence[str],
) -> bool:
    """Whether known facts stand behind the order and no assumed price changes it."""
    if not facts:
        return False
    assumed = {_WORDS[group.group] for group in groups if group.basis in ("assumed", "mixed")}
    return not any(
        variant.moved and any(variant.change.startswith(word) for word in assumed)
        for variant in variants
    )


def _statement(
    compiled: Compiled,
    waves: Mapping[str, int],
    determined: bool | None,
    facts: Sequence[str],
    variants: Sequence[Variant],
    tied: Sequence[tuple[str, ...]],
) -> str:
    number = len(compiled.units)
    said = []
    if determined is None:
        said.append(
            f"Whether the data decides the order was not examined for {number} systems"
            f" (at most {MOST_VARIED} are)."
        )
    elif not facts:
        said.append(
            f"The order is not determined by your data: of the {number}"
            f" {'system' if number == 1 else 'systems'} no running cost,"
            " no complete risk score, no end of support and no criticality is known. What decides"
            " is assumed prices and the number of dependencies."
        )
    elif determined:
        said.append(f"The order rests on known facts: {'; '.join(facts)}.")
    else:
        said.append(
            f"The order is only partly determined by your data ({'; '.join(facts)}): it changes"
            " when an assumed price does."
        )
    said += _sensitivity(compiled, waves, variants)
    if tied:
        shown = "; ".join(_some([compiled.names[s] for s in group]) for group in tied[:_SHOWN])
        said.append(f"Could change places at no cost: {shown}.")
    return " ".join(said)


def _sensitivity(
    compiled: Compiled, waves: Mapping[str, int], variants: Sequence[Variant]
) -> Iterator[str]:
    moving = [variant for variant in variants if variant.moved]
    if not variants:
        return
    if not moving:
        yield f"None of the {len(variants)} other price lists tried would change it."
        return
    changes = ", ".join(variant.change for variant in moving)
    yield f"{len(moving)} of {len(variants)} other price lists tried would change it ({changes})."
    firsts = {first_systems(waves, compiled.policy.waves)}
    firsts |= {variant.first_systems for variant in moving}
    if len(firsts) > 1:
        named = "; ".join(
            _some([compiled.names[system] for system in first]) for first in sorted(firsts)
        )
        yield f"Between them they give {len(firsts)} different beginnings: {named}."


Swaps = Mapping[tuple[str, str], int | None]
"""What it costs if two systems change places; ``None`` where a constraint forbids it."""


def swaps(
    compiled: Compiled, waves: Mapping[str, int], stop: Callable[[], bool] | None = None
) -> Swaps:
    """What changing places would cost, by pairs of systems in different waves, smaller id first.

    All pairs where there are few systems; else only those alike in everything.
    """
    model = compiled.model
    here = score(model, waves)
    found: dict[tuple[str, str], int | None] = {}
    for one, other in _candidates(model, waves):
        if stop is not None and stop():
            break
        there = score(model, {**waves, one: waves[other], other: waves[one]})
        found[one, other] = there.objective - here.objective if there.feasible else None
    return found


def ties(swapped: Swaps) -> dict[str, tuple[str, ...]]:
    """For each system those in other waves with which it can change places at no cost."""
    found: dict[str, set[str]] = {}
    for (one, other), change in swapped.items():
        if change == 0:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {system: tuple(sorted(others)) for system, others in sorted(found.items())}


def _candidates(model: PlanningModel, waves: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    if len(waves) <= MOST_SWAPPED:
        pairs: Iterator[tuple[str, str]] = itertools.combinations(sorted(waves), 2)
    else:
        # Neighbours in one chain tie all of them; the whole square would say no more.
        chains = (
            sorted(systems, key=lambda system: (waves[system], system))
            for systems in _alike(model).values()
        )
        pairs = (pair for chain in chains for pair in itertools.pairwise(chain))
    for one, other in pairs:
        if waves[one] != waves[other]:
            yield min(one, other), max(one, other)


def _alike(model: PlanningModel) -> dict[object, list[str]]:
    """Systems without neighbours, by everything that the model knows of them."""
    bound = {interface.provider for interface in model.interfaces}
    bound |= {c.system for interface in model.interfaces for c in interface.consumers}
    bound |= {system for rule in model.precedences for system in (rule.before, rule.after)}
    bound |= {system for group in model.together for system in group}
    groups: dict[object, list[str]] = {}
    for system in model.systems:
        if system.id not in bound:
            key = (system.duration, system.cost, tuple(sorted(system.use.items())))
            groups.setdefault(key, []).append(system.id)
    return groups


def tied_groups(ties: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The systems that hang together by ties, each group sorted."""
    groups: list[set[str]] = []
    for system, others in ties.items():
        merged = {system, *others}
        apart = [group for group in groups if not group & merged]
        for group in groups:
            if group & merged:
                merged |= group
        groups = [*apart, merged]
    return tuple(sorted(tuple(sorted(group)) for group in groups))


def _some(names: Sequence[str]) -> str:
    shown = sorted(names)[:_SHOWN]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return ", ".join(shown) + more
