"""Which systems are the core of the estate, and how all others stand to it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from legacymap.graph import Ints

Role = Literal["core", "shared", "control", "periphery", "hub", "none"]


@dataclass(frozen=True, slots=True)
class Core:
    """The largest group of systems that all depend on each other; empty without any cycle."""

    size: int
    share: Fraction | None
    systems: tuple[str, ...]
    fan_in: int | None
    """How many systems reach each of the core, itself included."""
    fan_out: int | None
    """How many systems each of the core reaches, itself included."""
    tied: tuple[tuple[str, ...], ...]
    """Other groups of the same size: which of them is called the core is then a convention."""
    note: str


def core(ids: tuple[str, ...], component: Ints, fan_in: Ints, fan_out: Ints) -> Core:
    """The largest cyclic group.

    Of groups of equal size the one with the larger VFI * VFO, then the smallest id; the others are
    named in ``tied``.

    Formula:
        share = size / N.
    Range:
        0 (no cycle) to 1.
    Unit:
        systems by systems.
    Degenerate case:
        no cycle: size 0, nobody has a role; no systems: share ``None``.
    Source:
        Baldwin, MacCormack, Rusnak (2014), "Hidden structure"; the rule for ties is ours.
    """
    sizes = np.bincount(component) if len(component) else np.zeros(0, dtype=np.int64)
    largest = int(sizes.max(initial=0))
    if largest < 2:
        share = Fraction(0, len(ids)) if ids else None
        return Core(0, share, (), None, None, (), "no core: no two systems depend on each other")
    # Components are numbered by their smallest member, so the first of equals has the smallest id.
    members = {int(group): np.nonzero(component == group)[0] for group in _equal(sizes, largest)}
    weight = {group: int(fan_in[of[0]] * fan_out[of[0]]) for group, of in members.items()}
    chosen = min(members, key=lambda group: (-weight[group], group))
    named = {group: tuple(ids[node] for node in of) for group, of in members.items()}
    first = members[chosen][0]
    tied = tuple(named[group] for group in sorted(named) if group != chosen)
    return Core(
        size=largest,
        share=Fraction(largest, len(ids)),
        systems=named[chosen],
        fan_in=int(fan_in[first]),
        fan_out=int(fan_out[first]),
        tied=tied,
        note=_note(tied),
    )


def _equal(sizes: Ints, largest: int) -> Ints:
    return np.nonzero(sizes == largest)[0]


def _note(tied: tuple[tuple[str, ...], ...]) -> str:
    if not tied:
        return "the largest group of systems that all depend on each other"
    others = "another group is" if len(tied) == 1 else f"{len(tied)} other groups are"
    return f"{others} as large; this one has the larger reach, or the smallest id"


def roles(ids: tuple[str, ...], found: Core, fan_in: Ints, fan_out: Ints) -> dict[str, Role]:
    """The role of every system, by how it compares with the core.

    Shared: reached by as many as the core, reaches fewer. Control: reaches as many, reached by
    fewer. Periphery: fewer of both. Hub: outside the core, as many of both. None: no core.

    Source:
        Baldwin, MacCormack, Rusnak (2014), "Hidden structure"; "hub" is our word for the systems
        that the source's four classes do not foresee.
    """
    if found.fan_in is None or found.fan_out is None:
        return dict.fromkeys(ids, "none")
    inside = set(found.systems)
    names: dict[tuple[bool, bool], Role] = {
        (True, False): "shared",
        (False, True): "control",
        (False, False): "periphery",
        (True, True): "hub",
    }
    much_in, much_out = (fan_in >= found.fan_in).tolist(), (fan_out >= found.fan_out).tolist()
    return {
        system: "core" if system in inside else names[into, out]
        for system, into, out in zip(ids, much_in, much_out, strict=True)
    }
