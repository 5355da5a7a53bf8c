"""What a stored plan was made of: the estate under its patches, and what else it rests on."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from legacymap.analysis import Estate
from legacymap.assessment import estate_of, patch_of, patched_inventory
from legacymap.inventory import plain
from legacymap.planning import Plan, Policy, Previous, policy_of, previous_of
from legacymap.storage import Json, Store, StoredPlan, StoredSnapshot


def planned_estate(
    store: Store, estate: Callable[[StoredSnapshot], Estate], job: StoredPlan
) -> Estate:
    """The estate that ``job`` is about: its snapshot, with the patches of its scenario.

    Raises:
        NotStored: the snapshot is gone.
    """
    snapshot = store.inventories.snapshot(job.inventory, job.snapshot)
    inventory = estate(snapshot).inventory
    for patch in store.plans.basis(job.id).patches:
        inventory = patched_inventory(inventory, patch_of(patch)).inventory
    return estate_of(inventory, policy_of(job.policy))


def as_earlier(plan: Plan, estate: Estate, policy: Policy) -> Json:
    """``plan`` as a document to begin at or to go on from."""
    return _document(previous_of(plan, estate, policy))


def earlier_of(plan: Plan) -> Json | None:
    """What ``plan`` itself goes on from."""
    return _document(plan.replanning.previous) if plan.replanning else None


def _document(previous: Previous) -> Json:
    document = plain(previous)
    assert isinstance(document, dict)  # noqa: S101 - a dataclass is an object
    return document


def previous_in(document: Json | None) -> Previous | None:
    """What :func:`as_earlier` wrote."""
    return None if document is None else msgspec.convert(document, Previous)
