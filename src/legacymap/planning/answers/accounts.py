"""What a plan's objective is made of, by price group, and how much of each rests on the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal

from legacymap.planning.compilation.compile import Compiled, support_end
from legacymap.planning.compilation.delay import GROUPS
from legacymap.planning.model.score import Score
from legacymap.planning.outcome import ExistingFacades, PlannedGateway, PlanParts, PriceGroup

Basis = Literal["data", "assumed", "mixed", "none"]


def plan_parts(compiled: Compiled, waves: Mapping[str, int], score: Score) -> PlanParts:
    """The objective of the plan ``waves``, as ``score`` judged it, by what is paid for.

    A system in a wave that is closed to it costs no delay, in the groups as in the score.
    """
    weights = compiled.policy.weights
    costs = {system.id: system.cost for system in compiled.model.systems}
    placed = {
        system: wave for system, wave in waves.items() if _open(costs[system], wave, compiled)
    }
    exact = [
        sum(
            (
                compiled.delays[system].weighted(group, wave, weights)
                for system, wave in placed.items()
            ),
            Fraction(0),
        )
        for group in GROUPS
    ]
    changes = sum(change_price(compiled, system, wave) for system, wave in placed.items())
    constant = -changes + sum(
        (costs[system][wave - 1] or 0) - round(compiled.delays[system].exact(weights)[wave - 1])
        for system, wave in placed.items()
    )
    delay = score.parts.delay - constant - changes
    by_group = dict(zip(GROUPS, shared_out(exact, delay), strict=True))
    return PlanParts(
        delay=delay,
        run_cost=by_group["run_cost"],
        risk=by_group["risk"],
        end_of_support=by_group["end_of_support"],
        deadlines=by_group["deadlines"],
        gateways=score.parts.gateways,
        neighbours=by_group["neighbours"],
        replacement=by_group["replacement"],
        overload=score.parts.overload,
        constant=constant,
        changes=changes,
        total=score.objective,
    )


def change_price(compiled: Compiled, system: str, wave: int) -> int:
    """What ``system`` costs in ``wave`` for standing elsewhere than in the previous plan."""
    if compiled.past is None:
        return 0
    return compiled.past.changes(system, compiled.policy.waves)[wave - 1]


def _open(costs: tuple[int | None, ...], wave: int, compiled: Compiled) -> bool:
    return costs[wave - 1] is not None and 1 <= wave <= compiled.policy.waves + 1


def shared_out(exact: Iterable[Fraction], whole: int) -> tuple[int, ...]:
    """``exact`` amounts as whole ones that add up to ``whole``: the largest remainders go up.

    Each is within the number of amounts of its exact value where ``whole`` is near their sum.
    """
    amounts = tuple(exact)
    floors = [amount.__floor__() for amount in amounts]
    missing = whole - sum(floors)
    if not amounts:
        return ()
    # What is exactly nothing stays so: a remainder there would look like a fact.
    due = [i for i, amount in enumerate(amounts) if amount] or list(range(len(amounts)))
    order = sorted(due, key=lambda i: (floors[i] - amounts[i], i))
    each, rest = divmod(missing, len(due))
    for rank, i in enumerate(order):
        floors[i] += each + (1 if rank < rest else 0)
    return tuple(floors)


def price_groups(compiled: Compiled, parts: PlanParts) -> tuple[PriceGroup, ...]:
    """The five price groups with what each contributed and what it rests on."""
    weights = compiled.policy.weights
    units = compiled.scope.units
    number = len(units)
    saving = sum(
        unit.annual_run_cost is not None and unit.replacement_run_cost is not None for unit in units
    )
    scored = sum(
        not compiled.risks[unit.id].assumed_likelihood
        and compiled.risks[unit.id].impact_from == "scores"
        for unit in units
    )
    dated = sum(support_end(unit) is not None for unit in units) if compiled.calendar.start else 0
    interfaces = len(compiled.interim.interfaces)
    priced = bool(
        compiled.policy.prices.model_fields_set & {"facade", "wrapper", "by_kind", "kind_factor"}
    )
    limits = len(compiled.scarcity.resources)
    assumed = compiled.scarcity.assumed_per_wave is not None
    return (
        PriceGroup(
            group="run_cost",
            weight=weights.run_cost,
            contributed=parts.run_cost + parts.replacement,
            basis=_basis(saving, 0, number),
            known=saving,
            assumed=0,
            unknown=number - saving,
        ),
        PriceGroup(
            group="risk",
            weight=weights.risk,
            contributed=parts.risk,
            basis=_basis(scored, number - scored, number),
            known=scored,
            assumed=number - scored,
            unknown=0,
        ),
        PriceGroup(
            group="end_of_support",
            weight=weights.end_of_support,
            contributed=parts.end_of_support + parts.deadlines,
            basis=_basis(dated, 0, number),
            known=dated,
            assumed=0,
            unknown=number - dated,
        ),
        PriceGroup(
            group="gateways",
            weight=weights.gateways,
            contributed=parts.gateways + parts.neighbours,
            basis="none" if not interfaces else "data" if priced else "assumed",
            known=interfaces if priced else 0,
            assumed=0 if priced else interfaces,
            unknown=0,
        ),
        PriceGroup(
            group="overload",
            weight=weights.overload,
            contributed=parts.overload,
            basis=_basis(limits - assumed, int(assumed), limits),
            known=limits - assumed,
            assumed=int(assumed),
            unknown=0,
        ),
    )


def _basis(known: int, assumed: int, of: int) -> Basis:
    if known == 0:
        return "assumed" if assumed else "none"
    return "data" if known == of else "mixed"


def planned_gateways(compiled: Compiled, score: Score) -> tuple[PlannedGateway, ...]:
    """The gateways that a plan needs, with the contract that each one bridges."""
    facts = {fact.id: fact for fact in compiled.interim.facts}
    found = []
    for gateway in score.gateways:
        fact = facts[gateway.interface]
        found.append(
            PlannedGateway(
                provider=gateway.provider,
                interface=fact.label,
                side=gateway.side,
                kind=fact.contract.kind,
                consumers=gateway.consumers,
                built=gateway.built,
                removed=gateway.removed,
                cost=gateway.cost,
                build=gateway.build,
                hold=gateway.hold,
                connect=gateway.connect,
                existing=fact.contract.existing and gateway.side == "facade",
                dependencies=sum(fact.dependencies[consumer] for consumer in gateway.consumers),
            )
        )
    return tuple(found)


def existing_facades(compiled: Compiled) -> ExistingFacades:
    """How many dependencies on what is replaced, of systems that stay too, need nothing built."""
    onto = [
        link.contract
        for link in compiled.links
        if link.provider_planned and link.contract is not None
    ]
    return ExistingFacades(dependencies=sum(contract.existing for contract in onto), of=len(onto))


def gateway_text(gateway: PlannedGateway, name: Mapping[str, str]) -> str:
    """How lists of a wave call a gateway."""
    return f"{gateway.side} at {name[gateway.provider]}: {gateway.interface}"
