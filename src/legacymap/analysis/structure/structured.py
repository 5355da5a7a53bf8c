"""What a structure says: figures, circles, roles and single points, at both levels."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.scope import Scope
from legacymap.analysis.sentences import Sentence
from legacymap.analysis.structure.cycles import Cycle
from legacymap.analysis.structure.gates import Gates
from legacymap.analysis.structure.propagation import Ratio, Visibility
from legacymap.analysis.structure.roles import Core, Role
from legacymap.analysis.structure.single_points import Link, SinglePoint
from legacymap.graph import Dropped, Level


@dataclass(frozen=True, slots=True)
class OtherReading:
    """The same estate with doubtful dependencies dropped, or with pushes turned round."""

    dependencies: int
    propagation: Ratio
    propagation_cost: Fraction | None


@dataclass(frozen=True, slots=True)
class Structure:
    """The structure of an estate at one level; ``as_given`` is the same with parts as systems."""

    level: Level
    note: str
    systems: int
    dependencies: int
    """Ordered pairs of systems with at least one dependency."""
    declared: int
    """The dependencies behind them."""
    dropped: Dropped
    density: Fraction | None
    propagation_cost: Fraction | None
    propagation: Ratio
    """The propagation cost as it was counted."""
    doubtful: int
    """Dependencies whose direction is doubtful; the next two show what hangs on them."""
    without_doubtful: OtherReading
    pushes_reversed: OtherReading
    core: Core
    """Of the whole estate, also beside a part of it."""
    own_core: Excerpt[str] | None
    """The systems of the part that stand in the core, out of its ``systems``; ``None``: no part was
    asked about."""
    cycles: tuple[Cycle, ...]
    priced: bool
    """Whether cuts cost the prices that were given; else their number of declared dependencies."""
    in_circles: Excerpt[str]
    """The systems that stand in a circle, circle by circle."""
    in_circles_without_doubtful: int
    """How many of them still do when dependencies of doubtful direction are dropped."""
    single_points_count: int
    single_points_of_failure: tuple[SinglePoint, ...]
    """The first hundred, those that cut most off first."""
    bridges: Excerpt[Link]
    gates: Gates
    """Systems that alone lead from the services to others: those of the part where one was asked
    about, with all that is behind them in the whole."""
    roles: dict[str, Role]
    visibility: dict[str, Visibility]
    as_given: Structure | None
    scope: Scope | None
    """The part of the estate that it is about; ``None`` is the whole."""
    sentences: tuple[Sentence, ...]
    """Those of both levels, with the whole; none with ``as_given`` alone."""
