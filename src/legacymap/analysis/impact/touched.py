"""What an impact says: who needs one system, what it needs, which services it touches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.scope import Scope
from legacymap.analysis.sentences import Sentence
from legacymap.graph import Level
from legacymap.inventory.vocabulary import Strength

Direction = Literal["consumers", "providers"]


@dataclass(frozen=True, slots=True)
class Consumer:
    """A system that needs the one asked about, directly (distance 1) or not."""

    id: str
    distance: int
    effect: Strength
    """`stops` where a chain of dependencies that all stop leads there, and so on downwards."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A system that the one asked about needs, directly (distance 1) or not."""

    id: str
    distance: int


@dataclass(frozen=True, slots=True)
class TouchedEntity:
    """Data that the system or a part of it holds, or that passes over its dependencies."""

    id: str
    roles: tuple[str, ...]
    """How the system or its parts hold it; `unknown` where a holding does not say."""
    dependencies: int
    """Dependencies into and out of the system over which it passes."""


@dataclass(frozen=True, slots=True)
class TouchedActor:
    """People who use the system itself or one that needs it."""

    id: str
    uses: Excerpt[str]


@dataclass(frozen=True, slots=True)
class Counts:
    """The lengths of the lists, for those who do not read them."""

    consumers: int
    consumers_that_stop: int
    providers: int
    services: int
    entities: int
    actors: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What one system touches. Lists stand by distance, then id."""

    system: str
    name: str
    part_of: str | None
    level: Level
    direction: Direction | None
    depth: int | None
    counts: Counts
    consumers: tuple[Consumer, ...]
    providers: tuple[Provider, ...]
    services: tuple[Consumer, ...]
    """The services among the consumers, and the system itself (distance 0) where it is one."""
    entities: tuple[TouchedEntity, ...]
    actors: tuple[TouchedActor, ...]
    scope: Scope | None
    """The part of the estate that it is about; ``None`` is the whole."""
    sentences: tuple[Sentence, ...]
