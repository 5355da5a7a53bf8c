"""Which systems a policy forbids to change for a time."""

from __future__ import annotations

from legacymap.inventory import Inventory
from legacymap.planning import Policy, resolved


def frozen_systems(inventory: Inventory, policy: Policy) -> tuple[str, ...]:
    """Ids of the systems that a freeze of ``policy`` names, sorted.

    A freeze that names nobody is a pause of all work, such as the end of a year: it says nothing
    of what becomes of a system.

    Raises:
        InvalidPolicy: ``policy`` names systems that the inventory does not hold.
    """
    rules = resolved(policy, inventory).constraints
    return tuple(sorted({s for rule in rules if rule.kind == "freeze" for s in rule.systems}))
