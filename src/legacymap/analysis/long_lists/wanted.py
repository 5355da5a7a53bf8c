"""Which stretch of a long list is asked for: of which row, and with which settings."""

from __future__ import annotations

from dataclasses import dataclass, field

from legacymap.analysis.disposition.time import HIGH_FROM
from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import FIRST
from legacymap.analysis.integration.thresholds import Thresholds
from legacymap.analysis.quality.sightings import STALE_AFTER_DAYS
from legacymap.analysis.scope import Part
from legacymap.errors import Finding, InvalidQuery, Place
from legacymap.graph import Level, SystemGraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A stretch of a list; the settings are those of the analysis that the list belongs to."""

    estate: Estate
    of: tuple[str, ...] = ()
    """What names the row that the list belongs to, from the outside in."""
    shown: slice = field(default_factory=lambda: FIRST)
    level: Level = "top"
    part: Part | None = None
    stale_after_days: int = STALE_AFTER_DAYS
    thresholds: Thresholds = field(default_factory=Thresholds)
    high_from: int = HIGH_FROM
    frozen: tuple[str, ...] = ()
    """Systems that a policy forbids to change, for lists of a risk."""
    depth: int | None = None
    """How many steps away, for lists of an impact."""
    before: Estate | None = None
    """The earlier estate, for lists of a difference."""

    @property
    def graph(self) -> SystemGraph:
        """The systems at the level."""
        return self.estate.top if self.level == "top" else self.estate.graph

    @property
    def node(self) -> int:
        """The node, at the level, of the system that names the row.

        Raises:
            UnknownSystem: it names none.
        """
        return self.graph.node_of[self.estate.system(self.of[0])]


def no_such_row(wanted: Wanted, what: str) -> InvalidQuery:
    """The error that no row goes by that name; ``what`` says why, after the name."""
    message = f"{' / '.join(wanted.of)} {what}"
    return InvalidQuery.of(
        [Finding("error", "no_such_row", message, Place(path="of"))], "nothing to list"
    )
