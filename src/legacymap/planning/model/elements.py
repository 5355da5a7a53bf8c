"""What a planning model is made of: systems, interfaces, resources, precedences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Profile = Literal["spread", "golive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSystem:
    """A system to replace: ``duration`` waves of work, of which the last is the go-live wave.

    ``cost[t - 1]`` is the whole cost of delay when it goes live in wave ``t``; the last entry is
    that of the backlog; ``None`` forbids a wave. Waves before ``duration`` are forbidden too.
    ``use`` is the amount it takes of each resource. ``information`` is kept and never scored.
    """

    id: str
    cost: tuple[int | None, ...]
    duration: int = 1
    use: Mapping[str, int] = field(default_factory=dict)
    information: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayPrices:
    """What a temporary gateway costs: once to build, and for every wave that it is held."""

    build: int
    hold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """A user of an interface, with the price of connecting it to a facade or to a wrapper."""

    system: str
    facade: int
    wrapper: int
    information: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """One contract of a provider; all its consumers share its temporary gateway.

    The facade lets old consumers use the new provider, the wrapper new consumers the old one.
    """

    id: str
    provider: str
    facade: GatewayPrices
    wrapper: GatewayPrices
    consumers: tuple[Consumer, ...]
    information: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """The limit on a resource summed over some waves.

    Use beyond ``cap`` costs ``over_price`` a unit; more than ``over_max`` beyond it is forbidden.
    """

    waves: tuple[int, ...]
    cap: int
    over_max: int = 0
    over_price: int = 0
    information: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Something scarce, used over the waves of work (``spread``) or in the last (``golive``).

    A spread amount ``a`` over ``d`` waves is ``a // d`` in each and 1 more in the first ``a % d``.
    """

    id: str
    profile: Profile
    buckets: tuple[Bucket, ...]
    kind: str | None = None
    information: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedence:
    """``before`` goes live at least ``lag`` waves before ``after``, unless that is in the backlog.

    An ``after`` in the backlog is free of it; a ``before`` in the backlog holds ``after`` there.
    """

    before: str
    after: str
    lag: int = 0
    information: Mapping[str, object] = field(default_factory=dict)
