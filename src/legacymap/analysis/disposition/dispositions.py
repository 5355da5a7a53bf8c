"""What an inventory knows that bears on what to do with each legacy system."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import polars as pl

from legacymap.analysis.disposition.disposition import (
    DispositionFacts,
    SuggestedDisposition,
    suggest_disposition,
    time_quadrant,
)
from legacymap.analysis.inference.flows import Flows
from legacymap.analysis.inference.kinds import Kinds
from legacymap.analysis.risk import LEGACY_FROM, LIKELIHOODS
from legacymap.inventory import Inventory
from legacymap.inventory.vocabulary import first_day, last_day

_SUPPORT_REASONS: Final = {"end_of_life", "out_of_supplier_support"}
_HARDWARE: Final = "L5"
_SUPPORT: Final = "L1"


def suggest_dispositions(
    inventory: Inventory,
    kinds: Kinds,
    flows: Flows,
    *,
    systems: Iterable[str],
    cyclic: Collection[str] = (),
    frozen: Collection[str] = (),
) -> dict[str, SuggestedDisposition]:
    """A disposition for each of ``systems``, by sorted id.

    ``cyclic`` are the systems in a circle of dependencies, ``frozen`` those that a policy forbids
    to change.
    """
    wanted = sorted(set(systems))
    users = _users(inventory, kinds, flows)
    rows = inventory.systems.filter(pl.col("id").is_in(wanted)).iter_rows(named=True)
    kind_of = dict(kinds.table.select("id", "kind").iter_rows())
    suggestions = {}
    for row in rows:
        system = str(row["id"])
        facts = DispositionFacts(
            consumers=_known_users(users.get(system), kind_of[system], row["users"]),
            statutory_hold=row["statutory_hold"],
            quadrant=time_quadrant(
                functional_fit=row["functional_fit"], technical_fit=row["technical_fit"]
            ),
            commodity=row["commodity"],
            hosting_only_ended=_only_hardware_ended(_likelihood(row), row["legacy_reasons"]),
            support_ended=_support_ended(row, inventory.as_of),
            code_changeable=row["code_changeable"],
            in_cyclic_core=system in cyclic,
            technical_barrier="impossible_to_update" in (row["legacy_reasons"] or ()),
            frozen=system in frozen,
            review_date=row["review_date"],
        )
        suggestions[system] = suggest_disposition(facts)
    return suggestions


def _users(inventory: Inventory, kinds: Kinds, flows: Flows) -> dict[str, tuple[str, ...]]:
    """Whom each whole system serves, for systems with any recorded dependency.

    Who depends on it, who uses it, and who receives what it pushes or publishes: an adapter has
    no consumer and is needed all the same.
    """
    top = kinds.table.select("id", "top")
    rows = (
        inventory.dependencies.select("consumer", "provider")
        .hstack(flows.table.select("joins", "flow"))
        .filter(pl.col("joins").is_in(["software", "used_by"]))
        .join(top, left_on="consumer", right_on="id", how="left", maintain_order="left")
        .join(top, left_on="provider", right_on="id", how="left", suffix="_of_provider")
    )
    found: dict[str, set[str]] = {}
    for consumer, provider, flow in rows.select("top", "top_of_provider", "flow").iter_rows():
        served = found.setdefault(provider, set())
        serving = found.setdefault(consumer, set())
        if consumer != provider:
            served.add(consumer)
            if flow in ("push", "publish"):
                serving.add(provider)
    return {system: tuple(sorted(users)) for system, users in found.items()}


def _known_users(
    recorded: tuple[str, ...] | None, kind: str, users: int | None
) -> tuple[str, ...] | None:
    """``recorded``, or unknown where an empty list would only mean that nobody wrote it down."""
    return recorded if recorded or (kind != "service" and not users) else None


def _likelihood(row: Mapping[str, object]) -> dict[str, int | None]:
    risk = row["risk"]
    likelihood = risk["likelihood"] if isinstance(risk, dict) else None
    return likelihood if isinstance(likelihood, dict) else {}


def _only_hardware_ended(scores: Mapping[str, int | None], reasons: object) -> bool:
    """Whether hardware or environment is bad and everything else is known to be sound."""
    others = [scores.get(name) for name in LIKELIHOODS if name != _HARDWARE]
    hardware = scores.get(_HARDWARE)
    return (
        not reasons
        and hardware is not None
        and hardware >= LEGACY_FROM
        and all(score is not None and score < LEGACY_FROM for score in others)
    )


def _support_ended(row: Mapping[str, object], as_of: str | None) -> bool:
    reasons = row["legacy_reasons"]
    end = row["end_of_support"]
    score = _likelihood(row).get(_SUPPORT)
    return (
        bool(_SUPPORT_REASONS & set(reasons if isinstance(reasons, list) else ()))
        or (score is not None and score >= LEGACY_FROM)
        or (isinstance(end, str) and as_of is not None and last_day(end) < first_day(as_of))
    )
