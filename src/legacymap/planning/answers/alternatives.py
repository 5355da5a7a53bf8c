"""Where else a system could stand: what each wave would change, in parts, and what it would break.

Only the system moves, with those that share its wave by rule. Scored from the definition of the
model, so the totals are exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from legacymap.planning.answers.accounts import change_price, shared_out
from legacymap.planning.answers.timeline import iso
from legacymap.planning.compilation.compile import Compiled
from legacymap.planning.compilation.delay import GROUPS
from legacymap.planning.model.score import BucketUse, Score, score

BreakKind = Literal["closed", "order", "together", "capacity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A rule that stands against a wave; ``name`` is the rule's own, ``text`` says it in words.

    ``missing`` is how much of a capacity is short, ``None`` for other kinds. ``worth`` is what
    one more unit of it would be worth, where a plan of ours says so (:class:`Bottleneck`).
    """

    kind: BreakKind
    name: str
    text: str
    systems: tuple[str, ...]
    missing: int | None
    worth: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayChange:
    """What the interim interfaces at one contract of a provider would cost more, or less."""

    provider: str
    interface: str
    change: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeParts:
    """A change of the objective by what is paid for; whole money, the sum is the total."""

    run_cost: int
    risk: int
    end_of_support: int
    deadlines: int
    neighbours: int
    replacement: int
    gateways: int
    overload: int
    changes: int
    """The price of standing elsewhere than in the previous plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Going live in ``wave`` (``None``: after the horizon) and what that alone would change.

    Where the wave is not ``possible``, ``total`` is what it would change if the rules that it
    ``breaks`` were not there. All is 0 where the system stands ``here``.
    """

    wave: int | None
    live_by: str | None
    here: bool
    possible: bool
    total: int
    parts: ChangeParts
    gateways: tuple[GatewayChange, ...]
    breaks: tuple[Broken, ...]


def alternatives(
    compiled: Compiled, waves: Mapping[str, int], block: Sequence[str]
) -> tuple[Alternative, ...]:
    """``block`` in every wave of the horizon and, last, after it; all else as in ``waves``."""
    here = score(compiled.model, waves)
    return tuple(
        _alternative(compiled, waves, block, wave, here)
        for wave in range(1, compiled.policy.waves + 2)
    )


def _alternative(
    compiled: Compiled, waves: Mapping[str, int], block: Sequence[str], wave: int, here: Score
) -> Alternative:
    moved = {**waves, **dict.fromkeys(block, wave)}
    there = score(compiled.model, moved)
    parts = _parts(compiled, waves, block, wave, here, there)
    breaks = tuple(_broken(compiled, moved, block, here, there))
    inside = wave <= compiled.policy.waves
    return Alternative(
        wave=wave if inside else None,
        live_by=iso(compiled.calendar.last(wave)) if inside else None,
        here=all(waves[system] == wave for system in block),
        possible=not breaks,
        total=sum(getattr(parts, name) for name in ChangeParts.__slots__),
        parts=parts,
        gateways=_gateway_changes(compiled, here, there),
        breaks=breaks,
    )


def _parts(
    compiled: Compiled,
    waves: Mapping[str, int],
    block: Sequence[str],
    wave: int,
    here: Score,
    there: Score,
) -> ChangeParts:
    """From the cost of delay itself: the model has none for a wave that is closed."""
    weights = compiled.policy.weights
    whole = 0
    for system in block:
        costs = compiled.delays[system].whole(weights)
        whole += costs[wave - 1] - costs[waves[system] - 1]
    exact = [
        sum(
            (
                compiled.delays[system].weighted(group, wave, weights)
                - compiled.delays[system].weighted(group, waves[system], weights)
                for system in block
            ),
            Fraction(0),
        )
        for group in GROUPS
    ]
    return ChangeParts(
        **dict(zip(GROUPS, shared_out(exact, whole), strict=True)),
        gateways=there.parts.gateways - here.parts.gateways,
        overload=there.parts.overload - here.parts.overload,
        changes=sum(
            change_price(compiled, system, wave) - change_price(compiled, system, waves[system])
            for system in block
        ),
    )


def _gateway_changes(compiled: Compiled, here: Score, there: Score) -> tuple[GatewayChange, ...]:
    """By contract, dearest first, without those that stay as they are."""
    change: dict[str, int] = {}
    for sign, judged in ((-1, here), (1, there)):
        for gateway in judged.gateways:
            change[gateway.interface] = change.get(gateway.interface, 0) + sign * gateway.cost
    facts = {fact.id: fact for fact in compiled.interim.facts}
    return tuple(
        GatewayChange(
            provider=facts[interface].contract.provider,
            interface=facts[interface].label,
            change=amount,
        )
        for interface, amount in sorted(change.items(), key=lambda item: (-item[1], item[0]))
        if amount
    )


def _broken(
    compiled: Compiled, moved: Mapping[str, int], block: Sequence[str], here: Score, there: Score
) -> Iterator[Broken]:
    """The rules that stand against ``block`` there; what others break elsewhere is not told."""
    for violation in there.violations:
        concerned = set(violation.systems) & set(block)
        if violation.kind == "wave" and concerned:
            yield from _closed(compiled, violation.systems[0], moved[violation.systems[0]])
        elif violation.kind == "precedence" and concerned:
            yield _order(compiled, violation.systems)
        elif violation.kind == "together" and concerned:
            yield _parted(compiled, violation.systems)
    before = {(bucket.resource, bucket.waves): bucket.over for bucket in here.buckets}
    for bucket in there.buckets:
        if bucket.over > max(bucket.over_max, before[bucket.resource, bucket.waves]):
            yield from _overfull(compiled, bucket, block, moved)


def _closed(compiled: Compiled, system: str, wave: int) -> Iterator[Broken]:
    for rule in compiled.windows[system].forbidden(wave):
        yield Broken(kind="closed", name=rule.name, text=rule.text, systems=(system,), missing=None)


def _order(compiled: Compiled, pair: tuple[str, ...]) -> Broken:
    before, after = (compiled.names[system] for system in pair)
    return Broken(
        kind="order",
        name=order_name(compiled, before=pair[0], after=pair[1]),
        text=f"{before} must go live before {after}",
        systems=pair,
        missing=None,
    )


def order_name(compiled: Compiled, *, before: str, after: str) -> str:
    """What the rule is called that puts ``before`` first."""
    for rule in compiled.model.precedences:
        if (rule.before, rule.after) == (before, after):
            return str(rule.information.get("why", f"{before} before {after}"))
    return f"{before} before {after}"


def _parted(compiled: Compiled, group: tuple[str, ...]) -> Broken:
    names = ", ".join(compiled.names[system] for system in group)
    return Broken(
        kind="together",
        name=together_name(compiled, group),
        text=f"{names} must share one wave",
        systems=group,
        missing=None,
    )


def together_name(compiled: Compiled, group: Sequence[str]) -> str:
    """What the rule is called by which ``group`` shares a wave."""
    return f"together: {', '.join(compiled.names[system] for system in sorted(group))}"


def _overfull(
    compiled: Compiled, bucket: BucketUse, block: Sequence[str], moved: Mapping[str, int]
) -> Iterator[Broken]:
    """``bucket``, where somebody of ``block`` uses it."""
    users = bucket_users(compiled, bucket, moved)
    if not set(users) & set(block):
        return
    name = bucket_name(compiled, bucket)
    most = in_unit(compiled, bucket.resource, bucket.cap + bucket.over_max)
    yield Broken(
        kind="capacity",
        name=name,
        text=f"{name} would be overfull: {bucket.use:,} of {most}",
        systems=users,
        missing=bucket.over - bucket.over_max,
    )


def in_unit(compiled: Compiled, resource: str, amount: int) -> str:
    """``amount`` of ``resource`` with what it is counted in, where that needs saying."""
    kind = next(known.kind for known in compiled.model.resources if known.id == resource)
    unit = {"skill": "days", "budget": compiled.model.money_unit}.get(kind or "")
    return f"{amount:,} {unit}" if unit else f"{amount:,}"


def bucket_users(
    compiled: Compiled, bucket: BucketUse, waves: Mapping[str, int]
) -> tuple[str, ...]:
    """The systems that take something of ``bucket``, by id."""
    profile = {resource.id: resource.profile for resource in compiled.model.resources}
    spread = profile[bucket.resource] == "spread"
    return tuple(
        sorted(
            system.id
            for system in compiled.model.systems
            if system.use.get(bucket.resource)
            and waves[system.id] <= compiled.policy.waves
            and _at_work(waves[system.id], system.duration if spread else 1, bucket.waves)
        )
    )


def _at_work(live: int, duration: int, waves: Sequence[int]) -> bool:
    return any(live - duration < wave <= live for wave in waves)


def bucket_name(compiled: Compiled, use: BucketUse) -> str:
    """What people call a limit in some waves."""
    for resource in compiled.model.resources:
        for bucket in resource.buckets:
            if resource.id == use.resource and tuple(sorted(bucket.waves)) == use.waves:
                return str(bucket.information.get("label", resource.id))
    return use.resource
