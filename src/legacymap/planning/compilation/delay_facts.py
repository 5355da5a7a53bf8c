"""What is known of each system's cost of delay, and what falls due once for its neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from legacymap.planning.compilation.delay import DelayFacts
from legacymap.planning.compilation.links import Link
from legacymap.planning.compilation.parallel import Parallel
from legacymap.planning.compilation.scope import Scope, Unit
from legacymap.planning.compilation.stand_ins import RiskBasis
from legacymap.planning.policy.policy import Policy


def delay_facts(
    scope: Scope,
    risks: Mapping[str, RiskBasis],
    effort: Mapping[str, Mapping[str, int]],
    joined: Sequence[Link],
    parallel: Mapping[str, Parallel],
    policy: Policy,
) -> dict[str, DelayFacts]:
    """The facts of every planned system, by id."""
    touching = _touching(scope.units, joined)
    return {
        unit.id: replace(
            _facts(unit, risks[unit.id], effort[unit.id], touching[unit.id], policy),
            dual_run=parallel[unit.id].price,
        )
        for unit in scope.units
    }


def _facts(
    unit: Unit,
    risk: RiskBasis,
    effort: Mapping[str, int],
    touching: Sequence[Link],
    policy: Policy,
) -> DelayFacts:
    one_off = 0
    if policy.replacement_in_objective:
        one_off = (unit.replacement_cost or 0) + (unit.switch_off_cost or 0)
    return DelayFacts(
        annual_run_cost=unit.annual_run_cost,
        replacement_run_cost=unit.replacement_run_cost,
        expected_loss=risk.expected_loss,
        end_of_support=unit.support_end,
        effort_price=Fraction(sum(effort.values()) * policy.prices.person_day),
        neighbours=_neighbours(unit, touching, policy),
        replacement=one_off,
    )


def _neighbours(unit: Unit, touching: Sequence[Link], policy: Policy) -> int:
    """Pointing retained consumers at the replacement, and joining it to retained providers.

    Consumers of a facade that exists go on calling it; the system that takes over is no neighbour.
    """
    if not (policy.prices.repointing or policy.prices.adapter):
        return 0
    repointed = {
        (link.consumer, link.contract)
        for link in touching
        if link.provider == unit.id
        and not link.consumer_planned
        and link.contract is not None
        and not link.contract.existing
        and link.consumer != unit.successor
    }
    adapted = {
        link.provider
        for link in touching
        if link.consumer == unit.id
        and not link.provider_planned
        and link.why_none is None
        and link.provider != unit.successor
    }
    return len(repointed) * policy.prices.repointing + len(adapted) * policy.prices.adapter


def _touching(units: Sequence[Unit], joined: Sequence[Link]) -> dict[str, list[Link]]:
    """The dependencies at either end of every unit."""
    found: dict[str, list[Link]] = {unit.id: [] for unit in units}
    for link in joined:
        if link.consumer_planned:
            found[link.consumer].append(link)
        if link.provider_planned:
            found[link.provider].append(link)
    return found
