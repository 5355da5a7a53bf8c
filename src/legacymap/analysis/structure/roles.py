"""Which systems are the core of the estate, and how all others stand to it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.structure.cycles import named
from legacymap.graph import Ints

Role = Literal["core", "shared", "control", "periphery", "hub", "none"]


@dataclass(frozen=True, slots=True)
class TiedGroup:
    """A group of systems that all depend on each other, as large as the core."""

    systems: Excerpt[str]


@dataclass(frozen=True, slots=True)
class Core:
    """The largest group of systems that all depend on each other; empty without any cycle."""

    size: int
    share: Fraction | None
    systems: Excerpt[str]
    fan_in: int | None
    """How many systems reach each of the core, itself included."""
    fan_out: int | None
    """How many systems each of the core reaches, itself included."""
    tied: Excerpt[TiedGroup]
    """Other groups of the same size: which of them is called the core is then a convention."""
    note: str


def core(
    ids: tuple[str, ...], component: Ints, fan_in: Ints, fan_out: Ints, shown: slice = FIRST
) -> Core:
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
    groups = largest_groups(component, fan_in, fan_out)
    size = groups.shape[1]
    if size == 0:
        share = Fraction(0, len(ids)) if ids else None
        note = "no core: no two systems depend on each other"
        return Core(0, share, Excerpt(0), None, None, Excerpt(0), note)
    first = groups[0, 0]
    tied = groups[1:]
    return Core(
        size=size,
        share=Fraction(size, len(ids)),
        systems=named(ids, groups[0], shown),
        fan_in=int(fan_in[first]),
        fan_out=int(fan_out[first]),
        tied=Excerpt(len(tied), tuple(TiedGroup(named(ids, nodes)) for nodes in tied[shown])),
        note=_note(len(tied)),
    )


def largest_groups(component: Ints, fan_in: Ints, fan_out: Ints) -> Ints:
    """The nodes of the largest cyclic groups, one a row: the core, then those tied with it by id.

    One empty row where no two systems depend on each other.
    """
    sizes = np.bincount(component) if len(component) else np.zeros(0, dtype=np.int64)
    largest = int(sizes.max(initial=0))
    if largest < 2:
        return np.zeros((1, 0), dtype=np.int64)
    # Components are numbered by their smallest member, so the first of equals has the smallest id.
    nodes = np.nonzero(sizes[component] == largest)[0]
    groups = nodes[np.argsort(component[nodes], kind="stable")].reshape(-1, largest)
    first = groups[:, 0]
    chosen = int(np.argmax(fan_in[first] * fan_out[first]))
    others = np.arange(len(groups)) != chosen
    return np.concatenate([groups[chosen : chosen + 1], groups[others]])


def _note(tied: int) -> str:
    if not tied:
        return "the largest group of systems that all depend on each other"
    others = "another group is" if tied == 1 else f"{tied} other groups are"
    return f"{others} as large; this one has the larger reach, or the smallest id"


def roles(ids: tuple[str, ...], component: Ints, fan_in: Ints, fan_out: Ints) -> dict[str, Role]:
    """The role of every system, by how it compares with the core.

    Shared: reached by as many as the core, reaches fewer. Control: reaches as many, reached by
    fewer. Periphery: fewer of both. Hub: outside the core, as many of both. None: no core.

    Source:
        Baldwin, MacCormack, Rusnak (2014), "Hidden structure"; "hub" is our word for the systems
        that the source's four classes do not foresee.
    """
    core_nodes = largest_groups(component, fan_in, fan_out)[0]
    if not len(core_nodes):
        return dict.fromkeys(ids, "none")
    inside = np.zeros(len(ids), dtype=np.bool_)
    inside[core_nodes] = True
    into_core, out_of_core = fan_in[core_nodes[0]], fan_out[core_nodes[0]]
    # Two bits: reached by as many as the core, reaches as many.
    names: tuple[Role, ...] = ("periphery", "control", "shared", "hub", "core")
    code = 2 * (fan_in >= into_core) + (fan_out >= out_of_core)
    code[inside] = names.index("core")
    return dict(zip(ids, map(names.__getitem__, code.tolist()), strict=True))
