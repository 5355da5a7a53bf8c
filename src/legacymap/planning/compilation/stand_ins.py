"""What stands in for facts that the inventory does not have, each use counted and named.

Effort: a fixed number of days. Risk: each missing likelihood score is taken as 3, where the
framework begins to say legacy, each missing impact score by criticality, or by the number of
consumers where that is unknown too; unless the policy assumes others. Our own definitions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from legacymap.analysis.framework import IMPACTS, LIKELIHOODS, total
from legacymap.planning.compilation.links import Link
from legacymap.planning.compilation.scope import Unit
from legacymap.planning.outcome import Assumption
from legacymap.planning.policy.estimates import enlarged, planned_factor
from legacymap.planning.policy.policy import Policy
from legacymap.planning.policy.prices import Prices

SHOWN: Final = 100
ANY_SKILL: Final = "any"
ASSUMED_LIKELIHOOD: Final = 3
IMPACT_OF_CRITICALITY: Final = {"low": 2, "medium": 3, "high": 4, "critical": 5}
_CONSUMER_STEPS: Final = ((0, 1), (2, 2), (5, 3), (10, 4))
MOST_CONSUMERS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskBasis:
    """A system's risk as the plan counts it, and which scores were assumed."""

    likelihood: Fraction
    impact: Fraction
    expected_loss: Fraction
    """Money a year: ``p * L`` with ``p = (T(L) - 1) / 5``."""
    assumed_likelihood: bool
    impact_from: str
    """`scores`, `criticality`, `consumers` or `policy`."""


def impact_of_consumers(consumers: int) -> int:
    """1 for none, 2 for one or two, 3 up to five, 4 up to ten, 5 above."""
    return next((score for most, score in _CONSUMER_STEPS if consumers <= most), MOST_CONSUMERS)


def risk_basis(unit: Unit, consumers: int, policy: Policy) -> RiskBasis:
    """The risk of ``unit``, on which ``consumers`` other systems depend."""
    assumed = policy.assume.risk
    likelihood_for = assumed.likelihood if assumed else ASSUMED_LIKELIHOOD
    likelihood = [unit.likelihood.get(name, likelihood_for) for name in LIKELIHOODS]
    if len(unit.impact) == len(IMPACTS):
        impact_from, impact_for = "scores", 0
    elif assumed is not None:
        impact_from, impact_for = "policy", assumed.impact
    elif unit.criticality is not None:
        impact_from, impact_for = "criticality", IMPACT_OF_CRITICALITY[unit.criticality]
    else:
        impact_from, impact_for = "consumers", impact_of_consumers(consumers)
    impact = {name: unit.impact.get(name, impact_for) for name in IMPACTS}
    high, wide = total(likelihood), total(impact.values())
    return RiskBasis(
        likelihood=high,
        impact=wide,
        expected_loss=(high - 1) / 5 * yearly_loss(wide, impact, policy.prices),
        assumed_likelihood=len(unit.likelihood) < len(LIKELIHOODS),
        impact_from=impact_from,
    )


def yearly_loss(impact: Fraction, scores: Mapping[str, int], prices: Prices) -> int:
    """Loss a year if the worst is sure: by the combined score rounded down, and by criterion."""
    by_total = prices.impact["T"][int(impact) - 1]
    return by_total + sum(
        prices.impact[name][score - 1]
        for name, score in scores.items()
        if name in prices.impact and name != "T"
    )


def planned_effort(unit: Unit, policy: Policy) -> Mapping[str, int]:
    """The person-days by skill that the plan is made with: as careful as the policy asks for."""
    factor = planned_factor(policy.estimates, policy.risk_appetite)
    return {skill: enlarged(days, factor) for skill, days in effort_of(unit, policy).items()}


def effort_of(unit: Unit, policy: Policy) -> Mapping[str, int]:
    """Estimated person-days by skill; an unknown effort is put where the policy has capacity.

    To the one skill there is, else to the system's team where that is a skill, else evenly over
    all skills (earlier ones take the odd days).
    """
    if unit.effort_days:
        return unit.effort_days
    skills = [line.skill for line in policy.capacity if line.skill != ANY_SKILL]
    days = policy.assume.effort_days
    if unit.team in skills:
        return {unit.team or ANY_SKILL: days}
    if not skills:
        return {ANY_SKILL: days}
    each, odd = divmod(days, len(skills))
    shares = {skill: each + (i < odd) for i, skill in enumerate(sorted(skills))}
    return {skill: share for skill, share in shares.items() if share}


def assumptions(
    units: Sequence[Unit], basis: Mapping[str, RiskBasis], policy: Policy, *, dated: bool
) -> tuple[Assumption, ...]:
    """Everything that was assumed about ``units``, with whom it concerns."""
    days, assumed = policy.assume.effort_days, policy.assume.risk
    likelihood = assumed.likelihood if assumed else ASSUMED_LIKELIHOOD
    checks: tuple[tuple[str, str, Callable[[Unit], bool]], ...] = (
        (
            "effort_assumed",
            f"effort is unknown and taken as {days} person-days each",
            lambda unit: not unit.effort_days,
        ),
        (
            "duration_assumed",
            f"the duration is unknown; taken as {_duration_words(policy)}",
            lambda unit: unit.duration_days is None,
        ),
        (
            "run_cost_unknown",
            "the running cost is unknown; it decides nothing here, in place of an invented figure",
            lambda unit: unit.annual_run_cost is None,
        ),
        (
            "saving_unknown",
            "the running cost of the replacement is unknown; no saving is counted",
            lambda unit: unit.annual_run_cost is not None and unit.replacement_run_cost is None,
        ),
        (
            "replacement_cost_unknown",
            "the cost of the replacement is unknown; it uses no budget",
            lambda unit: unit.replacement_cost is None,
        ),
        (
            "likelihood_assumed",
            f"likelihood scores are missing; each is taken as {likelihood} of 6",
            lambda unit: basis[unit.id].assumed_likelihood,
        ),
        (
            "impact_by_policy",
            "impact scores are missing; each is taken as the policy assumes",
            lambda unit: basis[unit.id].impact_from == "policy",
        ),
        (
            "impact_by_criticality",
            "impact scores are missing; taken from criticality (low 2, medium 3, high 4,"
            " critical 5)",
            lambda unit: basis[unit.id].impact_from == "criticality",
        ),
        (
            "impact_by_consumers",
            "impact scores and criticality are missing; taken from the number of systems that"
            " depend on it (none 1, to two 2, to five 3, to ten 4, more 5)",
            lambda unit: basis[unit.id].impact_from == "consumers",
        ),
        (
            "end_of_support_unknown",
            "no end of support is known; none is counted",
            lambda unit: unit.end_of_support is None and unit.contract_end is None,
        ),
        (
            "contract_end_as_support",
            "no end of support is known; the contract's end is taken for it",
            lambda unit: unit.end_of_support is None and unit.contract_end is not None and dated,
        ),
    )
    found = (
        counted(code, text, [unit.id for unit in units if holds(unit)], len(units))
        for code, text, holds in checks
    )
    return tuple(assumption for assumption in found if assumption.count)


def _duration_words(policy: Policy) -> str:
    days = policy.assume.duration_days
    return "one wave" if days is None else f"{days} days"


def model_assumptions(
    units: Sequence[Unit], joined: Sequence[Link], assumed_per_wave: int | None, policy: Policy
) -> Iterator[Assumption]:
    """What was assumed about limits, facades and kinds of dependency."""
    if assumed_per_wave is not None:
        yield counted(
            "capacity_assumed",
            f"no capacity is given; at most {assumed_per_wave} go live in a wave, so that"
            " all could within three quarters of the horizon",
            [unit.id for unit in units],
            len(units),
        )
    onto = [link for link in joined if link.provider_planned and link.contract is not None]
    inferred = [link for link in onto if link.assumed_facade]
    if inferred:
        yield Assumption(
            code="existing_facade_inferred",
            text="dependencies end at a part that is an API by name or tag; that API is taken as a"
            " facade that exists, so none is built for them",
            count=len(inferred),
            of=len(onto),
            systems=tuple(sorted({link.provider for link in inferred}))[:100],
        )
    between = [link for link in onto if link.consumer_planned]
    unknown = [
        link
        for link in between
        if link.contract is not None and link.contract.kind is None and not link.contract.login
    ]
    if unknown:
        yield Assumption(
            code="kind_unknown",
            text="dependencies between planned systems do not say their kind; their gateways are"
            " priced as calls",
            count=len(unknown),
            of=len(between),
            systems=tuple(sorted({link.provider for link in unknown}))[:100],
        )
    percentile = policy.risk_appetite.percentile
    factor = planned_factor(policy.estimates, policy.risk_appetite)
    if factor != 1:
        yield counted(
            "effort_at_percentile",
            f"efforts and durations are planned at {float(factor):g} times their estimates, which"
            f" {percentile} of 100 replacements keep to",
            [unit.id for unit in units],
            len(units),
        )
    if any(line.contractor_share for line in policy.capacity):
        share = policy.assume.contractor_share
        unstated = [unit.id for unit in units if unit.contractor_share is None]
        if unstated:
            yield counted(
                "contractor_share_assumed",
                "how much of the effort contractors can do is unknown; it is taken as"
                f" {100 * share:g} in 100",
                unstated,
                len(units),
            )
    if policy.adapter_effort_reserve and policy.capacity:
        yield Assumption(
            code="adapter_effort_reserved",
            text=f"{policy.adapter_effort_reserve:.0%} of every capacity is kept for gateways",
            count=len(policy.capacity),
            of=len(policy.capacity),
            systems=(),
        )


def counted(code: str, text: str, systems: Iterable[str], of: int) -> Assumption:
    """An assumption about ``systems``."""
    named = tuple(sorted(systems))
    return Assumption(code=code, text=text, count=len(named), of=of, systems=named[:SHOWN])
