"""How far a change spreads: what each system reaches, who reaches it, and the propagation cost."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from legacymap.graph import Csr, Ints
from legacymap.graph.closures import Closures, closures
from legacymap.graph.reach_sets import Upward


@dataclass(frozen=True, slots=True)
class Visibility:
    """How many systems reach this one, and how many it reaches, itself counted in both."""

    fan_in: int
    fan_out: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """How a figure was estimated, where counting would take too long."""

    drawn: int
    """How many systems were drawn; it was counted how many of them each system reaches."""
    off_by: float
    """As a share of all systems: further off than this in 1 of 20 cases at most."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share with its parts as they were counted: 910 of 3,600, not 91 of 360."""

    numerator: int
    denominator: int
    estimate: Estimate | None = None
    """``None``: counted. Else ``numerator`` is an estimate."""

    @property
    def value(self) -> Fraction | None:
        """The share, exact; ``None`` where there is nothing to divide by."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


def density(edges: Csr) -> Fraction | None:
    """Share of the ordered pairs of systems (with themselves) that are dependencies.

    Formula:
        E / N^2; self-loops and repetitions are no edges, and are counted apart.
    Range:
        0 to (N - 1) / N, exact.
    Unit:
        pairs by pairs.
    Degenerate case:
        ``None`` without systems.
    Source:
        Baldwin, C., MacCormack, A., Rusnak, J. (2014), "Hidden structure: Using network methods to
        map system architecture", Research Policy 43(8), 1381-1397.
    """
    return Ratio(len(edges.indices), edges.nodes**2).value


def propagation(reach: Upward) -> Ratio:
    """Share of the estate that a change to a system may touch, on average.

    Formula:
        sum of VFO / N^2, where VFO(i) is the number of systems that i reaches, itself included.
    Range:
        1/N (nothing depends on anything) to 1 (one great cycle), exact.
    Unit:
        pairs by pairs.
    Degenerate case:
        the ratio has no value without systems.
    Source:
        MacCormack, A., Rusnak, J., Baldwin, C. (2006), "Exploring the structure of complex software
        designs", Management Science 52(7), 1015-1030; used as in "Hidden structure" (2014).
    """
    found = closures(reach)
    return Ratio(int(found.sizes.sum()), len(found.sizes) ** 2, _estimate(found))


def fan_in_and_out(reach: Upward) -> tuple[Ints, Ints, Estimate | None]:
    """VFI and VFO of every node: who reaches it and what it reaches, itself included.

    Counted up to 262,144 groups of systems that all depend on each other (most groups are single
    systems); beyond, estimated from 16,384 systems that are drawn.
    """
    into, out = closures(reach.turned), closures(reach)
    return into.sizes, out.sizes, _estimate(out)


def _estimate(found: Closures) -> Estimate | None:
    if found.drawn is None:
        return None
    return Estimate(found.drawn, round(1.96 * found.standard_error, 6))


def visibility(ids: tuple[str, ...], fan_in: Ints, fan_out: Ints) -> dict[str, Visibility]:
    """The visibility of every system by its id."""
    seen = map(Visibility, fan_in.tolist(), fan_out.tolist())
    return dict(zip(ids, seen, strict=True))
