"""What is known of how systems are tied together: the answer of the integration analysis."""

from __future__ import annotations

from dataclasses import dataclass

from legacymap.analysis.integration.batch_hops import BatchHops
from legacymap.analysis.integration.chatty_pairs import ChattyPairs
from legacymap.analysis.integration.declared_and_observed import DeclaredAndObserved
from legacymap.analysis.integration.meshes import Meshes
from legacymap.analysis.integration.shared_stores import SharedStores
from legacymap.analysis.integration.thresholds import Thresholds
from legacymap.analysis.scope import Scope
from legacymap.analysis.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Integration:
    """The ways in which systems are tied together that are worth a look, each with evidence."""

    systems: int
    dependencies: int
    """Between whole systems, one by one; logins and the like are among them."""
    thresholds: Thresholds
    shared_databases: SharedStores
    meshes: Meshes
    batch: BatchHops
    declared_and_observed: DeclaredAndObserved
    chatty: ChattyPairs
    note: str
    scope: Scope | None
    """The part of the estate that was asked about; ``None`` is the whole."""
    sentences: tuple[Sentence, ...]
    """What all this says in words, what matters most first."""
