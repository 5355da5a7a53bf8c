"""What a plan says: waves with reasons, gateways, what is left, and how far the data decides it.

The fields are the JSON of ``legacymap-plan/1``, in this order. Money is whole units of
``currency``; waves count from 1; dates are ISO 8601, or ``None`` where no start is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from legacymap.errors import Finding
from legacymap.planning.certainty import Uncertainty
from legacymap.planning.given import PlanAccount
from legacymap.planning.model.clash import Clash
from legacymap.planning.previous import Replanning
from legacymap.planning.promises import Deadline, GoesBefore

FORMAT: Final = "legacymap-plan/1"

PlanStatus = Literal["optimal", "feasible", "infeasible", "unknown", "cancelled"]
Side = Literal["facade", "wrapper"]
ReasonClass = Literal["domain", "precedence", "bucket", "neighbours", "delay", "overload", "tie"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedSystem:
    """A system in its wave, and why it stands there.

    ``one_wave_earlier`` and ``one_wave_later`` are what moving it alone would add to the
    objective; ``None`` where that wave does not exist or a constraint forbids it.
    """

    id: str
    name: str
    reason: str
    reason_class: ReasonClass
    work_starts: int
    go_live: int | None
    """The wave of going live; ``None`` in the backlog."""
    go_live_by: str | None
    switch_off: int | None
    """The wave in which the old system can be off: ``parallel_waves`` after going live."""
    one_wave_earlier: int | None
    one_wave_later: int | None
    tied_with: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedGateway:
    """A temporary gateway: who needs it, from when to when, what it costs.

    ``existing`` marks a facade that already runs and is not built again; ``removed`` is ``None``
    where the gateway outlives the horizon.
    """

    provider: str
    interface: str
    side: Side
    kind: str | None
    consumers: tuple[str, ...]
    built: int
    removed: int | None
    cost: int
    build: int
    hold: int
    connect: int
    existing: bool
    dependencies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWave:
    """One wave: what goes live in it, what it takes, and what is left after it.

    ``risk_left`` is the expected loss a year of the planned systems that still run, by the
    plan's own risk prices. ``services_on_legacy`` counts the services, themselves not legacy,
    whose reach still holds a legacy system.
    """

    number: int
    start: str | None
    end: str | None
    systems: tuple[PlacedSystem, ...]
    effort: Mapping[str, int]
    """Person-days by skill that are worked in this wave, also for later waves."""
    cost: int
    """Replacement cost that falls into this wave, as far as it is known."""
    cost_unknown: int
    """Systems in work whose replacement cost is unknown."""
    gateways_built: tuple[str, ...]
    gateways_removed: tuple[str, ...]
    gateways_open: int
    legacy_left: int
    risk_left: int
    run_cost_left: int | None
    """Known running cost a year of the planned systems that still run; ``None``: none is known."""
    services_on_legacy: int
    services_freed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanParts:
    """What the objective is made of; ``total`` is the objective.

    ``delay`` is ``run_cost + risk + end_of_support + deadlines + neighbours + replacement``, each
    with its weight; ``total`` is ``delay + gateways + overload + constant + changes``.
    ``changes`` is the price of systems that stand elsewhere than in the previous plan.
    ``constant`` is in every plan alike and was taken out of the prices (a replacement that is
    dearer to run than the old system would else have a negative price).
    """

    delay: int
    run_cost: int
    risk: int
    end_of_support: int
    deadlines: int
    gateways: int
    neighbours: int
    replacement: int
    overload: int
    constant: int
    total: int
    changes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceGroup:
    """What one group of prices contributed, and how much of it rests on assumptions."""

    group: str
    weight: float
    contributed: int
    basis: Literal["data", "assumed", "mixed", "none"]
    known: int
    assumed: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """One price of the list that the plan was made with, and why it is what it is."""

    price: str
    value: str
    unit: str
    origin: Literal["default", "policy"]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """Something that stood in for what the inventory does not say, and how often."""

    code: str
    text: str
    count: int
    of: int
    systems: tuple[str, ...]
    """The first hundred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The plan under another price: which systems it moves and which come first."""

    change: str
    objective: int
    moved: int
    first_systems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Determination:
    """How far the data, and not a price or a tie-break, decides the order.

    ``determined`` is ``None`` where it was not examined (too many systems, or stopped).
    """

    determined: bool | None
    statement: str
    ties: tuple[tuple[str, ...], ...]
    deciding_facts: tuple[str, ...]
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A dependency that the order goes against: the consumer goes live before its provider."""

    consumer: str
    provider: str
    interface: str
    consumer_wave: int
    provider_wave: int | None
    in_cycle: bool
    dependencies: int
    cost: int
    """What the wrapper that bridges it costs, shared by all who use it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependent:
    """Someone live who depends on a system when it is switched off.

    ``how`` tells what becomes of it: `facade` (served through the gateway until it is replaced),
    `facade_kept` (through a gateway that outlives the horizon), `repointed` (a retained system
    that is pointed at the replacement at go-live), `open` (nothing in the plan provides for it).
    """

    consumer: str
    how: Literal["facade", "facade_kept", "repointed", "open"]
    retained: bool
    dependencies: int
    until: int | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retirement:
    """The proof, or the lack of it, that a system can be switched off when the plan says so."""

    system: str
    wave: int
    date: str | None
    clear: bool
    """Nothing live still needs the system: every dependent is served or pointed elsewhere."""
    dependents: int
    remaining: tuple[Dependent, ...]
    """The first hundred, open ones first."""
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottleneck:
    """A limit in some waves, how full the plan makes it, and what more of it would be worth.

    ``most`` is the capacity with all overtime, or whatever may be used beyond it. ``worth`` is
    the price of one more unit in the proven bound (the shadow price), for changes so small that
    they may be no real choice. ``saves`` is what the order costs less, at least, once it is
    planned again with ``raised_by`` units more; ``None`` where that was not tried. ``unit`` is
    ``None`` where the limit counts systems or changes.
    """

    limit: str
    waves: tuple[int, ...]
    unit: str | None
    use: int
    capacity: int
    most: int
    worth: int
    raised_by: int
    saves: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogSystem:
    """A system that is not replaced inside the horizon, and why."""

    id: str
    name: str
    reason: str
    cost: int
    tied_with: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineResult:
    """What a simple rule would have cost under the same prices and constraints."""

    objective: int
    feasible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherReading:
    """The order if the dependencies of doubtful direction pointed the other way."""

    dependencies: int
    objective: int
    moved: Mapping[str, int | None]
    """The wave of every system that would stand elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanScenario:
    """The scenario that a plan is of: the patch, in plain words too, and what it was put on.

    ``snapshot`` and ``policy`` are the digests of the inventory and the policy without the patch.
    """

    name: str | None
    patch: Mapping[str, object]
    changes: tuple[str, ...]
    snapshot: str
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What computed the plan: enough to compute it again."""

    version: str
    seed: int
    effort: str
    method: str
    iterations: int
    wall_clock: bool
    """Whether a clock or a signal ended the search: it may then end elsewhere next time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingFacades:
    """Dependencies on what is replaced that pass an API over its store: nothing is built for them.

    ``of`` are all dependencies on what is replaced that need something in between.
    """

    dependencies: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckViolation:
    """A rule that a plan breaks, in words, with whom it concerns."""

    kind: str
    message: str
    systems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A replacement order for one snapshot under one policy: ``legacymap-plan/1``."""

    format: str
    snapshot: str
    policy: str
    inventory: str | None
    as_of: str | None
    currency: str | None
    level: Literal["top", "as_given"]
    status: PlanStatus
    objective: int | None
    bound: int | None
    gap: float | None
    controllable_gap: float | None
    parts: PlanParts | None
    price_groups: tuple[PriceGroup, ...]
    systems: int
    """How many systems were to be planned."""
    start: str | None
    wave_days: int
    horizon: int
    """How many waves the plan may use."""
    waves: tuple[PlanWave, ...]
    backlog: tuple[BacklogSystem, ...]
    gateways: tuple[PlannedGateway, ...]
    existing_facades: ExistingFacades
    cuts: tuple[Cut, ...]
    retirement: tuple[Retirement, ...]
    bottlenecks: tuple[Bottleneck, ...]
    """The limits that cost most, the first hundred; empty without a bound."""
    uncertainty: Uncertainty | None
    """``None`` where there is no order, or where the search was stopped on a large estate."""
    determination: Determination
    other_reading: OtherReading | None
    baselines: Mapping[str, BaselineResult]
    conflict: tuple[str, ...] | None
    """The named constraints of the first of ``clashes``; ``None`` where none is known."""
    clashes: tuple[Clash, ...]
    """Constraints that cannot all be kept, where that is why there is no order."""
    violations: tuple[CheckViolation, ...]
    """What the last try breaks, where no order was found and none is proven impossible."""
    assumptions: tuple[Assumption, ...]
    prices: tuple[PriceLine, ...]
    findings: tuple[Finding, ...]
    engine: Engine
    names: Mapping[str, str]
    """Names of the systems that the plan speaks of, by id."""
    deadlines: tuple[Deadline, ...] = ()
    goes_before: tuple[GoesBefore, ...] = ()
    replanning: Replanning | None = None
    """What became of the previous plan, where there was one."""
    scenario: PlanScenario | None = None
    """What is different from how things are, where the plan is of a scenario."""

    @property
    def placement(self) -> dict[str, int | None]:
        """The wave of every planned system; ``None`` is the backlog. Sorted by id."""
        placed: dict[str, int | None] = {
            system.id: wave.number for wave in self.waves for system in wave.systems
        }
        placed.update((system.id, None) for system in self.backlog)
        return dict(sorted(placed.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The judgement on any plan, also one made by hand: ``legacymap-check/1``.

    ``difference`` is this plan's objective less that of the plan it was compared with, where
    one was given; ``moved`` are the systems that stand elsewhere there.
    """

    format: str
    snapshot: str
    policy: str
    feasible: bool
    objective: int
    parts: PlanParts
    violations: tuple[CheckViolation, ...]
    placement: Mapping[str, int | None]
    gateways: tuple[PlannedGateway, ...]
    cuts: tuple[Cut, ...]
    retirement: tuple[Retirement, ...]
    difference: int | None
    moved: tuple[str, ...]
    account: PlanAccount | None
    """What became of the rows of a plan made elsewhere; ``None`` for a plan of ours."""
    assumptions: tuple[Assumption, ...]
    findings: tuple[Finding, ...]
    names: Mapping[str, str]
    """Names of the systems that the check speaks of, by id."""
