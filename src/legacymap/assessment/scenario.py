"""What if: an inventory and a policy with a patch in them, and the plan that then is best."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from legacymap import __version__
from legacymap.assessment.assessment import estate_of
from legacymap.assessment.patch import Patch
from legacymap.assessment.patched_inventory import PatchedInventory, patched_inventory
from legacymap.assessment.patched_policy import merged_policy, patched_policy
from legacymap.assessment.told_changes import told_changes
from legacymap.errors import Finding, InvalidScenario, in_order
from legacymap.inventory import Inventory
from legacymap.planning import Plan, Policy, Progress, plan, previous_of, resolved
from legacymap.planning.outcome import PlanScenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """How things would be: the inventory and the policy of a patch, and what is to be told."""

    inventory: Inventory
    policy: Policy
    origin: PlanScenario
    findings: tuple[Finding, ...]


def scenario(inventory: Inventory, policy: Policy, patch: Patch) -> Scenario:
    """``inventory`` and ``policy`` as ``patch`` has them; an empty patch changes nothing.

    Raises:
        InvalidScenario: the patch names what there is not, or gives values that cannot be; every
            problem of both sides with its path.
        InvalidPolicy: ``policy`` itself names systems that ``inventory`` does not have.
    """
    base = resolved(policy, inventory)
    problems: list[Finding] = []
    changed: PatchedInventory | None = None
    settings: Policy | None = None
    try:
        changed = patched_inventory(inventory, patch)
    except InvalidScenario as error:
        problems += error.findings
    try:
        settings = merged_policy(policy, patch)
        # Where the patch is wrong elsewhere, its settings are still checked against what there is.
        fitted = patched_policy(
            settings,
            patch.model_copy(update={"keep": ()}) if changed is None else patch,
            before=inventory,
            after=changed.inventory if changed else inventory,
            retired=changed.retired if changed else frozenset(),
        )
    except InvalidScenario as error:
        problems += error.findings
    if problems or changed is None or settings is None:
        raise InvalidScenario.of(problems, "not a scenario for this inventory and policy")
    return Scenario(
        inventory=changed.inventory,
        policy=fitted.policy,
        origin=PlanScenario(
            name=patch.name,
            patch=patch.document(),
            changes=told_changes(patch, inventory, before=base, after=fitted.policy),
            snapshot=inventory.digest,
            policy=base.digest,
        ),
        findings=in_order((*changed.findings, *fitted.findings)),
    )


def plan_scenario(
    what_if: Scenario,
    *,
    base: Plan | None = None,
    effort: str | None = None,
    seed: int | None = None,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Plan:
    """The best plan for the scenario; the search begins at ``base``, the plan without it.

    What ``base`` goes on from, this plan goes on from too.
    """
    estate = estate_of(what_if.inventory, what_if.policy)
    again = base.replanning if base else None
    found = plan(
        estate,
        what_if.policy,
        version=__version__,
        effort=effort,
        seed=seed,
        stop=stop,
        progress=progress,
        previous=again.previous if again else None,
        start=previous_of(base, estate, what_if.policy) if base else None,
    )
    return replace(
        found,
        scenario=what_if.origin,
        findings=in_order((*found.findings, *what_if.findings)),
    )
