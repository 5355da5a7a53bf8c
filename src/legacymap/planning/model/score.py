"""What a plan costs and which constraints it breaks, straight from the definition.

This module shares nothing with the search, which keeps its own books: the two must agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from legacymap.planning.model.model import (
    Bucket,
    Consumer,
    GatewayPrices,
    Interface,
    PlannedSystem,
    PlanningModel,
    Resource,
)
from legacymap.planning.model.placement import placement

Side = Literal["facade", "wrapper"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The objective, split by what is paid for."""

    delay: int
    facade_build: int
    facade_hold: int
    facade_connect: int
    wrapper_build: int
    wrapper_hold: int
    wrapper_connect: int
    overload: int

    @property
    def gateways(self) -> int:
        """Everything that facades and wrappers cost."""
        facades = self.facade_build + self.facade_hold + self.facade_connect
        return facades + self.wrapper_build + self.wrapper_hold + self.wrapper_connect

    @property
    def total(self) -> int:
        """The objective."""
        return self.delay + self.gateways + self.overload

    def to_document(self) -> dict[str, int]:
        """The parts by name, in the order of their definition."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """A temporary gateway that a plan needs, shared by ``consumers``.

    ``removed`` is ``None`` where the gateway outlives the horizon.
    """

    interface: str
    provider: str
    side: Side
    consumers: tuple[str, ...]
    built: int
    removed: int | None
    build: int
    hold: int
    connect: int

    @property
    def cost(self) -> int:
        """Building, holding and connecting together."""
        return self.build + self.hold + self.connect


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketUse:
    """How full a bucket is; ``over`` is the use beyond ``cap``."""

    resource: str
    waves: tuple[int, ...]
    use: int
    cap: int
    over: int
    over_max: int
    over_cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A hard constraint that a plan breaks, and whom it concerns."""

    kind: Literal["wave", "resource", "precedence", "together"]
    message: str
    systems: tuple[str, ...] = ()
    resource: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The judgement on a plan."""

    parts: Parts
    violations: tuple[Violation, ...]
    gateways: tuple[Gateway, ...]
    buckets: tuple[BucketUse, ...]
    backlog: tuple[str, ...]

    @property
    def feasible(self) -> bool:
        """Whether the plan breaks no hard constraint."""
        return not self.violations

    @property
    def objective(self) -> int:
        """The cost of the plan; what breaks a constraint is not priced in."""
        return self.parts.total


def score(model: PlanningModel, plan: Mapping[str, int | None]) -> Score:
    """The judgement on ``plan``, which may come from anywhere.

    A system in a forbidden wave costs nothing and is a violation.

    Raises:
        InvalidPlan: ``plan`` names systems or waves that ``model`` does not have.
    """
    waves = placement(model, plan)
    gateways = tuple(
        gateway
        for interface in sorted(model.interfaces, key=lambda interface: interface.id)
        for gateway in gateways_at(interface, waves, model.waves)
    )
    buckets = tuple(_bucket_uses(model, waves))
    return Score(
        parts=_parts(model, waves, gateways, buckets),
        violations=tuple(_violations(model, waves, buckets)),
        gateways=gateways,
        buckets=buckets,
        backlog=tuple(sorted(system for system, wave in waves.items() if wave > model.waves)),
    )


def cost_of_delay(system: PlannedSystem, wave: int) -> int | None:
    """``None`` where the system is not allowed in ``wave``."""
    inside_the_horizon = wave < len(system.cost)
    if inside_the_horizon and wave < system.duration:
        return None
    return system.cost[wave - 1]


def gateways_at(interface: Interface, waves: Mapping[str, int], horizon: int) -> Iterator[Gateway]:
    """The gateways that ``interface`` needs when its users go live in ``waves``."""
    provider = waves[interface.provider]
    later = [c for c in interface.consumers if waves[c.system] > provider]
    earlier = [c for c in interface.consumers if waves[c.system] < provider]
    if later:
        last = max(waves[consumer.system] for consumer in later)
        yield _gateway(interface, "facade", later, provider, last, horizon)
    if earlier:
        first = min(waves[consumer.system] for consumer in earlier)
        yield _gateway(interface, "wrapper", earlier, first, provider, horizon)


def _gateway(
    interface: Interface,
    side: Side,
    consumers: list[Consumer],
    built: int,
    removed: int,
    horizon: int,
) -> Gateway:
    prices: GatewayPrices = interface.facade if side == "facade" else interface.wrapper
    return Gateway(
        interface=interface.id,
        provider=interface.provider,
        side=side,
        consumers=tuple(sorted(consumer.system for consumer in consumers)),
        built=built,
        removed=removed if removed <= horizon else None,
        build=prices.build,
        hold=prices.hold * (removed - built),
        connect=sum(c.facade if side == "facade" else c.wrapper for c in consumers),
    )


def _bucket_uses(model: PlanningModel, waves: Mapping[str, int]) -> Iterator[BucketUse]:
    resources = {resource.id: resource for resource in model.resources}
    used = {resource: [0] * (model.backlog + 1) for resource in resources}
    for system in model.systems:
        wave = waves[system.id]
        if wave > model.waves:
            continue
        for resource, amount in system.use.items():
            for at, share in shares(resources[resource], system, amount, wave):
                used[resource][at] += share
    for resource in sorted(resources):
        for bucket in sorted(resources[resource].buckets, key=_bucket_order):
            yield _bucket_use(resource, bucket, sum(used[resource][wave] for wave in bucket.waves))


def _bucket_order(bucket: Bucket) -> tuple[tuple[int, ...], int, int, int]:
    return tuple(sorted(bucket.waves)), bucket.cap, bucket.over_max, bucket.over_price


def shares(
    resource: Resource, system: PlannedSystem, amount: int, wave: int
) -> Iterator[tuple[int, int]]:
    """The waves in which ``system`` uses ``resource`` if it goes live in ``wave``, and how much."""
    if resource.profile == "golive":
        yield wave, amount
        return
    each, rest = divmod(amount, system.duration)
    start = wave - system.duration + 1
    for k in range(system.duration):
        if start + k >= 1:
            yield start + k, each + (1 if k < rest else 0)


def _bucket_use(resource: str, bucket: Bucket, use: int) -> BucketUse:
    over = max(0, use - bucket.cap)
    return BucketUse(
        resource=resource,
        waves=tuple(sorted(bucket.waves)),
        use=use,
        cap=bucket.cap,
        over=over,
        over_max=bucket.over_max,
        over_cost=over * bucket.over_price,
    )


def _parts(
    model: PlanningModel,
    waves: Mapping[str, int],
    gateways: tuple[Gateway, ...],
    buckets: tuple[BucketUse, ...],
) -> Parts:
    facades = [gateway for gateway in gateways if gateway.side == "facade"]
    wrappers = [gateway for gateway in gateways if gateway.side == "wrapper"]
    return Parts(
        delay=sum(cost_of_delay(system, waves[system.id]) or 0 for system in model.systems),
        facade_build=sum(facade.build for facade in facades),
        facade_hold=sum(facade.hold for facade in facades),
        facade_connect=sum(facade.connect for facade in facades),
        wrapper_build=sum(wrapper.build for wrapper in wrappers),
        wrapper_hold=sum(wrapper.hold for wrapper in wrappers),
        wrapper_connect=sum(wrapper.connect for wrapper in wrappers),
        overload=sum(bucket.over_cost for bucket in buckets),
    )


def _violations(
    model: PlanningModel, waves: Mapping[str, int], buckets: tuple[BucketUse, ...]
) -> Iterator[Violation]:
    for system in sorted(model.systems, key=lambda system: system.id):
        wave = waves[system.id]
        if cost_of_delay(system, wave) is None:
            message = f"{system.id} is not allowed in {_wave_name(wave, model.waves)}"
            yield Violation(kind="wave", message=message, systems=(system.id,))
    for bucket in buckets:
        if bucket.over > bucket.over_max:
            message = (
                f"{bucket.resource} in {_waves_name(bucket.waves)}: {bucket.use} used, "
                f"at most {bucket.cap + bucket.over_max} allowed"
            )
            yield Violation(kind="resource", message=message, resource=bucket.resource)
    for rule in sorted(model.precedences, key=lambda rule: (rule.before, rule.after, rule.lag)):
        before, after = waves[rule.before], waves[rule.after]
        if after <= model.waves and before + rule.lag > after:
            message = (
                f"{rule.before} ({_wave_name(before, model.waves)}) must come at least "
                f"{rule.lag} waves before {rule.after} ({_wave_name(after, model.waves)})"
            )
            pair = (rule.before, rule.after)
            yield Violation(kind="precedence", message=message, systems=pair)
    for group in sorted(tuple(sorted(group)) for group in model.together):
        if len({waves[system] for system in group}) > 1:
            message = f"{', '.join(group)} must share one wave"
            yield Violation(kind="together", message=message, systems=group)


def _wave_name(wave: int, horizon: int) -> str:
    return f"wave {wave}" if wave <= horizon else "the backlog"


def _waves_name(waves: tuple[int, ...]) -> str:
    names = ", ".join(str(wave) for wave in waves)
    return f"wave {names}" if len(waves) == 1 else f"waves {names}"
