"""What is the estate like, and in what order is it to be replaced?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from legacymap import __version__
from legacymap.analysis import (
    Estate,
    Exposure,
    Fragmentation,
    Integration,
    LegacyRisk,
    Quality,
    Structure,
    exposure,
    fragmentation,
    integration,
    quality,
    risk,
    structure,
)
from legacymap.analysis.integration import Thresholds
from legacymap.analysis.quality.sightings import STALE_AFTER_DAYS
from legacymap.analysis.sentences import Sentence, summary
from legacymap.assessment.freezing import frozen_systems
from legacymap.assessment.plan_sentences import plan_sentences
from legacymap.errors import Finding, in_order
from legacymap.inventory import FileAccount, Import, Inventory
from legacymap.inventory.suggestion import Suggestion
from legacymap.planning import Plan, Policy, Progress, plan, resolved

FORMAT: Final = "legacymap-assessment/1"


@dataclass(frozen=True, slots=True)
class Contents:
    """What an import gave: files with the account of their rows, and what they hold together."""

    files: tuple[FileAccount, ...]
    snapshot: str
    """Digest of the canonical content."""
    systems: int
    parts: int
    actors: int
    dependencies: int
    organisations: int
    data_entities: int
    holdings: int
    findings: tuple[Finding, ...]
    suggestions: tuple[Suggestion, ...]
    """Systems of different sources that are probably the same, best first."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that can be said of an inventory under a policy: ``legacymap-assessment/1``."""

    format: str
    version: str
    name: str | None
    as_of: str | None
    currency: str | None
    contents: Contents
    kinds: Mapping[str, int]
    """How many whole systems are of each kind, stated or inferred; people are none."""
    summary: tuple[Sentence, ...]
    """The ten findings that matter most."""
    exposure: Exposure
    risk: LegacyRisk
    fragmentation: Fragmentation
    structure: Structure
    integration: Integration
    quality: Quality
    plan: Plan
    names: Mapping[str, str]
    """Names of all systems by id, for those who read the ids above."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed on the way, by the import and by the planner."""
        return in_order((*self.contents.findings, *self.plan.findings))


def assess(
    imported: Import,
    policy: Policy | None = None,
    *,
    effort: str | None = "quick",
    seed: int | None = None,
    stale_after_days: int = STALE_AFTER_DAYS,
    thresholds: Thresholds | None = None,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Assessment:
    """Analyse ``imported`` and plan its replacement; equal input gives equal results.

    What was last observed more than ``stale_after_days`` before the date of the inventory is stale,
    wherever that is told. ``thresholds`` say from where on a tie between systems is a sign.

    Raises:
        InvalidPolicy: ``policy`` names systems that the inventory does not hold.
    """
    policy = policy or Policy()
    inventory = imported.inventory
    estate = estate_of(inventory, policy)
    exposed = exposure(estate, policy.level)
    risky = risk(estate, level=policy.level, frozen=frozen_systems(inventory, policy))
    fragmented, structured = fragmentation(estate), structure(estate)
    tied = integration(estate, thresholds, stale_after_days=stale_after_days)
    stated = quality(estate, stale_after_days)
    planned = plan(
        estate,
        policy,
        version=__version__,
        effort=effort,
        seed=seed,
        stop=stop,
        progress=progress,
    )
    return Assessment(
        format=FORMAT,
        version=__version__,
        name=inventory.name,
        as_of=inventory.as_of,
        currency=inventory.currency,
        contents=contents(imported),
        kinds={kind: count for kind, count in estate.kinds.counts.items() if kind != "actor"},
        summary=summary(
            (
                *exposed.sentences,
                *risky.sentences,
                *fragmented.sentences,
                *structured.sentences,
                *tied.sentences,
                *stated.sentences,
                *plan_sentences(planned),
            )
        ),
        exposure=exposed,
        risk=risky,
        fragmentation=fragmented,
        structure=structured,
        integration=tied,
        quality=stated,
        plan=planned,
        names=dict(inventory.systems.select("id", "name").iter_rows()),
    )


def estate_of(inventory: Inventory, policy: Policy | None = None) -> Estate:
    """The estate of ``inventory``, read as ``policy`` says: what counts as legacy, and what not."""
    policy = resolved(policy or Policy(), inventory)
    return Estate.of(inventory, legacy_counts=policy.legacy_counts, legacy=policy.legacy)


def contents(imported: Import) -> Contents:
    """What ``imported`` holds, counted."""
    inventory = imported.inventory
    systems = inventory.systems
    people = systems["kind"].fill_null("") == "actor"
    actors = int(people.sum())
    parts = int((systems["parent"].is_not_null() & ~people).sum())
    return Contents(
        files=imported.files,
        snapshot=inventory.digest,
        systems=systems.height - actors - parts,
        parts=parts,
        actors=actors,
        dependencies=inventory.dependencies.height,
        organisations=inventory.organisations.height,
        data_entities=inventory.data_entities.height,
        holdings=inventory.holdings.height,
        findings=in_order(imported.findings),
        suggestions=imported.suggestions,
    )
