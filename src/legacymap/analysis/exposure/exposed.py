"""What an exposure says: the services, the legacy systems, the estate, each with its unknowns."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.exposure.brokers import Broker
from legacymap.analysis.exposure.entrances import Doors, Entrance
from legacymap.analysis.exposure.supposed import Supposed
from legacymap.analysis.inference.suggestions import SuggestionRule
from legacymap.analysis.scope import Scope
from legacymap.analysis.sentences import Sentence
from legacymap.graph import Level

WhyUnknown = Literal["no_recorded_dependency", "reaches_unknown"]


@dataclass(frozen=True, slots=True)
class Way:
    """A shortest way to something legacy: how many dependencies it takes, and through what."""

    depth: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RolledUp:
    """What a service would seem to stand on if every part stood for its whole system."""

    on_legacy: bool | None
    depth: int | None
    legacy_count: int
    legacy: tuple[str, ...]
    choke_points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceExposure:
    """How one service, not legacy itself, stands to legacy."""

    id: str
    name: str
    on_legacy: bool | None
    """True if something legacy is in reach; ``None`` (unknown) if not but something unknown is, or
    if no dependency on another system is recorded; else false."""
    unknown_because: WhyUnknown | None
    unknown: Excerpt[str]
    """Systems in reach of which nobody says whether they are legacy."""
    own_state_known: bool
    """Whether anybody says that the service itself is not legacy."""
    depth: int | None
    """Fewest dependencies to something legacy (between systems, at `top`); 0: a part of its own."""
    path: tuple[str, ...]
    """A way of so many; of a very long one the first hundred steps."""
    path_as_given: tuple[str, ...]
    """The same way by the systems and parts that the dependencies name."""
    login_only: bool
    """On legacy only through dependencies that are nothing but logging in."""
    without_login: Way | None
    """The shortest way without login dependencies, where it is longer."""
    by_alternative_only: bool
    """On legacy only where it chooses to: some alternative to each such dependency is free."""
    events_of_legacy_at: tuple[str, ...]
    """Topics and queues where it, or a part of it, takes events and something legacy publishes."""
    legacy: tuple[str, ...]
    """What it stands on, at the level; the first hundred."""
    legacy_count: int
    legacy_share: Fraction | None
    """Legacy part of what it reaches (0 to 1, ``None`` where it reaches nothing). It measures how
    finely the inventory is drawn: never rank by it."""
    closure: int
    """Number of systems (parts, at `as_given`) that it reaches, itself left out."""
    choke_points: tuple[str, ...]
    """What lies on every path to legacy, in the order of the path, as given at either level; of
    very many the first hundred."""
    rolled_up: RolledUp | None
    """The rolled-up figures, where they differ."""


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of the services is on legacy, as an interval that the unknown ones span."""

    on_legacy: int
    not_on_legacy: int
    unknown: int
    share_low: Fraction | None
    share_high: Fraction | None

    @classmethod
    def of(cls, answers: list[bool | None]) -> Share:
        """``true / all`` to ``(true + unknown) / all``; ``None`` where there are no services."""
        on, unknown, all_ = answers.count(True), answers.count(None), len(answers)
        return cls(
            on,
            answers.count(False),
            unknown,
            Fraction(on, all_) if all_ else None,
            Fraction(on + unknown, all_) if all_ else None,
        )


@dataclass(frozen=True, slots=True)
class EstateExposure:
    """The estate in one line: how many services, by which rule, and the interval of the share."""

    rule: str
    """What counted as a service."""
    users_recorded: bool
    """Whether the inventory names anybody who uses a system, or states what is a service."""
    legacy_counts: tuple[str, ...]
    """What counted as legacy: declared, derived, suggested."""
    services: int
    legacy_themselves: int
    denominator: int
    """Services that are not legacy themselves: what the share is a share of."""
    on_legacy: int
    not_on_legacy: int
    unknown: int
    share_low: Fraction | None
    share_high: Fraction | None
    legacy_services: Excerpt[str]
    unknown_services: Excerpt[str]
    with_choke_point: int
    own_state_unknown: int
    """Services of which nobody says whether they are legacy themselves; they stay in."""
    service_parts_left_out: int
    """Services that are parts of other systems and are listed at `as_given` only."""
    rolled_up: Share | None
    """The same if parts stood for their whole systems, where it differs."""


@dataclass(frozen=True, slots=True)
class LegacySystem:
    """A legacy system: who stands on it, and through which of its parts they come in."""

    id: str
    name: str
    whole: bool
    """Whether the whole of it is legacy, or only some of its parts."""
    because: tuple[str, ...]
    services: Excerpt[str]
    directly: Excerpt[str]
    """Services with a dependency of their own on it."""
    indirectly: int
    rolled_up_services: int | None
    """How many services it would seem to carry rolled up, where that differs."""
    entered_by: tuple[Entrance, ...]
    """Its parts by the dependencies of other systems that name them, most used first."""
    entered: Doors


@dataclass(frozen=True, slots=True)
class SuggestedLegacy:
    """A system or part that looks like legacy, with what makes it look so.

    ``counted``: it is among the legacy systems here, because somebody said so or because the
    policy lets suggestions count.
    """

    id: str
    name: str
    part_of: str | None
    """Id of the system that it is a part of."""
    rules: tuple[SuggestionRule, ...]
    evidence: tuple[str, ...]
    counted: bool


@dataclass(frozen=True, slots=True)
class Exposure:
    """How the services of an estate stand to its legacy systems."""

    level: Level
    level_note: str
    estate: EstateExposure
    services: tuple[ServiceExposure, ...]
    legacy: tuple[LegacySystem, ...]
    suggested: tuple[SuggestedLegacy, ...]
    supposed: Supposed | None
    """What stands on legacy if all that looks like it is; ``None`` where anybody says what is."""
    brokers: tuple[Broker, ...]
    sample: int | None
    """How many systems or services were drawn to estimate what each reaches and who stands on it;
    ``None``: all were counted. What is listed, whether a service is on legacy, and counts up to a
    hundred are exact all the same."""
    notes: tuple[str, ...]
    scope: Scope | None
    """The part of the estate that it is about; ``None`` is the whole."""
    sentences: tuple[Sentence, ...]
