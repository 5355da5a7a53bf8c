"""A policy with a scenario's changes in it: merged, without who is retired, sparing who is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from legacymap.assessment.merging import merged
from legacymap.assessment.patch import Patch
from legacymap.errors import Finding, InvalidPolicy, InvalidScenario, Place, in_order
from legacymap.inventory import Inventory
from legacymap.inventory.naming import Names
from legacymap.planning import Policy, policy_of, resolved
from legacymap.planning.policy.policy import Constraint

_FEWEST = {"together": 2, "apart": 2, "before": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchedPolicy:
    """The policy of a scenario, and what is to be told of it."""

    policy: Policy
    findings: tuple[Finding, ...]


def merged_policy(policy: Policy, patch: Patch) -> Policy:
    """``policy`` with the patch's settings, before anybody looks at systems.

    Raises:
        InvalidScenario: the result is no policy; every problem with its path.
    """
    if not patch.policy:
        return policy
    given = policy.model_dump(mode="json", exclude_unset=True)
    try:
        return policy_of(merged(given, patch.policy))
    except InvalidPolicy as error:
        raise _invalid(error.findings) from error


def patched_policy(
    policy: Policy,
    patch: Patch,
    *,
    before: Inventory,
    after: Inventory,
    retired: frozenset[str],
) -> PatchedPolicy:
    """``policy``, merged already, for ``after``: what ``before`` is without the ``retired``.

    Raises:
        InvalidScenario: it names systems that there are not; every one with its path.
    """
    names = Names(before)
    findings: list[Finding] = []
    changed: dict[str, object] = {}
    for key in ("legacy", "include", "exclude"):
        given: tuple[str, ...] = getattr(policy, key)
        left = tuple(text for text in given if names.find(text) not in retired)
        if left != given:
            changed[key] = left
    not_live = tuple(s for s in policy.replan.not_live if names.find(s) not in retired)
    if not_live != policy.replan.not_live:
        changed["replan"] = policy.replan.model_copy(update={"not_live": not_live})
    rules = tuple(_constraints(policy.constraints, names, retired, findings))
    if rules != policy.constraints:
        changed["constraints"] = rules
    if patch.keep:
        kept = {names.find(text) or text for text in patch.keep}
        excluded: tuple[str, ...] = tuple(changed.get("exclude", policy.exclude))  # type: ignore[arg-type]  # names
        changed["exclude"] = tuple(
            sorted({*kept, *(names.find(text) or text for text in excluded)})
        )
    try:
        told = resolved(policy.model_copy(update=changed) if changed else policy, after)
    except InvalidPolicy as error:
        raise _invalid(error.findings) from error
    return PatchedPolicy(policy=told, findings=in_order(findings))


def _constraints(
    rules: Sequence[Constraint], names: Names, retired: frozenset[str], findings: list[Finding]
) -> Iterator[Constraint]:
    """The constraints without who is retired; those that are then about nobody are dropped."""
    for i, rule in enumerate(rules):
        left = tuple(text for text in rule.systems if names.find(text) not in retired)
        if left == rule.systems:
            yield rule
            continue
        dropped = len(left) < _FEWEST.get(rule.kind, 1)
        said = "it is dropped" if dropped else "it holds for the others"
        text = (
            f"the constraint {rule.name or rule.kind.replace('_', ' ')!r} names retired systems;"
            f" {said}"
        )
        place = Place(path=f"policy.constraints[{i}]")
        findings.append(Finding("info", "constraint_on_retired", text, place))
        if not dropped:
            yield rule.model_copy(update={"systems": left})


def _invalid(findings: Sequence[Finding]) -> InvalidScenario:
    under = [
        replace(finding, code="invalid_scenario", where=Place(path=_path(finding)))
        for finding in findings
    ]
    return InvalidScenario.of(under, "the scenario does not fit the policy")


def _path(finding: Finding) -> str:
    path = finding.where.path if finding.where else None
    return f"policy.{path}" if path else "policy"
